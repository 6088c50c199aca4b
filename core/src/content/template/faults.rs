//! What the engine finds wrong, in the words of this house.

use super::RenderError;
use crate::content::{Fault, engine};
use minijinja::ErrorKind;

pub(super) fn fault(error: &minijinja::Error) -> Fault {
    if engine::is_too_much(error) {
        return Fault::TooComplex;
    }
    let kind = match error.kind() {
        ErrorKind::SyntaxError => String::new(),
        other => format!("{other}: "),
    };
    Fault::Template {
        line: error.line().unwrap_or(1),
        detail: format!("{kind}{}", error.detail().unwrap_or_default())
            .trim_end_matches([':', ' '])
            .to_owned(),
    }
}

pub(super) fn told(field: &str, error: &minijinja::Error) -> RenderError {
    match fault(error) {
        Fault::TooComplex => RenderError::TooLarge(field.to_owned()),
        other => RenderError::Template {
            field: field.to_owned(),
            detail: other.to_string(),
        },
    }
}
