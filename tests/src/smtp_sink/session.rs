//! One client's connection.

use super::connection::Shared;
use super::words::{address, decode, message_id, undouble};
use super::{Fault, Received, SinkTls};
use memchr::{memchr, memmem};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What follows a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Line,
    Content,
    StartTls,
    /// Flush, then close.
    Close,
    /// Close without flushing: what was said last is never heard.
    Cut,
    /// Say nothing more until the client gives up.
    Silence,
}

pub(super) struct Session<'a> {
    shared: &'a Shared,
    number: u64,
    pub(super) is_crowded: bool,
    pub(super) encrypted: bool,
    user: Option<String>,
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
    fault: Option<Fault>,
    messages: u32,
    is_slow: bool,
    /// Words of AUTH still awaited, with those that came.
    login: Option<Vec<String>>,
    output: Vec<u8>,
    input: Vec<u8>,
    at: usize,
}

impl<'a> Session<'a> {
    pub(super) fn new(shared: &'a Shared, number: u64) -> Self {
        Self {
            shared,
            number,
            is_crowded: false,
            encrypted: false,
            user: None,
            greeted: false,
            from: None,
            to: Vec::new(),
            fault: None,
            messages: 0,
            is_slow: false,
            login: None,
            output: Vec::new(),
            input: Vec::with_capacity(128 * 1024),
            at: 0,
        }
    }

    fn say(&mut self, line: &str) {
        self.output.extend_from_slice(line.as_bytes());
        self.output.extend_from_slice(b"\r\n");
    }

    pub(super) fn greet(&mut self) {
        match &self.shared.options.greeting {
            _ if self.is_crowded => self.say("421 4.7.0 too many connections"),
            Some(greeting) if greeting.is_empty() => {}
            Some(greeting) => self.say(&greeting.clone()),
            None => self.say("220 sink.example ESMTP"),
        }
    }

    /// After STARTTLS nothing of before counts.
    pub(super) fn reset(&mut self) {
        self.greeted = false;
        self.input.clear();
        self.at = 0;
        self.from = None;
        self.to.clear();
    }

    pub(super) async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut S) -> io::Result<Next> {
        let refuses = self
            .shared
            .options
            .greeting
            .as_ref()
            .is_some_and(|text| !text.starts_with("220"));
        if self.is_crowded || refuses && !self.greeted && !self.output.is_empty() {
            self.flush(stream).await?;
            return Ok(Next::Close);
        }
        if refuses && self.output.is_empty() {
            return self.silence(stream).await;
        }
        let mut next = Next::Line;
        loop {
            next = match next {
                Next::Line => match self.line() {
                    Some(line) => self.obey(&line),
                    None if self.more(stream).await? => Next::Line,
                    None => return Ok(Next::Close),
                },
                Next::Content => {
                    self.flush(stream).await?;
                    self.content(stream).await?
                }
                Next::Silence => {
                    self.flush(stream).await?;
                    return self.silence(stream).await;
                }
                Next::Cut => return Ok(Next::Cut),
                Next::Close | Next::StartTls => {
                    self.flush(stream).await?;
                    return Ok(next);
                }
            };
        }
    }

    async fn silence<S: AsyncRead + Unpin>(&mut self, stream: &mut S) -> io::Result<Next> {
        let mut ignored = [0; 1024];
        while stream.read(&mut ignored).await? > 0 {}
        Ok(Next::Close)
    }

    async fn flush<S: AsyncWrite + Unpin>(&mut self, stream: &mut S) -> io::Result<()> {
        if !self.output.is_empty() {
            if self.is_slow {
                tokio::time::sleep(self.shared.options.slowness).await;
            }
            stream.write_all(&self.output).await?;
            stream.flush().await?;
            self.output.clear();
        }
        Ok(())
    }

    /// Says what there is to say and reads on; false when the client has left.
    async fn more<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut S) -> io::Result<bool> {
        self.flush(stream).await?;
        if self.at > 0 {
            self.input.drain(..self.at);
            self.at = 0;
        }
        if self.input.capacity() - self.input.len() < 16 * 1024 {
            self.input.reserve(128 * 1024);
        }
        let read = stream.read_buf(&mut self.input);
        let count = match self.shared.options.idle {
            None => read.await?,
            Some(idle) => match tokio::time::timeout(idle, read).await {
                Ok(count) => count?,
                Err(_) => {
                    self.say("421 4.4.2 idle for too long");
                    self.flush(stream).await?;
                    0
                }
            },
        };
        Ok(count > 0)
    }

    fn line(&mut self) -> Option<String> {
        let rest = self.input.get(self.at..)?;
        let end = memchr(b'\n', rest)?;
        let line = rest.get(..end)?;
        if !line.ends_with(b"\r") {
            self.shared.records.violation("a line ends in a bare LF".to_owned());
        }
        let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned();
        self.at += end + 1;
        Some(line)
    }

    fn violation(&self, what: &str) {
        self.shared
            .records
            .violation(format!("connection {}: {what}", self.number));
    }

    fn obey(&mut self, line: &str) -> Next {
        if let Some(words) = self.login.take() {
            return self.log_in(words, line);
        }
        self.shared.records.command(line);
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let verb = verb.to_ascii_uppercase();
        let is_last = self.at >= self.input.len();
        let must_be_last = matches!(verb.as_str(), "EHLO" | "HELO" | "DATA" | "QUIT" | "STARTTLS" | "AUTH");
        if !is_last && (must_be_last || !self.shared.options.pipelining) {
            self.violation(&format!("something follows {verb}"));
        }
        if !self.greeted && matches!(verb.as_str(), "MAIL" | "RCPT" | "DATA" | "AUTH") {
            self.violation(&format!("{verb} before EHLO"));
        }
        match verb.as_str() {
            "EHLO" => self.ehlo(),
            "HELO" => self.reply_greeted("250 sink.example"),
            "STARTTLS" if self.offers_starttls() => {
                self.say("220 2.0.0 go ahead");
                if self.shared.options.tls == SinkTls::Injected {
                    self.say("250 2.0.0 welcome");
                }
                Next::StartTls
            }
            "AUTH" => self.auth(rest),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest),
            "DATA" => self.data(),
            "RSET" => {
                self.end_transaction();
                self.reply("250 2.0.0 forgotten")
            }
            "NOOP" => self.reply("250 2.0.0 ok"),
            "QUIT" => {
                self.say("221 2.0.0 bye");
                Next::Close
            }
            _ => {
                self.violation(&format!("unknown command {line:?}"));
                self.reply("500 5.5.2 what?")
            }
        }
    }

    fn reply(&mut self, line: &str) -> Next {
        self.say(line);
        Next::Line
    }

    fn reply_greeted(&mut self, line: &str) -> Next {
        self.greeted = true;
        self.reply(line)
    }

    fn offers_starttls(&self) -> bool {
        matches!(self.shared.options.tls, SinkTls::StartTls | SinkTls::Injected) && !self.encrypted
    }

    fn ehlo(&mut self) -> Next {
        let options = &self.shared.options;
        let mut lines = vec![
            "sink.example".to_owned(),
            format!("SIZE {}", options.size),
            "8BITMIME".to_owned(),
        ];
        lines.push("ENHANCEDSTATUSCODES".to_owned());
        if options.pipelining {
            lines.push("PIPELINING".to_owned());
        }
        if options.international {
            lines.push("SMTPUTF8".to_owned());
        }
        if self.offers_starttls() {
            lines.push("STARTTLS".to_owned());
        } else if options.account.is_some() {
            lines.push(format!("AUTH {}", options.mechanisms));
        }
        let last = lines.len() - 1;
        for (n, line) in lines.iter().enumerate() {
            self.say(&format!("250{}{line}", if n == last { ' ' } else { '-' }));
        }
        self.greeted = true;
        Next::Line
    }

    fn auth(&mut self, rest: &str) -> Next {
        let (mechanism, first) = rest.split_once(' ').unwrap_or((rest, ""));
        match (mechanism.to_ascii_uppercase().as_str(), first) {
            ("PLAIN", first) if !first.is_empty() => {
                let words = decode(first);
                let mut words = words.split('\0').skip(1).map(str::to_owned);
                let account = words.next().zip(words.next());
                self.judge(account)
            }
            ("LOGIN", "") => {
                self.login = Some(Vec::new());
                self.reply("334 VXNlcm5hbWU6")
            }
            _ => self.reply("504 5.5.4 no such mechanism"),
        }
    }

    fn log_in(&mut self, mut words: Vec<String>, line: &str) -> Next {
        words.push(decode(line));
        if let [user, password] = words.as_slice() {
            let account = (user.clone(), password.clone());
            return self.judge(Some(account));
        }
        self.login = Some(words);
        self.reply("334 UGFzc3dvcmQ6")
    }

    fn judge(&mut self, account: Option<(String, String)>) -> Next {
        if account.is_some() && account == self.shared.options.account {
            self.user = account.map(|(user, _)| user);
            self.reply("235 2.7.0 welcome")
        } else {
            self.reply("535 5.7.8 user name or password wrong")
        }
    }

    fn mail(&mut self, rest: &str) -> Next {
        let options = &self.shared.options;
        if options.max_messages.is_some_and(|most| self.messages >= most) {
            self.say("421 4.7.0 enough for one connection");
            return Next::Close;
        }
        if let Some(reply) = options.mail_reply.clone() {
            return self.reply(&reply);
        }
        if options.account.is_some() && self.user.is_none() {
            return self.reply("530 5.7.0 log in first");
        }
        if self.from.is_some() {
            self.violation("MAIL inside a transaction");
            return self.reply("503 5.5.1 one at a time");
        }
        match address(rest, "FROM:") {
            Some((from, parameters)) => {
                if !from.is_ascii() && !parameters.contains("SMTPUTF8") {
                    self.violation("an address outside ASCII without SMTPUTF8");
                }
                let size = parameters.split_once("SIZE=").map(|(_, size)| size);
                let size = size.and_then(|size| size.split(' ').next()?.parse::<usize>().ok());
                if size.is_some_and(|size| size > options.size) {
                    return self.reply("552 5.3.4 too large");
                }
                self.from = Some(from);
                self.reply("250 2.1.0 sender ok")
            }
            None => {
                self.violation(&format!("MAIL {rest:?}"));
                self.reply("501 5.5.4 not a sender")
            }
        }
    }

    fn rcpt(&mut self, rest: &str) -> Next {
        if self.from.is_none() {
            return self.reply("503 5.5.1 MAIL first");
        }
        let Some((to, _)) = address(rest, "TO:") else {
            self.violation(&format!("RCPT {rest:?}"));
            return self.reply("501 5.5.4 not a recipient");
        };
        let fault = self.shared.records.fault(&to);
        match fault {
            Some(Fault::Rcpt4xx) => self.reply("450 4.2.1 mailbox busy"),
            Some(Fault::Rcpt5xx) => self.reply("550 5.1.1 no such person here"),
            Some(Fault::RcptPolicy) => self.reply("550 5.7.1 not from you"),
            Some(Fault::Grey) if self.shared.records.is_first(&to) => self.reply("451 4.7.1 come back later"),
            Some(Fault::CutRcpt) => Next::Close,
            Some(Fault::SilentRcpt) => Next::Silence,
            fault => {
                self.is_slow |= fault == Some(Fault::Slow);
                self.fault = fault;
                self.to.push(to);
                self.reply("250 2.1.5 recipient ok")
            }
        }
    }

    fn data(&mut self) -> Next {
        if self.fault == Some(Fault::Data4xx) {
            return self.reply("451 4.3.0 not now");
        }
        if self.to.is_empty() && !self.shared.options.always_354 {
            return self.reply("503 5.5.1 no recipient");
        }
        self.say("354 go on");
        Next::Content
    }

    async fn content<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut S) -> io::Result<Next> {
        // How much of what follows `at` cannot hold the mark's beginning.
        let mut seen = 0;
        let (end, after) = loop {
            let rest = self.input.get(self.at..).unwrap_or_default();
            // Content that is a lone dot has no line break before it.
            if rest.starts_with(b".\r\n") {
                break (self.at, self.at + 3);
            }
            if let Some(found) = memmem::find(rest.get(seen..).unwrap_or_default(), b"\r\n.\r\n") {
                let found = self.at + seen + found;
                break (found + 2, found + 5);
            }
            if self.fault == Some(Fault::CutContent) && !rest.is_empty() {
                return Ok(Next::Cut);
            }
            seen = rest.len().saturating_sub(4);
            if !self.more(stream).await? {
                return Ok(Next::Close);
            }
        };
        if self.fault == Some(Fault::CutContent) {
            return Ok(Next::Cut);
        }
        let begin = self.at;
        self.at = after;
        let fault = self.fault;
        if self.to.is_empty() {
            self.end_transaction();
            return Ok(self.reply("554 5.5.1 no valid recipients"));
        }
        let refusal = match fault {
            Some(Fault::Content4xx) => Some((Next::Line, "451 4.3.0 out of space")),
            Some(Fault::Content5xx) => Some((Next::Line, "554 5.6.0 not to our taste")),
            Some(Fault::Content421) => Some((Next::Close, "421 4.3.2 shutting down")),
            Some(Fault::CutDot) => return Ok(Next::Cut),
            Some(Fault::SilentContent) => return Ok(Next::Silence),
            _ => None,
        };
        if let Some((next, reply)) = refusal {
            self.end_transaction();
            self.say(reply);
            return Ok(next);
        }
        self.accept(begin, end)?;
        self.messages += 1;
        self.end_transaction();
        Ok(match fault {
            Some(Fault::LostReply) => Next::Cut,
            Some(Fault::Garbage) => self.reply("all right then"),
            _ => self.reply("250 2.0.0 ok: queued as S1NK"),
        })
    }

    fn accept(&mut self, begin: usize, end: usize) -> io::Result<()> {
        let content = self.input.get(begin..end).unwrap_or_default();
        let options = &self.shared.options;
        self.shared.records.accept(|| Received {
            connection: self.number,
            from: self.from.clone().unwrap_or_default(),
            to: self.to.clone(),
            message_id: message_id(content),
            raw: if options.keep_raw || options.mails.is_some() {
                undouble(content)
            } else {
                Vec::new()
            },
            user: self.user.clone(),
            encrypted: self.encrypted,
        })
    }

    fn end_transaction(&mut self) {
        self.from = None;
        self.to.clear();
        self.fault = None;
        self.is_slow = false;
    }
}
