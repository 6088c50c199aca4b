//! `relais plugin install`: a component becomes a plugin of all companies, or of one.

use super::super::{CommandError, Storage};
use super::rights;
use super::shop::Shop;
use clap::Args;
use relais_channels::Capability;
use relais_core::plugins::{Done, Grant, Upload};
use relais_tenants::audit::Actor;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Install a plugin.
#[derive(Args)]
pub struct Install {
    /// The component. A signature is read from FILE.wasm.sig when that is there.
    #[arg(value_name = "FILE.wasm")]
    component: PathBuf,
    /// What it is called here; the file's name when absent. An installed plugin of that name gets another version.
    #[arg(long)]
    name: Option<String>,
    /// Short name of the company that gets it; all companies when absent.
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
    /// Grant all that it wants: it serves at once.
    #[arg(long, conflicts_with = "grant")]
    grant_all: bool,
    /// Grant these capabilities, separated by commas; with fewer than it wants it does not serve.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = rights::capability)]
    grant: Option<Vec<Capability>>,
    /// The publisher's Ed25519 key: a PEM file, or the key in base64. Not needed again for the next version.
    #[arg(long, value_name = "FILE|KEY")]
    publisher_key: Option<String>,
    /// Yes, another publisher than the installed version's, or none.
    #[arg(long)]
    change_publisher: bool,
}

impl Install {
    /// Runs the command.
    pub async fn run(self, storage: Storage) -> Result<(), CommandError> {
        let upload = self.upload()?;
        let shop = Shop::open(storage, self.tenant.as_deref()).await?;
        let tenant = shop.tenant.as_ref();
        let grant = match (self.grant_all, self.grant) {
            (true, _) => Some(Grant::All),
            (false, Some(granted)) => Some(Grant::Some(granted)),
            (false, None) => None,
        };
        let done = match grant {
            Some(grant) => {
                shop.plugins
                    .install_and_grant(tenant, Actor::Operator, upload, grant)
                    .await?
            }
            None => shop.plugins.install(tenant, Actor::Operator, upload).await?,
        };
        told(&done, self.tenant.as_deref())?;
        Ok(())
    }

    fn upload(&self) -> Result<Upload, CommandError> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => name_of(&self.component),
        };
        let mut signature = self.component.clone().into_os_string();
        signature.push(".sig");
        let signature = PathBuf::from(signature);
        let publisher = match &self.publisher_key {
            Some(key) if Path::new(key).is_file() => Some(String::from_utf8_lossy(&read(Path::new(key))?).into_owned()),
            key => key.clone(),
        };
        Ok(Upload {
            name,
            component: read(&self.component)?,
            signature: if signature.is_file() {
                Some(read(&signature)?)
            } else {
                None
            },
            publisher,
            other_publisher: self.change_publisher,
        })
    }
}

/// `fax_4u.wasm` is called `fax-4u`.
fn name_of(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    stem.to_lowercase().replace('_', "-")
}

fn read(file: &Path) -> Result<Vec<u8>, CommandError> {
    std::fs::read(file).map_err(|error| CommandError::Refused(format!("{}: {error}", file.display())))
}

/// Says what was installed, what it can do, and what comes next.
fn told(done: &Done, slug: Option<&str>) -> Result<(), CommandError> {
    let plugin = &done.plugin;
    let Some(version) = plugin.version(done.version) else {
        return Ok(());
    };
    let mut out = std::io::stdout().lock();
    let what = if done.same { "is installed already" } else { "installed" };
    writeln!(
        out,
        "{} version {} {what}: {}",
        plugin.name, version.number, version.title_en
    )?;
    writeln!(out, "channel {}, sha256 {}", version.channel, version.digest)?;
    if let Some(publisher) = version.publisher {
        writeln!(out, "signed by {publisher}")?;
    }
    Ok(rights::write(&mut out, plugin, version, slug)?)
}
