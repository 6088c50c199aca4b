//! What people call those who act, what they do, and what they do it to.

use crate::http::Problem;
use crate::pages::frame::Frame;
use crate::view::Ui;
use relais_core::audit::Entry;
use relais_core::campaigns::{self, CampaignId};
use std::collections::HashMap;

/// Letters of an identifier that are shown: its end, since those made together begin alike.
const SHOWN: usize = 8;

/// Names that identifiers stand for.
pub struct Names {
    people: Vec<(String, String)>,
    campaigns: HashMap<String, String>,
    company: String,
}

impl Names {
    /// The members, and the campaigns these entries are about.
    pub async fn of(frame: &Frame, entries: &[Entry]) -> Result<Self, Problem> {
        let members = frame.app.installation.members(frame.tenant()).await?;
        let mut titles = HashMap::new();
        for entry in entries {
            let Some(content) = &entry.content else { continue };
            let about = matches!(noun(&entry.action), "campaign" | "messages");
            if !about || titles.contains_key(&content.object) {
                continue;
            }
            let id: Option<CampaignId> = content.object.parse().ok();
            let campaign = match id {
                Some(id) => campaigns::get(frame.tenant(), id).await?,
                None => None,
            };
            if let Some(campaign) = campaign {
                titles.insert(content.object.clone(), campaign.title);
            }
        }
        Ok(Self {
            people: members
                .into_iter()
                .map(|member| (member.person.id.to_string(), member.person.name))
                .collect(),
            campaigns: titles,
            company: frame.member.company.name.clone(),
        })
    }

    /// Members by their identifiers.
    pub fn people(&self) -> impl Iterator<Item = (&str, &str)> {
        self.people.iter().map(|(id, name)| (id.as_str(), name.as_str()))
    }

    /// Who did something.
    pub fn actor(&self, ui: &Ui, actor: &str) -> String {
        match actor {
            "system" => ui.t("journal-actor-system"),
            "operator" => ui.t("journal-actor-operator"),
            "subject" => ui.t("journal-actor-subject"),
            other => self.person(ui, other.strip_prefix("person:").unwrap_or(other)),
        }
    }

    fn person(&self, ui: &Ui, id: &str) -> String {
        let known = self.people().find(|(person, _)| *person == id);
        let former = || ui.t1("journal-actor-former", "id", end(id));
        known.map_or_else(former, |(_, name)| name.to_owned())
    }

    /// What something was done to; none where there is nothing to say.
    pub fn object(&self, ui: &Ui, action: &str, object: &str) -> Option<String> {
        if object.is_empty() {
            return None;
        }
        let named = |kind: &str| ui.t2("journal-object-name", "kind", kind, "id", end(object));
        Some(match (noun(action), action) {
            ("contact" | "consent", _) => named("contact"),
            ("campaign" | "messages", _) => match self.campaigns.get(object) {
                Some(title) => title.clone(),
                None => named("campaign"),
            },
            ("import", _) => named("import"),
            ("token", _) => named("token"),
            ("channel" | "callback", _) => ui.channel(object),
            (_, "member.invite" | "member.uninvite") => named("invitation"),
            ("member" | "session" | "person" | "password" | "second_factor", _) => self.person(ui, object),
            ("company", _) => self.company.clone(),
            ("audit", _) if object == "log" => named("log"),
            ("audit", _) => named("entry"),
            _ => object.to_owned(),
        })
    }

    /// The page of what something was done to.
    pub fn thing(action: &str, object: &str) -> Option<String> {
        let folder = match noun(action) {
            "contact" | "consent" => "contacts",
            "campaign" | "messages" => "campaigns",
            "import" => "imports",
            "channel" | "callback" => "channels",
            "audit" if object != "log" => "audit",
            _ => return None,
        };
        (!object.is_empty()).then(|| format!("/{folder}/{object}"))
    }
}

/// What was done, in words.
pub fn act(ui: &Ui, action: &str) -> String {
    // A dot is no letter of a variant's name.
    ui.t1("journal-act-name", "act", action.replace('.', "-"))
}

fn noun(action: &str) -> &str {
    action.split('.').next().unwrap_or_default()
}

fn end(id: &str) -> &str {
    let start = id.len().saturating_sub(SHOWN);
    id.get(start..).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use jiff::tz::TimeZone;
    use relais_core::audit::acts::{ACTS, Kind};

    #[test]
    fn every_act_and_kind_has_words() {
        for locale in Locale::ALL {
            let ui = Ui::new(locale, TimeZone::UTC);
            for (action, _) in ACTS {
                let words = act(&ui, action);
                assert!(words.contains(|c: char| c.is_uppercase()), "{action}: {words}");
            }
            for kind in Kind::ALL {
                assert!(!ui.t1("journal-kind", "kind", kind.as_str()).is_empty());
            }
        }
    }

    #[test]
    fn an_identifier_is_shown_by_its_end() {
        assert_eq!(end("01890000-0000-7000-8000-0000deadbeef"), "deadbeef");
        assert_eq!(end("x"), "x");
        assert_eq!(Names::thing("messages.send", "c1").as_deref(), Some("/campaigns/c1"));
        assert_eq!(Names::thing("audit.export", "log"), None);
    }
}
