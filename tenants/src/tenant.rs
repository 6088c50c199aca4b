//! The handle without which no row of a tenant can be reached.

use crate::clock::{Clock, Ids, Millis, Rng};
use crate::database::{Db, Result, Tx};
use crate::ids::TenantId;
use crate::keys::TenantKeys;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// What is known of a tenant before anything of its own is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its identifier.
    pub id: TenantId,
    /// Its short name in commands and addresses; unique on the installation.
    pub slug: String,
    /// What its tracking links begin with: short, unique on the installation, never changed.
    pub code: String,
    /// Its name as people write it.
    pub name: String,
    /// ISO 3166-1 code: what phones without a prefix and postcodes are read as.
    pub country: String,
    /// IANA name of the zone its dates are meant in.
    pub time_zone: String,
}

/// A tenant opened for work: its rows, its keys, the time and the randomness to work with. Cheap to clone.
#[derive(Clone)]
pub struct Tenant {
    inner: Arc<Inner>,
    request: Option<RequestId>,
}

/// Names one request, in the log and in its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub u64);

/// Sixteen hexadecimal digits.
impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

struct Inner {
    company: Company,
    db: Db,
    keys: TenantKeys,
    clock: Clock,
    rng: Rng,
    ids: Ids,
    /// Whether an act was recorded since somebody last looked.
    staged: AtomicBool,
}

impl Tenant {
    pub(crate) fn new(company: Company, db: Db, keys: TenantKeys, clock: Clock, rng: Rng, ids: Ids) -> Self {
        Self {
            inner: Arc::new(Inner {
                company,
                db,
                keys,
                clock,
                rng,
                ids,
                staged: AtomicBool::new(false),
            }),
            request: None,
        }
    }

    /// The same, for the work of one request: what is recorded through it names that request.
    #[must_use]
    pub fn for_request(&self, request: RequestId) -> Self {
        Self {
            inner: self.inner.clone(),
            request: Some(request),
        }
    }

    /// The request this handle works for, if it works for one.
    pub fn request(&self) -> Option<RequestId> {
        self.request
    }

    /// Its identifier: the first argument of every statement about its rows.
    pub fn id(&self) -> TenantId {
        self.inner.company.id
    }

    /// Its public facts.
    pub fn company(&self) -> &Company {
        &self.inner.company
    }

    /// Opens a transaction that may write its rows.
    pub async fn write(&self) -> Result<Tx> {
        self.inner.db.write().await
    }

    /// Opens a transaction that reads its rows.
    pub async fn read(&self) -> Result<Tx> {
        self.inner.db.read().await
    }

    /// Tells its database that thousands of rows have been written ([`Db::refresh_statistics`]).
    pub async fn has_grown(&self) {
        self.inner.db.refresh_statistics().await;
    }

    /// Its keys.
    pub fn keys(&self) -> &TenantKeys {
        &self.inner.keys
    }

    /// Its source of randomness.
    pub fn rng(&self) -> &Rng {
        &self.inner.rng
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// What time it is.
    pub fn now(&self) -> Millis {
        self.inner.clock.now()
    }

    /// A fresh identifier, later than every earlier one.
    pub fn new_id(&self) -> Uuid {
        self.inner.ids.next()
    }

    /// Takes `count` numbers from the counter `name` and returns the first. The counter's row stays locked until
    /// the transaction ends, so numbers are committed in order.
    pub async fn take_numbers(&self, tx: &mut Tx, name: &'static str, count: i64) -> Result<i64> {
        let (last,): (i64,) = tx
            .one(
                "INSERT INTO counters (tenant_id, name, value) VALUES ($1, $2, $3)
                 ON CONFLICT (tenant_id, name) DO UPDATE SET value = counters.value + excluded.value
                 RETURNING value",
                (self.id(), name, count),
            )
            .await?;
        Ok(last - count + 1)
    }

    /// Says that an act is being recorded, so that it is soon given its place in the log.
    pub(crate) fn note_staged(&self) {
        self.inner.staged.store(true, Ordering::Relaxed);
    }

    pub(crate) fn take_staged(&self) -> bool {
        self.inner.staged.swap(false, Ordering::Relaxed)
    }

    pub(crate) async fn close(&self) {
        self.inner.db.close().await;
    }
}
