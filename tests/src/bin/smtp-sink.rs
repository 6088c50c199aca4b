//! The SMTP sink as a process of its own: prints `listening on smtp://ADDRESS`, then serves until it is killed.

#![expect(clippy::print_stdout, reason = "its address is told on standard output")]

use clap::{Parser, ValueEnum};
use relais_tests::smtp_sink::{Fault, SinkOptions, SinkTls, SmtpSink};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A recording SMTP server that fails on demand.
#[derive(Debug, Parser)]
#[command(name = "smtp-sink")]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Append the Message-ID of each accepted mail to this file, before acknowledging it.
    #[arg(long)]
    log: Option<PathBuf>,
    /// Append each accepted mail to this file, before acknowledging it: a line of JSON with from, to, id and raw.
    #[arg(long)]
    mails: Option<PathBuf>,
    /// Encryption.
    #[arg(long, value_enum, default_value = "none")]
    tls: Encryption,
    /// USER:PASSWORD to ask for.
    #[arg(long)]
    account: Option<String>,
    /// Say 421 after so many messages on one connection.
    #[arg(long)]
    max_messages: Option<u32>,
    /// N:FAULT, such as 50:lost-reply: every N-th recipient meets it.
    #[arg(long, value_parser = every)]
    every: Vec<(u64, Fault)>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Encryption {
    None,
    Starttls,
    Implicit,
}

fn every(text: &str) -> Result<(u64, Fault), String> {
    let (number, fault) = text.split_once(':').ok_or("N:FAULT expected")?;
    let number = number.parse().ok().filter(|number| *number > 0);
    Ok((number.ok_or("N is a number from 1")?, fault.parse()?))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let options = SinkOptions {
        listen: arguments.listen,
        tls: match arguments.tls {
            Encryption::None => SinkTls::None,
            Encryption::Starttls => SinkTls::StartTls,
            Encryption::Implicit => SinkTls::Implicit,
        },
        account: arguments.account.as_deref().and_then(|text| {
            let (user, password) = text.split_once(':')?;
            Some((user.to_owned(), password.to_owned()))
        }),
        max_messages: arguments.max_messages,
        every: arguments.every,
        only_count: true,
        log: arguments.log,
        mails: arguments.mails,
        ..SinkOptions::default()
    };
    let sink = SmtpSink::start(options).await?;
    println!("listening on smtp://{}", sink.address());
    std::future::pending::<()>().await;
    Ok(())
}
