//! Which language a reader gets.

use super::Locale;

/// The reader's language: the member's own setting, else the cookie, else the browser's
/// `Accept-Language` (RFC 9110 §12.5.4), else French. Unknown tags are passed over.
pub fn negotiate(setting: Option<&str>, cookie: Option<&str>, accept_language: Option<&str>) -> Locale {
    setting
        .and_then(Locale::from_tag)
        .or_else(|| cookie.and_then(Locale::from_tag))
        .or_else(|| accept_language.and_then(preferred))
        .unwrap_or_default()
}

/// The best language of the header; among equals the first written.
fn preferred(header: &str) -> Option<Locale> {
    let mut best: Option<(Locale, f32)> = None;
    for range in header.split(',') {
        let mut parts = range.split(';');
        let Some(locale) = parts.next().and_then(Locale::from_tag) else {
            continue;
        };
        let quality = parts
            .find_map(|p| p.trim().strip_prefix("q=")?.trim().parse::<f32>().ok())
            .unwrap_or(1.0);
        if quality > 0.0 && best.is_none_or(|(_, q)| quality > q) {
            best = Some((locale, quality));
        }
    }
    best.map(|(locale, _)| locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_wins_over_the_cookie_and_the_browser() {
        assert_eq!(negotiate(Some("en"), Some("fr"), Some("fr")), Locale::En);
        assert_eq!(negotiate(None, Some("en-GB"), Some("fr")), Locale::En);
        assert_eq!(negotiate(Some("xx"), Some(""), Some("en;q=0.9, fr;q=0.3")), Locale::En);
    }

    #[test]
    fn the_header_is_read_by_quality_and_anything_else_is_french() {
        let by_header = |header| negotiate(None, None, Some(header));
        assert_eq!(by_header("de-DE, en-US;q=0.8, fr;q=0.9"), Locale::Fr);
        assert_eq!(by_header("en, fr"), Locale::En);
        assert_eq!(by_header("en;q=0, fr;q=0.1"), Locale::Fr);
        assert_eq!(by_header("de, es;q=zzz"), Locale::Fr);
        assert_eq!(by_header(""), Locale::Fr);
        assert_eq!(negotiate(None, None, None), Locale::Fr);
    }
}
