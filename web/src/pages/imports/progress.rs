//! An import being entered, and `GET /imports/{id}/progress`, which keeps its page current.

use crate::http::{Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::live::{self, Look};
use crate::view::Place;
use crate::view::imports::ImportProgressPage;
use crate::view::work::{StepState, Work, WorkStep};
use axum::response::Response;
use relais_core::contacts::import::{self, Import, ImportId, Status};
use relais_tenants::clock::Millis;
use std::time::Duration;

/// Rows before the pace says anything about the time left.
const TELLING: u64 = 2_000;

/// The page, as it is now.
pub async fn page(frame: &Frame, import: &Import) -> Result<ImportProgressPage, Problem> {
    Ok(ImportProgressPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Contacts).await?,
        file: import.file_name.clone(),
        work: work(import, frame.tenant().now()),
    })
}

/// The stream.
pub async fn get(frame: Frame, Id(id): Id<ImportId>) -> Result<Response, Problem> {
    import::get(frame.tenant(), id).await?.ok_or_else(Problem::not_found)?;
    let tenant = frame.tenant().clone();
    Ok(live::stream(frame.ui, move || {
        let tenant = tenant.clone();
        async move {
            let import = import::get(&tenant, id).await?.ok_or_else(Problem::not_found)?;
            Ok(match import.status {
                Status::Running => Look::Working(Box::new(work(&import, tenant.now()))),
                _ => Look::Over(format!("/imports/{id}")),
            })
        }
    }))
}

fn work(import: &Import, now: Millis) -> Work {
    let (done, rows) = (import.done(), import.summary.rows);
    Work {
        stream: format!("/imports/{}/progress", import.id),
        title: "work-import",
        steps: vec![
            WorkStep {
                label: "work-read",
                state: StepState::Done,
                counted: None,
                percent: false,
            },
            WorkStep {
                label: "work-store",
                state: StepState::Running,
                counted: Some((done.min(rows), rows)),
                percent: false,
            },
        ],
        remaining: remaining(done, rows, import.started_at, now),
        error: None,
    }
}

/// How long it takes at the pace so far. An import taken up again after a pause seems slower than it is, never faster.
fn remaining(done: u64, rows: u64, started: Option<Millis>, now: Millis) -> Option<Duration> {
    let spent = u64::try_from(now.0.checked_sub(started?.0)?)
        .ok()
        .filter(|spent| *spent > 0)?;
    (done >= TELLING).then(|| Duration::from_millis(spent.saturating_mul(rows.saturating_sub(done)) / done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_from_the_pace() {
        let left = |done, now| remaining(done, 10_000, Some(Millis(1_000)), Millis(now));
        assert_eq!(left(2_500, 2_000), Some(Duration::from_secs(3)));
        assert_eq!(left(10_000, 2_000), Some(Duration::ZERO));
        assert_eq!(left(10, 2_000), None, "too early to tell");
        assert_eq!(left(2_500, 1_000), None);
        assert_eq!(left(2_500, 500), None, "the clock went back");
    }
}
