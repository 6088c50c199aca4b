//! Callbacks that nobody's provider sent: refused or without effect, whatever they hold.

use super::super::findings::Check;
use super::super::{Bench, CALLBACKS};
use crate::Callback;

/// Bytes of a bomb.
const HUGE: usize = 1024 * 1024;
/// What a stranger adds to the address.
const ODD: &str = "/?x=%00&y=..%2f";

pub async fn check(bench: &Bench) -> Check {
    let mut check = Check::of("callbacks from anybody");
    let mut refused = 0;
    let callbacks = callbacks();
    let count = callbacks.len();
    for (name, callback) in callbacks {
        for settings in [bench.settings(), Bench::unset()] {
            match bench.plugin.parse_callback(&settings, callback.clone()).await {
                Ok(Err(_)) => refused += 1,
                Ok(Ok(events)) => check.expect(events.is_empty(), || {
                    format!("{name}: nobody signed it, and it is believed ({} events)", events.len())
                }),
                Err(fault) => check.problem(format!("{name}: {fault}")),
            }
        }
    }
    check.figure(format!("{count} callbacks, {refused} of {} refused", 2 * count));
    check
}

fn callbacks() -> Vec<(&'static str, Callback)> {
    let event = r#"{"event":"delivered","id":"1","email":"lea@example.net","message-id":"x","MessageStatus":"delivered","status":"delivered","reason":"x","timestamp":1800000000}"#;
    let noise: Vec<u8> = (0..4096_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    vec![
        ("an empty one", callback("POST", json, Vec::new())),
        ("noise", callback("POST", json, noise)),
        ("an event without a signature", callback("POST", json, event.into())),
        (
            "a list of events without a signature",
            callback("POST", json, format!("[{event},{event}]").into()),
        ),
        (
            "a form without a signature",
            callback(
                "POST",
                form,
                "MessageSid=SM1&MessageStatus=delivered&From=%2B33639980000&Body=STOP".into(),
            ),
        ),
        ("a broken form", callback("POST", form, "%&=%zz&a=%F&&&==".into())),
        ("a wrong signature", signed(callback("POST", json, event.into()))),
        (
            "a tower of brackets",
            callback("POST", json, "[".repeat(100_000).into()),
        ),
        (
            "a tower of objects",
            callback("POST", json, "{\"a\":".repeat(20_000).into()),
        ),
        ("a megabyte of one letter", callback("POST", json, vec![b'a'; HUGE])),
        (
            "a megabyte of a form",
            callback("POST", form, "a=b&".repeat(HUGE / 4).into()),
        ),
        (
            "a list of a hundred thousand nothings",
            callback("POST", json, format!("[{}null]", "null,".repeat(100_000)).into()),
        ),
        (
            "a mail that is about nothing",
            callback("POST", "message/rfc822", "To: x@example.net\r\n\r\nx".into()),
        ),
        (
            "a mail in a mail, thirty thousand times",
            callback(
                "POST",
                "message/rfc822",
                "Content-Type: message/rfc822\r\n\r\n".repeat(30_000).into(),
            ),
        ),
        ("a reader's request", callback("GET", "", Vec::new())),
        (
            "a method that nobody knows",
            callback("BREW", "message/coffeepot", b"\0".to_vec()),
        ),
    ]
}

fn callback(method: &str, media_type: &str, body: Vec<u8>) -> Callback {
    Callback {
        method: method.to_owned(),
        url: format!("{CALLBACKS}{ODD}"),
        path: ODD.to_owned(),
        headers: vec![
            ("content-type".to_owned(), media_type.to_owned()),
            ("x-odd".to_owned(), "é".repeat(1000)),
        ],
        body,
    }
}

/// With headers that providers sign in, and nothing good in them.
fn signed(mut callback: Callback) -> Callback {
    for name in [
        "x-twilio-signature",
        "x-twilio-email-event-webhook-signature",
        "x-twilio-email-event-webhook-timestamp",
        "x-signature",
        "authorization",
    ] {
        callback.headers.push((name.to_owned(), "AAAA".to_owned()));
    }
    callback
}
