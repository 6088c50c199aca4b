//! `POST /api/plugins`: installs a plugin for the company, or another version of it.

use super::body::PluginBody;
use crate::app::App;
use crate::http::{Member, Problem, Reader};
use crate::plugins::upload;
use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;

/// The parts of an upload, in any order.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a schema only: the parts are read as they come")]
pub struct PluginForm {
    /// The component.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// What it is to be called: lower-case letters, digits and dashes; the file's name when absent.
    name: Option<String>,
    /// The publisher's Ed25519 signature over the component: 64 bytes, or base64 of them.
    #[schema(value_type = Option<String>, format = Binary)]
    signature: Option<Vec<u8>>,
    /// The publisher's Ed25519 key, PEM or base64; the installed version's when absent.
    publisher_key: Option<String>,
    /// That another publisher than the installed version's, or none, is meant.
    change_publisher: Option<bool>,
}

/// Installs a plugin for this company. It serves once an administrator has granted what it wants; another version by the same
/// publisher that wants no more than the one in use serves at once. 200 when this very version is installed already.
#[utoipa::path(post, path = "/api/plugins", tag = "plugins",
    request_body(content = PluginForm, content_type = "multipart/form-data"),
    responses((status = 201, body = PluginBody), (status = 200, body = PluginBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Reader(ui): Reader,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let upload = upload(form).await?;
    let done = app
        .plugins
        .install(Some(&member.tenant), member.actor(), upload)
        .await?;
    let body = Json(PluginBody::of(&done.plugin, &ui));
    if done.same {
        return Ok(body.into_response());
    }
    let location = [(header::LOCATION, format!("/api/plugins/{}", done.plugin.name))];
    Ok((StatusCode::CREATED, location, body).into_response())
}
