//! What can go wrong with one recipient.

/// A way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// `450 4.2.1` to RCPT.
    Rcpt4xx,
    /// `550 5.1.1` to RCPT.
    Rcpt5xx,
    /// `550 5.7.1` to RCPT: about policy, not about the address.
    RcptPolicy,
    /// `451` to DATA.
    Data4xx,
    /// `451` to the content.
    Content4xx,
    /// `554` to the content.
    Content5xx,
    /// `421` to the content, and closes.
    Content421,
    /// Closes instead of answering RCPT.
    CutRcpt,
    /// Closes in the middle of the content.
    CutContent,
    /// Closes after the final dot without having taken the message.
    CutDot,
    /// Takes the message, and closes before saying so.
    LostReply,
    /// Never answers RCPT.
    SilentRcpt,
    /// Never answers the content.
    SilentContent,
    /// Answers late.
    Slow,
    /// `451` to RCPT the first time an address is seen.
    Grey,
    /// Answers the content with what is no SMTP.
    Garbage,
}

/// Names by which a recipient's address asks for a fault.
const NAMES: [(&str, Fault); 16] = [
    ("rcpt-4xx", Fault::Rcpt4xx),
    ("rcpt-5xx", Fault::Rcpt5xx),
    ("rcpt-policy", Fault::RcptPolicy),
    ("data-4xx", Fault::Data4xx),
    ("content-4xx", Fault::Content4xx),
    ("content-5xx", Fault::Content5xx),
    ("content-421", Fault::Content421),
    ("cut-rcpt", Fault::CutRcpt),
    ("cut-content", Fault::CutContent),
    ("cut-dot", Fault::CutDot),
    ("lost-reply", Fault::LostReply),
    ("silent-rcpt", Fault::SilentRcpt),
    ("silent-content", Fault::SilentContent),
    ("slow", Fault::Slow),
    ("grey", Fault::Grey),
    ("garbage", Fault::Garbage),
];

impl Fault {
    /// The fault an address asks for: `content-5xx+anything@example.net`.
    pub fn of(recipient: &str) -> Option<Self> {
        let (name, _) = recipient.split_once('+')?;
        name.parse().ok()
    }
}

impl std::str::FromStr for Fault {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, fault)| *fault)
            .ok_or_else(|| format!("no fault {name:?}"))
    }
}
