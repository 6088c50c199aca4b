//! Configurations: good ones pass, others are refused in a sentence, none is too much.

use super::super::Bench;
use super::super::findings::Check;
use crate::Settings;
use serde_json::{Value, json};

pub async fn check(bench: &Bench) -> Check {
    let mut check = Check::of("configurations, good and bad");
    for (name, config) in odd() {
        for language in ["en", "fr", "xx-nonsense"] {
            let settings = Settings {
                config: config.clone(),
                language: language.to_owned(),
                ..Bench::unset()
            };
            match bench.plugin.check_config(&settings).await {
                Ok(problems) if name == "that is no JSON" => check.expect(!problems.is_empty(), || {
                    "a configuration that is no JSON is found good".to_owned()
                }),
                Ok(_) => {}
                Err(fault) => check.problem(format!("a configuration {name}: {fault}")),
            }
        }
    }
    missing(bench, &mut check).await;
    let good = bench.settings();
    match bench.plugin.check_config(&good).await {
        Ok(problems) if problems.is_empty() => {}
        Ok(problems) if bench.sample.config.is_some() => {
            check.problem(format!("the sample configuration is refused: {}", problems.join(" ")));
        }
        Ok(problems) => check.remark(format!(
            "a configuration made of the schema's defaults and examples is refused: {} Give its properties \
             \"examples\", or the kit a sample.",
            problems.join(" ")
        )),
        Err(fault) => check.problem(format!("a good configuration: {fault}")),
    }
    check
}

/// Without what the schema requires something is wrong, and it is said.
async fn missing(bench: &Bench, check: &mut Check) {
    let schema: Value = serde_json::from_str(&bench.plugin.description().config_schema).unwrap_or_default();
    let required = schema
        .get("required")
        .and_then(Value::as_array)
        .is_some_and(|names| !names.is_empty());
    if !required {
        return;
    }
    match bench.plugin.check_config(&Bench::unset()).await {
        Ok(problems) => check.expect(!problems.is_empty(), || {
            "its schema requires properties, and a configuration without them is found good".to_owned()
        }),
        Err(fault) => check.problem(format!("an empty configuration: {fault}")),
    }
}

fn odd() -> Vec<(&'static str, String)> {
    let properties = |value: Value| {
        let names = [
            "url", "from", "relay", "key", "token", "account", "sender", "tls", "dkim",
        ];
        let object: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), value.clone())).collect();
        Value::Object(object).to_string()
    };
    vec![
        ("that is empty", String::new()),
        ("that is no JSON", "{\"a\": ".to_owned()),
        ("that is null", "null".to_owned()),
        ("that is a list", "[1, 2]".to_owned()),
        ("that is a number", "1e400".to_owned()),
        ("that is a tower of brackets", "[".repeat(50_000)),
        ("of a million characters", json!({"x": "é".repeat(500_000)}).to_string()),
        ("of numbers", properties(json!(-1))),
        ("of lists", properties(json!([[]]))),
        ("of odd text", properties(json!("\r\n\u{0}\u{202e}🐈 'x' <b>"))),
        ("of nothing", properties(Value::Null)),
    ]
}
