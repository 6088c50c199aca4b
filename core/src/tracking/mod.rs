//! What comes back: opens, clicks and unsubscriptions, as far as each person allows it.
//!
//! Lives here: the tokens messages carry, telling machines from humans, recording events in groups, withdrawing by a link,
//! and the figures made of it all. Does not live here: writing links and pixels into mail (`content`), answering HTTP
//! (`relais_web`), whether a message may leave (`delivery`).

mod token;

pub use token::{Presented, Token, TokenHash, token};
