//! Names of hosts: ASCII, lower case, by RFC 1035 §2.3.1 and RFC 5891.

use std::borrow::Cow;

/// Longest name, in bytes.
const MAX_DOMAIN: usize = 253;

/// The name as it stands in the DNS, or `None` when it is no name with at least two labels.
///
/// Whether the top-level domain exists is not asked: reserved ones (`.test`, RFC 2606) are as good as any.
pub(super) fn to_ascii(domain: &str) -> Option<Cow<'_, str>> {
    let ascii = if domain.is_ascii() && !domain.contains("xn--") {
        if domain.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(domain.to_ascii_lowercase())
        } else {
            Cow::Borrowed(domain)
        }
    } else {
        Cow::Owned(idna::domain_to_ascii_strict(domain).ok()?)
    };
    is_name(&ascii).then_some(ascii)
}

fn is_name(domain: &str) -> bool {
    let label = |label: &str| {
        let bytes = label.as_bytes();
        !bytes.is_empty()
            && bytes.len() <= 63
            && bytes
                .iter()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A last label of digits only would be an IP address.
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.len() <= MAX_DOMAIN
        && domain.contains('.')
        && last.len() >= 2
        && !last.bytes().all(|b| b.is_ascii_digit())
        && domain.split('.').all(label)
}
