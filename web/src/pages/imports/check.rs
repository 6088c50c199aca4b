//! `POST /imports/{id}`: the mapping is corrected, the import ordered, or the file forgotten.

use super::basis;
use super::preview::{self, Answers};
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::{html, words};
use crate::view::Ui;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::contacts::import::columns::{Column, Mapping, MappingError};
use relais_core::contacts::import::{
    self, CommitError, Import, ImportId, OnConflict, Order, Reading, Status, UploadError,
};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Does what the button pressed says: `step=preview`, `commit` or `discard`.
pub async fn post(frame: Frame, Id(id): Id<ImportId>, Form(form): Form) -> Result<Response, Problem> {
    let import = import::get(frame.tenant(), id).await?.ok_or_else(Problem::not_found)?;
    let here = format!("/imports/{id}");
    if import.status != Status::Previewed {
        // Somebody ordered it meanwhile: the page shows how far it is.
        return Ok(Redirect::to(&here).into_response());
    }
    let step = form.get("step");
    if step == "discard" {
        return match import::discard(frame.tenant(), frame.member.actor(), id).await {
            Ok(true) => Ok(Flash::ImportDiscarded.redirect(&frame.app, "/imports/new")),
            Ok(false) => Err(Problem::not_found()),
            Err(UploadError::Committed) => Ok(Redirect::to(&here).into_response()),
            Err(error) => Err(Problem::internal(error)),
        };
    }
    let header = header(&import, &form);
    let mut answers = Answers {
        targets: chosen(&import.mapping, &form),
        basis: basis::read(&import, &form, &frame.offered),
        overwrite: form.get("on_conflict") == "overwrite",
        ..Answers::default()
    };
    let moved = |column: &&Column| answers.targets[&column.column] != preview::kept(column);
    let changed = header.is_some() || import.mapping.columns().iter().any(|column| moved(&column));
    if header.is_some() {
        // The columns get other names: only what was chosen here goes with them.
        let kept: HashSet<usize> = import
            .mapping
            .columns()
            .iter()
            .filter(moved)
            .map(|column| column.column)
            .collect();
        answers.targets.retain(|column, _| kept.contains(column));
    }
    if changed || step != "commit" {
        return look_again(&frame, import, answers, header, changed && step == "commit").await;
    }
    let lawful_basis = match basis::order(&frame.ui, &import.mapping, &mut answers.basis) {
        Ok(lawful_basis) => lawful_basis,
        Err(error) => {
            answers.error = Some(error);
            return refused(&frame, &import, &answers).await;
        }
    };
    let on_conflict = if answers.overwrite {
        OnConflict::Overwrite
    } else {
        OnConflict::Skip
    };
    let order = Order {
        on_conflict,
        lawful_basis,
    };
    match import::commit(frame.tenant(), frame.member.actor(), id, &order).await {
        Ok(Some(_)) => {
            frame.app.workers.wake(frame.tenant().id()).await;
            Ok(Redirect::to(&here).into_response())
        }
        Ok(None) => Err(Problem::not_found()),
        Err(CommitError::Committed) => Ok(Redirect::to(&here).into_response()),
        Err(error) => Err(Problem::internal(error)),
    }
}

/// Corrects the mapping and shows what it changes: nobody orders what they have not seen.
async fn look_again(
    frame: &Frame,
    import: Import,
    mut answers: Answers,
    header: Option<bool>,
    ordered: bool,
) -> Result<Response, Problem> {
    let wanted: Vec<_> = answers
        .targets
        .iter()
        .map(|(column, key)| json!({ "column": column, "key": (!key.is_empty()).then_some(key) }))
        .collect();
    let wanted = wanted.into();
    let column = frame.ui.t("import-column");
    let reading = Reading {
        header,
        mapping: Some(&wanted),
        column: &column,
    };
    match import::correct(frame.tenant(), import.id, &reading).await {
        Ok(Some(import)) => {
            answers.targets.clear();
            answers.notice = Some(frame.ui.t(if ordered {
                "import-look-first"
            } else {
                "import-looked-again"
            }));
            Ok(html(&preview::page(frame, &import, &answers).await?)?.into_response())
        }
        Ok(None) => Err(Problem::not_found()),
        Err(UploadError::Committed) => Ok(Redirect::to(&format!("/imports/{}", import.id)).into_response()),
        Err(UploadError::File(_)) => {
            // The titles would be all there is.
            answers.targets.clear();
            answers.error = Some(frame.ui.t("import-header-alone"));
            refused(frame, &import, &answers).await
        }
        Err(UploadError::Mapping(error)) => {
            objection(&frame.ui, &error, &mut answers);
            refused(frame, &import, &answers).await
        }
        Err(error) => Err(Problem::internal(error)),
    }
}

async fn refused(frame: &Frame, import: &Import, answers: &Answers) -> Result<Response, Problem> {
    let page = preview::page(frame, import, answers).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// What is said of the first line, when it is not what is kept.
fn header(import: &Import, form: &Fields) -> Option<bool> {
    // A box that is not ticked sends nothing: the field beside it says that it was there.
    let said = form.has("header_asked").then(|| form.has("header"))?;
    (said != import.dialect.has_header).then_some(said)
}

/// Where each column is to go. A column the form does not name stays where it is.
fn chosen(mapping: &Mapping, form: &Fields) -> HashMap<usize, String> {
    mapping
        .columns()
        .iter()
        .map(|column| {
            let answer = form
                .all(&format!("map.{}", column.column))
                .next()
                .map(|key| key.trim().to_owned());
            (column.column, answer.unwrap_or_else(|| preview::kept(column)))
        })
        .collect()
}

/// Says what is wrong with a mapping, beside the columns it is about.
fn objection(ui: &Ui, error: &MappingError, answers: &mut Answers) {
    answers.error = Some(match error {
        MappingError::DuplicateKey { key } => {
            let name = words::key(ui, key.as_str(), &[]);
            for (column, _) in answers.targets.iter().filter(|(_, target)| *target == key.as_str()) {
                answers.wrong.insert(*column, ui.t1("mapping-twice", "name", &name));
            }
            ui.t1("mapping-twice", "name", &name)
        }
        MappingError::NoColumn => ui.t("mapping-empty"),
        // The form offers keys that are keys and columns that are there: whoever sends others wrote the request by hand.
        _ => ui.t("mapping-unusable"),
    });
}
