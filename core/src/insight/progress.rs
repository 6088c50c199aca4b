//! How far a segmentation has come, and how its caller stops it.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::InsightError;

/// The part of the work under way, in the order in which they happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Columns are examined and encoded.
    Features,
    /// The number of clusters is being chosen on a sample.
    Choosing,
    /// All rows are being assigned.
    Fitting,
    /// The clusters are being labelled.
    Labelling,
}

/// A report to the caller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of the whole segmentation is done, from 0 to 1, never decreasing.
    pub done: f32,
}

/// The caller's ear: told of each step, answers [`ControlFlow::Break`] to cancel.
pub type Listener<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// Reports a step and turns a refusal to go on into [`InsightError::Cancelled`].
pub(super) fn report(on: &mut Listener<'_>, stage: Stage, done: f32) -> Result<(), InsightError> {
    match on(Progress { stage, done }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(InsightError::Cancelled),
    }
}
