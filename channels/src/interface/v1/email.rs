//! `email-transport`: from what a plugin says to the transport, and each outcome into the books as it comes.

use super::convert;
use super::imported::email_transport::{Host, Mail, Relay, Tls};
use super::imported::types::Outcome as Told;
use crate::capabilities::email::{self, Credentials, Dkim};
use crate::capabilities::reach::Origin;
use crate::capabilities::{Capability, email as transport};
use crate::host::{Job, State};
use crate::message::{Outcome, Rendered};
use crate::{Fault, Sink};
use std::sync::Arc;
use wasmtime::{Error, Result};

/// Connections to one relay at once for one tenant.
const CONNECTIONS: usize = 4;
/// The sender that a sandbox shows where none is configured.
const NOBODY: &str = "sandbox@relais.invalid";

impl Host for State {
    async fn deliver(&mut self, relay: Relay, mails: Vec<Mail>) -> Result<Vec<Told>> {
        let job = self.job(Capability::EmailTransport)?;
        let keys: Vec<&str> = mails.iter().map(|mail| mail.key.as_str()).collect();
        // What is wrong with the relay is found before anything is handed over.
        let rehearsal = job.services.rehearsal.as_ref().filter(|_| job.sink == Sink::Live);
        let relay = match job.sink {
            Sink::Live if rehearsal.is_none() => Some(relay_of(job, relay)?),
            _ => None,
        };
        let places = job.ledger.hand_over(&keys).map_err(misuse)?;
        let mut outcomes: Vec<Option<Outcome>> = vec![None; places.len()];
        let ledger = Arc::clone(&job.ledger);
        let mut know = |index: usize, outcome: Outcome| {
            if let (Some(place), Some(told)) = (places.get(index), outcomes.get_mut(index)) {
                ledger.know(*place, outcome.clone());
                *told = Some(outcome);
            }
        };
        match (job.sink, relay) {
            (Sink::Live, Some(relay)) => {
                let mails = mails
                    .into_iter()
                    .zip(&places)
                    .map(|(mail, place)| written(job, mail, *place))
                    .collect();
                let owner = &job.settings.tenant;
                job.services.email.deliver(owner, &relay, mails, &mut know).await;
            }
            (Sink::Sandbox, _) => {
                for (index, (mail, place)) in mails.into_iter().zip(&places).enumerate() {
                    know(index, shown(job, mail, *place));
                }
            }
            _ => {
                for (index, mail) in mails.iter().enumerate() {
                    let played = rehearsal.map(|rehearsal| (rehearsal.mail)(&mail.key));
                    know(index, played.unwrap_or(Outcome::Accepted { provider_id: None }));
                }
            }
        }
        let now = job.services.now();
        let lost = || Outcome::Unknown {
            reason: "the transport did not say".to_owned(),
        };
        Ok(outcomes
            .into_iter()
            .map(|outcome| convert::told(outcome.unwrap_or_else(lost), now))
            .collect())
    }
}

fn misuse(reason: impl Into<String>) -> Error {
    Error::new(Fault::Misuse {
        capability: Capability::EmailTransport,
        reason: reason.into(),
    })
}

/// The relay with its secrets, when it may be reached.
fn relay_of(job: &Job, relay: Relay) -> Result<email::Relay> {
    let origin = Origin::parse(&relay.url)
        .filter(|origin| matches!(origin.scheme(), "smtp" | "smtps"))
        .ok_or_else(|| misuse("its relay is not smtp://host[:port] or smtps://host[:port]"))?;
    if !job.reach.allows(&origin) {
        return Err(Error::new(Fault::Forbidden(origin.to_string())));
    }
    let secret = |name: &str| {
        let value = job.settings.secrets.0.get(name).cloned();
        value.ok_or_else(|| misuse(format!("there is no secret {name:?}")))
    };
    let credentials = match (&relay.username_secret, &relay.password_secret) {
        (Some(username), Some(password)) => Some(Credentials::new(secret(username)?, secret(password)?)),
        (None, None) => None,
        _ => return Err(misuse("a user name without a password, or the other way round")),
    };
    let dkim = match relay.dkim {
        Some(dkim) => Some(Dkim::new(dkim.domain, dkim.selector, secret(&dkim.key_secret)?)),
        None => None,
    };
    let implicit = origin.scheme() == "smtps";
    Ok(email::Relay {
        host: origin.host(),
        port: origin.port(),
        tls: match relay.tls {
            _ if implicit => email::Tls::Implicit,
            Tls::None => email::Tls::None,
            Tls::Opportunistic => email::Tls::Opportunistic,
            Tls::Starttls => email::Tls::Required,
            Tls::Implicit => email::Tls::Implicit,
        },
        credentials,
        dkim,
        max_per_connection: relay.max_per_connection.unwrap_or(0),
        connections: CONNECTIONS,
        hello: job.services.hello.clone(),
    })
}

/// The mail as the transport takes it. Recipient, headers and the address that it is returned to are the message's: a
/// plugin cannot write to anybody else, nor in anybody's name.
fn written(job: &Job, mail: Mail, place: usize) -> transport::Mail {
    let recipient = job.ledger.recipient(place);
    transport::Mail {
        key: mail.key,
        from: mail.from.unwrap_or_default(),
        reply_to: mail.reply_to,
        to: recipient.to,
        to_name: recipient.to_name,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        headers: recipient.headers,
        return_path: recipient.return_path,
    }
}

/// Renders a mail for the sandbox, which takes every one that could have left.
fn shown(job: &Job, mut mail: Mail, place: usize) -> Outcome {
    if mail.from.as_deref().is_none_or(str::is_empty) {
        mail.from = Some(NOBODY.to_owned());
    }
    let mail = written(job, mail, place);
    let seconds = i64::try_from(job.services.now() / 1000).unwrap_or(i64::MAX);
    match email::build(&mail, seconds, None) {
        Ok(source) => {
            job.ledger.render(Rendered {
                key: mail.key,
                to: mail.to,
                subject: mail.subject,
                body: mail
                    .html
                    .filter(|html| !html.is_empty())
                    .or(mail.text)
                    .unwrap_or_default(),
                source,
                media_type: "message/rfc822".to_owned(),
            });
            Outcome::Accepted { provider_id: None }
        }
        Err(error) => Outcome::Permanent {
            reason: error.to_string(),
            suppress: matches!(error, email::MailError::Recipient(_)),
        },
    }
}
