//! Compiled plugins, kept on disk: compiling takes a thousand times as long as loading.
//!
//! A file is named by the plugin's SHA-256 and by what it was compiled for (the compiler's version and settings, and
//! the machine), and carries an HMAC of its content. A file that does not verify is compiled again, not an error.

use crate::fault::LoadError;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use wasmtime::Engine;
use wasmtime::component::Component;

const TAG: usize = 32;

/// What authenticates the cache's files: who can write them without it cannot make them run. The default is a key that
/// everybody knows: it finds damage, and the folder's permissions (0700) are what keeps others out.
#[derive(Clone, Default)]
pub struct CacheKey(pub [u8; 32]);

impl std::fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CacheKey")
    }
}

/// Where compiled plugins are kept.
pub(crate) struct Store {
    folder: Option<PathBuf>,
    key: CacheKey,
}

impl Store {
    /// Keeps them in `folder`, or nowhere.
    pub(crate) fn new(folder: Option<PathBuf>, key: CacheKey) -> Self {
        Self { folder, key }
    }

    /// The plugin, ready to run.
    pub(crate) fn load(&self, engine: &Engine, bytes: &[u8]) -> Result<Component, LoadError> {
        let compile = || engine.precompile_component(bytes);
        let refused = |error: wasmtime::Error| LoadError::NotAComponent(format!("{error:#}"));
        let Some(folder) = &self.folder else {
            return Component::from_binary(engine, bytes).map_err(refused);
        };
        let file = folder.join(name(engine, bytes));
        if let Some(component) = self.read(&file).and_then(|code| run_own(engine, &code).ok()) {
            return Ok(component);
        }
        let code = Authentic(compile().map_err(refused)?);
        if let Err(error) = self.write(folder, &file, &code) {
            tracing::warn!(%error, file = %file.display(), "a compiled plugin could not be kept");
        }
        run_own(engine, &code).map_err(refused)
    }

    fn read(&self, file: &Path) -> Option<Authentic> {
        let mut content = fs::read(file).ok()?;
        let code = content.split_off(TAG.min(content.len()));
        self.mac(file, &code).verify_slice(&content).ok()?;
        Some(Authentic(code))
    }

    /// Under another name first, so that nobody ever reads half of it.
    fn write(&self, folder: &Path, file: &Path, code: &Authentic) -> io::Result<()> {
        create_private(folder)?;
        let draft = file.with_extension(format!("{}.draft", std::process::id()));
        let mut output = fs::File::create(&draft)?;
        output.write_all(&self.mac(file, &code.0).finalize().into_bytes())?;
        output.write_all(&code.0)?;
        output.sync_all()?;
        fs::rename(draft, file)
    }

    /// Over the name as well: one plugin's code is not another's.
    fn mac(&self, file: &Path, code: &[u8]) -> Hmac<Sha256> {
        // RFC 2104 fills up a key that is shorter than the hash's block with zeros.
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block.iter_mut().zip(self.key.0).for_each(|(place, byte)| *place = byte);
        let mut mac = Hmac::<Sha256>::new(&block);
        mac.update(file.file_name().unwrap_or_default().as_encoded_bytes());
        mac.update(&[0]);
        mac.update(code);
        mac
    }
}

/// Machine code that this program compiled, just now or before: its HMAC was right.
struct Authentic(Vec<u8>);

/// The one place where bytes become code that runs outside of the sandbox.
#[expect(
    unsafe_code,
    reason = "wasmtime cannot know who wrote the machine code that it is given"
)]
fn run_own(engine: &Engine, code: &Authentic) -> wasmtime::Result<Component> {
    // SAFETY: `deserialize` wants bytes that `precompile_component` returned, unaltered. An `Authentic` is made in two
    // places: from what `precompile_component` has just returned, and from a file whose HMAC, over its content and its
    // name, verified; only `write` makes such files, and it is only given an `Authentic`. Nobody else can make one: the
    // key is this installation's, or, where it was given none, the folder is this user's alone (`create_private`), in
    // the data directory, whose writer commands the installation anyway. That the code fits this engine (version, settings, processor) wasmtime checks by itself.
    unsafe { Component::deserialize(engine, &code.0) }
}

/// The plugin's hash, and that of what it is compiled for.
fn name(engine: &Engine, bytes: &[u8]) -> String {
    let mut hasher = Digested(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let compiler = hasher.0.finalize();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("{}-{}.cwasm", hex(&Sha256::digest(bytes)), hex(&compiler[..8]))
}

/// The standard hasher may differ from one program to the next; this one does not.
struct Digested(Sha256);

impl Hasher for Digested {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(unix)]
fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(component)`
    const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

    fn store(folder: &Path, key: u8) -> Store {
        Store::new(Some(folder.to_owned()), CacheKey([key; 32]))
    }

    fn only_file(folder: &Path) -> PathBuf {
        let files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }

    #[test]
    fn what_was_compiled_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::default();
        store(folder.path(), 1).load(&engine, EMPTY).unwrap();
        assert!(store(folder.path(), 1).read(&only_file(folder.path())).is_some());
        store(folder.path(), 1).load(&engine, EMPTY).unwrap();
    }

    #[test]
    fn altered_cut_renamed_or_foreign_files_are_not_run() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::default();
        store(folder.path(), 1).load(&engine, EMPTY).unwrap();
        let file = only_file(folder.path());
        assert!(store(folder.path(), 2).read(&file).is_none());

        let renamed = file.with_file_name("other.cwasm");
        fs::copy(&file, &renamed).unwrap();
        assert!(store(folder.path(), 1).read(&renamed).is_none());

        let good = fs::read(&file).unwrap();
        for length in [0, 5, TAG, good.len() - 1] {
            fs::write(&file, &good[..length]).unwrap();
            assert!(store(folder.path(), 1).read(&file).is_none(), "{length}");
        }
        for byte in [0, TAG, good.len() - 1] {
            let mut bad = good.clone();
            bad[byte] ^= 1;
            fs::write(&file, &bad).unwrap();
            assert!(store(folder.path(), 1).read(&file).is_none(), "{byte}");
        }
        // And is compiled again.
        store(folder.path(), 1).load(&engine, EMPTY).unwrap();
        assert!(store(folder.path(), 1).read(&file).is_some());
    }
}
