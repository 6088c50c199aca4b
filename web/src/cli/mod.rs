//! The command line: one file per command.

mod audit;
mod demo;
mod inbound;
mod plugin;
mod routes;
mod serve;
mod tenant;
mod token;

use clap::{Args, Parser, Subcommand};
use relais_tenants::Installation;
use relais_tenants::clock::{Clock, Rng};
use relais_tenants::registry::{Options, RegistryError};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Omnichannel campaigns, lawfully and measurably.
#[derive(Parser)]
#[command(name = "relais", version)]
struct Cli {
    #[command(flatten)]
    storage: Storage,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages, API and workers.
    Serve(serve::Serve),
    /// Create, list and erase companies.
    #[command(subcommand)]
    Tenant(tenant::Tenant),
    /// Create API tokens.
    #[command(subcommand)]
    Token(token::Token),
    /// Take a mail that was returned, or a complaint, from a mail server's pipe.
    Inbound(inbound::Inbound),
    /// Make, build, check, install and remove channel plugins.
    #[command(subcommand)]
    Plugin(plugin::Plugin),
    /// Check audit logs, and print what they are checked against.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Bring the schema up to date and create the application role.
    Migrate,
    /// List every route with what it asks for.
    Routes,
}

/// Where the data is.
#[derive(Args)]
struct Storage {
    /// Directory of the SQLite files and of the master key.
    #[arg(long, env = "RELAIS_DATA", default_value = "data", global = true, value_name = "DIR")]
    data: PathBuf,
    /// PostgreSQL, as the application role; without it SQLite is used.
    #[arg(
        long,
        env = "RELAIS_DATABASE_URL",
        global = true,
        value_name = "URL",
        hide_env_values = true
    )]
    database_url: Option<String>,
    /// PostgreSQL, as the owner of the schema: migrates and creates the application role.
    #[arg(
        long,
        env = "RELAIS_ADMIN_DATABASE_URL",
        global = true,
        value_name = "URL",
        hide_env_values = true
    )]
    admin_database_url: Option<String>,
    /// Master key in base64; without it the file `master.key` in the data directory.
    #[arg(
        long,
        env = "RELAIS_MASTER_KEY",
        global = true,
        value_name = "KEY",
        hide_env_values = true
    )]
    master_key: Option<String>,
}

/// Why a command ends without having done its work.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The installation cannot be opened.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Input or output failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// What was asked for cannot be done; the text says why.
    #[error("{0}")]
    Refused(String),
    /// A mail was not taken, and what its mail server is to do about it.
    #[error("{1}")]
    Mail(inbound::Exit, String),
}

impl CommandError {
    /// With what the process ends.
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Mail(exit, _) => ExitCode::from(*exit as u8),
            Self::Registry(_) | Self::Io(_) | Self::Refused(_) => ExitCode::FAILURE,
        }
    }
}

impl From<relais_core::audit::AuditError> for CommandError {
    fn from(error: relais_core::audit::AuditError) -> Self {
        match error {
            relais_core::audit::AuditError::Database(error) => error.into(),
            damaged => Self::Refused(format!("{damaged}; `relais audit verify` names the first bad entry")),
        }
    }
}

impl From<relais_tenants::database::Error> for CommandError {
    fn from(error: relais_tenants::database::Error) -> Self {
        Self::Registry(error.into())
    }
}

impl Storage {
    async fn open(self) -> Result<Installation, RegistryError> {
        let options = Options {
            data: self.data,
            database_url: self.database_url,
            admin_database_url: self.admin_database_url,
            master_key: self.master_key,
        };
        Installation::open(&options, Clock::system(), Rng::system()).await
    }
}

/// Runs the command line of this process.
pub async fn run() -> Result<(), CommandError> {
    let cli = Cli::parse();
    // A developer's tool says what it has to say on its own.
    log(match cli.command {
        Command::Plugin(_) => "off",
        // What is said here ends in the mail server's log, and in mails.
        Command::Inbound(_) => "error",
        _ => "info,sqlx=warn",
    });
    match cli.command {
        Command::Serve(serve) => {
            let data = cli.storage.data.clone();
            serve.run(cli.storage.open().await?, &data).await
        }
        Command::Tenant(tenant) => tenant.run(cli.storage.open().await?).await,
        Command::Token(token) => token.run(cli.storage.open().await?).await,
        Command::Inbound(inbound) => inbound.run(cli.storage).await,
        Command::Audit(audit) => audit.run(cli.storage).await,
        Command::Migrate => {
            cli.storage.open().await?;
            Ok(())
        }
        Command::Plugin(plugin) => plugin.run(cli.storage).await,
        Command::Routes => routes::run(),
    }
}

/// What happens goes to the standard error output; `RELAIS_LOG` says how much (`info`, `relais_core=debug,warn`).
fn log(usual: &str) {
    let filter = EnvFilter::try_from_env("RELAIS_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
