//! The pair of keys by which push services know a company (RFC 8292): made once, since every subscription is bound to it.

use super::{Change, Channel, ChannelError, save};
use crate::consent::Topic;
use crate::plugins::Plugins;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::SecretKey;
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use relais_tenants::Tenant;
use relais_tenants::audit::Actor;
use relais_tenants::clock::Rng;
use relais_tenants::database::Error;
use serde_json::Value;
use std::collections::BTreeMap;

/// The secret that signs.
pub const SECRET: &str = "vapid_key";
/// What the configuration calls its public half.
pub const PUBLIC: &str = "public_key";

/// Makes the keys of the push channel, unless it has some: the secret half is sealed, the public one is part of the
/// configuration. Push services that the plugin proposes become allowed if none were named.
pub async fn create_keys(
    tenant: &Tenant,
    plugins: &Plugins,
    actor: Actor,
    language: &str,
) -> Result<Channel, ChannelError> {
    let channel = super::get(tenant, Topic::Push).await?;
    if channel.secrets.contains_key(SECRET) || channel.config[PUBLIC].is_string() {
        return Ok(channel);
    }
    let (public, secret) = pair(tenant.rng())?;
    let mut config = channel.config.clone();
    config[PUBLIC] = Value::from(public);
    let plugin = plugins
        .find(tenant, &channel.plugin)
        .await?
        .ok_or(ChannelError::NoPlugin)?;
    let schema: Value = serde_json::from_str(&plugin.description().config_schema).unwrap_or_default();
    if let (Value::Null, Some(services)) = (
        &config["services"],
        schema["properties"]["services"]["default"].as_str(),
    ) {
        config["services"] = Value::from(services);
    }
    let change = Change {
        config: Some(config),
        secrets: BTreeMap::from([(SECRET.to_owned(), Some(secret))]),
        ..Change::default()
    };
    save(tenant, plugins, actor, Topic::Push, &change, language).await
}

/// A public key in base64url and its secret half in PKCS#8 PEM.
fn pair(rng: &Rng) -> Result<(String, String), ChannelError> {
    let unmade =
        |error: &dyn std::fmt::Display| ChannelError::Database(Error::Setup(format!("no key was made: {error}")));
    // Of 2³² numbers one is no key.
    let key = (0..8).find_map(|_| SecretKey::from_slice(&rng.bytes::<32>()).ok());
    let key = key.ok_or_else(|| unmade(&"no luck"))?;
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|error| unmade(&error))?;
    let public = URL_SAFE_NO_PAD.encode(p256::Sec1Point::from(key.public_key()).as_bytes());
    Ok((public, pem.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O5
    #[test]
    fn a_pair_is_what_browsers_and_signatures_take() {
        let (public, secret) = pair(&Rng::seeded(1)).unwrap();
        assert_eq!((public.len(), &public[..1]), (87, "B"));
        assert!(secret.starts_with("-----BEGIN PRIVATE KEY-----\n"), "{secret}");
        assert_ne!(pair(&Rng::seeded(2)).unwrap().0, public);
    }
}
