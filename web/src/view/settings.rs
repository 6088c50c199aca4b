//! «Paramètres»: company, members, API tokens, language.

use askama::Template;
use jiff::Timestamp;

use super::{Choice, Field, Shell, Ui};

/// The pages of the settings, for their tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// `/settings`.
    Company,
    /// `/settings/members`.
    Members,
    /// `/settings/tokens`.
    Tokens,
    /// `/settings/profile`.
    Profile,
}

impl Tab {
    /// Every tab, in order.
    pub const ALL: [Self; 4] = [Self::Company, Self::Members, Self::Tokens, Self::Profile];

    /// Where it leads.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Company => "/settings",
            Self::Members => "/settings/members",
            Self::Tokens => "/settings/tokens",
            Self::Profile => "/settings/profile",
        }
    }

    /// The sentence key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Company => "settings-company",
            Self::Members => "settings-members",
            Self::Tokens => "settings-tokens",
            Self::Profile => "settings-profile",
        }
    }
}

/// `GET|POST /settings`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/company.html")]
pub struct CompanyPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The tabs the reader may open.
    pub tabs: Vec<Tab>,
    /// `name`: the company's name.
    pub name: Field,
    /// `country`: where phone numbers without a prefix are from.
    pub countries: Vec<Choice>,
    /// `time_zone`: the company's clock.
    pub time_zones: Vec<Choice>,
    /// The short name used by the command line.
    pub slug: String,
    /// Whether the reader may change anything here.
    pub can_edit: bool,
}

/// `GET /settings/members`; `POST` invites (`name`, `email`, `role`).
/// `POST /settings/members/{id}` changes the role, `…/{id}/remove` removes.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/members.html")]
pub struct MembersPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The tabs the reader may open.
    pub tabs: Vec<Tab>,
    /// The members, by name.
    pub members: Vec<Member>,
    /// Invitations not accepted yet.
    pub invitations: Vec<PendingInvitation>,
    /// The address typed in the invite form.
    pub email: Field,
    /// The roles one may give.
    pub roles: Vec<Choice>,
    /// A link just made, to hand over: shown this once.
    pub new_link: Option<String>,
    /// What is wrong with the whole («le dernier administrateur ne peut pas partir»).
    pub error: Option<String>,
    /// Whether the reader may change anything here.
    pub can_edit: bool,
}

/// A member.
#[derive(Clone, Debug)]
pub struct Member {
    /// The membership's id.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// The roles one may give, theirs chosen.
    pub roles: Vec<Choice>,
    /// Whether this is the reader.
    pub me: bool,
    /// Since when they belong to the company.
    pub since: Timestamp,
}

impl Member {
    /// The role they have, in words.
    pub fn role(&self) -> &str {
        self.roles
            .iter()
            .find(|role| role.chosen)
            .map_or("–", |role| role.label.as_str())
    }
}

/// An invitation not accepted yet.
#[derive(Clone, Debug)]
pub struct PendingInvitation {
    /// Its id, for `POST /settings/invitations/{id}/revoke`.
    pub id: String,
    /// The address invited.
    pub email: String,
    /// The role, in words.
    pub role: String,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

/// `GET /settings/tokens`; `POST` makes one (`label`), `POST /settings/tokens/{id}/revoke` ends one.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/tokens.html")]
pub struct TokensPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The tabs the reader may open.
    pub tabs: Vec<Tab>,
    /// The reader's own tokens, newest first.
    pub tokens: Vec<Token>,
    /// The label typed.
    pub label: Field,
    /// The token just made: shown this once, never again.
    pub new_token: Option<String>,
    /// Whether the reader may make tokens.
    pub can_edit: bool,
}

/// An API token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What the member called it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
}

/// `GET|POST /settings/profile`: the reader's own settings.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/profile.html")]
pub struct ProfilePage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The tabs the reader may open.
    pub tabs: Vec<Tab>,
    /// `name`; the language goes in `lang`.
    pub name: Field,
    /// What is wrong with the present password that was given (`current`).
    pub current_error: Option<String>,
    /// What is wrong with the new one (`password`).
    pub password_error: Option<String>,
    /// The shortest password accepted, in characters.
    pub password_min: u32,
    /// Whether signing in takes a code too.
    pub second_factor: bool,
}
