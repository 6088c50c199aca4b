//! What a configuration lets its plugin reach.

use relais_channels::Grants;
use serde_json::Value;
use url::Url;

/// Schemes a provider is spoken to in.
const SCHEMES: [&str; 4] = ["smtp", "smtps", "http", "https"];

/// The servers named by the addresses among the configuration's values, as `scheme://host[:port]`. A value may also be
/// several addresses separated by spaces; `https://*.domain` stands for every server below a domain.
pub fn of(config: &Value) -> Grants {
    let mut hosts: Vec<String> = config
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::values)
        .filter_map(Value::as_str)
        .flat_map(origins)
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    Grants { hosts }
}

/// Those of one value; words among the addresses make it a text.
fn origins(text: &str) -> Vec<String> {
    let origins: Option<Vec<String>> = text.split_whitespace().map(origin).collect();
    origins.unwrap_or_default()
}

fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let (scheme, host) = (url.scheme(), url.host_str().filter(|host| !host.is_empty())?);
    if !SCHEMES.contains(&scheme) {
        return None;
    }
    Some(match url.port() {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // R: P3
    #[test]
    fn only_servers_that_are_named_are_granted_and_without_what_follows_them() {
        let config = json!({
            "relay": "smtp://relay.example.test:2525/path?x=1",
            "api": "https://user:pass@api.example.test/v3",
            "again": "https://api.example.test/v4",
            "services": "https://push.example.test https://*.notify.example.test",
            "words": "see https://help.example.test", "from": "a@b.test", "site": "www.b.test", "file": "file:///etc/passwd", "page": 3,
            "dkim": { "domain": "https://deep.example.test" },
        });
        assert_eq!(
            of(&config).hosts,
            [
                "https://*.notify.example.test",
                "https://api.example.test",
                "https://push.example.test",
                "smtp://relay.example.test:2525"
            ]
        );
        assert!(of(&json!({})).hosts.is_empty());
    }
}
