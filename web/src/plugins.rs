//! Installed plugins: what is the same for pages and programs. How an upload is read, what capabilities are called.

use crate::http::{FieldProblem, Problem};
use crate::view::Ui;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use relais_channels::{Capability, LARGEST_COMPONENT};
use relais_core::plugins::Upload;

/// The largest body of an upload, in bytes.
pub const MAX_BYTES: usize = LARGEST_COMPONENT + 64 * 1024;
/// The largest part beside the component, in bytes.
const MAX_PART: usize = 8 * 1024;

/// Reads an upload: `file`, and perhaps `name`, `signature`, `publisher_key` and `change_publisher`.
pub async fn upload(form: Result<Multipart, MultipartRejection>) -> Result<Upload, Problem> {
    let mut form = form.map_err(|rejection| Problem::malformed(rejection.body_text()))?;
    let mut upload = Upload::default();
    let mut file_name = String::new();
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        match part.name() {
            Some("file") if upload.component.is_empty() => {
                part.file_name().unwrap_or_default().clone_into(&mut file_name);
                upload.component = bytes(part, LARGEST_COMPONENT).await?;
            }
            Some("name") => upload.name = text(part).await?,
            Some("signature") => {
                upload.signature = Some(bytes(part, MAX_PART).await?).filter(|bytes| !bytes.is_empty())
            }
            Some("publisher_key") => upload.publisher = Some(text(part).await?).filter(|text| !text.is_empty()),
            Some("change_publisher") => upload.other_publisher = text(part).await? == "true",
            name => {
                let name = name.unwrap_or_default().to_owned();
                return Err(Problem::invalid(vec![FieldProblem::new(name, "invalid-unknown-field")]));
            }
        }
    }
    if upload.component.is_empty() {
        return Err(Problem::invalid(vec![FieldProblem::new("file", "invalid-required")]));
    }
    if upload.name.is_empty() {
        upload.name = name_of(&file_name);
    }
    Ok(upload)
}

/// `fax_4u.wasm` is called `fax-4u`.
pub fn name_of(file: &str) -> String {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.strip_suffix(".wasm").unwrap_or(stem);
    stem.to_lowercase().replace('_', "-")
}

async fn text(part: Field<'_>) -> Result<String, Problem> {
    let bytes = bytes(part, MAX_PART).await?;
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

async fn bytes(mut part: Field<'_>, most: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
        if bytes.len() + chunk.len() > most {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
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

/// What a plugin that has it can do, in the reader's language.
pub fn plainly(ui: &Ui, capability: Capability) -> String {
    ui.t(match capability {
        Capability::EmailTransport => "capability-email-transport",
        Capability::Http => "capability-http",
        Capability::Signatures => "capability-signatures",
        Capability::Spool => "capability-spool",
        Capability::Secrets => "capability-secrets",
        Capability::Cache => "capability-cache",
        Capability::Clock => "capability-clock",
        Capability::Random => "capability-random",
        Capability::Log => "capability-log",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_name() {
        for (file, name) in [
            ("fax_4u.wasm", "fax-4u"),
            ("Fax.wasm", "fax"),
            ("C:\\x\\fax.wasm", "fax"),
            ("../fax.wasm", "fax"),
            ("", ""),
        ] {
            assert_eq!(name_of(file), name, "{file}");
        }
    }
}
