//! What the channel says of itself, in French and in English.

use crate::config::API_KEY;
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
        "required": ["api", "from"],
        "additionalProperties": false,
        "properties": {
            "api": property(say("Address of the API", "Adresse de l'API"),
                say("https://api.sendgrid.com, or in Europe https://api.eu.sendgrid.com",
                    "https://api.sendgrid.com, ou en Europe https://api.eu.sendgrid.com")),
            "from": property(say("Sender", "Expéditeur"),
                say("Example <news@example.org>", "Exemple <infos@exemple.fr>")),
            "reply_to": property(say("Reply to", "Répondre à"),
                say("Where answers go, when not to the sender.", "L'adresse des réponses, si ce n'est pas celle de l'expéditeur.")),
            "webhook_key": property(say("Verification key of the Event Webhook", "Clé de vérification de l'Event Webhook"),
                say("Public: it begins with MFkw. Without it no report is taken.",
                    "Publique : elle commence par MFkw. Sans elle aucun compte rendu n'est pris.")),
        },
    });
    Description {
        name: "Email (SendGrid)".to_owned(),
        channel: "email".to_owned(),
        address: AddressKind::Email,
        limits: Limits { max_batch: MAX_BATCH },
        content: content(french),
        config_schema: schema.to_string(),
        secrets: vec![secret(API_KEY, say("API key", "Clé d'API"), true)],
        idempotency: Idempotency::None,
        unit: None,
    }
}
