//! `POST /campaigns/new/audience`: counts and facets after each change of the filters.

use super::address::{address, pushed};
use crate::http::{Form, Problem};
use crate::pages::audience::{Asked, audience};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::AudienceFragment;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use relais_core::access::Permission;

/// The step's live part; the choice goes into the address.
pub async fn post(frame: Frame, headers: HeaderMap, Form(form): Form) -> Result<impl IntoResponse, Problem> {
    let asked = Asked::read(&form)?;
    let mut audience = audience(&frame.app, frame.tenant(), &frame.ui, &asked).await?;
    audience.can_import = frame.member.may(Permission::ContactsImport);
    let push = pushed(&headers, address("audience", &form, &asked));
    Ok((push, html(&AudienceFragment { ui: frame.ui, audience })?))
}
