//! Documents that are sealed as a whole: what companies write into them may name people.

use relais_tenants::Tenant;
use relais_tenants::database::{Error, Result};
use relais_tenants::keys::{Aad, Sealed};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Seals `value` as JSON for its place.
pub(crate) fn seal_json(tenant: &Tenant, at: Aad<'_>, value: &impl Serialize) -> Result<Sealed> {
    let json = serde_json::to_vec(value).map_err(|error| Error::Encode(error.to_string()))?;
    Ok(tenant.keys().seal(at, &json))
}

/// Opens what [`seal_json`] sealed for this place.
pub(crate) fn open_json<T: DeserializeOwned>(tenant: &Tenant, at: Aad<'_>, sealed: &Sealed) -> Result<T> {
    let (table, column) = (at.table, at.column);
    let damaged =
        |error: &dyn std::fmt::Display| Error::Setup(format!("{column} of {table} cannot be opened: {error}"));
    let json = tenant.keys().open_string(at, sealed).map_err(|error| damaged(&error))?;
    serde_json::from_str(&json).map_err(|error| damaged(&error))
}
