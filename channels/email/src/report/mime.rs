//! Mail taken apart, as far as a report needs it: header fields, and parts a few levels deep.
//!
//! Header fields and encodings are read by `mail-parser`. The parts are found here: a report is flat, and a mail that nests
//! thousands of messages in each other is none. However it is made, a mail costs no more than reading it a few times.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{HeaderName, MessageParser, MimeHeaders};
use std::borrow::Cow;

/// How much of a header is read, in bytes.
const HEADER: usize = 64 * 1024;
/// How deep parts of parts are looked at.
const DEPTH: usize = 3;
/// Parts that are looked at, all together.
const PARTS: usize = 40;

/// Header fields, names in lower case, values on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

/// A mail, or a part of one.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Its header.
    pub fields: Fields,
    /// What it is: `text/plain`, in lower case.
    pub media_type: String,
    /// What a form calls it.
    pub name: String,
    /// When it was written, in milliseconds since 1970.
    pub date: Option<u64>,
    boundary: String,
    encoding: String,
    body: &'a [u8],
}

impl Fields {
    /// Reads a header, or the beginning of one: to the first empty line.
    pub fn read(raw: &[u8]) -> Self {
        let block = start(header_of(raw).0, HEADER);
        let message = MessageParser::new().with_mime_headers().parse_headers(block);
        message.map(|message| Self::of(&message)).unwrap_or_default()
    }

    fn of(message: &mail_parser::Message<'_>) -> Self {
        let value = |header: &mail_parser::Header<'_>| {
            let bytes = message
                .raw_message
                .get(header.offset_start() as usize..header.offset_end() as usize);
            // Folded over several lines, and not always in UTF-8.
            let text = String::from_utf8_lossy(bytes.unwrap_or_default());
            let words: Vec<&str> = text.split_whitespace().collect();
            (header.name().to_ascii_lowercase(), words.join(" "))
        };
        Self(message.headers().iter().map(value).collect())
    }

    /// The values of the fields of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.0.iter().filter(move |(field, _)| field == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value of the first of them, unless it is empty.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next().filter(|value| !value.is_empty())
    }
}

impl<'a> Part<'a> {
    /// Reads what there is; nothing is wrong enough to be refused.
    pub fn read(raw: &'a [u8]) -> Self {
        let (header, body) = header_of(raw);
        let parser = MessageParser::new().with_mime_headers().header_date(HeaderName::Date);
        let message = parser.parse_headers(start(header, HEADER));
        let mut part = Self {
            fields: Fields::default(),
            media_type: "text/plain".to_owned(),
            name: String::new(),
            date: None,
            boundary: String::new(),
            encoding: String::new(),
            body,
        };
        let Some(message) = message else { return part };
        part.fields = Fields::of(&message);
        if let Some(kind) = message.content_type() {
            let media_type = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default());
            part.media_type = media_type.to_ascii_lowercase();
            part.boundary = kind.attribute("boundary").unwrap_or_default().to_owned();
        }
        let said = message.content_disposition().and_then(|said| said.attribute("name"));
        part.name = said.unwrap_or_default().to_owned();
        part.encoding = message
            .content_transfer_encoding()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        part.date = message
            .date()
            .filter(|date| date.is_valid())
            .and_then(|date| u64::try_from(date.to_timestamp()).ok())
            .map(|seconds| seconds.saturating_mul(1_000));
        part
    }

    /// The parts of a form, whose boundary HTTP says apart from its body.
    pub fn form(body: &'a [u8], content_type: &str) -> Vec<Self> {
        let header = format!("Content-Type: {content_type}\r\n\r\n");
        let boundary = Part::read(header.as_bytes()).boundary;
        pieces(body, &boundary, PARTS).into_iter().map(Part::read).collect()
    }

    /// Whether it consists of parts.
    pub fn is_multipart(&self) -> bool {
        self.media_type.starts_with("multipart/") && !self.boundary.is_empty()
    }

    /// What it holds, decoded; as it is, where it is not what it claims to be.
    pub fn content(&self) -> Cow<'a, [u8]> {
        let decoded = match self.encoding.as_str() {
            "base64" => base64_decode(self.body),
            "quoted-printable" => quoted_printable_decode(self.body),
            _ => None,
        };
        decoded.map_or(Cow::Borrowed(self.body), Cow::Owned)
    }

    /// The parts that have none themselves, in their order; those of a message within are its own.
    pub fn leaves(&self) -> Vec<Self> {
        let mut found = Vec::new();
        self.walk(DEPTH, &mut found);
        found
    }

    fn walk(&self, depth: usize, found: &mut Vec<Self>) {
        for piece in pieces(self.body, &self.boundary, PARTS.saturating_sub(found.len())) {
            let part = Part::read(piece);
            if part.is_multipart() && depth > 1 {
                part.walk(depth - 1, found);
            } else if found.len() < PARTS {
                found.push(part);
            }
        }
    }
}

/// What is before the first empty line, and what is behind it.
fn header_of(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return (raw.get(..at).unwrap_or_default(), raw.get(end..).unwrap_or_default());
        }
        at = end;
    }
    (raw, &[])
}

fn start(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(..length).unwrap_or(bytes)
}

/// What stands between lines of two dashes and the boundary (RFC 2046, 5.1.1), cut off at the end where the last is missing.
fn pieces<'a>(body: &'a [u8], boundary: &str, most: usize) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    if boundary.is_empty() {
        return pieces;
    }
    let (mut at, mut open) = (0, None);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len();
        let rest = line
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary.as_bytes()));
        let last = match rest.map(<[u8]>::trim_ascii_end) {
            Some(b"") => Some(false),
            Some(b"--") => Some(true),
            _ => None,
        };
        if let Some(last) = last {
            if let Some(begin) = open.replace(end) {
                // The line break before the boundary is the boundary's.
                let piece = body.get(begin..at).unwrap_or_default();
                let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
                pieces.push(piece.strip_suffix(b"\r").unwrap_or(piece));
            }
            if last || pieces.len() >= most {
                return pieces;
            }
        }
        at = end;
    }
    pieces.extend(open.and_then(|begin| body.get(begin..)));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_at_whatever_line_ends() {
        let mail = "Subject: x\nContent-Type: multipart/mixed;\n boundary=\"a b\"\n\nbefore\n--a b\n\none\n--a b  \nContent-Type: TEXT/HTML\nContent-Transfer-Encoding: base64\n\ndHdv\n--a b--\nafter\n--a b\n\nlate\n";
        for mail in [mail.to_owned(), mail.replace('\n', "\r\n")] {
            let part = Part::read(mail.as_bytes());
            assert!(part.is_multipart());
            let leaves = part.leaves();
            let told: Vec<(&str, Vec<u8>)> = leaves
                .iter()
                .map(|leaf| (leaf.media_type.as_str(), leaf.content().into_owned()))
                .collect();
            assert_eq!(told, [("text/plain", b"one".to_vec()), ("text/html", b"two".to_vec())]);
        }
    }

    #[test]
    fn what_is_cut_off_is_read_to_its_end() {
        let part = Part::read(b"Content-Type: multipart/mixed; boundary=x\n\n--x\nA: b\n\nto the e");
        assert_eq!(&*part.leaves()[0].content(), b"to the e");
        assert!(
            Part::read(b"Content-Type: multipart/mixed\n\n--x\n")
                .leaves()
                .is_empty()
        );
        assert!(Part::read(b"").fields.first("a").is_none());
    }

    #[test]
    fn folded_values_are_on_one_line() {
        let fields =
            Fields::read(b"Diagnostic-Code: smtp; 550-5.1.1 no\r\n\tsuch \xe9 user\r\nX: 1\r\nx: 2\r\n\r\nX: 3\r\n");
        assert_eq!(
            fields.first("diagnostic-code"),
            Some("smtp; 550-5.1.1 no such \u{fffd} user")
        );
        assert_eq!(fields.all("x").collect::<Vec<_>>(), ["1", "2"]);
    }

    #[test]
    fn deep_and_wide_mails_are_not_followed() {
        let mut deep = String::new();
        for n in 0..5_000 {
            deep.push_str(&format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"));
        }
        assert!(Part::read(deep.as_bytes()).leaves().len() <= 1);
        let wide = format!(
            "Content-Type: multipart/mixed; boundary=b\n\n{}",
            "--b\n\nx\n".repeat(50_000)
        );
        assert_eq!(Part::read(wide.as_bytes()).leaves().len(), PARTS);
        let nested = "Content-Type: message/rfc822\n\n".repeat(20_000);
        assert!(Part::read(nested.as_bytes()).leaves().is_empty());
    }
}
