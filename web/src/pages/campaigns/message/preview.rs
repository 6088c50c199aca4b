//! `POST …/preview?channel=…`: a message seen with one person of the audience, and what is wrong with it.

use super::empties;
use super::fields::{contents, is_begun};
use super::people::{Audience, seen};
use super::sentences::sentence;
use super::writers::described;
use crate::http::{Fields, Form, Id, Problem};
use crate::locale::IntoArg;
use crate::pages::audience::own_attributes;
use crate::pages::contacts::name;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::{Preview, PreviewFragment, PreviewPerson, Shown};
use axum::response::Html;
use relais_channels::Description;
use relais_core::campaigns::{self, CampaignId, SeenPerson};
use relais_core::channels::{self, Channel};
use relais_core::consent::Topic;
use relais_core::delivery::{self, TestError, TooLong};

/// While the panel is open.
pub async fn of_new(frame: Frame, query: Fields, Form(form): Form) -> Result<Html<String>, Problem> {
    fragment(&frame, Audience::Form, asked(&frame, &query), &form, "/campaigns/new").await
}

/// Of a campaign that is stored.
pub async fn of_campaign(
    frame: Frame,
    Id(id): Id<CampaignId>,
    query: Fields,
    Form(form): Form,
) -> Result<Html<String>, Problem> {
    stored(&frame, id).await?;
    let base = format!("/campaigns/{id}/message");
    fragment(&frame, Audience::Campaign(id), asked(&frame, &query), &form, &base).await
}

/// The channel an address names; email when it names none.
pub fn asked(frame: &Frame, query: &Fields) -> Topic {
    frame.offered.channel(query.get("channel")).unwrap_or(Topic::Email)
}

/// That there is such a campaign.
pub async fn stored(frame: &Frame, id: CampaignId) -> Result<campaigns::Campaign, Problem> {
    campaigns::get(frame.tenant(), id).await?.ok_or_else(Problem::not_found)
}

/// A message with one person's values.
pub struct Rendered {
    /// The message, or everything that is wrong with it, in the reader's words.
    pub result: Result<delivery::Preview, Vec<String>>,
    /// With whom.
    pub seen: Option<SeenPerson>,
    /// Whether anything is written.
    pub begun: bool,
    /// Merge fields that leave an empty place with somebody of whom they are not known.
    pub holes: Vec<String>,
}

/// Renders what the form says over a channel for the person it names.
pub async fn render(frame: &Frame, audience: Audience, channel: Topic, form: &Fields) -> Result<Rendered, Problem> {
    let ui = &frame.ui;
    let written = contents(form);
    let seen = seen(frame, audience, channel, form).await?;
    let contact = seen.as_ref().map(|seen| &seen.contact);
    let content = written.get(&channel).cloned().unwrap_or_default();
    let previewed = delivery::preview(frame.tenant(), &frame.app.courier, channel, &content, contact).await;
    let holes = previewed
        .as_ref()
        .map(|preview| preview.holes.clone())
        .unwrap_or_default();
    let result = match previewed {
        Ok(preview) => Ok(preview),
        Err(TestError::Content(problems)) => Err(problems.iter().map(|problem| sentence(ui, problem)).collect()),
        Err(TestError::Database(error)) => return Err(error.into()),
        Err(_) => Err(vec![ui.t("content-too-complex")]),
    };
    Ok(Rendered {
        result,
        seen,
        begun: is_begun(&written, channel),
        holes,
    })
}

async fn fragment(
    frame: &Frame,
    audience: Audience,
    topic: Topic,
    form: &Fields,
    base: &str,
) -> Result<Html<String>, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let rendered = render(frame, audience, topic, form).await?;
    let again = match topic {
        Topic::Email => format!("{base}/preview"),
        other => format!("{base}/preview?channel={other}"),
    };
    let mut preview = Preview {
        channel: topic.to_string(),
        again,
        person: rendered.seen.as_ref().map(|seen| PreviewPerson {
            name: name(ui, &seen.contact),
            position: seen.position,
            count: seen.count,
        }),
        empty: !rendered.begun,
        ..Preview::default()
    };
    match &rendered.result {
        Err(problems) => preview.problems.clone_from(problems),
        Ok(message) => {
            let own = own_attributes(tenant).await?;
            let channel = channels::get(tenant, topic).await?;
            let description = described(frame, &channel).await?;
            let from = (audience, form);
            preview.missing = empties::sentences(frame, from, topic, &message.missing, &rendered.holes, &own).await?;
            let told = |one: &TooLong| too_long(frame, description.as_ref(), one);
            preview.problems = message.too_long.iter().map(told).collect();
            if let Some(fault) = &message.fault {
                preview
                    .problems
                    .push(ui.t1("preview-fault", "detail", fault.to_string()));
            }
            preview.units = message
                .units
                .and_then(|count| Some((count, unit(description.as_ref()?)?)));
            preview.shown = shown(frame, &channel, description.as_ref(), message, base);
        }
    }
    html(&PreviewFragment {
        ui: ui.clone(),
        preview,
    })
}

/// What a plugin's units are called; nothing where it counts none.
pub fn unit(description: &Description) -> Option<String> {
    description.unit.clone()
}

/// A field that becomes longer than the channel takes, in the reader's words.
fn too_long(frame: &Frame, description: Option<&Description>, one: &TooLong) -> String {
    let fields = description.map(|description| description.content.as_slice());
    let known = fields.unwrap_or_default().iter().find(|field| field.name == one.field);
    let label = known.map_or(&one.field, |field| &field.label);
    let length = u64::try_from(one.length).unwrap_or(u64::MAX);
    frame.ui.tn(
        "content-longer-than",
        &[
            ("field", label.as_str().arg()),
            ("length", length.arg()),
            ("max", one.max.arg()),
        ],
    )
}

/// What is seen of a message, after the kind of its channel; what the plugin hands over counts, not what was written.
fn shown(
    frame: &Frame,
    channel: &Channel,
    description: Option<&Description>,
    message: &delivery::Preview,
    base: &str,
) -> Shown {
    let handed = message.rendered.as_ref();
    let field = |name: &str| message.field(name).to_owned();
    if handed.is_some_and(is_pdf) {
        let src = format!("{base}/preview/document?channel={}", channel.topic);
        return Shown::Document { src };
    }
    match channel.topic {
        Topic::Email => Shown::Mail {
            subject: field("subject"),
            from: match message.field("from") {
                "" => channel.config["from"]
                    .as_str()
                    .map_or_else(|| frame.member.company.name.clone(), str::to_owned),
                from => from.to_owned(),
            },
        },
        Topic::Sms => {
            let text = handed.map_or_else(|| field("text"), |handed| handed.body.clone());
            Shown::Text {
                length: text.chars().count(),
                text,
            }
        }
        Topic::Push => Shown::Notification {
            from: frame.member.company.name.clone(),
            title: field("title"),
            body: field("body"),
            url: field("url"),
        },
        Topic::Postal | Topic::Tracking | Topic::Other(_) => {
            let known = description.map(|description| description.content.as_slice());
            let label = |name: &str| {
                let found = known.unwrap_or_default().iter().find(|field| field.name == name);
                found.map_or_else(|| name.to_owned(), |field| field.label.clone())
            };
            let fields = message.fields.iter();
            Shown::Fields(fields.map(|(name, text)| (label(name), text.clone())).collect())
        }
    }
}

/// Whether what would be handed over are pages.
pub fn is_pdf(rendered: &relais_channels::Rendered) -> bool {
    rendered.source.starts_with(b"%PDF-")
}
