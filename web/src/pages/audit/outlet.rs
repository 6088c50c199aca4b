//! `POST /audit/outlet`: where checkpoints are sent, and how often.

use super::list::{Said, page};
use crate::http::{Fields, Form, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Field;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::audit::outlet::{self, OutletError};

/// Keeps it; the first checkpoint leaves at once.
pub async fn post(frame: Frame, Form(form): Form) -> Result<Response, Problem> {
    let (tenant, actor) = (frame.tenant(), frame.member.actor());
    let typed = form.get("address");
    let chosen = if typed.is_empty() {
        outlet::choose(tenant, actor, None).await
    } else {
        let hours = form.get("hours").parse().unwrap_or_default();
        match outlet::address(typed, frame.app.plugins.may_reach_private()) {
            Ok(url) => outlet::choose(tenant, actor, Some((&url, hours))).await,
            Err(error) => Err(error),
        }
    };
    match chosen {
        Ok(()) => {
            frame.app.workers.wake(tenant.id()).await;
            Ok(Flash::OutletSaved.redirect(&frame.app, "/audit"))
        }
        Err(OutletError::Address) => {
            let said = Said {
                address: Some(Field::wrong(typed, frame.ui.t("outlet-address-wrong"))),
                ..Said::default()
            };
            let page = page(&frame, &Fields::default(), said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        // The form offers only what there is.
        Err(OutletError::Interval) => Err(Problem::malformed("hours")),
        Err(OutletError::Database(error)) => Err(error.into()),
    }
}
