//! A campaign on its way, in the reader's words.

use super::ledger::{self, Asked};
use crate::http::{Fields, Problem};
use crate::live::Snapshot;
use crate::pages::frame::Frame;
use crate::view::Ui;
use crate::view::campaigns::{Account, AccountLine, Acts, ChannelFigures, Facts, Figures, Sending, SendingProgress};
use relais_core::access::Permission;
use relais_core::campaigns::{self, Campaign, MULTI_CHANNEL, Status};
use relais_core::channels::Mode;
use relais_core::consent::Topic;
use relais_core::delivery::{self, Progress, State, reason};
use relais_core::tracking::{Standing, Statistics};
use std::time::Duration;

/// Who looks, and at which part.
pub struct Shown<'a> {
    /// The member.
    pub frame: &'a Frame,
    /// `state`, `sort` and `after` of the messages.
    pub query: &'a Fields,
    /// What is to be said above all else.
    pub told: Option<String>,
}

/// Everything of the page that changes.
pub async fn show(shown: &Shown<'_>, campaign: &Campaign, snapshot: &Snapshot) -> Result<Sending, Problem> {
    let Shown { frame, query, told } = shown;
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let modes = match &snapshot.delivery {
        Some(books) => books.modes.clone(),
        None => delivery::modes_now(tenant, &campaign.channels).await?,
    };
    let sandbox = modes.common() == Some(Mode::Sandbox);
    let in_sandbox: Vec<String> = modes.channels(Mode::Sandbox).map(str::to_owned).collect();
    let contents = campaigns::contents(tenant, campaign.id).await?;
    let launched = snapshot.delivery.is_some();
    let acts = acts(frame, campaign, launched, !in_sandbox.is_empty());
    let audience = campaign.audience_size.unwrap_or_default();
    let reachable = if acts.launch {
        let topics: Vec<Topic> = topics(campaign).collect();
        campaigns::reachable(tenant, &frame.app.audiences, campaign.id, &topics).await?
    } else {
        None
    };
    let clusters = campaigns::clusters(&mut tenant.read().await?, tenant, campaign.id).await?;
    Ok(Sending {
        id: campaign.id.to_string(),
        title: campaign.title.clone(),
        status: campaign.status.into(),
        stream: (campaign.status != Status::Preparing).then(|| stream(campaign, query)),
        facts: Facts {
            event_date: campaign.event_date,
            end_date: campaign.end_date,
            scheduled_at: campaign
                .scheduled_at
                .filter(|_| !snapshot.is_over() && campaign.status != Status::Sending)
                .map(relais_tenants::clock::Millis::timestamp),
            social_network: Some(campaign.social_network.clone()).filter(|network| network != MULTI_CHANNEL),
            channels: campaign.channels.clone(),
            in_sandbox: if sandbox { Vec::new() } else { in_sandbox },
            fallback: campaign.fallback && campaign.channels.len() > 1,
            file: campaign
                .export
                .filter(|_| frame.may(Permission::CampaignsExport))
                .map(|_| format!("/campaigns/{}/export.csv", campaign.id)),
        },
        sandbox,
        written: topics(campaign).all(|topic| contents.get(&topic).is_some_and(|content| !content.0.is_empty())),
        audience,
        reachable: reachable.unwrap_or(audience),
        segments: clusters.len(),
        progress: snapshot.delivery.as_ref().map(|books| progress(books, campaign.status)),
        stopped: told
            .clone()
            .or_else(|| snapshot.delivery.as_ref().and_then(|books| stopped(ui, books))),
        figures: match (&snapshot.delivery, &snapshot.statistics) {
            (Some(books), Some(statistics)) => Some(figures(books, statistics)),
            _ => None,
        },
        by_channel: by_channel(campaign, snapshot),
        accounts: snapshot
            .delivery
            .as_ref()
            .map(|books| accounts(ui, campaign, books))
            .unwrap_or_default(),
        messages: if launched && frame.may(Permission::CampaignsRead) {
            Some(ledger::table(frame, campaign, query).await?)
        } else {
            None
        },
        acts,
    })
}

fn topics(campaign: &Campaign) -> impl Iterator<Item = Topic> {
    campaign.channels.iter().filter_map(|channel| Topic::parse(channel))
}

fn acts(frame: &Frame, campaign: &Campaign, launched: bool, has_outbox: bool) -> Acts {
    let status = campaign.status;
    let (write, launch) = (
        frame.may(Permission::CampaignsWrite),
        frame.may(Permission::CampaignsLaunch),
    );
    Acts {
        choose: status == Status::Draft && write,
        launch: status == Status::Ready && !launched && launch,
        pause: matches!(status, Status::Sending | Status::Scheduled) && launch,
        resume: status == Status::Paused && launch,
        cancel: !matches!(status, Status::Finished | Status::PartiallyFailed | Status::Cancelled) && launch,
        edit: matches!(status, Status::Draft | Status::Ready | Status::Scheduled) && write,
        write: matches!(status, Status::Draft | Status::Preparing | Status::Ready) && !launched && write,
        delete: status != Status::Sending && frame.may(Permission::CampaignsDelete),
        outbox: launched && has_outbox,
    }
}

fn stream(campaign: &Campaign, query: &Fields) -> String {
    format!("/campaigns/{}/live{}", campaign.id, Asked::of(query).address())
}

fn progress(books: &Progress, status: Status) -> SendingProgress {
    let done = books.sent + books.failed + books.unknown;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a figure for people"
    )]
    let per_minute = books.rate_per_second.map(|rate| (rate * 60.0).round() as u64);
    SendingProgress {
        done,
        total: books.total.saturating_sub(books.skipped),
        per_minute: per_minute.filter(|rate| *rate > 0),
        left: books
            .seconds_left
            .map(Duration::from_secs)
            .filter(|left| !left.is_zero()),
        quiet: books.quiet_until.map(relais_tenants::clock::Millis::timestamp),
        retries: books
            .retries
            .map(|retries| (retries.count, retries.next_at.timestamp())),
        moving: status == Status::Sending,
    }
}

/// Why it stopped by itself: what happened, what is safe, what to do.
fn stopped(ui: &Ui, books: &Progress) -> Option<String> {
    let stopped = books.error.as_ref()?;
    Some(match stopped.code.as_str() {
        "error_rate" => ui.t1("stopped-error-rate", "detail", &stopped.detail),
        "plugin_fault" => ui.t1("stopped-plugin-fault", "detail", &stopped.detail),
        "no_plugin" => ui.t("stopped-no-plugin"),
        "content" => ui.t("stopped-content"),
        "back_in_sandbox" => ui.t1("stopped-back-in-sandbox", "channel", ui.channel(&stopped.detail)),
        "held" => {
            let at = stopped
                .again_at
                .map_or_else(String::new, |at| ui.datetime(&at.timestamp()));
            ui.t2("stopped-held", "detail", &stopped.detail, "at", at)
        }
        _ => ui.t1("stopped-other", "detail", &stopped.detail),
    })
}

fn figures(books: &Progress, statistics: &Statistics) -> Figures {
    let all = &statistics.all;
    Figures {
        sent: books.sent,
        total: books.total,
        opens: (all.opens.total, all.opens.unique),
        clicks: (all.clicks.total, all.clicks.unique),
        open_rate: all.open_rate,
        click_rate: all.click_rate,
        machines: (statistics.machine_opens, statistics.machine_clicks),
        reading: statistics.mean_reading_seconds,
        tracked_share: statistics.tracked_share,
        unsubscribed: statistics.unsubscribed,
        failure_rate: books.failure_rate(),
    }
}

/// What came back, channel by channel.
fn by_channel(campaign: &Campaign, snapshot: &Snapshot) -> Vec<ChannelFigures> {
    let known = campaign.channels.iter().filter_map(|channel| {
        let statistics = snapshot.by_channel.get(channel)?;
        Some(channel_figures(channel, statistics))
    });
    known.collect()
}

fn channel_figures(channel: &str, statistics: &Statistics) -> ChannelFigures {
    let standing = Standing {
        open: statistics.waiting,
        sent: statistics.sent,
        delivered: statistics.delivered,
        bounced: statistics.bounced,
        failed: statistics.failed,
        unknown: statistics.unknown,
        skipped: statistics.skipped,
    };
    let all = &statistics.all;
    ChannelFigures {
        channel: channel.to_owned(),
        total: standing.open + standing.tried() + standing.skipped,
        sent: standing.sent,
        skipped: standing.skipped,
        opened: all.open_rate.map(|_| all.opens.unique),
        clicked: all.click_rate.map(|_| all.clicks.unique),
        failure_rate: standing.failure_rate(),
        unsubscribed: statistics.unsubscribed,
    }
}

/// Where everybody ended up, channel by channel; what is not in the ledger yet waits. Where channels stand in for each
/// other each has its own people, and who is not in the ledger yet is still counted by the first.
fn accounts(ui: &Ui, campaign: &Campaign, books: &Progress) -> Vec<Account> {
    let everybody = campaign.audience_size.unwrap_or_default();
    let of = |channel: &str| -> u64 {
        let lines = books.by_reason.iter().filter(|count| count.channel == *channel);
        lines.map(|count| count.count).sum()
    };
    let written: u64 = books.by_reason.iter().map(|count| count.count).sum();
    campaign
        .channels
        .iter()
        .enumerate()
        .map(|(nth, channel)| {
            let audience = match (campaign.fallback, nth) {
                (false, _) => everybody,
                (true, 0) => of(channel) + everybody.saturating_sub(written),
                (true, _) => of(channel),
            };
            let mut lines: Vec<AccountLine> = Vec::new();
            let mut known = 0;
            for count in books.by_reason.iter().filter(|count| count.channel == *channel) {
                known += count.count;
                let (label, state, tone) = outcome(ui, count.state, &count.reason, channel);
                // A message may wait for several reasons; people read one line.
                match lines.iter_mut().find(|line| line.label == label) {
                    Some(line) => line.count += count.count,
                    None => lines.push(AccountLine {
                        label,
                        count: count.count,
                        href: ledger::listed(campaign.id, state),
                        tone,
                    }),
                }
            }
            if audience > known {
                let (label, state, tone) = outcome(ui, State::Queued, "", channel);
                match lines.iter_mut().find(|line| line.label == label) {
                    Some(line) => line.count += audience - known,
                    None => lines.push(AccountLine {
                        label,
                        count: audience - known,
                        href: ledger::listed(campaign.id, state),
                        tone,
                    }),
                }
            }
            lines.sort_by_key(|line| std::cmp::Reverse(line.count));
            Account {
                channel: channel.clone(),
                total: audience,
                lines,
            }
        })
        .collect()
}

/// An outcome in words, the filter that lists it, and the class of its dot.
pub(super) fn outcome(ui: &Ui, state: State, why: &str, channel: &str) -> (String, &'static str, &'static str) {
    let (key, filter, tone) = match state {
        State::Queued | State::Claimed | State::Transmitting => ("message-waiting", "open", "state-busy"),
        State::Accepted => ("message-sent", "sent", "state-good"),
        State::Delivered => ("message-delivered", "delivered", "state-good"),
        State::Bounced => ("message-bounced", "bounced", "state-bad"),
        State::Failed => ("message-failed", "failed", "state-bad"),
        State::Unknown => ("message-unknown", "unknown", "state-warn"),
        State::Skipped => ("message-skipped", "skipped", "state-idle"),
    };
    let label = match why_words(ui, why, channel) {
        // Being kept from leaving is nothing without its reason.
        Some(why) if state == State::Skipped => why,
        Some(why) if matches!(state, State::Failed | State::Bounced | State::Unknown) => {
            format!("{} ({why})", ui.t(key))
        }
        _ => ui.t(key),
    };
    (label, filter, tone)
}

/// A reason of the ledger in words.
pub(super) fn why_words(ui: &Ui, why: &str, channel: &str) -> Option<String> {
    Some(match why {
        reason::NO_BASIS => ui.t("left-out-no-ground"),
        reason::WITHDRAWN | reason::SUPPRESSED => ui.t("left-out-stopped"),
        reason::NO_ADDRESS => ui.t1("left-out-no-address", "channel", channel),
        reason::GONE => ui.t("reason-gone"),
        reason::CANCELLED => ui.t("reason-cancelled"),
        reason::REFUSED => ui.t("reason-refused"),
        reason::RETRIES_EXHAUSTED => ui.t("reason-retries"),
        reason::PLUGIN_FAULT => ui.t("reason-plugin-fault"),
        reason::CONTENT => ui.t("reason-content"),
        reason::INTERRUPTED => ui.t("reason-interrupted"),
        reason::NO_ANSWER => ui.t("reason-no-answer"),
        reason::BOUNCED => ui.t("reason-bounced"),
        reason::BOUNCED_SOFT => ui.t("reason-bounced-soft"),
        _ => return None,
    })
}

pub(super) const fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Sandbox => "mode-sandbox",
        Mode::Live => "mode-live",
    }
}

pub(super) const fn state_key(state: State) -> &'static str {
    match state {
        State::Queued | State::Claimed | State::Transmitting => "message-waiting",
        State::Accepted => "message-sent",
        State::Delivered => "message-delivered",
        State::Bounced => "message-bounced",
        State::Failed => "message-failed",
        State::Unknown => "message-unknown",
        State::Skipped => "message-skipped",
    }
}
