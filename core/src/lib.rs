//! The domain: what a company does with its prospects. Knows no HTTP and no HTML.
//!
//! Rooms, top floor first (an arrow only ever goes down): `work` · `campaigns` · `delivery` · `insight` · `tracking` ·
//! `audience` · `content` · `channels` · `plugins` · `consent` and `contacts` · `audit` · `access`. `demo` makes up a base to look at.

pub mod access;
pub mod audience;
pub mod audit;
pub mod campaigns;
pub mod channels;
pub mod consent;
pub mod contacts;
pub mod content;
pub mod delivery;
pub mod demo;
pub mod insight;
pub mod plugins;
mod sealed;
pub mod tracking;
pub mod work;
