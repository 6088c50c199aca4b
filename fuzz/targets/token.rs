//! Tokens in addresses, from whoever guesses them.

use relais_core::tracking::Presented;

/// What is read as a token is written again as it was: there is one way to write each.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(read) = Presented::parse(text) else { return };
    let link = read.link.map(|link| format!(".{link}")).unwrap_or_default();
    assert_eq!(format!("{}{link}", read.token.text()), text);
}
