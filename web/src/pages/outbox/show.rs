//! `GET /outbox/{id}`: one message, and what its page needs: the mail for its frame, the source as a file.

use super::{row, text};
use crate::http::{Id, Problem};
use crate::pages::campaigns::message::{Images, document};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Place;
use crate::view::outbox::OutboxMessagePage;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use relais_core::campaigns;
use relais_core::delivery::{self, KeptWhole};
use uuid::Uuid;

/// The most of a source that a page shows, in bytes; the file has it all.
const SHOWN: usize = 200_000;
const PDF: &str = "application/pdf";
/// Sources that are text.
const READABLE: [&str; 3] = [
    "message/rfc822",
    "application/json",
    "application/x-www-form-urlencoded",
];
/// The browser's own viewer shows it and needs nothing from us.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'";

/// The message as it was rendered, its text and its source.
pub async fn get(frame: Frame, Id(id): Id<Uuid>) -> Result<Html<String>, Problem> {
    let KeptWhole {
        kept,
        source,
        media_type,
    } = found(&frame, id).await?;
    let campaign = match kept.campaign {
        Some(campaign) => campaigns::get(frame.tenant(), campaign).await?,
        None => None,
    };
    let is_mail = kept.channel == "email";
    let shown = &source[..source.len().min(SHOWN)];
    // What is no text is looked at otherwise, or downloaded.
    let readable = media_type.starts_with("text/") || READABLE.contains(&media_type.as_str());
    html(&OutboxMessagePage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Outbox).await?,
        row: row(&kept),
        frame: is_mail.then(|| format!("/outbox/{id}/mail")),
        letter: (media_type == PDF).then(|| format!("/outbox/{id}/letter")),
        text: if is_mail {
            text::plain(&source).unwrap_or_default()
        } else {
            kept.rendered.clone()
        },
        source: if readable {
            String::from_utf8_lossy(shown).into_owned()
        } else {
            String::new()
        },
        download: format!("/outbox/{id}/source"),
        campaign: campaign.map(|campaign| (format!("/campaigns/{}", campaign.id), campaign.title)),
    })
}

/// The mail's HTML, for the frame of its page.
pub async fn mail(frame: Frame, Id(id): Id<Uuid>) -> Result<Response, Problem> {
    let kept = found(&frame, id).await?.kept;
    Ok(document(kept.rendered, Images::AndLinks))
}

/// The bytes that would have left.
pub async fn source(frame: Frame, Id(id): Id<Uuid>) -> Result<Response, Problem> {
    let KeptWhole { source, media_type, .. } = found(&frame, id).await?;
    // Shown by nobody, saved as a file: what it says that it is does no harm.
    let (kind, ending) = match media_type.as_str() {
        "message/rfc822" => ("message/rfc822", "eml"),
        PDF => (PDF, "pdf"),
        "application/json" => ("application/json", "json"),
        _ => ("application/octet-stream", "bin"),
    };
    let name = format!("attachment; filename=\"{id}.{ending}\"");
    Ok((
        [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, name),
        ],
        source,
    )
        .into_response())
}

/// The letter, to be looked at: a PDF that our own plugin or another wrote, in a frame of our own page at most.
pub async fn letter(frame: Frame, Id(id): Id<Uuid>) -> Result<Response, Problem> {
    let KeptWhole { source, media_type, .. } = found(&frame, id).await?;
    if media_type != PDF || !source.starts_with(b"%PDF-") {
        return Err(Problem::not_found());
    }
    Ok((
        [
            (header::CONTENT_TYPE, PDF),
            (header::CONTENT_DISPOSITION, "inline; filename=\"letter.pdf\""),
            (header::CONTENT_SECURITY_POLICY, LETTER_POLICY),
        ],
        source,
    )
        .into_response())
}

async fn found(frame: &Frame, id: Uuid) -> Result<KeptWhole, Problem> {
    let kept = delivery::outbox_item(frame.tenant(), id).await?;
    kept.ok_or_else(Problem::not_found)
}
