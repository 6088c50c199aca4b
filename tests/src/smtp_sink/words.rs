//! Taking apart what a client says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

/// `FROM:<a@b> PARAMETERS` taken apart.
pub(super) fn address(rest: &str, keyword: &str) -> Option<(String, String)> {
    let start = rest.get(..keyword.len())?;
    let rest = rest
        .get(keyword.len()..)
        .filter(|_| start.eq_ignore_ascii_case(keyword))?;
    let (address, parameters) = rest.strip_prefix('<')?.split_once('>')?;
    Some((address.to_owned(), parameters.trim().to_owned()))
}

pub(super) fn decode(text: &str) -> String {
    let bytes = STANDARD.decode(text).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

pub(super) fn message_id(content: &[u8]) -> String {
    let head = memmem::find(content, b"\r\n\r\n").map_or(content, |end| content.get(..end).unwrap_or(content));
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let value = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("message-id").then(|| value.trim().to_owned())
    });
    let value = value.unwrap_or_default();
    // A long identifier is folded onto the next line.
    let value = if value.is_empty() {
        lines.next().unwrap_or_default().trim().to_owned()
    } else {
        value
    };
    value.trim_matches(['<', '>']).to_owned()
}

pub(super) fn undouble(content: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(content.len());
    let mut rest = content.strip_prefix(b".").unwrap_or(content);
    while let Some(at) = memmem::find(rest, b"\r\n.") {
        let (line, tail) = rest.split_at(at + 2);
        plain.extend_from_slice(line);
        rest = tail.get(1..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
    plain
}
