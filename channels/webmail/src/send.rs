//! Handing a batch over, one request per mail.

use crate::answer::permanent;
use crate::mail::{Mail, mail};
use crate::mailbox::Mailbox;
use relais_plugin::http::{self, Failure, Request, Response};
use relais_plugin::{Message, Outcome};

/// Makes a `request` of each message and an `outcome` of its answer; a message whose address is none is refused.
/// `usual`: the sender and the address for answers where the content has none of its own.
pub fn send(
    batch: &[Message],
    usual: (Option<&Mailbox>, Option<&Mailbox>),
    request: impl Fn(&Mail<'_>) -> Request,
    outcome: impl Fn(&Result<Response, Failure>) -> Outcome,
) -> Vec<Outcome> {
    let mails: Vec<_> = batch.iter().map(|message| mail(message, usual.0, usual.1)).collect();
    let requests: Vec<_> = mails.iter().flatten().map(request).collect();
    let answers = http::send_all(&requests);
    let mut outcomes = answers.iter().map(outcome);
    let lost = || Outcome::Unknown("the host did not say".to_owned());
    let of = |asked: bool| match asked {
        true => outcomes.next().unwrap_or_else(lost),
        false => permanent("this is no email address", true),
    };
    mails.iter().map(Option::is_some).map(of).collect()
}
