//! Small facts a tenant keeps under a name.

use crate::database::{Result, Tx};
use crate::tenant::Tenant;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

/// What is kept under `name`.
pub async fn get<T>(tx: &mut Tx, tenant: &Tenant, name: &'static str) -> Result<Option<T>>
where
    T: DeserializeOwned + Send + Unpin + 'static,
{
    let row: Option<(Json<T>,)> = tx
        .opt(
            "SELECT value FROM settings WHERE tenant_id = $1 AND name = $2",
            (tenant.id(), name),
        )
        .await?;
    Ok(row.map(|(Json(value),)| value))
}

/// Keeps `value` under `name`.
pub async fn put<T>(tx: &mut Tx, tenant: &Tenant, name: &'static str, value: &T) -> Result<()>
where
    T: Serialize + Sync,
{
    tx.exec(
        "INSERT INTO settings (tenant_id, name, value) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value",
        (tenant.id(), name, Json(value)),
    )
    .await?;
    Ok(())
}
