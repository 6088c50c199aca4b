//! What every template needs from the house: words, figures, icons, addresses of assets.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::overview::Reach;
use crate::assets;
use crate::locale::{Arg, IntoArg, Locale};

/// The reader: language and time zone. Passed to every template as `ui`.
#[derive(Clone, Debug)]
pub struct Ui {
    /// The language of the page.
    pub locale: Locale,
    /// Where the reader's clock is; moments are shown in it.
    pub zone: TimeZone,
    /// What channels that plugins bring are called, by their keys.
    pub channels: Arc<BTreeMap<String, String>>,
}

impl Ui {
    /// A reader.
    pub fn new(locale: Locale, zone: TimeZone) -> Self {
        Self {
            locale,
            zone,
            channels: Arc::default(),
        }
    }

    /// The tag for `<html lang>`.
    pub fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    /// A sentence.
    pub fn t(&self, key: &str) -> String {
        self.locale.msg(key)
    }

    /// A sentence with one variable.
    pub fn t1(&self, key: &str, name: &'static str, value: impl IntoArg) -> String {
        self.locale.msg_with(key, &[(name, value.arg())])
    }

    /// A sentence with two variables.
    pub fn t2(&self, key: &str, n1: &'static str, v1: impl IntoArg, n2: &'static str, v2: impl IntoArg) -> String {
        self.locale.msg_with(key, &[(n1, v1.arg()), (n2, v2.arg())])
    }

    /// A sentence with any variables.
    pub fn tn(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        self.locale.msg_with(key, args)
    }

    /// A whole number: «1 268».
    pub fn number(&self, n: impl Whole) -> String {
        self.locale.number(n.whole())
    }

    /// A share from 0 to 1: «12,3 %».
    pub fn percent(&self, share: impl Borrow<f64>) -> String {
        self.locale.percent(*share.borrow())
    }

    /// A day: «15 janvier 2027».
    pub fn date(&self, day: &Date) -> String {
        self.locale.date(*day)
    }

    /// A day in a table: «15 janv. 2027».
    pub fn short_date(&self, day: &Date) -> String {
        self.locale.short_date(*day)
    }

    /// A moment in the reader's time zone: «15 janvier 2027 à 14:30».
    pub fn datetime(&self, at: &Timestamp) -> String {
        self.locale.datetime(*at, &self.zone)
    }

    /// A moment in a table: «21/11/26 18:35».
    pub fn short_datetime(&self, at: &Timestamp) -> String {
        self.locale.short_datetime(*at, &self.zone)
    }

    /// About how long: «environ 3 minutes».
    pub fn about(&self, time: &Duration) -> String {
        self.locale.about(*time)
    }

    /// A size: «12,4 Mo».
    pub fn bytes(&self, size: &u64) -> String {
        self.locale.bytes(*size)
    }

    /// The name of a channel; a channel the house does not know is shown as it calls itself.
    pub fn channel(&self, key: &str) -> String {
        match key {
            "email" => self.t("channel-email"),
            "sms" => self.t("channel-sms"),
            "push" => self.t("channel-push"),
            "postal" => self.t("channel-postal"),
            "tracking" => self.t("basis-tracking"),
            other => self.channels.get(other).map_or(other, String::as_str).to_owned(),
        }
    }

    /// A channel as sentences take it that know the built-in ones by their keys: any other by what it is called.
    pub fn channel_in<'a>(&'a self, key: &'a str) -> &'a str {
        self.channels.get(key).map_or(key, String::as_str)
    }

    /// «1 240 par e-mail · 310 par SMS»: how many each channel reaches.
    pub fn reach_line(&self, reach: &[Reach]) -> String {
        let parts = reach
            .iter()
            .map(|r| self.t2("reach-by", "channel", self.channel_in(&r.channel), "count", r.count));
        parts.collect::<Vec<_>>().join(" · ")
    }

    /// The name of a lawful basis; an unknown one is shown as it is stored.
    pub fn basis(&self, kind: &str) -> String {
        match kind {
            "consent" => self.t("basis-consent"),
            "existing_customer" => self.t("basis-existing-customer"),
            "b2b_information" => self.t("basis-b2b-information"),
            "legitimate_interest" => self.t("basis-legitimate-interest"),
            other => other.to_owned(),
        }
    }

    /// Channels that stand in for each other: «E-mail, sinon SMS, sinon Courrier».
    pub fn channels_in_order(&self, channels: &[String]) -> String {
        let names: Vec<String> = channels.iter().map(|channel| self.channel(channel)).collect();
        names.join(&self.t("channel-else"))
    }

    /// The icon of a channel.
    pub fn channel_icon(&self, key: &str) -> Markup {
        self.icon(match key {
            "email" => "mail",
            "sms" => "message",
            "push" => "bell",
            "postal" => "mailbox",
            "tracking" => "chart-bar",
            _ => "send",
        })
    }

    /// An icon of the sprite (`web/assets/src/icons.txt`). It says nothing to a screen reader:
    /// the words stand beside it.
    pub fn icon(&self, name: &str) -> Markup {
        Markup(format!(
            r#"<svg class="icon" aria-hidden="true"><use href="{}#{name}"></use></svg>"#,
            assets::url("icons.svg")
        ))
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// The languages of the interface, for the menu.
    pub fn languages(&self) -> [Locale; 2] {
        Locale::ALL
    }
}

/// HTML that templates do not escape. Made only by this module, from names of our own.
#[derive(Clone, Debug)]
pub struct Markup(String);

impl Markup {
    /// JSON that may stand inside a `<script type="application/json">`: nothing in it can close
    /// the element (HTML Living Standard, §4.12.1.3).
    pub(super) fn json(value: &impl Serialize) -> Self {
        let text = serde_json::to_string(value).unwrap_or_else(|error| {
            tracing::error!(%error, "a view that is not JSON");
            "null".to_owned()
        });
        Self(
            text.replace('<', "\\u003c")
                .replace('>', "\\u003e")
                .replace('&', "\\u0026"),
        )
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

impl askama::FastWritable for Markup {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

/// A whole number of any width, owned or borrowed, as templates have them.
pub trait Whole {
    /// The number; above `i64::MAX` it is held there.
    fn whole(&self) -> i64;
}

macro_rules! whole {
    ($($t:ty),*) => {$(
        impl Whole for $t {
            fn whole(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}
whole!(u8, u16, u32, u64, usize, i32, i64);

impl<T: Whole + ?Sized> Whole for &T {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}
