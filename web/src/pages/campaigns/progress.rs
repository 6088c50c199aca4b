//! `GET /campaigns/{id}/progress`: the preparation as it goes, as server-sent events.

use crate::http::{Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::live::{self, Look};
use crate::view::work::{StepState, Work, WorkStep};
use axum::response::Response;
use relais_core::campaigns::{self, Campaign, CampaignId, Status, Step};
use relais_tenants::clock::Millis;
use std::time::Duration;

/// Long enough to guess from how it went so far.
const TELLING: Duration = Duration::from_secs(2);

/// The stream: the component whenever it changed, then the page to load.
pub async fn get(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let tenant = frame.tenant().clone();
    // Another company's campaign answers as one that never existed, and not with a stream.
    campaigns::get(&tenant, id).await?.ok_or_else(Problem::not_found)?;
    Ok(live::stream(frame.ui, move || {
        let tenant = tenant.clone();
        async move {
            Ok(match campaigns::get(&tenant, id).await? {
                Some(campaign) if campaign.status == Status::Preparing => {
                    Look::Working(Box::new(work(&campaign, tenant.now())))
                }
                Some(_) => Look::Over(format!("/campaigns/{id}")),
                None => Look::Over("/campaigns".to_owned()),
            })
        }
    }))
}

/// How far a campaign's preparation is.
pub fn work(campaign: &Campaign, now: Millis) -> Work {
    let current = campaign.progress.map_or(Step::Population, |progress| progress.step);
    let counted = campaign
        .progress
        .filter(|progress| progress.total > 0)
        .map(|progress| (progress.done, progress.total));
    let failed = campaign.error.is_some();
    let steps = Step::ALL
        .into_iter()
        .map(|step| WorkStep {
            label: name(step),
            state: match step.cmp(&current) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal if failed => StepState::Failed,
                std::cmp::Ordering::Equal => StepState::Running,
                std::cmp::Ordering::Greater => StepState::Waiting,
            },
            counted: counted.filter(|_| step == current && matches!(step, Step::Segments | Step::Export)),
            percent: step == Step::Segments,
        })
        .collect();
    Work {
        stream: format!("/campaigns/{}/progress", campaign.id),
        title: "work-campaign",
        steps,
        remaining: counted.and_then(|(done, total)| remaining(now.since(campaign.updated_at), done, total)),
        error: failed.then_some("work-campaign-failed"),
    }
}

const fn name(step: Step) -> &'static str {
    match step {
        Step::Population => "work-population",
        Step::Segments => "work-segments",
        Step::Export => "work-export",
        Step::Page => "work-page",
    }
}

/// How long the rest takes if it goes as so far; nothing before that means anything.
pub fn remaining(elapsed: Duration, done: u64, total: u64) -> Option<Duration> {
    if done == 0 || elapsed < TELLING {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "an estimate, told in minutes")]
    let rest = total.saturating_sub(done) as f64 / done as f64;
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * rest).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_guessed_from_how_it_went() {
        let seconds = Duration::from_secs;
        assert_eq!(remaining(seconds(10), 250, 1_000), Some(seconds(30)));
        assert_eq!(remaining(seconds(10), 1_000, 1_000), Some(seconds(0)));
        assert_eq!(remaining(seconds(1), 500, 1_000), None, "too early to tell");
        assert_eq!(remaining(seconds(10), 0, 1_000), None);
    }
}
