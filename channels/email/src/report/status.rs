//! `message/delivery-status` (RFC 3464): what a server says became of a mail, recipient by recipient.

use super::Verdict;
use super::mime::Fields;

/// Recipients that are looked at: a message has one, which may be an alias of a few.
const RECIPIENTS: usize = 50;
/// Characters kept of a server's words.
const LONGEST: usize = 400;

/// What it says of the message; nothing where it is under way still, or the report says nothing that is known.
pub fn verdict(content: &[u8]) -> Option<Verdict> {
    // An address may stand for several. The message arrived if it arrived anywhere, and is under way while it is anywhere.
    let told = groups(content).into_iter().filter_map(Told::of);
    match told.min()? {
        Told::Arrived => Some(Verdict::Arrived),
        Told::UnderWay => None,
        Told::Soft(why) => Some(Verdict::Soft(why)),
        Told::Hard(why) => Some(Verdict::Hard(why)),
    }
}

/// What is said of one recipient, the best news first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Arrived,
    UnderWay,
    Soft(String),
    Hard(String),
}

impl Told {
    fn of(fields: Fields) -> Option<Self> {
        let action = fields.first("action")?;
        let action = action.split([' ', '(', ';']).next().unwrap_or_default();
        match action.to_ascii_lowercase().as_str() {
            "delivered" | "expanded" => Some(Self::Arrived),
            // Handed to a server that will report no more.
            "delayed" | "relayed" => Some(Self::UnderWay),
            "failed" => {
                let diagnostic = fields.first("diagnostic-code").unwrap_or_default();
                Some(failure(fields.first("status").unwrap_or_default(), diagnostic))
            }
            _ => None,
        }
    }
}

fn failure(status: &str, diagnostic: &str) -> Told {
    // `smtp; 550 …`: the kind of server first.
    let words = match diagnostic.split_once(';') {
        Some((kind, words)) if !kind.contains(char::is_whitespace) => words,
        _ => diagnostic,
    };
    let code = codes(status).next();
    // A status that says no more than «failed» may be told apart by the words.
    let code = match code {
        Some([class, 0, 0]) => codes(words).find(|code| code[0] == class).or(code),
        code => code.or_else(|| codes(words).next()),
    };
    let told = [status.split([' ', '(']).next().unwrap_or_default(), words.trim()];
    let why: String = told.join(" ").trim().chars().take(LONGEST).collect();
    if code.is_some_and(is_no_address) {
        Told::Hard(why)
    } else {
        Told::Soft(why)
    }
}

/// Whether a status (RFC 3463) says that there is no such address, for good: then it is not to be used again. As it is read
/// while sending, and the same beside: a mailbox that was closed (5.2.1), a domain that nothing leads to (5.4.1, by which
/// some mean an unknown person, 5.4.4). Mail that was refused for what it says, or from whom it comes, for its size or
/// because a mailbox is full is no fault of the address, and a person must not be lost to a server's mood.
pub fn is_no_address(code: [u16; 3]) -> bool {
    match code {
        [5, 1, detail] => !matches!(detail, 7 | 8),
        [5, 2, 1] | [5, 4, 1 | 4] => true,
        _ => false,
    }
}

/// Every `5.1.1` of a text.
pub fn codes(text: &str) -> impl Iterator<Item = [u16; 3]> {
    let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    numbers.filter_map(|word| {
        let mut parts = word.trim_end_matches('.').split('.').map(str::parse::<u16>);
        let code = [parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?];
        let is_class = matches!(code, [2 | 4 | 5, 0..1_000, 0..1_000]);
        (is_class && parts.next().is_none()).then_some(code)
    })
}

/// Groups of fields, between empty lines: first those of the whole report, then those of each recipient.
fn groups(content: &[u8]) -> Vec<Fields> {
    let (mut at, mut begin) = (0, 0);
    let mut groups = Vec::new();
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len();
        if line.trim_ascii().is_empty() {
            groups.extend(content.get(begin..at).filter(|group| !group.is_empty()));
            begin = end;
        }
        at = end;
        if groups.len() > RECIPIENTS {
            break;
        }
    }
    groups.extend(content.get(begin..at).filter(|group| !group.is_empty()));
    groups.into_iter().map(Fields::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: &str, diagnostic: &str) -> Option<Verdict> {
        let report = format!(
            "Reporting-MTA: dns; a.test\n\nFinal-Recipient: rfc822; x@b.test\nAction: failed\nStatus: {status}\nDiagnostic-Code: {diagnostic}\n"
        );
        verdict(report.as_bytes())
    }

    // R: O15
    #[test]
    fn only_an_address_that_is_none_comes_back_for_good() {
        for (status, diagnostic, hard) in [
            ("5.1.1", "smtp; 550 5.1.1 unknown", true),
            ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound", true),
            ("5.1.2 (bad destination system)", "", true),
            ("5.2.1", "smtp; 550 5.2.1 disabled", true),
            ("5.4.4", "X-Postfix; Host or domain name not found", true),
            ("5.0.0", "smtp; 550-5.1.1 The email account does not exist", true),
            ("", "smtp; 550 5.1.1 unknown", true),
            ("5.0.0", "smtp; 550 no", false),
            ("5.0.0", "smtp; 550 4.1.1 [192.0.2.1] no", false),
            ("5.1.8", "smtp; 550 5.1.8 sender", false),
            ("5.2.2", "smtp; 552 5.2.2 full", false),
            ("5.7.1", "smtp; 550 5.7.1 blocked, see 5.1.1", false),
            ("4.4.7", "smtp; 5.1.1 expired", false),
            ("4.1.1", "", false),
            ("", "", false),
            ("nonsense", "5.1.1.1", false),
            ("99999.1.1", "65536.5.1.1", false),
        ] {
            let told = of(status, diagnostic);
            let is_hard = matches!(told, Some(Verdict::Hard(_)));
            assert!(
                is_hard == hard && (is_hard || matches!(told, Some(Verdict::Soft(_)))),
                "{status} {diagnostic}: {told:?}"
            );
        }
    }

    #[test]
    fn the_words_are_kept_without_the_kind_of_server() {
        let told = of("5.1.1 (unknown)", "smtp; 550 5.1.1\n  no such user");
        assert_eq!(told, Some(Verdict::Hard("5.1.1 550 5.1.1 no such user".into())));
        let long = of("5.7.1", &"é".repeat(5_000));
        assert!(matches!(long, Some(Verdict::Soft(why)) if why.chars().count() == LONGEST));
    }

    // R: O15
    #[test]
    fn of_several_recipients_the_best_news_counts() {
        let group = |action: &str, status: &str| {
            format!("Final-Recipient: rfc822; x@b.test\nAction: {action}\nStatus: {status}\n\n")
        };
        let read = |groups: &[String]| verdict(groups.concat().as_bytes());
        let (failed, full) = (group("failed", "5.1.1"), group("Failed", "4.2.2"));
        let (delayed, delivered) = (group("delayed", "4.4.1"), group("delivered (maildir)", "2.0.0"));
        assert!(matches!(read(&[failed.clone()]), Some(Verdict::Hard(_))));
        assert!(matches!(read(&[failed.clone(), full.clone()]), Some(Verdict::Soft(_))));
        assert_eq!(read(&[failed.clone(), delayed.clone()]), None);
        assert_eq!(read(&[failed, full, delayed, delivered]), Some(Verdict::Arrived));
        assert_eq!(read(&[group("relayed", "2.0.0")]), None);
        assert_eq!(read(&[group("eaten", "5.1.1")]), None);
        assert_eq!(verdict(b""), None);
        assert_eq!(verdict(&b"\n".repeat(100_000)), None);
    }
}
