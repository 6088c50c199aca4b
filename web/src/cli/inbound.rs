//! `relais inbound`: one mail out of a mail server's pipe. What it reports of a message is taken as if it had come to the
//! channel's address for reports; works beside a running server.
//!
//! It ends with a code of `sysexits.h`, by which mail servers know what to do: come again (75), or return the mail. A mail
//! that is no report ends well: an address gets all kinds of mail, and answering strangers would make more of it.

use super::{CommandError, Storage};
use clap::Args;
use relais_channels::{CacheKey, Callback, Host, HostOptions};
use relais_core::channels;
use relais_core::consent::Topic;
use relais_core::delivery;
use relais_core::delivery::callbacks::{self, CallbackError};
use relais_core::plugins::Plugins;
use relais_tenants::{Installation, Tenant};
use std::io::{Read, Write};
use std::path::PathBuf;

/// What is read of a mail: a report stands before what it returns. As much as is taken over HTTP.
const LONGEST: u64 = 1024 * 1024;

/// What a mail server is told, as in `sysexits.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// `EX_DATAERR`: the channel takes no such mail.
    DataError = 65,
    /// `EX_NOUSER`: there is no such company.
    NoUser = 67,
    /// `EX_TEMPFAIL`: another try may go better.
    TryAgain = 75,
}

/// Take a mail that was returned, or a complaint, from standard input.
#[derive(Args)]
pub struct Inbound {
    /// Short name of the company; without it the recipient's address says whose mail was returned.
    #[arg(long, value_name = "SLUG", required_unless_present = "recipient")]
    tenant: Option<String>,
    /// Address the mail was delivered to, as the mail server knows it (Postfix: ${recipient}).
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
}

impl Inbound {
    /// Runs the command.
    pub(super) async fn run(self, storage: Storage) -> Result<(), CommandError> {
        let data = storage.data.clone();
        let body = read().map_err(again)?;
        let installation = storage.open().await.map_err(again)?;
        let Some(tenant) = self.company(&installation).await? else {
            let whom = self.tenant.or(self.recipient).unwrap_or_default();
            return Err(refused(Exit::NoUser, format!("«{whom}» is no company's")));
        };
        let channel = channels::get(&tenant, Topic::Email).await.map_err(again)?;
        let plugins = Plugins::new(installation.clone(), host(&installation, data).await?);
        let received = callbacks::receive(&tenant, &plugins, "", &channel, self.request(body)).await;
        plugins.write_figures().await;
        match received {
            Ok(taken) if taken.too_early > 0 => Err(again("the message is being sent at this moment")),
            Ok(taken) => {
                let told = format!(
                    "{} taken, {} known, {} about nobody",
                    taken.applied, taken.repeated, taken.unknown
                );
                writeln!(std::io::stdout(), "{told}").map_err(again)
            }
            Err(error @ (CallbackError::Refused(_) | CallbackError::TooMany(_))) => {
                Err(refused(Exit::DataError, error.to_string()))
            }
            Err(error) => Err(again(error)),
        }
    }

    async fn company(&self, installation: &Installation) -> Result<Option<Tenant>, CommandError> {
        if let Some(slug) = &self.tenant {
            return installation.tenant_by_slug(slug).await.map_err(again);
        }
        let code = self.recipient.as_deref().and_then(delivery::returned_to);
        match code {
            Some(code) => installation.tenant_by_code(&code).await.map_err(again),
            None => Ok(None),
        }
    }

    /// The mail, as the channel's address for reports would get it.
    fn request(&self, body: Vec<u8>) -> Callback {
        let mut path = String::new();
        if let Some(recipient) = &self.recipient {
            path = form_urlencoded::Serializer::for_suffix("?".to_owned(), 1)
                .append_pair("recipient", recipient)
                .finish();
        }
        Callback {
            method: "POST".to_owned(),
            url: path.clone(),
            path,
            headers: vec![("content-type".to_owned(), "message/rfc822".to_owned())],
            body,
        }
    }
}

/// The beginning of the mail. All of it is read: a mail server does not like to be left talking.
fn read() -> std::io::Result<Vec<u8>> {
    let mut input = std::io::stdin().lock();
    let mut mail = Vec::new();
    input.by_ref().take(LONGEST).read_to_end(&mut mail)?;
    std::io::copy(&mut input, &mut std::io::sink())?;
    Ok(mail)
}

/// The plugins, compiled already where a server has run.
async fn host(installation: &Installation, data: PathBuf) -> Result<Host, CommandError> {
    let options = HostOptions {
        cache: Some(data.join("plugins")),
        cache_key: CacheKey(installation.plugin_cache_key()),
        ..HostOptions::default()
    };
    let loaded = tokio::task::spawn_blocking(move || Host::new(options)).await;
    loaded.map_err(again)?.map_err(again)
}

fn again(error: impl std::fmt::Display) -> CommandError {
    refused(Exit::TryAgain, error.to_string())
}

fn refused(exit: Exit, reason: String) -> CommandError {
    CommandError::Mail(exit, reason)
}
