//! Where messages stand, as figures for people: one meaning of «sent» and «delivered» for every page and answer.

/// How many messages stand where. `open`, `sent`, `failed`, `unknown` and `skipped` add up to all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Wait for their turn, or are on their way.
    pub open: u64,
    /// Taken by the provider, or the sandbox, whatever was reported since.
    pub sent: u64,
    /// Of those sent, the ones that have not come back.
    pub delivered: u64,
    /// Of those sent, the ones that came back.
    pub bounced: u64,
    /// Refused, or out of attempts: never taken.
    pub failed: u64,
    /// May have left: the answer was lost.
    pub unknown: u64,
    /// Kept from leaving: no ground, withdrawn, no address, cancelled.
    pub skipped: u64,
}

impl Standing {
    /// So many more messages in this state, by its stored name.
    pub fn add(&mut self, state: &str, count: u64) {
        match state {
            "accepted" | "delivered" => {
                self.sent += count;
                self.delivered += count;
            }
            "bounced" => {
                self.sent += count;
                self.bounced += count;
            }
            "failed" => self.failed += count,
            "unknown" => self.unknown += count,
            "skipped" => self.skipped += count,
            _ => self.open += count,
        }
    }

    /// Those that were handed over, or given up after trying to.
    pub fn tried(&self) -> u64 {
        self.sent + self.failed + self.unknown
    }

    /// What part of the messages that were tried did not arrive as far as is known, from 0 to 1; `None` before any was.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub fn failure_rate(&self) -> Option<f64> {
        let lost = self.failed + self.bounced + self.unknown;
        (self.tried() > 0).then(|| lost as f64 / self.tried() as f64)
    }
}
