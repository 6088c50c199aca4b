//! The message step as it comes back to the reader.

use super::people::{Audience, Ways, shares};
use super::ready::{self, Facts};
use super::writers::writer;
use crate::http::{Fields, Problem};
use crate::locale::Locale;
use crate::pages::frame::Frame;
use crate::pages::zones;
use crate::view::Field;
use crate::view::campaigns::{ChannelTab, MessageStep, ReadyKind};
use relais_core::content::ContentProblem;

/// What the step is shown with.
pub struct Writing<'a> {
    /// The form.
    pub form: &'a Fields,
    /// The channels of the campaign.
    pub ways: Ways,
    /// Whom it is for.
    pub audience: Audience,
    /// Where previews come from.
    pub base: String,
    /// What is wrong with what is written.
    pub problems: &'a [ContentProblem],
    /// What is wrong with when and how fast it leaves: field and sentence.
    pub errors: Vec<(&'static str, String)>,
}

impl Writing<'_> {
    /// Fills the step.
    pub async fn step(&self, frame: &Frame) -> Result<MessageStep, Problem> {
        let mut tabs = Vec::with_capacity(self.ways.channels.len());
        for (topic, people) in shares(frame, self.audience, self.form, &self.ways).await? {
            tabs.push(ChannelTab {
                channel: topic.as_str().to_owned(),
                count: people.len(),
                wrong: self.problems.iter().any(|problem| problem.channel == topic),
                writer: writer(frame, self, topic).await?,
            });
        }
        let field = |name: &str| Field {
            value: self.form.get(name).to_owned(),
            error: self
                .errors
                .iter()
                .find(|(field, _)| *field == name)
                .map(|(_, sentence)| sentence.clone()),
        };
        let zone = match self.form.get("time_zone") {
            "" => frame.member.company.time_zone.as_str(),
            zone => zone,
        };
        Ok(MessageStep {
            tabs,
            fallback: self.ways.fallback,
            scheduled_at: field("scheduled_at"),
            time_zone: zones::choices(zone),
            delay_s: field("delay_s"),
        })
    }
}

/// The language a ready message is asked for in.
pub fn language(form: &Fields, reader: Locale) -> Locale {
    let asked = form.get("ready_lang");
    Locale::ALL
        .into_iter()
        .find(|locale| locale.tag() == asked)
        .unwrap_or(reader)
}

/// Puts a ready message into the form, or takes it out again; `true` when `step` asked for one of these.
pub fn apply(frame: &Frame, step: &str, form: &mut Fields, facts: &Facts<'_>) -> Result<bool, Problem> {
    let Some(wanted) = step.strip_prefix("ready-") else {
        return Ok(false);
    };
    if wanted == "undo" {
        for field in ["subject", "html", "text"] {
            let before = form.raw(&format!("before.{field}")).to_owned();
            form.set(&format!("email.{field}"), before);
            form.remove(&format!("before.{field}"));
        }
        return Ok(true);
    }
    let Some(kind) = ReadyKind::parse(wanted) else {
        return Ok(false);
    };
    let ready = ready::write(kind, language(form, frame.ui.locale), facts)?;
    for field in ["subject", "html", "text"] {
        let old = form.raw(&format!("email.{field}")).to_owned();
        form.remove(&format!("before.{field}"));
        if !old.is_empty() {
            form.set(&format!("before.{field}"), old);
        }
    }
    // Of what there was, all three come back together.
    if ["subject", "html", "text"]
        .iter()
        .any(|field| form.has(&format!("before.{field}")))
    {
        for field in ["subject", "html", "text"] {
            if !form.has(&format!("before.{field}")) {
                form.set(&format!("before.{field}"), String::new());
            }
        }
    }
    form.set("email.subject", ready.subject);
    form.set("email.html", ready.html);
    form.set("email.text", String::new());
    Ok(true)
}
