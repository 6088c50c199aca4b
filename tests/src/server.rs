//! The program under test: started as an operator would, shared by the tests of one database or alone for one test.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::client::Client;
use crate::database::{Backend, Database};
use crate::process::{End, Process};
use crate::tenant::Tenant;

/// A `relais serve` with data of its own.
#[derive(Debug)]
pub struct Server {
    backend: Backend,
    dir: PathBuf,
    database: Option<Database>,
    process: Option<Process>,
    url: String,
    /// Flags of `serve`, besides the address.
    flags: &'static [&'static str],
}

/// What a command of the program answered.
#[derive(Debug)]
pub struct Output {
    /// Its exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it had to complain about.
    pub stderr: String,
}

impl Server {
    /// The server that all tests of this database share; it ends with the test process.
    pub async fn shared(backend: Backend) -> &'static Self {
        static SQLITE: OnceLock<Result<Server, String>> = OnceLock::new();
        static POSTGRES: OnceLock<Result<Server, String>> = OnceLock::new();
        let shared = match backend {
            Backend::Sqlite => &SQLITE,
            Backend::Postgres => &POSTGRES,
        };
        match blocking(move || shared.get_or_init(|| Self::launch(backend, &[]))).await {
            Ok(server) => server,
            Err(error) => panic!("{error}"),
        }
    }

    /// A server for one test: to be killed, restarted or looked into.
    pub async fn start(backend: Backend) -> Self {
        Self::start_with(backend, &[]).await
    }

    /// The same, allowed to reach relays on this machine.
    pub async fn beside_relay(backend: Backend) -> Self {
        Self::start_with(backend, &["--allow-private-hosts"]).await
    }

    /// The same with flags of `serve` of its own.
    pub async fn start_with(backend: Backend, flags: &'static [&'static str]) -> Self {
        match blocking(move || Self::launch(backend, flags)).await {
            Ok(server) => server,
            Err(error) => panic!("{error}"),
        }
    }

    fn launch(backend: Backend, flags: &'static [&'static str]) -> Result<Self, String> {
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                Some(
                    runtime
                        .map_err(|error| error.to_string())?
                        .block_on(Database::create())?,
                )
            }
        };
        let dir = tempfile::Builder::new()
            .prefix("relais-test-")
            .tempdir()
            .map_err(|error| format!("no temporary directory: {error}"))?
            .keep();
        let mut server = Self {
            backend,
            dir,
            database,
            process: None,
            url: String::new(),
            flags,
        };
        server.run("127.0.0.1:0")?;
        Ok(server)
    }

    fn run(&mut self, listen: &str) -> Result<(), String> {
        let mut command = self.program()?;
        command.args(["serve", "--listen", listen]).args(self.flags);
        if let Some(database) = &self.database {
            // For the one process that migrates; commands beside it get by without, as an operator's should.
            command.env("RELAIS_ADMIN_DATABASE_URL", &database.admin_url);
        }
        let (process, url) = Process::start(&command, &self.dir)?;
        self.process = Some(process);
        self.url = url;
        Ok(())
    }

    /// Another process that works for the same companies and shows nothing: `--role worker`. It ends when it is dropped.
    /// PostgreSQL alone allows two.
    pub async fn worker_beside(&self) -> Worker {
        let mut command = self.program().unwrap_or_else(|error| panic!("{error}"));
        command.args(["serve", "--role", "worker", "--listen", "127.0.0.1:0"]);
        let started = blocking(move || {
            let dir = tempfile::Builder::new().prefix("relais-worker-").tempdir();
            let dir = dir.map_err(|error| format!("no temporary directory: {error}"))?.keep();
            Process::start(&command, &dir)
        });
        match started.await {
            Ok((process, _)) => Worker { _process: process },
            Err(error) => panic!("{error}"),
        }
    }

    /// The program with this server's settings, and none of the caller's.
    fn program(&self) -> Result<Command, String> {
        let mut command = Command::new(binary()?);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("RELAIS_") && name != "RELAIS_TEST_KEEP" {
                command.env_remove(name);
            }
        }
        command.env("RELAIS_DATA", self.dir.join("data"));
        if let Some(database) = &self.database {
            command.env("RELAIS_DATABASE_URL", &database.app_url);
        }
        Ok(command)
    }

    /// Which database it runs on.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process number, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref()?.pid()
    }

    /// The directory given as `--data`.
    pub fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    /// The file its log goes to.
    pub fn log(&self) -> PathBuf {
        self.dir.join("server.log")
    }

    /// The application's URL of its PostgreSQL database.
    pub fn database_url(&self) -> Option<&str> {
        self.database.as_ref().map(|database| database.app_url.as_str())
    }

    /// A URL of its PostgreSQL database as a superuser, to look at what is stored; `None` on SQLite.
    pub fn admin_database_url(&self) -> Option<&str> {
        self.database.as_ref().map(|database| database.admin_url.as_str())
    }

    /// Kills the program as a power cut would. What it has written stays.
    pub async fn kill9(&mut self) {
        self.end(End::Kill).await;
    }

    /// Asks the program to end, as `systemctl stop` does, and waits for it.
    pub async fn stop(&mut self) {
        self.end(End::Stop).await;
    }

    async fn end(&mut self, how: End) {
        if let Some(process) = self.process.take() {
            blocking(move || process.end(how)).await;
        }
    }

    /// Starts the program again on the same data and the same address: clients made before still work.
    pub async fn restart(&mut self) {
        self.kill9().await;
        let listen = self.url.trim_start_matches("http://").to_owned();
        if let Err(error) = tokio::task::block_in_place(|| self.run(&listen)) {
            panic!("{error}");
        }
    }

    /// Runs a command of the program beside the server, with the server's settings: `["tenant", "list"]`.
    pub async fn cli(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.program().unwrap_or_else(|error| panic!("{error}"));
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let input = input.to_owned();
        let output = blocking(move || {
            let mut child = command.spawn()?;
            if let Some(mut stdin) = child.stdin.take() {
                // A command that reads nothing may be gone already.
                let _ = stdin.write_all(input.as_bytes());
            }
            child.wait_with_output()
        });
        match output.await {
            Ok(output) => Output {
                code: output.status.code(),
                stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
                stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            },
            Err(error) => panic!("`relais {}`: {error}", arguments.join(" ")),
        }
    }

    /// The same, for a command that must succeed: what it printed, without the line's end.
    pub async fn cli_ok(&self, arguments: &[&str], input: &str) -> String {
        let output = self.cli(arguments, input).await;
        if output.code != Some(0) {
            panic!(
                "`relais {}` ended with {:?}:\n{}",
                arguments.join(" "),
                output.code,
                output.stderr
            );
        }
        output.stdout.trim_end().to_owned()
    }

    /// A new company with its first administrator, empty and shared with no other test.
    pub async fn tenant(&self) -> Tenant {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        Tenant::create(self, &format!("essai-{}", NUMBER.fetch_add(1, Ordering::Relaxed)), "FR").await
    }

    /// The same in another country: no French hours are kept there, so that text messages leave at any time of a test.
    pub async fn tenant_abroad(&self) -> Tenant {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        Tenant::create(
            self,
            &format!("ailleurs-{}", NUMBER.fetch_add(1, Ordering::Relaxed)),
            "BE",
        )
        .await
    }

    /// Somebody who is not signed in, with a cookie jar of their own.
    pub fn visitor(&self) -> Client {
        Client::new(&self.url, &self.dir, None)
    }
}

/// A process that works beside a server.
#[derive(Debug)]
pub struct Worker {
    _process: Process,
}

impl Drop for Server {
    fn drop(&mut self) {
        // A running program's guard removes the directory.
        if self.process.take().is_none() && std::env::var_os("RELAIS_TEST_KEEP").is_none() {
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }
}

/// The program: `RELAIS_BIN`, else the one built beside the tests.
pub fn binary() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("RELAIS_BIN") {
        return Ok(named.into());
    }
    let here = std::env::current_exe().map_err(|error| error.to_string())?;
    // target/debug/deps/product-… → target/debug/relais
    let built = here
        .parent()
        .and_then(Path::parent)
        .map(|profile| profile.join("relais"));
    built.filter(|path| path.is_file()).ok_or_else(|| {
        "the program is not built: run `make test`, or `cargo build -p relais-web` first (RELAIS_BIN may name another)"
            .to_owned()
    })
}

/// Runs what blocks off the test's own threads; a panic goes on where it is awaited.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
