//! `relais audit verify`: a log is whole, or its first bad entry is named and the command fails.

use super::{CommandError, Storage, company};
use clap::{ArgGroup, Args};
use relais_core::audit::note::LogKey;
use relais_core::audit::verify::{Finding, Report, export, stored};
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Check a company's log, or a file that was exported from one.
#[derive(Args)]
#[command(group = ArgGroup::new("log").args(["tenant", "export"]).required(true))]
pub struct Verify {
    /// Short name of the company whose log is checked where it is kept.
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
    /// A file that `relais audit export`, the API or the journal's page wrote; no database is opened for it.
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// A checkpoint that was kept outside: the log must begin with what it covers. May be given several times; the more, the nearer
    /// the first bad entry is narrowed down.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// The log's verifier key as it was handed over earlier; without it the key that the file names is believed.
    #[arg(long, value_name = "FILE", requires = "export")]
    key: Option<PathBuf>,
}

impl Verify {
    /// Checks it. Whatever is wrong is the command's failure.
    pub async fn run(self, storage: Storage) -> Result<(), CommandError> {
        let known = self
            .checkpoint
            .iter()
            .map(|path| note(path))
            .collect::<Result<Vec<_>, _>>()?;
        let result = match (&self.tenant, &self.export) {
            (Some(slug), _) => {
                let installation = storage.open().await?;
                let tenant = company(&installation, slug).await?;
                stored::verify(&tenant, &known).await?
            }
            (None, Some(path)) => {
                let key = self.key.as_deref().map(key).transpose()?;
                let refused = |error: export::FileError| CommandError::Refused(format!("{}: {error}", path.display()));
                export::verify(path, key.as_ref(), &known).map_err(refused)?
            }
            (None, None) => return Err(CommandError::Refused("give --tenant or --export".into())),
        };
        match result {
            Ok(report) => told(&report),
            Err(finding) => Err(bad(finding)),
        }
    }
}

fn told(report: &Report) -> Result<(), CommandError> {
    let Report {
        size,
        erased,
        checkpoints,
        compared,
        root,
        key,
    } = report;
    let mut out = std::io::stdout();
    writeln!(out, "The log is whole.")?;
    writeln!(out, "log          {}", key.name)?;
    writeln!(out, "entries      {size}, of which {erased} erased on record")?;
    writeln!(
        out,
        "checkpoints  {checkpoints} signed by the log’s key, {compared} compared from outside"
    )?;
    writeln!(out, "root         {root}")?;
    writeln!(out, "key          {key}")?;
    writeln!(out, "fingerprint  {}", key.fingerprint())?;
    Ok(())
}

fn bad(finding: Finding) -> CommandError {
    CommandError::Refused(format!("the log is not whole: {finding}"))
}

fn read(path: &Path) -> Result<String, CommandError> {
    let unreadable = |error| CommandError::Refused(format!("{} cannot be read: {error}", path.display()));
    std::fs::read_to_string(path).map_err(unreadable)
}

/// A note as it was printed or posted, or the API's answer that holds it.
fn note(path: &Path) -> Result<String, CommandError> {
    let text = read(path)?;
    let answer: Option<Value> = serde_json::from_str(&text).ok();
    let held = answer
        .as_ref()
        .and_then(|answer| answer.get("note"))
        .and_then(Value::as_str);
    Ok(held.map_or_else(|| text.clone(), str::to_owned))
}

fn key(path: &Path) -> Result<LogKey, CommandError> {
    let unreadable = |error| CommandError::Refused(format!("{}: {error}", path.display()));
    read(path)?
        .parse()
        .map_err(|error: relais_core::audit::note::KeyFormat| unreadable(error))
}
