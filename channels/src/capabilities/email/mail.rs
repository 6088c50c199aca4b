//! A message as the transport is given it, and what it must not contain.

use std::borrow::Cow;

/// One message for one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Its stable identity, the same at every attempt: letters, digits, `.`, `_` and `-`. Becomes the Message-ID.
    pub key: String,
    /// The sender: an address, or `Name <address>`.
    pub from: String,
    /// Where answers go, when elsewhere; written like `from`.
    pub reply_to: Option<String>,
    /// The recipient's bare address.
    pub to: String,
    /// The recipient's name.
    pub to_name: Option<String>,
    /// The subject.
    pub subject: String,
    /// The HTML part; absent or empty for a mail in text alone.
    pub html: Option<String>,
    /// The text part.
    pub text: Option<String>,
    /// More headers, such as `List-Unsubscribe`.
    pub headers: Vec<(String, String)>,
    /// The bare address that it is returned to when it cannot be delivered: the envelope's sender, where that is not `from`.
    pub return_path: Option<String>,
}

/// Why a message is not one that can be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The recipient's address.
    #[error("not an address to send to: {0}")]
    Recipient(&'static str),
    /// The sender's address.
    #[error("not an address to send from: {0}")]
    Sender(&'static str),
    /// The address for answers.
    #[error("not an address for answers: {0}")]
    ReplyTo(&'static str),
    /// The address that it is returned to.
    #[error("not an address to be returned to: {0}")]
    ReturnPath(&'static str),
    /// The key cannot stand in a Message-ID.
    #[error("the message's key cannot stand in a Message-ID")]
    Key,
    /// A line break or another control character where one would end a header.
    #[error("control character in {0}")]
    Control(&'static str),
    /// A header that the transport writes itself, or whose name or value cannot be one.
    #[error("header {0:?} cannot be set")]
    Header(String),
    /// The signature could not be made.
    #[error("DKIM: {0}")]
    Dkim(#[from] super::DkimError),
}

/// Written by the transport, or of no business in a mail to one person.
const RESERVED: [&str; 14] = [
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "dkim-signature",
    "return-path",
    "received",
    "authentication-results",
];

/// RFC 5322, 2.1.1: a line has at most 998 characters; a word cannot be folded.
const LONGEST_WORD: usize = 900;

/// A name and an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mailbox<'a> {
    pub name: Option<Cow<'a, str>>,
    pub address: &'a str,
}

/// What is said of a message in SMTP.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Envelope<'a> {
    pub from: Cow<'a, str>,
    pub to: Cow<'a, str>,
}

impl Envelope<'_> {
    /// Whether the relay must know SMTPUTF8 (RFC 6531).
    pub fn is_international(&self) -> bool {
        !(self.from.is_ascii() && self.to.is_ascii())
    }
}

impl Mail {
    /// The sender, taken apart.
    pub(super) fn sender(&self) -> Result<Mailbox<'_>, MailError> {
        if has_control(&self.from) {
            return Err(MailError::Control("the sender"));
        }
        mailbox(&self.from).map_err(MailError::Sender)
    }

    /// Where answers go, taken apart.
    pub(super) fn answers(&self) -> Result<Option<Mailbox<'_>>, MailError> {
        match self.reply_to.as_deref().filter(|text| !text.is_empty()) {
            Some(text) if has_control(text) => Err(MailError::Control("the address for answers")),
            Some(text) => mailbox(text).map(Some).map_err(MailError::ReplyTo),
            None => Ok(None),
        }
    }

    /// What SMTP is told: domains in their ASCII form, so that only a local part ever needs SMTPUTF8.
    pub(super) fn envelope(&self) -> Result<Envelope<'_>, MailError> {
        check_address(&self.to).map_err(MailError::Recipient)?;
        let sender = self.sender()?.address;
        let from = match &self.return_path {
            Some(address) => {
                check_address(address).map_err(MailError::ReturnPath)?;
                with_ascii_domain(address).map_err(MailError::ReturnPath)?
            }
            None => with_ascii_domain(sender).map_err(MailError::Sender)?,
        };
        Ok(Envelope {
            from,
            to: with_ascii_domain(&self.to).map_err(MailError::Recipient)?,
        })
    }

    /// Refuses what could end a header early or stand where it must not.
    pub(super) fn check(&self) -> Result<(), MailError> {
        let key = self.key.as_bytes();
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let ends = [key.first(), key.last()];
        // Dots at either end, and two in a row, would make the Message-ID's left side no dot-atom.
        if key.is_empty()
            || key.len() > 64
            || !key.iter().all(plain)
            || ends.contains(&Some(&b'.'))
            || self.key.contains("..")
        {
            return Err(MailError::Key);
        }
        if has_control(&self.subject) {
            return Err(MailError::Control("the subject"));
        }
        if self.to_name.as_deref().is_some_and(has_control) {
            return Err(MailError::Control("the recipient's name"));
        }
        self.headers.iter().try_for_each(|(name, value)| {
            let bytes = name.as_bytes();
            let is_name =
                !bytes.is_empty() && bytes.len() <= 76 && bytes.iter().all(|b| b.is_ascii_graphic() && *b != b':');
            let is_reserved = RESERVED.iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
                || name
                    .get(..8)
                    .is_some_and(|start| start.eq_ignore_ascii_case("content-"));
            let is_value = !has_control(value) && value.split(' ').all(|word| word.len() <= LONGEST_WORD);
            if is_name && !is_reserved && is_value && !value.trim().is_empty() {
                Ok(())
            } else {
                Err(MailError::Header(name.clone()))
            }
        })
    }
}

/// `address` or `Name <address>`.
fn mailbox(text: &str) -> Result<Mailbox<'_>, &'static str> {
    let text = text.trim();
    let Some(inside) = text.strip_suffix('>') else {
        check_address(text)?;
        return Ok(Mailbox {
            name: None,
            address: text,
        });
    };
    let (name, address) = inside.rsplit_once('<').ok_or("unbalanced <>")?;
    check_address(address)?;
    let name = name.trim();
    let name = match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) if quoted.contains('\\') => Cow::Owned(unescape(quoted)),
        Some(quoted) => Cow::Borrowed(quoted),
        None => Cow::Borrowed(name),
    };
    Ok(Mailbox {
        name: Some(name).filter(|name| !name.is_empty()),
        address,
    })
}

fn unescape(quoted: &str) -> String {
    let mut escaped = false;
    let keep = |c: &char| {
        escaped = *c == '\\' && !escaped;
        !escaped
    };
    quoted.chars().filter(keep).collect()
}

/// What SMTP and a header can carry without quoting. Quoted local parts are legal and not in use; refusing them leaves
/// nothing to escape.
fn check_address(address: &str) -> Result<(), &'static str> {
    let (local, domain) = address.rsplit_once('@').ok_or("no @")?;
    if address.len() > 254 || local.len() > 64 {
        return Err("too long");
    }
    if local.is_empty() || domain.is_empty() {
        return Err("half of it is missing");
    }
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>()[]\\,;:\"@".contains(c);
    if local.contains(forbidden) || domain.contains(forbidden) {
        return Err("a character that no address has");
    }
    Ok(())
}

fn with_ascii_domain(address: &str) -> Result<Cow<'_, str>, &'static str> {
    match address.rsplit_once('@') {
        Some((local, domain)) if !domain.is_ascii() => match url::Host::parse(domain) {
            Ok(host) => Ok(Cow::Owned(format!("{local}@{host}"))),
            Err(_) => Err("not a domain"),
        },
        _ => Ok(Cow::Borrowed(address)),
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            key: "0199-a.b_c".into(),
            from: "Relais <bonjour@example.org>".into(),
            to: "a@example.net".into(),
            subject: "Bonjour".into(),
            ..Mail::default()
        }
    }

    #[test]
    fn mailboxes_are_taken_apart() {
        let read = |text| mailbox(text).map(|m| (m.name.map(Cow::into_owned), m.address.to_owned()));
        let named = |name: &str, address: &str| Ok((Some(name.to_owned()), address.to_owned()));
        assert_eq!(read("a@b.fr"), Ok((None, "a@b.fr".to_owned())));
        assert_eq!(read(" <a@b.fr> "), Ok((None, "a@b.fr".to_owned())));
        assert_eq!(read("Ville d'Évry <a@b.fr>"), named("Ville d'Évry", "a@b.fr"));
        assert_eq!(
            read("\"Dupont, \\\"Léa\\\"\" <a@b.fr>"),
            named("Dupont, \"Léa\"", "a@b.fr")
        );
        for bad in ["", "a", "@b", "a@", "<a@b", "a@b>", "a b@c", "a@b@c", "x <a@b>c>"] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn line_breaks_are_refused_wherever_a_header_is_made() {
        type Spoil = fn(&mut Mail, String);
        let places: [Spoil; 8] = [
            |mail, text| mail.key = text,
            |mail, text| mail.from = text,
            |mail, text| mail.reply_to = Some(text),
            |mail, text| mail.to = text,
            |mail, text| mail.to_name = Some(text),
            |mail, text| mail.subject = text,
            |mail, text| mail.headers = vec![("X-A".into(), text)],
            |mail, text| mail.return_path = Some(text),
        ];
        for break_ in ["\r\n", "\n", "\r", "\0", "\u{85}"] {
            for (n, place) in places.iter().enumerate() {
                let mut mail = mail();
                place(&mut mail, format!("a@b.fr{break_}Bcc: c@d.fr"));
                let refused = mail
                    .check()
                    .and_then(|()| mail.envelope().map(drop))
                    .and_then(|()| mail.answers().map(drop));
                assert!(refused.is_err(), "{break_:?} in place {n}");
            }
        }
    }

    #[test]
    fn headers_that_are_ours_are_refused() {
        for name in [
            "Bcc",
            "FROM",
            "content-type",
            "Content-Transfer-Encoding",
            "DKIM-Signature",
            "X A",
            "X:A",
            "",
            "é",
        ] {
            let mut mail = mail();
            mail.headers = vec![(name.into(), "x".into())];
            assert_eq!(mail.check(), Err(MailError::Header(name.into())));
        }
        let mut mail = mail();
        mail.headers = vec![("X-Long".into(), "x".repeat(LONGEST_WORD + 1))];
        assert!(mail.check().is_err());
        mail.headers = vec![("List-Unsubscribe".into(), "<https://relais.example/u/1>".into())];
        assert_eq!(mail.check(), Ok(()));
    }

    // R: O15
    #[test]
    fn a_mail_returns_to_an_address_of_its_own_where_it_has_one() {
        let mut mail = mail();
        assert_eq!(mail.envelope().unwrap().from, "bonjour@example.org");
        mail.return_path = Some("bounces+7k2mq-abc@mail.exämple.org".into());
        assert_eq!(
            mail.envelope().unwrap().from,
            "bounces+7k2mq-abc@mail.xn--exmple-cua.org"
        );
        mail.return_path = Some("Retours <bounces@example.org>".into());
        assert!(matches!(mail.envelope(), Err(MailError::ReturnPath(_))));
    }

    #[test]
    fn international_domains_are_told_in_ascii() {
        let mut mail = mail();
        mail.to = "jose@exämple.net".into();
        let envelope = mail.envelope().unwrap();
        assert_eq!(envelope.to, "jose@xn--exmple-cua.net");
        assert!(!envelope.is_international());
        mail.to = "josé@example.net".into();
        assert!(mail.envelope().unwrap().is_international());
    }
}
