//! The steps of a CSV import through the API, as every scenario with prospects needs them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Client;

/// Longest wait for an import to end; a bound for hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(300);

/// What to do with an address that is in the base already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnConflict {
    /// «Ignorer»: the base wins.
    Skip,
    /// «Forcer»: the file wins.
    Overwrite,
}

impl OnConflict {
    /// As the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Overwrite => "overwrite",
        }
    }
}

/// A lawful basis that fits professional contacts, with tracking allowed.
pub fn professional_basis() -> Value {
    let basis = |kind: &str| json!({ "kind": kind, "evidence": "Annuaire professionnel, 2026" });
    json!({
        "email": basis("b2b_information"),
        "postal": basis("legitimate_interest"),
        "tracking": basis("consent"),
    })
}

/// Uploads a file: the preview, with `id`, `rows`, `mapping` and `problems`.
pub async fn upload(api: &Client, name: &str, csv: Vec<u8>) -> Value {
    api.upload("/api/imports", name, csv, &[]).created().await
}

/// Starts an uploaded import.
pub async fn commit(api: &Client, id: &str, on_conflict: OnConflict) {
    let order = json!({ "on_conflict": on_conflict.as_str(), "lawful_basis": professional_basis() });
    let answer = api.post(&format!("/api/imports/{id}/commit"), order).send().await;
    assert!((200..300).contains(&answer.status), "{answer}");
}

/// Waits until an import has ended: its report.
pub async fn finished(api: &Client, id: &str) -> Value {
    let wait = async {
        loop {
            let report = api.get(&format!("/api/imports/{id}")).ok().await;
            match report["status"].as_str() {
                Some("done") => return report,
                Some("failed") => panic!("the import failed: {report}"),
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    let Ok(report) = tokio::time::timeout(PATIENCE, wait).await else {
        panic!("import {id} has not ended after {PATIENCE:?}");
    };
    report
}

/// A whole import, from file to report.
pub async fn import(api: &Client, name: &str, csv: Vec<u8>, on_conflict: OnConflict) -> Value {
    let preview = upload(api, name, csv).await;
    let Some(id) = preview["id"].as_str() else {
        panic!("no id in the preview: {preview}")
    };
    commit(api, id, on_conflict).await;
    finished(api, id).await
}
