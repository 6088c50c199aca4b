//! The JSON of a filter: `{"type":["mairie"],"region":["Bretagne","Corse"],"income":{"min":1000,"max":5000}}`.
//!
//! `""` in an array means "no value"; what is no text there is refused, rather than compared with texts it may not be
//! spelt like. An empty array, an empty range and a null bound restrict nothing.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Number, Value};

use super::{Bound, Filter, FilterError, Range, Selection, checked_value, shortened};

impl Filter {
    /// Reads a filter from JSON.
    ///
    /// # Errors
    /// [`FilterError`], naming the key at fault.
    pub fn from_json(json: &Value) -> Result<Self, FilterError> {
        let object = json.as_object().ok_or(FilterError::NotAnObject)?;
        let mut filter = Self::new();
        for (key, json) in object {
            // The key first: an error about its selection repeats it.
            if !super::text::is_key(key) {
                return Err(FilterError::BadKey { key: shortened(key) });
            }
            let selection = match json {
                Value::Array(values) => Selection::Values(read_values(key, values)?),
                Value::Object(bounds) => Selection::Range(read_range(key, bounds)?),
                _ => return Err(FilterError::BadSelection { key: key.clone() }),
            };
            filter.insert(key, selection)?;
        }
        Ok(filter)
    }

    /// The filter as JSON, canonical: see [`Filter::canonical`].
    #[must_use]
    pub fn to_json(&self) -> Value {
        let object = self.iter().map(|(key, selection)| {
            let json = match selection {
                Selection::Values(values) => values.iter().map(String::as_str).collect(),
                Selection::Range(range) => {
                    let bounds = [("max", range.max), ("min", range.min)].into_iter();
                    Value::Object(
                        bounds
                            .filter_map(|(name, bound)| Some((name.to_owned(), write_bound(bound?))))
                            .collect(),
                    )
                }
            };
            (key.to_owned(), json)
        });
        Value::Object(object.collect())
    }
}

fn read_values(key: &str, values: &[Value]) -> Result<BTreeSet<String>, FilterError> {
    if values.len() > super::MAX_VALUES {
        return Err(FilterError::TooManyValues { key: key.to_owned() });
    }
    values
        .iter()
        .map(|value| match value {
            Value::String(text) => checked_value(key, text),
            _ => Err(FilterError::BadValue { key: key.to_owned() }),
        })
        .collect()
}

fn read_range(key: &str, bounds: &Map<String, Value>) -> Result<Range, FilterError> {
    let mut range = Range::default();
    for (name, json) in bounds {
        let bad = || FilterError::BadBound {
            key: key.to_owned(),
            bound: shortened(name),
        };
        let bound = match json {
            Value::Null => None,
            Value::Number(number) => Some(Bound::Number(number.as_f64().ok_or_else(bad)?)),
            Value::String(text) => Some(Bound::Date(text.trim().parse().map_err(|_| bad())?)),
            _ => return Err(bad()),
        };
        match name.as_str() {
            "min" => range.min = bound,
            "max" => range.max = bound,
            _ => return Err(bad()),
        }
    }
    Ok(range)
}

fn write_bound(bound: Bound) -> Value {
    /// Up to here every integer is a double: 2⁵³.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match bound {
        Bound::Date(date) => Value::String(date.to_string()),
        #[expect(clippy::cast_possible_truncation, reason = "an integer below 2^53")]
        Bound::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => Value::from(number as i64),
        Bound::Number(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(&Value::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
