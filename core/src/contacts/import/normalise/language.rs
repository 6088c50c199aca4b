//! Languages: ISO 639-1 codes, found by code, locale or name in French, English or the language itself.

use super::text::fold;

/// Codes and names, folded.
const LANGUAGES: [(&str, &[&str]); 50] = [
    ("af", &["afrikaans"]),
    ("ar", &["arabe", "arabic", "ara"]),
    ("bg", &["bulgare", "bulgarian", "bul"]),
    ("bn", &["bengali"]),
    ("br", &["breton", "brezhoneg"]),
    ("bs", &["bosnien", "bosniaque", "bosnian"]),
    ("ca", &["catalan", "catala", "cat"]),
    ("co", &["corse", "corsican", "corsu"]),
    ("cs", &["tcheque", "czech", "cestina"]),
    ("cy", &["gallois", "welsh"]),
    ("da", &["danois", "danish", "dansk"]),
    ("de", &["allemand", "german", "deutsch", "deu", "ger"]),
    ("el", &["grec", "greek"]),
    ("en", &["anglais", "english", "eng", "ang"]),
    ("es", &["espagnol", "spanish", "espanol", "castillan", "spa", "esp"]),
    ("et", &["estonien", "estonian"]),
    ("eu", &["basque", "euskara"]),
    ("fa", &["persan", "persian", "farsi"]),
    ("fi", &["finnois", "finlandais", "finnish", "suomi"]),
    ("fr", &["francais", "french", "fra", "fre"]),
    ("ga", &["irlandais", "irish"]),
    ("gl", &["galicien", "galician"]),
    ("he", &["hebreu", "hebrew"]),
    ("hi", &["hindi"]),
    ("hr", &["croate", "croatian", "hrvatski"]),
    ("hu", &["hongrois", "hungarian", "magyar"]),
    ("id", &["indonesien", "indonesian"]),
    ("is", &["islandais", "icelandic"]),
    ("it", &["italien", "italian", "italiano", "ita"]),
    ("ja", &["japonais", "japanese"]),
    ("ko", &["coreen", "korean"]),
    ("lb", &["luxembourgeois", "luxembourgish"]),
    ("lt", &["lituanien", "lithuanian"]),
    ("lv", &["letton", "latvian"]),
    ("mt", &["maltais", "maltese"]),
    (
        "nl",
        &[
            "neerlandais",
            "hollandais",
            "flamand",
            "dutch",
            "flemish",
            "nederlands",
            "nld",
        ],
    ),
    ("no", &["norvegien", "norwegian", "norsk", "nb", "nn"]),
    ("oc", &["occitan"]),
    ("pl", &["polonais", "polish", "polski"]),
    ("pt", &["portugais", "portuguese", "portugues", "por"]),
    ("ro", &["roumain", "romanian", "romana"]),
    ("ru", &["russe", "russian"]),
    ("sk", &["slovaque", "slovak"]),
    ("sl", &["slovene", "slovenian"]),
    ("sr", &["serbe", "serbian"]),
    ("sv", &["suedois", "swedish", "svenska"]),
    ("tr", &["turc", "turkish", "turkce"]),
    ("uk", &["ukrainien", "ukrainian"]),
    ("vi", &["vietnamien", "vietnamese"]),
    ("zh", &["chinois", "chinese", "mandarin"]),
];

/// The code of a language: `fr` for `FR`, `fr-BE`, `fr_FR.UTF-8`, `Français` and `French`.
pub fn find(text: &str) -> Option<&'static str> {
    let by_code = |code: &str| {
        LANGUAGES
            .iter()
            .find(|(known, _)| code.eq_ignore_ascii_case(known))
            .map(|(known, _)| *known)
    };
    // Only what looks like a locale is cut: «en cours» is no English.
    let code = text.split(['-', '_', '.']).next().unwrap_or_default();
    by_code(code).or_else(|| {
        let name = fold(text);
        LANGUAGES
            .iter()
            .find(|(_, names)| names.contains(&name.as_str()))
            .map(|(code, _)| *code)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_found_by_code_locale_and_name() {
        for text in ["fr", "FR", "fr-BE", "fr_FR.UTF-8", "Français", "FRENCH"] {
            assert_eq!(find(text), Some("fr"), "{text}");
        }
        for text in ["", "en cours", "français et anglais", "klingon", "x"] {
            assert_eq!(find(text), None, "{text}");
        }
        assert!(LANGUAGES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
