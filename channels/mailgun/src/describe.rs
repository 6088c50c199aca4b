//! What the channel says of itself, in French and in English.

use crate::config::{API_KEY, WEBHOOK_KEY};
use relais_plugin::serde_json::json;
use relais_plugin::{AddressKind, Description, Idempotency, Limits};
use relais_webmail::{content, property, secret};

/// Messages per call: each is a request of its own.
const MAX_BATCH: u32 = 50;

/// The description in a reader's language.
pub fn describe(language: &str) -> Description {
    let french = language.starts_with("fr");
    let say = |english: &'static str, fr: &'static str| if french { fr } else { english };
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["api", "domain", "from"],
        "additionalProperties": false,
        "properties": {
            "api": property(say("Address of the API", "Adresse de l'API"),
                say("https://api.mailgun.net, or in Europe https://api.eu.mailgun.net",
                    "https://api.mailgun.net, ou en Europe https://api.eu.mailgun.net")),
            "domain": property(say("Sending domain", "Domaine d'envoi"), say("mg.example.org", "mg.exemple.fr")),
            "from": property(say("Sender", "Expéditeur"),
                say("Example <news@example.org>", "Exemple <infos@exemple.fr>")),
            "reply_to": property(say("Reply to", "Répondre à"),
                say("Where answers go, when not to the sender.", "L'adresse des réponses, si ce n'est pas celle de l'expéditeur.")),
        },
    });
    Description {
        name: "Email (Mailgun)".to_owned(),
        channel: "email".to_owned(),
        address: AddressKind::Email,
        limits: Limits { max_batch: MAX_BATCH },
        content: content(french),
        config_schema: schema.to_string(),
        secrets: vec![
            secret(API_KEY, say("API key", "Clé d'API"), true),
            secret(
                WEBHOOK_KEY,
                say("Key that webhooks are signed with", "Clé de signature des webhooks"),
                false,
            ),
        ],
        idempotency: Idempotency::None,
        unit: None,
    }
}
