//! The schema of problem details; what writes them is `crate::http::problem`.

use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was refused (RFC 9457), in the reader's language.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails {
    /// What kind of problem it is: stays the same whatever the language.
    #[schema(example = "urn:relais:problem-invalid")]
    r#type: String,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened.
    detail: String,
    /// Identifies the request in the log.
    request_id: String,
    /// Fields that are wrong, when it is about fields.
    #[schema(required = false)]
    errors: Vec<FieldDetails>,
}

/// What is wrong with one field.
#[derive(Serialize, ToSchema)]
struct FieldDetails {
    /// The field, as the request names it.
    field: String,
    /// What is wrong: stays the same whatever the language.
    code: String,
    /// The same in words.
    detail: String,
}
