//! Error pages. They need no database and no session, so that they can always be shown.

use askama::Template;

use super::Ui;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// 403: the member's role does not allow it.
    Forbidden,
    /// 404: nothing there, or nothing the reader may know of.
    NotFound,
    /// 413: the file is larger than the limit.
    TooLarge,
    /// 429: too many attempts.
    TooMany,
    /// 400 and 422 without a form to show it in.
    BadRequest,
    /// 500: our fault.
    Internal,
}

impl ErrorKind {
    /// Sentence keys: what happened; what is safe and what to do.
    pub const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Forbidden => ("error-forbidden", "error-forbidden-what"),
            Self::NotFound => ("error-not-found", "error-not-found-what"),
            Self::TooLarge => ("error-too-large", "error-too-large-what"),
            Self::TooMany => ("error-too-many", "error-too-many-what"),
            Self::BadRequest => ("error-bad-request", "error-bad-request-what"),
            Self::Internal => ("error-internal", "error-internal-what"),
        }
    }
}

/// A page instead of the one asked for.
#[derive(Clone, Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The reader.
    pub ui: Ui,
    /// What went wrong.
    pub kind: ErrorKind,
    /// More about it, in the reader's language, where that helps.
    pub detail: Option<String>,
    /// The number under which the log has it (500 only).
    pub request_id: Option<String>,
}
