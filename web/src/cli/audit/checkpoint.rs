//! `relais audit checkpoint` and `relais audit key`: what somebody outside keeps.

use super::{CommandError, company};
use clap::Args;
use relais_core::audit::{self, note::LogKey};
use relais_tenants::Installation;
use std::io::Write;

/// Print the newest checkpoint, to be kept somewhere else.
#[derive(Args)]
pub struct Checkpoint {
    /// Short name of the company.
    #[arg(long, value_name = "SLUG")]
    tenant: String,
}

impl Checkpoint {
    /// Prints the signed note, and nothing else.
    pub async fn run(self, installation: Installation) -> Result<(), CommandError> {
        let tenant = company(&installation, &self.tenant).await?;
        audit::sequence(&tenant, &|| true).await?;
        let newest = audit::newest(&tenant).await?;
        let newest = newest.ok_or_else(|| CommandError::Refused("the log has no entry yet".into()))?;
        write!(std::io::stdout(), "{}", newest.note)?;
        Ok(())
    }
}

/// Print the key by which checkpoints are checked.
#[derive(Args)]
pub struct Key {
    /// Short name of the company.
    #[arg(long, value_name = "SLUG")]
    tenant: String,
}

impl Key {
    /// Prints the verifier key, and nothing else.
    pub async fn run(self, installation: Installation) -> Result<(), CommandError> {
        let tenant = company(&installation, &self.tenant).await?;
        writeln!(std::io::stdout(), "{}", LogKey::of(&tenant))?;
        Ok(())
    }
}
