//! The form of a prospect: its fields, what was typed, what is wrong with it.

use super::grounds::Grounds;
use crate::http::{Fields, Problem};
use crate::locale::Locale;
use crate::pages::audience::own_attributes;
use crate::pages::frame::Frame;
use crate::pages::imports::reasons;
use crate::pages::{html, words};
use crate::view::contacts::{ContactFormPage, Duplicate, FieldKind, FormField};
use crate::view::{Choice, Field as Typed, Place, Ui};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::audience::{FacetLimits, Facets, Filter};
use relais_core::contacts::attributes::{Attribute, Kind};
use relais_core::contacts::entry::{EntryError, Given, RefusedValue, Values, lookup};
use relais_core::contacts::import::normalise::{Country, ProblemCode};
use relais_core::contacts::{self, Contact, ContactError, ContactId, Details, Field, Selection};
use std::collections::BTreeMap;

/// Languages offered.
const LANGUAGES: [&str; 18] = [
    "fr", "ar", "br", "ca", "co", "de", "en", "es", "eu", "it", "lb", "nl", "oc", "pl", "pt", "ro", "tr", "zh",
];
/// Values of a category offered while typing.
const OFFERED: FacetLimits = FacetLimits { listed: 60, top: 60 };

/// The form as it stands.
#[derive(Default)]
pub struct State {
    /// The prospect edited: its id and what it is called.
    pub edited: Option<(ContactId, String)>,
    /// What is typed, or stored, by key.
    pub typed: BTreeMap<String, String>,
    /// What is wrong with a value, by key.
    pub errors: BTreeMap<String, String>,
    /// The lawful bases, asked for a new prospect.
    pub grounds: Option<Grounds>,
    /// A prospect with the same email.
    pub duplicate: Option<Duplicate>,
    /// What is wrong with the whole.
    pub error: Option<String>,
}

/// What is stored of a contact, as its form sends it.
pub fn stored(details: &Details) -> BTreeMap<String, String> {
    let fields = Field::ALL.into_iter().filter_map(|field| {
        details
            .get(field)
            .map(|value| (field.as_str().to_owned(), value.to_owned()))
    });
    let own = details
        .attributes
        .iter()
        .map(|(key, value)| (key.to_string(), value.text()));
    fields.chain(own).collect()
}

/// What is typed, by key; only keys that a contact of this company has count.
pub fn typed(form: &Fields, own: &[Attribute]) -> BTreeMap<String, String> {
    let fields = Field::ALL.into_iter().map(|field| field.as_str().to_owned());
    let keys = fields.chain(own.iter().map(|attribute| attribute.key.to_string()));
    keys.filter(|key| form.has(key))
        .map(|key| (key.clone(), form.get(&key).to_owned()))
        .collect()
}

/// What has to be written: values that differ from what is stored, empty ones clearing it.
pub fn changes(typed: &BTreeMap<String, String>, stored: &BTreeMap<String, String>) -> Values {
    let differs = |(key, text): &(&String, &String)| stored.get(*key).map_or("", String::as_str) != text.as_str();
    let given = |text: &String| {
        if text.is_empty() {
            Given::Nothing
        } else {
            Given::Text(text.clone())
        }
    };
    typed
        .iter()
        .filter(differs)
        .map(|(key, text)| (key.clone(), given(text)))
        .collect()
}

impl State {
    /// Notes why the core refused; `Err` when it is nobody's fault but ours.
    pub async fn refuse(&mut self, frame: &Frame, error: EntryError) -> Result<(), Problem> {
        let ui = &frame.ui;
        match error {
            EntryError::Values(refused) => {
                self.errors = refused
                    .into_iter()
                    .map(|one| (one.key.clone(), sentence(ui, &one)))
                    .collect();
                self.error = Some(ui.t("problem-invalid"));
            }
            EntryError::TooManyAttributes => self.error = Some(ui.t("contact-too-many-attributes")),
            EntryError::Contact(ContactError::Empty) => self.error = Some(ui.t("contact-empty")),
            EntryError::Contact(ContactError::Erased) => self.error = Some(ui.t("contact-erased")),
            EntryError::Contact(ContactError::EmailTaken) => {
                self.duplicate = self.same_email(frame).await?;
                if self.duplicate.is_none() {
                    self.error = Some(ui.t("contact-email-taken"));
                }
            }
            EntryError::Contact(ContactError::Database(error)) => return Err(error.into()),
        }
        Ok(())
    }

    async fn same_email(&self, frame: &Frame) -> Result<Option<Duplicate>, Problem> {
        let text = self.typed.get(Field::Email.as_str()).map_or("", String::as_str);
        let Ok(Some(email)) = lookup(Field::Email, text, &frame.member.company.country) else {
            return Ok(None);
        };
        let page = contacts::list(frame.tenant(), Selection::Email(&email), None, 1).await?;
        let named = |contact: &Contact| Duplicate {
            id: contact.id.to_string(),
            name: super::name(&frame.ui, contact),
        };
        Ok(page.items.first().map(named))
    }

    /// The page.
    pub async fn page(self, frame: &Frame, status: StatusCode) -> Result<Response, Problem> {
        let (tenant, ui) = (frame.tenant(), &frame.ui);
        let own = own_attributes(tenant).await?;
        let facets = frame
            .app
            .audiences
            .ask(tenant, |index| index.facets(&Filter::new(), OFFERED))
            .await?;
        let (id, name) = self
            .edited
            .clone()
            .map_or((None, String::new()), |(id, name)| (Some(id.to_string()), name));
        let page = ContactFormPage {
            shell: frame.shell(Place::Contacts).await?,
            id,
            name,
            identity: Field::ALL
                .into_iter()
                .map(|field| self.canonical(ui, field, &facets))
                .collect(),
            attributes: own
                .iter()
                .map(|attribute| self.own(ui, attribute, &own, &facets))
                .collect(),
            basis: self
                .grounds
                .as_ref()
                .map(|grounds| grounds.rows(ui, &frame.offered))
                .unwrap_or_default(),
            duplicate: self.duplicate,
            error: self.error,
            ui: ui.clone(),
        };
        Ok((status, html(&page)?).into_response())
    }

    fn canonical(&self, ui: &Ui, field: Field, facets: &Facets) -> FormField {
        let value = self.typed.get(field.as_str()).map_or("", String::as_str);
        let kind = match field {
            Field::Email => FieldKind::Email,
            Field::Phone => FieldKind::Phone,
            Field::Country => FieldKind::Choice(countries(ui, value)),
            Field::Language => FieldKind::Choice(languages(ui, value)),
            // Not as an address of the web: people write «www.exemple.fr».
            _ => FieldKind::Text,
        };
        let offers = field.is_category() && kind == FieldKind::Text && field != Field::Postcode;
        self.field(
            field.as_str(),
            words::field(ui, field),
            kind,
            if offers {
                known(facets, field.as_str())
            } else {
                Vec::new()
            },
        )
    }

    fn own(&self, ui: &Ui, attribute: &Attribute, own: &[Attribute], facets: &Facets) -> FormField {
        let key = attribute.key.as_str();
        let (kind, known) = match attribute.kind {
            Kind::Number => (FieldKind::Number, Vec::new()),
            Kind::Date => (FieldKind::Date, Vec::new()),
            Kind::Category => (FieldKind::Text, known(facets, key)),
            Kind::Text => (FieldKind::Text, Vec::new()),
        };
        self.field(key, words::key(ui, key, own), kind, known)
    }

    fn field(&self, key: &str, label: String, kind: FieldKind, known: Vec<String>) -> FormField {
        let field = Typed {
            value: self.typed.get(key).cloned().unwrap_or_default(),
            error: self.errors.get(key).cloned(),
        };
        FormField {
            key: key.to_owned(),
            label,
            kind,
            field,
            known,
        }
    }
}

fn known(facets: &Facets, key: &str) -> Vec<String> {
    let facet = facets.categories.iter().find(|facet| &*facet.key == key);
    let values = facet
        .into_iter()
        .flat_map(|facet| &facet.values)
        .map(|value| value.value.to_string());
    values.filter(|value| !value.is_empty()).collect()
}

fn countries(ui: &Ui, chosen: &str) -> Vec<Choice> {
    let mut countries: Vec<Choice> = Country::all()
        .map(|country| {
            let name = match ui.locale {
                Locale::Fr => country.french(),
                Locale::En => country.english(),
            };
            Choice::new(country.as_str(), name, country.as_str() == chosen)
        })
        .collect();
    countries.sort_by_cached_key(|country| relais_core::audience::fold(&country.label));
    countries
}

fn languages(ui: &Ui, chosen: &str) -> Vec<Choice> {
    let other = Some(chosen).filter(|code| !code.is_empty() && !LANGUAGES.contains(code));
    LANGUAGES
        .into_iter()
        .chain(other)
        .map(|code| Choice::new(code, ui.t1("language-name", "code", code), code == chosen))
        .collect()
}

/// What is wrong with a value that somebody typed.
fn sentence(ui: &Ui, refused: &RefusedValue) -> String {
    match refused.reason {
        None => ui.t("value-unknown-key"),
        Some(ProblemCode::Truncated) => ui.t("value-too-long"),
        Some(ProblemCode::ExtraIgnored) => ui.t("value-extra"),
        Some(code) => reasons::sentence(ui, code.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_written_and_an_emptied_field_clears() {
        let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect()
        };
        let stored = map(&[("city", "Rennes"), ("phone", "+33299639530")]);
        let typed = map(&[
            ("city", ""),
            ("phone", "+33299639530"),
            ("name", "Mairie"),
            ("sector", ""),
        ]);
        let written = changes(&typed, &stored);
        assert_eq!(written.len(), 2);
        assert_eq!(written["city"], Given::Nothing);
        assert_eq!(written["name"], Given::Text("Mairie".into()));
    }
}
