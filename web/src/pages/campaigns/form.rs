//! The fields of a campaign: read from a form, checked as the core checks them, shown again with what is wrong.

use super::name_check::verdict;
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::words;
use crate::view::campaigns::{CampaignForm, ChannelChoice, Verdict};
use crate::view::overview::Reach;
use crate::view::{Choice, Field, Ui};
use relais_core::campaigns::{Beside, Campaign, CampaignId, Draft, FieldError, MULTI_CHANNEL, Reason};
use relais_core::consent::Topic;
use relais_core::contacts::attributes::Attribute;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;

/// The names of the fields in forms, besides the filters.
pub const NAMES: [&str; 8] = [
    "title",
    "event_date",
    "end_date",
    "duration_days",
    "social_network",
    "description",
    "channels",
    "campaign",
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
        delay_ms: 0,
        contents: None,
    }
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
    Fields::of(pairs)
}

/// What a form is judged beside; `kept` is the moment of sending that is stored already.
pub fn beside(frame: &Frame, kept: Option<Millis>) -> Beside<'_> {
    Beside {
        zone: &frame.member.company.time_zone,
        now: frame.tenant().now(),
        kept,
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
            end_date: field("end_date"),
            duration_days: field("duration_days"),
            social_network: self.networks(form.get("social_network")),
            description: field("description"),
            channels: self.channels(form),
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
        let known = Topic::CHANNELS.into_iter().map(|topic| topic.as_str().to_owned());
        known
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
        let ui = self.ui;
        match error.reason {
            Reason::Required => ui.t("field-required"),
            Reason::TooLong(max) => ui.t1("text-too-long", "max", max),
            Reason::Unreadable => ui.t("date-unreadable"),
            Reason::OutOfRange(min, max) => ui.t2("number-out-of-range", "min", min, "max", max),
            Reason::Past => ui.t("moment-past"),
            Reason::NotAfterStart => ui.t("end-not-after-start"),
            Reason::Contradiction => ui.t("duration-contradiction"),
            Reason::UnknownChannel => ui.t("channel-unknown"),
        }
    }
}
