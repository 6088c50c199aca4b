//! `GET /audit/export.jsonl`: the log as a file that verifies offline, the details closed.

use crate::http::{Problem, log_file};
use crate::pages::frame::Frame;
use axum::response::Response;
use relais_core::audit;
use relais_core::audit::export::Export;

/// The file; that it was taken is recorded.
pub async fn get(frame: Frame) -> Result<Response, Problem> {
    audit::catch_up(frame.tenant()).await?;
    let export = Export::begin(frame.tenant(), frame.member.actor(), false).await?;
    Ok(log_file(export, &Export::name(frame.tenant())))
}
