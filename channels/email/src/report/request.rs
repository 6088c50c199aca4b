//! A mail in a request: as it is, or in the form in which providers pass on what arrives at an address.

use super::mime::Part;
use relais_plugin::{Callback, serde_json};
use std::borrow::Cow;

/// What forms call the whole mail: Mailgun's routes, and SendGrid's parser when it posts «raw, full MIME».
const MAIL: [&str; 2] = ["body-mime", "email"];
/// What they call the address it came to.
const RECIPIENT: [&str; 2] = ["recipient", "to"];

/// A mail as it was delivered.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// The whole mail.
    pub raw: Vec<u8>,
    /// To whom, by the envelope, as far as that is told.
    pub recipients: Vec<String>,
}

/// The mail that a request carries.
pub fn mail(request: &Callback) -> Result<Delivered, String> {
    let field = request
        .headers
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case("content-type"));
    let content_type = field.map(|field| field.value.as_str()).unwrap_or_default();
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let mut delivered = match kind.as_str() {
        "message/rfc822" | "message/global" => Delivered {
            raw: request.body.clone(),
            recipients: Vec::new(),
        },
        "multipart/form-data" => {
            let parts = Part::form(&request.body, content_type);
            form(parts.iter().map(|part| (Cow::from(&part.name), part.content())))?
        }
        "application/x-www-form-urlencoded" => {
            let fields = form_urlencoded::parse(&request.body);
            form(fields.map(|(name, value)| (name, bytes(value))))?
        }
        _ => return Err("a mail is expected here, as message/rfc822 or in a provider's form".to_owned()),
    };
    let query = request.path.split_once('?').map_or("", |(_, query)| query);
    let named = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "recipient");
    delivered
        .recipients
        .extend(named.map(|(_, address)| address.into_owned()));
    Ok(delivered)
}

fn bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

fn form<'a>(fields: impl Iterator<Item = (Cow<'a, str>, Cow<'a, [u8]>)>) -> Result<Delivered, String> {
    let mut delivered = Delivered::default();
    for (name, value) in fields {
        if MAIL.contains(&&*name) {
            delivered.raw = value.into_owned();
        } else if RECIPIENT.contains(&&*name) {
            delivered.recipients.push(String::from_utf8_lossy(&value).into_owned());
        } else if &*name == "envelope" {
            // SendGrid's: `{"to": ["…"], "from": "…"}`.
            let envelope: serde_json::Value = serde_json::from_slice(&value).unwrap_or_default();
            let to = envelope["to"].as_array().into_iter().flatten();
            delivered
                .recipients
                .extend(to.filter_map(|to| to.as_str().map(str::to_owned)));
        }
    }
    if delivered.raw.is_empty() {
        return Err("the form carries no whole mail: ask the provider for the raw MIME message".to_owned());
    }
    Ok(delivered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::Field;

    fn request(content_type: &str, path: &str, body: &str) -> Callback {
        Callback {
            method: "POST".into(),
            url: format!("https://r.test/callbacks/a/email/k{path}"),
            path: path.into(),
            headers: vec![Field {
                name: "Content-Type".into(),
                value: content_type.into(),
            }],
            body: body.into(),
        }
    }

    // R: O15
    #[test]
    fn a_mail_comes_as_it_is_or_in_a_form() {
        let raw = "Subject: x\r\n\r\ny & z";
        let read = |content_type, path, body: &str| mail(&request(content_type, path, body)).unwrap();
        let plain = read("Message/RFC822; charset=x", "?recipient=b%2Ba@c.test", raw);
        assert_eq!(
            (plain.raw.as_slice(), plain.recipients),
            (raw.as_bytes(), vec!["b+a@c.test".to_owned()])
        );
        let form = read(
            "application/x-www-form-urlencoded",
            "",
            "recipient=b%2Ba@c.test&body-mime=Subject%3A+x%0D%0A%0D%0Ay+%26+z",
        );
        assert_eq!(
            (form.raw.as_slice(), form.recipients),
            (raw.as_bytes(), vec!["b+a@c.test".to_owned()])
        );
        let parts = format!(
            "--X\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n{raw}\r\n--X\r\nContent-Disposition: form-data; name=\"envelope\"\r\n\r\n{{\"to\":[\"b+a@c.test\"],\"from\":\"\"}}\r\n--X--\r\n"
        );
        let parts = read("multipart/form-data; boundary=X", "", &parts);
        assert_eq!(
            (parts.raw.as_slice(), parts.recipients),
            (raw.as_bytes(), vec!["b+a@c.test".to_owned()])
        );
    }

    // R: P4, O15
    #[test]
    fn anything_else_is_refused() {
        for (content_type, body) in [
            ("application/json", "{}"),
            ("", "Subject: x\n\n"),
            ("text/plain", "Subject: x\n\n"),
            ("multipart/form-data", "--X\r\n\r\n"),
            ("multipart/form-data; boundary=X", "--X\r\n\r\nx\r\n--X--"),
            ("application/x-www-form-urlencoded", "a=b&email="),
        ] {
            assert!(mail(&request(content_type, "", body)).is_err(), "{content_type} {body}");
        }
    }
}
