//! Parts of descriptions.

use relais_plugin::serde_json::{Value, json};
use relais_plugin::{ContentField, FieldKind, SecretWanted};

/// What a mail is made of, in the order of the editor.
pub fn content(french: bool) -> Vec<ContentField> {
    let say = |english: &'static str, fr: &'static str| if french { fr } else { english };
    let field = |name: &str, label: &str, kind, required, max_length| ContentField {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        required,
        max_length,
    };
    let plain = say("Message without formatting", "Message sans mise en forme");
    vec![
        field("subject", say("Subject", "Objet"), FieldKind::Line, true, Some(250)),
        field("html", "Message", FieldKind::Html, false, None),
        field("text", plain, FieldKind::Text, false, None),
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
    ]
}

/// A secret that is asked for.
pub fn secret(name: &str, label: &str, required: bool) -> SecretWanted {
    SecretWanted {
        name: name.to_owned(),
        label: label.to_owned(),
        required,
    }
}

/// A property of a configuration's schema: a text.
pub fn property(title: &str, description: &str) -> Value {
    json!({ "type": "string", "title": title, "description": description })
}
