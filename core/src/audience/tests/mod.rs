//! The engine against a naive one, and what only examples show.

mod bytes;
mod examples;
mod naive;
mod properties;
