//! Providers on this machine, made after the public documentation of those whose shape they have: they take messages,
//! remember them, fail as they are told, and report with the signatures that are documented.

mod front;
pub mod mailgun;
pub mod sendgrid;
pub mod twilio;

pub use front::{Fault, Reported};

/// An identifier that nobody else gives out.
#[expect(
    clippy::disallowed_methods,
    reason = "a provider is no part of the program and has no handle"
)]
fn new_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
