//! Randomness: a cryptographic generator per thread seeded by the operating system, or a seeded one for tests.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// Where random bytes come from. Clones of a seeded generator continue the same sequence.
#[derive(Clone)]
pub struct Rng(Source);

#[derive(Clone)]
enum Source {
    /// ChaCha12 per thread, seeded and regularly reseeded by the operating system: no lock, a few
    /// nanoseconds a draw, which sealing millions of fields a second needs.
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

impl Rng {
    /// Unpredictable bytes, fit for keys and tokens.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// The same bytes at every run: for tests and demonstrations, never for keys.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// Fills the buffer.
    pub fn fill(&self, buffer: &mut [u8]) {
        match &self.0 {
            Source::System => fill_from_system(buffer),
            Source::Seeded(generator) => {
                let mut generator = generator.lock().unwrap_or_else(PoisonError::into_inner);
                rand::Rng::fill_bytes(&mut *generator, buffer);
            }
        }
    }

    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A uniform number over the whole range; also a seed for algorithms that want one.
    #[must_use]
    pub fn number(&self) -> u64 {
        u64::from_le_bytes(self.bytes())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that takes randomness from the machine"
)]
fn fill_from_system(buffer: &mut [u8]) {
    rand::Rng::fill_bytes(&mut rand::rng(), buffer);
}

impl fmt::Debug for Rng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::System => "Rng(system)",
            Source::Seeded(_) => "Rng(seeded)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_sequence_and_clones_continue_it() {
        let first = Rng::seeded(7);
        let clone = first.clone();
        let drawn = [first.number(), clone.number()];
        let again = Rng::seeded(7);
        assert_eq!(drawn, [again.number(), again.number()]);
        assert_ne!(drawn[0], drawn[1]);
    }

    #[test]
    fn the_system_does_not_repeat_itself() {
        let rng = Rng::system();
        assert_ne!(rng.bytes::<32>(), rng.bytes::<32>());
    }
}
