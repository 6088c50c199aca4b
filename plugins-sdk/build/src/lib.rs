//! From the folder of a plugin written in Rust to the bytes of its component.
//!
//! Used by the build of the plugins that come with Relais, by tests, and by whoever builds a plugin. What is built
//! runs on another machine than this one, so that a second cargo does it, in an environment of its own ([`cargo`]),
//! with whichever compiler can ([`toolchain`]).

mod cargo;
mod toolchain;

pub use toolchain::{TARGET, Toolchain};

use std::path::{Path, PathBuf};

/// Why there is no component.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// No compiler on this machine can build for the target.
    #[error("no Rust compiler here can build plugins ({TARGET}).\n{0}")]
    NoToolchain(String),
    /// A program could not be started.
    #[error("{program} could not be started: {source}")]
    Start {
        /// Which.
        program: String,
        /// Why not.
        source: std::io::Error,
    },
    /// The plugin does not compile.
    #[error("the plugin in {} does not compile:\n{output}", project.display())]
    Compile {
        /// Its folder.
        project: PathBuf,
        /// What cargo wrote.
        output: String,
    },
    /// Cargo built no `.wasm` file.
    #[error("the project in {} makes no .wasm file: its [lib] must have crate-type = [\"cdylib\"]", .0.display())]
    NoModule(PathBuf),
    /// The module is not one of a plugin.
    #[error("the module of {} does not make a component: {reason}", project.display())]
    Encode {
        /// Its folder.
        project: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

/// Builds the plugin in `project`, keeping what was compiled in `target_dir` for the next time.
#[cfg(feature = "encode")]
pub fn build(project: &Path, target_dir: &Path) -> Result<Vec<u8>, BuildError> {
    encoded(project, &compile(project, target_dir)?)
}

/// The same for a project that is being worked on, whose `Cargo.lock` follows its `Cargo.toml`: the component, and what it
/// is called.
#[cfg(feature = "encode")]
pub fn build_unlocked(project: &Path, target_dir: &Path) -> Result<(String, Vec<u8>), BuildError> {
    let module = cargo::compile(&Toolchain::find()?, project, target_dir, cargo::Lock::Follows)?;
    let name = module.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok((name, encoded(project, &read(module)?)?))
}

#[cfg(feature = "encode")]
fn encoded(project: &Path, module: &[u8]) -> Result<Vec<u8>, BuildError> {
    encode(module).map_err(|reason| BuildError::Encode {
        project: project.to_owned(),
        reason,
    })
}

/// Compiles the plugin in `project` to a core module that carries its interface, and is not yet a component.
pub fn compile(project: &Path, target_dir: &Path) -> Result<Vec<u8>, BuildError> {
    read(cargo::compile(
        &Toolchain::find()?,
        project,
        target_dir,
        cargo::Lock::Stands,
    )?)
}

fn read(path: PathBuf) -> Result<Vec<u8>, BuildError> {
    std::fs::read(&path).map_err(|source| BuildError::File { path, source })
}

/// A validated component of a core module that carries its interface, as `wit-bindgen` writes it.
#[cfg(feature = "encode")]
fn encode(module: &[u8]) -> Result<Vec<u8>, String> {
    wit_component::ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.encode())
        .map_err(|error| format!("{error:#}"))
}

/// Where a build script or a test keeps what plugins are compiled to, so that all of them share it: `guests` in
/// cargo's own target directory, of which `inside` is some folder.
#[must_use]
pub fn shared_target_dir(inside: &Path) -> PathBuf {
    inside
        .ancestors()
        .filter(|folder| folder.join("CACHEDIR.TAG").is_file())
        .last()
        .unwrap_or(inside)
        .join("guests")
}
