//! Whom a mail may come from: the domains its channel sends for, and no others.

use super::{Content, ContentProblem, Fault};
use crate::consent::Topic;
use serde_json::Value;

/// What is wrong with the sender of a content, for a channel of this configuration: `from` names the channel's own, and
/// `domains` those it sends for beside. A channel that says neither has nothing to compare with.
pub fn foreign_sender(channel: Topic, content: &Content, config: &Value) -> Option<ContentProblem> {
    let written = content.get("from").trim();
    if channel != Topic::Email || written.is_empty() {
        return None;
    }
    let own = config["from"].as_str().and_then(domain);
    let others = config["domains"].as_array().into_iter().flatten();
    let others = others.filter_map(Value::as_str).map(folded);
    let mut domains: Vec<String> = own.into_iter().chain(others).collect();
    domains.dedup();
    // What is no address is told as that.
    let sender = domain(written)?;
    (!domains.is_empty() && !domains.contains(&sender)).then(|| ContentProblem {
        channel,
        field: "from".to_owned(),
        fault: Fault::OtherSender { domains },
    })
}

/// The domain of `a@b.fr` or `Name <a@b.fr>`.
fn domain(mailbox: &str) -> Option<String> {
    let (_, domain) = mailbox.trim().trim_end_matches('>').rsplit_once('@')?;
    Some(folded(domain)).filter(|domain| !domain.is_empty())
}

/// As it is compared: international names in ASCII, where they are names at all.
fn folded(domain: &str) -> String {
    let domain = domain.trim().trim_end_matches('.');
    match url::Host::parse(domain) {
        Ok(host) => host.to_string(),
        Err(_) => domain.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(from: &str, config: &Value) -> Option<Vec<String>> {
        let content = Content([("from".to_owned(), from.to_owned())].into());
        let problem = foreign_sender(Topic::Email, &content, config)?;
        match problem.fault {
            Fault::OtherSender { domains } => Some(domains),
            other => panic!("{other}"),
        }
    }

    // R: T8 P6
    #[test]
    fn a_mail_comes_from_a_domain_of_its_channel() {
        let config = json!({ "from": "Mairie <bonjour@exemple.fr>", "domains": ["Évian.fr"] });
        for good in [
            "",
            "a@exemple.fr",
            "Lettre <lettre@EXEMPLE.fr>",
            "a@évian.fr",
            "a@xn--vian-9oa.fr",
        ] {
            assert_eq!(refused(good, &config), None, "{good}");
        }
        for bad in ["a@autre.fr", "a@sous.exemple.fr", "x <a@exemple.fr.autre.fr>"] {
            let domains = refused(bad, &config).unwrap();
            assert_eq!(domains, ["exemple.fr", "xn--vian-9oa.fr"], "{bad}");
        }
        assert_eq!(refused("a@autre.fr", &json!({})), None);
    }
}
