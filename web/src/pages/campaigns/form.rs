//! The fields of a campaign: read from a form, checked as the core checks them, shown again with what is wrong.

use super::name_check::verdict;
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::words;
use crate::view::campaigns::{CampaignForm, ChannelChoice, Verdict};
use crate::view::overview::Reach;
use crate::view::{Choice, Field, Ui};
use jiff::tz::TimeZone;
use relais_core::campaigns::{self, Beside, Campaign, CampaignId, Draft, FieldError, MULTI_CHANNEL, Reason};
use relais_core::channels::Offered;
use relais_core::consent::Topic;
use relais_core::contacts::attributes::Attribute;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;

/// The names of the fields in forms, besides the filters.
pub const NAMES: [&str; 12] = [
    "title",
    "event_date",
    "end_date",
    "duration_days",
    "social_network",
    "description",
    "channels",
    "fallback",
    "campaign",
    "scheduled_at",
    "time_zone",
    "delay_s",
];

/// Networks offered to everybody, besides those the base has figures of.
const NETWORKS: [&str; 6] = ["Facebook", "Instagram", "LinkedIn", "TikTok", "X", "YouTube"];

/// What the form says, as the core takes it.
pub fn draft(form: &Fields) -> Draft {
    let days = form.get("duration_days");
    Draft {
        title: form.get("title").to_owned(),
        description: form.get("description").to_owned(),
        channels: form.all("channels").map(str::to_owned).collect(),
        fallback: form.get("fallback") == "true",
        scheduled_at: form.get("scheduled_at").to_owned(),
        event_date: form.get("event_date").to_owned(),
        end_date: form.get("end_date").to_owned(),
        // What is no number is out of range too, and is told so.
        duration_days: if days.is_empty() {
            None
        } else {
            Some(days.parse().unwrap_or(0))
        },
        social_network: form.get("social_network").to_owned(),
        time_zone: form.get("time_zone").to_owned(),
        delay_ms: delay(form.get("delay_s")),
        contents: None,
        as_of: None,
    }
}

/// The campaign as it is, in the field by which a form remembers what its author saw.
pub async fn as_of(tenant: &Tenant, campaign: &Campaign) -> Result<String, Problem> {
    Ok(campaigns::version(
        campaign,
        &campaigns::contents(tenant, campaign.id).await?,
    ))
}

/// What whoever fills the form saw; a form that does not say is not judged by it.
pub fn seen_as_of(form: &Fields) -> Option<String> {
    Some(form.get("as_of").to_owned()).filter(|seen| !seen.is_empty())
}

/// Moves a channel before the one chosen before it, when `step` asks for that.
pub fn reordered(step: &str, form: &mut Fields) -> bool {
    let Some(wanted) = step.strip_prefix("up-") else {
        return false;
    };
    let mut channels: Vec<String> = form.all("channels").map(str::to_owned).collect();
    if let Some(place) = channels.iter().position(|channel| channel == wanted)
        && let Some(before) = place.checked_sub(1)
    {
        channels.swap(before, place);
    }
    form.remove("channels");
    for channel in channels {
        form.push("channels", channel);
    }
    true
}

/// A pause written in seconds, in milliseconds; what is no number is out of range, and is told so.
fn delay(text: &str) -> i64 {
    if text.is_empty() {
        return 0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what does not fit is out of range either way"
    )]
    text.replace(',', ".")
        .parse::<f64>()
        .map_or(-1, |seconds| (seconds * 1_000.0).round() as i64)
}

/// A pause in milliseconds as a form writes it; none is nothing.
pub fn seconds(delay_ms: u64) -> String {
    match (delay_ms / 1_000, delay_ms % 1_000) {
        (0, 0) => String::new(),
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:03}").trim_end_matches('0').to_owned(),
    }
}

/// When and how fast a campaign that is stored leaves, as forms send it.
pub fn leaving(campaign: &Campaign, form: &mut Fields) {
    form.push("scheduled_at", scheduled(campaign));
    form.push("time_zone", campaign.time_zone.clone());
    form.push("delay_s", seconds(campaign.delay_ms));
}

/// The moment of sending on the clock of the campaign, as a browser's field takes it.
pub fn scheduled(campaign: &Campaign) -> String {
    let zone = TimeZone::get(&campaign.time_zone).unwrap_or(TimeZone::UTC);
    let at = campaign.scheduled_at.map(|at| zone.to_datetime(at.timestamp()));
    at.map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string())
        .unwrap_or_default()
}

/// The fields of a campaign that is stored, as its form sends them.
pub fn stored(campaign: &Campaign) -> Fields {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let network = if campaign.social_network == MULTI_CHANNEL {
        ""
    } else {
        &campaign.social_network
    };
    let mut pairs = vec![
        ("campaign".to_owned(), campaign.id.to_string()),
        ("title".to_owned(), campaign.title.clone()),
        ("event_date".to_owned(), day(campaign.event_date)),
        ("end_date".to_owned(), day(campaign.end_date)),
        ("social_network".to_owned(), network.to_owned()),
        ("description".to_owned(), campaign.description.clone()),
    ];
    pairs.extend(
        campaign
            .channels
            .iter()
            .map(|channel| ("channels".to_owned(), channel.clone())),
    );
    if campaign.fallback {
        pairs.push(("fallback".to_owned(), "true".to_owned()));
    }
    Fields::of(pairs)
}

/// What a form is judged beside; `kept` is the moment of sending that is stored already.
pub fn beside(frame: &Frame, kept: Option<Millis>) -> Beside<'_> {
    Beside {
        zone: &frame.member.company.time_zone,
        now: frame.tenant().now(),
        kept,
        offered: &frame.offered,
    }
}

/// The campaign a form is about, if it is about one that exists.
pub fn campaign(form: &Fields) -> Option<CampaignId> {
    form.get("campaign").parse().ok()
}

/// What is wrong with a draft that comes from a form, which must also name its channels.
pub fn errors(draft: &Draft, beside: Beside<'_>) -> Vec<FieldError> {
    let mut errors = draft.check(beside).err().unwrap_or_default();
    if draft.channels.is_empty() {
        errors.push(FieldError {
            field: "channels",
            reason: Reason::Required,
        });
    }
    errors
}

/// The form as it comes back to the reader.
pub struct Shown<'a> {
    /// The reader.
    pub ui: &'a Ui,
    /// Whose names are asked about.
    pub tenant: &'a Tenant,
    /// The company's own attributes: its networks.
    pub own: &'a [Attribute],
    /// The company's channels.
    pub offered: &'a Offered,
    /// How many of the audience each channel reaches; `None` where there is no audience yet.
    pub reach: Option<&'a [Reach]>,
}

impl Shown<'_> {
    /// Fills the form; `errors` are shown beside their fields.
    pub async fn form(&self, form: &Fields, errors: &[FieldError]) -> Result<CampaignForm, Problem> {
        let field = |name: &'static str| Field {
            value: form.get(name).to_owned(),
            error: errors
                .iter()
                .find(|error| error.field == name)
                .map(|error| self.sentence(error)),
        };
        let campaign = campaign(form);
        let verdict = verdict(self.tenant, form.get("title"), campaign).await?;
        let mut title = field("title");
        if verdict != Verdict::Unasked {
            // The verdict says it already.
            title.error = None;
        }
        Ok(CampaignForm {
            title,
            verdict,
            campaign: campaign.map(|id| id.to_string()),
            event_date: field("event_date"),
            today: today(self.tenant).to_string(),
            end_date: field("end_date"),
            duration_days: field("duration_days"),
            social_network: self.networks(form.get("social_network")),
            description: field("description"),
            channels: self.channels(form),
            fallback: form.get("fallback") == "true",
            channels_error: errors
                .iter()
                .find(|error| error.field == "channels")
                .map(|error| match error.reason {
                    Reason::Required => self.ui.t("channels-missing"),
                    _ => self.sentence(error),
                }),
        })
    }

    fn channels(&self, form: &Fields) -> Vec<ChannelChoice> {
        // A form that was never shown has email chosen, as the API has.
        let fresh = !form.has("title");
        let known = || self.offered.channels().map(|topic| topic.to_string());
        // Those chosen stand first, in the order in which they are tried.
        let mut ordered: Vec<String> = form
            .all("channels")
            .filter(|chosen| known().any(|channel| channel == *chosen))
            .map(str::to_owned)
            .collect();
        ordered.extend(known().filter(|channel| !form.all("channels").any(|chosen| chosen == channel)));
        ordered
            .into_iter()
            .map(|channel| ChannelChoice {
                chosen: form.all("channels").any(|chosen| chosen == channel)
                    || (fresh && channel == Topic::Email.as_str()),
                count: self.reach.map(|reach| {
                    reach
                        .iter()
                        .find(|reach| reach.channel == channel)
                        .map_or(0, |reach| reach.count)
                }),
                channel,
            })
            .collect()
    }

    fn networks(&self, chosen: &str) -> Vec<Choice> {
        let mut names: Vec<String> = NETWORKS.map(str::to_owned).to_vec();
        let own = self
            .own
            .iter()
            .filter_map(|attribute| attribute.key.network().map(words::network));
        for name in own.chain(Some(chosen.to_owned()).filter(|name| !name.is_empty())) {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                names.push(name);
            }
        }
        names
            .into_iter()
            .map(|name| Choice::new(&name, &name, name.eq_ignore_ascii_case(chosen)))
            .collect()
    }

    /// What is wrong, in the reader's words.
    pub fn sentence(&self, error: &FieldError) -> String {
        sentence(self.ui, error)
    }
}

/// The day it is at the company's.
fn today(tenant: &Tenant) -> jiff::civil::Date {
    let zone = TimeZone::get(&tenant.company().time_zone).unwrap_or(TimeZone::UTC);
    let now = jiff::Timestamp::from_millisecond(tenant.now().0).unwrap_or_default();
    zone.to_datetime(now).date()
}

/// What is wrong with a field, in the reader's words.
pub fn sentence(ui: &Ui, error: &FieldError) -> String {
    match error.reason {
        Reason::Required => ui.t("field-required"),
        Reason::TooLong(max) => ui.t1("text-too-long", "max", max),
        Reason::Unreadable => ui.t("date-unreadable"),
        Reason::OutOfRange(min, max) => ui.t2("number-out-of-range", "min", min, "max", max),
        Reason::OutOfYears(first, last) => ui.t2("invalid-years", "first", first.to_string(), "last", last.to_string()),
        Reason::Past => ui.t("moment-past"),
        Reason::NotAfterStart => ui.t("end-not-after-start"),
        Reason::Contradiction => ui.t("duration-contradiction"),
        Reason::UnknownChannel => ui.t("channel-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_moves_before_the_one_before_it() {
        let mut form = Fields::parse(b"channels=email&channels=sms&channels=postal&title=x");
        assert!(!reordered("campaign", &mut form));
        assert!(reordered("up-postal", &mut form));
        assert_eq!(form.all("channels").collect::<Vec<_>>(), ["email", "postal", "sms"]);
        assert!(reordered("up-email", &mut form) && reordered("up-fax", &mut form));
        assert_eq!(draft(&form).channels, ["email", "postal", "sms"]);
    }

    #[test]
    fn a_pause_is_written_in_seconds_and_kept_in_milliseconds() {
        for (text, millis) in [
            ("", 0),
            ("2", 2_000),
            ("0,25", 250),
            ("1.5", 1_500),
            ("soon", -1),
            ("-1", -1_000),
        ] {
            assert_eq!(delay(text), millis, "{text}");
        }
        assert_eq!([0, 250, 1_500, 3_000].map(seconds), ["", "0.25", "1.5", "3"]);
    }
}
