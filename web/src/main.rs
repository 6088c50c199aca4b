//! `relais`: pages, API and command line of Relais. Knows no SQL.

mod api;
mod app;
mod assets;
mod callbacks;
mod channel_test;
mod cli;
mod http;
mod live;
mod locale;
mod pages;
mod plugins;
mod refusal;
mod session;
mod track;
mod view;

use std::process::ExitCode;

// Sending makes and drops many buffers on several threads, where it costs a third of what the C library's takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Every route of the program.
fn routes() -> Vec<http::Route> {
    let mut routes = pages::routes();
    routes.extend(api::routes());
    routes.extend(track::routes());
    routes.extend(callbacks::routes());
    routes
}

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "it is how a command tells why it failed")]
            {
                eprintln!("relais: {error}");
            }
            ExitCode::FAILURE
        }
    }
}
