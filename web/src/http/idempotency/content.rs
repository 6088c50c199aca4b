//! What an upload holds, whatever the boundary between its parts: clients draw a new one each time they send it.

use axum::http::{HeaderMap, header};
use memchr::memmem::Finder;
use sha2::{Digest, Sha256};

/// The boundary of a multipart body (RFC 2046, 5.1.1).
pub fn boundary(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (kind, parameters) = value.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then(|| value.trim().trim_matches('"').to_owned())
    })?;
    (!boundary.is_empty() && boundary.len() <= 200).then_some(boundary)
}

/// The parts of a body, hashed as it passes by. Memory stays at a chunk and a boundary.
pub struct Content {
    delimiter: Finder<'static>,
    length: usize,
    /// What came and may still turn out to begin a delimiter.
    pending: Vec<u8>,
    part: Sha256,
    whole: Sha256,
    closed: bool,
}

impl Content {
    /// Nothing yet.
    pub fn new(boundary: &str) -> Self {
        let delimiter = format!("--{boundary}");
        Self {
            length: delimiter.len(),
            delimiter: Finder::new(delimiter.as_bytes()).into_owned(),
            pending: Vec::new(),
            part: Sha256::new(),
            whole: Sha256::new(),
            closed: false,
        }
    }

    /// Takes the next bytes. What follows the closing delimiter means nothing.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.closed {
            return;
        }
        self.pending.extend_from_slice(bytes);
        let mut from = 0;
        while let Some(at) = self.delimiter.find(&self.pending[from..]).map(|at| from + at) {
            // Two bytes more tell whether it is the last one.
            let Some(next) = self.pending.get(at + self.length..at + self.length + 2) else {
                self.part.update(&self.pending[from..at]);
                self.pending.drain(..at);
                return;
            };
            self.closed = next == b"--";
            self.part.update(&self.pending[from..at]);
            self.whole.update(self.part.finalize_reset());
            from = at + self.length;
            if self.closed {
                self.pending = Vec::new();
                return;
            }
        }
        let keep = self.pending.len().saturating_sub(self.length - 1).max(from);
        self.part.update(&self.pending[from..keep]);
        self.pending.drain(..keep);
    }

    /// The hash of all parts, once the closing delimiter has come.
    pub fn digest(&self) -> Option<Vec<u8>> {
        self.closed.then(|| self.whole.clone().finalize().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(boundary: &str, file: &str) -> Vec<u8> {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{file}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n{{}}\r\n--{boundary}--\r\n"
        )
        .into_bytes()
    }

    fn digest(boundary: &str, bytes: &[u8], step: usize) -> Option<Vec<u8>> {
        let mut content = Content::new(boundary);
        bytes.chunks(step).for_each(|chunk| content.feed(chunk));
        content.digest()
    }

    #[test]
    fn the_boundary_and_the_chunks_do_not_count_the_content_does() {
        let file = "Nom;Courriel\r\n--abc;a@b.fr\r\n----;-\r\n";
        let expected = digest("XYZ", &body("XYZ", file), 7).unwrap();
        for step in [1, 2, 3, 5, 64, 10_000] {
            assert_eq!(
                digest("XYZ", &body("XYZ", file), step).as_ref(),
                Some(&expected),
                "{step}"
            );
            let other = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
            assert_eq!(
                digest(other, &body(other, file), step).as_ref(),
                Some(&expected),
                "{step}"
            );
        }
        assert_ne!(digest("XYZ", &body("XYZ", "Nom\r\nAutre\r\n"), 7).unwrap(), expected);
    }

    #[test]
    fn a_body_that_breaks_off_has_no_digest() {
        let whole = body("XYZ", "a");
        assert_eq!(digest("XYZ", &whole[..whole.len() - 4], 3), None);
        assert_eq!(digest("XYZ", b"", 3), None);
    }

    #[test]
    fn the_boundary_is_read_from_the_header() {
        let read = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, axum::http::HeaderValue::from_static(value));
            boundary(&headers)
        };
        assert_eq!(read("multipart/form-data; boundary=abc").as_deref(), Some("abc"));
        assert_eq!(
            read("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"").as_deref(),
            Some("a b")
        );
        assert_eq!(read("application/json; boundary=abc"), None);
        assert_eq!(read("multipart/form-data; boundary="), None);
    }
}
