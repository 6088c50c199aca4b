//! `message/feedback-report` (RFC 5965): what a mailbox provider passes on of its people.

use super::Verdict;
use super::mime::Fields;

/// What it says; nothing for a report that is not the person's word, such as one about a signature.
pub fn verdict(report: &Fields) -> Option<Verdict> {
    match report.first("feedback-type")?.to_ascii_lowercase().as_str() {
        // «Other» is not known to be milder, and one mail less is the smaller harm.
        "abuse" | "fraud" | "other" => Some(Verdict::Complained),
        "opt-out" | "opt-out-list" => Some(Verdict::Unsubscribed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O15
    #[test]
    fn complaints_are_the_persons_word_only() {
        let of = |kind: &str| verdict(&Fields::read(format!("Version: 1\nFeedback-Type: {kind}\n").as_bytes()));
        assert_eq!(of("abuse"), Some(Verdict::Complained));
        assert_eq!(of("Abuse"), Some(Verdict::Complained));
        assert_eq!(of("opt-out"), Some(Verdict::Unsubscribed));
        for kind in ["not-spam", "auth-failure", "dmarc", "virus", ""] {
            assert_eq!(of(kind), None, "{kind}");
        }
        assert_eq!(verdict(&Fields::default()), None);
    }
}
