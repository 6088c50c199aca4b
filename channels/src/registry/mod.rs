//! Plugins that somebody installed, loaded once per process and found again by whose they are, their name, their hash and
//! what they were granted.
//!
//! Lives here: loading with the hash checked, what a name may be, the publisher's signature. Does not live here: where
//! components are kept and who decides (`relais_core::plugins`).

mod publisher;

pub use publisher::{BadKey, Publisher};

use crate::capabilities::Capability;
use crate::{Fault, Host, LoadError, Plugin};
use lru::LruCache;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Plugins that stay loaded; the longest unused are loaded again when they are wanted.
const LOADED: NonZeroUsize = NonZeroUsize::new(128).unwrap();
/// Characters of a plugin's name.
const NAME: usize = 40;

/// The SHA-256 of a component.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// By what a loaded plugin is found again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whose it is: a company's, or everybody's.
    pub scope: String,
    /// Its name there.
    pub name: String,
    /// The component that was installed.
    pub digest: Digest,
    /// What it was granted.
    pub granted: Vec<Capability>,
}

/// The loaded plugins of this process.
pub struct Registry {
    host: Host,
    loaded: Mutex<LruCache<Key, Arc<OnceCell<Plugin>>>>,
}

impl Registry {
    /// A registry in which nothing is loaded yet.
    #[must_use]
    pub fn new(host: Host) -> Self {
        Self {
            host,
            loaded: Mutex::new(LruCache::new(LOADED)),
        }
    }

    /// The plugin of this key, loaded from `bytes` if it is not yet; whoever asks meanwhile waits for the same load. What
    /// could not be loaded is tried again the next time: its bytes may have been repaired.
    ///
    /// # Errors
    /// Those of `bytes`, and that the bytes are not the ones that were installed or no plugin.
    pub async fn plugin<E>(&self, key: &Key, bytes: impl Future<Output = Result<Vec<u8>, E>>) -> Result<Plugin, E>
    where
        E: From<LoadError>,
    {
        let cell = {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            loaded.get_or_insert(key.clone(), Arc::default).clone()
        };
        let load = || async {
            let bytes = bytes.await?;
            if Digest::of(&bytes) != key.digest {
                return Err(LoadError::Altered.into());
            }
            Ok(self.load(&key.name, bytes, key.granted.clone()).await?)
        };
        cell.get_or_try_init(load).await.cloned()
    }

    /// Looks at a component before anybody decides about it: what it says of itself and what it wants.
    pub async fn inspect(&self, name: &str, bytes: Vec<u8>) -> Result<Plugin, LoadError> {
        self.load(name, bytes, Capability::ALL.to_vec()).await
    }

    async fn load(&self, name: &str, bytes: Vec<u8>, granted: Vec<Capability>) -> Result<Plugin, LoadError> {
        let (host, name) = (self.host.clone(), name.to_owned());
        let loading = tokio::task::spawn_blocking(move || host.load(&name, &bytes, &granted));
        match loading.await {
            Ok(loaded) => loaded,
            Err(lost) => Err(LoadError::Describe(Fault::Host(lost.to_string()))),
        }
    }
}

/// Whether a plugin may be called this: lower-case letters, digits and dashes, a letter first, 40 characters at most.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= NAME && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HostOptions;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn key(bytes: &[u8], granted: &[Capability]) -> Key {
        Key {
            scope: "a".to_owned(),
            name: "kurier".to_owned(),
            digest: Digest::of(bytes),
            granted: granted.to_vec(),
        }
    }

    // R: P2, P3
    #[tokio::test]
    async fn a_plugin_is_loaded_once_as_installed_and_with_what_it_was_granted() {
        let registry = Registry::new(Host::bare(HostOptions::default()).unwrap());
        let bytes = relais_tests::guests::TUTORIAL;
        let reads = AtomicUsize::new(0);
        let read = |content: &'static [u8]| {
            let reads = &reads;
            async move {
                reads.fetch_add(1, Ordering::SeqCst);
                Ok::<_, LoadError>(content.to_vec())
            }
        };
        let good = key(bytes, &[Capability::Http, Capability::Clock, Capability::Log]);
        let (first, second) = tokio::join!(registry.plugin(&good, read(bytes)), registry.plugin(&good, read(bytes)));
        assert_eq!(
            first.unwrap().description().channel,
            second.unwrap().description().channel
        );
        assert_eq!(reads.load(Ordering::SeqCst), 1);

        let poor = key(bytes, &[Capability::Clock, Capability::Log]);
        let poor = registry.plugin(&poor, read(bytes)).await;
        assert_eq!(poor.unwrap_err(), LoadError::NotGranted(Capability::Http));
        let foreign = Key {
            scope: "b".to_owned(),
            ..good.clone()
        };
        let other = registry.plugin(&foreign, read(relais_tests::guests::FROZEN)).await;
        assert_eq!(other.unwrap_err(), LoadError::Altered);
        // And is looked at again.
        registry.plugin(&foreign, read(bytes)).await.unwrap();
    }

    #[test]
    fn names_are_plain() {
        assert!(is_name("fax-4u") && is_name("a"));
        for wrong in ["", "4u", "-x", "Fax", "fax_4u", "fax.wasm", "é", &"a".repeat(41)] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }
}
