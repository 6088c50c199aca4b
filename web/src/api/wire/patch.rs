//! A field of a PATCH: absent, null or a value, which are three different wishes (RFC 7396).

use serde::{Deserialize, Deserializer};

/// What is to become of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Not named: it stays.
    #[default]
    Keep,
    /// `null`: it goes.
    Clear,
    /// A value: it replaces what is there.
    Set(T),
}

impl<T> Patch<T> {
    /// What the field is afterwards.
    pub fn or(self, old: T) -> T
    where
        T: Default,
    {
        match self {
            Self::Keep => old,
            Self::Clear => T::default(),
            Self::Set(new) => new,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

#[cfg(test)]
mod tests {
    use super::Patch;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Body {
        #[serde(default)]
        field: Patch<String>,
    }

    #[test]
    fn absent_null_and_value_are_told_apart() {
        let read = |json: &str| serde_json::from_str::<Body>(json).unwrap().field;
        assert_eq!(read("{}"), Patch::Keep);
        assert_eq!(read(r#"{"field":null}"#), Patch::Clear);
        assert_eq!(read(r#"{"field":"x"}"#), Patch::Set("x".into()));
        assert_eq!(Patch::Keep.or("old".to_owned()), "old");
        assert_eq!(Patch::Clear.or("old".to_owned()), "");
    }
}
