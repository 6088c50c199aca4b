//! The attributes of a contact: the canonical ones, the same for every tenant, and keys for a tenant's own.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Longest key, in bytes.
pub const MAX_KEY_LEN: usize = 63;

/// What starts the key of an audience figure: `followers_instagram`.
pub const FOLLOWERS_PREFIX: &str = "followers_";

/// An attribute that every tenant's contacts may have.
///
/// The figures per social network (`followers_<network>`) are numbers beside the tenant's own attributes: see [`Key::network`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Name as written: of an organisation, or of a person in one piece.
    Name,
    /// Organisation the person belongs to.
    Company,
    /// First name of a person.
    FirstName,
    /// Family name of a person.
    LastName,
    /// What kind of contact: mairie, association, shop.
    Type,
    /// Sector of activity.
    Sector,
    /// Email address.
    Email,
    /// Phone number.
    Phone,
    /// Street and number, in one line.
    Address,
    /// Postcode.
    Postcode,
    /// City or municipality.
    City,
    /// Département or county.
    Department,
    /// Region.
    Region,
    /// Country, ISO 3166-1 alpha-2.
    Country,
    /// Language, ISO 639-1.
    Language,
    /// Where the tenant stands with the contact: prospect, client.
    Status,
    /// Web site.
    Website,
}

impl Field {
    /// How many there are.
    pub const COUNT: usize = 17;

    /// All of them, in the order in which people expect them on a page.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Name,
        Self::Company,
        Self::FirstName,
        Self::LastName,
        Self::Type,
        Self::Sector,
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::Postcode,
        Self::City,
        Self::Department,
        Self::Region,
        Self::Country,
        Self::Language,
        Self::Status,
        Self::Website,
    ];

    /// The canonical key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Company => "company",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Type => "type",
            Self::Sector => "sector",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Postcode => "postcode",
            Self::City => "city",
            Self::Department => "department",
            Self::Region => "region",
            Self::Country => "country",
            Self::Language => "language",
            Self::Status => "status",
            Self::Website => "website",
        }
    }

    /// The field of a canonical key; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }

    /// Whether the value is personal and therefore sealed at rest, found only through blind indexes.
    pub const fn is_personal(self) -> bool {
        matches!(
            self,
            Self::Name | Self::FirstName | Self::LastName | Self::Email | Self::Phone | Self::Address
        )
    }

    /// Whether the values form a category one filters by, kept clear.
    ///
    /// Company and website are clear too, but a list of them is no help in a filter.
    pub const fn is_category(self) -> bool {
        matches!(
            self,
            Self::Type
                | Self::Sector
                | Self::City
                | Self::Department
                | Self::Region
                | Self::Country
                | Self::Language
                | Self::Status
                | Self::Postcode
        )
    }

    /// The field as a key.
    pub fn key(self) -> Key {
        Key(Arc::from(self.as_str()))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a key is made of 1 to 63 lower-case letters without accents, digits and underscores, and starts with a letter or a digit"
)]
pub struct InvalidKey;

/// Key of an attribute, canonical or a tenant's own: `email`, `followers_instagram`, `year_birth`.
///
/// One to [`MAX_KEY_LEN`] of `a-z`, `0-9` and `_`, not starting with `_`. Cloning is cheap.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Arc<str>);

impl Key {
    /// Takes a text that already is a key.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let body = text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let valid = body && !text.is_empty() && text.len() <= MAX_KEY_LEN && !text.starts_with('_');
        if valid {
            Ok(Self(Arc::from(text)))
        } else {
            Err(InvalidKey)
        }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The canonical field of this key, if it is one.
    pub fn field(&self) -> Option<Field> {
        Field::parse(&self.0)
    }

    /// The social network whose audience this key counts: `instagram` for `followers_instagram`.
    pub fn network(&self) -> Option<&str> {
        self.0
            .strip_prefix(FOLLOWERS_PREFIX)
            .filter(|network| !network.is_empty())
    }
}

impl From<Field> for Key {
    fn from(field: Field) -> Self {
        field.key()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_listed_once_in_declaration_order_and_parses_back() {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, place);
            assert_eq!(Field::parse(field.as_str()), Some(field));
            assert_eq!(field.key().field(), Some(field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
            assert!(
                !(field.is_personal() && field.is_category()),
                "{field} would be sealed and filtered by"
            );
        }
        assert_eq!(Field::parse("Email"), None);
    }

    #[test]
    fn keys_are_ascii_slugs() {
        for good in ["email", "year_birth", "followers_x", "2024_revenue", "a"] {
            assert_eq!(Key::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "_x", "Année", "E-mail", "a b", &"a".repeat(MAX_KEY_LEN + 1)] {
            assert_eq!(Key::parse(bad), Err(InvalidKey), "{bad}");
        }
        assert_eq!(Key::parse("followers_tiktok").unwrap().network(), Some("tiktok"));
        assert_eq!(Key::parse("followers_").unwrap().network(), None);
        assert!(serde_json::from_str::<Key>("\"É\"").is_err());
        assert_eq!(serde_json::from_str::<Key>("\"email\"").unwrap(), Field::Email.key());
    }
}
