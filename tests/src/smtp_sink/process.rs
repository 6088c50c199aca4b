//! The sink as a process of its own, which goes on when the program under test is killed, and can be killed itself.

use crate::process::{End, Process};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running `smtp-sink`. Killed, and its files removed, when dropped.
#[derive(Debug)]
pub struct SinkProcess {
    process: Option<Process>,
    dir: PathBuf,
    url: String,
}

impl SinkProcess {
    /// Starts `program`, which a scenario of this package knows as `env!("CARGO_BIN_EXE_smtp-sink")`, with `arguments`
    /// beside the file it writes Message-IDs to.
    pub fn start(program: impl AsRef<Path>, arguments: &[&str]) -> Self {
        let dir = tempfile::Builder::new().prefix("relais-sink-").tempdir();
        let dir = dir
            .unwrap_or_else(|error| panic!("no temporary directory: {error}"))
            .keep();
        let mut command = Command::new(program.as_ref());
        command.arg("--log").arg(dir.join("ids")).args(arguments);
        let (process, url) = Process::start(&command, &dir).unwrap_or_else(|error| panic!("{error}"));
        Self {
            process: Some(process),
            dir,
            url,
        }
    }

    /// `smtp://ADDRESS`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How often each Message-ID was accepted, without `<>`.
    pub fn accepted(&self) -> BTreeMap<String, u32> {
        let mut counts = BTreeMap::new();
        let ids = std::fs::read_to_string(self.dir.join("ids")).unwrap_or_default();
        for id in ids.lines() {
            *counts.entry(id.to_owned()).or_default() += 1;
        }
        counts
    }

    /// `kill -9`; what it has written stays readable until this is dropped.
    pub fn kill(&mut self) {
        if let Some(process) = self.process.take() {
            process.end(End::Kill);
        }
    }
}

impl Drop for SinkProcess {
    fn drop(&mut self) {
        if self.process.take().is_none() {
            // The guard of a killed process has left its files to us.
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }
}
