//! Reports without parts, as qmail writes them (QSBMF, https://cr.yp.to/proto/qsbmf.txt): paragraphs for people, which begin
//! in a way that programs know.

use super::mime::{Fields, Part};
use super::{Said, Verdict, status};

/// How the first paragraph begins.
const BEGIN: &str = "Hi. This is the";
/// How the paragraph begins behind which the mail is that was returned.
const COPY: &str = "---";
/// Bytes that are looked at before that.
const NOTICE: usize = 64 * 1024;
/// Characters kept of a server's words.
const LONGEST: usize = 400;

/// What it says; nothing of a mail that is no such report.
pub fn read(mail: &Part<'_>) -> Option<Said> {
    let content = mail.content();
    let content = content.trim_ascii_start();
    if !content.starts_with(BEGIN.as_bytes()) {
        return None;
    }
    let notice = String::from_utf8_lossy(content.get(..NOTICE).unwrap_or(content)).replace('\r', "");
    let mut paragraphs = notice.split("\n\n").map(str::trim);
    let before = paragraphs.by_ref().take_while(|paragraph| !paragraph.starts_with(COPY));
    // `<address>:`, and why below it.
    let failures: Vec<&str> = before
        .filter(|paragraph| paragraph.starts_with('<'))
        .filter_map(|paragraph| paragraph.split_once(":\n"))
        .map(|(_, why)| why)
        .collect();
    let why = failures.first()?;
    let is_for_good = failures.iter().all(|why| status::codes(why).any(status::is_no_address));
    let words: Vec<&str> = why.split_whitespace().collect();
    let why: String = words.join(" ").chars().take(LONGEST).collect();
    Some(Said {
        verdict: if is_for_good {
            Verdict::Hard(why)
        } else {
            Verdict::Soft(why)
        },
        report: Fields::default(),
        returned: paragraphs
            .next()
            .map(|header| Fields::read(header.as_bytes()))
            .unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Option<Verdict> {
        read(&Part::read(format!("Subject: x\n\n{body}").as_bytes())).map(|said| said.verdict)
    }

    // R: O15
    #[test]
    fn it_is_known_by_how_it_begins() {
        let report = |why: &str| {
            of(&format!(
                "Hi. This is the qmail-send program at a.test.\n\n<x@b.test>:\n{why}\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <k@a.test>\n"
            ))
        };
        assert_eq!(
            report("No mailbox here. (#5.1.1)"),
            Some(Verdict::Hard("No mailbox here. (#5.1.1)".into()))
        );
        assert!(matches!(
            report("In the queue too long. (#4.4.1)"),
            Some(Verdict::Soft(_))
        ));
        assert!(matches!(report("It did not work out."), Some(Verdict::Soft(_))));
        assert_eq!(of("I am away until Monday.\n\n<x@b.test>:\n(#5.1.1)\n"), None);
        assert_eq!(of("Hi. This is the end.\n"), None);
        assert_eq!(of(""), None);
    }
}
