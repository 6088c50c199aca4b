//! `relais tenant`: the companies of this installation.

use super::CommandError;
use clap::Subcommand;
use relais_tenants::Installation;
use relais_tenants::password::{self, Passwords};
use relais_tenants::people::NewPerson;
use relais_tenants::registry::NewTenant;
use std::io::{BufRead, Write};

/// Companies.
#[derive(Subcommand)]
pub enum Tenant {
    /// Create a company and its first administrator.
    Create {
        /// Short name: lower-case letters, digits, dashes.
        slug: String,
        /// Name as people write it.
        #[arg(long)]
        name: String,
        /// Address of the administrator.
        #[arg(long, value_name = "EMAIL")]
        admin: String,
        /// Read the administrator's password from standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
        /// ISO 3166-1 code of its country.
        #[arg(long, default_value = "FR")]
        country: String,
        /// IANA name of its time zone.
        #[arg(long, default_value = "Europe/Paris")]
        time_zone: String,
    },
    /// List the companies.
    List,
    /// Erase a company: its keys, rows, members and sessions.
    Erase {
        /// Short name.
        slug: String,
        /// Say the short name again; there is no way back.
        #[arg(long, value_name = "SLUG")]
        confirm: String,
    },
}

impl Tenant {
    /// Runs the command.
    pub async fn run(self, installation: Installation) -> Result<(), CommandError> {
        match self {
            Self::Create {
                slug,
                name,
                admin,
                password_stdin: _,
                country,
                time_zone,
            } => {
                let company = NewTenant {
                    slug,
                    name,
                    country,
                    time_zone,
                };
                create(&installation, &company, &admin).await
            }
            Self::List => {
                let mut out = std::io::stdout().lock();
                for company in installation.tenants().await? {
                    writeln!(out, "{}\t{}\t{}", company.slug, company.id, company.name)?;
                }
                Ok(())
            }
            Self::Erase { slug, confirm } => {
                if slug != confirm {
                    return Err(CommandError::Refused(
                        "--confirm must repeat the short name: nothing was erased".into(),
                    ));
                }
                let tenant = installation.tenant_by_slug(&slug).await?;
                let tenant = tenant.ok_or_else(|| CommandError::Refused(format!("there is no company «{slug}»")))?;
                installation.erase_tenant(tenant.id()).await?;
                Ok(())
            }
        }
    }
}

async fn create(installation: &Installation, company: &NewTenant, admin: &str) -> Result<(), CommandError> {
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text)?;
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    let email = admin.trim().to_lowercase();
    if !email.contains('@') {
        return Err(CommandError::Refused(format!("«{admin}» is not an email address")));
    }
    if text.is_empty() {
        return Err(CommandError::Refused(
            "the password is read from standard input, and nothing came".into(),
        ));
    }
    // The operator may have reasons (a test, a password that is changed at once): told, not refused.
    if let Err(weak) = password::check(&text, &[&email, &company.name]) {
        tracing::warn!(%weak, "the administrator's password is weak");
    }
    let hashed = Passwords::default().hash(text, installation.rng()).await;
    let password_hash = hashed.map_err(|error| CommandError::Refused(error.to_string()))?;
    let name = email.split('@').next().unwrap_or_default().to_owned();
    let person = NewPerson {
        email,
        name,
        password_hash,
        language: "fr".into(),
    };
    let (tenant, _) = installation
        .create_company(company, &person)
        .await
        .map_err(|error| CommandError::Refused(error.to_string()))?;
    writeln!(std::io::stdout(), "{tenant}")?;
    Ok(())
}
