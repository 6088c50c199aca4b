//! What a plugin says of itself: complete, the same in every language, and such that a form can be made of it.

use super::super::Bench;
use super::super::findings::Check;
use crate::Description;
use serde_json::Value;
use std::collections::BTreeSet;

pub fn check(bench: &Bench) -> Check {
    let mut check = Check::of("what it says of itself");
    let english = bench.plugin.description();
    let french = bench.plugin.description_in("fr");
    look(&mut check, english);
    schema(&mut check, english);
    let shape = |description: &Description| {
        let fields = description.content.iter();
        let fields: Vec<_> = fields
            .map(|field| (field.name.clone(), field.kind, field.required, field.max_length))
            .collect();
        (
            description.channel.clone(),
            description.address,
            description.max_batch,
            fields,
            description.secrets.clone(),
            description.idempotent,
        )
    };
    check.expect(shape(english) == shape(french), || {
        "in French it is another channel than in English: only what people read may differ".to_owned()
    });
    if english == french {
        check.remark("in French it says the same as in English: half of the readers here read French");
    }
    check
}

/// Whether a channel can be called so.
fn is_channel(name: &str) -> bool {
    let letters = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, b'_' | b'-');
    (2..=24).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(letters)
}

fn look(check: &mut Check, description: &Description) {
    check.expect(!description.name.trim().is_empty(), || "it has no name".to_owned());
    check.expect(!description.content.is_empty(), || {
        "its messages have no content: name at least one field".to_owned()
    });
    check.expect(description.content.iter().any(|field| field.required), || {
        "no field of its content is required: an empty message would leave".to_owned()
    });
    check.expect(description.max_batch <= 1000, || {
        format!(
            "it takes {} messages at once: more than 1000 are lost together",
            description.max_batch
        )
    });
    check.expect(is_channel(&description.channel), || {
        format!(
            "no channel can be called «{}»: 2 to 24 of a–z, digits, «_» and «-», a letter first",
            description.channel
        )
    });
    let mut names = BTreeSet::new();
    for name in description
        .content
        .iter()
        .map(|field| &field.name)
        .chain(&description.secrets)
    {
        check.expect(names.insert(name), || {
            format!("two fields or secrets are called «{name}»")
        });
    }
    let labels = description.content.iter().map(|field| (&field.name, &field.label));
    let secrets = description
        .secrets_wanted
        .iter()
        .map(|secret| (&secret.name, &secret.label));
    for (name, label) in labels.chain(secrets) {
        check.expect(!label.trim().is_empty(), || format!("«{name}» has no label"));
    }
    for field in &description.content {
        check.expect(field.max_length != Some(0), || {
            format!("«{}» can hold nothing", field.name)
        });
    }
}

fn schema(check: &mut Check, description: &Description) {
    let schema: Value = serde_json::from_str(&description.config_schema).unwrap_or_default();
    let kind = schema.get("type").and_then(Value::as_str);
    check.expect(kind == Some("object"), || {
        "its configuration's schema is not of the type object".to_owned()
    });
    let none = serde_json::Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    for (name, property) in properties {
        let titled = property
            .get("title")
            .and_then(Value::as_str)
            .is_some_and(|title| !title.trim().is_empty());
        check.expect(titled, || {
            format!("the property «{name}» of its schema has no title: a form would show its name")
        });
        let typed = ["type", "enum", "const", "$ref", "oneOf", "anyOf"]
            .iter()
            .any(|key| property.get(key).is_some());
        check.expect(typed, || format!("the property «{name}» of its schema has no type"));
    }
    let required = schema.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        check.expect(properties.contains_key(name), || {
            format!("its schema requires «{name}», which is no property of it")
        });
    }
}
