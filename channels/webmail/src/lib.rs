//! What the plugins that send mail over web services have in common: what a mail is made of, what can be wrong with a
//! configuration, and what most answers mean.

mod answer;
mod describe;
mod mail;
mod mailbox;
mod problem;
mod send;

pub use answer::{header, permanent, settle, transient, waiting};
pub use describe::{content, property, secret};
pub use mail::{Mail, mail};
pub use mailbox::Mailbox;
pub use send::send;
pub use problem::{NO_API_KEY, NO_SENDER, Problem, is_api, mailbox, object, text};
