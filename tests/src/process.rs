//! The program as a child process that never outlives the tests.
//!
//! A small shell stands between: it waits for its input to end, which the kernel sees to however the test process ends,
//! and then kills the program and removes its files. So a shared server needs no clean-up of its own, and `kill -9` of
//! the tests leaves nothing behind.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// What it does, and what it understands on its input.
const GUARD: &str = include_str!("../guard.sh");

/// How long the program may take to say that it listens: first migrations on a slow, busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// How a process is to end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// `kill -9`.
    Kill,
    /// SIGTERM, and it is waited for.
    Stop,
}

/// A running program.
#[derive(Debug)]
pub(crate) struct Process {
    guard: Child,
    input: Option<ChildStdin>,
}

impl Process {
    /// Starts `command` and waits until it prints `listening on URL`; returns it with that URL.
    pub(crate) fn start(command: &Command, dir: &Path) -> Result<(Self, String), String> {
        let mut guarded = Command::new("/bin/sh");
        guarded
            .args(["-c", GUARD, "guard"])
            .arg(dir)
            .arg(command.get_program())
            .args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => guarded.env(name, value),
                None => guarded.env_remove(name),
            };
        }
        let mut guard = guarded
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("/bin/sh does not start: {error}"))?;
        let input = guard.stdin.take();
        let output = guard.stdout.take().ok_or("no pipe to the program")?;
        let (tell, told) = mpsc::channel();
        // Reads to the end: a full pipe would stop the program.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(url) = line.trim().strip_prefix("listening on ") {
                    // Nobody listens any more once the address is known.
                    let _ = tell.send(url.trim_end_matches('/').to_owned());
                }
            }
        });
        let process = Self { guard, input };
        match told.recv_timeout(PATIENCE) {
            Ok(url) => Ok((process, url)),
            Err(_) => {
                let log = log_tail(dir);
                drop(process);
                Err(format!(
                    "`{command:?}` did not print «listening on URL». Its log:\n{log}"
                ))
            }
        }
    }

    /// The program's own process number.
    pub(crate) fn pid(&self) -> Option<u32> {
        let guard = self.guard.id();
        let children = std::fs::read_to_string(format!("/proc/{guard}/task/{guard}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    }

    /// Ends the program, keeping its files, and waits until it is gone.
    pub(crate) fn end(mut self, how: End) {
        if let Some(mut input) = self.input.take() {
            // A guard that is gone already has nothing left to do.
            let _ = input.write_all(match how {
                End::Kill => b"keep\n",
                End::Stop => b"stop\n",
            });
        }
        let _ = self.guard.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.guard.wait();
    }
}

/// The last lines of the program's log.
pub(crate) fn log_tail(dir: &Path) -> String {
    let log = std::fs::read(dir.join("server.log")).unwrap_or_default();
    let text = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(25)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fake(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        command
    }

    fn alive(pid: &str) -> bool {
        Path::new("/proc").join(pid).exists()
    }

    const SERVER: &str = "echo $$ >\"$DIR/pid\"; echo starting; echo listening on http://127.0.0.1:1/; sleep 60 & wait";

    fn start() -> (Process, std::path::PathBuf, String) {
        let dir = tempfile::tempdir().unwrap().keep();
        let mut command = fake(SERVER);
        command.env("DIR", &dir);
        let (process, url) = Process::start(&command, &dir).unwrap();
        assert_eq!(url, "http://127.0.0.1:1");
        let pid = std::fs::read_to_string(dir.join("pid")).unwrap().trim().to_owned();
        assert!(alive(&pid));
        assert_eq!(process.pid().map(|pid| pid.to_string()), Some(pid.clone()));
        (process, dir, pid)
    }

    #[test]
    fn a_dropped_program_is_gone_with_its_files() {
        let (process, dir, pid) = start();
        drop(process);
        assert!(!alive(&pid));
        assert!(!dir.exists());
    }

    #[test]
    fn a_killed_program_leaves_its_files() {
        for how in [End::Kill, End::Stop] {
            let (process, dir, pid) = start();
            process.end(how);
            assert!(!alive(&pid));
            assert!(dir.join("pid").exists());
            std::fs::remove_dir_all(dir).unwrap();
        }
    }

    #[test]
    fn a_program_that_ends_at_once_is_told_with_its_log() {
        let dir = tempfile::tempdir().unwrap();
        let error = Process::start(&fake("echo the disk is full >&2; exit 1"), dir.path()).unwrap_err();
        assert!(error.contains("the disk is full"), "{error}");
    }
}
