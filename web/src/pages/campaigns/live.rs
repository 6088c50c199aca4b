//! `POST /campaigns/new/audience`: counts and facets after each change of the filters.

use crate::http::{Form, Problem};
use crate::pages::audience::{Asked, audience};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::AudienceFragment;
use axum::response::Html;

/// The step's live part.
pub async fn post(frame: Frame, Form(form): Form) -> Result<Html<String>, Problem> {
    let audience = audience(&frame.app, frame.tenant(), &frame.ui, &Asked::read(&form)?).await?;
    html(&AudienceFragment { ui: frame.ui, audience })
}
