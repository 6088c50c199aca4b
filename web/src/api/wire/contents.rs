//! What a campaign says, as the API writes it: fields by channel.

use crate::http::{FieldProblem, Problem};
use relais_core::consent::Topic;
use relais_core::content::{Content, Contents};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Contents as a request brings them: `null` clears a channel or a field, what is not named stays (RFC 7396).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ContentsPatch(BTreeMap<String, Option<BTreeMap<String, Option<String>>>>);

impl ContentsPatch {
    /// The contents as they are to be. A channel that says nothing any more stays in it, empty.
    pub fn onto(self, mut old: Contents) -> Result<Contents, Problem> {
        let mut unknown = Vec::new();
        for (name, fields) in self.0 {
            let Some(channel) = Topic::CHANNELS.into_iter().find(|topic| topic.as_str() == name) else {
                unknown.push(FieldProblem::new(format!("content.{name}"), "invalid-unknown-channel"));
                continue;
            };
            let content = old.entry(channel).or_default();
            match fields {
                None => *content = Content::default(),
                Some(fields) => {
                    for (field, value) in fields {
                        match value {
                            Some(value) => content.0.insert(field, value),
                            None => content.0.remove(&field),
                        };
                    }
                }
            }
        }
        if unknown.is_empty() {
            Ok(old)
        } else {
            Err(Problem::invalid(unknown))
        }
    }
}

/// Contents with nothing in them, channel by channel: what `null` for all of them means.
pub fn cleared(old: Contents) -> Contents {
    old.into_keys().map(|channel| (channel, Content::default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(old: &str, patch: &str) -> String {
        let patch: ContentsPatch = serde_json::from_str(patch).unwrap();
        let new = patch.onto(serde_json::from_str(old).unwrap()).unwrap();
        serde_json::to_string(&new).unwrap()
    }

    #[test]
    fn fields_are_kept_set_and_cleared() {
        let old = r#"{"email":{"subject":"a","text":"b"},"sms":{"text":"c"}}"#;
        assert_eq!(
            patched(old, r#"{"email":{"subject":"x","text":null,"html":"y"},"sms":null}"#),
            r#"{"email":{"html":"y","subject":"x"},"sms":{}}"#
        );
        assert_eq!(patched(old, "{}"), old);
    }
}
