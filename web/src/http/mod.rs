//! What every request passes through: routes that declare who may use them, who is at the other end, where a request
//! came from, and how a failure is told.
//!
//! Does not live here: any page or API endpoint (`pages`, `api`).

mod attachment;
mod body;
mod client;
mod drain;
mod guard;
mod headers;
mod idempotency;
mod log_file;
pub mod member;
mod origin;
pub mod problem;
pub mod reader;
pub mod route;
mod unfit;
mod zip;

pub use attachment::{attachment, disposition};
pub use body::{Fields, Form, Id, Json, Params};
pub use client::{Client, Proxies};
pub use log_file::log_file;
pub use member::{Guest, Member};
pub use problem::{FieldProblem, Problem};
pub use reader::Reader;
pub use route::{Access, Route, router};
pub use zip::spooled;
