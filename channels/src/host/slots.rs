//! Whose turn it is: as many calls at once as the pool holds instances, and of each company only a share of them.
//!
//! A call may wait long for a provider that says nothing. Without shares, one company could have the whole pool wait for
//! its provider, by campaigns and tests and checks together, and everybody else for the pool.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// How many companies can use up the pool together.
const COMPANIES: u32 = 8;

pub(super) struct Slots {
    all: Semaphore,
    share: usize,
    /// The companies that use the pool now.
    shares: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// The right to one call, given back when dropped.
pub(super) struct Slot<'a> {
    _of_all: SemaphorePermit<'a>,
    _of_share: Option<OwnedSemaphorePermit>,
}

impl Slots {
    /// For a pool of so many instances.
    pub fn new(instances: u32) -> Self {
        Self {
            all: Semaphore::new(instances.max(1) as usize),
            share: (instances / COMPANIES).max(1) as usize,
            shares: Mutex::default(),
        }
    }

    /// Waits for a turn of this company; calls for nobody in particular, with an empty name, only wait for the pool.
    pub async fn take(&self, tenant: &str) -> Result<Slot<'_>, AcquireError> {
        let share = (!tenant.is_empty()).then(|| self.share_of(tenant));
        // Its own share first: whoever waits for that holds nothing of the pool.
        let of_share = match share {
            Some(share) => Some(share.acquire_owned().await?),
            None => None,
        };
        Ok(Slot {
            _of_all: self.all.acquire().await?,
            _of_share: of_share,
        })
    }

    fn share_of(&self, tenant: &str) -> Arc<Semaphore> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = shares.get(tenant).and_then(Weak::upgrade) {
            return share;
        }
        shares.retain(|_, share| share.strong_count() > 0);
        let share = Arc::new(Semaphore::new(self.share));
        shares.insert(tenant.to_owned(), Arc::downgrade(&share));
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    // R: O16, P4
    #[tokio::test]
    async fn one_company_never_holds_the_whole_pool() {
        let slots = Slots::new(16);
        let held = [slots.take("loud").await.unwrap(), slots.take("loud").await.unwrap()];
        // Asked once.
        let third = tokio::time::timeout(Duration::ZERO, slots.take("loud")).await;
        assert!(third.is_err(), "its share is two");
        let calm = slots.take("calm").await.unwrap();
        let nobody = slots.take("").await.unwrap();
        drop(held);
        slots.take("loud").await.unwrap();
        drop((calm, nobody));
        slots.take("other").await.unwrap();
        assert_eq!(slots.shares.lock().unwrap().len(), 1, "who is gone is forgotten");
    }
}
