//! How campaigns go, as they go: one feed per campaign that somebody follows, whatever face it is followed by.
//!
//! Whoever follows a campaign shares one look at its rows with all others of this process. Rows are the truth, whichever
//! node's workers move them, so a follower need not be where the work is. Nobody follows: nobody looks.
//! Does not live here: the faces (`api::campaigns::events`, `pages::campaigns::watch`).

mod event;
mod snapshot;

pub use event::{Told, events};
pub use snapshot::Snapshot;

use relais_core::campaigns::CampaignId;
use relais_tenants::{Tenant, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// What a follower sees.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// Nothing yet.
    Nothing,
    /// How the campaign is.
    Campaign(Arc<Snapshot>),
    /// There is no such campaign any more.
    Gone,
}

/// Who is followed now.
type Followed = HashMap<(TenantId, CampaignId), watch::Sender<Seen>>;

/// The feeds of this process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Feeds(Arc<Mutex<Followed>>);

impl Feeds {
    /// Follows a campaign. The first look is taken at once, or was taken a moment ago for somebody else.
    pub fn follow(&self, tenant: &Tenant, id: CampaignId) -> watch::Receiver<Seen> {
        let key = (tenant.id(), id);
        let mut feeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(feed) = feeds.get(&key) {
            return feed.subscribe();
        }
        let (sender, receiver) = watch::channel(Seen::Nothing);
        feeds.insert(key, sender);
        tokio::spawn(self.clone().look(tenant.clone(), id));
        receiver
    }

    async fn look(self, tenant: Tenant, id: CampaignId) {
        let key = (tenant.id(), id);
        loop {
            let seen = match Snapshot::take(&tenant, id).await {
                Ok(Some(snapshot)) => Some(Seen::Campaign(Arc::new(snapshot))),
                Ok(None) => Some(Seen::Gone),
                // What is there stays; the next look may succeed.
                Err(error) => {
                    tracing::error!(%error, "a campaign cannot be followed");
                    None
                }
            };
            let pause = match &seen {
                Some(Seen::Campaign(snapshot)) => snapshot.pause(),
                _ => snapshot::CALM,
            };
            {
                let mut feeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(feed) = feeds.get(&key) else { return };
                if let Some(seen) = seen {
                    feed.send_if_modified(|now| {
                        let new = *now != seen;
                        *now = seen;
                        new
                    });
                }
                let over = *feed.borrow() == Seen::Gone;
                // Under the lock, in which followers come: nobody is left with a feed that nobody fills.
                if feed.receiver_count() == 0 || over {
                    feeds.remove(&key);
                    return;
                }
            }
            tokio::time::sleep(pause).await;
        }
    }
}
