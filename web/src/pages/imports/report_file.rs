//! `GET /imports/{id}/report.csv`: every line of the report, to be worked off in a spreadsheet.

use super::report::overwrote;
use super::{column_name, reasons};
use crate::http::{Id, Problem};
use crate::pages::frame::Frame;
use crate::view::Ui;
use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use relais_core::contacts::import::{self, Import, ImportId, LineProblem};
use relais_core::contacts::spreadsheet::harmless;
use relais_tenants::Tenant;

/// Lines written at a time: bounds the memory, however long the report is.
const PAGE: usize = 5_000;
/// Tells spreadsheets that the file is UTF-8.
const MARK: &str = "\u{feff}";

struct File {
    tenant: Tenant,
    ui: Ui,
    import: Import,
    written: u64,
    over: bool,
}

/// The file: RFC 4180, UTF-8, commas, in the reader's language.
pub async fn get(frame: Frame, Id(id): Id<ImportId>) -> Result<Response, Problem> {
    let import = import::get(frame.tenant(), id).await?.ok_or_else(Problem::not_found)?;
    let head = head(&frame.ui).map_err(Problem::internal)?;
    let file = File {
        tenant: frame.tenant().clone(),
        ui: frame.ui,
        import,
        written: 0,
        over: false,
    };
    let lines = stream::try_unfold(file, |mut file| async move {
        if file.over {
            return Ok::<_, std::io::Error>(None);
        }
        let lines = import::problems(&file.tenant, file.import.id, file.written, PAGE)
            .await
            .map_err(broken)?;
        file.written += lines.len() as u64;
        file.over = lines.len() < PAGE;
        Ok(Some((body(&file.ui, &file.import, &lines).map_err(broken)?, file)))
    });
    use futures_util::StreamExt;
    let whole = stream::once(async move { Ok(head) }).chain(lines);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"import-{id}.csv\""),
        ),
    ];
    Ok((headers, Body::from_stream(whole)).into_response())
}

fn broken(error: impl std::fmt::Display) -> std::io::Error {
    tracing::error!(%error, "a report breaks off");
    std::io::Error::other("the report breaks off")
}

fn head(ui: &Ui) -> csv::Result<Bytes> {
    let names = ["col-line", "col-column", "col-reason", "col-outcome"].map(|key| ui.t(key));
    let table = table(|writer| writer.write_record(&names))?;
    Ok([MARK.as_bytes(), &table].concat().into())
}

fn body(ui: &Ui, import: &Import, lines: &[LineProblem]) -> csv::Result<Bytes> {
    let overwrote = overwrote(import);
    table(|writer| {
        for line in lines {
            let column = column_name(ui, import, &line.field, &line.reason);
            writer.write_record([
                line.line.to_string().as_str(),
                &harmless(&column),
                &reasons::sentence(ui, &line.reason),
                &ui.t(reasons::outcome(&line.reason, overwrote).key()),
            ])?;
        }
        Ok(())
    })
}

fn table(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> csv::Result<Bytes> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    write(&mut writer)?;
    writer
        .into_inner()
        .map(Bytes::from)
        .map_err(|error| error.into_error().into())
}
