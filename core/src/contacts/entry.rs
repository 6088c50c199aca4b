//! Contacts entered or changed value by value, by a form or a program.
//!
//! Values take the same canonical form as an import's. A doubtful one is refused instead of left out, and so is one that
//! would lose something on the way: whoever sends it is there to correct it.

use super::attributes::{self, Attribute, Kind};
use super::contact::{self, Changes};
use super::import::normalise::{self, Country, Normal, ProblemCode, date, number, text};
use super::{Contact, ContactError, ContactId, Details, Field, Key, Value};
use crate::consent::{Declaration, Topic};
use relais_tenants::Tenant;
use relais_tenants::audit::Actor;
use relais_tenants::database::{Error, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A value as it is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// None: clears what is there.
    Nothing,
    /// A text, to be read as what the attribute holds.
    Text(String),
    /// A number.
    Number(f64),
}

/// Values by the key they are given for; a key of the wrong form is refused like a value.
pub type Values = BTreeMap<String, Given>;

/// A value that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedValue {
    /// Its key.
    pub key: String,
    /// What is wrong with it; `None` when the key itself is none.
    pub reason: Option<ProblemCode>,
}

/// Why a contact cannot be entered or changed so.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Some values are refused.
    #[error("some values are refused")]
    Values(Vec<RefusedValue>),
    /// The company has as many attributes of its own as it can have.
    #[error("too many attributes")]
    TooManyAttributes,
    /// The contact as a whole is refused.
    #[error(transparent)]
    Contact(#[from] ContactError),
}

impl From<Error> for EntryError {
    fn from(error: Error) -> Self {
        Self::Contact(error.into())
    }
}

/// Enters a contact. An attribute the company does not have yet becomes one of its own: a number, a date or, for any
/// other text, a category.
pub async fn enter(
    tenant: &Tenant,
    actor: Actor,
    values: &Values,
    grounds: &BTreeMap<Topic, Declaration>,
) -> Result<Contact, EntryError> {
    let mut details = Details::default();
    for (key, value) in read(tenant, actor, values, None).await? {
        match (key.field(), value) {
            (_, None) => {}
            (Some(field), Some(value)) => details.set(field, Some(value.text())),
            (None, Some(value)) => {
                details.attributes.insert(key, value);
            }
        }
    }
    let id = contact::create(tenant, actor, &details, grounds).await?;
    let entered = contact::get(tenant, id).await?;
    entered.ok_or_else(|| Error::Setup(format!("contact {id} was deleted as it was entered")).into())
}

/// Changes some values of a contact; those not given stay. `None` when there is no such contact.
pub async fn amend(
    tenant: &Tenant,
    actor: Actor,
    id: ContactId,
    values: &Values,
) -> Result<Option<Contact>, EntryError> {
    let Some(old) = contact::get(tenant, id).await? else {
        return Ok(None);
    };
    let changes = read(tenant, actor, values, old.details.get(Field::Country)).await?;
    Ok(contact::update(tenant, actor, id, changes).await?)
}

/// Brings one value of a field into the form in which it is stored and looked up; `None` when it says nothing.
pub fn lookup(field: Field, text: &str, country: &str) -> Result<Option<String>, ProblemCode> {
    let country = Country::find(country).unwrap_or(Country::FRANCE);
    Ok(normalise::field(field, text, country)?.map(|normal| normal.value))
}

/// Reads every value, and makes the attributes known that are new.
async fn read(tenant: &Tenant, actor: Actor, values: &Values, country: Option<&str>) -> Result<Changes, EntryError> {
    let mut tx = tenant.read().await?;
    let own = attributes::all(&mut tx, tenant).await?;
    drop(tx);
    // The contact's own country says how its phone and postcode are written.
    let named = match values.get(Field::Country.as_str()) {
        Some(Given::Text(text)) => Country::find(&text::clean(text)),
        _ => None,
    };
    let stored = || country.and_then(Country::find);
    let country = named
        .or_else(stored)
        .or_else(|| Country::find(&tenant.company().country))
        .unwrap_or(Country::FRANCE);

    let (mut changes, mut new, mut refused) = (Changes::new(), Vec::new(), Vec::new());
    for (name, given) in values {
        let Ok(key) = Key::parse(name) else {
            refused.push(RefusedValue {
                key: name.clone(),
                reason: None,
            });
            continue;
        };
        let known = own
            .iter()
            .find(|attribute| attribute.key == key)
            .map(|attribute| attribute.kind);
        let kind = known.unwrap_or_else(|| kind_of(&key, given));
        match value(&key, kind, given, country) {
            Ok(value) => {
                if known.is_none() && key.field().is_none() && value.is_some() {
                    new.push(Attribute {
                        label: name.clone(),
                        key: key.clone(),
                        kind,
                    });
                }
                changes.insert(key, value);
            }
            Err(reason) => refused.push(RefusedValue {
                key: name.clone(),
                reason: Some(reason),
            }),
        }
    }
    if !refused.is_empty() {
        return Err(EntryError::Values(refused));
    }
    if own.len() + new.len() > attributes::MAX {
        return Err(EntryError::TooManyAttributes);
    }
    if !new.is_empty() {
        let mut tx = tenant.write().await?;
        for attribute in &new {
            attributes::declare(&mut tx, tenant, attribute).await?;
            attributes::record(&mut tx, tenant, actor, attribute).await?;
        }
        tx.commit().await?;
    }
    Ok(changes)
}

/// What a new attribute holds, by its first value.
fn kind_of(key: &Key, given: &Given) -> Kind {
    match given {
        _ if key.network().is_some() => Kind::Number,
        Given::Number(_) => Kind::Number,
        // Only as programs write it: «3/4» may be anything.
        Given::Text(text) if text.parse::<jiff::civil::Date>().is_ok() => Kind::Date,
        Given::Text(_) | Given::Nothing => Kind::Category,
    }
}

fn value(key: &Key, kind: Kind, given: &Given, country: Country) -> Result<Option<Value>, ProblemCode> {
    let raw: Cow<'_, str> = match given {
        Given::Nothing => return Ok(None),
        Given::Text(text) => Cow::Borrowed(text),
        Given::Number(number) => Cow::Owned(number.to_string()),
    };
    let whole = |normal: Normal| match normal.note {
        None => Ok(Some(Value::Text(normal.value))),
        Some(lost) => Err(lost),
    };
    if let Some(field) = key.field() {
        return normalise::field(field, &raw, country)?.map_or(Ok(None), whole);
    }
    let clean = text::clean(&raw);
    if text::says_nothing(&clean) {
        return Ok(None);
    }
    let comma = country.decimal_comma();
    match (kind, given) {
        (Kind::Number, Given::Number(number)) if key.network().is_none() => Ok(Some(Value::Number(*number))),
        (Kind::Number, Given::Number(number)) if *number >= 0.0 && number.fract() == 0.0 => {
            Ok(Some(Value::Number(*number)))
        }
        (Kind::Number, Given::Text(_)) => {
            let read = if key.network().is_some() {
                number::count
            } else {
                number::parse
            };
            read(&clean, comma)
                .map(|number| Some(Value::Number(number)))
                .ok_or(ProblemCode::InvalidNumber)
        }
        (Kind::Number, _) => Err(ProblemCode::InvalidNumber),
        (Kind::Date, _) => date::parse(&clean)
            .map(|day| Some(Value::Date(day)))
            .ok_or(ProblemCode::InvalidDate),
        (Kind::Category, _) => whole(normalise::bounded(clean, text::MAX_CATEGORY)),
        (Kind::Text, _) => whole(normalise::bounded(clean, text::MAX_TEXT)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(key: &str, kind: Kind, given: Given) -> Result<Option<Value>, ProblemCode> {
        value(&Key::parse(key).unwrap(), kind, &given, Country::FRANCE)
    }

    fn text(text: &str) -> Given {
        Given::Text(text.to_owned())
    }

    #[test]
    fn values_take_the_form_an_import_gives_them() {
        let phone = read_one("phone", Kind::Text, text("02 98 00 80 80")).unwrap();
        assert_eq!(phone, Some(Value::Text("+33298008080".into())));
        assert_eq!(
            read_one("income", Kind::Number, text("1 234,5")),
            Ok(Some(Value::Number(1234.5)))
        );
        assert_eq!(
            read_one("income", Kind::Number, Given::Number(-2.0)),
            Ok(Some(Value::Number(-2.0)))
        );
        assert_eq!(read_one("city", Kind::Text, text(" ")), Ok(None));
        assert_eq!(
            read_one("code", Kind::Category, Given::Number(29.0)),
            Ok(Some(Value::Text("29".into())))
        );
    }

    #[test]
    fn what_would_be_left_out_or_cut_is_refused() {
        assert_eq!(
            read_one("phone", Kind::Text, text("12")),
            Err(ProblemCode::DoubtfulPhone)
        );
        assert_eq!(
            read_one("phone", Kind::Text, text("02 98 00 80 80 / le matin")),
            Err(ProblemCode::ExtraIgnored)
        );
        assert_eq!(
            read_one("city", Kind::Text, text(&"a".repeat(500))),
            Err(ProblemCode::Truncated)
        );
        assert_eq!(
            read_one("followers_x", Kind::Number, Given::Number(1.5)),
            Err(ProblemCode::InvalidNumber)
        );
        assert_eq!(
            read_one("since", Kind::Date, text("bientôt")),
            Err(ProblemCode::InvalidDate)
        );
    }

    #[test]
    fn a_new_attribute_holds_what_its_first_value_is() {
        let kind = |key: &str, given: Given| kind_of(&Key::parse(key).unwrap(), &given);
        assert_eq!(kind("income", Given::Number(1.0)), Kind::Number);
        assert_eq!(kind("since", text("2026-01-31")), Kind::Date);
        assert_eq!(kind("segment", text("3/4")), Kind::Category);
        assert_eq!(kind("followers_x", text("12 k")), Kind::Number);
    }
}
