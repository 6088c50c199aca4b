//! Keys made from headers.

use std::collections::HashSet;

use crate::contacts::field::{FOLLOWERS_PREFIX, Key, MAX_KEY_LEN};
use crate::contacts::import::normalise::text::fold;

/// The slug of a header (`Year_Birth` → `year_birth`, `Chiffre d’affaires` → `chiffre_d_affaires`), or, of one without Latin
/// letters or digits, the place of its column. Never the key of a canonical field nor one of those taken.
pub(super) fn unique_key(header: &str, column: usize, taken: &HashSet<Key>) -> Key {
    let mut slug: String = fold(header)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    slug.truncate(MAX_KEY_LEN);
    let slug = slug.trim_matches('_');
    let base = match slug {
        "" => format!("column_{}", column + 1),
        // What counts people on a network is for the column that was recognised as such.
        audience if audience.starts_with(FOLLOWERS_PREFIX) => format!("other_{audience}"),
        slug => slug.to_owned(),
    };
    let mut candidate = base.clone();
    let mut number = 1;
    loop {
        // Ends: there are more numbers than keys taken.
        if let Ok(key) = Key::parse(&candidate)
            && key.field().is_none()
            && !taken.contains(&key)
        {
            return key;
        }
        number += 1;
        let suffix = format!("_{number}");
        candidate = format!("{}{suffix}", &base[..base.len().min(MAX_KEY_LEN - suffix.len())]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable_and_unique() {
        let mut taken = HashSet::new();
        for (header, expected) in [
            ("Year_Birth", "year_birth"),
            ("Chiffre d’affaires (k€)", "chiffre_d_affaires_k"),
            ("MntWines", "mntwines"),
            ("mntwines", "mntwines_2"),
            ("Référence", "reference"),
            ("Email", "email_2"),
            ("2024", "2024"),
            ("Телефон", "column_4"),
            ("€", "column_4_2"),
            ("followers_x", "other_followers_x"),
        ] {
            let key = unique_key(header, 3, &taken);
            assert_eq!(key.as_str(), expected);
            taken.insert(key);
        }
        let long = unique_key(&"é".repeat(200), 0, &taken);
        assert_eq!(long.as_str().len(), MAX_KEY_LEN);
        taken.insert(long);
        assert!(unique_key(&"é".repeat(200), 0, &taken).as_str().ends_with("e_2"));
    }
}
