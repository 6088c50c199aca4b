//! What the channel says of itself, in French and in English.

use relais_plugin::serde_json::json;
use relais_plugin::{AddressKind, ContentField, Description, FieldKind, Idempotency, Limits, SecretWanted};

/// Messages per call: each is a request of its own.
const MAX_BATCH: u32 = 50;
/// What the provider takes, in characters.
const MAX_TEXT: u32 = 1_600;

/// The description in a reader's language.
pub fn describe(language: &str) -> Description {
    let french = language.starts_with("fr");
    let say = |english: &'static str, fr: &'static str| if french { fr } else { english };
    Description {
        name: say("SMS (Twilio)", "SMS (Twilio)").to_owned(),
        channel: "sms".to_owned(),
        address: AddressKind::Phone,
        limits: Limits { max_batch: MAX_BATCH },
        content: vec![ContentField {
            name: "text".to_owned(),
            label: say("Text", "Texte").to_owned(),
            kind: FieldKind::Text,
            required: true,
            max_length: Some(MAX_TEXT),
        }],
        config_schema: schema(&say),
        secrets: vec![SecretWanted {
            name: "auth_token".to_owned(),
            label: say("Token of the account (auth token)", "Jeton du compte (auth token)").to_owned(),
            required: true,
        }],
        idempotency: Idempotency::None,
        unit: Some("SMS".to_owned()),
    }
}

fn schema(say: &dyn Fn(&'static str, &'static str) -> &'static str) -> String {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["api", "account_sid"],
        "additionalProperties": false,
        "properties": {
            "api": {
                "type": "string",
                "title": say("Address of the API", "Adresse de l'API"),
                "description": "https://api.twilio.com",
                "pattern": "^https?://[^/\\s]+/?$",
            },
            "account_sid": {
                "type": "string",
                "title": say("Account", "Compte"),
                "description": say("The account's identifier, which begins with AC.",
                    "L'identifiant du compte, qui commence par AC."),
            },
            "from": {
                "type": "string",
                "title": say("Sender", "Expéditeur"),
                "description": say(
                    "A number such as +33937123456, a short number such as 36180, or a name of up to 11 letters. No French mobile number.",
                    "Un numéro comme +33937123456, un numéro court comme 36180, ou un nom de 11 lettres au plus. Pas de numéro mobile français."),
            },
            "messaging_service_sid": {
                "type": "string",
                "title": say("Messaging service", "Service de messagerie"),
                "description": say("In the place of a sender: the identifier of a messaging service, which begins with MG.",
                    "À la place d'un expéditeur : l'identifiant d'un service de messagerie, qui commence par MG."),
            },
            "stop": {
                "type": "string",
                "title": say("How to end messages", "Mention STOP"),
                "description": say("Added to texts that do not say it: STOP au 36180.",
                    "Ajoutée aux textes qui ne la portent pas : STOP au 36180."),
            },
            "stop_position": {
                "type": "string",
                "enum": ["end", "start"],
                "title": say("Where that stands", "Place de la mention"),
                "description": say("end: behind the text; start: before it.", "end : après le texte ; start : avant le texte."),
            },
        },
    })
    .to_string()
}
