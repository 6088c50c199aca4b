//! `relais plugin`: what a channel's developer needs. Nothing here touches an installation's data.

mod build;
mod check;
mod new;

use super::CommandError;
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
}

impl Plugin {
    /// Runs the command.
    pub async fn run(self) -> Result<(), CommandError> {
        match self {
            Self::New { name, parent } => new::run(&name, &parent),
            Self::Build { project, out } => build::run(&project, out),
            Self::Check { component, sample } => check::run(&component, sample).await,
        }
    }
}
