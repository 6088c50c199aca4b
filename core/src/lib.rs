//! The domain: what a company does with its prospects. Knows no HTTP and no HTML.
//!
//! Rooms, top floor first (an arrow only ever goes down): `work` · `campaigns` · `insight` · `audience` · `channels` · `consent` and
//! `contacts` · `access`. `demo` makes up a base to look at.

pub mod access;
pub mod audience;
pub mod campaigns;
pub mod channels;
pub mod consent;
pub mod contacts;
pub mod demo;
pub mod insight;
mod sealed;
pub mod work;
