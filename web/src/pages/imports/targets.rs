//! What a column may be.

use crate::pages::words;
use crate::view::Ui;
use crate::view::imports::{Target, TargetGroup};
use relais_core::contacts::attributes::Attribute;
use relais_core::contacts::field::FOLLOWERS_PREFIX;
use relais_core::contacts::import::Import;
use relais_core::contacts::{Field, Key};

/// The canonical attributes as people group them.
const GROUPS: [(&str, &[Field]); 3] = [
    (
        "targets-who",
        &[Field::Name, Field::Company, Field::FirstName, Field::LastName],
    ),
    (
        "targets-where",
        &[
            Field::Email,
            Field::Phone,
            Field::Address,
            Field::Postcode,
            Field::City,
            Field::Department,
            Field::Region,
            Field::Country,
        ],
    ),
    (
        "targets-what",
        &[
            Field::Type,
            Field::Sector,
            Field::Status,
            Field::Language,
            Field::Website,
        ],
    ),
];

/// Networks whose audience is offered even when no column was recognised as one.
const NETWORKS: [&str; 6] = ["instagram", "facebook", "linkedin", "x", "tiktok", "youtube"];

/// Everything a column of `import` may be; `known` are the company's own attributes.
pub fn groups(ui: &Ui, import: &Import, known: &[Attribute]) -> Vec<TargetGroup> {
    let mut groups: Vec<TargetGroup> = GROUPS
        .iter()
        .map(|(label, fields)| TargetGroup {
            label: ui.t(label),
            targets: fields
                .iter()
                .map(|field| target(field.as_str(), words::field(ui, *field)))
                .collect(),
        })
        .collect();
    let mut networks: Vec<String> = NETWORKS
        .iter()
        .map(|network| format!("{FOLLOWERS_PREFIX}{network}"))
        .collect();
    for key in import.mapping.columns().iter().filter_map(|column| column.key.as_ref()) {
        if key.network().is_some() && !networks.iter().any(|network| network == key.as_str()) {
            networks.push(key.to_string());
        }
    }
    groups.push(TargetGroup {
        label: ui.t("targets-networks"),
        targets: networks
            .iter()
            .map(|key| target(key, words::key(ui, key, known)))
            .collect(),
    });
    let own: Vec<Target> = known
        .iter()
        .filter(|attribute| Key::network(&attribute.key).is_none())
        .map(|attribute| target(attribute.key.as_str(), attribute.label.clone()))
        .collect();
    if !own.is_empty() {
        groups.push(TargetGroup {
            label: ui.t("targets-own"),
            targets: own,
        });
    }
    groups
}

fn target(key: &str, label: String) -> Target {
    Target {
        key: key.to_owned(),
        label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_canonical_attribute_is_offered_once() {
        let mut offered: Vec<Field> = GROUPS.iter().flat_map(|(_, fields)| fields.iter().copied()).collect();
        offered.sort_unstable();
        assert_eq!(offered, Field::ALL);
    }
}
