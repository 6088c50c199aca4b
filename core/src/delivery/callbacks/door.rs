//! How many reports are taken at once: a flood of one company's costs the others nothing, and this process little.

use relais_tenants::TenantId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Reports of one company at a time.
const OF_ONE: usize = 8;
/// Reports at a time.
const OF_ALL: usize = 64;

/// Lets reports in. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Door(Arc<Mutex<HashMap<TenantId, usize>>>);

/// A place inside, given back when it is dropped.
#[derive(Debug)]
pub struct Inside {
    door: Door,
    tenant: TenantId,
}

impl Door {
    /// A place for one more report of this company; nothing when too many are inside.
    pub fn enter(&self, tenant: TenantId) -> Option<Inside> {
        let mut inside = self.inside();
        let all: usize = inside.values().sum();
        let own = inside.entry(tenant).or_default();
        if *own >= OF_ONE || all >= OF_ALL {
            return None;
        }
        *own += 1;
        Some(Inside {
            door: self.clone(),
            tenant,
        })
    }

    fn inside(&self) -> MutexGuard<'_, HashMap<TenantId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let mut inside = self.door.inside();
        if let Some(own) = inside.get_mut(&self.tenant) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                inside.remove(&self.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    // R: O15
    #[test]
    fn one_company_takes_only_its_places_and_gives_them_back() {
        let (door, one, two) = (
            Door::default(),
            TenantId(Uuid::from_u128(1)),
            TenantId(Uuid::from_u128(2)),
        );
        let inside: Vec<Inside> = (0..OF_ONE).map(|_| door.enter(one).unwrap()).collect();
        assert!(door.enter(one).is_none());
        let other = door.enter(two);
        assert!(other.is_some());
        drop(inside);
        assert!(door.enter(one).is_some());
        drop(other);
        assert!(door.inside().is_empty(), "nothing is remembered of who is gone");
    }

    #[test]
    fn there_are_so_many_places_in_all() {
        let door = Door::default();
        let tenant = |index: usize| TenantId(Uuid::from_u128(index as u128));
        let inside: Vec<Inside> = (0..OF_ALL).map(|index| door.enter(tenant(index)).unwrap()).collect();
        assert!(door.enter(tenant(OF_ALL)).is_none());
        drop(inside);
        assert!(door.enter(tenant(OF_ALL)).is_some());
    }
}
