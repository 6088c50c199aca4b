//! Sentences: Fluent bundles built once from the embedded files.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::Locale;

/// The embedded files of one language, by name.
pub(super) type Files = &'static [(&'static str, &'static str)];

/// Both languages have the same files.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// French sources.
        pub(super) const FR: Files = &[$(($name, include_str!(concat!("../../locales/fr/", $name, ".ftl")))),*];
        /// English sources: the same names, the same keys.
        pub(super) const EN: Files = &[$(($name, include_str!(concat!("../../locales/en/", $name, ".ftl")))),*];
    };
}

files![
    "common",
    "account",
    "audit",
    "overview",
    "campaigns",
    "sending",
    "omnichannel",
    "contacts",
    "imports",
    "imports_pages",
    "settings",
    "settings_pages",
    "track",
    "errors",
    "problems",
    "told",
    "words",
    "refusals",
    "letters",
    "plugins",
];

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| Locale::ALL.map(|locale| build(locale).0));

/// Builds a language's bundle, and says what was wrong with its files (a test wants nothing).
pub(super) fn build(locale: Locale) -> (FluentBundle<FluentResource>, Vec<String>) {
    let (sources, formatter): (Files, fn(&FluentValue<'_>, &_) -> Option<String>) = match locale {
        Locale::Fr => (FR, |value, _| number_in(Locale::Fr, value)),
        Locale::En => (EN, |value, _| number_in(Locale::En, value)),
    };
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(formatter));
    let mut faults = Vec::new();
    for (name, text) in sources {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(partial, errors)| {
            faults.extend(errors.iter().map(|e| format!("{name}.ftl: {e}")));
            partial
        });
        if let Err(errors) = bundle.add_resource(resource) {
            faults.extend(errors.iter().map(|e| format!("{name}.ftl: {e}")));
        }
    }
    (bundle, faults)
}

/// Numbers inside sentences are written as everywhere else: «1 268».
fn number_in(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 && number.value.abs() < 9e15 => {
            let whole = number.value as i64;
            Some(locale.number(whole))
        }
        FluentValue::Number(number) => Some(locale.decimal(number.value, 1)),
        _ => None,
    }
}

/// A value put into a sentence.
#[derive(Clone, Debug)]
pub struct Arg(Known);

/// Plain values, unlike Fluent's own, may be handed from thread to thread.
#[derive(Clone, Debug)]
enum Known {
    Number(f64),
    Text(String),
}

impl Arg {
    fn fluent(&self) -> FluentValue<'_> {
        match &self.0 {
            Known::Number(number) => FluentValue::Number(FluentNumber::new(*number, FluentNumberOptions::default())),
            Known::Text(text) => FluentValue::String(Cow::Borrowed(text)),
        }
    }
}

/// What may be put into a sentence: texts and numbers, owned or borrowed, as templates have them.
pub trait IntoArg {
    /// The value as Fluent takes it.
    fn arg(&self) -> Arg;
}

macro_rules! number_arg {
    ($($t:ty),*) => {$(
        impl IntoArg for $t {
            fn arg(&self) -> Arg {
                Arg(Known::Number(*self as f64))
            }
        }
    )*};
}
number_arg!(u8, u16, u32, u64, usize, i32, i64, f64);

impl IntoArg for str {
    fn arg(&self) -> Arg {
        Arg(Known::Text(self.to_owned()))
    }
}

impl IntoArg for String {
    fn arg(&self) -> Arg {
        self.as_str().arg()
    }
}

impl IntoArg for Arg {
    fn arg(&self) -> Arg {
        self.clone()
    }
}

impl<T: IntoArg + ?Sized> IntoArg for &T {
    fn arg(&self) -> Arg {
        (**self).arg()
    }
}

impl Locale {
    /// The sentence `key`. A key that does not exist is shown as it is and logged; a test makes
    /// sure that no source names one.
    pub fn msg(self, key: &str) -> String {
        self.render(key, None)
    }

    /// The sentence `key` with its variables: `msg_with("greeting", &[("name", "Ana".arg())])`.
    pub fn msg_with(self, key: &str, args: &[(&'static str, Arg)]) -> String {
        let args: FluentArgs<'_> = args.iter().map(|(name, arg)| (*name, arg.fluent())).collect();
        self.render(key, Some(&args))
    }

    fn render(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = match self {
            Self::Fr => &BUNDLES[0],
            Self::En => &BUNDLES[1],
        };
        let pattern = bundle.get_message(key).and_then(|message| message.value());
        assert!(pattern.is_some() || !cfg!(test), "no such sentence: {key}");
        let Some(pattern) = pattern else {
            tracing::error!(key, language = self.tag(), "no such sentence");
            return key.to_owned();
        };
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut faults).into_owned();
        assert!(faults.is_empty() || !cfg!(test), "{key}: {faults:?}");
        if !faults.is_empty() {
            tracing::error!(key, language = self.tag(), ?faults, "sentence with faults");
        }
        text
    }
}
