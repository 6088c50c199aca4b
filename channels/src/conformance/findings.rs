//! What the kit found, for people.

use crate::{Capability, Description};
use std::fmt;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Passed,
    /// It works, and could be better.
    Remark,
    /// It has to be put right.
    Failed,
    /// It does not concern this plugin.
    Skipped,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How it ended.
    pub verdict: Verdict,
    /// What there is to say: what was expected and what came instead, or figures.
    pub details: Vec<String>,
}

/// Everything that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// The plugin: its name, channel and size, and what it can do.
    pub plugin: Vec<String>,
    /// In the order in which it was looked at.
    pub findings: Vec<Finding>,
}

/// Details kept of one finding.
const DETAILS: usize = 8;

/// What a check is made of while it goes on.
pub(super) struct Check {
    what: &'static str,
    problems: Vec<String>,
    remarks: Vec<String>,
    figures: Vec<String>,
    concerns: bool,
}

impl Findings {
    pub(super) fn new(bytes: usize, description: &Description) -> Self {
        let mut plugin = vec![
            format!("{}, for the channel «{}»", description.name, description.channel),
            format!("{} kB, speaks relais:channel 1.0", bytes.div_ceil(1000)),
        ];
        if description.capabilities.is_empty() {
            plugin.push("It can do nothing but compute.".to_owned());
        } else {
            plugin.push("When you grant it what it wants, it can:".to_owned());
            let said = |capability: &Capability| format!("  - {} ({capability})", capability.plainly());
            plugin.extend(description.capabilities.iter().map(said));
        }
        Self {
            plugin,
            findings: Vec::new(),
        }
    }

    /// Notes what a check found.
    pub(super) fn add(&mut self, check: Check) {
        let verdict = match (&check.problems[..], &check.remarks[..]) {
            ([_, ..], _) => Verdict::Failed,
            ([], [_, ..]) => Verdict::Remark,
            ([], []) if check.concerns => Verdict::Passed,
            ([], []) => Verdict::Skipped,
        };
        let mut details = check.problems;
        details.extend(check.remarks);
        let more = details.len().saturating_sub(DETAILS);
        details.truncate(DETAILS);
        if more > 0 {
            details.push(format!("and {more} more"));
        }
        details.extend(check.figures);
        self.findings.push(Finding {
            what: check.what,
            verdict,
            details,
        });
    }

    /// Whether nothing has to be put right.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.findings.iter().all(|finding| finding.verdict != Verdict::Failed)
    }
}

impl Check {
    /// A check of something.
    pub fn of(what: &'static str) -> Self {
        Self {
            what,
            problems: Vec::new(),
            remarks: Vec::new(),
            figures: Vec::new(),
            concerns: true,
        }
    }

    /// It does not concern this plugin: why.
    pub fn skip(mut self, why: &str) -> Self {
        self.concerns = false;
        self.figures.push(why.to_owned());
        self
    }

    /// What has to be put right.
    pub fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// The same, unless something holds.
    pub fn expect(&mut self, holds: bool, text: impl FnOnce() -> String) {
        if !holds {
            self.problems.push(text());
        }
    }

    /// What could be better.
    pub fn remark(&mut self, text: impl Into<String>) {
        self.remarks.push(text.into());
    }

    /// What is good to know.
    pub fn figure(&mut self, text: impl Into<String>) {
        self.figures.push(text.into());
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Passed => "good",
            Self::Remark => "remark",
            Self::Failed => "FAILED",
            Self::Skipped => "skipped",
        })
    }
}

/// The report that `relais plugin check` prints.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.plugin {
            writeln!(f, "{line}")?;
        }
        writeln!(f)?;
        for finding in &self.findings {
            writeln!(f, "{:<8} {}", finding.verdict, finding.what)?;
            for detail in &finding.details {
                writeln!(f, "         {detail}")?;
            }
        }
        let failed = self
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Failed)
            .count();
        writeln!(f)?;
        match failed {
            0 => writeln!(f, "The plugin passes."),
            1 => writeln!(f, "One check failed: the plugin is not ready."),
            _ => writeln!(f, "{failed} checks failed: the plugin is not ready."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: P1
    #[test]
    fn a_report_can_be_read() {
        let description = Description {
            name: "Webhook".to_owned(),
            channel: "webhook".to_owned(),
            capabilities: vec![Capability::Http],
            ..Description::default()
        };
        let mut findings = Findings::new(64_200, &description);
        findings.add(Check::of("its description"));
        findings.add(Check::of("letters").skip("It makes none."));
        let mut check = Check::of("strange answers");
        (0..10).for_each(|n| check.problem(format!("answer {n}")));
        check.figure("10 answers");
        findings.add(check);
        assert!(!findings.passed());
        insta::assert_snapshot!(findings.to_string(), @r"
        Webhook, for the channel «webhook»
        65 kB, speaks relais:channel 1.0
        When you grant it what it wants, it can:
          - make requests to the web addresses you allow, and to no others (http)

        good     its description
        skipped  letters
                 It makes none.
        FAILED   strange answers
                 answer 0
                 answer 1
                 answer 2
                 answer 3
                 answer 4
                 answer 5
                 answer 6
                 answer 7
                 and 2 more
                 10 answers

        One check failed: the plugin is not ready.
        ");
    }
}
