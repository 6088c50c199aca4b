//! Requests, with less to write.

use crate::http::{Method, Request};
use crate::{Field, Message};

impl Request {
    /// A POST without a body.
    #[must_use]
    pub fn post(url: impl Into<String>) -> Self {
        Self {
            method: Method::Post,
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
            messages: Vec::new(),
            timeout: None,
        }
    }

    /// A GET.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            ..Self::post(url)
        }
    }

    /// With one header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push(Field {
            name: name.to_owned(),
            value: value.into(),
        });
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &serde_json::Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With a body of some media type.
    #[must_use]
    pub fn body(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            ..self.header("content-type", media_type)
        }
    }

    /// With the values of a form, `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn form<'a>(self, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut body = String::new();
        for (name, value) in values {
            if !body.is_empty() {
                body.push('&');
            }
            encode(name, &mut body);
            body.push('=');
            encode(value, &mut body);
        }
        self.body("application/x-www-form-urlencoded", body)
    }

    /// Handing a message over: what the answer means is this message's outcome.
    #[must_use]
    pub fn hands_over(mut self, message: &Message) -> Self {
        self.messages.push(message.key.clone());
        self
    }
}

/// As the URL Standard writes forms.
fn encode(text: &str, output: &mut String) {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => output.push(char::from(byte)),
            b' ' => output.push('+'),
            _ => output.extend(['%', digit(byte >> 4), digit(byte & 15)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_written_as_browsers_do() {
        let request = Request::post("https://x").form([("To", "+33 6"), ("Body", "é & =\n*")]);
        assert_eq!(request.body, b"To=%2B33+6&Body=%C3%A9+%26+%3D%0A*");
        assert_eq!(request.headers[0].value, "application/x-www-form-urlencoded");
    }
}
