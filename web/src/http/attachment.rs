//! A file to be saved, sent chunk by chunk as it is read.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use relais_tenants::blobs;

/// The answer that a browser saves under `name`. Memory stays at one chunk; a file that breaks off breaks the answer off.
pub fn attachment(media_type: &'static str, name: &str, file: blobs::Reader) -> Response {
    let chunks = stream::try_unfold(file, |mut file| async move {
        let chunk = file
            .next()
            .await
            .inspect_err(|error| tracing::error!(%error, "a file breaks off"))?;
        Ok::<_, relais_tenants::database::Error>(chunk.map(|chunk| (chunk, file)))
    });
    let mut response = ([(header::CONTENT_TYPE, media_type)], Body::from_stream(chunks)).into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition(name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// RFC 6266: the name in UTF-8 for those who know it, in ASCII for the others.
pub fn disposition(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let mut utf8 = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        // attr-char of RFC 5987.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            utf8.push(char::from(byte));
        } else {
            utf8.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{utf8}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_is_told_in_both_ways() {
        assert_eq!(
            disposition("2027-01-15_Été_\"50%\"_export.csv"),
            "attachment; filename=\"2027-01-15__t___50___export.csv\"; \
             filename*=UTF-8''2027-01-15_%C3%89t%C3%A9_%2250%25%22_export.csv"
        );
        assert!(!disposition("a\r\nb").contains(['\r', '\n']));
    }
}
