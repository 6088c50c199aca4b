//! A message as a mail.

use crate::Mailbox;
use relais_plugin::{Field, Message};

/// What a mail is made of.
#[derive(Clone, Debug)]
pub struct Mail<'a> {
    /// The message's key.
    pub key: &'a str,
    /// To whom.
    pub to: Mailbox,
    /// From whom; nothing in a sandbox that nobody has configured.
    pub from: Option<Mailbox>,
    /// Where answers go, when elsewhere.
    pub reply_to: Option<Mailbox>,
    /// What it is about.
    pub subject: &'a str,
    /// With formatting.
    pub html: Option<&'a str>,
    /// Without.
    pub text: Option<&'a str>,
    /// Headers to pass on, such as `List-Unsubscribe`.
    pub headers: &'a [Field],
}

/// The mail that a message makes; a sender or a reply address in the content goes before the configured one. Nothing when
/// it cannot be sent to its address.
pub fn mail<'a>(message: &'a Message, from: Option<&Mailbox>, reply_to: Option<&Mailbox>) -> Option<Mail<'a>> {
    let field = |name: &str| {
        let field = message.fields.iter().find(|field| field.name == name);
        field
            .map(|field| field.value.as_str())
            .filter(|value| !value.trim().is_empty())
    };
    Some(Mail {
        key: &message.key,
        to: Mailbox::of(&message.to, message.to_name.as_deref())?,
        from: field("from").and_then(Mailbox::parse).or_else(|| from.cloned()),
        reply_to: field("reply_to").and_then(Mailbox::parse).or_else(|| reply_to.cloned()),
        subject: field("subject").unwrap_or_default(),
        html: field("html"),
        text: field("text"),
        headers: &message.headers,
    })
}
