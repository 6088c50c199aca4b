use super::{Sample, page};
use crate::view::account::{CodePage, Invitation, InvitationPage, LoginPage, SignupPage};
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
            signed_in: false,
        }),
    };
    let known = |signed_in| InvitationPage {
        invitation: invitation.invitation.clone().map(|invitation| Invitation {
            known: true,
            signed_in,
            ..invitation
        }),
        ..invitation.clone()
    };
    let code = CodePage {
        ui: ui.clone(),
        code: Field::default(),
        next: None,
    };
    let code_wrong = CodePage {
        code: Field::wrong("", "Ce code n’est pas le bon."),
        next: Some("/campaigns/c1".to_owned()),
        ..code.clone()
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
        page("login-code", &code),
        page("login-code-wrong", &code_wrong),
        page("invitation-known", &known(false)),
        page("invitation-signed-in", &known(true)),
        page("invitation-gone", &gone),
    ]
}
