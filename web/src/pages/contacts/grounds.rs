//! On what ground a prospect entered by hand may be written to: a kind and what proves it, per channel.

use crate::http::Fields;
use crate::pages::imports::kinds;
use crate::view::imports::BasisRow;
use crate::view::{Choice, Field, Ui};
use relais_channels::AddressKind;
use relais_core::channels::Offered;
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::import::MAX_EVIDENCE;
use std::collections::BTreeMap;

/// What is asked about: notifications are subscribed to, never declared.
fn topics(offered: &Offered) -> impl Iterator<Item = Topic> + '_ {
    let others = offered
        .others()
        .filter(move |topic| offered.address(*topic) != Some(AddressKind::PushSubscription));
    [Topic::Email, Topic::Sms, Topic::Postal]
        .into_iter()
        .chain(others)
        .chain([Topic::Tracking])
}

/// What a form says about every topic.
#[derive(Default)]
pub struct Grounds(BTreeMap<Topic, Said>);

#[derive(Default)]
struct Said {
    kind: String,
    evidence: String,
    error: Option<String>,
}

impl Grounds {
    /// Reads `basis.<topic>.kind` and `basis.<topic>.evidence`.
    pub fn read(form: &Fields, offered: &Offered) -> Self {
        let field = |topic: Topic, name: &str| form.get(&format!("basis.{topic}.{name}")).to_owned();
        let said = |topic| Said {
            kind: field(topic, "kind"),
            evidence: field(topic, "evidence"),
            error: None,
        };
        Self(topics(offered).map(|topic| (topic, said(topic))).collect())
    }

    /// What is declared; `None` when a row is not complete, which then says why.
    pub fn declared(&mut self, ui: &Ui) -> Option<BTreeMap<Topic, Declaration>> {
        let mut declared = BTreeMap::new();
        for (topic, said) in &mut self.0 {
            let kind = BasisKind::parse(&said.kind).filter(|kind| kinds(*topic).contains(kind));
            let wrong = match (kind, said.evidence.chars().count()) {
                (None, 0) if said.kind.is_empty() => continue,
                (None, _) => "basis-kind-missing",
                (Some(_), 0) => "basis-evidence-missing",
                (Some(kind), 1..=MAX_EVIDENCE) => {
                    declared.insert(
                        *topic,
                        Declaration {
                            kind,
                            evidence: said.evidence.clone(),
                        },
                    );
                    continue;
                }
                (Some(_), _) => "value-too-long",
            };
            said.error = Some(ui.t(wrong));
        }
        self.0.values().all(|said| said.error.is_none()).then_some(declared)
    }

    /// The rows of the form.
    pub fn rows(&self, ui: &Ui, offered: &Offered) -> Vec<BasisRow> {
        let nothing = Said::default();
        let row = |topic: Topic| {
            let said = self.0.get(&topic).unwrap_or(&nothing);
            let choice =
                |kind: &BasisKind| Choice::new(kind.as_str(), ui.basis(kind.as_str()), kind.as_str() == said.kind);
            BasisRow {
                channel: topic.to_string(),
                kinds: kinds(topic).iter().map(choice).collect(),
                evidence: Field::of(&said.evidence),
                columns: Vec::new(),
                error: said.error.clone(),
                focused: false,
            }
        };
        topics(offered).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use jiff::tz::TimeZone;

    #[test]
    fn a_ground_has_a_lawful_kind_and_a_proof() {
        let ui = Ui::new(Locale::Fr, TimeZone::UTC);
        let declared = |query: &str| Grounds::read(&Fields::parse(query.as_bytes()), &Offered::BUILT_IN).declared(&ui);
        let email = "basis.email.kind=consent&basis.email.evidence=Salon+2026&basis.sms.kind=";
        assert_eq!(declared(email).unwrap()[&Topic::Email].evidence, "Salon 2026");
        assert!(declared("").unwrap().is_empty());
        assert!(declared("basis.email.kind=consent").is_none());
        assert!(declared("basis.email.evidence=Salon").is_none());
        assert!(declared("basis.tracking.kind=legitimate_interest&basis.tracking.evidence=x").is_none());
    }
}
