//! From a [`Mail`] to the bytes of a message (RFC 5322, RFC 2045).

use super::mail::Mailbox;
use super::{Mail, MailError, Signer};
use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;
use std::borrow::Cow;

/// The whole message as it leaves, signed when there is a `signer`; what the sandbox shows. `date` is in seconds since
/// 1970, UTC. The same mail at the same date gives the same bytes, signature apart.
pub fn build(mail: &Mail, date: i64, signer: Option<&Signer>) -> Result<Vec<u8>, MailError> {
    mail.envelope()?;
    let mut message = Vec::new();
    compose(mail, date, &mut message)?;
    let mut signed = Vec::new();
    if let Some(signer) = signer {
        signer.sign(&message, &mut signed)?;
    }
    if signed.is_empty() {
        return Ok(message);
    }
    signed.extend_from_slice(&message);
    Ok(signed)
}

/// Appends the message without a signature. Every line ends in CRLF, none is longer than 998 characters, and everything
/// but an international address is ASCII.
pub(super) fn compose(mail: &Mail, date: i64, output: &mut Vec<u8>) -> Result<(), MailError> {
    mail.check()?;
    let sender = mail.sender()?;
    let domain = sender.address.rsplit_once('@').map_or("", |(_, domain)| domain);
    let id = format!("{}@{domain}", mail.key);
    let to_name = mail.to_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let to = Address::new_address(to_name, mail.to.as_str());
    let mut message = MessageBuilder::new().from(address(sender)).to(to);
    if let Some(answers) = mail.answers()? {
        message = message.reply_to(address(answers));
    }
    message = message
        .subject(mail.subject.as_str())
        .date(Date::new(date))
        .message_id(MessageId::new(id));
    for (name, value) in &mail.headers {
        let value: HeaderType<'_> = if value.is_ascii() {
            Raw::new(value.as_str()).into()
        } else {
            Text::new(value.as_str()).into()
        };
        message = message.header(name.as_str(), value);
    }
    message.body(body(mail)).serialize(output);
    if !output.ends_with(b"\r\n") {
        output.extend_from_slice(b"\r\n");
    }
    Ok(())
}

fn address(mailbox: Mailbox<'_>) -> Address<'_> {
    Address::new_address(mailbox.name, mailbox.address)
}

fn body(mail: &Mail) -> MimePart<'_> {
    let part = |kind, text| MimePart::new(ContentType::new(kind), clean(text));
    let html = mail.html.as_deref().filter(|html| !html.is_empty());
    let text = mail.text.as_deref().filter(|text| !text.is_empty());
    match (text, html) {
        (Some(text), Some(html)) => {
            // `=_` can stand in neither quoted-printable nor base64, and the key makes it the same at every attempt.
            let kind = ContentType::new("multipart/alternative").attribute("boundary", format!("=_{}", mail.key));
            MimePart::new(kind, vec![part("text/plain", text), part("text/html", html)])
        }
        (None, Some(html)) => part("text/html", html),
        (text, None) => part("text/plain", text.unwrap_or_default()),
    }
}

/// Bodies with line feeds for line breaks and no other control character than the tab. A lone CR is a line break to some
/// servers and not to others, which is how mails are smuggled in mails.
fn clean(text: &str) -> Cow<'_, str> {
    let is_odd = |byte: u8| (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == 0x7f;
    // In pieces without a way out in their midst: the compiler makes vector instructions of those.
    let mut pieces = text.as_bytes().chunks(128);
    if !pieces.any(|piece| piece.iter().fold(false, |odd, byte| odd | is_odd(*byte))) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    cleaned.push('\n');
                }
            }
            '\n' | '\t' => cleaned.push(c),
            c if c.is_ascii_control() => {}
            c => cleaned.push(c),
        }
    }
    Cow::Owned(cleaned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            key: "0199".into(),
            from: "Ville d'Évry <bonjour@example.org>".into(),
            reply_to: Some("reponses@example.org".into()),
            to: "lea@example.net".into(),
            to_name: Some("Léa Dupont, maire".into()),
            subject: "Été".into(),
            html: Some("<p>Bonjour</p>".into()),
            text: Some("Bonjour".into()),
            headers: vec![(
                "List-Unsubscribe".into(),
                "<https://relais.example/unsubscribe/abc>".into(),
            )],
            return_path: Some("bounces+abc@mail.example.org".into()),
        }
    }

    #[test]
    fn a_mail_is_composed() {
        let bytes = build(&mail(), 1_790_000_000, None).unwrap();
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap().replace("\r\n", "\n"), @r#"
        From: =?utf-8?Q?Ville_d=27=C3=89vry?= <bonjour@example.org>
        To: =?utf-8?Q?L=C3=A9a_Dupont=2C_maire?= <lea@example.net>
        Reply-To: <reponses@example.org>
        Subject: =?utf-8?B?w4l0w6k=?=
        Date: Mon, 21 Sep 2026 14:13:20 +0000
        Message-ID: <0199@example.org>
        List-Unsubscribe: <https://relais.example/unsubscribe/abc>
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_0199"


        --=_0199
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        Bonjour
        --=_0199
        Content-Type: text/html; charset="utf-8"
        Content-Transfer-Encoding: 7bit

        <p>Bonjour</p>
        --=_0199--
        "#);
    }

    #[test]
    fn lines_end_in_crlf_and_are_short_whatever_the_body() {
        for text in [
            String::new(),
            "a\rb\r\nc\nd\r\r\n\n.\n..\r\n.\r\n".into(),
            "x".repeat(5_000),
            "é".repeat(5_000),
            "\0\u{1}\u{7f}\u{8}é\r".into(),
            " \n\t\n . \r\n".repeat(300),
            "😀 = \u{feff}\n".repeat(50),
        ] {
            for (html, plain) in [(Some(&text), None), (None, Some(&text)), (Some(&text), Some(&text))] {
                let mail = Mail {
                    html: html.cloned(),
                    text: plain.cloned(),
                    subject: "x".repeat(3_000),
                    to_name: Some("é ".repeat(600)),
                    ..mail()
                };
                let bytes = build(&mail, 0, None).unwrap();
                assert!(bytes.is_ascii());
                let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
                let (last, lines) = lines.split_last().unwrap();
                assert!(last.is_empty());
                for line in lines {
                    let (end, line) = line.split_last().unwrap();
                    assert_eq!(*end, b'\r');
                    assert!(!line.contains(&b'\r') && !line.contains(&0) && line.len() <= 998);
                }
            }
        }
    }

    #[test]
    fn the_same_mail_gives_the_same_bytes() {
        assert_eq!(build(&mail(), 7, None), build(&mail(), 7, None));
    }
}
