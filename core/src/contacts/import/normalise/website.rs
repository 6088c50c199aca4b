//! Web addresses: `http` and `https` only, with a host that could exist.

use super::{Normal, ProblemCode, domain};

/// Longest address, in bytes.
const MAX_URL: usize = 2_000;

/// Brings an address into one form: scheme and host in lower case, the host in ASCII, the rest as written.
///
/// Without a scheme it gets `http://`, which every server answers, if only to send on to `https://`.
pub fn normalise(text: &str) -> Result<Normal, ProblemCode> {
    url(text).map(Normal::clean).ok_or(ProblemCode::InvalidWebsite)
}

fn url(text: &str) -> Option<String> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
        Some((before, _)) if !before.contains(['.', '/', '?']) => return None,
        _ => ("http", text.trim_start_matches('/')),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
        None => (authority, None),
    };
    let host = domain::to_ascii(host.trim_end_matches('.'))?;
    // A space or a quote would end the address wherever it is shown.
    if path.contains([' ', '"', '<', '>', '\\']) {
        return None;
    }
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let url = format!("{scheme}://{host}{port}{path}");
    (url.len() <= MAX_URL).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_brought_into_one_form() {
        for (text, expected) in [
            ("www.allemant.fr", "http://www.allemant.fr"),
            (
                "HTTPS://WWW.Mairie-Beaulieu.fr/Accueil?x=1",
                "https://www.mairie-beaulieu.fr/Accueil?x=1",
            ),
            ("http://mairie-évian.fr", "http://xn--mairie-vian-hbb.fr"),
            ("http://exemple.fr:8080/a", "http://exemple.fr:8080/a"),
            ("exemple.fr/?u=http://a.fr", "http://exemple.fr/?u=http://a.fr"),
        ] {
            assert_eq!(url(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for text in [
            "",
            "oui",
            "javascript:alert(1)",
            "ftp://a.fr",
            "http://",
            "http://localhost",
            "http://a b.fr",
            "http://a.fr/a b",
            "http://user:secret@a.fr",
            "http://127.0.0.1",
            "jean@exemple.fr",
            "http://a.fr:99999",
        ] {
            assert_eq!(url(text), None, "{text}");
        }
    }
}
