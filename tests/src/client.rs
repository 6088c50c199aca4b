//! Speaking to the server over HTTP, with failures that show what it answered.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::process::log_tail;

/// A user of the server: with a token, or with cookies as a browser has. Follows no redirect.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    dir: PathBuf,
    token: Option<String>,
}

/// A request that is being put together. Ends with one of the methods that send it.
#[derive(Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    builder: RequestBuilder,
    what: String,
    dir: PathBuf,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub body: Vec<u8>,
    what: String,
}

impl Client {
    pub(crate) fn new(url: &str, dir: &Path, token: Option<String>) -> Self {
        // reqwest is built without a TLS provider of its own: the program's plugins bring theirs. Whoever is first installs it.
        drop(tokio_rustls::rustls::crypto::ring::default_provider().install_default());
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            // Far above any honest answer: a hanging server must not hang the tests.
            .timeout(Duration::from_secs(120))
            .build()
            .unwrap_or_else(|error| panic!("no HTTP client: {error}"));
        Self {
            http,
            url: url.to_owned(),
            dir: dir.to_owned(),
            token,
        }
    }

    /// Somebody else, with this token and no cookies.
    pub fn with_token(&self, token: &str) -> Self {
        Self::new(&self.url, &self.dir, Some(token.to_owned()))
    }

    /// The token it speaks with.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The whole URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Any request. `path` starts with a slash.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let mut builder = self.http.request(method.clone(), self.url(path));
        builder = match &self.token {
            Some(token) => builder.bearer_auth(token),
            // What a browser says about itself on a page of the same site.
            None => builder
                .header("Origin", &self.url)
                .header("Sec-Fetch-Site", "same-origin"),
        };
        Request {
            builder,
            what: format!("{method} {path}"),
            dir: self.dir.clone(),
        }
    }

    /// GET.
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// POST with a JSON body.
    pub fn post(&self, path: &str, body: impl Serialize) -> Request {
        self.request(Method::POST, path).json(&body)
    }

    /// PUT with a JSON body.
    pub fn put(&self, path: &str, body: impl Serialize) -> Request {
        self.request(Method::PUT, path).json(&body)
    }

    /// PATCH with a JSON body.
    pub fn patch(&self, path: &str, body: impl Serialize) -> Request {
        self.request(Method::PATCH, path).json(&body)
    }

    /// DELETE.
    pub fn delete(&self, path: &str) -> Request {
        self.request(Method::DELETE, path)
    }

    /// POST of a form, as a browser without scripts sends it.
    pub fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Request {
        let mut query = reqwest::Url::parse("form:/").unwrap_or_else(|error| panic!("{error}"));
        query.query_pairs_mut().extend_pairs(fields);
        let body = query.query().unwrap_or_default().to_owned();
        self.request(Method::POST, path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
    }

    /// POST of a file in the multipart field `file`, with other text fields beside it.
    pub fn upload(&self, path: &str, name: &str, content: Vec<u8>, fields: &[(&str, &str)]) -> Request {
        let mut form = Form::new();
        for &(field, value) in fields {
            form = form.text(field.to_owned(), value.to_owned());
        }
        let file = Part::bytes(content).file_name(name.to_owned()).mime_str("text/csv");
        let file = file.unwrap_or_else(|error| panic!("{error}"));
        let mut request = self.request(Method::POST, path);
        request.builder = request.builder.multipart(form.part("file", file));
        request
    }
}

impl Request {
    /// Adds a header field.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let value = HeaderValue::from_str(value).unwrap_or_else(|error| panic!("{name}: {error}"));
        self.builder = self.builder.header(name, value);
        self
    }

    /// Sets the body as it is.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.builder = self.builder.body(body.into());
        self
    }

    /// Sets a JSON body.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.builder = self.builder.json(body);
        self
    }

    /// Sends it and takes whatever comes; an error only when nothing comes, as from a killed server.
    pub async fn attempt(self) -> Result<Answer, reqwest::Error> {
        let response = self.builder.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await?.to_vec();
        Ok(Answer {
            status,
            headers,
            body,
            what: self.what,
        })
    }

    /// Sends it and hands the body over as it comes: server-sent events, a large export.
    pub async fn stream(self) -> reqwest::Response {
        self.builder
            .send()
            .await
            .unwrap_or_else(|error| panic!("{}: {error:?}", self.what))
    }

    /// Sends it and expects an answer, whatever its status. A 500 fails with the end of the server's log.
    pub async fn send(self) -> Answer {
        let (what, dir) = (self.what.clone(), self.dir.clone());
        match self.attempt().await {
            Ok(answer) if answer.status == 500 => panic!("{answer}\nThe server's log:\n{}", log_tail(&dir)),
            Ok(answer) => answer,
            Err(error) => panic!("{what}: {error:?}\nThe server's log:\n{}", log_tail(&dir)),
        }
    }

    /// Sends it and expects this status.
    pub async fn expect(self, status: u16) -> Answer {
        let answer = self.send().await;
        if answer.status != status {
            panic!("expected {status}: {answer}");
        }
        answer
    }

    /// Sends it and expects 200 with a JSON body.
    pub async fn ok(self) -> Value {
        self.expect(200).await.json()
    }

    /// Sends it and expects 201 with a JSON body.
    pub async fn created(self) -> Value {
        self.expect(201).await.json()
    }

    /// Sends it and expects to be refused with this status and problem details (RFC 9457).
    pub async fn refused(self, status: u16) -> Value {
        let answer = self.expect(status).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{answer}");
        let problem: Value = answer.json();
        let complete = problem["status"] == status && problem["title"].is_string() && problem["type"].is_string();
        assert!(complete, "not problem details: {answer}");
        problem
    }
}

impl Answer {
    /// A header field's text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap_or_else(|_| panic!("the body is not UTF-8: {self}"))
    }

    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self}"))
    }
}

/// The request, the status and the beginning of the body.
impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        let start: String = body.chars().take(2_000).collect();
        write!(f, "{} → {}\n{start}", self.what, self.status)
    }
}
