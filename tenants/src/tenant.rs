//! The handle without which no row of a tenant can be reached.

use crate::clock::{Clock, Ids, Millis, Rng};
use crate::database::{Db, Result, Tx};
use crate::ids::TenantId;
use crate::keys::TenantKeys;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
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
pub struct Tenant(Arc<Inner>);

struct Inner {
    company: Company,
    db: Db,
    keys: TenantKeys,
    clock: Clock,
    rng: Rng,
    ids: Ids,
}

impl Tenant {
    pub(crate) fn new(company: Company, db: Db, keys: TenantKeys, clock: Clock, rng: Rng, ids: Ids) -> Self {
        Self(Arc::new(Inner {
            company,
            db,
            keys,
            clock,
            rng,
            ids,
        }))
    }

    /// Its identifier: the first argument of every statement about its rows.
    pub fn id(&self) -> TenantId {
        self.0.company.id
    }

    /// Its public facts.
    pub fn company(&self) -> &Company {
        &self.0.company
    }

    /// Opens a transaction that may write its rows.
    pub async fn write(&self) -> Result<Tx> {
        self.0.db.write().await
    }

    /// Opens a transaction that reads its rows.
    pub async fn read(&self) -> Result<Tx> {
        self.0.db.read().await
    }

    /// Tells its database that thousands of rows have been written ([`Db::refresh_statistics`]).
    pub async fn has_grown(&self) {
        self.0.db.refresh_statistics().await;
    }

    /// Its keys.
    pub fn keys(&self) -> &TenantKeys {
        &self.0.keys
    }

    /// Its source of randomness.
    pub fn rng(&self) -> &Rng {
        &self.0.rng
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// What time it is.
    pub fn now(&self) -> Millis {
        self.0.clock.now()
    }

    /// A fresh identifier, later than every earlier one.
    pub fn new_id(&self) -> Uuid {
        self.0.ids.next()
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

    pub(crate) async fn close(&self) {
        self.0.db.close().await;
    }
}
