//! `relais plugin remove`: a plugin and all its versions are forgotten.

use super::super::{CommandError, Storage};
use super::shop::Shop;
use relais_core::campaigns::remove_plugin;
use relais_tenants::audit::Actor;

/// Removes it, unless something needs it.
pub async fn run(storage: Storage, slug: Option<&str>, name: &str) -> Result<(), CommandError> {
    let shop = Shop::open(storage, slug).await?;
    remove_plugin(&shop.plugins, shop.tenant.as_ref(), Actor::Operator, name).await?;
    Ok(())
}
