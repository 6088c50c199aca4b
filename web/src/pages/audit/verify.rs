//! `POST /audit/verify`: every entry, hash and signature, checked now.

use super::list::{Said, page};
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Ui;
use crate::view::audit::Verified;
use axum::response::Html;
use relais_core::audit;
use relais_core::audit::verify::{Finding, Report, stored};

/// The journal, with what came out above it.
pub async fn post(frame: Frame) -> Result<Html<String>, Problem> {
    audit::catch_up(frame.tenant()).await?;
    let result = stored::verify(frame.tenant(), &[]).await?;
    let said = Said {
        verified: Some(match result {
            Ok(report) => whole(&frame.ui, &report),
            Err(finding) => bad(&frame.ui, &finding),
        }),
        ..Said::default()
    };
    html(&page(&frame, &Fields::default(), said).await?)
}

fn whole(ui: &Ui, report: &Report) -> Verified {
    let mut text = ui.t2("verified-whole", "size", report.size, "checkpoints", report.checkpoints);
    if report.erased > 0 {
        text = format!("{text} {}", ui.t1("verified-erased", "count", report.erased));
    }
    Verified {
        whole: true,
        text,
        entry: None,
    }
}

fn bad(ui: &Ui, finding: &Finding) -> Verified {
    use crate::locale::IntoArg;
    let args = [
        ("fault", finding.fault.as_str().arg()),
        ("first", finding.first.arg()),
        ("last", finding.last.arg()),
    ];
    Verified {
        whole: false,
        text: ui.tn("verified-bad", &args),
        entry: finding.id.map(|id| format!("/audit/{id}")),
    }
}
