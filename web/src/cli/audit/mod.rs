//! `relais audit …`: checking the audit log, and taking out of the house what it is checked against. One file per command.

mod checkpoint;
mod export;
mod verify;

use super::{CommandError, Storage};
use clap::Subcommand;
use relais_tenants::{Installation, Tenant};

/// The audit log.
#[derive(Subcommand)]
pub enum Audit {
    /// Check a company's log, or a file that was exported from one.
    Verify(verify::Verify),
    /// Print the newest checkpoint, to be kept somewhere else.
    Checkpoint(checkpoint::Checkpoint),
    /// Print the key by which checkpoints are checked.
    Key(checkpoint::Key),
    /// Write the whole log to the standard output, for somebody to check without us.
    Export(export::Export),
}

impl Audit {
    /// Runs the command. The databases are opened by those that need one.
    pub async fn run(self, storage: Storage) -> Result<(), CommandError> {
        match self {
            Self::Verify(verify) => verify.run(storage).await,
            Self::Checkpoint(checkpoint) => checkpoint.run(storage.open().await?).await,
            Self::Key(key) => key.run(storage.open().await?).await,
            Self::Export(export) => export.run(storage.open().await?).await,
        }
    }
}

/// The company of this short name.
async fn company(installation: &Installation, slug: &str) -> Result<Tenant, CommandError> {
    let unknown = || CommandError::Refused(format!("there is no company «{slug}»: see `relais tenant list`"));
    installation.tenant_by_slug(slug).await?.ok_or_else(unknown)
}
