//! `POST …/preview/mail` and `…/preview/document`: what loads into the frame of a preview: the mail itself, or the pages
//! of a letter.

use super::people::Audience;
use super::preview::{asked, is_pdf, render, stored};
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::frame::Frame;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use relais_core::campaigns::CampaignId;
use relais_core::consent::Topic;

/// Whether a mail that is looked at loads the images it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// Only those of the web that stand in the mail as it was written.
    Shown,
    /// And the links can be followed, into windows of their own.
    AndLinks,
}

/// A mail may bring its own styles and show images; it runs nothing, sends nothing and sees nothing of us.
const SEEN: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; sandbox; frame-ancestors 'self'",
);
const FOLLOWED: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; \
     sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'",
);
/// The browser's own viewer of pages does not work in a sandbox; nothing else is allowed.
const PAGES: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
);

/// A mail as a document of its own, under a policy of its own.
pub fn document(html: String, images: Images) -> Response {
    let (policy, html) = match images {
        Images::Shown => (SEEN, html),
        // A frame is too small for the page behind a link.
        Images::AndLinks => (FOLLOWED, format!("<base target=\"_blank\">{html}")),
    };
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
}

/// Pages as a document of its own.
pub fn pages(pdf: Vec<u8>) -> Response {
    let inline = HeaderValue::from_static("inline; filename=\"courrier.pdf\"");
    let pdf_type = HeaderValue::from_static("application/pdf");
    let headers = [
        (header::CONTENT_SECURITY_POLICY, PAGES),
        (header::CONTENT_TYPE, pdf_type),
        (header::CONTENT_DISPOSITION, inline),
    ];
    (headers, pdf).into_response()
}

/// The mail while the panel is open.
pub async fn of_new(frame: Frame, Form(form): Form) -> Result<Response, Problem> {
    mail(&frame, Audience::Form, &form).await
}

/// The mail of a campaign that is stored.
pub async fn of_campaign(frame: Frame, Id(id): Id<CampaignId>, Form(form): Form) -> Result<Response, Problem> {
    stored(&frame, id).await?;
    mail(&frame, Audience::Campaign(id), &form).await
}

/// The pages while the panel is open.
pub async fn pages_of_new(frame: Frame, query: Fields, Form(form): Form) -> Result<Response, Problem> {
    letter(&frame, Audience::Form, asked(&frame, &query), &form).await
}

/// The pages of a campaign that is stored.
pub async fn pages_of_campaign(
    frame: Frame,
    Id(id): Id<CampaignId>,
    query: Fields,
    Form(form): Form,
) -> Result<Response, Problem> {
    stored(&frame, id).await?;
    letter(&frame, Audience::Campaign(id), asked(&frame, &query), &form).await
}

async fn mail(frame: &Frame, audience: Audience, form: &Fields) -> Result<Response, Problem> {
    let rendered = render(frame, audience, Topic::Email, form).await?;
    let html = match &rendered.result {
        Ok(mail) => match mail.field("html") {
            "" => format!("<pre>{}</pre>", escaped(mail.field("text"))),
            html => html.to_owned(),
        },
        Err(problems) => sentences(problems),
    };
    Ok(document(html, Images::Shown))
}

async fn letter(frame: &Frame, audience: Audience, channel: Topic, form: &Fields) -> Result<Response, Problem> {
    let rendered = render(frame, audience, channel, form).await?;
    Ok(match rendered.result {
        Ok(letter) => match letter.rendered.filter(is_pdf) {
            Some(handed) => pages(handed.source),
            None => return Err(Problem::not_found()),
        },
        Err(problems) => document(sentences(&problems), Images::Shown),
    })
}

fn sentences(problems: &[String]) -> String {
    let told = problems.iter().map(|text| format!("<p>{}</p>", escaped(text)));
    told.collect()
}

/// Text that is to stand in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
