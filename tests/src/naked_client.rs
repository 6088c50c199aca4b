//! A client that does nothing but SMTP: what the email pipeline is measured against.
//!
//! It sends one mail, made before, over and over, and knows no ledger, no template and no sandbox.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const ENVELOPE: &[u8] = b"MAIL FROM:<bonjour@example.org>\r\nRCPT TO:<contact@example.net>\r\nDATA\r\n";

/// How a pipelining client groups what it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipelining {
    /// MAIL, RCPT and DATA in one write, the content in another: two round trips a message.
    Usual,
    /// The content together with the next envelope: one round trip a message.
    Tight,
}

/// Sends so many copies of `mail`, which ends with a line feed; messages a second.
pub async fn rate(
    address: SocketAddr,
    mail: &[u8],
    messages: usize,
    connections: usize,
    pipelining: Pipelining,
) -> Result<f64> {
    let content: Arc<[u8]> = [mail, b".\r\n"].concat().into();
    let share = messages / connections;
    let start = Instant::now();
    let clients: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(send(address, content.clone(), share, pipelining)))
        .collect();
    for client in clients {
        client.await.map_err(Error::other)??;
    }
    Ok((share * connections) as f64 / start.elapsed().as_secs_f64())
}

async fn send(address: SocketAddr, content: Arc<[u8]>, messages: usize, pipelining: Pipelining) -> Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut replies = Replies::default();
    replies.hear(&mut stream, 1).await?;
    stream.write_all(b"EHLO bench.example\r\n").await?;
    replies.hear(&mut stream, 1).await?;
    if pipelining == Pipelining::Usual {
        for _ in 0..messages {
            stream.write_all(ENVELOPE).await?;
            replies.hear(&mut stream, 3).await?;
            stream.write_all(&content).await?;
            replies.hear(&mut stream, 1).await?;
        }
        return Ok(());
    }
    let both = [&content, ENVELOPE].concat();
    stream.write_all(ENVELOPE).await?;
    replies.hear(&mut stream, 3).await?;
    for _ in 1..messages {
        stream.write_all(&both).await?;
        replies.hear(&mut stream, 4).await?;
    }
    stream.write_all(&content).await?;
    replies.hear(&mut stream, 1).await
}

/// Counts replies by their last lines.
#[derive(Default)]
struct Replies {
    unread: Vec<u8>,
}

impl Replies {
    async fn hear(&mut self, stream: &mut TcpStream, mut count: usize) -> Result<()> {
        loop {
            let mut at = 0;
            while count > 0 {
                let rest = self.unread.get(at..).unwrap_or_default();
                let Some(end) = memchr::memchr(b'\n', rest) else { break };
                match rest.first() {
                    Some(b'2' | b'3') => count -= usize::from(rest.get(3) == Some(&b' ')),
                    _ => return Err(Error::other(String::from_utf8_lossy(rest).into_owned())),
                }
                at += end + 1;
            }
            self.unread.drain(..at);
            if count == 0 {
                return Ok(());
            }
            if stream.read_buf(&mut self.unread).await? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }
}
