//! `relais plugin check`: the conformance kit, and its report.

use super::super::CommandError;
use relais_channels::conformance::{self, Sample};
use std::io::Write;
use std::path::{Path, PathBuf};

pub async fn run(component: &Path, sample: Option<PathBuf>) -> Result<(), CommandError> {
    let bytes = read(component)?;
    let sample = match sample {
        Some(file) => parse(&file)?,
        None => {
            let beside = component.with_file_name("sample.json");
            if beside.is_file() {
                parse(&beside)?
            } else {
                Sample::default()
            }
        }
    };
    let findings = conformance::run(&bytes, sample)
        .await
        .map_err(|error| CommandError::Refused(format!("{}: {error}", component.display())))?;
    write!(std::io::stdout(), "{findings}")?;
    if findings.passed() {
        writeln!(std::io::stdout(), "Next: relais plugin install {}", component.display())?;
        Ok(())
    } else {
        Err(CommandError::Refused("the plugin does not pass".to_owned()))
    }
}

fn read(file: &Path) -> Result<Vec<u8>, CommandError> {
    std::fs::read(file).map_err(|error| CommandError::Refused(format!("{}: {error}", file.display())))
}

fn parse(file: &Path) -> Result<Sample, CommandError> {
    serde_json::from_slice(&read(file)?)
        .map_err(|error| CommandError::Refused(format!("{} is no sample: {error}", file.display())))
}
