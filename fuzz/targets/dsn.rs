//! Mail that comes back, from any server and from whoever pretends to be one.

use crate::config::Bounce;
use crate::report;
use relais_plugin::{Callback, EventSubject, Field};

/// Whatever a mail says, it tells of one message at most, and names no person.
pub fn run(data: &[u8]) {
    let bounce = Bounce {
        name: "bounces".to_owned(),
        domain: "mail.example.org".to_owned(),
    };
    for content_type in [
        "message/rfc822",
        "multipart/form-data; boundary=limite",
        "application/x-www-form-urlencoded",
    ] {
        let request = Callback {
            method: "POST".to_owned(),
            url: "https://relais.test/callbacks/maison/email/key".to_owned(),
            path: String::new(),
            headers: vec![Field {
                name: "Content-Type".to_owned(),
                value: content_type.to_owned(),
            }],
            body: data.to_vec(),
        };
        if let Ok(events) = report::events(Some(&bounce), &request) {
            assert!(events.len() <= 1, "one mail about {} messages", events.len());
            assert!(events.iter().all(|event| matches!(event.subject, EventSubject::Key(_))));
        }
    }
}
