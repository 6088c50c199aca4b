//! Long work seen from the page: steps with figures, kept current by the server.
//!
//! The stream (`text/event-stream`) sends `event: progress` with [`WorkFragment`] as data, then
//! `event: done` with the address to open. Without script the page asks again every few seconds.

use std::time::Duration;

use askama::Template;

use super::Ui;

/// A piece of work under way, or just over.
#[derive(Clone, Debug)]
pub struct Work {
    /// The stream's address: `/campaigns/{id}/progress`.
    pub stream: String,
    /// What is being done, as a sentence key: `work-campaign` or `work-import`.
    pub title: &'static str,
    /// Its steps, in order.
    pub steps: Vec<WorkStep>,
    /// How long it will still take, once there is something to go by.
    pub remaining: Option<Duration>,
    /// What went wrong, as a sentence key: what happened, what is safe, what to do.
    pub error: Option<&'static str>,
}

/// A step of the work.
#[derive(Clone, Debug)]
pub struct WorkStep {
    /// Its name, as a sentence key: `work-population`, `work-segments`, …
    pub label: &'static str,
    /// How far it is.
    pub state: StepState,
    /// Units done and units in all, where the step counts them.
    pub counted: Option<(u64, u64)>,
    /// Whether only the share means something to a reader, not the units.
    pub percent: bool,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Over.
    Done,
    /// Stopped by an error.
    Failed,
}

impl StepState {
    /// The class of its line.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Waiting => "circle-dashed",
            Self::Running => "refresh",
            Self::Done => "circle-check",
            Self::Failed => "circle-x",
        }
    }

    /// The sentence key that says it to a screen reader.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "work-waiting",
            Self::Running => "work-running",
            Self::Done => "work-done",
            Self::Failed => "work-failed",
        }
    }
}

/// The component alone: what the stream sends.
#[derive(Clone, Debug, Template)]
#[template(path = "work.html")]
pub struct WorkFragment {
    /// The reader.
    pub ui: Ui,
    /// The work.
    pub work: Work,
}
