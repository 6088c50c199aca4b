//! What pages show: one typed struct per page, next to nothing else.
//!
//! A handler fills a struct of this module and renders it; templates live in `web/templates/`.
//! Structs own plain values (texts already in the reader's language where they come from an
//! error, numbers and dates as such) and know no database, no HTTP and no domain type.
//! Not here: what is true (that is `core`), who may see it (that is the handler).

pub mod account;
pub mod audit;
pub mod campaigns;
pub mod channels;
pub mod chart;
pub mod contacts;
pub mod error;
pub mod field;
pub mod imports;
pub mod outbox;
pub mod overview;
pub mod plugins;
pub mod second_factor;
pub mod settings;
pub mod shell;
pub mod status;
pub mod track;
mod ui;
pub mod work;

#[cfg(test)]
mod tests;

pub use field::{Choice, Field};
pub use shell::{Company, Place, RecentCampaign, Shell};
pub use status::CampaignStatus;
pub use ui::{Markup, Ui};
