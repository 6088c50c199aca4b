//! Mails by which servers and mailbox providers report on others: real shapes of several makes, about a mail that the sink
//! took.

use crate::smtp_sink::{Received, SmtpSink};
use std::sync::atomic::{AtomicU32, Ordering};

/// Who reports, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Postfix: there is no such address.
    Postfix,
    /// Postfix: not yet.
    PostfixDelayed,
    /// Postfix: it arrived.
    PostfixDelivered,
    /// Exchange: there is no such address.
    Exchange,
    /// Gmail: refused for what it says.
    Gmail,
    /// qmail, without parts: there is no such address.
    Qmail,
    /// Postfix: a mailbox has been full for five days.
    Expired,
    /// A complaint, as Yahoo passes them on.
    Yahoo,
}

/// Every shape.
pub const SHAPES: [Shape; 8] = [
    Shape::Postfix,
    Shape::PostfixDelayed,
    Shape::PostfixDelivered,
    Shape::Exchange,
    Shape::Gmail,
    Shape::Qmail,
    Shape::Expired,
    Shape::Yahoo,
];

impl Shape {
    fn sample(self) -> &'static str {
        match self {
            Self::Postfix => include_str!("../samples/reports/postfix.eml"),
            Self::PostfixDelayed => include_str!("../samples/reports/postfix-delayed.eml"),
            Self::PostfixDelivered => include_str!("../samples/reports/postfix-delivered.eml"),
            Self::Exchange => include_str!("../samples/reports/exchange.eml"),
            Self::Gmail => include_str!("../samples/reports/gmail.eml"),
            Self::Qmail => include_str!("../samples/reports/qmail.eml"),
            Self::Expired => include_str!("../samples/reports/expired.eml"),
            Self::Yahoo => include_str!("../samples/reports/yahoo.eml"),
        }
    }

    /// The report about a mail, returned to the address it came from.
    pub fn about(self, mail: &Received) -> String {
        static SERIAL: AtomicU32 = AtomicU32::new(1);
        let serial = format!("s{}", SERIAL.fetch_add(1, Ordering::Relaxed));
        let id = mail.message_id.split('@').next().unwrap_or_default();
        let to = mail.to.first().map(String::as_str).unwrap_or_default();
        let places = [
            ("@RETURN@", mail.from.as_str()),
            ("@TO@", to),
            ("@ID@", id),
            ("@SERIAL@", &serial),
        ];
        let sample = self.sample().to_owned();
        let filled = places
            .iter()
            .fold(sample, |report, (place, value)| report.replace(place, value));
        filled.replace('\n', "\r\n")
    }
}

/// The last mail that the sink took for this address.
pub fn last(sink: &SmtpSink, to: &str) -> Received {
    let mut taken = sink.received();
    taken.retain(|mail| mail.to.iter().any(|one| one == to));
    match taken.pop() {
        Some(mail) => mail,
        None => panic!("the sink has nothing for {to}"),
    }
}
