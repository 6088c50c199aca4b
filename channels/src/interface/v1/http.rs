//! `http`: from what a plugin asks to the client, and each answer into the books as it comes.

use super::imported::http::{self, Host, Method};
use super::imported::types::Field;
use crate::capabilities::Capability;
use crate::capabilities::http::{Failure, Http, Request, Response};
use crate::capabilities::reach::Origin;
use crate::capabilities::spool;
use crate::host::{Job, Rehearsal, State};
use crate::message::{Outcome, Rendered};
use crate::{Fault, Sink};
use std::sync::Arc;
use std::time::Duration;
use url::Url;
use wasmtime::{Error, Result};

/// Requests in one go.
const REQUESTS: usize = 1000;
/// Requests in one call of the plugin.
const REQUESTS_IN_ALL: usize = 4000;
/// Where a sandbox pretends to send what has no address.
const NOWHERE: &str = "https://sandbox.invalid/";

type Answer = std::result::Result<Response, Failure>;

impl Host for State {
    async fn show(&mut self, message: String, text: String) -> Result<()> {
        let job = self.job(Capability::Http)?;
        if job.sink == Sink::Sandbox {
            job.ledger.show(&message, text).map_err(misuse)?;
        }
        Ok(())
    }

    async fn send_all(
        &mut self,
        requests: Vec<http::Request>,
    ) -> Result<Vec<std::result::Result<http::Response, http::Failure>>> {
        if requests.len() > REQUESTS {
            return Err(misuse(format!("{} requests in one go", requests.len())));
        }
        self.requests = self.requests.saturating_add(requests.len());
        if self.requests > REQUESTS_IN_ALL {
            return Err(misuse(format!("more than {REQUESTS_IN_ALL} requests in one call")));
        }
        let job = self.job(Capability::Http)?;
        let (requests, keys): (Vec<Request>, Vec<Vec<String>>) = requests
            .into_iter()
            .map(|request| request_of(request, job.sink))
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .unzip();
        // All are checked before the first is made. In a sandbox nothing is reached, so that nothing need be allowed.
        let rehearsal = job.services.rehearsal.as_ref();
        if job.sink == Sink::Live && rehearsal.is_none() {
            for request in &requests {
                Http::check(request, &job.reach).map_err(|origin| Error::new(Fault::Forbidden(origin)))?;
            }
        }
        let flat: Vec<&str> = keys.iter().flatten().map(String::as_str).collect();
        let mut places = job.ledger.hand_over(&flat).map_err(misuse)?.into_iter();
        let places: Vec<Vec<usize>> = keys
            .iter()
            .map(|keys| places.by_ref().take(keys.len()).collect())
            .collect();
        let answers = match job.sink {
            Sink::Live => {
                let ledger = Arc::clone(&job.ledger);
                let mut note = |index: usize, answer: &Answer| {
                    for place in places.get(index).into_iter().flatten() {
                        match answer {
                            Ok(response) => ledger.answered(*place, response.status),
                            Err(Failure::NotSent(reason)) => ledger.not_sent(*place, reason),
                            Err(Failure::NoAnswer(_)) => {}
                        }
                    }
                };
                let requests = match rehearsal {
                    Some(rehearsal) => requests
                        .into_iter()
                        .zip(&keys)
                        .map(|(r, k)| played(r, k, rehearsal))
                        .collect(),
                    None => requests,
                };
                job.services.http.send_all(requests, &mut note).await
            }
            Sink::Sandbox | Sink::Null => requests
                .into_iter()
                .zip(&places)
                .map(|(request, places)| Ok(pretended(job, &request, places)))
                .collect(),
        };
        Ok(answers.into_iter().map(told).collect())
    }
}

fn misuse(reason: impl Into<String>) -> Error {
    Error::new(Fault::Misuse {
        capability: Capability::Http,
        reason: reason.into(),
    })
}

fn request_of(request: http::Request, sink: Sink) -> Result<(Request, Vec<String>)> {
    let url = match Url::parse(&request.url) {
        // Nobody has configured a sandbox, and nobody is reached.
        Err(_) if sink != Sink::Live => Url::parse(NOWHERE).map_err(Error::new)?,
        url => url.map_err(|error| misuse(format!("an address that is none: {error}")))?,
    };
    let request_made = Request {
        method: match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        },
        url,
        headers: request
            .headers
            .into_iter()
            .map(|field| (field.name, field.value))
            .collect(),
        body: request.body,
        timeout: request.timeout.map(|millis| Duration::from_millis(millis.into())),
    };
    Ok((request_made, request.messages))
}

/// The same request to who plays the provider.
fn played(mut request: Request, keys: &[String], rehearsal: &Rehearsal) -> Request {
    let origin = Origin::of(&request.url)
        .map(|origin| origin.to_string())
        .unwrap_or_default();
    let mut url = format!("http://{}{}", rehearsal.http, request.url.path());
    if let Some(query) = request.url.query() {
        url.push('?');
        url.push_str(query);
    }
    if let Ok(url) = Url::parse(&url) {
        request.url = url;
    }
    request.headers.push(("relais-origin".to_owned(), origin));
    request.headers.push(("relais-messages".to_owned(), keys.join(",")));
    let patience = rehearsal.patience();
    request.timeout = Some(request.timeout.map_or(patience, |timeout| timeout.min(patience)));
    request
}

/// A sandbox takes what is handed over, whatever the plugin reads in an answer that no provider gave.
fn pretended(job: &Job, request: &Request, places: &[usize]) -> Response {
    for place in places {
        if job.sink == Sink::Sandbox {
            let recipient = job.ledger.recipient(*place);
            job.ledger.render(Rendered {
                key: recipient.key,
                to: recipient.to,
                subject: recipient.subject,
                body: recipient.body,
                source: request.body.clone(),
                media_type: media_type(request),
            });
        }
        job.ledger.know(*place, Outcome::Accepted { provider_id: None });
    }
    Response {
        status: 200,
        headers: vec![("relais-sandbox".to_owned(), "1".to_owned())],
        body: Vec::new(),
    }
}

/// What a request says that its body is.
fn media_type(request: &Request) -> String {
    let named = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("content-type");
    let value = request.headers.iter().find(named).map(|(_, value)| value.as_str());
    let essence = value
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim();
    if spool::is_media_type(essence) {
        essence.to_ascii_lowercase()
    } else {
        "application/octet-stream".to_owned()
    }
}

fn told(answer: Answer) -> std::result::Result<http::Response, http::Failure> {
    match answer {
        Ok(response) => Ok(http::Response {
            status: response.status,
            headers: response
                .headers
                .into_iter()
                .map(|(name, value)| Field { name, value })
                .collect(),
            body: response.body,
        }),
        Err(Failure::NotSent(reason)) => Err(http::Failure::NotSent(reason)),
        Err(Failure::NoAnswer(reason)) => Err(http::Failure::NoAnswer(reason)),
    }
}
