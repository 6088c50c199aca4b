//! Every act that is recorded, and what kind it is. A test holds this list against the sources.

/// A kind of acts, for whoever looks for some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Prospects, files of them, what they agreed to.
    People,
    /// Campaigns and what was sent.
    Campaigns,
    /// Channels: how they are configured, what providers report.
    Channels,
    /// Who comes in, members, tokens, the company itself.
    Access,
    /// The log: who looked, who took it away, what was erased.
    Log,
}

impl Kind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::People, Self::Campaigns, Self::Channels, Self::Access, Self::Log];

    /// As in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Campaigns => "campaigns",
            Self::Channels => "channels",
            Self::Access => "access",
            Self::Log => "log",
        }
    }

    /// The acts of this kind.
    pub fn acts(self) -> impl Iterator<Item = &'static str> {
        ACTS.iter().filter(move |(_, kind)| *kind == self).map(|(act, _)| *act)
    }
}

/// The verb under which erasures are recorded.
pub const ERASE: &str = "audit.erase";

/// Every act with its kind.
pub const ACTS: &[(&str, Kind)] = &[
    ("contact.create", Kind::People),
    ("contact.update", Kind::People),
    ("contact.delete", Kind::People),
    ("contact.subscribe", Kind::People),
    ("contact.unsubscribe", Kind::People),
    ("consent.record", Kind::People),
    ("import.upload", Kind::People),
    ("import.commit", Kind::People),
    ("import.done", Kind::People),
    ("import.fail", Kind::People),
    ("import.discard", Kind::People),
    ("attribute.create", Kind::People),
    ("campaign.create", Kind::Campaigns),
    ("campaign.update", Kind::Campaigns),
    ("campaign.delete", Kind::Campaigns),
    ("campaign.prepared", Kind::Campaigns),
    ("campaign.launch", Kind::Campaigns),
    ("campaign.start", Kind::Campaigns),
    ("campaign.pause", Kind::Campaigns),
    ("campaign.resume", Kind::Campaigns),
    ("campaign.cancel", Kind::Campaigns),
    ("campaign.stop", Kind::Campaigns),
    ("campaign.finish", Kind::Campaigns),
    ("campaign.test", Kind::Campaigns),
    ("campaign.export", Kind::Campaigns),
    ("campaign.export_messages", Kind::Campaigns),
    ("campaign.export_letters", Kind::Campaigns),
    ("messages.send", Kind::Campaigns),
    ("channel.update", Kind::Channels),
    ("channel.test", Kind::Channels),
    ("callback.take", Kind::Channels),
    ("plugin.install", Kind::Channels),
    ("plugin.grant", Kind::Channels),
    ("plugin.roll_back", Kind::Channels),
    ("plugin.remove", Kind::Channels),
    ("session.begin", Kind::Access),
    ("session.refuse", Kind::Access),
    ("second_factor.on", Kind::Access),
    ("second_factor.off", Kind::Access),
    ("password.change", Kind::Access),
    ("person.update", Kind::Access),
    ("token.create", Kind::Access),
    ("token.revoke", Kind::Access),
    ("member.invite", Kind::Access),
    ("member.uninvite", Kind::Access),
    ("member.join", Kind::Access),
    ("member.role", Kind::Access),
    ("member.remove", Kind::Access),
    ("company.create", Kind::Access),
    ("company.update", Kind::Access),
    ("audit.reveal", Kind::Log),
    ("audit.export", Kind::Log),
    ("audit.outlet", Kind::Log),
    (ERASE, Kind::Log),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    fn sources(folder: &Path, into: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("audit/acts.rs") {
                let text = fs::read_to_string(&path).unwrap();
                into.push(text.split("#[cfg(test)]").next().unwrap().to_owned());
            }
        }
    }

    /// Every `"noun.verb"` behind `action:`, and every act of the list somewhere in the sources.
    #[test]
    fn the_list_is_that_of_the_sources() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut texts = Vec::new();
        for folder in ["src", "../tenants/src"] {
            sources(&root.join(folder), &mut texts);
        }
        let known: BTreeSet<&str> = ACTS.iter().map(|(act, _)| *act).collect();
        assert_eq!(known.len(), ACTS.len(), "an act is there twice");
        for text in &texts {
            for rest in text.split("action: \"").skip(1) {
                let act = rest.split('"').next().unwrap();
                assert!(known.contains(act), "{act} is recorded and not listed");
            }
        }
        for (act, _) in ACTS.iter().filter(|(act, _)| *act != ERASE) {
            let quoted = format!("\"{act}\"");
            assert!(
                texts.iter().any(|text| text.contains(&quoted)),
                "{act} is recorded nowhere"
            );
        }
    }
}
