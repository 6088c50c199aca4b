//! One connection's share of a batch: takes messages from the batch's queue until it is empty or the relay will not go
//! on, and tells each message's fate the moment it is known.
//!
//! What is true of a message when a connection dies is told by how far its bytes got. Until its content begins, nothing
//! happened, and another connection may try. Until the line with the final dot is written, no server may have taken it
//! (RFC 5321, 4.1.1.4). From there until the reply, nobody knows.

use super::MailError;
use super::batch::{Batch, Waiting};
use super::compose::compose;
use super::reply::{self, Reply, Step};
use super::session::{Extensions, Lost, Opening, Session, Stop};
use super::wire::{Ready, write_content, write_envelope};
use crate::Outcome;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Connections lost one after the other, without an answer about a single message, before the relay is given up.
const PATIENCE: u32 = 3;
/// How often one message may be on a connection that is lost before its content began.
const TRIES: u8 = 3;
/// How long a reply is waited for on a connection that can no longer be written to.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How a conversation ended.
enum End {
    /// Nothing is left to send.
    Done,
    /// The connection has carried what it may.
    Full,
    /// The relay took leave.
    Goodbye(Reply),
    /// It broke.
    Lost(Lost),
}

/// A lane and what it holds.
pub(super) struct Lane<R> {
    batch: Arc<Batch>,
    report: R,
    /// Built while the relay was busy with the one before.
    ahead: Option<Ready>,
    /// Buffers to build in.
    spare: Vec<Vec<u8>>,
    /// Messages decided by a reply on the present connection.
    decided: u32,
}

impl<R: Fn(usize, Outcome) + Send> Lane<R> {
    /// A lane that tells fates to `report`.
    pub fn new(batch: Arc<Batch>, report: R) -> Self {
        Self {
            batch,
            report,
            ahead: None,
            spare: Vec::new(),
            decided: 0,
        }
    }

    /// Runs until nothing is left (`None`) or the relay cannot be used. What this lane held and did not send is back in
    /// the queue then.
    pub async fn run(mut self) -> Option<Stop> {
        let stop = self.send_all().await.err();
        // Time was up, or the relay cannot be used.
        if let Some(ready) = self.ahead.take() {
            self.batch.queue.lock().push_front(ready.waiting);
        }
        stop
    }

    async fn send_all(&mut self) -> Result<(), Stop> {
        let mut in_vain = 0;
        while self.look_ahead() {
            let mut session = self.session().await?;
            let was_reused = session.reused;
            self.decided = 0;
            let end = self.converse(&mut session).await;
            if self.decided > 0 {
                in_vain = 0;
            }
            match end {
                End::Done => {
                    if self.may_carry_more(&session) {
                        let batch = &self.batch;
                        batch.pool.put(&batch.key, session);
                    } else {
                        session.farewell();
                    }
                }
                End::Full => session.farewell(),
                End::Goodbye(_) if self.decided > 0 => {}
                End::Goodbye(reply) => return Err(Stop::throttled(&reply)),
                // Closed while it lay idle: says nothing about the relay.
                End::Lost(lost) if was_reused && self.decided == 0 && !lost.silent => {}
                End::Lost(lost) => {
                    in_vain += u32::from(self.decided == 0);
                    if lost.silent || in_vain >= PATIENCE {
                        return Err(lost.into());
                    }
                }
            }
        }
        Ok(())
    }

    async fn session(&self) -> Result<Session, Stop> {
        let batch = &self.batch;
        if let Some(session) = batch.pool.take(&batch.key) {
            return Ok(session);
        }
        let relay = &batch.relay;
        let resolving = batch.resolver.resolve(&batch.owner, &relay.host, relay.port);
        let addresses: Vec<SocketAddr> = tokio::time::timeout(batch.timeouts.connect, resolving)
            .await
            .map_err(|_| Stop::trouble("the relay's name is not resolved in time"))?
            .map_err(Stop::trouble)?;
        let opening = Opening {
            relay,
            timeouts: &batch.timeouts,
            tls: batch.tls.clone(),
            clear_loopback: batch.clear_loopback,
        };
        Session::open(&opening, &addresses).await
    }

    fn may_carry_more(&self, session: &Session) -> bool {
        let limit = self.batch.relay.max_per_connection;
        limit == 0 || session.messages < limit
    }

    /// Sends what there is over this connection. Each turn writes the content of the message whose envelope was taken in
    /// the turn before, together with the next message's envelope where the relay pipelines.
    async fn converse(&mut self, session: &mut Session) -> End {
        let mut open: Option<Ready> = None;
        loop {
            let pipelines = session.extensions.pipelining;
            session.output.clear();
            if let Some(ready) = &open {
                write_content(&mut session.output, ready);
                session.messages += 1;
            }
            let content = session.output.len();
            let may_begin = self.may_carry_more(session) && (open.is_none() || pipelines);
            let next = if may_begin {
                self.next(&session.extensions)
            } else {
                None
            };
            let mut ends = [content; 4];
            if let Some(next) = &next {
                write_envelope(session, next, &mut ends);
            }
            if open.is_none() && next.is_none() {
                return if may_begin { End::Done } else { End::Full };
            }

            let written = if open.is_some() || pipelines {
                let mut written = 0;
                let result = session.flush(self.batch.timeouts.data, &mut written).await;
                result.map_err(|lost| (lost, written))
            } else {
                Ok(())
            };
            self.look_ahead();

            if let Some(ready) = open.take() {
                let goodbye = match written {
                    Ok(()) => self.hear_fate(session, &ready).await,
                    Err((lost, written)) => Err(self.settle_torn(session, &ready, lost, written >= content).await),
                };
                self.spare.push(ready.message);
                match goodbye {
                    Ok(None) => {}
                    Ok(Some(reply)) => {
                        self.put_back(next, false);
                        return End::Goodbye(reply);
                    }
                    Err(lost) => {
                        self.put_back(next, true);
                        return End::Lost(lost);
                    }
                }
            } else if let Err((lost, _)) = written {
                self.put_back(next, true);
                return End::Lost(lost);
            }

            let Some(next) = next else { continue };
            match self.envelope(session, &ends).await {
                Ok(Envelope::Taken) => open = Some(next),
                Ok(Envelope::Refused(step, reply)) => {
                    self.decide(&next, reply::refused(step, &reply, &next.to));
                    self.spare.push(next.message);
                }
                Ok(Envelope::Goodbye(reply)) => {
                    self.put_back(Some(next), false);
                    return End::Goodbye(reply);
                }
                Err(lost) if lost.silent => {
                    // Whoever's turn it is when a relay falls silent may be why.
                    (self.report)(next.waiting.index, transient(lost.why.clone()));
                    return End::Lost(lost);
                }
                Err(lost) => {
                    self.put_back(Some(next), true);
                    return End::Lost(lost);
                }
            }
        }
    }

    /// The reply to a message's content; a goodbye is returned.
    async fn hear_fate(&mut self, session: &mut Session, ready: &Ready) -> Result<Option<Reply>, Lost> {
        match session.reply(self.batch.timeouts.data).await {
            Ok(reply) if reply::is_yes(&reply) => {
                self.decide(ready, reply::accepted(&reply));
                Ok(None)
            }
            Ok(reply) => {
                let outcome = reply::refused(Step::Content, &reply, &ready.to);
                if reply::is_goodbye(&reply) {
                    (self.report)(ready.waiting.index, outcome);
                    return Ok(Some(reply));
                }
                self.decide(ready, outcome);
                Ok(None)
            }
            Err(lost) => {
                let reason = format!("no reply to the message: {}", lost.why);
                (self.report)(ready.waiting.index, Outcome::Unknown { reason });
                Err(lost)
            }
        }
    }

    /// The fate of a message that could not be written to the end; `is_whole` says whether its own part could.
    async fn settle_torn(&mut self, session: &mut Session, ready: &Ready, lost: Lost, is_whole: bool) -> Lost {
        // A relay that refuses in the middle of a message often says why before it closes.
        let outcome = match session.reply(LAST_WORDS).await {
            Ok(reply) if is_whole && reply::is_yes(&reply) => reply::accepted(&reply),
            Ok(reply) if !reply::is_yes(&reply) => reply::refused(Step::Content, &reply, &ready.to),
            _ if is_whole => Outcome::Unknown {
                reason: format!("no reply to the message: {}", lost.why),
            },
            _ => transient(format!("the message could not be written to its end: {}", lost.why)),
        };
        (self.report)(ready.waiting.index, outcome);
        lost
    }

    /// Says what of the envelope is not yet said and hears the replies.
    async fn envelope(&mut self, session: &mut Session, ends: &[usize; 4]) -> Result<Envelope, Lost> {
        let wait = self.batch.timeouts.command;
        let pipelines = session.extensions.pipelining;
        let mut refusal: Option<(Step, Reply)> = None;
        let steps = [None, Some(Step::Mail), Some(Step::Recipient), Some(Step::Data)];
        let mut begin = ends[0].min(session.output.len());
        if session.dirty {
            begin = 0;
        }
        for (step, end) in steps.into_iter().zip(ends) {
            if step.is_none() && !session.dirty {
                continue;
            }
            let reply = if pipelines {
                session.reply(wait).await?
            } else {
                let line = session.output.get(begin..*end).unwrap_or_default().to_vec();
                begin = *end;
                session.ask(&line, wait).await?
            };
            if reply::is_goodbye(&reply) {
                return Ok(Envelope::Goodbye(reply));
            }
            match step {
                None if reply::is_yes(&reply) => session.dirty = false,
                None => return Err(Lost::nonsense("RSET", &reply)),
                Some(Step::Data) if reply.code == 354 => {
                    let Some((step, reply)) = refusal else {
                        return Ok(Envelope::Taken);
                    };
                    // It wants content for a message it has refused; RFC 2920, 3.1: send none.
                    session.dirty = true;
                    let answer = session.ask(b".\r\n", wait).await?;
                    if reply::is_goodbye(&answer) {
                        return Err(Lost::nonsense("DATA", &answer));
                    }
                    return Ok(Envelope::Refused(step, reply));
                }
                Some(step) if step == Step::Data || !reply::is_yes(&reply) => {
                    refusal.get_or_insert((step, reply));
                    if !pipelines {
                        break;
                    }
                }
                Some(_) => {}
            }
        }
        session.dirty = true;
        match refusal {
            Some((step, reply)) => Ok(Envelope::Refused(step, reply)),
            None => Err(Lost::broken("the relay does not speak SMTP")),
        }
    }

    /// The next message this relay can be asked to take.
    fn next(&mut self, extensions: &Extensions) -> Option<Ready> {
        loop {
            if !self.look_ahead() {
                return None;
            }
            let ready = self.ahead.take()?;
            let length = ready.signature.len() + ready.message.len();
            let refusal = if extensions.largest.is_some_and(|largest| length > largest) {
                "the message is larger than the relay takes"
            } else if ready.is_international && !extensions.international {
                "the relay does not take addresses outside ASCII"
            } else {
                return Some(ready);
            };
            let reason = refusal.to_owned();
            (self.report)(
                ready.waiting.index,
                Outcome::Permanent {
                    reason,
                    suppress: false,
                },
            );
            self.spare.push(ready.message);
        }
    }

    /// Builds the next message unless one is built already; whether there is one, and time for it.
    fn look_ahead(&mut self) -> bool {
        if Instant::now() >= self.batch.until {
            return false;
        }
        while self.ahead.is_none() {
            let Some(waiting) = self.batch.queue.lock().pop_front() else {
                return false;
            };
            match self.prepare(waiting) {
                Ok(ready) => self.ahead = Some(ready),
                Err(error) => {
                    let outcome = match error {
                        // The key is the tenant's to mend, and then the message may go.
                        MailError::Dkim(_) => transient(error.to_string()),
                        _ => Outcome::Permanent {
                            reason: error.to_string(),
                            suppress: matches!(error, MailError::Recipient(_)),
                        },
                    };
                    (self.report)(waiting.index, outcome);
                }
            }
        }
        true
    }

    fn prepare(&mut self, waiting: Waiting) -> Result<Ready, MailError> {
        let batch = self.batch.clone();
        let Some(mail) = batch.mails.get(waiting.index) else {
            return Err(MailError::Key);
        };
        let envelope = mail.envelope()?;
        let is_international = envelope.is_international();
        let mut message = self.spare.pop().unwrap_or_default();
        message.clear();
        compose(mail, (batch.clock)(), &mut message)?;
        let mut signature = Vec::new();
        if let Some(signer) = &batch.signer {
            signer.sign(&message, &mut signature)?;
        }
        Ok(Ready {
            waiting,
            from: envelope.from.into_owned(),
            to: envelope.to.into_owned(),
            is_international,
            signature,
            message,
        })
    }

    fn decide(&mut self, ready: &Ready, outcome: Outcome) {
        self.decided += 1;
        (self.report)(ready.waiting.index, outcome);
    }

    /// A message whose content never began: another connection may try, unless it was tried often enough.
    fn put_back(&mut self, ready: Option<Ready>, counts: bool) {
        let Some(ready) = ready else { return };
        let mut waiting = ready.waiting;
        waiting.tries += u8::from(counts);
        if waiting.tries >= TRIES {
            let reason = "the relay drops the connection whenever this message is offered";
            (self.report)(waiting.index, transient(reason.to_owned()));
        } else if counts {
            // Behind the others: should it be the cause, they are spared its company.
            self.batch.queue.lock().push_back(waiting);
        } else {
            self.batch.queue.lock().push_front(waiting);
        }
        self.spare.push(ready.message);
    }
}

/// What came of MAIL, RCPT and DATA.
enum Envelope {
    Taken,
    Refused(Step, Reply),
    Goodbye(Reply),
}

fn transient(reason: String) -> Outcome {
    Outcome::Transient {
        reason,
        retry_after: None,
    }
}
