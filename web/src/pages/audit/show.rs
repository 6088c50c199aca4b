//! `GET /audit/{id}` and `POST /audit/{id}/reveal`: one act, its details closed or opened on record.

use super::list::row;
use super::names::Names;
use crate::http::{Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Place;
use crate::view::audit::ActPage;
use axum::response::Html;
use relais_core::audit::{self, Entry};
use serde_json::Value;
use uuid::Uuid;

/// One act.
pub async fn get(frame: Frame, Id(id): Id<Uuid>) -> Result<Html<String>, Problem> {
    let entry = audit::find(frame.tenant(), id).await?.ok_or_else(Problem::not_found)?;
    html(&page(&frame, &entry, None).await?)
}

/// The same with its details.
pub async fn reveal(frame: Frame, Id(id): Id<Uuid>) -> Result<Html<String>, Problem> {
    let revealed = audit::reveal(frame.tenant(), frame.member.actor(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    html(&page(&frame, &revealed.entry, Some(lines(&revealed.details))).await?)
}

async fn page(frame: &Frame, entry: &Entry, details: Option<Vec<(String, String)>>) -> Result<ActPage, Problem> {
    let names = Names::of(frame, std::slice::from_ref(entry)).await?;
    let content = entry.content.as_ref();
    let object = content
        .map(|content| content.object.as_str())
        .filter(|object| !object.is_empty());
    let history = |object: &str| {
        let mut query = form_urlencoded::Serializer::new(String::from("/audit?"));
        query.append_pair("object", object);
        query.finish()
    };
    Ok(ActPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Compliance).await?,
        row: row(&frame.ui, &names, entry),
        id: entry.id.to_string(),
        thing: object.and_then(|object| Names::thing(&entry.action, object)),
        history: object.map(history),
        request: content.and_then(|content| content.request.clone()),
        leaf: entry.leaf_hash().map(|leaf| leaf.to_string()),
        erased: content.is_none(),
        details,
    })
}

/// Names and values of the details, as they are.
fn lines(details: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(details)) = serde_json::from_str(details) else {
        return Vec::new();
    };
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    details.into_iter().map(|(name, value)| (name, text(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn details_are_shown_as_they_were_written() {
        let shown = lines(r#"{"channel":"email","count":3}"#);
        assert_eq!(
            shown,
            [("channel".into(), "email".into()), ("count".into(), "3".into())]
        );
        assert!(lines("{}").is_empty());
    }
}
