//! The provider's webhooks: what became of a message, and what people write back.

use crate::outbound::KEY;
use crate::signature;
use crate::words::{self, Wish};
use relais_plugin::{Callback, Event, EventKind, EventSubject};

/// Reads a webhook that is signed with the account's token.
pub fn events(token: &str, account: Option<&str>, request: &Callback) -> Result<Vec<Event>, String> {
    let header = |name: &str| {
        let field = request
            .headers
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name));
        field.map_or("", |field| field.value.as_str())
    };
    let form: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
    if !signature::is_genuine(token, &request.url, &form, header("x-twilio-signature")) {
        return Err("the request is not signed with the account's token".to_owned());
    }
    let get = |name: &str| {
        let field = form.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, value)| value.as_str())
    };
    if account.is_some_and(|account| get("AccountSid") != account) {
        return Err("the request is about another account".to_owned());
    }
    let sid = match get("MessageSid") {
        "" => get("SmsSid"),
        sid => sid,
    };
    let status = match get("MessageStatus") {
        "" => get("SmsStatus"),
        status => status,
    };
    if sid.is_empty() {
        return Err("the request names no message".to_owned());
    }
    if status.is_empty() || status == "received" {
        return Ok(reply(sid, get("From"), get("Body"), get("OptOutType")));
    }
    let subject = match key(&request.url) {
        Some(key) => EventSubject::Key(key),
        None => EventSubject::ProviderId(sid.to_owned()),
    };
    let event = |kind| Event {
        subject: subject.clone(),
        kind,
        at: None,
        id: Some(format!("{sid}:{status}")),
    };
    Ok(match status {
        "delivered" | "read" => vec![event(EventKind::Delivered)],
        "undelivered" | "failed" => failure(get("ErrorCode"), get("ErrorMessage"))
            .into_iter()
            .map(event)
            .collect(),
        // On its way: accepted, scheduled, queued, sending, sent, canceled.
        _ => Vec::new(),
    })
}

/// What a failure means (Twilio, «Error and Warning Dictionary»).
fn failure(code: &str, words: &str) -> Vec<EventKind> {
    let told = match (code, words) {
        ("", _) => "undelivered".to_owned(),
        (code, words) => format!("{code} {words}").trim().to_owned(),
    };
    match code {
        // The number does not exist, or is no mobile's.
        "30005" | "30006" | "21211" | "21614" => vec![EventKind::BouncedHard(told)],
        // Its owner has said STOP to the provider.
        "21610" => vec![EventKind::BouncedSoft(told), EventKind::Unsubscribed],
        // Switched off, filtered, blocked, or nobody knows why.
        _ => vec![EventKind::BouncedSoft(told)],
    }
}

/// What somebody wrote back. `opt`: what the provider has made of it already, where it looks after that itself.
fn reply(sid: &str, from: &str, body: &str, opt: &str) -> Vec<Event> {
    let wish = match opt {
        "STOP" => Some(Wish::Stop),
        "START" => Some(Wish::Start),
        _ => words::wish(body),
    };
    let event = |kind, part: &str| Event {
        subject: EventSubject::Address(from.to_owned()),
        kind,
        at: None,
        id: Some(format!("{sid}:{part}")),
    };
    let said = event(EventKind::Replied(body.to_owned()), "reply");
    match wish {
        Some(Wish::Stop) => vec![event(EventKind::Unsubscribed, "stop"), said],
        Some(Wish::Start) => vec![event(EventKind::Resubscribed, "start"), said],
        None => vec![said],
    }
}

/// The message's key, where the address that was called says it.
fn key(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == KEY).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use hmac::{Hmac, KeyInit, Mac};
    use relais_plugin::Field;
    use sha1::Sha1;

    const URL: &str = "https://relais.test/callbacks/abcde/sms/secret";

    fn callback(url: &str, form: &[(&str, &str)]) -> Callback {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut sorted = form.to_vec();
        sorted.sort_unstable();
        let mut mac = Hmac::<Sha1>::new_from_slice(b"token").unwrap();
        mac.update(url.as_bytes());
        for (name, value) in sorted {
            mac.update(format!("{name}{value}").as_bytes());
        }
        let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
        Callback {
            method: "POST".into(),
            url: url.into(),
            path: String::new(),
            headers: vec![Field {
                name: "x-twilio-signature".into(),
                value: signature,
            }],
            body: body.into_bytes(),
        }
    }

    fn read(url: &str, form: &[(&str, &str)]) -> Vec<(EventSubject, EventKind)> {
        let events = events("token", Some("AC1"), &callback(url, form)).unwrap();
        assert!(events.iter().all(|event| event.id.is_some()));
        events.into_iter().map(|event| (event.subject, event.kind)).collect()
    }

    fn status<'a>(status: &'a str, code: &'a str) -> [(&'a str, &'a str); 4] {
        [
            ("MessageSid", "SM1"),
            ("MessageStatus", status),
            ("AccountSid", "AC1"),
            ("ErrorCode", code),
        ]
    }

    #[test]
    fn a_status_is_about_the_message_that_asked_for_it() {
        let keyed = format!("{URL}?key=m-1");
        assert_eq!(
            read(&keyed, &status("delivered", "")),
            [(EventSubject::Key("m-1".into()), EventKind::Delivered)]
        );
        assert_eq!(
            read(URL, &status("undelivered", "30005")),
            [(
                EventSubject::ProviderId("SM1".into()),
                EventKind::BouncedHard("30005".into())
            )]
        );
        let soft = read(URL, &status("undelivered", "30003"));
        assert_eq!(soft[0].1, EventKind::BouncedSoft("30003".into()));
        let stopped = read(URL, &status("failed", "21610"));
        assert_eq!(stopped[1].1, EventKind::Unsubscribed);
        for on_its_way in ["queued", "sending", "sent", "accepted", "scheduled"] {
            assert_eq!(read(URL, &status(on_its_way, "")), [], "{on_its_way}");
        }
    }

    #[test]
    fn what_people_write_back_is_theirs() {
        let reply = |body, opt| {
            let form = [
                ("MessageSid", "SM2"),
                ("SmsStatus", "received"),
                ("AccountSid", "AC1"),
                ("From", "+33612345678"),
                ("To", "36180"),
                ("Body", body),
                ("OptOutType", opt),
            ];
            read(URL, &form)
        };
        let theirs = |kind| (EventSubject::Address("+33612345678".into()), kind);
        let words = |body: &str| theirs(EventKind::Replied(body.into()));
        assert_eq!(
            reply("Arrêt !", ""),
            [theirs(EventKind::Unsubscribed), words("Arrêt !")]
        );
        assert_eq!(reply("start", ""), [theirs(EventKind::Resubscribed), words("start")]);
        assert_eq!(reply("Merci", ""), [words("Merci")]);
        assert_eq!(reply("non", "STOP"), [theirs(EventKind::Unsubscribed), words("non")]);
    }

    #[test]
    fn nothing_is_believed_without_a_signature() {
        let good = callback(URL, &status("delivered", ""));
        assert!(events("another", Some("AC1"), &good).is_err());
        assert!(events("", Some("AC1"), &good).is_err());
        assert!(events("token", Some("AC2"), &good).is_err());
        let unsigned = Callback {
            headers: vec![],
            ..good.clone()
        };
        assert!(events("token", Some("AC1"), &unsigned).is_err());
        let elsewhere = Callback {
            url: format!("{URL}?key=m-2"),
            ..good.clone()
        };
        assert!(
            events("token", Some("AC1"), &elsewhere).is_err(),
            "the key in the address is signed too"
        );
        let altered = Callback {
            body: b"MessageSid=SM9&MessageStatus=delivered&AccountSid=AC1".to_vec(),
            ..good
        };
        assert!(events("token", Some("AC1"), &altered).is_err());
        for body in [&b""[..], b"\xff\xfe", b"{}", b"=&=&="] {
            let strange = Callback {
                body: body.to_vec(),
                ..callback(URL, &[])
            };
            assert!(events("token", Some("AC1"), &strange).is_err());
        }
    }
}
