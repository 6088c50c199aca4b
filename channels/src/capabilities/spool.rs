//! Files that a plugin makes for the tenant, such as letters for a printer: what one may be called, and how many and how
//! large they may be. Where they are kept is the business of whoever called the plugin.

/// Bytes of one file.
pub const LARGEST: usize = 16 * 1024 * 1024;
/// Bytes of all files of one call.
pub const ROOM: usize = 64 * 1024 * 1024;
/// Files of one call beside those of messages.
pub const MANIFESTS: usize = 10;
/// Characters of a name.
const LONGEST_NAME: usize = 120;

/// A file that a plugin made.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// The key of the message that it is; none for a file that belongs to a whole batch.
    pub message: Option<String>,
    /// Letters, digits, `.`, `_` and `-`. A later file of the same name takes the place of the earlier one.
    pub name: String,
    /// `application/pdf`, for instance.
    pub media_type: String,
    /// Bytes.
    pub content: Vec<u8>,
}

/// Without the content, which is personal.
impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File")
            .field("message", &self.message)
            .field("name", &self.name)
            .field("media_type", &self.media_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}

/// Whether this can be a file's name on every system, and is no way out of a folder.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !name.is_empty() && name.len() <= LONGEST_NAME && !name.starts_with('.') && name.bytes().all(plain)
}

/// Whether this is a media type (RFC 6838), without parameters.
#[must_use]
pub fn is_media_type(text: &str) -> bool {
    let plain = |part: &str| {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        (1..=127).contains(&part.len()) && part.bytes().all(good)
    };
    text.split_once('/')
        .is_some_and(|(kind, name)| plain(kind) && plain(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: P3
    #[test]
    fn a_name_is_no_way_out_of_a_folder() {
        for good in ["0199-abc.pdf", "a", "batch_1.csv"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", ".", "..", ".hidden", "a/b", "a\\b", "é.pdf", "a b", "a\0", "a:b"] {
            assert!(!is_name(bad), "{bad:?}");
        }
        assert!(is_name(&"x".repeat(120)) && !is_name(&"x".repeat(121)));
    }

    #[test]
    fn media_types_are_told_from_other_text() {
        assert!(is_media_type("application/pdf") && is_media_type("image/svg+xml"));
        for bad in [
            "",
            "pdf",
            "a/",
            "/b",
            "a/b/c",
            "text/plain; charset=utf-8",
            "a/b\r\nx: y",
        ] {
            assert!(!is_media_type(bad), "{bad:?}");
        }
    }
}
