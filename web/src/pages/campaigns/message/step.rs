//! The message step as it comes back to the reader.

use super::fields::contents;
use super::ready::{self, Facts};
use super::sentences::{beside, merge_label};
use crate::http::{Fields, Problem};
use crate::locale::Locale;
use crate::pages::audience::own_attributes;
use crate::pages::frame::Frame;
use crate::pages::zones;
use crate::view::campaigns::{Before, EmailWriter, MergeField, MessageStep, ReadyKind};
use crate::view::{Choice, Field};
use relais_core::access::Permission;
use relais_core::channels::{self, Mode};
use relais_core::consent::Topic;
use relais_core::content::{ContentProblem, UNSUBSCRIBE_URL, merge_fields};

/// What the step is shown with.
pub struct Writing<'a> {
    /// The form.
    pub form: &'a Fields,
    /// The channels of the campaign.
    pub channels: &'a [String],
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
        let email = if self.channels.iter().any(|channel| channel == Topic::Email.as_str()) {
            Some(self.email(frame).await?)
        } else {
            None
        };
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
            channels: self.channels.to_vec(),
            email,
            scheduled_at: field("scheduled_at"),
            time_zone: zones::choices(zone),
            delay_s: field("delay_s"),
        })
    }

    async fn email(&self, frame: &Frame) -> Result<EmailWriter, Problem> {
        let (tenant, ui) = (frame.tenant(), &frame.ui);
        let channel = channels::get(tenant, Topic::Email).await?;
        let own = own_attributes(tenant).await?;
        let written = contents(self.form);
        let email = written.get(&Topic::Email).cloned().unwrap_or_default();
        let field = |name: &str| Field {
            value: email.get(name).to_owned(),
            error: self
                .problems
                .iter()
                .find(|problem| problem.channel == Topic::Email && problem.field == name)
                .map(|problem| beside(ui, problem)),
        };
        let before = self.form.has("before.html").then(|| Before {
            subject: self.form.raw("before.subject").to_owned(),
            html: self.form.raw("before.html").to_owned(),
            text: self.form.raw("before.text").to_owned(),
        });
        let chosen = language(self.form, ui.locale);
        Ok(EmailWriter {
            base: self.base.clone(),
            subject: field("subject"),
            html: field("html"),
            text: field("text"),
            from: field("from"),
            reply_to: field("reply_to"),
            sender: channel.config["from"].as_str().unwrap_or_default().to_owned(),
            merge_fields: merge_fields(&own)
                .into_iter()
                .map(|name| MergeField {
                    label: merge_label(ui, &name, &own),
                    tag: if name == UNSUBSCRIBE_URL {
                        format!("<a href=\"{{{{ {name} }}}}\">{}</a>", ui.t("ready-unsubscribe"))
                    } else {
                        format!("{{{{ {name} }}}}")
                    },
                })
                .collect(),
            languages: Locale::ALL
                .into_iter()
                .map(|locale| Choice::new(locale.tag(), locale.own_name(), locale == chosen))
                .collect(),
            link: self.form.get("ready_link").to_owned(),
            before,
            test_to: match self.form.get("test_to") {
                "" => frame.member.person.email.clone(),
                other => other.to_owned(),
            },
            can_test: frame.may(Permission::CampaignsLaunch),
            sandbox: channel.mode == Mode::Sandbox,
        })
    }
}

/// The language a ready message is asked for in.
fn language(form: &Fields, reader: Locale) -> Locale {
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
