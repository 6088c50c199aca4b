//! A content ready to be rendered for one person after another.
//!
//! Everything that is the same for all is done once: reading the templates, finding the links, numbering them, placing the
//! pixel, making the text part. What is left for each message is one rendering per field.

mod faults;
mod reading;
mod source;

use super::engine::{self, Context, Missing};
use super::leave;
use super::letter;
use super::links;
use super::rules::{self, Shape};
use super::{Content, ContentProblem, Fault, TRAP, hrefs, merge_fields, plain};
use crate::consent::Topic;
use crate::contacts::Details;
use crate::contacts::attributes::Attribute;
use faults::{fault, told};
use minijinja::{Environment, Value as Rendered};
use reading::{Read, add_unsubscribe, automatic_text, read_field};
use relais_channels::ContentField;
use source::{Source, sample, sources, value};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The most links of a content that are tracked.
const MAX_LINKS: usize = 1_000;

/// Rendered fields, in the order of the channel's form.
pub type Fields = Vec<(String, String)>;

/// Whose values fill the merge fields.
#[derive(Clone, Copy, Debug)]
pub struct Merge<'a> {
    /// The person's.
    pub details: &'a Details,
    /// The company's name.
    pub company: &'a str,
    /// What is put under a message without a language of its own is written in this one (BCP 47).
    pub language: &'a str,
}

/// What ties a message to its row of the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// Where this installation is reached, without a slash at the end.
    pub base_url: &'a str,
    /// The message's token as text.
    pub token: &'a str,
    /// Whether the person's opens and clicks may be recorded. If not, links stay as written and there is no pixel.
    pub tracked: bool,
}

impl Marks<'_> {
    /// Where the person can unsubscribe, whether tracked or not.
    pub fn unsubscribe_url(&self) -> String {
        format!("{}/unsubscribe/{}", self.base_url, self.token)
    }

    /// Where the person can subscribe to notifications: a folder for each company, so that a browser keeps their
    /// subscriptions apart.
    pub fn push_url(&self) -> String {
        let code = self.token.split('.').next().unwrap_or_default();
        format!("{}/push/{code}/{}", self.base_url, self.token)
    }

    /// What the number of a link is appended to.
    pub(crate) fn click_url(&self) -> String {
        format!("{}/track/click/{}.", self.base_url, self.token)
    }

    /// What stands at the end of a tracked mail: a link no human sees, and the pixel.
    fn foot(&self) -> String {
        let Self { base_url, token, .. } = self;
        format!(
            "<a href=\"{base_url}/track/click/{token}.{TRAP}\" style=\"display:none\" tabindex=\"-1\" aria-hidden=\"true\"></a>\
             <img src=\"{base_url}/track/pixel/{token}\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;border:0\">"
        )
    }
}

/// Why one message cannot be rendered; the others can.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// With this person's values it becomes larger than a message may, or too much work.
    #[error("{0} becomes too large")]
    TooLarge(String),
    /// This person's values do not fit what the template does with them.
    #[error("{field}: {detail}")]
    Template {
        /// The field.
        field: String,
        /// What the engine says.
        detail: String,
    },
}

/// A message as it would leave, and what is missing in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The rendered fields.
    pub fields: Fields,
    /// Merge fields that are read but not known of this person: empty places.
    pub missing: Vec<String>,
}

/// A content ready to be rendered.
pub struct Template {
    engine: Environment<'static>,
    /// Whole values: addresses.
    fixed: Vec<(String, String)>,
    pieces: Vec<Piece>,
    /// Whether the text part is made of each rendered mail.
    text_of_html: bool,
    /// Whether links must be looked at once they are rendered: they begin with somebody's values.
    personal_links: bool,
    names: Arc<[Box<str>]>,
    sources: Vec<Source>,
    links: Vec<String>,
    used: BTreeSet<String>,
}

/// One field that is rendered.
struct Piece {
    field: String,
    shape: Shape,
    /// Its template in the engine.
    plain: String,
    /// The same when the message is tracked, if that differs.
    tracked: Option<String>,
}

impl Template {
    /// Reads a content. `own` are the company's own attributes, which with the canonical keys are the merge fields.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field; [`Fault::Required`] among it when something is missing without
    /// which nothing can be sent.
    pub fn compile(channel: Topic, content: &Content, own: &[Attribute]) -> Result<Self, Vec<ContentProblem>> {
        Self::read(channel, None, content, own)
    }

    /// The same for the plugin that will send it: `described` is what that says its messages are made of.
    ///
    /// # Errors
    /// As [`Self::compile`], and what the plugin asks for beyond that.
    pub fn compile_for(
        channel: Topic,
        described: &[ContentField],
        content: &Content,
        own: &[Attribute],
    ) -> Result<Self, Vec<ContentProblem>> {
        Self::read(channel, Some(described), content, own)
    }

    fn read(
        channel: Topic,
        described: Option<&[ContentField]>,
        content: &Content,
        own: &[Attribute],
    ) -> Result<Self, Vec<ContentProblem>> {
        let mut problems = Vec::new();
        let mut refuse = |field: &str, fault: Fault| {
            problems.push(ContentProblem {
                channel,
                field: field.to_owned(),
                fault,
            });
        };
        let rules = rules::rules(channel, described, content);
        for field in content
            .0
            .keys()
            .filter(|name| !rules.iter().any(|rule| rule.name == **name))
        {
            refuse(field, Fault::NoSuchField);
        }
        if let Some(field) = rules::missing(channel, described.unwrap_or_default(), content) {
            refuse(&field, Fault::Required);
        }
        let known = merge_fields(own);
        let (mut fixed, mut read, mut used) = (Vec::new(), Vec::new(), BTreeSet::new());
        for rule in rules {
            let value = content.get(&rule.name).trim();
            if value.is_empty() {
                continue;
            }
            match read_field(&rule, value, &known) {
                Err(faults) => faults.into_iter().for_each(|fault| refuse(&rule.name, fault)),
                Ok(_) if rule.shape == Shape::Address => fixed.push((rule.name.into_owned(), value.to_owned())),
                Ok((field, names)) => {
                    used.extend(names);
                    read.push(Read {
                        rule,
                        source: field.source,
                        tags: field.tags,
                        personal: field.personal,
                    });
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let template = Self::build(channel, fixed, read, used).map_err(|(field, fault)| {
            vec![ContentProblem {
                channel,
                field: field.to_owned(),
                fault,
            }]
        })?;
        template.try_out(channel, own)?;
        Ok(template)
    }

    fn build(
        channel: Topic,
        fixed: Vec<(String, String)>,
        mut read: Vec<Read>,
        used: BTreeSet<String>,
    ) -> Result<Self, (String, Fault)> {
        let mut text_of_html = false;
        let personal_links = read.iter().any(|read| read.personal);
        if channel == Topic::Email {
            let html = read.iter().find(|read| read.rule.shape == Shape::Html);
            let words = leave::words(html.map_or("", |html| html.source.as_str()));
            for read in &mut read {
                add_unsubscribe(read, &words);
            }
            let html = read.iter().find(|read| read.rule.shape == Shape::Html);
            let has_text = read.iter().any(|read| read.rule.name == "text");
            if let Some(html) = html.filter(|_| !has_text) {
                // What is left of links that lead nowhere is known of each mail only.
                match automatic_text(channel, html).filter(|_| !html.personal) {
                    Some(text) => read.push(text),
                    None => text_of_html = true,
                }
            }
        }
        let mut links: Vec<String> = Vec::new();
        let mut engine = engine::engine();
        if channel == Topic::Postal {
            engine.set_formatter(letter::format);
        }
        let mut pieces = Vec::new();
        for Read { rule, source, tags, .. } in read {
            let places = match rule.shape {
                Shape::Html => links::in_html(&source, &tags),
                Shape::Text if channel != Topic::Postal => links::in_text(&source, &tags),
                Shape::Link => links::in_text(&source, &tags),
                _ => Vec::new(),
            };
            for place in &places {
                if !links.contains(&place.url) {
                    links.push(place.url.clone());
                }
                if links.len() > MAX_LINKS {
                    return Err((rule.name.into_owned(), Fault::TooManyLinks(MAX_LINKS)));
                }
            }
            let foot = (rule.shape == Shape::Html).then(|| links::end_of_body(&source, &tags));
            let number = |url: &str| {
                let at = links.iter().position(|link| link == url)?;
                u32::try_from(at + 1).ok()
            };
            let name = rule.name.into_owned();
            let plain = engine_name(&name, rule.shape);
            let mut tracked = None;
            if foot.is_some() || !places.is_empty() {
                let marked = format!("{plain}.tracked");
                let source = links::tracked(&source, &places, foot, number);
                engine
                    .add_template_owned(marked.clone(), source)
                    .map_err(|error| (name.clone(), fault(&error)))?;
                tracked = Some(marked);
            }
            engine
                .add_template_owned(plain.clone(), source)
                .map_err(|error| (name.clone(), fault(&error)))?;
            pieces.push(Piece {
                field: name,
                shape: rule.shape,
                plain,
                tracked,
            });
        }
        let (names, sources) = sources(&used);
        Ok(Self {
            engine,
            fixed,
            pieces,
            text_of_html,
            personal_links,
            names,
            sources,
            links,
            used,
        })
    }

    /// Renders for somebody of whom everything is known and for somebody of whom nothing is: what fails then would fail
    /// for many.
    fn try_out(&self, channel: Topic, own: &[Attribute]) -> Result<(), Vec<ContentProblem>> {
        let marks = Marks {
            base_url: "https://exemple.fr",
            token: "",
            tracked: true,
        };
        for details in [sample(own), Details::default()] {
            let merge = Merge {
                details: &details,
                company: "x",
                language: "en",
            };
            let context = self.context(&marks, |source| value(source, &merge, &marks));
            for piece in &self.pieces {
                engine::render(&self.engine, piece.name(true), &context).map_err(|error| {
                    vec![ContentProblem {
                        channel,
                        field: piece.field.clone(),
                        fault: fault(&error),
                    }]
                })?;
            }
        }
        Ok(())
    }

    /// The merge fields it reads.
    pub fn fields_used(&self) -> &BTreeSet<String> {
        &self.used
    }

    /// Where its tracked links lead; the first has number 1.
    pub fn links(&self) -> &[String] {
        &self.links
    }

    /// Whether a tracked message differs from one that is not.
    pub fn has_marks(&self) -> bool {
        self.pieces.iter().any(|piece| piece.tracked.is_some())
    }

    /// The message for one person.
    ///
    /// # Errors
    /// That this one message cannot be made; no other is affected.
    pub fn render(&self, merge: &Merge<'_>, marks: &Marks<'_>) -> Result<Fields, RenderError> {
        let context = self.context(marks, |source| value(source, merge, marks));
        let mut fields: Fields = Vec::with_capacity(self.fixed.len() + self.pieces.len() + 1);
        for piece in &self.pieces {
            let text = engine::render(&self.engine, piece.name(marks.tracked), &context)
                .map_err(|error| told(&piece.field, &error))?;
            let text = match piece.shape {
                Shape::Html if self.personal_links => hrefs::without_dead(&text),
                Shape::Html | Shape::Text => text,
                _ => one_line(text),
            };
            if piece.shape == Shape::Html && self.text_of_html {
                let seen = if marks.tracked {
                    plain::text(&text.replace(&marks.foot(), ""))
                } else {
                    plain::text(&text)
                };
                fields.push(("text".to_owned(), seen.unwrap_or_default()));
            }
            fields.push((piece.field.clone(), text));
        }
        fields.extend(self.fixed.iter().cloned());
        Ok(fields)
    }

    /// The message for one person, and which merge fields leave empty places in it.
    ///
    /// # Errors
    /// As [`Self::render`].
    pub fn preview(&self, merge: &Merge<'_>, marks: &Marks<'_>) -> Result<Preview, RenderError> {
        let fields = self.render(merge, marks)?;
        let read: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let context = self.context(marks, |source| {
            let known = value(source, merge, marks);
            match known.as_str() {
                Some("") => Rendered::from_object(Missing {
                    name: source.name().into(),
                    read: read.clone(),
                }),
                _ => known,
            }
        });
        for piece in &self.pieces {
            // It was rendered just now; only what was read on the way matters.
            let _ = engine::render(&self.engine, &piece.plain, &context);
        }
        let missing = read.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Preview {
            fields,
            missing: missing.iter().cloned().collect(),
        })
    }

    /// The merge fields that leave an empty place with somebody of whom they are not known: nothing stands in for them.
    pub fn holes(&self) -> Vec<String> {
        let nobody = Details::default();
        let merge = Merge {
            details: &nobody,
            company: "x",
            language: "en",
        };
        let marks = Marks {
            base_url: "https://exemple.fr",
            token: "",
            tracked: false,
        };
        // What cannot be rendered for nobody was refused when it was compiled.
        self.preview(&merge, &marks)
            .map(|preview| preview.missing)
            .unwrap_or_default()
    }

    fn context(&self, marks: &Marks<'_>, value: impl Fn(&Source) -> Rendered) -> Rendered {
        let values = self.sources.iter().map(|source| match source {
            Source::Click if !marks.tracked => Rendered::UNDEFINED,
            Source::Foot if !marks.tracked => Rendered::UNDEFINED,
            source => value(source),
        });
        Rendered::from_object(Context {
            names: self.names.clone(),
            values: values.collect(),
        })
    }
}

impl Piece {
    /// The template that is rendered.
    fn name(&self, tracked: bool) -> &str {
        self.tracked.as_deref().filter(|_| tracked).unwrap_or(&self.plain)
    }
}

/// What a field's template is called in the engine, which escapes by that name.
fn engine_name(field: &str, shape: Shape) -> String {
    let kind = if shape == Shape::Html { engine::HTML } else { "text" };
    format!("{kind}:{field}")
}

/// What goes into a header is one line whatever the values were: no value can begin another header.
fn one_line(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template")
            .field("used", &self.used)
            .field("links", &self.links)
            .finish()
    }
}
