//! `spool`: files for the tenant, or for the sandbox's outbox.

use super::convert;
use super::imported::spool::Host;
use super::imported::types::Outcome as Told;
use crate::capabilities::Capability;
use crate::capabilities::spool::{self, File};
use crate::host::State;
use crate::message::{Outcome, Rendered};
use crate::{Fault, Sink};
use wasmtime::{Error, Result};

impl Host for State {
    async fn put(&mut self, message: String, name: String, media_type: String, content: Vec<u8>) -> Result<Told> {
        let job = self.job(Capability::Spool)?;
        check(&name, &media_type)?;
        let places = job.ledger.hand_over(&[message.as_str()]).map_err(misuse)?;
        let place = places.first().copied().unwrap_or_default();
        let (stored, _) = job.ledger.stored();
        let outcome = if content.len() > spool::LARGEST {
            Outcome::Permanent {
                reason: format!("a file of {} bytes is larger than one may be", content.len()),
                suppress: false,
            }
        } else if job.sink == Sink::Live && stored.saturating_add(content.len()) > spool::ROOM {
            Outcome::Unsent {
                reason: "this batch's files are as large as they may be together".to_owned(),
            }
        } else {
            match job.sink {
                Sink::Live => job.ledger.store(File {
                    message: Some(message),
                    name: name.clone(),
                    media_type,
                    content,
                }),
                Sink::Sandbox => {
                    let recipient = job.ledger.recipient(place);
                    job.ledger.render(Rendered {
                        key: recipient.key,
                        to: recipient.to,
                        subject: recipient.subject,
                        body: recipient.body,
                        source: content,
                        media_type,
                    });
                }
                Sink::Null => {}
            }
            Outcome::Accepted {
                provider_id: Some(name),
            }
        };
        job.ledger.know(place, outcome.clone());
        Ok(convert::told(outcome, job.services.now()))
    }

    async fn put_manifest(&mut self, name: String, media_type: String, content: Vec<u8>) -> Result<()> {
        let job = self.job(Capability::Spool)?;
        check(&name, &media_type)?;
        let (stored, manifests) = job.ledger.stored();
        if content.len() > spool::LARGEST
            || stored.saturating_add(content.len()) > spool::ROOM
            || manifests >= spool::MANIFESTS
        {
            return Err(misuse("more files for a batch than there may be"));
        }
        // A sandbox's outbox shows messages.
        if job.sink == Sink::Live {
            job.ledger.store(File {
                message: None,
                name,
                media_type,
                content,
            });
        }
        Ok(())
    }
}

fn check(name: &str, media_type: &str) -> Result<()> {
    if !spool::is_name(name) {
        return Err(misuse(
            "a file's name with other characters than letters, digits, «.», «_» and «-»",
        ));
    }
    if !spool::is_media_type(media_type) {
        return Err(misuse("a media type that is none"));
    }
    Ok(())
}

fn misuse(reason: impl Into<String>) -> Error {
    Error::new(Fault::Misuse {
        capability: Capability::Spool,
        reason: reason.into(),
    })
}
