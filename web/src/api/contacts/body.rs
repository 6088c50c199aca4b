//! A contact as the API writes it: canonical values flat, the company's own under `attributes`.

use crate::http::Member;
use relais_core::access::Permission;
use relais_core::consent::{Standing, Topic};
use relais_core::contacts::{Contact, Field, Value};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, Object, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// A contact.
pub struct ContactBody {
    contact: Contact,
    with_consents: bool,
}

impl ContactBody {
    /// A contact as this member may see it.
    pub fn new(contact: Contact, member: &Member) -> Self {
        Self {
            contact,
            with_consents: member.may(Permission::ConsentRead),
        }
    }
}

/// A number, or the text of anything else.
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and far below 2^63")]
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                serializer.serialize_i64(*number as i64)
            }
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Date(day) => serializer.collect_str(day),
            Value::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl Serialize for ContactBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Contact {
            id,
            details,
            created_at,
            updated_at,
            ..
        } = &self.contact;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", id)?;
        for field in Field::ALL {
            map.serialize_entry(field.as_str(), &details.get(field))?;
        }
        for (key, value) in details.attributes.iter().filter(|(key, _)| key.network().is_some()) {
            map.serialize_entry(key.as_str(), &Plain(value))?;
        }
        let own = details.attributes.iter().filter(|(key, _)| key.network().is_none());
        map.serialize_entry(
            "attributes",
            &own.map(|(key, value)| (key.as_str(), Plain(value)))
                .collect::<BTreeMap<_, _>>(),
        )?;
        if self.with_consents {
            let standing = |topic| match self.contact.standing(topic) {
                _ if self.contact.is_stopped(topic) => Standing::Withdrawn.as_str(),
                standing => standing.as_str(),
            };
            let topics = Topic::ALL.into_iter().chain(self.contact.others.channels());
            let consents: BTreeMap<String, &str> = topics.map(|topic| (topic.to_string(), standing(topic))).collect();
            map.serialize_entry("consents", &consents)?;
        }
        map.serialize_entry("created_at", &created_at.to_string())?;
        map.serialize_entry("updated_at", &updated_at.to_string())?;
        map.end()
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// The values of a contact: the same for what is read and what is written.
pub fn values_schema() -> ObjectBuilder {
    let nullable = || SchemaType::from_iter([Type::String, Type::Null]);
    let object = ObjectBuilder::new().schema_type(Type::Object);
    let object = Field::ALL.into_iter().fold(object, |object, field| {
        object.property(field.as_str(), ObjectBuilder::new().schema_type(nullable()))
    });
    let figure: Object = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Number, Type::Null]))
        .build();
    let own: Object = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Number, Type::Null]))
        .build();
    object
        .property(
            "followers_network",
            ObjectBuilder::from(figure).description(Some(
                "People who follow it on a social network; `network` stands for its name: `followers_instagram`.",
            )),
        )
        .property(
            "attributes",
            ObjectBuilder::new()
                .schema_type(Type::Object)
                .description(Some("The company's own attributes, by key."))
                .additional_properties(Some(AdditionalProperties::from(Schema::from(own)))),
        )
}

impl PartialSchema for ContactBody {
    fn schema() -> RefOr<Schema> {
        let standings = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(
                "Per channel, and for tracking: the kind of lawful basis, `unknown` or `withdrawn`. For members who may see it.",
            ))
            .additional_properties(Some(AdditionalProperties::from(Schema::from(text().build()))));
        values_schema()
            .property("id", text().description(Some("A UUID.")))
            .property("consents", standings)
            .property("created_at", text().description(Some("RFC 3339.")))
            .property("updated_at", text().description(Some("RFC 3339.")))
            .required("id")
            .required("attributes")
            .required("created_at")
            .required("updated_at")
            .into()
    }
}

impl ToSchema for ContactBody {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Contact")
    }
}
