//! An installation with one company, on either database.

#[path = "../shared/ground.rs"]
mod ground;

pub use ground::Backend;

use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Clock;
use serde_json::json;

/// The installation and its company.
pub struct House {
    pub tenant: Tenant,
    _directory: tempfile::TempDir,
}

impl House {
    pub async fn open(backend: Backend) -> Self {
        let (installation, directory) = ground::installation(backend, Clock::system()).await;
        Self {
            tenant: ground::company(&installation, "maison").await,
            _directory: directory,
        }
    }

    /// Records `count` acts on `object`, each in a transaction of its own.
    pub async fn record(&self, object: &str, count: usize) {
        for number in 0..count {
            let mut tx = self.tenant.write().await.unwrap();
            let entry = Entry {
                actor: Actor::Operator,
                action: "contact.update",
                object,
                details: json!({ "number": number, "of": object }),
            };
            audit::append(&mut tx, &self.tenant, entry).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}
