//! `POST /api/imports`: takes a file in, chunk by chunk, and looks it through.

use super::body::ImportBody;
use crate::http::{FieldProblem, Member, Problem, Reader};
use axum::Json;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use relais_core::contacts::import::{Reading, Upload};
use serde_json::Value;
use utoipa::ToSchema;

/// The largest upload, in bytes.
pub const MAX_BYTES: usize = 1_000_000_000;
/// The largest mapping, in bytes.
const MAX_MAPPING: usize = 256 * 1024;

/// The parts of an upload, in any order.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a schema only: the parts are read as they come")]
pub struct UploadForm {
    /// The CSV file: `,` `;` or tab, UTF-8 or Windows-1252, with or without a header.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// What columns are to mean: `{"Courriel": "email", "Référence": null}` or `[{"column": 0, "key": "email"}]`.
    #[schema(value_type = Option<Object>)]
    mapping: Option<Value>,
    /// Whether the first line holds the titles of the columns. Found out when it is not said; a guess is reported among the
    /// problems as `header_guessed` or `header_missing`.
    header: Option<bool>,
}

/// Takes a CSV file in and looks it through: what its columns mean, duplicates, problems. Nothing is entered yet.
#[utoipa::path(post, path = "/api/imports", tag = "imports",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ImportBody)))]
pub async fn post(
    member: Member,
    reader: Reader,
    form: Result<Multipart, MultipartRejection>,
) -> Result<impl IntoResponse, Problem> {
    let mut form = form.map_err(|rejection| Problem::malformed(rejection.body_text()))?;
    let (mut upload, mut mapping, mut header) = (None, None, None);
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        match part.name() {
            Some("file") if upload.is_none() => upload = Some(take_in(&member, part).await?),
            Some("mapping") if mapping.is_none() => mapping = Some(read_mapping(part).await?),
            Some("header") if header.is_none() => header = Some(read_header(part).await?),
            name => {
                let name = name.unwrap_or_default().to_owned();
                return Err(Problem::invalid(vec![FieldProblem::new(name, "invalid-unknown-field")]));
            }
        }
    }
    let missing = || Problem::invalid(vec![FieldProblem::new("file", "invalid-required")]);
    let column = reader.0.t("import-column");
    let reading = Reading {
        header,
        mapping: mapping.as_ref(),
        column: &column,
    };
    let import = upload.ok_or_else(missing)?.finish(&reading).await?;
    let location = format!("/api/imports/{}", import.id);
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(ImportBody::new(import, Vec::new())),
    ))
}

async fn take_in(member: &Member, mut part: Field<'_>) -> Result<Upload, Problem> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let mut upload = Upload::begin(&member.tenant, member.person.id, &name).await?;
    while let Some(bytes) = part.chunk().await.map_err(unreadable)? {
        upload.push(&bytes).await?;
    }
    Ok(upload)
}

async fn read_mapping(part: Field<'_>) -> Result<Value, Problem> {
    let wrong = |_| Problem::invalid(vec![FieldProblem::new("mapping", "invalid-mapping")]);
    serde_json::from_slice(&read_text(part).await?).map_err(wrong)
}

async fn read_header(part: Field<'_>) -> Result<bool, Problem> {
    match read_text(part).await?.trim_ascii() {
        b"true" => Ok(true),
        b"false" => Ok(false),
        _ => Err(Problem::invalid(vec![FieldProblem::new("header", "invalid-header")])),
    }
}

async fn read_text(mut part: Field<'_>) -> Result<Vec<u8>, Problem> {
    let mut text = Vec::new();
    while let Some(bytes) = part.chunk().await.map_err(unreadable)? {
        text.extend_from_slice(&bytes);
        if text.len() > MAX_MAPPING {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large"));
        }
    }
    Ok(text)
}

fn unreadable(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large"),
        _ => Problem::malformed(error.body_text()),
    }
}
