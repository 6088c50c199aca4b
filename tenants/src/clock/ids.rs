//! Identifiers: UUIDv7 (RFC 9562), which sort by creation and so keep indexes and pages in order.

use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::{Clock, Rng};

const RANDOM_BITS: u32 = 74;
const RANDOM_MASK: u128 = (1 << RANDOM_BITS) - 1;

/// Makes identifiers. Within one process they strictly increase, even when many are made in one
/// millisecond or the clock is set back (RFC 9562 §6.2, method 2); clones share that order.
#[derive(Clone, Debug)]
pub struct Ids {
    clock: Clock,
    rng: Rng,
    last: Arc<Mutex<Last>>,
}

#[derive(Debug, Default)]
struct Last {
    millis: u64,
    random: u128,
}

impl Ids {
    /// Identifiers that carry this clock's time and this generator's bits.
    #[must_use]
    pub fn new(clock: Clock, rng: Rng) -> Self {
        Self {
            clock,
            rng,
            last: Arc::default(),
        }
    }

    /// The next identifier.
    #[must_use]
    pub fn next(&self) -> Uuid {
        let now = u64::try_from(self.clock.now().0).unwrap_or(0);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if now > last.millis {
            *last = Last {
                millis: now,
                random: self.fresh(),
            };
        } else {
            // A random step rather than one: a neighbour's identifier stays hard to guess.
            last.random += 1 + (u128::from(self.rng.number()) & 0xffff_ffff);
            if last.random > RANDOM_MASK {
                *last = Last {
                    millis: last.millis + 1,
                    random: self.fresh(),
                };
            }
        }
        assemble(last.millis, last.random)
    }

    /// The top bit starts at zero, which leaves room for half the range in one millisecond.
    fn fresh(&self) -> u128 {
        u128::from_le_bytes(self.rng.bytes()) & (RANDOM_MASK >> 1)
    }
}

/// 48 bits of time, version 7, 12 random bits, variant 10, 62 random bits.
fn assemble(millis: u64, random: u128) -> Uuid {
    let time = u128::from(millis & 0xffff_ffff_ffff) << 80;
    let high = (random >> 62) << 64;
    let low = random & ((1 << 62) - 1);
    Uuid::from_u128(time | (7 << 76) | high | (0b10 << 62) | low)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;
    use crate::clock::Millis;

    const START: Millis = Millis(1_767_225_600_123);

    #[test]
    fn is_a_version_7_uuid_carrying_the_time() {
        let id = Ids::new(Clock::fixed(START), Rng::seeded(1)).next();
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
        assert_eq!((seconds, nanos), (1_767_225_600, 123_000_000));
    }

    #[test]
    fn increases_within_a_millisecond_and_across_them() {
        let clock = Clock::fixed(START);
        let ids = Ids::new(clock.clone(), Rng::seeded(2));
        let mut previous = Uuid::nil();
        for round in 0..10_000 {
            if round % 1_000 == 999 {
                clock.advance(Duration::from_millis(1));
            }
            let id = ids.next();
            assert!(id > previous, "{id} after {previous}");
            previous = id;
        }
    }

    #[test]
    fn carries_into_the_next_millisecond_when_the_random_part_is_spent() {
        let ids = Ids::new(Clock::fixed(START), Rng::seeded(3));
        let first = ids.next();
        ids.last.lock().unwrap().random = RANDOM_MASK;
        let second = ids.next();
        assert!(second > first);
        assert_eq!(second.get_version_num(), 7);
        assert_eq!(second.get_timestamp().unwrap().to_unix().1, 124_000_000);
    }

    #[test]
    fn threads_never_share_one() {
        let ids = Ids::new(Clock::system(), Rng::system());
        let made: Vec<Uuid> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..1_000).map(|_| ids.next()).collect::<Vec<_>>()))
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), 4_000);
    }
}
