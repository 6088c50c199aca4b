//! The checks, a file each.

mod budget;
mod callbacks;
mod configuration;
mod description;
mod messages;
mod providers;
mod repetition;

use super::Bench;
use super::findings::Findings;
use crate::{Outcome, Report};

/// All of them, in the order in which an author wants to know.
pub async fn all(bench: &Bench, findings: &mut Findings) {
    findings.add(description::check(bench));
    findings.add(configuration::check(bench).await);
    findings.add(messages::sandbox(bench).await);
    findings.add(messages::kinds(bench).await);
    findings.add(messages::batches(bench).await);
    findings.add(messages::measure(bench).await);
    findings.add(messages::mails(bench).await);
    findings.add(providers::good(bench).await);
    findings.add(providers::strange(bench).await);
    findings.add(providers::token(bench).await);
    findings.add(callbacks::check(bench).await);
    findings.add(repetition::check(bench).await);
    findings.add(budget::check(bench).await);
}

/// What is wrong with a report, whatever went in: a fault, or not one outcome for each message.
fn broken(report: &Report, messages: usize) -> Option<String> {
    if let Some(fault) = &report.fault {
        return Some(match report.logs.last() {
            Some(log) => format!("{fault} ({log})"),
            None => fault.to_string(),
        });
    }
    (report.outcomes.len() != messages).then(|| format!("{} outcomes for {messages} messages", report.outcomes.len()))
}

/// An outcome in words.
fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted { .. } => "accepted".to_owned(),
        Outcome::Transient { reason, .. } => format!("transient ({reason})"),
        Outcome::Permanent { reason, .. } => format!("permanent ({reason})"),
        Outcome::Throttled { .. } => "throttled".to_owned(),
        Outcome::Unknown { reason } => format!("unknown ({reason})"),
        Outcome::Unsent { reason } => format!("unsent ({reason})"),
    }
}
