//! What can be wrong with a line, in words.

use crate::view::Ui;
use crate::view::imports::{Outcome, ReasonCount};
use relais_core::contacts::import::normalise::{Effect, ProblemCode};
use relais_core::contacts::import::{Counts, LineReason, effect};

/// The sentence of a code; one that this version does not know is shown as it is.
pub fn sentence(ui: &Ui, code: &str) -> String {
    key(code).map_or_else(|| code.to_owned(), |key| ui.t(key))
}

/// What a problem does to its row; `overwrite`: duplicates replace what the base knows.
pub fn outcome(code: &str, overwrite: bool) -> Outcome {
    let duplicates = [LineReason::DuplicateEmail, LineReason::DuplicateInFile];
    match effect(code) {
        _ if duplicates.iter().any(|reason| reason.as_str() == code) && overwrite => Outcome::Updated,
        _ if duplicates.iter().any(|reason| reason.as_str() == code) => Outcome::LeftAlone,
        Effect::Kept => Outcome::Kept,
        Effect::Dropped => Outcome::ValueOut,
        Effect::Rejected => Outcome::RowOut,
    }
}

/// How often each problem occurs, the most frequent first.
pub fn counts(ui: &Ui, counts: &Counts) -> Vec<ReasonCount> {
    let mut list: Vec<ReasonCount> = counts
        .iter()
        .map(|(code, count)| ReasonCount {
            reason: sentence(ui, code),
            count: *count,
        })
        .collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.reason.cmp(&b.reason)));
    list
}

/// The name of a channel, or of tracking.
pub fn topic(ui: &Ui, name: &str) -> String {
    if name == "tracking" {
        ui.t("basis-tracking")
    } else {
        ui.channel(name)
    }
}

fn key(code: &str) -> Option<&'static str> {
    let quoted = || serde_json::Value::from(code);
    if let Ok(reason) = serde_json::from_value::<LineReason>(quoted()) {
        return Some(match reason {
            LineReason::DuplicateEmail => "line-duplicate-email",
            LineReason::DuplicateInFile => "line-duplicate-in-file",
            LineReason::SamePhone => "line-same-phone",
            LineReason::Erased => "line-erased",
            LineReason::Suppressed => "line-suppressed",
            LineReason::MissingEvidence => "line-missing-evidence",
            LineReason::HeaderGuessed => "line-header-guessed",
            LineReason::HeaderMissing => "line-header-missing",
        });
    }
    Some(match serde_json::from_value::<ProblemCode>(quoted()).ok()? {
        ProblemCode::InvalidEmail => "line-email",
        ProblemCode::DoubtfulPhone => "line-phone",
        ProblemCode::DoubtfulPostcode => "line-postcode",
        ProblemCode::InvalidWebsite => "line-website",
        ProblemCode::UnknownCountry => "line-country",
        ProblemCode::UnknownLanguage => "line-language",
        ProblemCode::InvalidNumber => "line-number",
        ProblemCode::InvalidDate => "line-date",
        ProblemCode::ExtraIgnored => "line-extra",
        ProblemCode::Truncated => "line-truncated",
        ProblemCode::EncodingRepaired => "line-encoding",
        ProblemCode::MissingCells => "line-missing-cells",
        ProblemCode::TooManyCells => "line-too-many-cells",
        ProblemCode::NothingUsable => "line-nothing-usable",
        ProblemCode::UnterminatedQuote => "line-quote",
        ProblemCode::LineTooLong => "line-too-long",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use jiff::tz::TimeZone;

    #[test]
    fn codes_are_told_in_words_and_by_what_they_do() {
        let ui = Ui::new(Locale::Fr, TimeZone::UTC);
        assert_eq!(sentence(&ui, "doubtful_phone"), ui.t("line-phone"));
        assert_eq!(sentence(&ui, "erased"), ui.t("line-erased"));
        assert_eq!(sentence(&ui, "from_the_future"), "from_the_future");
        assert_eq!(outcome("doubtful_phone", false), Outcome::ValueOut);
        assert_eq!(outcome("too_many_cells", false), Outcome::RowOut);
        assert_eq!(outcome("erased", true), Outcome::RowOut);
        assert_eq!(outcome("duplicate_email", false), Outcome::LeftAlone);
        assert_eq!(outcome("duplicate_in_file", true), Outcome::Updated);
        assert_eq!(outcome("same_phone", false), Outcome::Kept);
    }

    #[test]
    fn the_most_frequent_comes_first() {
        let ui = Ui::new(Locale::Fr, TimeZone::UTC);
        let found = Counts::from([("invalid_email".to_owned(), 2), ("doubtful_phone".to_owned(), 9)]);
        let found: Vec<u64> = counts(&ui, &found).iter().map(|one| one.count).collect();
        assert_eq!(found, [9, 2]);
    }
}
