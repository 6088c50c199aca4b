//! `relais audit export`: the log as a file.

use super::{CommandError, company};
use clap::Args;
use relais_core::audit;
use relais_tenants::Installation;
use relais_tenants::audit::Actor;
use std::io::Write;

/// Write the whole log to the standard output.
#[derive(Args)]
pub struct Export {
    /// Short name of the company.
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    /// Open the details of all entries in it; it verifies either way.
    #[arg(long)]
    details: bool,
}

impl Export {
    /// Writes it, piece by piece, and records that it was taken.
    pub async fn run(self, installation: Installation) -> Result<(), CommandError> {
        let tenant = company(&installation, &self.tenant).await?;
        audit::catch_up(&tenant).await?;
        let mut export = audit::export::Export::begin(&tenant, Actor::Operator, self.details).await?;
        let mut out = std::io::stdout();
        while let Some(lines) = export.next().await? {
            out.write_all(&lines)?;
        }
        Ok(out.flush()?)
    }
}
