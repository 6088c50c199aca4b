//! «Canaux»: how each channel does, and how it is configured.

use askama::Template;
use jiff::Timestamp;

use super::{Choice, Field, Shell, Ui};

/// `GET /channels`.
#[derive(Clone, Debug, Template)]
#[template(path = "channels/list.html")]
pub struct ChannelListPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// Every channel.
    pub channels: Vec<ChannelCard>,
}

/// A channel among the others.
#[derive(Clone, Debug)]
pub struct ChannelCard {
    /// `email`, `sms`, `push`, `postal`.
    pub channel: String,
    /// Whether messages go to people.
    pub live: bool,
    /// What its plugin is called; none when it is not there.
    pub plugin: Option<String>,
    /// What it did wrong last.
    pub fault: Option<FaultView>,
    /// Prospects it reaches.
    pub reach: u64,
}

impl ChannelCard {
    /// Whether its plugin is there.
    pub const fn installed(&self) -> bool {
        self.plugin.is_some()
    }
}

/// What a plugin did wrong.
#[derive(Clone, Debug)]
pub struct FaultView {
    /// In the host's words.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// `GET|POST /channels/{channel}`.
#[derive(Clone, Debug, Template)]
#[template(path = "channels/page.html")]
pub struct ChannelPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The channel and how it does.
    pub card: ChannelCard,
    /// The configuration's fields.
    pub fields: Vec<ConfigField>,
    /// Its secrets.
    pub secrets: Vec<SecretField>,
    /// What was refused.
    pub errors: Vec<String>,
    /// What going live asks for, and whether it is there.
    pub checks: Vec<LiveCheck>,
    /// Whether the reader may change it.
    pub can_manage: bool,
    /// Whether it signs with a pair of keys that can be made here, and has none.
    pub wants_keys: bool,
    /// The plugins that could serve it.
    pub plugins: Vec<Choice>,
    /// Where its provider reports; nothing for readers who may not change it, and before it is first saved.
    pub callback: Option<String>,
    /// How reports by mail come to it, where its plugin reads such.
    pub returns: Option<ReturnsView>,
    /// How it is tried; not where it writes to no address a member could have, nor by readers who may not.
    pub test: Option<ChannelTest>,
}

/// How mail that is returned, and complaints, come to a channel.
#[derive(Clone, Debug)]
pub struct ReturnsView {
    /// The address of one message, its own part left out; nothing before an address is configured.
    pub address: Option<String>,
    /// What a mail server's pipe runs.
    pub command: String,
}

/// A test message to oneself.
#[derive(Clone, Debug)]
pub struct ChannelTest {
    /// Whether it goes to a phone; else to an email address.
    pub phone: bool,
    /// The address that is offered.
    pub to: String,
    /// What came of the last one.
    pub tried: Option<TriedView>,
}

/// What came of a test message.
#[derive(Clone, Debug)]
pub struct TriedView {
    /// Whether it was accepted.
    pub good: bool,
    /// What to say.
    pub text: String,
}

/// The same alone.
#[derive(Clone, Debug, Template)]
#[template(path = "channels/tried.html")]
pub struct TriedFragment {
    /// The reader.
    pub ui: Ui,
    /// What came of it.
    pub tried: TriedView,
}

impl ChannelPage {
    /// Whether nothing stands between the channel and going live.
    pub fn is_ready(&self) -> bool {
        self.checks.iter().all(|check| check.met || !check.required)
    }
}

/// A field of a configuration, made of the plugin's schema.
#[derive(Clone, Debug)]
pub struct ConfigField {
    /// What the form sends: `config.relay`, `config.dkim.domain`.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What helps to fill it.
    pub hint: String,
    /// What is there.
    pub field: Field,
    /// What one may choose; free text when there is nothing.
    pub choices: Vec<Choice>,
    /// The kind of input: `text`, `number`, `checkbox`.
    pub kind: &'static str,
    /// Whether the plugin cannot do without it.
    pub required: bool,
}

impl ConfigField {
    /// The name as an element's id.
    pub fn id(&self) -> String {
        self.name.replace('.', "-")
    }
}

/// A secret: written, never read back.
#[derive(Clone, Debug)]
pub struct SecretField {
    /// Its name in the plugin.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// Whether there is one.
    pub set: bool,
    /// Whether it takes several lines, as keys do.
    pub long: bool,
}

/// Something going live asks for.
#[derive(Clone, Debug)]
pub struct LiveCheck {
    /// What.
    pub text: String,
    /// Whether it is so.
    pub met: bool,
    /// Whether it has to be.
    pub required: bool,
}
