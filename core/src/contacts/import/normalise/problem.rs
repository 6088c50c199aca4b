//! What can be wrong with a value or a row: codes only, the sentences are in the interface.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// No email address by RFC 5321, or one that no usual mail system accepts.
    InvalidEmail,
    /// No complete number of the numbering plan: digits missing, too many, or a short code.
    DoubtfulPhone,
    /// No postcode of the country.
    DoubtfulPostcode,
    /// No web address.
    InvalidWebsite,
    /// No country known by this name or code.
    UnknownCountry,
    /// No language known by this name or code.
    UnknownLanguage,
    /// No number, in a column of numbers.
    InvalidNumber,
    /// No date, in a column of dates.
    InvalidDate,
    /// More stood beside the value, a comment or a second value, and was left out.
    ExtraIgnored,
    /// The text was too long and has been cut.
    Truncated,
    /// The text was not in the encoding of the file and has been read as Windows-1252.
    EncodingRepaired,
    /// The row has fewer cells than the header; those missing were taken for empty.
    MissingCells,
    /// The row has more cells than the header, so none can be trusted to stand in its column.
    TooManyCells,
    /// No cell of the row gave a value.
    NothingUsable,
    /// A quote opens in the line and is never closed.
    UnterminatedQuote,
    /// The line is longer than a record may be.
    LineTooLong,
}

/// What a problem does to the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The value is kept; something beside it was lost or changed.
    Kept,
    /// The value is left out, the contact is not.
    Dropped,
    /// The row is left out.
    Rejected,
}

impl ProblemCode {
    /// What it does to the contact.
    pub const fn effect(self) -> Effect {
        match self {
            Self::ExtraIgnored | Self::Truncated | Self::EncodingRepaired | Self::MissingCells => Effect::Kept,
            Self::InvalidEmail
            | Self::DoubtfulPhone
            | Self::DoubtfulPostcode
            | Self::InvalidWebsite
            | Self::UnknownCountry
            | Self::UnknownLanguage
            | Self::InvalidNumber
            | Self::InvalidDate => Effect::Dropped,
            Self::TooManyCells | Self::NothingUsable | Self::UnterminatedQuote | Self::LineTooLong => Effect::Rejected,
        }
    }

    /// The code as it stands in reports: `doubtful_phone`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidEmail => "invalid_email",
            Self::DoubtfulPhone => "doubtful_phone",
            Self::DoubtfulPostcode => "doubtful_postcode",
            Self::InvalidWebsite => "invalid_website",
            Self::UnknownCountry => "unknown_country",
            Self::UnknownLanguage => "unknown_language",
            Self::InvalidNumber => "invalid_number",
            Self::InvalidDate => "invalid_date",
            Self::ExtraIgnored => "extra_ignored",
            Self::Truncated => "truncated",
            Self::EncodingRepaired => "encoding_repaired",
            Self::MissingCells => "missing_cells",
            Self::TooManyCells => "too_many_cells",
            Self::NothingUsable => "nothing_usable",
            Self::UnterminatedQuote => "unterminated_quote",
            Self::LineTooLong => "line_too_long",
        }
    }
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::ProblemCode;

    #[test]
    fn codes_are_written_the_same_everywhere() {
        for code in [
            ProblemCode::InvalidEmail,
            ProblemCode::EncodingRepaired,
            ProblemCode::LineTooLong,
        ] {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
