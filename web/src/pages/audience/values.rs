//! `GET …/values?key=city&q.city=ren`: a search inside of a long group, in the panel and in the prospects' list.

use super::{Asked, found};
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::ValuesFragment;
use axum::response::Html;

/// The values found, the chosen ones first, counted under the other filters of the form.
pub async fn get(frame: Frame, query: Fields) -> Result<Html<String>, Problem> {
    let key = query.get("key");
    let mut asked = Asked::read(&query)?;
    let (values, more) = found(&frame.app, frame.tenant(), &frame.ui, key, &asked).await?;
    html(&ValuesFragment {
        ui: frame.ui,
        query: asked.searches.remove(key).unwrap_or_default(),
        key: key.to_owned(),
        values,
        more,
    })
}
