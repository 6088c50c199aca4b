//! Descriptions and settings, with less to write.

use crate::{
    AddressKind, ContentField, Description, FieldKind, Idempotency, Limits, Message, Problem, SecretWanted, Settings,
};

/// A channel without a name that posts to one place: a start for `..Description::default()`.
impl Default for Description {
    fn default() -> Self {
        Self {
            name: String::new(),
            channel: String::new(),
            address: AddressKind::None,
            limits: Limits { max_batch: 100 },
            content: Vec::new(),
            config_schema: r#"{"type":"object"}"#.to_owned(),
            secrets: Vec::new(),
            idempotency: Idempotency::None,
            unit: None,
        }
    }
}

impl ContentField {
    /// A field that a message must have.
    #[must_use]
    pub fn required(name: &str, label: &str, kind: FieldKind) -> Self {
        Self {
            required: true,
            ..Self::optional(name, label, kind)
        }
    }

    /// A field that a message may have.
    #[must_use]
    pub fn optional(name: &str, label: &str, kind: FieldKind) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            required: false,
            max_length: None,
        }
    }

    /// The same, with at most so many characters.
    #[must_use]
    pub fn at_most(self, characters: u32) -> Self {
        Self {
            max_length: Some(characters),
            ..self
        }
    }
}

impl SecretWanted {
    /// A secret without which the channel cannot work.
    #[must_use]
    pub fn required(name: &str, label: &str) -> Self {
        Self {
            required: true,
            ..Self::optional(name, label)
        }
    }

    /// A secret that the channel can do without.
    #[must_use]
    pub fn optional(name: &str, label: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            required: false,
        }
    }
}

impl Settings {
    /// Whether a secret has a value.
    #[must_use]
    pub fn has(&self, secret: &str) -> bool {
        self.secrets.iter().any(|name| name == secret)
    }

    /// A property of the configuration that is text, without spaces around it; empty where there is none.
    #[must_use]
    pub fn text(&self, property: &str) -> String {
        let config: serde_json::Value = serde_json::from_str(&self.config).unwrap_or_default();
        let text = config.get(property).and_then(serde_json::Value::as_str);
        text.unwrap_or_default().trim().to_owned()
    }
}

impl Problem {
    /// What is wrong with one property or secret.
    #[must_use]
    pub fn with(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: Some(field.to_owned()),
            message: message.into(),
        }
    }
}

impl Message {
    /// The content of a field; empty where the message has none.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .map_or("", |field| &field.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;

    #[test]
    fn a_field_that_is_not_there_is_empty() {
        let message = Message {
            key: "k".to_owned(),
            to: "t".to_owned(),
            to_name: None,
            fields: vec![Field {
                name: "text".to_owned(),
                value: "Bonjour".to_owned(),
            }],
            headers: Vec::new(),
        };
        assert_eq!((message.field("text"), message.field("title")), ("Bonjour", ""));
    }
}
