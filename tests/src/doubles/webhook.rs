//! A place on this machine to which a channel posts JSON: it takes everything and remembers it.

use super::serve;
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// What was posted, in the order in which it came.
type Taken = Arc<Mutex<Vec<Value>>>;

/// A place to post to.
#[derive(Debug)]
pub struct Webhook {
    url: String,
    taken: Taken,
}

impl Webhook {
    /// Begins to take what is posted.
    pub async fn start() -> Self {
        let taken = Taken::default();
        let router = Router::new().route("/in", post(take)).with_state(taken.clone());
        let url = format!("{}/in", serve(router).await);
        Self { url, taken }
    }

    /// Where to post.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What was posted so far.
    pub fn taken(&self) -> Vec<Value> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn take(State(taken): State<Taken>, Json(body): Json<Value>) {
    taken.lock().unwrap_or_else(PoisonError::into_inner).push(body);
}
