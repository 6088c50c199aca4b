//! The ground on which people of a file may be written to, as the form asks for it and as it is ordered.

use super::reasons;
use crate::http::Fields;
use crate::view::imports::BasisRow;
use crate::view::{Choice, Field, Ui};
use relais_channels::AddressKind;
use relais_core::channels::Offered;
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::import::columns::Mapping;
use relais_core::contacts::import::{Import, MAX_EVIDENCE};
use relais_core::contacts::{self};
use std::collections::BTreeMap;

/// What was answered for one topic.
#[derive(Clone)]
pub struct Basis {
    topic: Topic,
    kind: Option<BasisKind>,
    evidence: String,
    column: Option<usize>,
    error: Option<String>,
}

/// The kinds the law knows for a topic (CPCE art. L34-5, GDPR art. 6 §1 f; CNIL for tracking).
pub const fn kinds(topic: Topic) -> &'static [BasisKind] {
    use BasisKind::{B2bInformation, Consent, ExistingCustomer, LegitimateInterest};
    match topic {
        Topic::Email => &[Consent, ExistingCustomer, B2bInformation],
        Topic::Sms => &[Consent, ExistingCustomer],
        Topic::Postal => &[LegitimateInterest, ExistingCustomer, Consent],
        Topic::Push | Topic::Tracking | Topic::Other(_) => &[Consent],
    }
}

/// The topics the file gives reason to ask for: the channels it has addresses for, then tracking. Nobody's browser is
/// in a file, so notifications are never among them; a channel of a plugin that has no addresses always is.
fn asked(mapping: &Mapping, offered: &Offered) -> Vec<Topic> {
    let has = |fields: &[contacts::Field]| fields.iter().any(|field| mapping.column_of(&field.key()).is_some());
    let channels = [
        (Topic::Email, has(&[contacts::Field::Email])),
        (Topic::Sms, has(&[contacts::Field::Phone])),
        (
            Topic::Postal,
            has(&[contacts::Field::Address, contacts::Field::Postcode]),
        ),
    ];
    let none = channels.iter().all(|(_, there)| !there);
    let mut topics: Vec<Topic> = channels
        .into_iter()
        .filter(|(_, there)| *there || none)
        .map(|(topic, _)| topic)
        .collect();
    let there = |topic: &Topic| match offered.address(*topic) {
        Some(AddressKind::Email) => topics.contains(&Topic::Email),
        Some(AddressKind::Phone) => topics.contains(&Topic::Sms),
        Some(AddressKind::Postal) => topics.contains(&Topic::Postal),
        Some(AddressKind::None) => true,
        Some(AddressKind::PushSubscription) | None => false,
    };
    let others: Vec<Topic> = offered.others().filter(there).collect();
    topics.extend(others);
    topics.push(Topic::Tracking);
    topics
}

/// The rows of the form, with what was answered.
pub fn rows(ui: &Ui, import: &Import, answers: &[Basis], offered: &Offered) -> Vec<BasisRow> {
    let wrong = answers.iter().find(|answer| answer.error.is_some());
    asked(&import.mapping, offered)
        .into_iter()
        .map(|topic| {
            let answer = answers.iter().find(|answer| answer.topic == topic);
            let chosen = answer.and_then(|answer| answer.kind);
            let column = answer.and_then(|answer| answer.column);
            BasisRow {
                channel: topic.as_str().to_owned(),
                kinds: kinds(topic)
                    .iter()
                    .map(|kind| Choice::new(kind.as_str(), ui.basis(kind.as_str()), chosen == Some(*kind)))
                    .collect(),
                evidence: Field::of(answer.map(|answer| answer.evidence.clone()).unwrap_or_default()),
                columns: import
                    .mapping
                    .columns()
                    .iter()
                    .map(|one| Choice::new(one.column.to_string(), one.header.clone(), column == Some(one.column)))
                    .collect(),
                error: answer.and_then(|answer| answer.error.clone()),
                focused: wrong.is_some_and(|wrong| wrong.topic == topic),
            }
        })
        .collect()
}

/// Reads the form. Nothing is judged yet.
pub fn read(import: &Import, form: &Fields, offered: &Offered) -> Vec<Basis> {
    asked(&import.mapping, offered)
        .into_iter()
        .map(|topic| Basis {
            topic,
            kind: BasisKind::parse(form.get(&format!("basis.{topic}.kind"))).filter(|kind| kinds(topic).contains(kind)),
            evidence: form.get(&format!("basis.{topic}.evidence")).to_owned(),
            column: form.get(&format!("basis.{topic}.column")).parse().ok(),
            error: None,
        })
        .collect()
}

/// The order that was given.
///
/// # Errors
/// What is wrong with the whole, in words; what is wrong with one answer stands beside it.
pub fn order(ui: &Ui, mapping: &Mapping, answers: &mut [Basis]) -> Result<BTreeMap<Topic, Declaration>, String> {
    let mut order = BTreeMap::new();
    for answer in answers.iter_mut() {
        match declared(ui, mapping, answer) {
            Ok(None) => {}
            Ok(Some(declaration)) => drop(order.insert(answer.topic, declaration)),
            Err(error) => answer.error = Some(error),
        }
    }
    let wrong: Vec<String> = answers
        .iter()
        .filter(|one| one.error.is_some())
        .map(|one| reasons::topic(ui, one.topic.as_str()))
        .collect();
    if !wrong.is_empty() {
        return Err(ui.t1("basis-incomplete", "topics", wrong.join(", ")));
    }
    if !order.keys().any(Topic::is_channel) {
        // Told beside a field too: any channel would do, and the first is as good as another.
        if let Some(first) = answers.iter_mut().find(|answer| answer.topic.is_channel()) {
            first.error = Some(ui.t("basis-one-missing"));
        }
        return Err(ui.t("basis-missing"));
    }
    Ok(order)
}

fn declared(ui: &Ui, mapping: &Mapping, answer: &Basis) -> Result<Option<Declaration>, String> {
    let Some(kind) = answer.kind else {
        let nothing = answer.evidence.is_empty() && answer.column.is_none();
        return if nothing {
            Ok(None)
        } else {
            Err(ui.t("basis-kind-missing"))
        };
    };
    let evidence = match answer.column {
        None => answer.evidence.clone(),
        Some(column) => column_text(mapping, column).ok_or_else(|| ui.t("basis-column-unusable"))?,
    };
    match evidence.chars().count() {
        0 => Err(ui.t("basis-evidence-missing")),
        1..=MAX_EVIDENCE => Ok(Some(Declaration { kind, evidence })),
        _ => Err(ui.t1("text-too-long", "max", MAX_EVIDENCE)),
    }
}

/// The text by which an order names a column: its header, or its key where the header is another's too.
fn column_text(mapping: &Mapping, column: usize) -> Option<String> {
    let wanted = mapping.columns().get(column)?;
    let texts = [
        Some(wanted.header.clone()),
        wanted.key.as_ref().map(ToString::to_string),
    ];
    texts
        .into_iter()
        .flatten()
        .find(|text| mapping.named(text).is_some_and(|found| found.column == column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use jiff::tz::TimeZone;
    use serde_json::json;

    fn mapping() -> Mapping {
        let column = |number: usize, header: &str, key: Option<&str>| json!({ "column": number, "header": header, "key": key, "kind": "text" });
        serde_json::from_value(json!([
            column(0, "Courriel", Some("email")),
            column(1, "Origine", Some("origine")),
            column(2, "Origine", Some("origine_2")),
            column(3, "Origine", None),
        ]))
        .unwrap()
    }

    fn answer(topic: Topic, kind: Option<BasisKind>, evidence: &str, column: Option<usize>) -> Basis {
        Basis {
            topic,
            kind,
            evidence: evidence.to_owned(),
            column,
            error: None,
        }
    }

    #[test]
    fn a_ground_needs_a_proof_and_a_proof_a_ground() {
        let ui = Ui::new(Locale::Fr, TimeZone::UTC);
        let order = |answers: &mut [Basis]| order(&ui, &mapping(), answers);
        let consent = Some(BasisKind::Consent);

        let mut answers = [
            answer(Topic::Email, consent, "Salon 2026", None),
            answer(Topic::Tracking, None, "", None),
        ];
        let found = order(&mut answers).unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), [&Topic::Email]);
        assert_eq!(found[&Topic::Email].evidence, "Salon 2026");

        for (wrong, sentence) in [
            (answer(Topic::Email, consent, "", None), "basis-evidence-missing"),
            (answer(Topic::Email, None, "Salon 2026", None), "basis-kind-missing"),
            (answer(Topic::Email, consent, "", Some(9)), "basis-column-unusable"),
        ] {
            let mut answers = [wrong];
            order(&mut answers).unwrap_err();
            assert_eq!(answers[0].error, Some(ui.t(sentence)));
        }
        assert_eq!(order(&mut []).unwrap_err(), ui.t("basis-missing"));
        let mut only_tracking = [answer(Topic::Tracking, consent, "Salon 2026", None)];
        assert_eq!(order(&mut only_tracking).unwrap_err(), ui.t("basis-missing"));
        let mut nothing = [Topic::Email, Topic::Postal, Topic::Tracking].map(|topic| answer(topic, None, "", None));
        order(&mut nothing).unwrap_err();
        assert_eq!(nothing[0].error, Some(ui.t("basis-one-missing")));
        assert!(nothing[1..].iter().all(|answer| answer.error.is_none()));
    }

    #[test]
    fn a_column_is_named_so_that_it_is_found_again() {
        let mapping = mapping();
        assert_eq!(column_text(&mapping, 1).as_deref(), Some("Origine"));
        assert_eq!(column_text(&mapping, 2).as_deref(), Some("origine_2"));
        assert_eq!(
            column_text(&mapping, 3),
            None,
            "left out, and its name is the other column's"
        );
    }
}
