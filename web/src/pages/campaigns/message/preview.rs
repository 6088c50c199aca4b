//! `POST …/preview`: what is around a mail seen with one person of the audience, and what is wrong with it.

use super::empties;
use super::fields::{contents, is_begun};
use super::people::{Audience, seen};
use super::sentences::sentence;
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::audience::own_attributes;
use crate::pages::contacts::name;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::{MailPreview, PreviewFragment, PreviewPerson};
use axum::response::Html;
use relais_core::campaigns::{self, CampaignId, SeenPerson};
use relais_core::channels;
use relais_core::consent::Topic;
use relais_core::contacts::Details;
use relais_core::content::{Marks, Merge, Preview, Template, foreign_sender, language_of};

/// While the panel is open.
pub async fn of_new(frame: Frame, Form(form): Form) -> Result<Html<String>, Problem> {
    fragment(&frame, Audience::Form, &form, "/campaigns/new").await
}

/// Of a campaign that is stored.
pub async fn of_campaign(frame: Frame, Id(id): Id<CampaignId>, Form(form): Form) -> Result<Html<String>, Problem> {
    campaigns::get(frame.tenant(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    fragment(
        &frame,
        Audience::Campaign(id),
        &form,
        &format!("/campaigns/{id}/message"),
    )
    .await
}

/// A mail with one person's values.
pub struct Rendered {
    /// The mail, or everything that is wrong with it, in the reader's words.
    pub result: Result<Preview, Vec<String>>,
    /// With whom.
    pub seen: Option<SeenPerson>,
    /// Whether anything is written.
    pub begun: bool,
    /// Merge fields that leave an empty place with somebody of whom they are not known.
    pub holes: Vec<String>,
}

/// Renders what the form says for the person it names.
pub async fn render(frame: &Frame, audience: Audience, form: &Fields) -> Result<Rendered, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let own = own_attributes(tenant).await?;
    let written = contents(form);
    let seen = seen(frame, audience, form).await?;
    let content = written.get(&Topic::Email).cloned().unwrap_or_default();
    let mut holes = Vec::new();
    let config = channels::get(tenant, Topic::Email).await?.config;
    let compiled = match foreign_sender(Topic::Email, &content, &config) {
        Some(problem) => Err(vec![problem]),
        None => Template::compile(Topic::Email, &content, &own),
    };
    let result = match compiled {
        Err(problems) => Err(problems.iter().map(|problem| sentence(ui, problem)).collect()),
        Ok(template) => {
            let nobody = Details::default();
            let merge = Merge {
                details: seen.as_ref().map_or(&nobody, |seen| &seen.contact.details),
                company: &frame.member.company.name,
                language: language_of(&frame.member.company.country),
            };
            holes = template.holes();
            // Nothing has left: links are as they were written, and nobody can unsubscribe from it.
            let marks = Marks {
                base_url: &frame.app.public_url,
                token: "",
                tracked: false,
            };
            template
                .preview(&merge, &marks)
                .map_err(|_| vec![ui.t("content-too-complex")])
        }
    };
    Ok(Rendered {
        result,
        seen,
        begun: is_begun(&written, Topic::Email),
        holes,
    })
}

/// The text of a rendered field.
pub fn field<'a>(preview: &'a Preview, name: &str) -> &'a str {
    let found = preview.fields.iter().find(|(field, _)| field == name);
    found.map_or("", |(_, text)| text)
}

async fn fragment(frame: &Frame, audience: Audience, form: &Fields, base: &str) -> Result<Html<String>, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let rendered = render(frame, audience, form).await?;
    let mut preview = MailPreview {
        again: format!("{base}/preview"),
        person: rendered.seen.as_ref().map(|seen| PreviewPerson {
            name: name(ui, &seen.contact),
            position: seen.position,
            count: seen.count,
        }),
        empty: !rendered.begun,
        ..MailPreview::default()
    };
    match &rendered.result {
        Err(problems) => preview.problems.clone_from(problems),
        Ok(mail) => {
            let own = own_attributes(tenant).await?;
            preview.subject = field(mail, "subject").to_owned();
            preview.from = match field(mail, "from") {
                "" => channels::get(tenant, Topic::Email).await?.config["from"]
                    .as_str()
                    .map_or_else(|| frame.member.company.name.clone(), str::to_owned),
                from => from.to_owned(),
            };
            let from = (audience, form);
            preview.missing =
                empties::sentences(frame, from, Topic::Email, &mail.missing, &rendered.holes, &own).await?;
        }
    }
    html(&PreviewFragment {
        ui: ui.clone(),
        preview,
    })
}
