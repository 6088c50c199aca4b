//! What all of them need: an address on this machine, faults to order, and a way to call back.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// How a provider answers instead of taking a message.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
    /// Whether it takes the message all the same: its answer tells nothing of it.
    pub taken: bool,
}

impl Fault {
    /// An answer with this status and body, that says no more.
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            taken: false,
        }
    }

    pub(super) fn answer(&self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, self.body.clone()).into_response();
        for (name, value) in &self.headers {
            if let Ok(value) = value.parse() {
                response.headers_mut().insert(*name, value);
            }
        }
        response
    }
}

/// What Relais answered to a report.
pub type Reported = u16;

/// The front of a provider: what it took, and what it is to do with the next message to somebody.
#[derive(Debug)]
pub(super) struct Front<T>(Arc<Mutex<Books<T>>>);

#[derive(Debug)]
struct Books<T> {
    taken: Vec<T>,
    faults: HashMap<String, VecDeque<Fault>>,
}

impl<T> Clone for Front<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone> Front<T> {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Books {
            taken: Vec::new(),
            faults: HashMap::new(),
        })))
    }

    fn books(&self) -> MutexGuard<'_, Books<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a message, and answers with what was ordered for this recipient or the usual.
    pub fn take(&self, to: &str, message: T, usual: impl FnOnce() -> Response) -> Response {
        let mut books = self.books();
        let fault = books.faults.get_mut(to).and_then(VecDeque::pop_front);
        if fault.as_ref().is_none_or(|fault| fault.taken) {
            books.taken.push(message);
        }
        fault.map_or_else(usual, |fault| fault.answer())
    }

    pub fn order(&self, to: &str, fault: Fault) {
        self.books().faults.entry(to.to_owned()).or_default().push_back(fault);
    }

    pub fn taken(&self) -> Vec<T> {
        self.books().taken.clone()
    }
}

/// Serves at an address of this machine for as long as the test's runtime lives: `http://127.0.0.1:port`.
pub(super) async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.unwrap_or_else(|error| panic!("no address for a provider: {error}"));
    let address = listener.local_addr().unwrap_or_else(|error| panic!("{error}"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// Calls back: what was answered.
pub(super) async fn report(url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reported {
    drop(tokio_rustls::rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder().timeout(Duration::from_secs(60)).build();
    let client = client.unwrap_or_else(|error| panic!("no HTTP client: {error}"));
    let mut request = client.post(url).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    match request.send().await {
        Ok(response) => response.status().as_u16(),
        Err(error) => panic!("a report to {url}: {error}"),
    }
}

/// A form as it travels.
pub(super) fn form(fields: &[(String, String)]) -> Vec<u8> {
    let mut url = reqwest::Url::parse("form:/").unwrap_or_else(|error| panic!("{error}"));
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().as_bytes().to_vec()
}

/// The fields of a form that came.
pub(super) fn fields(body: &[u8]) -> Vec<(String, String)> {
    let mut url = reqwest::Url::parse("form:/").unwrap_or_else(|error| panic!("{error}"));
    url.set_query(Some(&String::from_utf8_lossy(body)));
    url.query_pairs().into_owned().collect()
}

/// The value of a field; empty when there is none.
pub(super) fn get(fields: &[(String, String)], name: &str) -> String {
    let field = fields.iter().find(|(field, _)| field == name);
    field.map(|(_, value)| value.clone()).unwrap_or_default()
}
