//! `POST /api/audiences/reach`: how many of an audience each channel reaches, whom it leaves out and why, and about how
//! much a message to them would be charged for.

use crate::api::wire::{ContentsPatch, Filters, read_filters};
use crate::app::App;
use crate::http::{FieldProblem, Json, Member, Problem};
use crate::refusal::content_problem;
use axum::extract::State;
use relais_core::audience::{ChannelReach, Filter, LeftOut};
use relais_core::campaigns::People;
use relais_core::channels::Offered;
use relais_core::consent::Topic;
use relais_core::content::Contents;
use relais_core::delivery::{self, TestError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An audience and the channels asked about.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachQuestion {
    /// Who is in it; everybody when nothing is said.
    #[schema(value_type = Option<Filters>)]
    filters: Option<Value>,
    /// The channels, in their order; all of them when nothing is said.
    channels: Option<Vec<String>>,
    /// Whether each person is written to over the first of these that reaches them, instead of over all.
    #[serde(default)]
    fallback: bool,
    /// What would be said, by channel and field: its units are estimated then.
    #[schema(value_type = Option<BTreeMap<String, BTreeMap<String, String>>>)]
    content: Option<ContentsPatch>,
}

/// How an audience is reached.
#[derive(Serialize, ToSchema)]
pub struct Reached {
    /// People of the audience.
    count: u64,
    /// People whom none of the channels reaches.
    unreached: u64,
    /// Channel by channel, in the order asked for.
    channels: Vec<ReachedOver>,
}

/// How one channel fares.
#[derive(Serialize, ToSchema)]
pub struct ReachedOver {
    /// The channel.
    channel: String,
    /// People who have an address for it, stand on a ground that allows it and have not withdrawn.
    reached: u64,
    /// People who would be written to over it: with `fallback` those whom no channel before it reaches, else all reached.
    receives: u64,
    /// The grounds behind those it reaches.
    grounds: BTreeMap<String, u64>,
    /// Those it leaves out; with `reached` they add up to the audience.
    left_out: Vec<LeftOutBody>,
    /// About how many units what is said would take; null when nothing is said, or its plugin counts none.
    estimate: Option<EstimateBody>,
}

/// People whom a channel leaves out for one reason.
#[derive(Serialize, ToSchema)]
pub struct LeftOutBody {
    /// `no_address`, `stopped` (withdrawn, objected or on the suppression list), `no_ground`.
    reason: &'static str,
    /// How many.
    count: u64,
    /// The filters that list them at `GET /api/contacts`.
    #[schema(value_type = Filters)]
    filters: Value,
}

/// About how much a message takes.
#[derive(Serialize, ToSchema)]
pub struct EstimateBody {
    /// Units, such as text messages or pages.
    units: u64,
    /// Of what, in the plugin's words.
    unit: Option<String>,
    /// People it would go to.
    people: u64,
    /// How many messages were written and measured; as many as `people` means that nothing is guessed.
    sampled: u64,
}

/// How many of an audience each channel reaches, as of this moment, whom it leaves out and why.
#[utoipa::path(post, path = "/api/audiences/reach", tag = "audiences", request_body = ReachQuestion,
    responses((status = 200, body = Reached)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Json(question): Json<ReachQuestion>,
) -> Result<axum::Json<Reached>, Problem> {
    let filter = read_filters(&app, &member.tenant, question.filters.as_ref()).await?;
    let offered = relais_core::channels::offered(&member.tenant).await?;
    let topics = channels(question.channels, &offered)?;
    let said = match question.content {
        Some(content) => content.known(&offered)?.onto(Contents::new()),
        None => Contents::new(),
    };
    let tenant = &member.tenant;
    let (count, unreached, fared) = app
        .audiences
        .ask(tenant, |index| {
            let audience = index.select(&filter);
            let shares = index.shared_out(&audience, &topics);
            let served: u64 = shares.iter().map(People::len).sum();
            let fared: Vec<(ChannelReach, People)> = topics
                .iter()
                .zip(shares)
                .map(|(topic, share)| {
                    let people = if question.fallback {
                        share
                    } else {
                        index.reached(&audience, *topic)
                    };
                    (index.channel_reach(&audience, *topic), people)
                })
                .collect();
            (audience.len(), audience.len() - served, fared)
        })
        .await?;
    let mut over = Vec::with_capacity(fared.len());
    for (reach, people) in fared {
        let estimate = estimate(&app, &member, reach.channel, &said, &people).await?;
        over.push(body(&filter, reach, people.len(), estimate)?);
    }
    Ok(axum::Json(Reached {
        count,
        unreached,
        channels: over,
    }))
}

fn channels(named: Option<Vec<String>>, offered: &Offered) -> Result<Vec<Topic>, Problem> {
    let Some(named) = named else {
        return Ok(offered.channels().collect());
    };
    let mut topics: Vec<Topic> = Vec::new();
    for name in named {
        let unknown = || Problem::invalid(vec![FieldProblem::new("channels", "invalid-unknown-channel")]);
        let topic = offered.channel(&name).ok_or_else(unknown)?;
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    Ok(topics)
}

fn body(
    filter: &Filter,
    reach: ChannelReach,
    receives: u64,
    estimate: Option<EstimateBody>,
) -> Result<ReachedOver, Problem> {
    let mut left_out = Vec::new();
    for reason in LeftOut::ALL {
        left_out.push(LeftOutBody {
            reason: reason.as_str(),
            count: reach.left_out(reason),
            filters: reason.within(filter, reach.channel)?.to_json(),
        });
    }
    let grounds = reach.grounds.iter();
    Ok(ReachedOver {
        channel: reach.channel.as_str().to_owned(),
        reached: reach.reached,
        receives,
        grounds: grounds
            .map(|(kind, count)| (kind.as_str().to_owned(), *count))
            .collect(),
        left_out,
        estimate,
    })
}

async fn estimate(
    app: &App,
    member: &Member,
    topic: Topic,
    said: &Contents,
    people: &People,
) -> Result<Option<EstimateBody>, Problem> {
    let Some(content) = said.get(&topic) else {
        return Ok(None);
    };
    let tenant = &member.tenant;
    let estimated = delivery::estimate(tenant, &app.courier, (topic, content), people).await;
    let estimated = match estimated {
        Ok(estimated) => estimated,
        Err(TestError::Content(problems)) => {
            return Err(Problem::invalid(problems.iter().map(content_problem).collect()));
        }
        Err(TestError::Database(error)) => return Err(error.into()),
        // A plugin that fails cannot say; whom it reaches is known all the same.
        Err(_) => None,
    };
    let Some(estimate) = estimated else { return Ok(None) };
    let channel = relais_core::channels::get(tenant, topic).await?;
    let plugin = app.plugins.find(tenant, &channel.plugin).await?;
    Ok(Some(EstimateBody {
        units: estimate.units,
        unit: plugin.and_then(|plugin| plugin.description().unit.clone()),
        people: estimate.people,
        sampled: estimate.sampled,
    }))
}
