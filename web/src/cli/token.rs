//! `relais token create`: an API token for a member, printed once.

use super::CommandError;
use clap::Subcommand;
use relais_tenants::Installation;
use relais_tenants::audit::Actor;
use std::io::Write;

/// API tokens.
#[derive(Subcommand)]
pub enum Token {
    /// Print a new token, and nothing else.
    Create {
        /// Short name of the company.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Address of the member it acts for.
        #[arg(long, value_name = "EMAIL")]
        user: String,
        /// What the token is called in the settings.
        #[arg(long, default_value = "CLI")]
        label: String,
    },
}

impl Token {
    /// Runs the command.
    pub async fn run(self, installation: Installation) -> Result<(), CommandError> {
        let Self::Create {
            tenant: slug,
            user,
            label,
        } = self;
        let tenant = installation
            .tenant_by_slug(&slug)
            .await?
            .ok_or_else(|| CommandError::Refused(format!("there is no company «{slug}»: see `relais tenant list`")))?;
        let address = user.trim().to_lowercase();
        let members = installation.members(&tenant).await?;
        let member = members
            .iter()
            .find(|member| member.person.email == address)
            .ok_or_else(|| {
                CommandError::Refused(format!(
                    "nobody signs in to «{slug}» as {user}: an administrator can invite them"
                ))
            })?;
        let secret = installation
            .create_token(&tenant, Actor::Operator, member.person.id, &label)
            .await?;
        writeln!(std::io::stdout(), "{}", secret.api_token())?;
        Ok(())
    }
}
