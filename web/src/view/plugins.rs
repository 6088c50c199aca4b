//! «Plugins»: what is installed for the company, what each may do, how it does.

use askama::Template;
use jiff::Timestamp;

use super::{Shell, Ui};

/// `GET|POST /plugins`.
#[derive(Clone, Debug, Template)]
#[template(path = "plugins/list.html")]
pub struct PluginListPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// What is installed, by name.
    pub plugins: Vec<PluginRow>,
    /// Whether the reader may install plugins.
    pub can_install: bool,
    /// Why an upload was refused.
    pub errors: Vec<String>,
    /// The largest component, in bytes.
    pub max_bytes: u64,
}

/// A plugin in the list.
#[derive(Clone, Debug)]
pub struct PluginRow {
    /// Its name, which leads to its page.
    pub name: String,
    /// What it calls itself.
    pub title: String,
    /// The channel it serves.
    pub channel: String,
    /// Whether it is the company's own; else the operator's.
    pub own: bool,
    /// The version in use.
    pub serving: Option<i64>,
    /// Whether a version waits for an administrator.
    pub waiting: bool,
}

/// `GET /plugins/{name}`, and what its forms answer when they are refused.
#[derive(Clone, Debug, Template)]
#[template(path = "plugins/page.html")]
pub struct PluginPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// Its name.
    pub name: String,
    /// What it calls itself.
    pub title: String,
    /// The channel it serves.
    pub channel: String,
    /// Whether it is the company's own; else the operator's.
    pub own: bool,
    /// The version in use.
    pub serving: Option<i64>,
    /// Why that cannot be loaded.
    pub trouble: Option<String>,
    /// The version to go back to.
    pub earlier: Option<i64>,
    /// Its versions, the newest first.
    pub versions: Vec<VersionView>,
    /// How it does.
    pub figures: FiguresView,
    /// Whether the reader may install, go back and remove.
    pub can_install: bool,
    /// Whether the reader may grant.
    pub can_grant: bool,
    /// What was refused.
    pub errors: Vec<String>,
}

/// How a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is in use.
    Serving,
    /// An administrator has not granted all it wants.
    Waiting,
    /// It could be in use and is not.
    Aside,
}

impl Standing {
    /// The sentence key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Serving => "plugin-serving",
            Self::Waiting => "plugin-waiting",
            Self::Aside => "plugin-aside",
        }
    }

    /// The class of its tone.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Serving => "state-good",
            Self::Waiting => "state-warn",
            Self::Aside => "state-idle",
        }
    }
}

/// One version.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// Its number.
    pub number: i64,
    /// How it stands.
    pub standing: Standing,
    /// SHA-256 of its component.
    pub digest: String,
    /// Bytes of its component.
    pub size: u64,
    /// The publisher's key.
    pub publisher: Option<String>,
    /// When it was installed.
    pub installed_at: Timestamp,
    /// By whom.
    pub installed_by: String,
    /// When and by whom it was granted what it wants.
    pub granted: Option<(Timestamp, String)>,
    /// What it wants.
    pub capabilities: Vec<CapabilityView>,
    /// What the version in use wants and this one does not.
    pub dropped: Vec<String>,
}

impl VersionView {
    /// Whether it waits for an administrator.
    pub fn waits(&self) -> bool {
        self.standing == Standing::Waiting
    }
}

/// Something a version wants to be able to do.
#[derive(Clone, Debug)]
pub struct CapabilityView {
    /// Its name.
    pub name: String,
    /// What it means.
    pub text: String,
    /// Whether it was granted.
    pub granted: bool,
    /// Whether the version in use does not want it.
    pub new: bool,
}

/// What the plugin's calls for this company have come to within a day.
#[derive(Clone, Debug)]
pub struct FiguresView {
    /// Calls.
    pub calls: u64,
    /// Those in which it failed.
    pub failures: u64,
    /// Milliseconds that half of the calls took at most.
    pub median: Option<u64>,
    /// Milliseconds that 95 of 100 calls took at most.
    pub slow: Option<u64>,
    /// Bytes of memory of the largest call.
    pub memory: u64,
    /// What was logged last, the latest first.
    pub lines: Vec<LineView>,
    /// Whether the reader may see what was logged.
    pub logs: bool,
}

impl FiguresView {
    /// Milliseconds that half and 95 of 100 of the calls took at most.
    pub fn latency(&self) -> Option<(u64, u64)> {
        self.median.zip(self.slow)
    }
}

/// A line of the log.
#[derive(Clone, Debug)]
pub struct LineView {
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
    /// Whether the host says that the plugin failed.
    pub failure: bool,
}
