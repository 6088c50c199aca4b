//! The email transport: structured messages in, an [`Outcome`](crate::Outcome) for each of them out.
//!
//! A plugin says what to write to whom and through which relay; everything that takes a secret or a socket is done here:
//! MIME ([`build`]), DKIM, TLS, authentication, SMTP and its connections.
//!
//! Floors, top first: `transport` (a batch) · `lane` (one connection's share of it) · `batch` (what lanes
//! share) · `wire` · `pool` · `session` (SMTP, RFC 5321)
//! · `stream`, `tls` · `reply` · `compose` (MIME), `dkim` · `mail`, `relay`.
//!
//! Three things here are measured, not a matter of taste. The stream is our own with `TCP_NODELAY`, and a message's
//! content leaves in one write with the next message's MAIL, RCPT and DATA (RFC 2920, 3.1), so that a message costs one
//! round trip. Connections outlive a batch. And the next message is built and signed while the relay works on this one.

mod batch;
mod compose;
mod dkim;
mod lane;
mod mail;
mod pool;
mod relay;
mod reply;
mod session;
mod stream;
mod tls;
mod transport;
mod wire;

pub use compose::build;
pub use dkim::{DkimError, Signer, is_signing_key};
pub use mail::{Mail, MailError};
pub use relay::{Credentials, Dkim, Relay, Resolve, Resolving, Timeouts, Tls};
pub use transport::{Options, Transport};
