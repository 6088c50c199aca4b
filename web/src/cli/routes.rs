//! `relais routes`: what can be asked of this program, and who may.

use super::CommandError;
use std::io::Write;

/// Prints one line per route: method, path, what it asks for.
pub fn run() -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    for route in crate::routes() {
        writeln!(out, "{}\t{}\t{}", route.method, route.path, route.access)?;
    }
    Ok(())
}
