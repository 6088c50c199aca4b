//! `POST /channels/{channel}`: keeps a configuration and its secrets.

use super::Named;
use super::form::read;
use super::show::page;
use crate::http::{Form, Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::channels::{self, Change, ChannelError};

/// Keeps what the form says, or says what is wrong with it. The mode stays as it is.
pub async fn post(frame: Frame, Id(Named(topic)): Id<Named>, Form(form): Form) -> Result<Response, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let channel = frame.channel(topic).await?;
    let plugin = frame.app.plugins.find(tenant, &channel.plugin).await?;
    let plugin = plugin.ok_or_else(Problem::not_found)?;
    let description = plugin.description();
    let change = Change {
        config: Some(read(&description.config_schema, &channel.config, &form)),
        secrets: description
            .secrets
            .iter()
            .filter_map(|name| {
                if form.all("forget").any(|forgotten| forgotten == name) {
                    return Some((name.clone(), None));
                }
                let written = form.raw(&format!("secret.{name}")).replace("\r\n", "\n");
                (!written.is_empty()).then(|| (name.clone(), Some(written)))
            })
            .collect(),
        ..Change::default()
    };
    let errors = match channels::save(
        tenant,
        &frame.app.plugins,
        frame.member.actor(),
        topic,
        &change,
        frame.ui.lang(),
    )
    .await
    {
        Ok(_) => return Ok(Flash::ChannelSaved.redirect(&frame.app, &format!("/channels/{topic}"))),
        Err(ChannelError::Database(error)) => return Err(error.into()),
        Err(error) => sentences(ui, error),
    };
    let page = page(&frame, &channel, Some(&form), errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Why nothing was kept.
pub fn sentences(ui: &crate::view::Ui, error: ChannelError) -> Vec<String> {
    match error {
        ChannelError::Refused(complaints) => complaints
            .into_iter()
            .map(|complaint| ui.t1("check-config", "detail", complaint))
            .collect(),
        ChannelError::Fault(fault) => vec![ui.t1("check-config-fault", "detail", fault.to_string())],
        ChannelError::Closed(host) => vec![ui.t1("invalid-closed-host", "host", host)],
        ChannelError::TooMany => vec![ui.t1("invalid-too-many-channels", "max", channels::MAX_OTHERS)],
        ChannelError::Changed => vec![ui.t("problem-channel-changed")],
        ChannelError::NoPlugin => vec![ui.t("channel-not-installed")],
        ChannelError::Config => vec![ui.t("invalid-config")],
        ChannelError::SigningKey => vec![ui.t("invalid-dkim-key")],
        ChannelError::Secret(_) => vec![ui.t1("invalid-secret", "max", channels::MAX_SECRET)],
        ChannelError::Database(_) => Vec::new(),
    }
}
