//! Words of the reader's language for what the data says: roles, attributes, values.

use crate::locale::Locale;
use crate::view::Ui;
use relais_core::access::Role;
use relais_core::audience::{HAS_ADDRESS, HAS_EMAIL, HAS_PHONE};
use relais_core::contacts::attributes::Attribute;
use relais_core::contacts::import::normalise::Country;
use relais_core::contacts::{Field, Key};

/// The name of a role; one that is not built in calls itself.
pub fn role(ui: &Ui, name: &str) -> String {
    match name.parse() {
        Ok(Role::Admin) => ui.t("role-admin"),
        Ok(Role::Contributor) => ui.t("role-contributor"),
        Ok(Role::Reader) => ui.t("role-reader"),
        Ok(Role::ComplianceOfficer) => ui.t("role-compliance-officer"),
        Ok(Role::PluginDeveloper) => ui.t("role-plugin-developer"),
        Err(_) => name.to_owned(),
    }
}

/// The name of a canonical attribute.
pub fn field(ui: &Ui, field: Field) -> String {
    ui.t(match field {
        Field::Name => "attribute-name",
        Field::Company => "attribute-company",
        Field::FirstName => "attribute-first-name",
        Field::LastName => "attribute-last-name",
        Field::Type => "attribute-type",
        Field::Sector => "attribute-sector",
        Field::Email => "attribute-email",
        Field::Phone => "attribute-phone",
        Field::Address => "attribute-address",
        Field::Postcode => "attribute-postcode",
        Field::City => "attribute-city",
        Field::Department => "attribute-department",
        Field::Region => "attribute-region",
        Field::Country => "attribute-country",
        Field::Language => "attribute-language",
        Field::Status => "attribute-status",
        Field::Website => "attribute-website",
    })
}

/// The name of any key of a filter or of a board: canonical, the company's own, or a flag.
pub fn key(ui: &Ui, key: &str, own: &[Attribute]) -> String {
    if let Some(known) = Field::parse(key) {
        return field(ui, known);
    }
    if let Some(channel) = key.strip_prefix("reach:") {
        return ui.t1("attribute-reach", "channel", ui.channel_in(channel));
    }
    if let Some(channel) = key.strip_prefix("addressed:") {
        return ui.t1("attribute-addressed", "channel", channel);
    }
    if let Some(channel) = key.strip_prefix("stopped:") {
        return ui.t1("attribute-stopped", "channel", channel);
    }
    match key {
        HAS_EMAIL => return ui.t("attribute-has-email"),
        HAS_PHONE => return ui.t("attribute-has-phone"),
        HAS_ADDRESS => return ui.t("attribute-has-address"),
        _ => {}
    }
    if let Some(network) = Key::parse(key).ok().as_ref().and_then(Key::network) {
        return ui.t1("attribute-followers", "network", self::network(network));
    }
    own.iter()
        .find(|attribute| attribute.key.as_str() == key)
        .map_or(key, |attribute| &attribute.label)
        .to_owned()
}

/// A value of a category, as the reader writes it.
pub fn value(ui: &Ui, key: &str, value: &str) -> String {
    if value.is_empty() {
        return ui.t("value-none");
    }
    match Field::parse(key) {
        Some(Field::Country) => country(ui, value),
        Some(Field::Language) => ui.t1("language-name", "code", value),
        Some(_) => value.to_owned(),
        None if key.contains(':') && value == "true" => ui.t("value-true"),
        None if key.contains(':') && value == "false" => ui.t("value-false"),
        None => value.to_owned(),
    }
}

/// The name of a country by its code.
pub fn country(ui: &Ui, code: &str) -> String {
    match (Country::parse(code), ui.locale) {
        (Some(country), Locale::Fr) => country.french().to_owned(),
        (Some(country), Locale::En) => country.english().to_owned(),
        (None, _) => code.to_owned(),
    }
}

/// A social network as it writes itself.
pub fn network(key: &str) -> String {
    match key {
        "linkedin" => "LinkedIn".to_owned(),
        "tiktok" => "TikTok".to_owned(),
        "youtube" => "YouTube".to_owned(),
        other => {
            let mut letters = other.chars();
            letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .chain(letters)
                .collect()
        }
    }
}
