//! Where the values of merge fields come from, and what they are for one person.

use super::{Marks, Merge};
use crate::contacts::attributes::{Attribute, Kind};
use crate::contacts::{Details, Field, Key, Value};
use crate::content::leave::{self, LEAVE};
use crate::content::links::{CLICK, FOOT};
use crate::content::{COMPANY_NAME, PUSH_URL, UNSUBSCRIBE_URL};
use minijinja::Value as Rendered;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where the value of a name comes from.
pub(super) enum Source {
    Company,
    Unsubscribe,
    Push,
    Field(Field),
    Own(Key),
    Click,
    Foot,
    Leave,
}

impl Source {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Company => COMPANY_NAME,
            Self::Unsubscribe => UNSUBSCRIBE_URL,
            Self::Push => PUSH_URL,
            Self::Field(field) => field.as_str(),
            Self::Own(key) => key.as_str(),
            Self::Click => CLICK,
            Self::Foot => FOOT,
            Self::Leave => LEAVE,
        }
    }
}

/// Where the values of these names come from; the places of marks are always among them.
pub(super) fn sources(used: &BTreeSet<String>) -> (Arc<[Box<str>]>, Vec<Source>) {
    let of = |name: &String| match name.as_str() {
        COMPANY_NAME | UNSUBSCRIBE_URL | PUSH_URL => None,
        name => match Field::parse(name) {
            Some(field) => Some(Source::Field(field)),
            None => Key::parse(name).ok().map(Source::Own),
        },
    };
    let marks = [
        Source::Company,
        Source::Unsubscribe,
        Source::Push,
        Source::Click,
        Source::Foot,
        Source::Leave,
    ];
    let sources: Vec<Source> = used.iter().filter_map(of).chain(marks).collect();
    (sources.iter().map(|source| source.name().into()).collect(), sources)
}

/// The value of a name for one person; what is not known is empty.
pub(super) fn value(source: &Source, merge: &Merge<'_>, marks: &Marks<'_>) -> Rendered {
    match source {
        Source::Company => Rendered::from(merge.company),
        // All are made of characters that HTML needs not escape.
        Source::Unsubscribe => Rendered::from_safe_string(marks.unsubscribe_url()),
        Source::Push => Rendered::from_safe_string(marks.push_url()),
        Source::Click => Rendered::from_safe_string(marks.click_url()),
        Source::Foot => Rendered::from_safe_string(marks.foot()),
        Source::Leave => Rendered::from(leave::label(merge.language)),
        Source::Field(field) => Rendered::from(merge.details.get(*field).unwrap_or_default()),
        Source::Own(key) => match merge.details.attributes.get(key) {
            Some(Value::Number(number)) => plainly(*number),
            Some(other) => Rendered::from(other.text()),
            None => Rendered::from(""),
        },
    }
}

/// Whole numbers without a decimal point.
fn plainly(number: f64) -> Rendered {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within the exact range")]
    if number.fract() == 0.0 && number.abs() < EXACT {
        Rendered::from(number as i64)
    } else {
        Rendered::from(number)
    }
}

/// A person of whom everything is known.
pub(super) fn sample(own: &[Attribute]) -> Details {
    let mut details = Details::default();
    for field in Field::ALL {
        details.set(field, Some("x".to_owned()));
    }
    for attribute in own {
        let value = match attribute.kind {
            Kind::Number => Value::Number(1.0),
            _ => Value::Text("x".to_owned()),
        };
        details.attributes.insert(attribute.key.clone(), value);
    }
    details
}
