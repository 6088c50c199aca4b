//! The second cargo, in an environment of its own: what the first one set for this machine, such as `RUSTFLAGS` or
//! `RUSTC_WRAPPER`, must not reach the plugin's compiler.

use crate::BuildError;
use crate::toolchain::{TARGET, Toolchain};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a build needs to find its files, its registry and its way out.
const KEPT: [&str; 20] = [
    "PATH",
    "HOME",
    "USERPROFILE",
    "SystemRoot",
    "TMPDIR",
    "TMP",
    "TEMP",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
];

/// Settings of the registry and of the network, by how their names begin.
const KEPT_FAMILIES: [&str; 4] = ["CARGO_HTTP_", "CARGO_NET_", "CARGO_REGISTR", "CARGO_SOURCE_"];

/// What a `Cargo.lock` that does not fit its `Cargo.toml` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// A mistake.
    Stands,
    /// Written anew.
    #[cfg_attr(
        not(feature = "encode"),
        expect(dead_code, reason = "who works on a plugin wants a component")
    )]
    Follows,
}

/// Compiles and returns the path of the module.
pub fn compile(toolchain: &Toolchain, project: &Path, target_dir: &Path, lock: Lock) -> Result<PathBuf, BuildError> {
    let mut command = Command::new(&toolchain.cargo);
    command
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| is_kept(name)));
    command
        .env("RUSTC", &toolchain.rustc)
        .env("CARGO_TARGET_DIR", target_dir)
        .args(["build", "--release", "--target", TARGET])
        .args((lock == Lock::Stands).then_some("--locked"))
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(project)
        .stdin(Stdio::null());
    if let Some(linker) = &toolchain.linker {
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    }
    if toolchain.builds_std {
        // The one unstable thing: a distribution's compiler comes with the library's sources instead of its binary.
        command.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
    }
    let output = command.output().map_err(|source| BuildError::Start {
        program: toolchain.cargo.display().to_string(),
        source,
    })?;
    if !output.status.success() {
        return Err(BuildError::Compile {
            project: project.to_owned(),
            output: String::from_utf8_lossy(&output.stderr).into_owned(),
        });
    }
    module(&String::from_utf8_lossy(&output.stdout)).ok_or_else(|| BuildError::NoModule(project.to_owned()))
}

fn is_kept(name: &OsString) -> bool {
    name.to_str()
        .is_some_and(|name| KEPT.contains(&name) || KEPT_FAMILIES.iter().any(|family| name.starts_with(family)))
}

/// The last `.wasm` file that cargo says it made: that of the project itself, which is built after what it depends on.
/// Cargo's messages are one JSON object a line; a path in them is a string without line breaks.
fn module(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter(|line| line.contains("\"compiler-artifact\""))
        .flat_map(|line| line.split('"'))
        .filter(|text| text.ends_with(".wasm"))
        .last()
        .map(|path| PathBuf::from(path.replace("\\\\", "\\")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_found_in_cargos_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"dep"},"filenames":["/t/libdep.rlib"]}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"mine"},"filenames":["/t/mine.wasm"]}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(module(messages), Some(PathBuf::from("/t/mine.wasm")));
        assert_eq!(module(r#"{"reason":"build-finished","success":true}"#), None);
    }

    #[test]
    fn compiler_settings_of_this_machine_are_left_behind() {
        for name in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "RUSTC",
            "RUSTC_WRAPPER",
            "RUSTUP_TOOLCHAIN",
            "CARGO_BUILD_TARGET",
        ] {
            assert!(!is_kept(&name.into()), "{name}");
        }
        for name in [
            "HOME",
            "HTTPS_PROXY",
            "CARGO_REGISTRIES_CRATES_IO_PROTOCOL",
            "CARGO_HTTP_CAINFO",
        ] {
            assert!(is_kept(&name.into()), "{name}");
        }
    }
}
