//! The part of JSON Schema that forms are made of: an object of texts, lists of texts, numbers, choices, switches, and
//! objects of these.

use serde_json::Value;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Free text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Switch,
    /// One of these values, and what each is called.
    OneOf(Vec<(String, String)>),
    /// Several texts.
    List,
}

/// A field of a schema, at the end of its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// `relay`, or `dkim.domain`.
    pub path: String,
    /// What it holds.
    pub holds: Holds,
    /// What the schema calls it.
    pub title: String,
    /// What the schema says of it.
    pub description: String,
    /// What the form begins with; it stands only once it is saved.
    pub default: String,
    /// Whether the object it is in cannot do without it. Fields of an object that may be absent are not required.
    pub required: bool,
}

/// How deep objects may be nested.
const DEPTH: usize = 3;

/// The fields of a schema, in its order. A schema that is none has no fields.
pub fn leaves(schema: &str) -> Vec<Leaf> {
    let mut found = Vec::new();
    if let Ok(schema) = serde_json::from_str::<Value>(schema) {
        walk(&schema, "", true, DEPTH, &mut found);
    }
    found
}

fn walk(schema: &Value, prefix: &str, required: bool, depth: usize, found: &mut Vec<Leaf>) {
    let Some(properties) = schema["properties"].as_object().filter(|_| depth > 0) else {
        return;
    };
    let demanded: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (name, property) in properties {
        let path = format!("{prefix}{name}");
        let required = required && demanded.contains(&name.as_str());
        if property["properties"].is_object() {
            let first = found.len();
            walk(property, &format!("{path}."), required, depth - 1, found);
            // A field is told from its namesakes by what it is in.
            if let Some(title) = property["title"].as_str() {
                for leaf in found.iter_mut().skip(first).filter(|leaf| !leaf.title.is_empty()) {
                    leaf.title = format!("{title} · {}", leaf.title);
                }
            }
            continue;
        }
        let text = |key: &str| property[key].as_str().unwrap_or_default().to_owned();
        found.push(Leaf {
            holds: holds(property),
            title: text("title"),
            description: text("description"),
            default: text("default"),
            path,
            required,
        });
    }
}

fn holds(property: &Value) -> Holds {
    if let Some(choices) = property["enum"].as_array() {
        let named = |one: &str| (one.to_owned(), one.to_owned());
        return Holds::OneOf(choices.iter().filter_map(Value::as_str).map(named).collect());
    }
    // Choices that say what they are called (JSON Schema 2020-12, annotated enumerations).
    if let Some(choices) = property["oneOf"].as_array() {
        let named = |one: &Value| {
            let value = one["const"].as_str()?;
            Some((value.to_owned(), one["title"].as_str().unwrap_or(value).to_owned()))
        };
        let choices: Option<Vec<_>> = choices.iter().map(named).collect();
        if let Some(choices) = choices {
            return Holds::OneOf(choices);
        }
    }
    match property["type"].as_str() {
        Some("array") => Holds::List,
        Some("number" | "integer") => Holds::Number,
        Some("boolean") => Holds::Switch,
        _ => Holds::Text,
    }
}

/// The value at the end of a path.
pub fn at<'a>(config: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(config, |value, name| &value[name])
}

/// Puts a value at the end of a path, or takes it out; an object that becomes empty goes with it.
pub fn put(config: &mut Value, path: &str, value: Option<Value>) {
    if !config.is_object() {
        *config = Value::Object(serde_json::Map::new());
    }
    let Some(object) = config.as_object_mut() else { return };
    match path.split_once('.') {
        None => match value {
            Some(value) => {
                object.insert(path.to_owned(), value);
            }
            None => {
                object.remove(path);
            }
        },
        Some((name, rest)) => {
            let inner = object
                .entry(name.to_owned())
                .or_insert_with(|| Value::Object(serde_json::Map::new()));
            put(inner, rest, value);
            if inner.as_object().is_some_and(serde_json::Map::is_empty) {
                object.remove(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SCHEMA: &str = r#"{"type":"object","required":["relay"],"properties":{
        "relay":{"type":"string","title":"Relay","description":"smtp://host:port"},
        "tls":{"oneOf":[{"const":"none","title":"Without TLS"},{"const":"required"}]},
        "mode":{"enum":["a","b"]},"domains":{"type":"array","items":{"type":"string"}},
        "pool":{"type":"integer"},"pipeline":{"type":"boolean"},
        "dkim":{"type":"object","required":["domain"],"properties":{"domain":{"type":"string"}}}}}"#;

    // R: P6
    #[test]
    fn fields_are_read_from_the_plugins_schema() {
        let found = leaves(SCHEMA);
        let mut seen: Vec<_> = found.iter().map(|leaf| (leaf.path.as_str(), leaf.required)).collect();
        seen.sort_unstable();
        let expected = [
            ("dkim.domain", false),
            ("domains", false),
            ("mode", false),
            ("pipeline", false),
            ("pool", false),
            ("relay", true),
            ("tls", false),
        ];
        assert_eq!(seen, expected);
        let holds = |path: &str| &found.iter().find(|leaf| leaf.path == path).unwrap().holds;
        let pair = |value: &str, title: &str| (value.to_owned(), title.to_owned());
        assert_eq!(
            *holds("tls"),
            Holds::OneOf(vec![pair("none", "Without TLS"), pair("required", "required")])
        );
        assert_eq!(*holds("mode"), Holds::OneOf(vec![pair("a", "a"), pair("b", "b")]));
        assert_eq!(*holds("domains"), Holds::List);
        assert!(leaves("not a schema").is_empty() && leaves("[]").is_empty());
    }

    #[test]
    fn values_are_put_in_and_taken_out_by_path() {
        let mut config = json!({ "kept": 1 });
        put(&mut config, "dkim.domain", Some(json!("a.test")));
        assert_eq!(config, json!({ "kept": 1, "dkim": { "domain": "a.test" } }));
        assert_eq!(at(&config, "dkim.domain"), "a.test");
        assert_eq!(at(&config, "dkim.selector"), &Value::Null);
        put(&mut config, "dkim.domain", None);
        assert_eq!(config, json!({ "kept": 1 }));
    }
}
