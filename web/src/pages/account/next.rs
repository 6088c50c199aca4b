//! Where to go after signing in: only ever a page of this site.

/// Longest path taken.
const MAX: usize = 6_000;

/// The path, if following it stays on this site and shows a page.
///
/// Browsers read `//host`, `/\host` and paths with tabs or line ends in them as addresses of other sites
/// (WHATWG URL, §4.4), so nothing but a plain path passes.
pub fn safe(path: &str) -> Option<&str> {
    let plain = path.starts_with('/')
        && !path[1..].starts_with(['/', '\\'])
        && path.len() <= MAX
        && !path.contains(|c: char| c.is_control() || c == '\\' || !c.is_ascii());
    let elsewhere =
        !["/login", "/login/code", "/logout", "/signup"].contains(&path.split(['?', '#']).next().unwrap_or_default());
    (plain && elsewhere).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_pass() {
        for good in [
            "/",
            "/campaigns",
            "/contacts?f.type=mairie&cursor=12",
            "/campaigns/0190#top",
        ] {
            assert_eq!(safe(good), Some(good));
        }
        for bad in [
            "",
            "campaigns",
            "https://evil.test/",
            "//evil.test",
            "/\\evil.test",
            "/a\\b",
            "/\t/evil.test",
            "/\n/evil.test",
            "javascript:alert(1)",
            "/login",
            "/login?next=/login",
            "/login/code",
            "/é",
        ] {
            assert_eq!(safe(bad), None, "{bad}");
        }
        assert_eq!(safe(&format!("/{}", "a".repeat(MAX))), None);
    }
}
