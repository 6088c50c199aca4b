//! A small memory that outlives a call, apart for each tenant and plugin: for tokens that take a request to get.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Bytes of one value.
const LARGEST_VALUE: usize = 64 * 1024;
/// Bytes of a key.
const LONGEST_KEY: usize = 256;
/// Values of one tenant and plugin.
const VALUES: usize = 32;
/// Tenants and plugins that are remembered at once.
const SHELVES: usize = 4096;

/// All values.
#[derive(Default)]
pub struct Cache(Mutex<HashMap<Shelf, HashMap<String, Value>>>);

/// Whose values: a tenant's, for one plugin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shelf {
    /// The tenant.
    pub tenant: String,
    /// What identifies the plugin: its name and the hash of its code.
    pub plugin: String,
}

struct Value {
    bytes: Vec<u8>,
    /// Milliseconds since 1970.
    until: u64,
}

impl Cache {
    /// A value that is still good at `now`.
    #[must_use]
    pub fn get(&self, shelf: &Shelf, key: &str, now: u64) -> Option<Vec<u8>> {
        let shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let value = shelves.get(shelf)?.get(key)?;
        (value.until > now).then(|| value.bytes.clone())
    }

    /// Keeps a value. One that is too large is not kept, and a full shelf is emptied: whoever uses a cache must do
    /// without it at any moment.
    pub fn set(&self, shelf: &Shelf, key: String, bytes: Vec<u8>, now: u64, lifetime: u64) {
        let mut shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes.len() > LARGEST_VALUE || key.len() > LONGEST_KEY || lifetime == 0 {
            if let Some(values) = shelves.get_mut(shelf) {
                values.remove(&key);
            }
            return;
        }
        if shelves.len() >= SHELVES && !shelves.contains_key(shelf) {
            shelves.clear();
        }
        let values = shelves.entry(shelf.clone()).or_default();
        if values.len() >= VALUES && !values.contains_key(&key) {
            values.retain(|_, value| value.until > now);
            if values.len() >= VALUES {
                values.clear();
            }
        }
        values.insert(
            key,
            Value {
                bytes,
                until: now.saturating_add(lifetime),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(tenant: &str) -> Shelf {
        Shelf {
            tenant: tenant.into(),
            plugin: "p".into(),
        }
    }

    #[test]
    fn values_run_out_and_are_nobody_elses() {
        let cache = Cache::default();
        cache.set(&shelf("a"), "token".into(), b"x".to_vec(), 1_000, 500);
        assert_eq!(cache.get(&shelf("a"), "token", 1_499), Some(b"x".to_vec()));
        assert_eq!(cache.get(&shelf("a"), "token", 1_500), None);
        assert_eq!(cache.get(&shelf("b"), "token", 1_000), None);
    }

    #[test]
    fn memory_is_bounded() {
        let cache = Cache::default();
        for n in 0..10_000_u32 {
            cache.set(&shelf(&n.to_string()), "k".into(), vec![0; 16], 0, 10);
            cache.set(&shelf("one"), n.to_string(), vec![0; 16], 0, 10);
        }
        cache.set(&shelf("one"), "large".into(), vec![0; LARGEST_VALUE + 1], 0, 10);
        assert_eq!(cache.get(&shelf("one"), "large", 0), None);
        let shelves = cache.0.lock().unwrap();
        assert!(shelves.len() <= SHELVES && shelves.values().all(|values| values.len() <= VALUES));
    }
}
