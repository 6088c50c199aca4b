//! Forms with a file in them (RFC 7578).

/// A form that is being written.
pub struct Form {
    boundary: String,
    body: Vec<u8>,
}

impl Form {
    /// A form whose parts are told apart by something that is not in the file.
    pub fn new(key: &str, file: &[u8]) -> Self {
        let plain: String = key.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        let mut boundary = format!("relais{plain}");
        while file.windows(boundary.len()).any(|window| window == boundary.as_bytes()) {
            boundary.push('x');
        }
        Self {
            boundary,
            body: Vec::with_capacity(file.len() + 4096),
        }
    }

    /// Adds a value.
    pub fn text(&mut self, name: &str, value: &str) {
        self.head(&format!("name=\"{}\"", quoted(name)), None);
        self.body.extend_from_slice(value.as_bytes());
        self.body.extend_from_slice(b"\r\n");
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, file_name: &str, media_type: &str, content: &[u8]) {
        let what = format!("name=\"{}\"; filename=\"{}\"", quoted(name), quoted(file_name));
        self.head(&what, Some(media_type));
        self.body.extend_from_slice(content);
        self.body.extend_from_slice(b"\r\n");
    }

    fn head(&mut self, what: &str, media_type: Option<&str>) {
        let mut head = format!("--{}\r\nContent-Disposition: form-data; {what}\r\n", self.boundary);
        if let Some(media_type) = media_type {
            head.push_str(&format!("Content-Type: {media_type}\r\n"));
        }
        head.push_str("\r\n");
        self.body.extend_from_slice(head.as_bytes());
    }

    /// Its media type and its bytes.
    pub fn finish(mut self) -> (String, Vec<u8>) {
        self.body
            .extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        (format!("multipart/form-data; boundary={}", self.boundary), self.body)
    }
}

fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace(['\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_not_in_the_file() {
        let form = Form::new("k-1", b"xx relaisk1 relaisk1x yy");
        assert_eq!(form.boundary, "relaisk1xx");
    }
}
