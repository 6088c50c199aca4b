//! Email addresses: syntax and lengths by RFC 5321 §4.1.2 and §4.5.3.1, domains by IDNA, all in lower case.
//!
//! Two forms of the RFC are refused because usual mail systems refuse them too: quoted local parts and literal IP addresses.
//! So are local parts beyond ASCII (RFC 6531), which few relays accept.

use super::{Normal, ProblemCode, domain};

/// Longest local part, in bytes.
const MAX_LOCAL: usize = 64;
/// Longest address, in bytes (the path of 256 less its angle brackets).
const MAX_ADDRESS: usize = 254;

/// Brings an address into the form by which it is compared.
///
/// A name around it (`Jean <jean@exemple.fr>`), `mailto:` and a stop after it are taken off; of several addresses the first
/// is kept, with a note. Local parts are lower-cased as well: no mail system of today tells them apart by case.
/// A space inside is refused rather than guessed at: what follows it may be another person's address.
pub fn normalise(text: &str) -> Result<Normal, ProblemCode> {
    if let Some(value) = address(text) {
        return Ok(Normal::clean(value));
    }
    let mut parts = text
        .split([';', ',', '/', '|'])
        .map(bare)
        .filter(|part| !part.is_empty());
    let first = parts.next().and_then(address).ok_or(ProblemCode::InvalidEmail)?;
    let mut note = None;
    for part in parts {
        if address(part).ok_or(ProblemCode::InvalidEmail)? != first {
            note = Some(ProblemCode::ExtraIgnored);
        }
    }
    Ok(Normal { value: first, note })
}

/// An address without what stands around it.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let text = match (text.rsplit_once('<'), text.strip_suffix('>')) {
        (Some((_, address)), Some(_)) => address.trim_end_matches('>'),
        _ => text,
    };
    let scheme = text
        .get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    text[if scheme { 7 } else { 0 }..].trim().trim_end_matches('.')
}

/// The address in canonical form, or `None`.
fn address(text: &str) -> Option<String> {
    let (local, host) = text.rsplit_once('@')?;
    if !is_dot_atom(local) {
        return None;
    }
    let host = domain::to_ascii(host)?;
    if local.len() + 1 + host.len() > MAX_ADDRESS {
        return None;
    }
    let mut address = String::with_capacity(local.len() + 1 + host.len());
    address.push_str(local);
    address.make_ascii_lowercase();
    address.push('@');
    address.push_str(&host);
    Some(address)
}

/// `dot-atom` of RFC 5322 §3.2.3, within the length of a local part.
fn is_dot_atom(local: &str) -> bool {
    let mut before = b'.';
    for byte in local.bytes() {
        let atom = byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
        if !atom && (byte != b'.' || before == b'.') {
            return false;
        }
        before = byte;
    }
    before != b'.' && local.len() <= MAX_LOCAL
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(text: &str) -> String {
        normalise(text).unwrap_or_else(|code| panic!("{text}: {code}")).value
    }

    #[test]
    fn addresses_are_brought_into_one_form() {
        assert_eq!(
            good("BTA.Ste-Anne@Gendarmerie.Interieur.Gouv.FR.test"),
            "bta.ste-anne@gendarmerie.interieur.gouv.fr.test"
        );
        assert_eq!(good("info@Mairie-Évian.fr"), "info@xn--mairie-vian-hbb.fr");
        assert_eq!(good("Jean Dupont <jean.dupont@exemple.fr>"), "jean.dupont@exemple.fr");
        assert_eq!(good("mailto:a+b@exemple.fr."), "a+b@exemple.fr");
        assert_eq!(good("o'neil@example.ie"), "o'neil@example.ie");
    }

    #[test]
    fn of_several_the_first_is_kept() {
        let kept = normalise("a@b.fr; c@d.fr").unwrap();
        assert_eq!(
            (kept.value.as_str(), kept.note),
            ("a@b.fr", Some(ProblemCode::ExtraIgnored))
        );
        assert_eq!(normalise("a@b.fr, A@b.fr").unwrap().note, None);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long_local = format!("{}@b.fr", "a".repeat(65));
        let long_domain = format!("a@{}.fr", "b.".repeat(126));
        for bad in [
            "",
            "@",
            "a@",
            "@b.fr",
            "a@b",
            "a@b..fr",
            "a.@b.fr",
            ".a@b.fr",
            "a..b@b.fr",
            "a b@c.fr",
            "jean dupont@exemple.fr",
            "a@-b.fr",
            "a@b_c.fr",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "\"a b\"@c.fr",
            "frédéric@c.fr",
            "a@b@c.fr ",
            "a@b.fr; et c",
            "a@b.f",
            "a@xn--.fr",
            &long_local,
            &long_domain,
        ] {
            assert_eq!(normalise(bad), Err(ProblemCode::InvalidEmail), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_form_is_stable(text in "[ -~é]{0,12}@[a-zA-Zé.-]{1,12}\\.[a-z]{2,3}") {
            if let Ok(once) = normalise(&text) {
                proptest::prop_assert_eq!(normalise(&once.value), Ok(Normal::clean(once.value.clone())));
            }
        }
    }
}
