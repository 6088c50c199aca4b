//! `GET /imports/{id}`: the check, the progress or the report, by where the import stands.

use super::{preview, progress, report};
use crate::http::{Fields, Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use axum::response::{IntoResponse, Response};
use relais_core::contacts::import::{self, ImportId, Status};

/// The page of an import.
pub async fn get(frame: Frame, Id(id): Id<ImportId>, query: Fields) -> Result<Response, Problem> {
    let import = import::get(frame.tenant(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(match import.status {
        Status::Previewed => {
            html(&preview::page(&frame, &import, &preview::Answers::default()).await?)?.into_response()
        }
        Status::Running => html(&progress::page(&frame, &import).await?)?.into_response(),
        Status::Done | Status::Failed => {
            html(&report::page(&frame, &import, query.get("from")).await?)?.into_response()
        }
    })
}
