use super::{Sample, page};
use crate::view::account::{Invitation, InvitationPage, LoginPage, SignupPage};
use crate::view::{Field, Ui};

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let login = LoginPage {
        ui: ui.clone(),
        email: Field::default(),
        error: None,
        notice: None,
        next: None,
        signup_open: true,
    };
    let wrong = LoginPage {
        email: Field::of("anne.legoff@example.test"),
        error: Some("Adresse ou mot de passe inconnus.".to_owned()),
        next: Some("/campaigns/c1".to_owned()),
        ..login.clone()
    };
    let signup = SignupPage {
        ui: ui.clone(),
        company: Field::wrong("", "Indiquez le nom de l’entreprise."),
        name: Field::of("Anne Le Goff"),
        email: Field::of("<anne>"),
        password_error: Some("Trop court : 12 caractères au moins.".to_owned()),
        error: None,
        password_min: 12,
    };
    let invitation = InvitationPage {
        ui: ui.clone(),
        invitation: Some(Invitation {
            token: "abc".to_owned(),
            company: "Atelier Kerguelen".to_owned(),
            email: "marc@example.test".to_owned(),
            role: "contributeur".to_owned(),
            name: Field::default(),
            password_error: None,
            password_min: 12,
            known: false,
        }),
    };
    let gone = InvitationPage {
        ui: ui.clone(),
        invitation: None,
    };
    vec![
        page("login", &login),
        page("login-wrong", &wrong),
        page("signup", &signup),
        page("invitation", &invitation),
        page("invitation-gone", &gone),
    ]
}
