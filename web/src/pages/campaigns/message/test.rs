//! `POST …/test`: one mail to an address of one's own. In the sandbox it ends in the outbox, live it really leaves.

use super::fields::contents;
use super::people::{Audience, seen};
use super::sentences::sentence;
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::TestedFragment;
use axum::response::Html;
use relais_core::campaigns::{self, CampaignId};
use relais_core::channels::{self, Mode};
use relais_core::consent::Topic;
use relais_core::contacts::Field;
use relais_core::contacts::entry::lookup;
use relais_core::delivery::{TestError, test_content};

/// While the panel is open.
pub async fn of_new(frame: Frame, Form(form): Form) -> Result<Html<String>, Problem> {
    send(&frame, Audience::Form, None, &form).await
}

/// Of a campaign that is stored.
pub async fn of_campaign(frame: Frame, Id(id): Id<CampaignId>, Form(form): Form) -> Result<Html<String>, Problem> {
    campaigns::get(frame.tenant(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    send(&frame, Audience::Campaign(id), Some(id), &form).await
}

async fn send(
    frame: &Frame,
    audience: Audience,
    campaign: Option<CampaignId>,
    form: &Fields,
) -> Result<Html<String>, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let answer = |sent: bool, text: String, href: Option<String>| {
        html(&TestedFragment {
            ui: ui.clone(),
            sent,
            text,
            href,
        })
    };
    let typed = form.get("test_to");
    let Ok(Some(address)) = lookup(Field::Email, typed, &frame.member.company.country) else {
        return answer(false, ui.t("email-invalid"), None);
    };
    let content = contents(form).remove(&Topic::Email).unwrap_or_default();
    let contact = seen(frame, audience, form).await?.map(|seen| seen.contact.id);
    let sandbox = channels::get(tenant, Topic::Email).await?.mode == Mode::Sandbox;
    let (courier, actor) = (&frame.app.courier, frame.member.actor());
    let sent = test_content(
        tenant,
        courier,
        actor,
        campaign,
        (Topic::Email, &content),
        &address,
        contact,
    )
    .await;
    match sent {
        Ok(()) if sandbox => answer(true, ui.t("test-in-outbox"), Some("/outbox".to_owned())),
        Ok(()) => answer(true, ui.t1("test-sent", "address", address), None),
        Err(TestError::Database(error)) => Err(error.into()),
        Err(TestError::Content(problems)) => {
            let first = problems.first().map(|problem| sentence(ui, problem));
            answer(false, first.unwrap_or_else(|| ui.t("content-nothing")), None)
        }
        Err(TestError::NoContent) => answer(false, ui.t("content-nothing"), None),
        Err(TestError::NoPlugin) => answer(false, ui.t("channel-not-installed"), None),
        Err(TestError::NoContact | TestError::Render(_)) => answer(false, ui.t("content-too-complex"), None),
        Err(TestError::NotSent(reason)) => answer(false, ui.t1("test-not-sent", "reason", reason), None),
    }
}
