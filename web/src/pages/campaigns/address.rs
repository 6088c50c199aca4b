//! The panel's state as an address: what the browser's history, a reload and a bookmark come back to.

use super::form::NAMES;
use crate::http::Fields;
use crate::pages::audience::{Asked, PREFIX};
use axum::http::{HeaderMap, HeaderName};
use form_urlencoded::Serializer;

/// Where the panel is.
const PATH: &str = "/campaigns/new";
/// Longest address given, in bytes: what every proxy on the way takes.
const LONGEST: usize = 6_000;
/// The field that may be long; an address does without it rather than with nothing.
const LONG: &str = "description";

/// The address of `step` with what is chosen and said. `None` when it would be too long to travel.
pub fn address(step: &str, fields: &Fields, asked: &Asked) -> Option<String> {
    let whole = written(step, fields, asked, |_| true);
    if whole.len() <= LONGEST {
        return Some(whole);
    }
    let short = written(step, fields, asked, |name| name != LONG);
    (short.len() <= LONGEST).then_some(short)
}

fn written(step: &str, fields: &Fields, asked: &Asked, wanted: impl Fn(&str) -> bool) -> String {
    let mut query = Serializer::new(String::new());
    if step != "audience" {
        query.append_pair("step", step);
    }
    let bounds = asked
        .unreadable
        .iter()
        .map(|(name, typed)| (name.clone(), typed.clone()));
    for (key, value) in asked.filter.to_pairs().into_iter().chain(bounds) {
        query.append_pair(&format!("{PREFIX}{key}"), &value);
    }
    for (name, value) in fields.pairs().filter(|(name, _)| NAMES.contains(name) && wanted(name)) {
        // An empty name tells a form that was left empty from one that was never shown.
        if !value.trim().is_empty() || name == "title" {
            query.append_pair(name, value);
        }
    }
    match query.finish() {
        query if query.is_empty() => PATH.to_owned(),
        query => format!("{PATH}?{query}"),
    }
}

/// Makes `address` an entry of the browser's history, unless it stands there already.
pub fn pushed(headers: &HeaderMap, address: Option<String>) -> Option<[(HeaderName, String); 1]> {
    let current = headers.get("hx-current-url").and_then(|url| url.to_str().ok());
    let address = address.filter(|address| current.is_none_or(|url| path(url) != address))?;
    Some([(HeaderName::from_static("hx-push-url"), address)])
}

/// An address without scheme and host.
fn path(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or("/", |at| &url[host + at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(step: &str, form: &str) -> Option<String> {
        let fields = Fields::parse(form.as_bytes());
        address(step, &fields, &Asked::read(&fields).unwrap())
    }

    #[test]
    fn an_address_says_what_the_form_says_and_nothing_else() {
        assert_eq!(of("audience", "q.city=ren&drop=").unwrap(), "/campaigns/new");
        assert_eq!(
            of(
                "audience",
                "f.type=mairie&f.type=cij&f.type=&f.income.min=beaucoup&f.region=Corse&drop=region%3DCorse"
            ),
            Some("/campaigns/new?f.type=&f.type=cij&f.type=mairie&f.income.min=beaucoup".into())
        );
        assert_eq!(
            of(
                "review",
                "title=F%C3%AAte+%26+foire&end_date=&channels=sms&channels=email&password=x"
            )
            .unwrap(),
            "/campaigns/new?step=review&title=F%C3%AAte+%26+foire&channels=sms&channels=email"
        );
        assert_eq!(of("campaign", "title=").unwrap(), "/campaigns/new?step=campaign&title=");
    }

    #[test]
    fn a_long_description_stays_out_and_what_is_still_too_long_is_no_address() {
        let long = format!("title=a&description={}", "é".repeat(2_000));
        assert_eq!(of("review", &long).unwrap(), "/campaigns/new?step=review&title=a");
        let cities: String = (0..400).map(|i| format!("f.city=ville+numero+{i}&")).collect();
        assert_eq!(of("audience", &cities), None);
    }

    #[test]
    fn an_address_that_stands_there_is_not_pushed_again() {
        let mut headers = HeaderMap::new();
        let push = |headers: &HeaderMap| pushed(headers, Some("/campaigns/new?f.type=a".into())).is_some();
        assert!(push(&headers));
        headers.insert(
            "hx-current-url",
            "http://127.0.0.1:1/campaigns/new?f.type=a".parse().unwrap(),
        );
        assert!(!push(&headers));
        headers.insert("hx-current-url", "http://127.0.0.1:1".parse().unwrap());
        assert!(push(&headers));
        assert!(pushed(&headers, None).is_none());
    }
}
