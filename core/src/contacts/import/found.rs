//! What was found in an uploaded file, sealed: the mapping holds the file's titles, which are people's data when the file
//! has none, and the problems name columns by them.

use super::columns::Mapping;
use super::record::{ImportId, Summary};
use crate::sealed::{open_json, seal_json};
use relais_tenants::Tenant;
use relais_tenants::database::{Error, Result};
use relais_tenants::keys::{Aad, Sealed};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json;

/// Imports of former versions sealed in one transaction.
const AT_ONCE: i64 = 50;

/// What the columns mean, and what the preview counted.
#[derive(Deserialize)]
pub(super) struct Found {
    pub mapping: Mapping,
    pub summary: Summary,
}

#[derive(Serialize)]
struct Parts<'a> {
    mapping: &'a Mapping,
    summary: &'a Summary,
}

impl Found {
    /// As it is kept, in the column `found`.
    pub fn seal(tenant: &Tenant, id: &ImportId, mapping: &Mapping, summary: &Summary) -> Result<Sealed> {
        seal_json(tenant, aad(id), &Parts { mapping, summary })
    }

    /// What [`Found::seal`] sealed.
    pub fn open(tenant: &Tenant, id: &ImportId, sealed: &Sealed) -> Result<Self> {
        open_json(tenant, aad(id), sealed)
    }

    /// What a former version wrote into columns of their own.
    pub fn in_clear(id: &ImportId, mapping: Value, summary: Value) -> Result<Self> {
        let damaged =
            |error: serde_json::Error| Error::Setup(format!("what was found in import {id} is damaged: {error}"));
        Ok(Self {
            mapping: serde_json::from_value(mapping).map_err(damaged)?,
            summary: serde_json::from_value(summary).map_err(damaged)?,
        })
    }
}

fn aad(id: &ImportId) -> Aad<'_> {
    Aad {
        table: "imports",
        column: "found",
        row: id.0.as_bytes(),
    }
}

/// Seals what a former version left in clear, and empties where it stood.
pub(super) async fn seal_former(tenant: &Tenant) -> Result<()> {
    loop {
        let mut tx = tenant.read().await?;
        let former: Vec<(ImportId, Json<Value>, Json<Value>)> = tx
            .all(
                "SELECT id, mapping, summary FROM imports WHERE tenant_id = $1 AND found IS NULL ORDER BY id LIMIT $2",
                (tenant.id(), AT_ONCE),
            )
            .await?;
        drop(tx);
        if former.is_empty() {
            return Ok(());
        }
        let mut tx = tenant.write().await?;
        for (id, mapping, summary) in former {
            let found = Found::in_clear(&id, mapping.0, summary.0)?;
            // What was corrected meanwhile is sealed already.
            tx.exec(
                "UPDATE imports SET found = $3, mapping = '[]', summary = '{}'
                 WHERE tenant_id = $1 AND id = $2 AND found IS NULL",
                (
                    tenant.id(),
                    id,
                    Found::seal(tenant, &id, &found.mapping, &found.summary)?,
                ),
            )
            .await?;
        }
        tx.commit().await?;
    }
}
