//! Providers of notifications and letters that live on this machine, written from the public documentation of the real
//! ones: they check what they are sent as those do, remember what they took, and fail when an address says so.

mod fcm;
mod letters;
mod push;
mod sink;
mod webhook;

pub use fcm::{ACCOUNT_KEY, Fcm};
pub use letters::{Letter, Letters};
pub use push::{Browser, PushService};
pub use sink::HttpSink;
pub use webhook::Webhook;

use axum::Router;
use tokio::net::TcpListener;

/// Serves on a port of its own until the runtime ends; its address, without a slash at the end.
async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.unwrap_or_else(|error| panic!("no port: {error}"));
    let address = listener
        .local_addr()
        .unwrap_or_else(|error| panic!("no address: {error}"));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            panic!("a double ended: {error}");
        }
    });
    format!("http://{address}")
}
