//! The way out that is put under a mail without one, in the language of the mail, else in the company's.

/// What the template calls the words of the link when the mail does not say its language.
pub(super) const LEAVE: &str = "__leave";

/// Countries whose companies write French unless their mail says otherwise (ISO 3166-1).
const FRENCH: [&str; 34] = [
    "BE", "BF", "BI", "BJ", "BL", "CD", "CF", "CG", "CH", "CI", "CM", "DJ", "FR", "GA", "GF", "GN", "GP", "HT", "KM",
    "LU", "MC", "MF", "MG", "ML", "MQ", "NC", "NE", "PF", "PM", "RE", "SN", "TG", "WF", "YT",
];

/// The language a company of this country (ISO 3166-1) writes in: `fr` or `en`.
pub fn language_of(country: &str) -> &'static str {
    if FRENCH.iter().any(|french| french.eq_ignore_ascii_case(country)) {
        "fr"
    } else {
        "en"
    }
}

/// The words of the link in a language (BCP 47).
pub(super) fn label(language: &str) -> &'static str {
    if language.starts_with("fr") {
        "Se désinscrire"
    } else {
        "Unsubscribe"
    }
}

/// The words of the link as a template has them, for a mail of this HTML.
pub(super) fn words(html: &str) -> String {
    match language(html).as_deref() {
        Some(language @ ("fr" | "en")) => label(language).to_owned(),
        _ => format!("{{{{ {LEAVE} }}}}"),
    }
}

/// Under an HTML mail.
pub(super) fn html(words: &str) -> String {
    format!(
        "<p style=\"margin:24px 0;font-size:12px;color:#6b7280;text-align:center\">{{{{ company_name }}}} · \
         <a href=\"{{{{ unsubscribe_url }}}}\" style=\"color:#6b7280\">{words}</a></p>"
    )
}

/// Under a mail of text.
pub(super) fn text(words: &str) -> String {
    format!("\n\n-- \n{{{{ company_name }}}}\n{words}\n{{{{ unsubscribe_url }}}}\n")
}

/// The two letters of the language that `<html lang="…">` names.
fn language(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let (_, rest) = lower.split_once("<html")?;
    let (attributes, _) = rest.split_once('>')?;
    let (_, value) = attributes.split_once(" lang=")?;
    let value = value.trim_start_matches(['"', '\'']);
    value.get(..2).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: G11
    #[test]
    fn the_way_out_speaks_the_mails_language_or_the_companys() {
        assert_eq!(words("<!doctype html><html lang=\"fr-FR\"><body>"), "Se désinscrire");
        assert_eq!(words("<HTML class=x LANG='en'>"), "Unsubscribe");
        assert_eq!(words("<p>x</p>"), "{{ __leave }}");
        assert_eq!(words("<html lang=\"de\">"), "{{ __leave }}");
        assert_eq!(
            (label(language_of("FR")), label(language_of("ie"))),
            ("Se désinscrire", "Unsubscribe")
        );
    }
}
