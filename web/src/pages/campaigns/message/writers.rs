//! How each channel's message is written: a mail in its own editor, everything else in a form made of what the channel's
//! plugin says its messages are made of.

use super::fields::contents;
use super::sentences::{beside, merge_label};
use super::step::{Writing, language};
use crate::http::Problem;
use crate::locale::Locale;
use crate::pages::audience::own_attributes;
use crate::pages::frame::Frame;
use crate::view::campaigns::{
    Before, EmailWriter, FieldShape, FieldsWriter, MergeField, TestAddress, TestForm, Writer, WrittenField,
};
use crate::view::{Choice, Field};
use relais_channels::{AddressKind, ContentField, Description, FieldKind};
use relais_core::access::Permission;
use relais_core::channels::{self, Channel, Mode};
use relais_core::consent::Topic;
use relais_core::contacts::attributes::Attribute;
use relais_core::content::{Content, UNSUBSCRIBE_URL, merge_fields};

/// What a channel's plugin says of itself, in the reader's language; `None` when no plugin serves it.
pub async fn described(frame: &Frame, channel: &Channel) -> Result<Option<Description>, Problem> {
    let plugin = frame.app.plugins.find(frame.tenant(), &channel.plugin).await?;
    let plugin = plugin.filter(|plugin| plugin.description().channel == channel.topic.as_str());
    Ok(plugin.map(|plugin| plugin.description_in(frame.ui.lang()).clone()))
}

/// The writer of one channel.
pub async fn writer(frame: &Frame, writing: &Writing<'_>, topic: Topic) -> Result<Writer, Problem> {
    let tenant = frame.tenant();
    let channel = channels::get(tenant, topic).await?;
    let own = own_attributes(tenant).await?;
    let written = contents(writing.form).remove(&topic).unwrap_or_default();
    if topic == Topic::Email {
        return Ok(Writer::Email(Box::new(email(frame, writing, &channel, &own, &written))));
    }
    Ok(match described(frame, &channel).await? {
        Some(description) => Writer::Fields(Box::new(made(frame, writing, &channel, &description, &own, &written))),
        None => Writer::Missing,
    })
}

/// What is written in a field, and what is wrong with it.
fn field(frame: &Frame, writing: &Writing<'_>, topic: Topic, written: &Content, name: &str) -> Field {
    let problem = writing
        .problems
        .iter()
        .find(|problem| problem.channel == topic && problem.field == name);
    Field {
        value: written.get(name).to_owned(),
        error: problem.map(|problem| beside(&frame.ui, problem)),
    }
}

/// The form that a plugin's own description makes.
fn made(
    frame: &Frame,
    writing: &Writing<'_>,
    channel: &Channel,
    description: &Description,
    own: &[Attribute],
    written: &Content,
) -> FieldsWriter {
    let topic = channel.topic;
    // The menu of merge fields stands beside what is written at length.
    let menu = description
        .content
        .iter()
        .rposition(|one| shape(one).is_long())
        .unwrap_or(0);
    let fields = description.content.iter().enumerate().map(|(place, one)| WrittenField {
        channel: topic.as_str().to_owned(),
        name: one.name.clone(),
        label: one.label.clone(),
        shape: shape(one),
        required: one.required,
        max: one.max_length,
        field: field(frame, writing, topic, written, &one.name),
        merges: place == menu,
    });
    FieldsWriter {
        channel: topic.as_str().to_owned(),
        base: writing.base.clone(),
        fields: fields.collect(),
        merge_fields: plain_merge_fields(frame, own),
        test: test(frame, writing, channel, description.address),
        counted: !matches!(description.address, AddressKind::PushSubscription | AddressKind::None),
    }
}

const fn shape(field: &ContentField) -> FieldShape {
    match field.kind {
        FieldKind::Line => FieldShape::Line,
        FieldKind::Text => FieldShape::Text,
        FieldKind::Html => FieldShape::Html,
        FieldKind::Url => FieldShape::Url,
        FieldKind::EmailAddress => FieldShape::Address,
    }
}

fn test(frame: &Frame, writing: &Writing<'_>, channel: &Channel, address: AddressKind) -> TestForm {
    let asks = match address {
        AddressKind::Email => Some(TestAddress::Email),
        AddressKind::Phone => Some(TestAddress::Phone),
        _ => None,
    };
    let typed = match channel.topic {
        Topic::Email => writing.form.get("test_to"),
        topic => writing.form.get(&format!("test_to.{topic}")),
    };
    TestForm {
        to: match (typed, asks) {
            ("", Some(TestAddress::Email)) => frame.member.person.email.clone(),
            (typed, _) => typed.to_owned(),
        },
        asks,
        allowed: frame.may(Permission::CampaignsLaunch),
        sandbox: channel.mode == Mode::Sandbox,
    }
}

fn plain_merge_fields(frame: &Frame, own: &[Attribute]) -> Vec<MergeField> {
    let named = |name: String| MergeField {
        label: merge_label(&frame.ui, &name, own),
        tag: format!("{{{{ {name} }}}}"),
    };
    merge_fields(own).into_iter().map(named).collect()
}

fn email(frame: &Frame, writing: &Writing<'_>, channel: &Channel, own: &[Attribute], written: &Content) -> EmailWriter {
    let (ui, form) = (&frame.ui, writing.form);
    let field = |name: &str| field(frame, writing, Topic::Email, written, name);
    let before = form.has("before.html").then(|| Before {
        subject: form.raw("before.subject").to_owned(),
        html: form.raw("before.html").to_owned(),
        text: form.raw("before.text").to_owned(),
    });
    let chosen = language(form, ui.locale);
    let mut merge_fields = plain_merge_fields(frame, own);
    if let Some(last) = merge_fields.iter_mut().find(|one| one.tag.contains(UNSUBSCRIBE_URL)) {
        last.tag = format!("<a href=\"{}\">{}</a>", last.tag, ui.t("ready-unsubscribe"));
    }
    EmailWriter {
        base: writing.base.clone(),
        subject: field("subject"),
        html: field("html"),
        text: field("text"),
        from: field("from"),
        reply_to: field("reply_to"),
        sender: channel.config["from"].as_str().unwrap_or_default().to_owned(),
        merge_fields,
        languages: Locale::ALL
            .into_iter()
            .map(|locale| Choice::new(locale.tag(), locale.own_name(), locale == chosen))
            .collect(),
        link: form.get("ready_link").to_owned(),
        before,
        test: test(frame, writing, channel, AddressKind::Email),
    }
}
