//! `POST /imports`: a file comes in chunk by chunk, is looked through, and waits for its check.

use super::{FORM, MAX_FILE, choose};
use crate::http::Problem;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Ui;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::contacts::import::sniff::{FileError, MAX_COLUMNS};
use relais_core::contacts::import::{Reading, Upload, UploadError};

/// Takes the file in the field `file`. Memory stays at a chunk; what is too large is refused before it is kept.
pub async fn post(
    frame: Frame,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > (MAX_FILE + FORM) as u64) {
        return Err(too_large());
    }
    let mut form = form.map_err(|rejection| Problem::malformed(rejection.body_text()))?;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() == Some("file") {
            return take(&frame, field).await;
        }
    }
    again(&frame, frame.ui.t("upload-no-file")).await
}

async fn take(frame: &Frame, mut field: Field<'_>) -> Result<Response, Problem> {
    let name = field.file_name().unwrap_or_default().to_owned();
    if name.is_empty() {
        return again(frame, frame.ui.t("upload-no-file")).await;
    }
    let mut upload = Upload::begin(frame.tenant(), frame.member.person.id, &name).await?;
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        upload.push(&chunk).await?;
    }
    let column = frame.ui.t("import-column");
    let reading = Reading {
        column: &column,
        ..Reading::default()
    };
    match upload.finish(&reading).await {
        Ok(import) => Ok(Redirect::to(&format!("/imports/{}", import.id)).into_response()),
        Err(UploadError::File(error)) => again(frame, refusal(&frame.ui, error)).await,
        Err(UploadError::Database(error)) => Err(error.into()),
        Err(error) => Err(Problem::internal(error)),
    }
}

async fn again(frame: &Frame, error: String) -> Result<Response, Problem> {
    let page = choose::page(frame, "", Some(error)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// What is wrong with a file, and what to do about it.
fn refusal(ui: &Ui, error: FileError) -> String {
    match error {
        FileError::Empty => ui.t("upload-empty"),
        FileError::Utf16 => ui.t("upload-utf16"),
        FileError::Spreadsheet => ui.t("upload-spreadsheet"),
        FileError::Markup => ui.t("upload-markup"),
        FileError::Binary => ui.t("upload-binary"),
        FileError::NoRows => ui.t("upload-no-rows"),
        FileError::TooManyColumns => ui.t1("upload-columns", "max", MAX_COLUMNS),
    }
}

fn unreadable(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::malformed(error.body_text()),
    }
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large")
}
