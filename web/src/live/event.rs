//! A feed as events: `campaign_progress`, `campaign_complete`, `campaign_error`.

use super::{Seen, Snapshot};
use futures_util::stream::{self, Stream};
use relais_core::campaigns::Status;
use relais_core::tracking;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::watch;

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// Its name.
    pub event: &'static str,
    /// What it says.
    pub data: Value,
}

/// Where a follower is.
struct Follower {
    feed: watch::Receiver<Seen>,
    waiting: VecDeque<Told>,
    /// What the last progress said.
    told: Option<Value>,
    /// The last error told, so that it is told once.
    error: Option<String>,
    /// Whether the follower came while the campaign was being prepared: then its end is theirs.
    prepares: bool,
    over: bool,
}

/// The events of a feed. The stream ends with the campaign; for who came while it was being prepared, with the preparation,
/// unless the campaign goes on to send by itself.
pub fn events(feed: watch::Receiver<Seen>) -> impl Stream<Item = Told> {
    let follower = Follower {
        feed,
        waiting: VecDeque::new(),
        told: None,
        error: None,
        prepares: false,
        over: false,
    };
    stream::unfold(follower, |mut follower| async move {
        loop {
            if let Some(told) = follower.waiting.pop_front() {
                return Some((told, follower));
            }
            if follower.over {
                return None;
            }
            let seen = follower.feed.borrow_and_update().clone();
            match seen {
                Seen::Gone => return None,
                Seen::Campaign(snapshot) => follower.see(&snapshot),
                Seen::Nothing => {}
            }
            if follower.waiting.is_empty() && !follower.over && follower.feed.changed().await.is_err() {
                return None;
            }
        }
    })
}

impl Follower {
    fn see(&mut self, snapshot: &Arc<Snapshot>) {
        let progress = progress(snapshot);
        if self.told.as_ref() != Some(&progress) {
            self.tell("campaign_progress", progress.clone());
            self.told = Some(progress);
        }
        let error = error(snapshot);
        if let Some(error) = &error
            && self.error.as_ref() != Some(error)
        {
            let detail = snapshot.delivery.as_ref().and_then(|delivery| delivery.error.as_ref());
            let data = json!({
                "campaign": snapshot.id, "status": snapshot.status, "code": error,
                "detail": detail.map(|stopped| stopped.detail.as_str()),
            });
            self.tell("campaign_error", data);
        }
        self.error = error;
        match snapshot.status {
            Status::Preparing => self.prepares = true,
            Status::Ready | Status::Draft if self.prepares => self.over = true,
            Status::Ready | Status::Draft => {}
            _ => self.prepares = false,
        }
        if snapshot.is_over() {
            let books = snapshot.delivery.as_ref();
            let data = json!({
                "campaign": snapshot.id, "status": snapshot.status,
                "sent": books.map_or(0, |books| books.sent), "failed": books.map_or(0, |books| books.failed),
                "skipped": books.map_or(0, |books| books.skipped), "unknown": books.map_or(0, |books| books.unknown),
            });
            self.tell("campaign_complete", data);
            self.over = true;
        }
    }

    fn tell(&mut self, event: &'static str, data: Value) {
        self.waiting.push_back(Told { event, data });
    }
}

/// Why a campaign stands still that should not.
fn error(snapshot: &Snapshot) -> Option<String> {
    if snapshot.preparation_failed {
        return Some("preparation".to_owned());
    }
    let delivery = snapshot.delivery.as_ref()?;
    delivery.error.as_ref().map(|stopped| stopped.code.clone())
}

/// The data of a `campaign_progress` event.
fn progress(snapshot: &Snapshot) -> Value {
    let mut data = json!({
        "campaign": snapshot.id,
        "status": snapshot.status,
        "progress": snapshot.preparation.map(|progress| json!({
            "step": progress.step.as_str(), "done": progress.done, "total": progress.total,
        })),
        "audience_size": snapshot.audience_size,
    });
    let Some(object) = data.as_object_mut() else {
        return data;
    };
    if let Some(books) = &snapshot.delivery {
        for (name, value) in [
            ("total", json!(books.total)),
            ("queued", json!(books.queued)),
            ("sent", json!(books.sent)),
            ("delivered", json!(books.delivered)),
            ("bounced", json!(books.bounced)),
            ("failed", json!(books.failed)),
            ("skipped", json!(books.skipped)),
            ("unknown", json!(books.unknown)),
            ("rate_per_second", json!(books.rate_per_second)),
            ("seconds_left", json!(books.seconds_left)),
            ("retries", json!(books.retries.map(|retries| retries.count))),
            (
                "next_retry_at",
                json!(books.retries.map(|retries| retries.next_at.to_string())),
            ),
        ] {
            object.insert(name.to_owned(), value);
        }
    }
    if let Some(statistics) = &snapshot.statistics {
        let counted = |counted: tracking::Counted| json!({ "total": counted.total, "unique": counted.unique });
        object.insert("opens".to_owned(), counted(statistics.all.opens));
        object.insert("clicks".to_owned(), counted(statistics.all.clicks));
        object.insert("unsubscribed".to_owned(), json!(statistics.unsubscribed));
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_core::campaigns::CampaignId;
    use uuid::Uuid;

    /// What a follower is told who sees these states one after the other, and whether the stream ends.
    fn told(states: &[Status]) -> (Vec<String>, bool) {
        let mut follower = Follower {
            feed: watch::channel(Seen::Nothing).1,
            waiting: VecDeque::new(),
            told: None,
            error: None,
            prepares: false,
            over: false,
        };
        for status in states {
            follower.see(&Arc::new(Snapshot {
                id: CampaignId(Uuid::from_u128(7)),
                status: *status,
                preparation: None,
                preparation_failed: false,
                audience_size: Some(3),
                delivery: None,
                by_channel: Default::default(),
                statistics: None,
            }));
        }
        let words = |told: &Told| format!("{} {}", told.event, told.data["status"].as_str().unwrap());
        (follower.waiting.iter().map(words).collect(), follower.over)
    }

    // R: T7
    #[test]
    fn a_campaign_is_told_to_its_end_and_nothing_twice() {
        let states = [
            Status::Ready,
            Status::Sending,
            Status::Sending,
            Status::Paused,
            Status::Finished,
        ];
        let expected = [
            "campaign_progress ready",
            "campaign_progress sending",
            "campaign_progress paused",
            "campaign_progress finished",
            "campaign_complete finished",
        ];
        assert_eq!(told(&states), (expected.map(str::to_owned).to_vec(), true));
    }

    #[test]
    fn who_follows_a_preparation_is_let_go_at_its_end_and_who_came_later_is_not() {
        assert!(told(&[Status::Preparing, Status::Ready]).1);
        assert!(!told(&[Status::Ready, Status::Scheduled]).1);
        assert!(!told(&[Status::Preparing, Status::Sending]).1);
    }
}
