//! Reports by mail: what servers and mailbox providers write back of a message (RFC 3464, RFC 5965), and qmail's own form.
//!
//! Lives here: getting the mail out of a request (`request`), taking it apart (`mime`), what it says (`status`, `feedback`,
//! `qmail`) and of which message (`subject`). Does not live here: what that means for a message and a person, which is the
//! same for every channel and the host's to say.
//!
//! Anybody can write such a mail. It is believed of the one message whose own return address, or whose identifier, is in
//! it: addresses of people that it names are not looked at.

mod feedback;
mod mime;
mod qmail;
mod request;
mod status;
mod subject;

use crate::config::Bounce;
use mime::{Fields, Part};
use relais_plugin::{Callback, Event, EventKind};

/// The longest identifier of a report that is kept, in bytes.
const LONGEST_ID: usize = 250;

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    /// It arrived.
    Arrived,
    /// It came back for now, or nobody knows for how long: the server's words.
    Soft(String),
    /// It came back because there is no such address: the server's words.
    Hard(String),
    /// The person complained.
    Complained,
    /// The person wants no more.
    Unsubscribed,
}

/// What a request tells. A mail that is no report tells nothing, since anything may arrive at an address.
pub fn events(bounce: Option<&Bounce>, request: &Callback) -> Result<Vec<Event>, String> {
    let delivered = request::mail(request)?;
    Ok(event(bounce, &delivered.raw, &delivered.recipients)
        .into_iter()
        .collect())
}

fn event(bounce: Option<&Bounce>, raw: &[u8], recipients: &[String]) -> Option<Event> {
    let mail = Part::read(raw);
    let said = Said::of(&mail)?;
    let subject = subject::of(bounce, &mail, &said, recipients)?;
    let id = mail.fields.first("message-id").map(|id| {
        // The report of one message never stands in the way of another's.
        let id: String = id.chars().filter(|c| !c.is_whitespace()).take(LONGEST_ID).collect();
        format!("{subject} {id}")
    });
    Some(Event {
        subject: relais_plugin::EventSubject::Key(subject),
        kind: match said.verdict {
            Verdict::Arrived => EventKind::Delivered,
            Verdict::Soft(why) => EventKind::BouncedSoft(why),
            Verdict::Hard(why) => EventKind::BouncedHard(why),
            Verdict::Complained => EventKind::Complained,
            Verdict::Unsubscribed => EventKind::Unsubscribed,
        },
        at: mail.date,
        id,
    })
}

/// What a mail says of another one.
struct Said {
    verdict: Verdict,
    /// What it says of the report itself, such as `Original-Mail-From`.
    report: Fields,
    /// The header of the mail that was returned, where it is there.
    returned: Fields,
}

impl Said {
    /// Nothing of a mail that is no report, or says nothing that matters: that it is late, for instance.
    fn of(mail: &Part<'_>) -> Option<Self> {
        if !mail.is_multipart() {
            return qmail::read(mail);
        }
        let leaves = mail.leaves();
        let find = |kinds: &[&str]| leaves.iter().find(|leaf| kinds.contains(&leaf.media_type.as_str()));
        let returned = find(&["message/rfc822", "message/global"])
            .or_else(|| find(&["text/rfc822-headers", "message/global-headers"]))
            .map(|part| Fields::read(&part.content()))
            .unwrap_or_default();
        if let Some(part) = find(&["message/feedback-report"]) {
            let report = Fields::read(&part.content());
            return Some(Self {
                verdict: feedback::verdict(&report)?,
                report,
                returned,
            });
        }
        let part = find(&["message/delivery-status", "message/global-delivery-status"])?;
        Some(Self {
            verdict: status::verdict(&part.content())?,
            report: Fields::default(),
            returned,
        })
    }
}

#[cfg(test)]
mod tests;
