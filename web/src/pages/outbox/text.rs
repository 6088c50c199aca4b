//! The text part of a mail, for people to read beside its HTML. Reads what our own mails are made of (RFC 2045), no more.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The first `text/plain` part, decoded. `None` when there is none, or it is not written as our mails are.
pub fn plain(mail: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(mail).replace("\r\n", "\n");
    let lower = text.to_ascii_lowercase();
    let at = lower.find("content-type: text/plain")?;
    // The head of the part begins after its boundary, or where the mail begins.
    let start = lower[..at].rfind("\n--").map_or(0, |boundary| boundary + 1);
    let head_end = start + lower[start..].find("\n\n")?;
    let head = &lower[start..head_end];
    let body = &text[head_end + 2..];
    let end = if start == 0 {
        body.len()
    } else {
        let boundary = text[start..].lines().next()?;
        body.find(&format!("\n{boundary}")).unwrap_or(body.len())
    };
    let body = &body[..end];
    let bytes = if head.contains("content-transfer-encoding: base64") {
        STANDARD.decode(body.split_whitespace().collect::<String>()).ok()?
    } else if head.contains("content-transfer-encoding: quoted-printable") {
        quoted_printable(body)
    } else {
        body.as_bytes().to_vec()
    };
    Some(
        String::from_utf8_lossy(&bytes)
            .replace("\r\n", "\n")
            .trim_end()
            .to_owned(),
    )
}

fn quoted_printable(body: &str) -> Vec<u8> {
    let bytes = body.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1), bytes.get(at + 2)) {
            (b'=', Some(b'\n'), _) => at += 2,
            (b'=', Some(high), Some(low)) => {
                match (char::from(*high).to_digit(16), char::from(*low).to_digit(16)) {
                    (Some(high), Some(low)) => out.push(u8::try_from(high * 16 + low).unwrap_or(b'?')),
                    _ => out.extend_from_slice(&bytes[at..at + 3]),
                }
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_part_is_found_and_decoded() {
        let mail = "Subject: x\r\nContent-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n--b1\r\n\
             Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
             Bonjour =C3=89lo=\r\n=C3=AFse\r\nfin\r\n--b1\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--b1--\r\n";
        assert_eq!(plain(mail.as_bytes()).unwrap(), "Bonjour Éloïse\nfin");
        let alone = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nQm9uam91cg==\r\n";
        assert_eq!(plain(alone.as_bytes()).unwrap(), "Bonjour");
        assert_eq!(plain(b"Content-Type: text/html\r\n\r\n<p>"), None);
    }
}
