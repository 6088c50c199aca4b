//! What the whole-product tests stand on: the real program as a child process on either database, clients that speak to
//! it over HTTP, and generated files whose import can be accounted for to the line.
//!
//! Here lives no scenario: those are in `tests/tests/`, a file each, and reach the product only as its users do. A
//! harness that cannot do its part fails the test at once and says why, so panics are its way to report.
#![expect(clippy::panic, reason = "a test's helper reports by failing the test")]

pub mod base;
pub mod client;
mod database;
pub mod doubles;
pub mod fixture;
pub mod guests;
pub mod import;
pub mod ledger;
pub mod naked_client;
mod process;
pub mod providers;
pub mod real;
pub mod reports;
pub mod server;
pub mod smtp_sink;
pub mod stored;
mod tenant;

pub use client::{Answer, Client};
pub use database::Backend;
pub use server::Server;
pub use tenant::Tenant;

/// Turns one scenario into two tests, `sqlite` and `postgres`, in a module of the scenario's name.
///
/// ```ignore
/// async fn an_empty_base_counts_zero(server: &Server) { … }
/// on_both_databases!(an_empty_base_counts_zero);
///
/// // A server of its own, to be killed or looked into:
/// async fn a_killed_import_goes_on(mut server: Server) { … }
/// on_both_databases!(a_killed_import_goes_on, alone);
///
/// // The same, allowed to reach relays on this machine:
/// async fn a_mail_arrives(server: Server) { … }
/// on_both_databases!(a_mail_arrives, beside_relay);
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($scenario:ident) => {
        $crate::on_both_databases!(@tests $scenario, shared);
    };
    ($scenario:ident, alone) => {
        $crate::on_both_databases!(@tests $scenario, start);
    };
    ($scenario:ident, beside_relay) => {
        $crate::on_both_databases!(@tests $scenario, beside_relay);
    };
    (@tests $scenario:ident, $server:ident) => {
        mod $scenario {
            use $crate::{Backend, Server};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$scenario(Server::$server(Backend::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$scenario(Server::$server(Backend::Postgres).await).await;
            }
        }
    };
}
