//! Requests to web services: several at a time, to the hosts that were granted and to public addresses, without
//! following redirects, cookies or proxies, each with an end to its time and to its answer's size.

use super::reach::{self, Origin, Reach};
use futures_util::StreamExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, redirect};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// Requests under way at once for one call.
const AT_ONCE: usize = 16;
/// Bytes kept of an answer.
const LARGEST_ANSWER: usize = 1024 * 1024;
/// The longest that one request may take.
const LONGEST: Duration = Duration::from_secs(30);
/// The longest that a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// The client of one process: connections live here.
pub struct Http {
    client: OnceCell<Client>,
    private: bool,
}

/// A request that a plugin wants made.
#[derive(Clone, Debug)]
pub struct Request {
    /// `POST`, usually.
    pub method: Method,
    /// Absolute.
    pub url: Url,
    /// Checked when it is made.
    pub headers: Vec<(String, String)>,
    /// Bytes.
    pub body: Vec<u8>,
    /// The host's own limit when absent or larger.
    pub timeout: Option<Duration>,
}

impl Request {
    /// A request of the house's own.
    #[must_use]
    pub fn post(url: Url, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        Self {
            method: Method::POST,
            url,
            headers,
            body,
            timeout: None,
        }
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Those that are text.
    pub headers: Vec<(String, String)>,
    /// The first megabyte.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing left this machine.
    NotSent(String),
    /// It may have been taken.
    NoAnswer(String),
}

impl Http {
    /// A client without connections yet. `private` lets it reach private networks and this machine.
    #[must_use]
    pub fn new(private: bool) -> Self {
        Self {
            client: OnceCell::new(),
            private,
        }
    }

    async fn client(&self) -> Result<&Client, Failure> {
        let private = self.private;
        // Reads the system's certificates from files.
        let build = || async move {
            let built = tokio::task::spawn_blocking(move || client(private)).await;
            built.map_err(|error| error.to_string()).flatten()
        };
        let client = self.client.get_or_try_init(build).await;
        client.map_err(|error| Failure::NotSent(format!("no HTTP client: {error}")))
    }

    /// Where a request would go, when it was granted; what to call it when not.
    pub fn check(request: &Request, reach: &Reach) -> Result<(), String> {
        let web = matches!(request.url.scheme(), "http" | "https");
        match Origin::of(&request.url).filter(|_| web) {
            Some(origin) if reach.allows(&origin) => Ok(()),
            Some(origin) => Err(origin.to_string()),
            None => Err(request.url.scheme().to_owned() + ":"),
        }
    }

    /// Makes all requests; `on_answer` is told of each, by its position, as soon as it is known.
    pub async fn send_all(
        &self,
        requests: Vec<Request>,
        on_answer: &mut (dyn FnMut(usize, &Result<Response, Failure>) + Send),
    ) -> Vec<Result<Response, Failure>> {
        let count = requests.len();
        let mut under_way = futures_util::stream::iter(requests.into_iter().enumerate())
            .map(|(index, request)| async move { (index, self.send(request).await) })
            .buffer_unordered(AT_ONCE);
        let lost = || Err(Failure::NoAnswer("lost".to_owned()));
        let mut answers: Vec<_> = (0..count).map(|_| lost()).collect();
        while let Some((index, answer)) = under_way.next().await {
            on_answer(index, &answer);
            if let Some(place) = answers.get_mut(index) {
                *place = answer;
            }
        }
        answers
    }

    async fn send(&self, request: Request) -> Result<Response, Failure> {
        self.check_address(&request.url)?;
        let timeout = request.timeout.unwrap_or(LONGEST).min(LONGEST);
        let sending = self
            .client()
            .await?
            .request(request.method, request.url)
            .headers(headers(request.headers)?)
            .timeout(timeout)
            .body(request.body)
            .send();
        let mut answer = sending.await.map_err(|error| failure(&error))?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let mut body = Vec::new();
        while body.len() < LARGEST_ANSWER {
            match answer.chunk().await {
                Ok(Some(chunk)) => {
                    let room = LARGEST_ANSWER - body.len();
                    body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
                }
                Ok(None) => break,
                Err(error) => return Err(failure(&error)),
            }
        }
        Ok(Response { status, headers, body })
    }

    /// An address in the place of a name is not looked up, so that it is looked at here.
    fn check_address(&self, url: &Url) -> Result<(), Failure> {
        let address: IpAddr = match url.host() {
            Some(Host::Ipv4(v4)) => v4.into(),
            Some(Host::Ipv6(v6)) => v6.into(),
            _ => return Ok(()),
        };
        if self.private || reach::is_public(address) {
            return Ok(());
        }
        Err(Failure::NotSent(format!(
            "{address} is on a private network, which the operator of this installation has not allowed"
        )))
    }
}

fn client(private: bool) -> Result<Client, String> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    // A system without roots of its own is not in the way: the built-in ones remain.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Checked { private })
        .redirect(redirect::Policy::none())
        .referer(false)
        // A proxy would connect where we did not look.
        .no_proxy()
        .connect_timeout(CONNECT)
        .user_agent(concat!("Relais/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| error.to_string())
}

fn headers(given: Vec<(String, String)>) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let parsed = HeaderName::try_from(name.as_str())
            .ok()
            .zip(HeaderValue::try_from(value).ok());
        let Some((name, mut value)) = parsed else {
            return Err(Failure::NotSent(format!("{name:?} cannot be sent as a header")));
        };
        value.set_sensitive(true);
        headers.append(name, value);
    }
    Ok(headers)
}

/// Without the address, whose query may hold a person's data or a key.
fn failure(error: &reqwest::Error) -> Failure {
    let mut words = error.to_string();
    if let Some(url) = error.url() {
        words = words.replace(url.as_str(), url.host_str().unwrap_or_default());
    }
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        words = format!("{words}: {deeper}");
        cause = deeper.source();
    }
    if error.is_connect() || error.is_builder() {
        Failure::NotSent(words)
    } else {
        Failure::NoAnswer(words)
    }
}

/// Names are looked up here and nowhere else, so that a name cannot mean one thing when checked and another when
/// connected to.
struct Checked {
    private: bool,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            let addresses = reach::resolve(name.as_str(), 0, private).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
