//! Whom a notification is for: a browser's subscription, or a device's token. Both are JSON.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::DecodePaddingMode;
use relais_plugin::serde_json::{self, Value};

/// Browsers write without padding; libraries sometimes with it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where a notification goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A browser.
    Web(Subscription),
    /// A device, by the token that its app got.
    Device(String),
}

/// What a browser gives out when somebody subscribes (Push API, `PushSubscription.toJSON`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Where its push service takes notifications.
    pub endpoint: String,
    /// Its public key: a point of P-256, uncompressed.
    pub key: [u8; 65],
    /// Its secret for authentication.
    pub auth: [u8; 16],
}

impl Address {
    /// Reads `{"endpoint": …, "keys": {"p256dh": …, "auth": …}}` or `{"token": …}`.
    pub fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        if let Some(token) = value["token"].as_str() {
            return (!token.is_empty()).then(|| Self::Device(token.to_owned()));
        }
        Some(Self::Web(Subscription {
            endpoint: value["endpoint"].as_str()?.to_owned(),
            key: decode(value["keys"]["p256dh"].as_str()?)?,
            auth: decode(value["keys"]["auth"].as_str()?)?,
        }))
    }
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &str = r#"{"endpoint":"https://push.example.test/x","expirationTime":null,"keys":{
        "p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth":"BTBZMqHH6r4Tts7J_aSIgg"}}"#;

    // R: O5
    #[test]
    fn subscriptions_and_tokens_are_read() {
        let Some(Address::Web(read)) = Address::read(WEB) else {
            panic!("a subscription");
        };
        assert_eq!((read.endpoint.as_str(), read.key[0]), ("https://push.example.test/x", 4));
        let padded = WEB.replace("aSIgg", "aSIgg==");
        assert_eq!(Address::read(&padded), Some(Address::Web(read)));
        assert_eq!(Address::read(r#"{"token":"abc"}"#), Some(Address::Device("abc".into())));
    }

    // R: P4
    #[test]
    fn what_is_neither_is_refused() {
        for bad in [
            "",
            "a@b.fr",
            "{}",
            "[]",
            r#"{"token":""}"#,
            r#"{"token":7}"#,
            &WEB.replace("BCVx", "BC"),
            &WEB.replace("\"auth\"", "\"other\""),
            &WEB.replace("aSIgg", "aSI/g"),
        ] {
            assert_eq!(Address::read(bad), None, "{bad}");
        }
    }
}
