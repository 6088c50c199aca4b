//! Whole mails, as servers of several makes write them.

use super::*;
use proptest::prelude::*;
use relais_plugin::EventSubject;

const RETURN: &str = "bounces+7k2mq-abcdefghijklmnopqrstuvwxyz234567abcdefgh@mail.example.org";
const MARK: &str = "+7k2mq-abcdefghijklmnopqrstuvwxyz234567abcdefgh";
const KEY: &str = "0199f3a0-0000-7000-8000-0000000000a7";

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../../tests/samples/reports/", $name, ".eml"))
    };
}

fn bounce() -> Bounce {
    Bounce {
        name: "bounces".into(),
        domain: "mail.example.org".into(),
    }
}

fn filled(sample: &str, to: &str) -> String {
    let places = [
        ("@RETURN@", to),
        ("@TO@", "lea@example.test"),
        ("@ID@", KEY),
        ("@SERIAL@", "s1"),
    ];
    let filled = places
        .iter()
        .fold(sample.to_owned(), |mail, (place, value)| mail.replace(place, value));
    filled.replace('\n', "\r\n")
}

fn read(sample: &str) -> Option<Event> {
    event(Some(&bounce()), filled(sample, RETURN).as_bytes(), &[])
}

// R: O15, O6
#[test]
fn each_server_is_understood() {
    let kind = |sample: &str| read(sample).map(|event| (event.subject, event.kind));
    let of = |kind: EventKind| Some((EventSubject::Key(MARK.into()), kind));
    let words = "5.1.1 550 5.1.1 <lea@example.test>: Recipient address rejected: User unknown in virtual mailbox table";
    assert_eq!(kind(sample!("postfix")), of(EventKind::BouncedHard(words.into())));
    assert_eq!(kind(sample!("postfix-delivered")), of(EventKind::Delivered));
    assert_eq!(kind(sample!("postfix-delayed")), None, "it is under way");
    let words = "5.1.10 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup";
    assert_eq!(kind(sample!("exchange")), of(EventKind::BouncedHard(words.into())));
    assert!(
        matches!(kind(sample!("gmail")), Some((_, EventKind::BouncedSoft(why))) if why.starts_with("5.7.1 550-5.7.1"))
    );
    assert!(matches!(kind(sample!("expired")), Some((_, EventKind::BouncedSoft(why))) if why.starts_with("4.2.2 452")));
    let words = "Sorry, no mailbox here by that name. (#5.1.1)";
    assert_eq!(kind(sample!("qmail")), of(EventKind::BouncedHard(words.into())));
    assert_eq!(kind(sample!("yahoo")), of(EventKind::Complained));
}

// R: O15
#[test]
fn a_report_has_a_time_and_an_identifier() {
    let event = read(sample!("postfix")).unwrap();
    assert_eq!(event.at, Some(1_790_000_042_000));
    assert_eq!(event.id, Some(format!("{MARK} <20260921141402.s1@mx.example.net>")));
    // qmail gives its reports none.
    assert_eq!(read(sample!("qmail")).unwrap().id, None);
}

// R: O15
#[test]
fn without_a_return_address_of_its_own_the_identifier_names_the_message() {
    for sample in [
        sample!("postfix"),
        sample!("exchange"),
        sample!("gmail"),
        sample!("qmail"),
        sample!("yahoo"),
    ] {
        let mail = filled(sample, "bonjour@example.test");
        let told = event(None, mail.as_bytes(), &[]).unwrap();
        assert_eq!(told.subject, EventSubject::Key(KEY.into()));
        let told = event(Some(&bounce()), mail.as_bytes(), &[]).unwrap();
        assert_eq!(told.subject, EventSubject::Key(KEY.into()));
    }
    // Nothing but addresses of people: nobody is meant.
    let mail = filled(sample!("postfix"), "bonjour@example.test").replace(KEY, "x");
    assert_eq!(event(Some(&bounce()), mail.as_bytes(), &[]), None);
}

// R: O15
#[test]
fn a_mark_that_is_there_stands_even_when_it_is_forged() {
    let forged = "bounces+forged@mail.example.org";
    let mail = filled(sample!("postfix"), forged);
    let told = event(Some(&bounce()), mail.as_bytes(), &[]).unwrap();
    assert_eq!(told.subject, EventSubject::Key("+forged".into()));
    // The envelope says more than what stands in the mail.
    let told = event(Some(&bounce()), mail.as_bytes(), &[RETURN.to_owned()]).unwrap();
    assert_eq!(told.subject, EventSubject::Key(MARK.into()));
}

// R: O15
#[test]
fn what_is_no_report_says_nothing() {
    let none = |mail: &str| {
        assert_eq!(
            event(Some(&bounce()), mail.as_bytes(), &[RETURN.to_owned()]),
            None,
            "{mail:.300}"
        )
    };
    none("");
    none("\r\n\r\n");
    none("To: a@b.test\r\nAuto-Submitted: auto-replied\r\nSubject: Absence\r\n\r\nJe suis absent. 5.1.1");
    // A receipt that it was read (RFC 8098) is none of these reports.
    none(&filled(sample!("postfix"), RETURN).replace("message/delivery-status", "message/disposition-notification"));
    none(&filled(sample!("yahoo"), RETURN).replace("Feedback-Type: abuse", "Feedback-Type: not-spam"));
}

// R: P4, O15
#[test]
fn bombs_cost_no_more_than_reading_them() {
    let head = "Content-Type: multipart/report; boundary=b\r\n";
    let bombs = [
        "Content-Type: message/rfc822\r\n\r\n".repeat(30_000),
        format!(
            "{head}\r\n{}",
            "--b\r\nContent-Type: message/rfc822\r\n\r\n".repeat(25_000)
        ),
        format!("{head}X: {}\r\n\r\n--b\r\n", "x".repeat(1_000_000)),
        format!("{head}{}\r\n--b\r\n", "X: y\r\n".repeat(150_000)),
        format!(
            "{head}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n{}",
            "Action: failed\r\n\r\n".repeat(50_000)
        ),
        format!(
            "{head}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nDiagnostic-Code: {}",
            "5.1.1 ".repeat(150_000)
        ),
        format!(
            "{head}\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {}",
            "abuse".repeat(200_000)
        ),
        format!(
            "Subject: x\r\n\r\nHi. This is the qmail-send program\r\n\r\n{}",
            "<x@y>:\r\nz\r\n\r\n".repeat(70_000)
        ),
        format!("To: {}\r\n{head}\r\n--b\r\n", "bounces+".repeat(120_000)),
        format!(
            "Content-Type: multipart/report; boundary=\"{}\"\r\n\r\n",
            "b".repeat(500_000)
        ),
        "--".repeat(500_000),
        "=?utf-8?B?".repeat(100_000),
    ];
    for bomb in bombs {
        let told = event(Some(&bounce()), bomb.as_bytes(), &[]);
        assert_eq!(told, None, "{bomb:.200}");
    }
}

proptest! {
    #[test]
    fn no_mail_breaks_it(mail in prop::collection::vec(any::<u8>(), 0..2_000)) {
        event(Some(&bounce()), &mail, &[]);
    }

    /// Pieces of real reports in any order.
    #[test]
    fn no_shuffled_report_breaks_it(seed in prop::collection::vec(0..400_usize, 0..120)) {
        let samples = [sample!("postfix"), sample!("exchange"), sample!("gmail"), sample!("qmail"), sample!("yahoo")];
        let filled: Vec<String> = samples.iter().map(|sample| filled(sample, RETURN)).collect();
        let lines: Vec<&str> = filled.iter().flat_map(|mail| mail.split_inclusive('\n')).collect();
        let mail: String = seed.iter().filter_map(|at| lines.get(*at).copied()).collect();
        event(Some(&bounce()), mail.as_bytes(), &[]);
    }
}

#[path = "../../../../fuzz/targets/dsn.rs"]
mod dsn;
#[path = "../../../../fuzz/targets/replay.rs"]
mod replay;

/// What `make fuzz` runs for minutes, over its corpus and a bounded number of mutations.
#[test]
fn whatever_comes_back_is_read_or_refused() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for corpus in ["fuzz/corpus/dsn", "tests/samples/reports"] {
        assert!(
            replay::replay(&root.join(corpus), 5_000, dsn::run) > 0,
            "{corpus} is empty"
        );
    }
}
