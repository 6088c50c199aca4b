//! `relais plugin rollback`: back to the version before.

use super::super::{CommandError, Storage};
use super::shop::Shop;
use relais_tenants::audit::Actor;
use std::io::Write;

/// Puts the version before the one in use back into use.
pub async fn run(storage: Storage, slug: Option<&str>, name: &str) -> Result<(), CommandError> {
    let shop = Shop::open(storage, slug).await?;
    let plugin = shop
        .plugins
        .roll_back(shop.tenant.as_ref(), Actor::Operator, name)
        .await?;
    if let Some(current) = plugin.current() {
        writeln!(std::io::stdout(), "{name} version {} is in use", current.number)?;
    }
    Ok(())
}
