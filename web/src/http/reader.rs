//! The reader of an answer: language, time zone, colours.

use super::{Guest, Member};
use crate::app::App;
use crate::locale::{Locale, negotiate};
use crate::session;
use crate::view::Ui;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};
use jiff::tz::TimeZone;
use std::convert::Infallible;

/// Cookie that keeps the language of somebody who is not signed in.
pub const LANGUAGE_COOKIE: &str = "lang";

/// The reader, as templates take it.
#[derive(Clone, Debug)]
pub struct Reader(pub Ui);

impl Reader {
    /// Reads what is known of the reader from a request.
    pub fn of(headers: &HeaderMap, extensions: &Extensions) -> Self {
        let setting = extensions.get::<Guest>().map(|guest| guest.0.language.clone());
        let cookie = session::cookie(headers, LANGUAGE_COOKIE);
        let accept = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let locale: Locale = negotiate(setting.as_deref(), cookie.as_deref(), accept);
        let zone = extensions
            .get::<Member>()
            .and_then(|member| TimeZone::get(&member.company.time_zone).ok())
            .unwrap_or(TimeZone::UTC);
        Self(Ui::new(locale, zone))
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &parts.extensions))
    }
}
