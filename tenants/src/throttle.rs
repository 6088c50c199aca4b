//! Throttling: how often somebody may try, without giving anybody a way to lock out somebody else.
//!
//! A login attempt is counted against the client's address, and against the pair of the account and the
//! network it is tried from. Never against the account alone: whoever guesses at an account from elsewhere
//! slows down themselves, while its owner signs in as always, unless both sit in the same network. What
//! succeeds is not counted, so that an office behind one address can come to work at nine.
//!
//! Kept in the memory of each node, within a bound; a restart forgets it.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lru::LruCache;

use crate::clock::{Clock, Millis};

/// How often something may be done: `burst` times at once, then once `every` so long.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Times at once, at least 1.
    pub burst: u32,
    /// Time after which one more is allowed.
    pub every: Duration,
}

/// Failed logins from one address: a person who mistypes never meets it, a guessing machine at once.
const PER_CLIENT: Limit = Limit {
    burst: 30,
    every: Duration::from_secs(10),
};
/// Failed logins to one account from one network.
const PER_ACCOUNT: Limit = Limit {
    burst: 8,
    every: Duration::from_secs(60),
};
/// Clients, and accounts, remembered; the longest unseen go first. Some 8 MB when full.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();

/// A token bucket per key, in bounded memory.
///
/// Kept as one instant per key, when its bucket will be full again (the generic cell rate algorithm,
/// ITU-T I.371): an absent key is a full bucket, so forgetting one never refuses anybody.
pub struct Buckets<K: Hash + Eq> {
    limit: Limit,
    clock: Clock,
    full_at: Mutex<LruCache<K, Millis>>,
}

impl<K: Hash + Eq> Buckets<K> {
    /// Buckets of this size; beyond `remembered` keys the longest unseen is forgotten.
    #[must_use]
    pub fn new(limit: Limit, remembered: NonZeroUsize, clock: Clock) -> Self {
        Self {
            limit,
            clock,
            full_at: Mutex::new(LruCache::new(remembered)),
        }
    }

    /// Takes a token.
    ///
    /// # Errors
    /// The time to wait when there is none; asking does not make it longer.
    pub fn take(&self, key: K) -> Result<(), Duration> {
        let now = self.clock.now();
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let room = self.limit.every.saturating_mul(self.limit.burst.max(1));
        // No bucket is emptier than empty, whatever a clock that was set back makes of it.
        let full_at = buckets.get(&key).copied().unwrap_or(now).clamp(now, now.plus(room));
        let next = full_at.plus(self.limit.every);
        let wait = next.since(now).saturating_sub(room);
        if wait > Duration::ZERO {
            return Err(wait);
        }
        buckets.put(key, next);
        Ok(())
    }

    /// Puts a token back that was taken for something which turned out not to count.
    pub fn give_back(&self, key: &K) {
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = buckets.get_mut(key) {
            *full_at = full_at.minus(self.limit.every);
        }
    }
}

/// Who may try to sign in now.
pub struct LoginThrottle {
    clients: Buckets<IpAddr>,
    accounts: Buckets<(u64, IpAddr)>,
    hasher: RandomState,
}

/// An attempt that was let through. It counts as failed unless [`succeeded`](Self::succeeded) is called.
#[must_use = "an attempt counts as failed until it is told that it succeeded"]
pub struct Attempt<'a> {
    throttle: &'a LoginThrottle,
    client: IpAddr,
    account: (u64, IpAddr),
}

impl LoginThrottle {
    /// With the limits of this page.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self {
            clients: Buckets::new(PER_CLIENT, REMEMBERED, clock.clone()),
            accounts: Buckets::new(PER_ACCOUNT, REMEMBERED, clock),
            hasher: RandomState::new(),
        }
    }

    /// Asks before a password or code is checked. `account` is what was typed, whether or not it exists:
    /// the answer tells nobody which accounts do. The address is not kept, only a keyed hash of it.
    ///
    /// # Errors
    /// The time to wait, for `Retry-After`.
    pub fn attempt(&self, client: IpAddr, account: &str) -> Result<Attempt<'_>, Duration> {
        let account = (
            self.hasher.hash_one(account.trim().to_lowercase()),
            network(client, 24, 56),
        );
        // One customer holds at least a /64, so that is one client.
        let client = network(client, 32, 64);
        self.clients.take(client)?;
        if let Err(wait) = self.accounts.take(account) {
            // It was not tried, so it does not count against the others who share the address.
            self.clients.give_back(&client);
            return Err(wait);
        }
        Ok(Attempt {
            throttle: self,
            client,
            account,
        })
    }
}

impl Attempt<'_> {
    /// The password was right: nothing is counted.
    pub fn succeeded(self) {
        self.throttle.clients.give_back(&self.client);
        self.throttle.accounts.give_back(&self.account);
    }
}

/// The first address of the client's network; an IPv4 address inside of IPv6 is taken as what it is.
fn network(address: IpAddr, v4_bits: u32, v6_bits: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() & u32::MAX << (32 - v4_bits)).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & u128::MAX << (128 - v6_bits)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Millis = Millis(1_767_225_600_000);

    fn throttle() -> (LoginThrottle, Clock) {
        let clock = Clock::fixed(START);
        (LoginThrottle::new(clock.clone()), clock)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// Fails until refused; how often it was let through.
    fn exhaust(throttle: &LoginThrottle, client: IpAddr, account: &str) -> u32 {
        (0..1_000)
            .take_while(|_| throttle.attempt(client, account).is_ok())
            .count() as u32
    }

    #[test]
    fn an_attacker_elsewhere_never_locks_the_owner_out() {
        let (throttle, _) = throttle();
        for host in 0..=255 {
            exhaust(&throttle, ip(&format!("203.0.{host}.7")), "victime@exemple.fr");
        }
        assert!(throttle.attempt(ip("192.0.2.1"), "victime@exemple.fr").is_ok());
    }

    #[test]
    fn guessing_at_one_account_stops_after_the_burst_and_resumes_slowly() {
        let (throttle, clock) = throttle();
        let client = ip("203.0.113.7");
        assert_eq!(exhaust(&throttle, client, "a@b.fr"), PER_ACCOUNT.burst);
        assert_eq!(throttle.attempt(client, "a@b.fr").err(), Some(PER_ACCOUNT.every));
        assert!(
            throttle.attempt(client, " A@B.fr").is_err(),
            "the same account in another spelling"
        );
        assert!(throttle.attempt(client, "c@d.fr").is_ok());

        clock.advance(PER_ACCOUNT.every);
        assert_eq!(exhaust(&throttle, client, "a@b.fr"), 1);
    }

    #[test]
    fn guessing_at_many_accounts_stops_at_the_limit_of_the_client() {
        let (throttle, clock) = throttle();
        let client = ip("203.0.113.7");
        let tried = (0..1_000)
            .take_while(|n| throttle.attempt(client, &format!("{n}@b.fr")).is_ok())
            .count();
        assert_eq!(tried, PER_CLIENT.burst as usize);
        assert!(
            throttle.attempt(ip("203.0.113.8"), "1000@b.fr").is_ok(),
            "a neighbour signs in"
        );
        clock.advance(PER_CLIENT.every);
        assert!(throttle.attempt(client, "1000@b.fr").is_ok());
    }

    #[test]
    fn an_office_that_types_well_is_never_counted() {
        let (throttle, _) = throttle();
        for person in 0..500 {
            throttle
                .attempt(ip("203.0.113.7"), &format!("{person}@b.fr"))
                .unwrap()
                .succeeded();
            throttle.attempt(ip("203.0.113.7"), "chef@b.fr").unwrap().succeeded();
        }
    }

    #[test]
    fn attempts_at_the_same_time_are_counted_before_their_outcome_is_known() {
        let (throttle, _) = throttle();
        let open: Vec<_> = (0..1_000)
            .map_while(|_| throttle.attempt(ip("203.0.113.7"), "a@b.fr").ok())
            .collect();
        assert_eq!(open.len(), PER_ACCOUNT.burst as usize);
    }

    #[test]
    fn what_was_refused_for_an_account_does_not_use_up_the_client() {
        let (throttle, _) = throttle();
        let client = ip("203.0.113.7");
        exhaust(&throttle, client, "a@b.fr");
        for _ in 0..1_000 {
            assert!(throttle.attempt(client, "a@b.fr").is_err());
        }
        assert!(throttle.attempt(client, "c@d.fr").is_ok());
    }

    #[test]
    fn another_address_of_the_same_network_is_the_same_guesser() {
        let (throttle, _) = throttle();
        for (one, other) in [
            ("203.0.113.7", "203.0.113.200"),
            ("203.0.113.9", "::ffff:203.0.113.9"),
            ("2001:db8:1:2200::1", "2001:db8:1:22ff:1:2:3:4"),
        ] {
            exhaust(&throttle, ip(one), one);
            assert!(throttle.attempt(ip(other), one).is_err(), "{other}");
        }
        assert!(throttle.attempt(ip("2001:db8:1:2300::1"), "2001:db8:1:2200::1").is_ok());
    }

    #[test]
    fn memory_is_bounded_and_forgetting_refuses_nobody() {
        let clock = Clock::fixed(START);
        let limit = Limit {
            burst: 1,
            every: Duration::from_secs(60),
        };
        let buckets = Buckets::new(limit, NonZeroUsize::new(100).unwrap(), clock);
        for key in 0..1_000 {
            assert!(buckets.take(key).is_ok());
        }
        assert_eq!(buckets.full_at.lock().unwrap().len(), 100);
        assert!(buckets.take(999).is_err(), "the latest are remembered");
        assert!(buckets.take(0).is_ok(), "the oldest are forgotten");
    }

    #[test]
    fn a_clock_set_back_lets_nobody_wait_longer_than_an_empty_bucket() {
        let limit = Limit {
            burst: 2,
            every: Duration::from_secs(1),
        };
        let clock = Clock::fixed(START);
        let buckets = Buckets::new(limit, NonZeroUsize::MIN, clock);
        buckets
            .full_at
            .lock()
            .unwrap()
            .put((), START.plus(Duration::from_secs(3_600)));
        assert_eq!(buckets.take(()), Err(limit.every));
    }
}
