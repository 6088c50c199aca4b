//! `POST /language`: the language of the pages, for a member for good, for anybody else in a cookie.

use super::next;
use crate::app::App;
use crate::http::reader::LANGUAGE_COOKIE;
use crate::http::{Form, Guest, Problem};
use crate::locale::Locale;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};

/// A year, in seconds.
const LIFE: u32 = 365 * 24 * 3600;

/// Changes it and comes back to the page it was changed on.
pub async fn post(
    State(app): State<App>,
    guest: Option<Guest>,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let locale = Locale::from_tag(form.get("lang")).ok_or_else(Problem::not_found)?;
    if let Some(Guest(person)) = guest {
        app.installation.set_language(person.id, locale.tag()).await?;
    }
    let secure = if app.is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={LIFE}{secure}",
        locale.tag()
    );
    let back = back(form.get("back"), &headers);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&back)).into_response())
}

/// The page it was asked on: named by the form, else by the browser. Only its path counts, never its host.
fn back(named: &str, headers: &HeaderMap) -> String {
    if let Some(path) = next::safe(named) {
        return path.to_owned();
    }
    let referer = headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok()?.parse::<Uri>().ok());
    let path = referer
        .as_ref()
        .and_then(|uri| uri.path_and_query())
        .map(|path| path.as_str());
    match path {
        // Pages for who is not signed in are safe to come back to as well.
        Some(path) if path.starts_with("/signup") => "/signup".to_owned(),
        Some(path) => next::safe(path).unwrap_or("/login").to_owned(),
        None => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn one_comes_back_to_a_page_of_this_site() {
        let from = |referer| HeaderMap::from_iter([(header::REFERER, HeaderValue::from_static(referer))]);
        assert_eq!(back("/contacts?cursor=3", &HeaderMap::new()), "/contacts?cursor=3");
        assert_eq!(
            back("https://evil.test/", &from("http://relais.test/campaigns")),
            "/campaigns"
        );
        assert_eq!(back("", &from("http://relais.test/invitation/abc")), "/invitation/abc");
        assert_eq!(back("", &from("http://relais.test/login?next=%2F")), "/login");
        assert_eq!(back("", &from("http://relais.test//evil.test")), "/login");
        assert_eq!(back("", &HeaderMap::new()), "/");
    }
}
