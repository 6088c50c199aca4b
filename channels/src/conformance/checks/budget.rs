//! What a batch costs: instructions, and memory.

use super::super::findings::Check;
use super::super::{Bench, INSTRUCTIONS};
use super::broken;

/// What a good plugin leaves free of what it may use, as one of so many parts.
const SPARE: u64 = 2;

pub async fn check(bench: &Bench) -> Check {
    let mut check = Check::of("what a full batch costs");
    let most = bench.plugin.description().max_batch.min(1000);
    let report = bench.sandbox(bench.messages(most)).await;
    if let Some(problem) = broken(&report, most) {
        check.problem(problem);
    }
    let usage = report.usage;
    if usage.instructions > INSTRUCTIONS / SPARE {
        check.remark("it uses more than half of the instructions that a call may take: take fewer messages at once");
    }
    let each = usage.instructions / u64::try_from(most.max(1)).unwrap_or(u64::MAX);
    check.figure(format!(
        "{} thousand instructions a message, of a batch of {most}",
        each.div_ceil(1000)
    ));
    check.figure(format!("{} kB of memory", usage.memory.div_ceil(1000)));
    check
}
