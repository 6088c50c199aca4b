//! Short names of companies that sign themselves up.

use relais_core::audience::fold;
use relais_tenants::clock::Rng;

/// Longest short name made from a name; leaves room for a suffix below the registry's 40.
const MAX: usize = 30;

/// A short name for a company: lower-case letters, digits and dashes, starting with a letter.
pub fn of(name: &str) -> String {
    let mut slug = String::new();
    for c in fold(name).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX);
    let slug = slug.trim_end_matches('-');
    match slug.bytes().next() {
        Some(first) if first.is_ascii_lowercase() && slug.len() >= 2 => slug.to_owned(),
        Some(_) => format!("entreprise-{slug}"),
        None => "entreprise".to_owned(),
    }
}

/// The `attempt`-th short name to try, from 0: as it is, then numbered, then with something nobody else has.
pub fn nth(slug: &str, attempt: u32, rng: &Rng) -> String {
    match attempt {
        0 => slug.to_owned(),
        1..=8 => format!("{slug}-{}", attempt + 1),
        _ => format!("{slug}-{:08x}", rng.number() & 0xffff_ffff),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_short_names() {
        assert_eq!(of("Atelier Lumen"), "atelier-lumen");
        assert_eq!(of("  Œuvres d’Été & Cie (SARL) "), "oeuvres-d-ete-cie-sarl");
        assert_eq!(of("3 Suisses"), "entreprise-3-suisses");
        assert_eq!(of("日本"), "entreprise");
        assert_eq!(of("!"), "entreprise");
        assert_eq!(of("X"), "entreprise-x");
        assert!(of(&"très long nom ".repeat(20)).len() <= MAX);
    }
}
