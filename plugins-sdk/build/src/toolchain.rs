//! Which compiler builds for the plugins' target.

use crate::BuildError;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What plugins are compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

const BY_HAND: &str = "Install one of:\n  \
    rustup target add wasm32-unknown-unknown\n  \
    apt-get install rustc-web cargo-web rust-web-src   (Debian; with rustup's rust-lld, or the package lld)";

/// A compiler that can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toolchain {
    pub(crate) cargo: PathBuf,
    pub(crate) rustc: PathBuf,
    /// Where the compiler does not find its own.
    pub(crate) linker: Option<PathBuf>,
    /// Whether the standard library is built from its sources.
    pub(crate) builds_std: bool,
}

impl Toolchain {
    /// The compiler in use when it has the target's library; else after adding it with rustup, unless installing is
    /// forbidden (`RUSTUP_AUTO_INSTALL=0` or `RELAIS_NO_INSTALL=1`); else one with the library's sources.
    pub fn find() -> Result<Self, BuildError> {
        let current = sysroot(Path::new("rustc"));
        if let Some(sysroot) = &current {
            if !has_library(sysroot) {
                add_target(sysroot);
            }
            if has_library(sysroot) {
                return Ok(Self {
                    linker: None,
                    builds_std: false,
                    ..Self::of(sysroot)
                });
            }
        }
        let distribution = sysroot(Path::new("/usr/bin/rustc"));
        let linker = current
            .iter()
            .chain(&distribution)
            .find_map(|sysroot| own_linker(sysroot))
            .or_else(installed_linker);
        current
            .iter()
            .chain(&distribution)
            .find(|sysroot| has_sources(sysroot) && linker.is_some())
            .map(|sysroot| Self {
                linker,
                builds_std: true,
                ..Self::of(sysroot)
            })
            .ok_or_else(|| BuildError::NoToolchain(BY_HAND.to_owned()))
    }

    fn of(sysroot: &Path) -> Self {
        let program = |name: &str| {
            let own = sysroot
                .join("bin")
                .join(name)
                .with_extension(std::env::consts::EXE_EXTENSION);
            if own.is_file() { own } else { PathBuf::from(name) }
        };
        Self {
            cargo: program("cargo"),
            rustc: program("rustc"),
            linker: None,
            builds_std: false,
        }
    }
}

fn sysroot(rustc: &Path) -> Option<PathBuf> {
    let output = Command::new(rustc)
        .args(["--print", "sysroot"])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| PathBuf::from(path.trim()))
}

/// The file, not the folder, which may be there without it.
fn has_library(sysroot: &Path) -> bool {
    let folder = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::read_dir(folder).is_ok_and(|files| {
        files.flatten().any(|file| {
            let name = file.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    })
}

fn has_sources(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file()
}

/// Best effort: what came of it is seen in the file.
fn add_target(sysroot: &Path) {
    let forbidden = |name: &str, value: &str| std::env::var(name).is_ok_and(|set| set == value);
    if forbidden("RUSTUP_AUTO_INSTALL", "0") || forbidden("RELAIS_NO_INSTALL", "1") {
        return;
    }
    let is_rustups = sysroot
        .parent()
        .and_then(Path::file_name)
        .is_some_and(|folder| folder == "toolchains");
    if let (true, Some(name)) = (is_rustups, sysroot.file_name()) {
        let _ = Command::new("rustup")
            .args(["target", "add", TARGET, "--toolchain"])
            .arg(name)
            .stdin(Stdio::null())
            .output();
    }
}

/// The linker that rustup ships beside a compiler.
fn own_linker(sysroot: &Path) -> Option<PathBuf> {
    let hosts = std::fs::read_dir(sysroot.join("lib/rustlib")).ok()?;
    hosts
        .flatten()
        .map(|host| {
            host.path()
                .join("bin")
                .join("rust-lld")
                .with_extension(std::env::consts::EXE_EXTENSION)
        })
        .find(|linker| linker.is_file())
}

/// A distribution's linker, which rustc knows by its name.
fn installed_linker() -> Option<PathBuf> {
    [
        ("rust-lld", &["-flavor", "wasm", "--version"][..]),
        ("wasm-ld", &["--version"]),
    ]
    .into_iter()
    .find(|(name, arguments)| {
        let output = Command::new(name).args(*arguments).stdin(Stdio::null()).output();
        output.is_ok_and(|output| output.status.success())
    })
    .map(|(name, _)| PathBuf::from(name))
}
