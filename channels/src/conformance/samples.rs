//! What goes into a plugin, made from its own description: a configuration, good messages, and messages of every kind
//! that people, imports and attackers come up with.

use crate::{AddressKind, ContentField, Description, FieldKind, Message};
use serde_json::{Map, Value, json};

/// How deep a schema is followed.
const DEEPEST: usize = 8;
/// Characters of a text where the plugin sets no limit.
const LONG: usize = 100_000;

/// A configuration that a schema describes: `default`s and first `examples` where it has them, something of the right type
/// where it demands a property without.
pub fn config(schema: &str) -> Value {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    match value(&schema, &schema, 0) {
        Some(Value::Object(config)) => Value::Object(config),
        _ => json!({}),
    }
}

fn value(schema: &Value, root: &Value, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return value(root.pointer(reference.strip_prefix('#')?)?, root, depth + 1);
    }
    let first = |name: &str| schema.get(name).and_then(|list| list.get(0));
    let said = schema.get("const").or_else(|| schema.get("default"));
    if let Some(said) = said.or_else(|| first("examples")).or_else(|| first("enum")) {
        return Some(said.clone());
    }
    if let Some(choice) = first("oneOf").or_else(|| first("anyOf")) {
        return value(choice, root, depth + 1);
    }
    let kind = schema
        .get("type")
        .and_then(|kind| kind.as_str().or_else(|| kind.get(0)?.as_str()));
    Some(match kind {
        Some("string") => json!(match schema.get("format").and_then(Value::as_str) {
            Some("uri" | "url") => "https://provider.example/v1",
            Some("email") => "sender@example.org",
            _ => "sample",
        }),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(false),
        Some("array") => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0).min(10);
            let item = value(schema.get("items").unwrap_or(&Value::Null), root, depth + 1);
            Value::Array((0..least).filter_map(|_| item.clone()).collect())
        }
        _ => object(schema, root, depth),
    })
}

fn object(schema: &Value, root: &Value, depth: usize) -> Value {
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let mut object = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let said = ["const", "default", "examples"]
            .iter()
            .any(|key| property.get(key).is_some());
        if said || required.contains(&name.as_str()) {
            object.extend(value(property, root, depth + 1).map(|value| (name.clone(), value)));
        }
    }
    Value::Object(object)
}

/// So many good messages to different people.
pub fn messages(description: &Description, to: Option<&str>, count: usize) -> Vec<Message> {
    (0..count)
        .map(|n| Message {
            key: format!("0199f3a0-0000-7000-8000-{n:012}"),
            to: to.map_or_else(|| address(description.address, n), str::to_owned),
            to_name: Some("Léa Dupont".to_owned()),
            fields: fields(description, |field| good(field.kind)),
            headers: vec![
                (
                    "List-Unsubscribe".to_owned(),
                    format!("<https://relais.example/unsubscribe/{n}>"),
                ),
                (
                    "List-Unsubscribe-Post".to_owned(),
                    "List-Unsubscribe=One-Click".to_owned(),
                ),
            ],
            return_path: None,
        })
        .collect()
}

/// Good addresses. The telephone numbers are those that ARCEP keeps for fiction, the key of the subscription is that of
/// RFC 8291.
fn address(kind: AddressKind, n: usize) -> String {
    match kind {
        AddressKind::Email => format!("lea.{n}@example.net"),
        AddressKind::Phone => format!("+336399800{:02}", n % 100),
        AddressKind::PushSubscription => json!({
            "endpoint": format!("https://push.example.net/push/{n}"),
            "keys": {
                "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                "auth": "BTBZMqHH6r4Tts7J_aSIgg",
            },
        })
        .to_string(),
        AddressKind::Postal => format!("MADAME LÉA DUPONT\n{n} RUE DE LA PAIX\n75002 PARIS"),
        AddressKind::None => String::new(),
    }
}

fn good(kind: FieldKind) -> String {
    match kind {
        FieldKind::Line => "Bonne année à tous",
        FieldKind::Text => "Bonjour Léa,\n\nla mairie vous invite le 15 janvier à 18 h.\n\nÀ bientôt",
        FieldKind::Html => "<p>Bonjour <b>Léa</b>, <a href=\"https://relais.example/c/1\">c'est ici</a>.</p>",
        FieldKind::Url => "https://relais.example/c/1",
        FieldKind::EmailAddress => "Mairie <mairie@example.org>",
    }
    .to_owned()
}

fn fields(description: &Description, value: impl Fn(&ContentField) -> String) -> Vec<(String, String)> {
    let fields = description.content.iter();
    fields.map(|field| (field.name.clone(), value(field))).collect()
}

/// Messages of one kind that a plugin has to cope with.
pub struct Kind {
    /// What is odd about them.
    pub name: &'static str,
    /// Whether they are good messages all the same: a sandbox takes and shows them.
    pub good: bool,
    /// Themselves.
    pub messages: Vec<Message>,
}

/// Messages of every kind.
pub fn kinds(description: &Description, to: Option<&str>) -> Vec<Kind> {
    let mut kinds = Vec::new();
    let mut kind = |name, good, change: &dyn Fn(&mut Message)| {
        let mut messages = messages(description, to, 2);
        messages.iter_mut().for_each(change);
        kinds.push(Kind { name, good, messages });
    };
    let of_text = |kind| matches!(kind, FieldKind::Line | FieldKind::Text | FieldKind::Html);
    // What a field is made to say, where it is text.
    let say = |message: &mut Message, text: &dyn Fn(&ContentField) -> String| {
        message.fields = fields(description, |field| {
            if of_text(field.kind) {
                text(field)
            } else {
                good(field.kind)
            }
        });
    };
    let longest = |field: &ContentField| field.max_length.map_or(LONG, |most| most as usize).min(LONG);
    let scripts = "Žluťoučký кот 猫 قط 🐈‍⬛ e\u{301} \u{202e}abc\u{202c} \u{10ffff} ﷽ ";

    kind("with required fields only", true, &|message| {
        message.fields = fields_of(description, |field| field.required);
        message.to_name = None;
        message.headers.clear();
    });
    kind("in many scripts", true, &|message| {
        say(message, &|field| scripts.chars().take(longest(field)).collect());
        message.to_name = Some(scripts.to_owned());
    });
    kind(
        "as long as they may be",
        description.content.iter().any(|field| field.max_length.is_some()),
        &|message| {
            say(message, &|field| "é".repeat(longest(field)));
        },
    );
    kind("longer than they may be", false, &|message| {
        say(message, &|field| "é".repeat(longest(field).saturating_add(1)));
    });
    kind("without any field", false, &|message| message.fields.clear());
    kind("with empty fields", false, &|message| {
        message.fields = fields(description, |_| String::new());
    });
    kind("with control characters", false, &|message| {
        say(message, &|_| "a\0b\u{7f}c\u{85}d\u{feff}e\tf\rg\nh".to_owned());
    });
    kind("with lines that want to be headers", false, &|message| {
        let lines = "x\r\nBcc: thief@example.com\r\n\r\nbody";
        message.fields = fields(description, |_| lines.to_owned());
        message.to_name = Some(lines.to_owned());
        message.headers.push(("X-Test".to_owned(), lines.to_owned()));
        message.headers.push((lines.to_owned(), "x".to_owned()));
    });
    kind("that look like markup and code", false, &|message| {
        say(message, &|_| {
            "{{ x }} ${y} %s %n </script><!-- ]]> # **[[ \\x {\"a\":1} &amp; '; DROP".to_owned()
        });
    });
    kind("with fields of no channel, and each field twice", false, &|message| {
        let twice = message.fields.clone();
        message.fields.extend(twice);
        message.fields.push(("unheard_of".to_owned(), "x".to_owned()));
        message
            .headers
            .extend((0..50).map(|n| (format!("X-{n}"), "y".repeat(500))));
    });
    for (name, odd) in addresses() {
        kind(name, false, &|message| message.to = odd.clone());
    }
    kinds
}

fn fields_of(description: &Description, keep: impl Fn(&ContentField) -> bool) -> Vec<(String, String)> {
    let kept = description.content.iter().filter(|field| keep(field));
    kept.map(|field| (field.name.clone(), good(field.kind))).collect()
}

/// Addresses that are none.
fn addresses() -> Vec<(&'static str, String)> {
    vec![
        ("to nobody", String::new()),
        ("to an address that is none", "x".to_owned()),
        ("to an endless address", "a".repeat(20_000)),
        (
            "to an address of several lines",
            "a\r\nb\n\nc\0d\n1\n2\n3\n4\n5\n6\n7".to_owned(),
        ),
        ("to an address in many scripts", "猫@пример.рф 🐈 ٣٣٦".to_owned()),
        (
            "to a subscription that is none",
            json!({"endpoint": "file:///etc/passwd", "keys": {"p256dh": "AAAA", "auth": ""}}).to_string(),
        ),
        (
            "to a subscription of this machine",
            json!({"endpoint": "http://127.0.0.1:1/", "token": 5, "keys": []}).to_string(),
        ),
        ("to a tower of brackets", "[".repeat(10_000)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_follows_its_schema() {
        let schema = json!({
            "type": "object",
            "required": ["url", "count", "mode", "list", "deep", "other"],
            "properties": {
                "url": {"type": "string", "format": "uri"},
                "count": {"type": "integer", "minimum": 3},
                "mode": {"enum": ["a", "b"]},
                "list": {"type": "array", "minItems": 1, "items": {"type": "boolean"}},
                "deep": {"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}},
                "other": {"$ref": "#/$defs/other"},
                "left_out": {"type": "string"},
                "said": {"type": "string", "examples": ["word"]},
            },
            "$defs": {"other": {"const": 7}},
        });
        let expected = json!({
            "url": "https://provider.example/v1", "count": 3, "mode": "a", "list": [false],
            "deep": {"x": "sample"}, "other": 7, "said": "word",
        });
        assert_eq!(config(&schema.to_string()), expected);
        assert_eq!(config("nonsense"), json!({}));
        let endless = json!({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}});
        assert!(config(&endless.to_string()).is_object());
    }
}
