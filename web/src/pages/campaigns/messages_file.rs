//! `GET /campaigns/{id}/messages.csv?state=…`: the table of messages as a file.

use super::sending::{mode_key, state_key, why_words};
use crate::http::{Fields, Id, Problem, disposition};
use crate::pages::frame::Frame;
use crate::view::Ui;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use relais_core::campaigns::{self, CampaignId, export_name};
use relais_core::contacts::spreadsheet::harmless;
use relais_core::delivery::{self, Filter, MessageLine, Place};
use relais_tenants::database::Error;

/// Lines read at a time: what is in memory, whatever the length of the file.
const PAGE: usize = 1_000;

/// What is left of the file.
struct Rest {
    frame: Frame,
    campaign: CampaignId,
    filter: Filter,
    after: Option<Place>,
    begun: bool,
    over: bool,
}

/// Every message that the page's filter lists, in the order of contacts (RFC 4180, UTF-8).
pub async fn get(frame: Frame, Id(id): Id<CampaignId>, query: Fields) -> Result<Response, Problem> {
    let campaign = campaigns::get(frame.tenant(), id).await?;
    let campaign = campaign.ok_or_else(Problem::not_found)?;
    let name = export_name(&campaign).replace("_export.csv", "_messages.csv");
    campaigns::record_messages_export(frame.tenant(), frame.member.actor(), id).await?;
    let rest = Rest {
        frame,
        campaign: id,
        filter: Filter::parse(query.get("state")).unwrap_or_default(),
        after: None,
        begun: false,
        over: false,
    };
    let chunks = stream::try_unfold(rest, |rest| async move {
        let chunk = rest.next().await;
        chunk.inspect_err(|error| tracing::error!(%error, "a file of messages breaks off"))
    });
    let media_type = HeaderValue::from_static("text/csv; charset=utf-8");
    let mut response = ([(header::CONTENT_TYPE, media_type)], Body::from_stream(chunks)).into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition(&name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

impl Rest {
    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>, Error> {
        if self.over {
            return Ok(None);
        }
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let mut write = |cells: Vec<String>| {
            let cells = cells.iter().map(|cell| harmless(cell).into_owned());
            let written = writer.write_record(cells);
            written.map_err(|error| Error::Encode(error.to_string()))
        };
        let ui = &self.frame.ui;
        if !self.begun {
            self.begun = true;
            write(HEADS.iter().map(|key| ui.t(key)).collect())?;
        }
        let tenant = self.frame.tenant();
        let (lines, next) = delivery::messages(tenant, self.campaign, self.filter, self.after.as_ref(), PAGE).await?;
        for line in &lines {
            write(cells(ui, line))?;
        }
        self.over = next.is_none();
        self.after = next;
        let bytes = writer.into_inner().map_err(|error| Error::Encode(error.to_string()))?;
        Ok(Some((bytes, self)))
    }
}

/// The heads of the columns.
const HEADS: [&str; 12] = [
    "col-name",
    "col-email",
    "col-company",
    "col-channel",
    "channel-mode",
    "col-status",
    "col-why",
    "col-opens",
    "col-clicks",
    "col-sent-at",
    "col-last-open",
    "col-unsubscribed-at",
];

fn cells(ui: &Ui, line: &MessageLine) -> Vec<String> {
    let at = |at: Option<relais_tenants::clock::Millis>| at.map(|at| at.to_string()).unwrap_or_default();
    let mut reasons: Vec<String> = why_words(ui, &line.reason, &line.channel).into_iter().collect();
    reasons.extend(line.detail.clone());
    vec![
        line.name.clone(),
        line.email.clone(),
        line.company.clone(),
        ui.channel(&line.channel),
        line.mode.map(|mode| ui.t(mode_key(mode))).unwrap_or_default(),
        ui.t(state_key(line.state)),
        reasons.join(" · "),
        line.opens.to_string(),
        line.clicks.to_string(),
        at(line.sent_at),
        at(line.last_open_at),
        at(line.unsubscribed_at),
    ]
}
