//! The domain: what a company does with its prospects. Knows no HTTP and no HTML.
//!
//! Rooms, top floor first (an arrow only ever goes down): `work` · `campaigns` · `insight` · `tracking` · `audience` ·
//! `content` · `consent` and `contacts` · `access`. `demo` makes up a base to look at.

pub mod access;
pub mod audience;
pub mod campaigns;
pub mod consent;
pub mod contacts;
pub mod content;
pub mod demo;
pub mod insight;
mod sealed;
pub mod tracking;
pub mod work;
