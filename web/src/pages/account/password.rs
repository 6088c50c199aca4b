//! New passwords: judged, told in words, hashed.

use crate::app::App;
use crate::http::Problem;
use crate::view::Ui;
use relais_tenants::password::{MAX_CHARS, MIN_CHARS, WeakPassword, check};

/// The shortest password accepted, in characters, for the form.
pub const MIN: u32 = MIN_CHARS as u32;

/// What is wrong with a new password, if anything; `about` is what is known of the person.
pub fn objection(ui: &Ui, password: &str, about: &[&str]) -> Option<String> {
    Some(match check(password, about).err()? {
        WeakPassword::TooShort => ui.t1("password-too-short", "min", MIN_CHARS),
        WeakPassword::TooLong => ui.t1("password-too-long", "max", MAX_CHARS),
        WeakPassword::Common => ui.t("password-common"),
        WeakPassword::Personal => ui.t("password-personal"),
    })
}

/// The hash to store.
pub async fn hash(app: &App, password: &str) -> Result<String, Problem> {
    Ok(app.passwords.hash(password.to_owned(), app.installation.rng()).await?)
}
