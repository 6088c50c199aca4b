//! The last step before validating: who gets the campaign over which channel, who does not and why.

use super::form;
use super::message::is_begun;
use crate::http::Problem;
use crate::pages::audience::{PREFIX, chips, own_attributes};
use crate::pages::frame::Frame;
use crate::view::campaigns::{BasisShare, ChannelReview, LeftOut, MessageReview, Review};
use relais_channels::AddressKind;
use relais_core::access::Permission;
use relais_core::audience::{ChannelReach, Filter, LeftOut as Why};
use relais_core::campaigns::{Draft, MULTI_CHANNEL};
use relais_core::channels;
use relais_core::consent::Topic;
use relais_core::content::{Content, Contents};

/// Letters of a message shown where it has no subject.
const BEGINNING: usize = 70;

/// One channel as the index answers.
struct Fared {
    reach: ChannelReach,
    /// Who falls to it: everybody it reaches, or those whom no channel before it does.
    share: u64,
}

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
    let (count, fared) = frame
        .app
        .audiences
        .ask(tenant, |index| {
            let audience = index.select(filter);
            let shares = index.shared_out(&audience, &topics);
            let fared: Vec<Fared> = topics
                .iter()
                .zip(shares)
                .map(|(topic, share)| {
                    let reach = index.channel_reach(&audience, *topic);
                    let share = if checked.fallback { share.len() } else { reach.reached };
                    Fared { reach, share }
                })
                .collect();
            (audience.len(), fared)
        })
        .await?;
    let said = draft.contents.clone().unwrap_or_default();
    let served: u64 = fared.iter().map(|one| one.share).sum();
    let mut channels = Vec::with_capacity(fared.len());
    for one in &fared {
        channels.push(channel(frame, filter, one).await?);
    }
    #[expect(clippy::cast_precision_loss, reason = "an hour at most")]
    let delay_s = checked.delay_ms as f64 / 1_000.0;
    Ok(Review {
        messages: topics.iter().map(|topic| message(&said, *topic)).collect(),
        scheduled_at: checked.scheduled_at.map(relais_tenants::clock::Millis::timestamp),
        delay_s,
        title: checked.title,
        event_date: Some(checked.event_date),
        end_date: checked.end_date,
        social_network: Some(checked.social_network).filter(|network| network != MULTI_CHANNEL),
        filters: chips(ui, filter, &own),
        count,
        channels,
        nobody: (checked.fallback && topics.len() > 1).then(|| count.saturating_sub(served)),
        sandbox: channels::all_in_sandbox(tenant).await?,
        blocked: Vec::new(),
    })
}

/// What is said over a channel, by its subject or its first words.
fn message(said: &Contents, topic: Topic) -> MessageReview {
    let begun = said.get(&topic).filter(|_| is_begun(said, topic));
    MessageReview {
        channel: topic.as_str().to_owned(),
        subject: begun.map(beginning),
    }
}

fn beginning(content: &Content) -> String {
    let text = ["subject", "title", "text", "body"]
        .into_iter()
        .map(|field| content.get(field))
        .chain(content.0.values().map(String::as_str))
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= BEGINNING {
        return line;
    }
    let mut short: String = line.chars().take(BEGINNING).collect();
    short.push('…');
    short
}

async fn channel(frame: &Frame, filter: &Filter, fared: &Fared) -> Result<ChannelReview, Problem> {
    let (ui, reach) = (&frame.ui, &fared.reach);
    let reason = |why| match why {
        Why::NoAddress => ui.t1("left-out-no-address", "channel", reach.channel.as_str()),
        Why::NoGround => ui.t("left-out-no-ground"),
        Why::Stopped => ui.t("left-out-stopped"),
    };
    let mut left_out: Vec<LeftOut> = Why::ALL
        .into_iter()
        .filter(|why| reach.left_out(*why) > 0)
        .map(|why| LeftOut {
            reason: reason(why),
            count: reach.left_out(why),
            href: listed(frame, filter, reach.channel, why),
        })
        .collect();
    left_out.sort_by_key(|left| std::cmp::Reverse(left.count));
    let settings = channels::get(frame.tenant(), reach.channel).await?;
    let plugin = frame.app.plugins.find(frame.tenant(), &settings.plugin).await?;
    let description = plugin.as_ref().map(|plugin| plugin.description());
    let description = description.filter(|description| description.channel == reach.channel.as_str());
    Ok(ChannelReview {
        channel: reach.channel.as_str().to_owned(),
        receive: fared.share,
        before: reach.reached - fared.share,
        served: description.is_some(),
        counted: description.is_some_and(|one| matches!(one.address, AddressKind::Phone | AddressKind::Postal)),
        left_out,
        basis: reach
            .grounds
            .iter()
            .map(|(kind, count)| BasisShare {
                kind: kind.as_str().to_owned(),
                count: *count,
            })
            .collect(),
    })
}

/// The list of those whom a channel leaves out for one reason, for who may see people.
fn listed(frame: &Frame, filter: &Filter, channel: Topic, why: Why) -> Option<String> {
    if !frame.may(Permission::ContactsRead) {
        return None;
    }
    let filter = why.within(filter, channel).ok()?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (key, value) in filter.to_pairs() {
        query.append_pair(&format!("{PREFIX}{key}"), &value);
    }
    Some(format!("/contacts?{}", query.finish()))
}
