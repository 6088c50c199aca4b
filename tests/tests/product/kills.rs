//! Killing a server at random points that are the same in every run.

use std::time::Duration;

use relais_core::demo::Draw;
use relais_tests::stored;
use relais_tests::{Backend, Server};

/// Longest wait for a claim to end and the work to be taken up again.
const PATIENCE: Duration = Duration::from_secs(120);

/// Draws the moments.
pub struct Kills(Draw);

impl Kills {
    /// The same moments every time, unless `RELAIS_TEST_SEED` asks for others.
    pub fn new(seed: u64) -> Self {
        let asked = std::env::var("RELAIS_TEST_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok());
        Self(Draw::new(seed.wrapping_add(asked.unwrap_or(0))))
    }

    /// Waits for a random part of `span`.
    pub async fn moment(&mut self, span: Duration) {
        tokio::time::sleep(span.mul_f64(self.0.unit())).await;
    }

    /// Kills the server at a random moment of `span` and starts it again.
    pub async fn within(&mut self, server: &mut Server, span: Duration) {
        self.moment(span).await;
        server.restart().await;
    }
}

/// Who works on the one piece of work that a company has in `table`.
pub async fn claim(server: &Server, slug: &str, table: &str) -> Option<String> {
    stored::value(server, slug, table, "lease", "lease_until > 0").await
}

/// Waits until somebody else than `before` works on it: a new process alone with its files does at once, beside a
/// shared database only once the dead one's claim has ended.
pub async fn taken_up(server: &Server, slug: &str, table: &str, before: Option<String>) {
    if server.backend() == Backend::Sqlite {
        return;
    }
    let wait = async {
        while claim(server, slug, table).await.is_some_and(|now| Some(now) == before) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, wait).await.is_ok(),
        "nobody takes the work up"
    );
}
