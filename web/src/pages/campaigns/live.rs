//! `POST /campaigns/new/audience`: counts and facets after each change of the filters.

use super::address::{address, pushed};
use crate::http::{Form, Problem};
use crate::pages::audience::{Asked, audience};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::AudienceFragment;
use axum::http::HeaderMap;
use axum::response::IntoResponse;

/// The step's live part; the choice goes into the address.
pub async fn post(frame: Frame, headers: HeaderMap, Form(form): Form) -> Result<impl IntoResponse, Problem> {
    let asked = Asked::read(&form)?;
    let audience = audience(&frame.app, frame.tenant(), &frame.ui, &asked).await?;
    let push = pushed(&headers, address("audience", &form, &asked));
    Ok((push, html(&AudienceFragment { ui: frame.ui, audience })?))
}
