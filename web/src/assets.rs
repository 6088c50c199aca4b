//! Style sheets, scripts, icons and the font, embedded in the binary.
//!
//! Each file's name carries a hash of its content, so an answer may be kept for ever:
//! [`CACHE_CONTROL`]. The route that serves them lives with the other routes.

/// The header for every file found by [`by_path`]: its address changes when its content does.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// The name templates use: `app.css`.
    pub name: &'static str,
    /// The address it is served at: `/assets/app-0123456789.css`.
    pub path: &'static str,
    /// Its media type, for `Content-Type`.
    pub mime: &'static str,
    /// The file as it is.
    pub bytes: &'static [u8],
    /// The same file compressed with brotli; absent for formats that are compressed already.
    pub brotli: Option<&'static [u8]>,
}

static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets_table.rs"));

/// The file served at this path (`/assets/…`), if there is one.
pub fn by_path(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// The address of the file templates call `name`, or an empty string if there is none
/// (a test renders every template and looks every address up).
pub fn url(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or("", |asset| asset.path)
}

/// Every file.
#[cfg(test)]
pub fn all() -> &'static [Asset] {
    ASSETS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_carry_the_content() {
        let css = url("app.css");
        assert!(css.starts_with("/assets/app-") && css.ends_with(".css"), "{css}");
        assert!(by_path(css).is_some_and(|asset| asset.mime.starts_with("text/css")));
        assert_eq!(url("nothing.css"), "");
        assert!(by_path("/assets/app.css").is_none());
    }

    /// The budget of the first load: 250 KB compressed, without charts; the page itself is small.
    #[test]
    fn the_first_load_stays_light() {
        let weight: usize = ["app.css", "app.js", "icons.svg", "inter.woff2"]
            .into_iter()
            .filter_map(|name| by_path(url(name)))
            .map(|asset| asset.brotli.unwrap_or(asset.bytes).len())
            .sum();
        assert!(weight > 0 && weight < 200_000, "{weight} bytes");
    }
}
