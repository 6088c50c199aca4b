//! What the channel says of itself, in French and in English.

use crate::config::{API_KEY, CALLBACK_SECRET};
use relais_plugin::serde_json::json;
use relais_plugin::{AddressKind, ContentField, Description, FieldKind, Idempotency, Limits, SecretWanted};

/// Letters per call: setting them takes a few milliseconds each.
const MAX_BATCH: u32 = 4;
/// Of a letter's text, in characters.
const MAX_TEXT: u32 = 8_000;

/// The description in a reader's language.
pub fn describe(language: &str) -> Description {
    let french = language.starts_with("fr");
    let say = |english: &'static str, fr: &'static str| if french { fr } else { english };
    Description {
        name: say("Letter (PDF)", "Courrier (PDF)").to_owned(),
        channel: "postal".to_owned(),
        address: AddressKind::Postal,
        limits: Limits { max_batch: MAX_BATCH },
        content: vec![
            ContentField::required("body", say("Text of the letter", "Texte de la lettre"), FieldKind::Text)
                .at_most(MAX_TEXT),
        ],
        config_schema: schema(&say),
        secrets: vec![
            SecretWanted::optional(API_KEY, say("Key at the provider", "Clé chez le fournisseur")),
            SecretWanted::optional(
                CALLBACK_SECRET,
                say("Secret of the provider's reports", "Secret des rapports du fournisseur"),
            ),
        ],
        idempotency: Idempotency::ByKey,
        unit: Some(say("page", "page").to_owned()),
    }
}

fn schema(say: &dyn Fn(&'static str, &'static str) -> &'static str) -> String {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["sender"],
        "additionalProperties": false,
        "properties": {
            "sender": {
                "type": "string",
                "title": say("Sender", "Expéditeur"),
                "description": say("Line by line, separated by semicolons: Company; 1 street; 75001 PARIS",
                    "Ligne par ligne, séparées par des points-virgules : Société; 1 rue; 75001 PARIS"),
            },
            "delivery": {
                "type": "string",
                "enum": ["spool", "service"],
                "title": say("Letters go", "Les courriers partent"),
                "description": say("spool: into files that you download and print; service: to a provider who prints and posts them.",
                    "spool : en fichiers à télécharger et à imprimer ; service : chez un fournisseur qui imprime et poste."),
            },
            "url": {
                "type": "string",
                "title": say("Provider's web service", "Service web du fournisseur"),
                "description": "https://api.example.org/v1",
            },
            "window": {
                "type": "string",
                "enum": ["right", "left"],
                "title": say("Window of the envelope", "Fenêtre de l'enveloppe"),
                "description": say("right, as in France, or left.", "right (à droite, usage français) ou left (à gauche)."),
            },
            "color": { "type": "boolean", "title": say("Print in colour", "Imprimer en couleur") },
            "double_sided": { "type": "boolean", "title": say("Print on both sides", "Imprimer recto verso") },
            "language": {
                "type": "string",
                "title": say("Language of the letters", "Langue des courriers"),
                "description": say("fr, en, … What screen readers are told; fr when empty.",
                    "fr, en, … Pour les lecteurs d'écran ; fr si vide."),
            },
        },
    })
    .to_string()
}
