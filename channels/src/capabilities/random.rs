//! Chance, from the machine; or from a seed, so that a test repeats the same draw.

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use std::sync::{Mutex, PoisonError};

/// A source of random bytes.
pub struct Random(Source);

enum Source {
    System,
    Seeded(Box<Mutex<StdRng>>),
}

impl Random {
    /// The machine's, or one that a seed decides.
    #[must_use]
    pub fn new(seed: Option<u64>) -> Self {
        Self(match seed {
            None => Source::System,
            Some(seed) => Source::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(seed)))),
        })
    }

    /// As many bytes; none when the machine has none to give.
    #[must_use]
    pub fn bytes(&self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; count];
        match &self.0 {
            Source::System => SysRng.try_fill_bytes(&mut bytes).ok()?,
            Source::Seeded(rng) => rng
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .fill_bytes(&mut bytes),
        }
        Some(bytes)
    }
}
