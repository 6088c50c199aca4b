//! The template engine with no more in it than messages need, and limits on what is left.

use super::hrefs;
use minijinja::value::{Object, StringInput};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Instructions one rendering may take: some 15,000 merge fields.
const FUEL: u64 = 50_000;

/// The largest rendered field, in bytes.
const MAX_RENDERED: usize = 1024 * 1024;

/// Templates whose name starts so are HTML: what people entered is escaped in them.
pub(super) const HTML: &str = "html";

/// An engine without templates.
pub(super) fn engine() -> Environment<'static> {
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(FUEL));
    engine.set_auto_escape_callback(|name| {
        if name.starts_with(HTML) {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    engine.add_filter("default", default);
    engine.add_filter("d", default);
    engine.add_filter("upper", |text: StringInput<'_>| text.as_str().to_uppercase());
    engine.add_filter("lower", |text: StringInput<'_>| text.as_str().to_lowercase());
    engine.add_filter("capitalize", |text: StringInput<'_>| capitalize(text.as_str()));
    engine.add_filter("title", |text: StringInput<'_>| title(text.as_str()));
    engine.add_filter("trim", |text: StringInput<'_>| text.as_str().trim().to_owned());
    engine.add_filter("urlencode", |text: StringInput<'_>| urlencode(text.as_str(), b"-._~"));
    engine.add_filter(hrefs::IN_QUERY, |value: &Value| urlencode(&value.to_string(), b"-._~"));
    // A value may be several parts of a path.
    engine.add_filter(hrefs::IN_PATH, |value: &Value| urlencode(&value.to_string(), b"-._~/"));
    engine.add_filter("round", minijinja::filters::round);
    engine.add_filter("int", minijinja::filters::int);
    engine.add_test("defined", |value: &Value| !is_missing(value));
    engine.add_test("undefined", is_missing);
    engine
}

/// A value that is not known of a person counts as absent, as an undefined one does elsewhere.
fn is_missing(value: &Value) -> bool {
    let unknown = value.downcast_object_ref::<Missing>().is_some();
    value.is_undefined() || value.is_none() || unknown || value.as_str().is_some_and(str::is_empty)
}

fn default(value: &Value, other: Option<Value>) -> Value {
    if is_missing(value) {
        other.unwrap_or_else(|| Value::from(""))
    } else {
        value.clone()
    }
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str().to_lowercase())
}

/// Every word capitalised, those joined by a dash or an apostrophe too: names are written so.
fn title(text: &str) -> String {
    let mut start = true;
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if start {
            out.extend(letter.to_uppercase());
        } else {
            out.extend(letter.to_lowercase());
        }
        start = !letter.is_alphanumeric();
    }
    out
}

/// RFC 3986 §2.1: everything but letters, digits and the characters `kept` as `%XX`.
fn urlencode(text: &str, kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The values of one rendering, by position of their name.
#[derive(Debug)]
pub(super) struct Context {
    pub names: Arc<[Box<str>]>,
    pub values: Vec<Value>,
}

impl Object for Context {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let at = self.names.iter().position(|name| &**name == key)?;
        self.values.get(at).cloned()
    }
}

/// Stands for a value that is not known of a person, where it is to be noticed that somebody would have read it.
#[derive(Debug)]
pub(super) struct Missing {
    pub name: Box<str>,
    pub read: Arc<Mutex<BTreeSet<String>>>,
}

impl Object for Missing {
    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(self.name.to_string());
        Ok(())
    }
}

/// Renders one template.
pub(super) fn render(engine: &Environment<'static>, name: &str, context: &Value) -> Result<String, Error> {
    let template = engine.get_template(name)?;
    let mut out = Bounded(Vec::with_capacity(template.source().len() + 1024));
    template.render_captured_to(context, &mut out)?;
    String::from_utf8(out.0).map_err(|_| Error::new(ErrorKind::WriteFailure, "not text"))
}

struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_RENDERED {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether rendering was stopped because it was too much.
pub(super) fn is_too_much(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::OutOfFuel | ErrorKind::WriteFailure)
}
