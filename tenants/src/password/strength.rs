//! Which passwords are refused, after OWASP ASVS 5.0 §6.2 (8 characters at least, 15 better, no rule on kinds of
//! characters, no expiry) and NIST SP 800-63B-4 §3.1.1.2 (what is common or expected is refused): the short, what
//! everybody uses, and what anybody could guess from the person.

/// Fewest characters.
pub const MIN_CHARS: usize = 10;
/// Most characters; long enough for any passphrase, short enough not to be work.
pub const MAX_CHARS: usize = 128;

/// Digits and signs around a common word that do not make it a good password: a year, `123!`, a birthday.
const DECORATION: usize = 6;

const COMMON: &str = include_str!("common.txt");

/// Rows of keyboards and the usual orders, whose runs are no passwords.
const ROWS: [&str; 9] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "&é\"'(-è_çà)=",
];

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Under [`MIN_CHARS`].
    #[error("a password has at least {MIN_CHARS} characters")]
    TooShort,
    /// Over [`MAX_CHARS`].
    #[error("a password has at most {MAX_CHARS} characters")]
    TooLong,
    /// Among the first that an attacker tries.
    #[error("this password is too common")]
    Common,
    /// Made of the person's own name, address or company, or of the product's.
    #[error("this password is made of your name, address or company")]
    Personal,
}

/// Judges a new password; `about` are the person's name, email address and company, in any form.
///
/// # Errors
/// [`WeakPassword`].
pub fn check(password: &str, about: &[&str]) -> Result<(), WeakPassword> {
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        return Err(WeakPassword::TooShort);
    }
    if chars > MAX_CHARS {
        return Err(WeakPassword::TooLong);
    }
    let lower = password.to_lowercase();
    if is_common(&lower) {
        return Err(WeakPassword::Common);
    }
    if is_personal(&lower, about) {
        return Err(WeakPassword::Personal);
    }
    Ok(())
}

fn is_common(lower: &str) -> bool {
    let unit = repeated_unit(lower);
    if unit.chars().count() <= 4 || distinct_chars(lower) < 5 {
        return true;
    }
    [lower, unit].into_iter().any(|text| {
        let core = text.trim_matches(|c: char| !c.is_alphabetic());
        let decorated = text.chars().count() - core.chars().count() <= DECORATION;
        is_known(text)
            || is_run(text)
            || (decorated && (is_run(core) || unleet(core).iter().any(|word| is_known(word))))
    })
}

fn is_known(text: &str) -> bool {
    !text.starts_with('#') && COMMON.lines().any(|line| line == text)
}

/// Consecutive on a keyboard or in the alphabet, in either direction.
fn is_run(text: &str) -> bool {
    let backwards: String = text.chars().rev().collect();
    text.chars().count() >= 5 && ROWS.iter().any(|row| row.contains(text) || row.contains(&backwards))
}

/// The shortest piece that gives the text when repeated; the text itself when nothing repeats.
fn repeated_unit(text: &str) -> &str {
    let ends = text.char_indices().map(|(at, _)| at).skip(1);
    ends.map(|end| &text[..end])
        .find(|unit| text.len().is_multiple_of(unit.len()) && unit.repeat(text.len() / unit.len()) == text)
        .unwrap_or(text)
}

fn distinct_chars(text: &str) -> usize {
    let mut chars: Vec<char> = text.chars().collect();
    chars.sort_unstable();
    chars.dedup();
    chars.len()
}

/// `p4ssw0rd` as it is meant; a one may stand for two letters.
fn unleet(text: &str) -> [String; 2] {
    ['l', 'i'].map(|one| {
        text.chars()
            .map(|c| match c {
                '0' => 'o',
                '1' | '!' | '|' => one,
                '3' | '€' => 'e',
                '4' | '@' => 'a',
                '5' | '$' => 's',
                '7' => 't',
                other => other,
            })
            .collect()
    })
}

/// Whether little is left once the words about the person are taken out.
fn is_personal(lower: &str, about: &[&str]) -> bool {
    let about = about.join(" ").to_lowercase();
    let mut words: Vec<&str> = about
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3)
        .collect();
    words.push("relais");
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    [lower.to_owned()].into_iter().chain(unleet(lower)).any(|mut text| {
        let before = text.len();
        for word in &words {
            text = text.replace(word, "");
        }
        text.len() < before && text.chars().filter(|c| c.is_alphanumeric()).count() <= DECORATION
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: [&str; 3] = ["Maëlle Le Goff", "m.legoff@atelier-lumen.fr", "Atelier Lumen"];

    #[test]
    fn good_passwords_need_no_particular_characters() {
        for good in [
            "correct horse battery staple",
            "trois petits chats",
            "7fGq!xW2pL",
            "kaffee-um-vier-uhr",
            "légère brise du soir",
            "soleil sur la mer en mai",
            "🐙🦑🐡🐠🐟🐬🐳🦈🐊🐢",
            "le goff n'aime pas les lundis",
        ] {
            assert_eq!(check(good, &ABOUT), Ok(()), "{good}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("éèàçùéèàç", &[]), Err(WeakPassword::TooShort));
        assert_eq!(check(&"phrase de passe ".repeat(9), &[]), Err(WeakPassword::TooLong));
        let longest: String = ('!'..).take(MAX_CHARS).collect();
        assert_eq!(check(&longest, &[]), Ok(()));
    }

    #[test]
    fn what_everybody_uses_is_refused() {
        for common in [
            "motdepasse",
            "Motdepasse1",
            "MotDePasse2026!",
            "azertyuiop",
            "Azerty12345",
            "azertyazerty",
            "qwertyuiop",
            "P@ssw0rd2025",
            "1234567890",
            "0987654321",
            "aaaaaaaaaaaa",
            "abababababab",
            "abcabcabcabc",
            "12341234123412",
            "Bonjour1234",
            "Marseille13!",
            "!!marseille!!",
            "jihgfedcba",
            "manchester",
            "poiuytreza",
        ] {
            assert_eq!(check(common, &ABOUT), Err(WeakPassword::Common), "{common}");
        }
    }

    #[test]
    fn what_anybody_could_guess_from_the_person_is_refused() {
        for personal in [
            "Maëlle.LeGoff",
            "legoff2026!!",
            "AtelierLumen35",
            "@telier-Lumen",
            "relais-2026!",
            "Relais/Lumen",
        ] {
            assert_eq!(check(personal, &ABOUT), Err(WeakPassword::Personal), "{personal}");
        }
    }

    #[test]
    fn the_list_is_as_it_is_compared() {
        let words: Vec<&str> = COMMON.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(words.len() > 4_000);
        for word in words {
            assert_eq!(word, word.trim().to_lowercase());
        }
    }
}
