//! `POST …/preview/mail`: the mail itself, for the frame of the preview.

use super::people::Audience;
use super::preview::{field, render};
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::frame::Frame;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use relais_core::campaigns::{self, CampaignId};

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

/// A mail as a document of its own, under a policy of its own.
pub fn document(html: String, images: Images) -> Response {
    let (policy, html) = match images {
        Images::Shown => (SEEN, html),
        // A frame is too small for the page behind a link.
        Images::AndLinks => (FOLLOWED, format!("<base target=\"_blank\">{html}")),
    };
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
}

/// While the panel is open.
pub async fn of_new(frame: Frame, Form(form): Form) -> Result<Response, Problem> {
    answer(&frame, Audience::Form, &form).await
}

/// Of a campaign that is stored.
pub async fn of_campaign(frame: Frame, Id(id): Id<CampaignId>, Form(form): Form) -> Result<Response, Problem> {
    campaigns::get(frame.tenant(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    answer(&frame, Audience::Campaign(id), &form).await
}

async fn answer(frame: &Frame, audience: Audience, form: &Fields) -> Result<Response, Problem> {
    let rendered = render(frame, audience, form).await?;
    let html = match &rendered.result {
        Ok(mail) => match field(mail, "html") {
            "" => format!("<pre>{}</pre>", escaped(field(mail, "text"))),
            html => html.to_owned(),
        },
        Err(problems) => problems
            .iter()
            .map(|text| format!("<p>{}</p>", escaped(text)))
            .collect(),
    };
    Ok(document(html, Images::Shown))
}

/// Text that is to stand in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
