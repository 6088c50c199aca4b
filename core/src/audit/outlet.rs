//! Checkpoints leave the house on a schedule: the newest one is posted to an address that the company chose, where somebody else
//! keeps it. Only such a copy shows that a log was put back to an older state.

use super::Result;
use super::store::{Signed, newest_in, unsigned};
use crate::sealed::{open_json, seal_json};
use relais_channels::Host;
use relais_channels::capabilities::http::{Failure, Request};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor};
use relais_tenants::clock::Millis;
use relais_tenants::database::{self, Tx};
use relais_tenants::keys::{Aad, Sealed};
use serde_json::json;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use url::Url;

/// The only kind there is: an HTTP address.
const POST: &str = "post";
/// How soon it is tried again after a failure.
const AGAIN: Duration = Duration::from_secs(15 * 60);
/// How long an address may be, in bytes.
pub const MAX_ADDRESS: usize = 1_000;
/// How often checkpoints may be sent: every hour, day, week.
pub const HOURS: [u32; 3] = [1, 24, 168];

/// Where checkpoints are sent, and how that goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// The address; it may hold a key, so that it is sealed where it is kept.
    pub address: String,
    /// How often, if the log has grown meanwhile.
    pub every: Duration,
    /// What was taken there last: how many entries it covers, and when.
    pub sent: Option<(u64, Millis)>,
    /// Why the last try failed, and when; none once one succeeds.
    pub failure: Option<(String, Millis)>,
}

/// Why an address is not taken.
#[derive(Debug, thiserror::Error)]
pub enum OutletError {
    /// It is no address of the web, not TLS, or carries a password.
    #[error("an https address is needed, without user and password")]
    Address,
    /// It is none of the intervals that are offered.
    #[error("this is none of the intervals that are offered")]
    Interval,
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

/// What a note came to where it was sent: the answer's status, or why there is none.
pub type Posted<'a> = Pin<Box<dyn Future<Output = Result<u16, String>> + Send + 'a>>;

/// Takes notes out of the house, by the rules for outgoing requests.
pub trait Poster: Send + Sync {
    /// Posts a note.
    fn post<'a>(&'a self, address: Url, note: String) -> Posted<'a>;

    /// Whether addresses without TLS may be used: on an installation that may reach its own network.
    fn may_be_clear(&self) -> bool;
}

impl Poster for Host {
    fn post<'a>(&'a self, address: Url, note: String) -> Posted<'a> {
        Box::pin(async move {
            let text = ("content-type".to_owned(), "text/plain; charset=utf-8".to_owned());
            let request = Request::post(address, vec![text], note.into_bytes());
            match self.request(request).await {
                Ok(response) => Ok(response.status),
                Err(Failure::NotSent(reason) | Failure::NoAnswer(reason)) => Err(reason),
            }
        })
    }

    fn may_be_clear(&self) -> bool {
        self.may_reach_private()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    address: Sealed,
    every: i64,
    sent_size: Option<i64>,
    sent_at: Option<Millis>,
    failure: Option<String>,
    failed_at: Option<Millis>,
}

const AT: Aad<'static> = Aad {
    table: "audit_outlets",
    column: "address",
    row: POST.as_bytes(),
};

pub(super) async fn find(tx: &mut Tx, tenant: &Tenant) -> database::Result<Option<Outlet>> {
    let row: Option<Row> = tx
        .opt(
            "SELECT address, every, sent_size, sent_at, failure, failed_at FROM audit_outlets
             WHERE tenant_id = $1 AND kind = $2",
            (tenant.id(), POST),
        )
        .await?;
    row.map(|row| {
        Ok(Outlet {
            address: open_json(tenant, AT, &row.address)?,
            every: Duration::from_millis(unsigned(row.every)),
            sent: row.sent_size.map(unsigned).zip(row.sent_at),
            failure: row.failure.zip(row.failed_at),
        })
    })
    .transpose()
}

/// Reads an address as it would be used.
///
/// # Errors
/// [`OutletError::Address`].
pub fn address(text: &str, may_be_clear: bool) -> Result<Url, OutletError> {
    let url = Url::parse(text).map_err(|_| OutletError::Address)?;
    let scheme = url.scheme() == "https" || (may_be_clear && url.scheme() == "http");
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    if scheme && plain && text.len() <= MAX_ADDRESS {
        Ok(url)
    } else {
        Err(OutletError::Address)
    }
}

/// Sends checkpoints to `to` from now on, at once and then every so many hours; to nobody any more when there is no address.
///
/// # Errors
/// [`OutletError`].
pub async fn choose(tenant: &Tenant, actor: Actor, to: Option<(&Url, u32)>) -> Result<(), OutletError> {
    let mut tx = tenant.write().await?;
    let details = match to {
        None => {
            let ended = tx
                .exec(
                    "DELETE FROM audit_outlets WHERE tenant_id = $1 AND kind = $2",
                    (tenant.id(), POST),
                )
                .await?;
            if ended == 0 {
                return Ok(());
            }
            json!({ "to": null })
        }
        Some((url, hours)) => {
            if !HOURS.contains(&hours) {
                return Err(OutletError::Interval);
            }
            tx.exec(
                "INSERT INTO audit_outlets (tenant_id, kind, address, every, next_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (tenant_id, kind) DO UPDATE SET address = excluded.address, every = excluded.every,
                     next_at = excluded.next_at, sent_size = NULL, sent_at = NULL, failure = NULL, failed_at = NULL",
                (
                    tenant.id(),
                    POST,
                    seal_json(tenant, AT, &url.as_str())?,
                    i64::from(hours) * 3_600_000,
                    tenant.now(),
                ),
            )
            .await?;
            json!({ "to": url.host_str(), "hours": hours })
        }
    };
    let entry = audit::Entry {
        actor,
        action: "audit.outlet",
        object: "log",
        details,
    };
    audit::append(&mut tx, tenant, entry).await?;
    Ok(tx.commit().await?)
}

/// Sends the newest checkpoint if it is time to and the log has grown.
///
/// # Errors
/// The database layer's; that the address does not take it is kept for the officer instead.
pub async fn work(tenant: &Tenant, poster: &dyn Poster) -> database::Result<()> {
    let Some((outlet, newest)) = claim(tenant).await? else {
        return Ok(());
    };
    let posted = match address(&outlet.address, poster.may_be_clear()) {
        Ok(url) => poster.post(url, newest.note.clone()).await,
        Err(error) => Err(error.to_string()),
    };
    let failure = match posted {
        Ok(200..=299) => None,
        Ok(status) => Some(format!("HTTP {status}")),
        Err(reason) => Some(reason),
    };
    let now = tenant.now();
    let mut tx = tenant.write().await?;
    match failure {
        None => {
            tx.exec(
                "UPDATE audit_outlets SET sent_size = $3, sent_at = $4, failure = NULL, failed_at = NULL, next_at = $5
                 WHERE tenant_id = $1 AND kind = $2",
                (tenant.id(), POST, newest.size, now, now.plus(outlet.every)),
            )
            .await?;
        }
        Some(failure) => {
            tracing::warn!(tenant = %tenant.id(), %failure, "a checkpoint was not taken where it is sent");
            tx.exec(
                "UPDATE audit_outlets SET failure = $3, failed_at = $4 WHERE tenant_id = $1 AND kind = $2",
                (tenant.id(), POST, failure, now),
            )
            .await?;
        }
    }
    tx.commit().await
}

/// Takes the turn, so that of several nodes one sends; it comes again soon should this one not live to the end.
async fn claim(tenant: &Tenant) -> database::Result<Option<(Outlet, Signed)>> {
    let mut tx = tenant.read().await?;
    let due: Option<(Option<i64>,)> = tx
        .opt(
            "SELECT sent_size FROM audit_outlets WHERE tenant_id = $1 AND kind = $2 AND next_at <= $3",
            (tenant.id(), POST, tenant.now()),
        )
        .await?;
    let newest = newest_in(&mut tx, tenant).await?;
    let (Some((sent,)), Some(newest)) = (due, newest) else {
        return Ok(None);
    };
    drop(tx);
    if sent.is_some_and(|sent| sent >= newest.size) {
        return Ok(None);
    }
    let mut tx = tenant.write().await?;
    let now = tenant.now();
    let taken = tx
        .exec(
            "UPDATE audit_outlets SET next_at = $4 WHERE tenant_id = $1 AND kind = $2 AND next_at <= $3",
            (tenant.id(), POST, now, now.plus(AGAIN)),
        )
        .await?;
    let outlet = find(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(outlet.filter(|_| taken == 1).map(|outlet| (outlet, newest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_over_tls_are_taken() {
        assert!(address("https://temoin.example/journal?cle=1", false).is_ok());
        assert!(address("http://127.0.0.1:9/journal", true).is_ok());
        for wrong in [
            "http://temoin.example/",
            "https://a:b@temoin.example/",
            "ftp://temoin.example/",
            "temoin",
            "",
        ] {
            assert!(address(wrong, false).is_err(), "{wrong}");
        }
        assert!(address(&format!("https://a.example/{}", "x".repeat(1_000)), false).is_err());
    }
}
