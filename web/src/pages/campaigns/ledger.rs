//! The messages of a campaign on its page: which are listed, in which order, and what each line says.

use super::sending::{outcome, state_key, why_words};
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::view::Ui;
use crate::view::campaigns::{MessageFilter, MessageRow, MessageSorts, MessageTable, SortLink};
use relais_core::access::Permission;
use relais_core::campaigns::{Campaign, CampaignId};
use relais_core::delivery::{self, Direction, Filter, Listing, MessageLine, Place, Sort, reason};

/// Messages on a page.
const PAGE: usize = 25;

/// The filters over messages, and what they are called.
const FILTERS: [(&str, &str); 7] = [
    ("all", "messages-all"),
    ("sent", "messages-sent"),
    ("opened", "messages-opened"),
    ("clicked", "messages-clicked"),
    ("failed", "messages-failed"),
    ("open", "messages-waiting"),
    ("skipped", "messages-skipped"),
];

/// What is asked for in the address. An old bookmark shows them all, in the order of contacts, from the start.
pub(super) struct Asked {
    /// The filter's name; empty for all of them.
    state: String,
    listing: Listing,
    after: Option<Place>,
}

impl Asked {
    /// What `state`, `sort` and `after` say.
    pub(super) fn of(query: &Fields) -> Self {
        let filter = Filter::parse(query.get("state"));
        let state = match query.get("state") {
            "all" => "",
            state => filter.map_or("", |_| state),
        };
        let sort = Sort::parse(query.get("sort"));
        Self {
            state: state.to_owned(),
            listing: Listing {
                filter: filter.unwrap_or_default(),
                sort: sort.unwrap_or_default(),
            },
            after: sort.and_then(|_| place(query.get("after"))),
        }
    }

    /// The same as the end of an address.
    pub(super) fn address(&self) -> String {
        address(&self.state, self.listing.sort, self.after.as_ref())
    }
}

/// Where the messages are listed that a filter lets through.
pub(super) fn listed(campaign: CampaignId, state: &str) -> String {
    format!("/campaigns/{campaign}{}#messages", address(state, Sort::Contact, None))
}

fn address(state: &str, sort: Sort, after: Option<&Place>) -> String {
    let after = after.map(|place| format!("{}.{}.{}.{}", place.run, place.key, place.number, place.channel));
    let mut address = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("state", state),
        ("sort", sort.as_str()),
        ("after", &after.unwrap_or_default()),
    ] {
        if !value.is_empty() {
            address.append_pair(name, value);
        }
    }
    match address.finish() {
        query if query.is_empty() => query,
        query => format!("?{query}"),
    }
}

/// A place in the ledger as addresses write it: `run.key.number.channel`.
fn place(text: &str) -> Option<Place> {
    let mut parts = text.splitn(4, '.');
    Some(Place {
        run: parts.next()?.parse().ok()?,
        key: parts.next()?.parse().ok()?,
        number: parts.next()?.parse().ok()?,
        channel: parts.next()?.to_owned(),
    })
}

/// One page of the messages.
pub(super) async fn table(frame: &Frame, campaign: &Campaign, query: &Fields) -> Result<MessageTable, Problem> {
    let ui = &frame.ui;
    let Asked { state, listing, after } = Asked::of(query);
    let (lines, next) = delivery::messages(frame.tenant(), campaign.id, listing, after.as_ref(), PAGE).await?;
    let sorted = |state: &str, sort: Sort, after: Option<&Place>| {
        format!("/campaigns/{}{}#messages", campaign.id, address(state, sort, after))
    };
    let chosen = if state.is_empty() { "all" } else { state.as_str() };
    Ok(MessageTable {
        filters: FILTERS
            .iter()
            .map(|(name, key)| MessageFilter {
                label: ui.t(key),
                href: sorted(if *name == "all" { "" } else { name }, listing.sort, None),
                chosen: chosen == *name,
            })
            .collect(),
        sorts: sorts(listing.sort, |sort| sorted(&state, sort, None)),
        rows: lines.iter().map(|line| row(ui, line)).collect(),
        next: next.map(|place| sorted(&state, listing.sort, Some(&place))),
        first: after.map(|_| sorted(&state, listing.sort, None)),
        file: frame.may(Permission::CampaignsExport).then(|| {
            let listed = address(&state, Sort::Contact, None);
            format!("/campaigns/{}/messages.csv{listed}", campaign.id)
        }),
        several_channels: campaign.channels.len() > 1,
    })
}

/// The heads that sort: the first time what people look for first, then the other way round, then no more.
fn sorts(now: Sort, href: impl Fn(Sort) -> String) -> MessageSorts {
    use Direction::{Ascending, Descending};
    let column = |label, of: fn(Direction) -> Sort| {
        let (order, next) = match now {
            sort if sort == of(Descending) => (Some("descending"), of(Ascending)),
            sort if sort == of(Ascending) => (Some("ascending"), Sort::Contact),
            _ => (None, of(Descending)),
        };
        SortLink {
            label,
            href: href(next),
            order,
        }
    };
    let by_status = now == Sort::Status;
    MessageSorts {
        status: SortLink {
            label: "col-status",
            href: href(if by_status { Sort::Contact } else { Sort::Status }),
            order: by_status.then_some("ascending"),
        },
        opens: column("col-opens", Sort::Opens),
        clicks: column("col-clicks", Sort::Clicks),
        sent_at: column("col-sent-at", Sort::SentAt),
    }
}

fn row(ui: &Ui, line: &MessageLine) -> MessageRow {
    // What a person did with it says more than how it travelled.
    let (status, tone) = if line.clicks > 0 {
        (ui.t("message-clicked"), "state-good")
    } else if line.opens > 0 {
        (ui.t("message-opened"), "state-good")
    } else {
        let (_, _, tone) = outcome(ui, line.state, "", &line.channel);
        (ui.t(state_key(line.state)), tone)
    };
    let mut reasons: Vec<String> = why_words(ui, &line.reason, &line.channel).into_iter().collect();
    reasons.extend(line.detail.as_ref().map(|detail| match (detail.as_str(), line.due_at) {
        (reason::QUIET_HOURS, Some(at)) => ui.t1("message-quiet", "at", ui.datetime(&at.timestamp())),
        _ => detail.clone(),
    }));
    if line.unsubscribed_at.is_some() {
        reasons.push(ui.t("message-unsubscribed"));
    }
    MessageRow {
        contact: line.contact.map(|id| format!("/contacts/{id}")),
        name: if line.name.is_empty() {
            ui.t("contact-nameless")
        } else {
            line.name.clone()
        },
        email: line.email.clone(),
        company: line.company.clone(),
        channel: line.channel.clone(),
        status,
        reason: Some(reasons.join(" · ")).filter(|reason| !reason.is_empty()),
        tone,
        opens: line.opens,
        clicks: line.clicks,
        sent_at: line.sent_at.map(relais_tenants::clock::Millis::timestamp),
        last_open: line.last_open_at.map(relais_tenants::clock::Millis::timestamp),
    }
}
