//! The last step before validating: who gets the campaign over which channel, who does not and why.

use super::form;
use super::message::is_begun;
use crate::http::Problem;
use crate::pages::audience::{chips, own_attributes};
use crate::pages::frame::Frame;
use crate::view::Ui;
use crate::view::campaigns::{BasisShare, ChannelReview, LeftOut, MessageReview, Review};
use relais_core::audience::{ChannelReach, Filter};
use relais_core::campaigns::{Draft, MULTI_CHANNEL};
use relais_core::channels;
use relais_core::consent::Topic;

/// What the reader confirms. The draft has been checked.
pub async fn review(frame: &Frame, filter: &Filter, draft: &Draft) -> Result<Review, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let checked = draft.check(form::beside(frame, None));
    let checked = checked.map_err(|_| Problem::internal("an unchecked draft is reviewed"))?;
    let own = own_attributes(tenant).await?;
    let topics: Vec<Topic> = checked
        .channels
        .iter()
        .filter_map(|channel| Topic::parse(channel))
        .collect();
    let (count, reached) = frame
        .app
        .audiences
        .ask(tenant, |index| {
            let audience = index.select(filter);
            let reached: Vec<ChannelReach> = topics
                .iter()
                .map(|topic| index.channel_reach(&audience, *topic))
                .collect();
            (audience.len(), reached)
        })
        .await?;
    let said = draft.contents.clone().unwrap_or_default();
    let messages = topics
        .iter()
        .filter(|topic| **topic == Topic::Email)
        .map(|topic| MessageReview {
            channel: topic.as_str().to_owned(),
            subject: said
                .get(topic)
                .map(|content| content.get("subject").to_owned())
                .filter(|_| is_begun(&said, *topic)),
        });
    #[expect(clippy::cast_precision_loss, reason = "an hour at most")]
    let delay_s = checked.delay_ms as f64 / 1_000.0;
    Ok(Review {
        messages: messages.collect(),
        scheduled_at: checked.scheduled_at.map(relais_tenants::clock::Millis::timestamp),
        delay_s,
        title: checked.title,
        event_date: Some(checked.event_date),
        end_date: checked.end_date,
        social_network: Some(checked.social_network).filter(|network| network != MULTI_CHANNEL),
        filters: chips(ui, filter, &own),
        count,
        channels: reached.iter().map(|reach| channel(ui, reach)).collect(),
        sandbox: channels::all_in_sandbox(tenant).await?,
        blocked: Vec::new(),
    })
}

fn channel(ui: &Ui, reach: &ChannelReach) -> ChannelReview {
    let reasons = [
        (
            ui.t1("left-out-no-address", "channel", reach.channel.as_str()),
            reach.no_address,
        ),
        (ui.t("left-out-no-ground"), reach.no_ground),
        (ui.t("left-out-stopped"), reach.stopped),
    ];
    let mut left_out: Vec<LeftOut> = reasons
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(reason, count)| LeftOut { reason, count })
        .collect();
    left_out.sort_by_key(|left| std::cmp::Reverse(left.count));
    ChannelReview {
        channel: reach.channel.as_str().to_owned(),
        receive: reach.reached,
        left_out,
        basis: reach
            .grounds
            .iter()
            .map(|(kind, count)| BasisShare {
                kind: kind.as_str().to_owned(),
                count: *count,
            })
            .collect(),
    }
}
