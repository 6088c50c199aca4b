//! A web service on the loopback that answers as real ones do on their bad days, and worse; and what becomes of mails.

use crate::Outcome;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Bytes of a request that are read.
const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

/// How a request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// With a status and a body.
    Plain(u16, &'static str),
    /// With headers of its own besides.
    Headers(u16, &'static str, &'static str),
    /// 200 and bytes that are no text.
    Noise,
    /// 200 and a tower of brackets.
    Tower,
    /// 200 and a body without end.
    Endless,
    /// 200 and a body that comes so slowly that it never ends.
    Slow,
    /// 200, and half of what was announced.
    Half,
    /// Something that is not HTTP.
    Gibberish,
    /// The connection is closed when the request was read.
    Silence,
}

/// A body in which most clients find what they look for.
pub const GOOD: &str = r#"{"id":"sample-1","sid":"SM0123456789","message_id":"sample-1","name":"projects/p/messages/1","status":"queued","message":"Queued. Thank you.","messages":[{"id":"sample-1","status":"queued"}],"access_token":"sample-token","token_type":"Bearer","expires_in":3600}"#;

/// The web service.
pub struct Provider {
    address: SocketAddr,
    manner: Arc<Mutex<Script>>,
    mails: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

/// How requests are answered, and which came.
struct Script {
    handing: Manner,
    others: Manner,
    handed: Vec<String>,
    requests: usize,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Provider {
    /// Starts on a free port.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let good = Manner::Plain(200, GOOD);
        let manner = Arc::new(Mutex::new(Script {
            handing: good,
            others: good,
            handed: Vec::new(),
            requests: 0,
        }));
        let script = manner.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let script = script.clone();
                // How a connection ends is the client's business to tell.
                tokio::spawn(async move { serve(stream, &script).await.ok() });
            }
        });
        Ok(Self {
            address,
            manner,
            mails: Arc::default(),
            serving,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on, requests that hand over messages are answered so, and others, such as those for a token, so.
    pub fn play(&self, handing: Manner, others: Manner) {
        let mut script = self.manner.lock().unwrap_or_else(PoisonError::into_inner);
        script.handing = handing;
        script.others = others;
        script.handed.clear();
        script.requests = 0;
    }

    /// The keys of the messages that were handed over since then, once for each time.
    pub fn handed(&self) -> Vec<String> {
        self.manner
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .handed
            .clone()
    }

    /// What becomes of each mail, and is counted.
    pub fn relay(&self) -> Arc<dyn Fn(&str) -> Outcome + Send + Sync> {
        let mails = self.mails.clone();
        Arc::new(move |key| {
            mails.fetch_add(1, Ordering::Relaxed);
            mail(key)
        })
    }

    /// How many mails were sent.
    pub fn mails(&self) -> usize {
        self.mails.load(Ordering::Relaxed)
    }

    /// How many requests came since then.
    pub fn requests(&self) -> usize {
        self.manner.lock().unwrap_or_else(PoisonError::into_inner).requests
    }
}

async fn serve(mut stream: TcpStream, script: &Mutex<Script>) -> std::io::Result<()> {
    let Some(keys) = read(&mut stream).await? else {
        return Ok(());
    };
    let manner = {
        let mut script = script.lock().unwrap_or_else(PoisonError::into_inner);
        script.requests += 1;
        let manner = if keys.is_empty() { script.others } else { script.handing };
        script.handed.extend(keys);
        manner
    };
    answer(&mut stream, manner).await?;
    stream.shutdown().await
}

/// Reads a request to its end: the keys of the messages that it hands over.
async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Vec<String>>> {
    let mut request = Vec::new();
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let read = stream.read(&mut chunk).await?;
        if read == 0 || request.len() > LARGEST_REQUEST {
            return Ok(None);
        }
        request.extend_from_slice(chunk.get(..read).unwrap_or_default());
        let Some(end) = memchr::memmem::find(&request, b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(request.get(..end).unwrap_or_default());
        let header = |wanted: &str| {
            head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
            })
        };
        let length: usize = header("content-length")
            .and_then(|length| length.parse().ok())
            .unwrap_or(0);
        if request.len() >= end + 4 + length {
            let keys = header("relais-messages").unwrap_or_default();
            return Ok(Some(
                keys.split(',')
                    .filter(|key| !key.is_empty())
                    .map(str::to_owned)
                    .collect(),
            ));
        }
    }
}

async fn answer(stream: &mut TcpStream, manner: Manner) -> std::io::Result<()> {
    let head = |status: u16, headers: &str| format!("HTTP/1.1 {status} Played\r\nconnection: close\r\n{headers}");
    match manner {
        Manner::Plain(status, body) => {
            let headers = format!(
                "content-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all((head(status, &headers) + body).as_bytes()).await
        }
        Manner::Headers(status, headers, body) => {
            let headers = format!("{headers}\r\ncontent-length: {}\r\n\r\n", body.len());
            stream.write_all((head(status, &headers) + body).as_bytes()).await
        }
        Manner::Noise => {
            let noise: Vec<u8> = (0..=255_u8)
                .cycle()
                .take(2048)
                .map(|byte| byte.wrapping_mul(167))
                .collect();
            stream
                .write_all(head(200, "content-type: application/json\r\n\r\n").as_bytes())
                .await?;
            stream.write_all(&noise).await
        }
        Manner::Tower => {
            stream
                .write_all(head(200, "content-type: application/json\r\n\r\n").as_bytes())
                .await?;
            stream.write_all("[".repeat(100_000).as_bytes()).await
        }
        Manner::Endless => {
            stream
                .write_all(head(200, "content-type: text/plain\r\n\r\n").as_bytes())
                .await?;
            let chunk = vec![b'x'; 64 * 1024];
            // Until the client has enough.
            loop {
                stream.write_all(&chunk).await?;
            }
        }
        Manner::Slow => {
            stream
                .write_all(head(200, "content-type: text/plain\r\n\r\n").as_bytes())
                .await?;
            loop {
                stream.write_all(b"x").await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Manner::Half => {
            stream
                .write_all(head(200, "content-length: 1000\r\n\r\n{\"id\"").as_bytes())
                .await
        }
        Manner::Gibberish => stream.write_all(b"220 mail.example.org ESMTP\r\n").await,
        Manner::Silence => Ok(()),
    }
}

/// What becomes of mails: each end there is, by the last digit of the message's key.
pub fn mail(key: &str) -> Outcome {
    let reason = "played".to_owned();
    match key.bytes().last() {
        Some(b'1') => Outcome::Transient {
            reason,
            retry_after: Some(Duration::from_secs(60)),
        },
        Some(b'2') => Outcome::Permanent { reason, suppress: true },
        Some(b'3') => Outcome::Throttled {
            retry_after: Duration::from_secs(60),
        },
        Some(b'4') => Outcome::Unknown { reason },
        Some(b'5') => Outcome::Unsent { reason },
        _ => Outcome::Accepted {
            provider_id: Some("played".to_owned()),
        },
    }
}
