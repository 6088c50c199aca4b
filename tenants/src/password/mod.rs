//! Passwords: hashing, checking, and which ones are refused.
//!
//! argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane). Each
//! hash takes its 19 MiB and some 20 ms of a core, so they run beside the async runtime, as many at once as there
//! are cores, and a queue that grows too long is refused instead of served late.

mod strength;

use std::sync::Arc;
use std::thread::available_parallelism;

use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::clock::Rng;

pub use strength::{MAX_CHARS, MIN_CHARS, WeakPassword, check};

/// Waiting hashes per core: about a second of work.
const QUEUE_PER_CORE: usize = 32;

/// Verified in place of an unknown person's hash, so that their absence takes as long as a wrong password.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password could not be hashed or checked; a wrong password is no error.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many are waiting: try again in a few seconds.
    #[error("too many passwords are being checked")]
    Busy,
    /// The stored hash is damaged.
    #[error("password hash")]
    Hash(#[from] password_hash::Error),
    /// The program is stopping.
    #[error("stopped while a password was being checked")]
    Stopped,
}

/// Hashes and checks passwords within a bound of memory. Clones share the bound.
#[derive(Clone, Debug)]
pub struct Passwords {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new(available_parallelism().map_or(1, usize::from))
    }
}

impl Passwords {
    /// At most `at_once` hashes at the same time, 19 MiB each.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(at_once)),
            admitted: Arc::new(Semaphore::new(at_once * (1 + QUEUE_PER_CORE))),
        }
    }

    /// The PHC string to store. Does not judge the password; see [`check`].
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn hash(&self, password: String, rng: &Rng) -> Result<String, PasswordError> {
        let password = Zeroizing::new(password);
        let salt: [u8; 16] = rng.bytes();
        self.run(move || {
            Ok(argon2id()?
                .hash_password_with_salt(password.as_bytes(), &salt)?
                .to_string())
        })
        .await
    }

    /// Whether the password is the one that was hashed. Without a hash, because nobody has this address, it is
    /// always `false`, after the same work.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, PasswordError> {
        let password = Zeroizing::new(password);
        self.run(move || {
            let hash = stored.as_deref().unwrap_or(DECOY);
            match argon2id()?.verify_password(password.as_bytes(), hash) {
                Ok(()) => Ok(stored.is_some()),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let admitted = Arc::clone(&self.admitted)
            .try_acquire_owned()
            .map_err(|_| PasswordError::Busy)?;
        let running = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|_| PasswordError::Stopped)?;
        tokio::task::spawn_blocking(move || {
            // Held by the work itself: a client that hangs up frees no memory before the hash is done.
            let _held = (admitted, running);
            work()
        })
        .await
        .map_err(|_| PasswordError::Stopped)?
    }
}

fn argon2id() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| password_hash::Error::ParamsInvalid)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_and_no_other() {
        let passwords = Passwords::new(2);
        let hash = passwords
            .hash("un très bon café".into(), &Rng::seeded(1))
            .await
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(
            passwords
                .verify("un très bon café".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!passwords.verify("un tres bon cafe".into(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        let (passwords, rng) = (Passwords::new(2), Rng::seeded(1));
        let one = passwords.hash("un très bon café".into(), &rng).await.unwrap();
        assert_ne!(one, passwords.hash("un très bon café".into(), &rng).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_no_password_and_costs_as_much() {
        assert!(!Passwords::new(1).verify(String::new(), None).await.unwrap());
        let hash = Passwords::new(1).hash("x".into(), &Rng::seeded(1)).await.unwrap();
        let shape = |phc: &str| -> Vec<String> {
            let parts: Vec<&str> = phc.split('$').collect();
            parts
                .iter()
                .enumerate()
                .map(|(at, part)| if at < 4 { (*part).into() } else { part.len().to_string() })
                .collect()
        };
        assert_eq!(shape(DECOY)[..4], shape(&hash)[..4], "same algorithm and parameters");
        assert_eq!(shape(DECOY)[5], shape(&hash)[5], "same length of output");
    }

    #[tokio::test]
    async fn a_damaged_hash_is_an_error_not_a_refusal() {
        let outcome = Passwords::new(1)
            .verify("x".into(), Some("pas un hachage".into()))
            .await;
        assert!(matches!(outcome, Err(PasswordError::Hash(_))), "{outcome:?}");
    }

    #[tokio::test]
    async fn a_long_queue_is_refused() {
        let passwords = Passwords::new(1);
        let _all = passwords.admitted.try_acquire_many(1 + QUEUE_PER_CORE as u32).unwrap();
        assert!(matches!(
            passwords.verify("x".into(), None).await,
            Err(PasswordError::Busy)
        ));
    }

    #[tokio::test]
    async fn what_hangs_up_keeps_its_place_until_its_hash_is_done() {
        let passwords = Passwords::new(1);
        let task = tokio::spawn({
            let passwords = passwords.clone();
            async move { passwords.verify("x".into(), None).await }
        });
        while passwords.running.available_permits() == 1 {
            tokio::task::yield_now().await;
        }
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        // The next one waits for the first to finish, and then has its turn.
        assert!(!passwords.verify("y".into(), None).await.unwrap());
        assert_eq!(passwords.admitted.available_permits(), 1 + QUEUE_PER_CORE);
    }
}
