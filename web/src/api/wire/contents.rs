//! What a campaign says, as the API writes it: fields by channel.

use crate::http::{FieldProblem, Problem};
use relais_core::channels::Offered;
use relais_core::consent::Topic;
use relais_core::content::{Content, Contents};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Contents as a request brings them: `null` clears a channel or a field, what is not named stays (RFC 7396).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ContentsPatch(BTreeMap<String, Option<BTreeMap<String, Option<String>>>>);

/// A patch of channels that exist.
pub struct KnownContents(BTreeMap<Topic, Option<BTreeMap<String, Option<String>>>>);

impl ContentsPatch {
    /// The patch, if the company has all its channels.
    pub fn known(self, offered: &Offered) -> Result<KnownContents, Problem> {
        let mut unknown = Vec::new();
        let mut known = BTreeMap::new();
        for (name, fields) in self.0 {
            match offered.channel(&name) {
                Some(channel) => drop(known.insert(channel, fields)),
                None => unknown.push(FieldProblem::new(format!("content.{name}"), "invalid-unknown-channel")),
            }
        }
        if unknown.is_empty() {
            Ok(KnownContents(known))
        } else {
            Err(Problem::invalid(unknown))
        }
    }
}

impl KnownContents {
    /// The contents as they are to be. A channel that says nothing any more stays in it, empty.
    pub fn onto(self, mut old: Contents) -> Contents {
        for (channel, fields) in self.0 {
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
        old
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
        let new = patch
            .known(&Offered::BUILT_IN)
            .unwrap()
            .onto(serde_json::from_str(old).unwrap());
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
