//! The values of a contact as a request gives them.

use super::body::values_schema;
use crate::http::{FieldProblem, Problem};
use relais_core::channels::Offered;
use relais_core::consent::{Declaration, Topic};
use relais_core::contacts::entry::{Given, Values};
use relais_core::contacts::import::MAX_EVIDENCE;
use relais_core::contacts::{Field, Key};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Ref, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

const BASIS: &str = "lawful_basis";
const OWN: &str = "attributes";

/// The body of POST and PATCH.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct ContactValues(Map<String, Value>);

/// What a body says, taken apart.
pub struct Said {
    /// Values by key.
    pub values: Values,
    /// On what ground each topic stands.
    pub grounds: BTreeMap<Topic, Declaration>,
}

impl ContactValues {
    /// Takes the body of a POST apart.
    ///
    /// # Errors
    /// 422 naming every field that is unknown or of the wrong type.
    pub fn with_grounds(self, offered: &Offered) -> Result<Said, Problem> {
        self.take_apart(Some(offered))
    }

    /// Takes the body of a PATCH apart: grounds are recorded by themselves, since each is somebody's act.
    ///
    /// # Errors
    /// As [`Self::with_grounds`].
    pub fn values(self) -> Result<Values, Problem> {
        Ok(self.take_apart(None)?.values)
    }

    fn take_apart(self, offered: Option<&Offered>) -> Result<Said, Problem> {
        let mut said = Said {
            values: Values::new(),
            grounds: BTreeMap::new(),
        };
        let mut problems = Vec::new();
        for (name, json) in self.0 {
            match (name.as_str(), json, offered) {
                (OWN, Value::Object(own), _) => {
                    for (key, json) in own {
                        let canonical =
                            Key::parse(&key).is_ok_and(|key| key.field().is_some() || key.network().is_some());
                        match given(json) {
                            _ if canonical => {
                                problems.push(FieldProblem::new(format!("{OWN}.{key}"), "invalid-canonical"))
                            }
                            Some(given) => drop(said.values.insert(key, given)),
                            None => problems.push(FieldProblem::new(format!("{OWN}.{key}"), "invalid-value-type")),
                        }
                    }
                }
                (OWN, ..) => problems.push(FieldProblem::new(OWN, "invalid-object")),
                (BASIS, json, Some(offered)) => match read_grounds(&json, offered) {
                    Ok(grounds) => said.grounds = grounds,
                    Err(problem) => problems.push(problem),
                },
                (key, json, _) => {
                    let known = Field::parse(key).is_some() || Key::parse(key).is_ok_and(|key| key.network().is_some());
                    match given(json) {
                        _ if !known => problems.push(FieldProblem::new(key, "invalid-unknown-field")),
                        Some(given) => drop(said.values.insert(name, given)),
                        None => problems.push(FieldProblem::new(key, "invalid-value-type")),
                    }
                }
            }
        }
        if problems.is_empty() {
            Ok(said)
        } else {
            Err(Problem::invalid(problems))
        }
    }
}

fn given(json: Value) -> Option<Given> {
    match json {
        Value::Null => Some(Given::Nothing),
        Value::String(text) => Some(Given::Text(text)),
        Value::Bool(yes) => Some(Given::Text(yes.to_string())),
        Value::Number(number) => number.as_f64().filter(|number| number.is_finite()).map(Given::Number),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn read_grounds(json: &Value, offered: &Offered) -> Result<BTreeMap<Topic, Declaration>, FieldProblem> {
    let object = json
        .as_object()
        .ok_or_else(|| FieldProblem::new(BASIS, "invalid-object"))?;
    let mut grounds = BTreeMap::new();
    for (name, json) in object {
        let at = || format!("{BASIS}.{name}");
        let topic = offered
            .topic(name)
            .ok_or_else(|| FieldProblem::new(at(), "invalid-unknown-channel"))?;
        let declaration = Declaration::deserialize(json).map_err(|_| FieldProblem::new(at(), "invalid-declaration"))?;
        check_evidence(&format!("{}.evidence", at()), &declaration.evidence)?;
        grounds.insert(topic, declaration);
    }
    Ok(grounds)
}

/// A proof is given, and can be read by a human.
pub fn check_evidence(field: &str, evidence: &str) -> Result<(), FieldProblem> {
    if evidence.trim().is_empty() {
        return Err(FieldProblem::new(field, "invalid-required"));
    }
    if evidence.chars().count() > MAX_EVIDENCE {
        return Err(FieldProblem::new(field, "invalid-too-long").with("max", MAX_EVIDENCE));
    }
    Ok(())
}

impl PartialSchema for ContactValues {
    fn schema() -> RefOr<Schema> {
        let grounds = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(
                "POST only. By channel, or `tracking`: on what ground the person may be written to or tracked.",
            ))
            .additional_properties(Some(AdditionalProperties::from(RefOr::<Schema>::Ref(
                Ref::from_schema_name("LawfulBasis"),
            ))));
        values_schema()
            .description(Some(
                "Values by canonical key, the company's own under `attributes` (one it does not have yet is added). \
                 `null` clears. Values are brought into canonical form; a doubtful one is refused.",
            ))
            .property(BASIS, grounds)
            .into()
    }
}

impl ToSchema for ContactValues {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ContactValues")
    }
}
