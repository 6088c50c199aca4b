//! A configuration as a form, made of the plugin's own schema.

use super::schema::{Holds, Leaf, at, leaves, put};
use crate::http::Fields;
use crate::view::channels::{ConfigField, SecretField};
use crate::view::{Choice, Field, Ui};
use relais_channels::SecretWanted;
use serde_json::{Number, Value};
use std::collections::BTreeMap;

/// The order in which people expect what channels usually ask for; a schema's own is lost in its map.
const ORDER: [&str; 8] = [
    "relay",
    "tls",
    "from",
    "reply_to",
    "bounce",
    "domains",
    "dkim.domain",
    "dkim.selector",
];

/// The fields; `typed` is a form that was refused.
pub fn fields(ui: &Ui, schema: &str, config: &Value, typed: Option<&Fields>) -> Vec<ConfigField> {
    let mut found = leaves(schema);
    found.sort_by_key(|leaf| ORDER.iter().position(|path| *path == leaf.path).unwrap_or(ORDER.len()));
    found.into_iter().map(|leaf| field(ui, leaf, config, typed)).collect()
}

fn field(ui: &Ui, leaf: Leaf, config: &Value, typed: Option<&Fields>) -> ConfigField {
    let name = format!("config.{}", leaf.path);
    let value = match typed {
        Some(form) => form.get(&name).to_owned(),
        None => match said(at(config, &leaf.path)) {
            text if text.is_empty() => leaf.default,
            text => text,
        },
    };
    let label = if leaf.title.is_empty() {
        leaf.path.clone()
    } else {
        leaf.title
    };
    let mut choices = Vec::new();
    if let Holds::OneOf(values) = &leaf.holds {
        choices.push(Choice::new("", ui.t("config-default"), value.is_empty()));
        let choice = |(one, title): &(String, String)| Choice::new(one, title, *one == value);
        choices.extend(values.iter().map(choice));
    }
    ConfigField {
        name,
        label,
        hint: leaf.description,
        field: Field::of(value),
        choices,
        kind: match leaf.holds {
            Holds::Number => "number",
            Holds::Switch => "checkbox",
            Holds::Text | Holds::List | Holds::OneOf(_) => "text",
        },
        required: leaf.required,
    }
}

fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(said).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The configuration a form asks for; what the schema does not name stays as it was.
pub fn read(schema: &str, old: &Value, form: &Fields) -> Value {
    let mut config = old.clone();
    for leaf in leaves(schema) {
        let text = form.get(&format!("config.{}", leaf.path));
        let value = match leaf.holds {
            Holds::Switch => Some(Value::Bool(text == "true")),
            _ if text.is_empty() => None,
            // What is no number is sent on as it is: the plugin says what it thinks of it.
            Holds::List => {
                let parts = text
                    .split([',', ';', ' '])
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                Some(Value::Array(parts.map(Value::from).collect()))
            }
            Holds::Number => Some(number(text).map_or_else(|| Value::from(text), Value::Number)),
            Holds::Text | Holds::OneOf(_) => Some(Value::from(text)),
        };
        put(&mut config, &leaf.path, value);
    }
    config
}

fn number(text: &str) -> Option<Number> {
    match text.parse::<i64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => Number::from_f64(text.replace(',', ".").parse().ok()?),
    }
}

/// The secrets a plugin wants.
pub fn secrets(wanted: &[SecretWanted], set: &BTreeMap<String, String>) -> Vec<SecretField> {
    let field = |secret: &SecretWanted| SecretField {
        name: secret.name.clone(),
        label: secret.label.clone(),
        set: set.contains_key(&secret.name),
        long: secret.name.ends_with("_key"),
    };
    wanted.iter().map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_says_a_configuration_and_leaves_the_rest() {
        let schema = r#"{"properties":{"relay":{"type":"string"},"pool":{"type":"integer"},"on":{"type":"boolean"},"domains":{"type":"array"},
            "dkim":{"properties":{"domain":{"type":"string"},"selector":{"type":"string"}}}}}"#;
        let form =
            Fields::parse(b"config.relay=smtp://a.test&config.pool=4&config.domains=a.test,+b.test&config.dkim.domain=a.test&config.dkim.selector=");
        let config = read(schema, &json!({ "other": 1, "dkim": { "selector": "s1" } }), &form);
        assert_eq!(
            config,
            json!({ "other": 1, "relay": "smtp://a.test", "pool": 4, "on": false, "domains": ["a.test", "b.test"], "dkim": { "domain": "a.test" } })
        );
        assert_eq!(said(&config["domains"]), "a.test, b.test");
    }
}
