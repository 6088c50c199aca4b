//! `relais plugin build`: from a project to a component.

use super::super::CommandError;
use relais_plugin_build::build_unlocked;
use std::io::Write;
use std::path::{Path, PathBuf};

pub fn run(project: &Path, out: Option<PathBuf>) -> Result<(), CommandError> {
    let refused = |text: String| CommandError::Refused(text);
    let project = project
        .canonicalize()
        .map_err(|error| refused(format!("{}: {error}", project.display())))?;
    if !project.join("Cargo.toml").is_file() {
        let text = "there is no Cargo.toml in this folder: `relais plugin new NAME` makes a project".to_owned();
        return Err(refused(text));
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project.join("target"), PathBuf::from);
    let (name, component) = build_unlocked(&project, &target).map_err(|error| refused(error.to_string()))?;
    let file = out.unwrap_or_else(|| project.join(&name).with_extension("wasm"));
    std::fs::write(&file, &component)?;
    let mut output = std::io::stdout();
    writeln!(output, "{} ({} kB)", file.display(), component.len().div_ceil(1000))?;
    writeln!(output, "Next: relais plugin check {}", file.display())?;
    Ok(())
}
