//! `relais plugin`: what a channel's developer needs (`new`, `build`, `check`: they touch no installation's data), and
//! what the operator does with plugins (`install`, `grant`, `revoke`, `list`,
//! `rollback`, `remove`: beside a running server, at once).

mod build;
mod check;
mod grant;
mod install;
mod list;
mod new;
mod remove;
mod rights;
mod rollback;
mod shop;

use super::{CommandError, Storage};
use clap::Subcommand;
use std::path::PathBuf;

/// Channel plugins.
#[derive(Subcommand)]
pub enum Plugin {
    /// Make a project of a new plugin, with everything that it is built of.
    New {
        /// What it is called: lower-case letters, digits, dashes. Its channel is called the same.
        name: String,
        /// In which folder the project's own is made.
        #[arg(long = "in", value_name = "DIR", default_value = ".")]
        parent: PathBuf,
    },
    /// Build the plugin of a project: NAME.wasm.
    Build {
        /// The project's folder.
        #[arg(value_name = "DIR", default_value = ".")]
        project: PathBuf,
        /// Where the component is written; into the project's folder when absent.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Say what a plugin can do, and run it through every check.
    Check {
        /// The component.
        #[arg(value_name = "FILE.wasm")]
        component: PathBuf,
        /// A good configuration, secrets and an address, as JSON; `sample.json` beside the component when absent.
        #[arg(long, value_name = "FILE.json")]
        sample: Option<PathBuf>,
    },
    /// Install a plugin for all companies or for one, or another version of it.
    Install(install::Install),
    /// Grant an installed plugin what it wants, or a part of it.
    Grant(grant::Rights),
    /// Take back what a plugin was granted: with less than it wants it is not in use any more.
    Revoke(grant::Rights),
    /// List what is installed for all companies; with --tenant, what one company sees.
    List {
        /// Short name of a company.
        #[arg(long, value_name = "SLUG")]
        tenant: Option<String>,
    },
    /// Put the version before the one in use back into use.
    Rollback {
        /// The plugin's name.
        name: String,
        /// Short name of the company whose own plugin is meant.
        #[arg(long, value_name = "SLUG")]
        tenant: Option<String>,
    },
    /// Remove a plugin with all its versions; refused while something needs it.
    Remove {
        /// The plugin's name.
        name: String,
        /// Short name of the company whose own plugin is meant.
        #[arg(long, value_name = "SLUG")]
        tenant: Option<String>,
    },
}

impl Plugin {
    /// Runs the command.
    pub async fn run(self, storage: Storage) -> Result<(), CommandError> {
        match self {
            Self::New { name, parent } => new::run(&name, &parent),
            Self::Build { project, out } => build::run(&project, out),
            Self::Check { component, sample } => check::run(&component, sample).await,
            Self::Install(install) => install.run(storage).await,
            Self::Grant(rights) => rights.grant(storage).await,
            Self::Revoke(rights) => rights.revoke(storage).await,
            Self::List { tenant } => list::run(storage, tenant.as_deref()).await,
            Self::Rollback { name, tenant } => rollback::run(storage, tenant.as_deref(), &name).await,
            Self::Remove { name, tenant } => remove::run(storage, tenant.as_deref(), &name).await,
        }
    }
}
