//! What the channel says of itself, in French and in English.

use relais_plugin::serde_json::json;
use relais_plugin::{AddressKind, ContentField, Description, FieldKind, Idempotency, Limits, SecretWanted};

/// Messages per call: enough to keep a relay's pipeline full, few enough to be lost together.
const MAX_BATCH: u32 = 100;

/// The description in a reader's language.
pub fn describe(language: &str) -> Description {
    let french = language.starts_with("fr");
    let say = |english: &'static str, fr: &'static str| if french { fr } else { english };
    let field = |name: &str, label: &str, kind, required, max_length| ContentField {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        required,
        max_length,
    };
    let secret = |name: &str, label: &str| SecretWanted {
        name: name.to_owned(),
        label: label.to_owned(),
        required: false,
    };
    Description {
        name: say("Email (SMTP)", "E-mail (SMTP)").to_owned(),
        channel: "email".to_owned(),
        address: AddressKind::Email,
        limits: Limits { max_batch: MAX_BATCH },
        content: vec![
            field("subject", say("Subject", "Objet"), FieldKind::Line, true, Some(250)),
            field("html", say("Message", "Message"), FieldKind::Html, false, None),
            field(
                "text",
                say("Message without formatting", "Message sans mise en forme"),
                FieldKind::Text,
                false,
                None,
            ),
            field(
                "from",
                say("Sender", "Expéditeur"),
                FieldKind::EmailAddress,
                false,
                None,
            ),
            field(
                "reply_to",
                say("Reply to", "Répondre à"),
                FieldKind::EmailAddress,
                false,
                None,
            ),
        ],
        config_schema: schema(&say),
        secrets: vec![
            secret("username", say("User name at the relay", "Nom d’utilisateur du relais")),
            secret("password", say("Password at the relay", "Mot de passe du relais")),
            secret("dkim_key", say("Private DKIM key (PEM)", "Clé privée DKIM (PEM)")),
        ],
        idempotency: Idempotency::None,
        unit: None,
    }
}

fn schema(say: &dyn Fn(&'static str, &'static str) -> &'static str) -> String {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["relay", "from"],
        "additionalProperties": false,
        "properties": {
            "relay": {
                "type": "string",
                "title": say("Relay", "Relais"),
                "description": say("smtp://mail.example.org:587 or smtps://mail.example.org",
                    "smtp://mail.exemple.fr:587 ou smtps://mail.exemple.fr"),
                "pattern": "^smtps?://[^/\\s]+/?$",
                "examples": ["smtp://mail.example.org:587"],
            },
            "from": {
                "type": "string",
                "title": say("Sender", "Expéditeur"),
                "description": say("Example <news@example.org>", "Exemple <infos@exemple.fr>"),
                "examples": ["Example <news@example.org>"],
            },
            "domains": {
                "type": "array",
                "items": {"type": "string"},
                "title": say("Other sender domains", "Autres domaines d’expédition"),
                "description": say("Beside the sender’s own, a message may come from these: example.org, news.example.org",
                    "En plus de celui de l’expéditeur, un message peut venir de ceux-ci : exemple.fr, infos.exemple.fr"),
            },
            "reply_to": {
                "type": "string",
                "title": say("Reply to", "Répondre à"),
                "description": say("Where answers go, when not to the sender.",
                    "L’adresse des réponses, si ce n’est pas celle de l’expéditeur."),
            },
            "bounce": {
                "type": "string",
                "title": say("Address for returned mail", "Adresse des retours"),
                "description": say("bounces@mail.example.org: each message gets its own, bounces+…@mail.example.org. \
                    Mail to it must be brought to the reports’ address, below.",
                    "retours@mail.exemple.fr : chaque message reçoit la sienne, retours+…@mail.exemple.fr. \
                    Ce qui y arrive doit être remis à l’adresse des comptes rendus, plus bas."),
                "pattern": "^[A-Za-z0-9._-]{1,17}@[^@\\s]+\\.[^@\\s]+$",
                "examples": ["bounces@mail.example.org"],
            },
            "tls": {
                "type": "string",
                "oneOf": [
                    {"const": "none", "title": say("Without TLS", "Sans TLS")},
                    {"const": "starttls", "title": say("TLS when the relay offers it", "TLS si le relais le propose")},
                    {"const": "required", "title": say("TLS or no mail", "TLS obligatoire, sinon aucun envoi")},
                ],
                "title": say("Protection of the connection", "Protection de la connexion"),
                "description": say("A smtps:// relay always uses TLS.", "Un relais smtps:// utilise toujours TLS."),
            },
            "dkim": {
                "type": "object",
                "title": say("DKIM signature", "Signature DKIM"),
                "required": ["domain", "selector"],
                "additionalProperties": false,
                "properties": {
                    "domain": {"type": "string", "title": say("Domain", "Domaine")},
                    "selector": {"type": "string", "title": say("Selector", "Sélecteur")},
                },
            },
            "max_per_connection": {
                "type": "integer",
                "minimum": 1,
                "title": say("Mails per connection", "E-mails par connexion"),
            },
        },
    })
    .to_string()
}
