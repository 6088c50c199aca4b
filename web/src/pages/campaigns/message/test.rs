//! `POST …/test?channel=…`: one message to an address of one's own. In the sandbox it ends in the outbox, live it really
//! leaves; over channels of which nobody has an address at hand it always ends in the outbox.

use super::fields::contents;
use super::people::{Audience, seen};
use super::preview::{asked, stored};
use super::sentences::sentence;
use super::writers::described;
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::TestedFragment;
use axum::response::Html;
use relais_channels::{AddressKind, Description};
use relais_core::campaigns::CampaignId;
use relais_core::channels::{self, Channel, Mode};
use relais_core::consent::Topic;
use relais_core::contacts::Field;
use relais_core::contacts::entry::lookup;
use relais_core::delivery::{TestError, TestTo, test_content};

/// While the panel is open.
pub async fn of_new(frame: Frame, query: Fields, Form(form): Form) -> Result<Html<String>, Problem> {
    send(&frame, Audience::Form, None, asked(&frame, &query), &form).await
}

/// Of a campaign that is stored.
pub async fn of_campaign(
    frame: Frame,
    Id(id): Id<CampaignId>,
    query: Fields,
    Form(form): Form,
) -> Result<Html<String>, Problem> {
    stored(&frame, id).await?;
    send(&frame, Audience::Campaign(id), Some(id), asked(&frame, &query), &form).await
}

/// Where the form wants the test to go; a sentence when what is typed is no address.
fn destination(
    frame: &Frame,
    channel: &Channel,
    form: &Fields,
    described: Option<&Description>,
) -> Result<Option<String>, String> {
    let kind = match described {
        Some(description) => description.address,
        None => return Ok(None),
    };
    let (field, typed, wrong) = match kind {
        AddressKind::Email => (Field::Email, form.get("test_to"), "email-invalid"),
        AddressKind::Phone => (
            Field::Phone,
            form.get(&format!("test_to.{}", channel.topic)),
            "phone-invalid",
        ),
        _ => return Ok(None),
    };
    match lookup(field, typed, &frame.member.company.country) {
        Ok(Some(address)) => Ok(Some(address)),
        Ok(None) | Err(_) => Err(frame.ui.t(wrong)),
    }
}

async fn send(
    frame: &Frame,
    audience: Audience,
    campaign: Option<CampaignId>,
    topic: Topic,
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
    let channel = channels::get(tenant, topic).await?;
    let described = described(frame, &channel).await?;
    let address = match destination(frame, &channel, form, described.as_ref()) {
        Ok(address) => address,
        Err(told) => return answer(false, told, None),
    };
    let to = address.as_deref().map_or(TestTo::Outbox, TestTo::Address);
    let content = contents(form).remove(&topic).unwrap_or_default();
    let contact = seen(frame, audience, topic, form).await?.map(|seen| seen.contact.id);
    let (courier, actor) = (&frame.app.courier, frame.member.actor());
    let sent = test_content(tenant, courier, actor, campaign, (topic, &content), to, contact).await;
    match (sent, address) {
        (Ok(()), Some(address)) if channel.mode == Mode::Live => {
            answer(true, ui.t1("test-sent", "address", address), None)
        }
        (Ok(()), _) => answer(true, ui.t("test-in-outbox"), Some("/outbox".to_owned())),
        (Err(TestError::Database(error)), _) => Err(error.into()),
        (Err(TestError::Content(problems)), _) => {
            let first = problems.first().map(|problem| sentence(ui, problem));
            answer(false, first.unwrap_or_else(|| ui.t("content-nothing")), None)
        }
        (Err(TestError::NoContent), _) => answer(false, ui.t("content-nothing"), None),
        (Err(TestError::NoPlugin), _) => answer(false, ui.t1("message-no-plugin", "channel", topic.as_str()), None),
        (Err(TestError::NoAddress), _) => answer(false, ui.t1("test-no-address", "channel", topic.as_str()), None),
        (Err(TestError::Render(reason)), _) => answer(false, ui.t1("test-not-sent", "reason", reason), None),
        (Err(TestError::NoContact), _) => answer(false, ui.t("content-too-complex"), None),
        (Err(TestError::NotSent(reason)), _) => answer(false, ui.t1("test-not-sent", "reason", reason), None),
    }
}
