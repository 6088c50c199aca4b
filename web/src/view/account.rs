//! The pages one sees before being signed in.

use askama::Template;

use super::{Field, Ui};

/// `GET|POST /login`.
#[derive(Clone, Debug, Template)]
#[template(path = "account/login.html")]
pub struct LoginPage {
    /// The reader.
    pub ui: Ui,
    /// The address typed.
    pub email: Field,
    /// Why the member was not let in; the same sentence whatever was wrong.
    pub error: Option<String>,
    /// Good news brought from elsewhere («Vous êtes déconnecté»).
    pub notice: Option<String>,
    /// Where to go afterwards: a path of this site, checked by the handler.
    pub next: Option<String>,
    /// Whether this installation lets companies sign themselves up.
    pub signup_open: bool,
}

/// `GET|POST /login/code`: after the password, the code of the second factor (`code`), or a recovery code.
#[derive(Clone, Debug, Template)]
#[template(path = "account/code.html")]
pub struct CodePage {
    /// The reader.
    pub ui: Ui,
    /// The code; never sent back, only what is wrong with it.
    pub code: Field,
    /// Where to go afterwards: a path of this site, checked by the handler.
    pub next: Option<String>,
}

/// `GET|POST /signup`: a company and its first administrator.
#[derive(Clone, Debug, Template)]
#[template(path = "account/signup.html")]
pub struct SignupPage {
    /// The reader.
    pub ui: Ui,
    /// The company's name.
    pub company: Field,
    /// The administrator's name.
    pub name: Field,
    /// The administrator's address.
    pub email: Field,
    /// What is wrong with the password, which is never sent back.
    pub password_error: Option<String>,
    /// What is wrong with the whole.
    pub error: Option<String>,
    /// The shortest password accepted, in characters.
    pub password_min: u32,
}

/// `GET|POST /invitation/{token}`.
#[derive(Clone, Debug, Template)]
#[template(path = "account/invitation.html")]
pub struct InvitationPage {
    /// The reader.
    pub ui: Ui,
    /// The invitation, or none when the link is unknown, used or too old.
    pub invitation: Option<Invitation>,
}

/// An invitation that can still be accepted.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// What the link carries.
    pub token: String,
    /// The company that invites.
    pub company: String,
    /// The address invited.
    pub email: String,
    /// The role given, in the reader's words.
    pub role: String,
    /// The new member's name.
    pub name: Field,
    /// What is wrong with the password.
    pub password_error: Option<String>,
    /// The shortest password accepted, in characters.
    pub password_min: u32,
    /// Whether the person has an account already, and only confirms.
    pub known: bool,
    /// Whether that person is signed in here, and need not give the password.
    pub signed_in: bool,
}
