//! The whole product, driven as its users drive it: a module per scenario, each on both databases.
//!
//! What all of them stand on (servers, clients, generated files) is the library beside this: `relais_tests`.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a scenario reports by failing: the exemption of tests does not reach its helpers"
)]

mod access;
mod audience_refused;
mod audit_log;
mod audit_tampering;
mod audited;
mod auditor;
mod bad_input;
mod campaign_by_api;
mod channel_tests;
mod channels_by_api;
mod contacts_by_api;
mod content_by_api;
mod crash_import;
mod crash_prepare;
mod crash_sending;
mod delivery_by_api;
mod delivery_neighbours;
mod delivery_withdrawal;
mod fifth_channel;
mod forgotten;
mod hostile;
mod idempotency;
mod import_memory;
mod import_preview;
mod import_refused;
mod import_report;
mod import_shapes;
mod isolation;
mod keys;
mod kills;
mod letters;
mod live_feed;
mod mail_reports;
mod modes;
mod openapi;
mod plugin_figures;
mod plugin_sdk;
mod plugins;
mod plugins_refused;
mod proxies;
mod push;
mod reach_by_api;
mod real_data;
mod relay;
mod running;
mod second_factor;
mod sending;
mod sms;
mod sorted_messages;
mod suppression;
mod tracking_by_link;
mod web_mail;
