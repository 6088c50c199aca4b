use super::shell::shell;
use super::{Sample, page};
use crate::view::error::{ErrorKind, ErrorPage};
use crate::view::second_factor::{QrCode, SecondFactor, SecondFactorPage};
use crate::view::settings::*;
use crate::view::{Choice, Field, Place, Ui};

fn roles(chosen: &str) -> Vec<Choice> {
    [
        ("admin", "Administrateur"),
        ("contributor", "Contributeur"),
        ("reader", "Lecteur"),
    ]
    .map(|(value, label)| Choice::new(value, label, value == chosen))
    .into()
}

fn member(id: &str, name: &str, role: &str, me: bool) -> Member {
    Member {
        id: id.to_owned(),
        name: name.to_owned(),
        email: format!("{id}@example.test"),
        roles: roles(role),
        me,
        since: "2026-11-21T07:00:00Z".parse().unwrap(),
    }
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let shell = shell(Place::Settings);
    let company = CompanyPage {
        ui: ui.clone(),
        shell: shell.clone(),
        tabs: Tab::ALL.into(),
        name: Field::of("Atelier Kerguelen"),
        countries: vec![Choice::new("FR", "France", true), Choice::new("BE", "Belgique", false)],
        time_zones: vec![Choice::new("Europe/Paris", "Paris", true)],
        slug: "atelier-kerguelen".to_owned(),
        can_edit: true,
    };
    let members = MembersPage {
        ui: ui.clone(),
        shell: shell.clone(),
        tabs: Tab::ALL.into(),
        members: vec![
            member("anne", "Anne Le Goff", "admin", true),
            member("marc", "Marc Petit", "reader", false),
        ],
        invitations: vec![PendingInvitation {
            id: "v1".to_owned(),
            email: "zoe@example.test".to_owned(),
            role: "Contributeur".to_owned(),
            expires_at: "2026-11-28T07:00:00Z".parse().unwrap(),
        }],
        email: Field::wrong("zoe@", "Cette adresse est incomplète."),
        roles: roles("contributor"),
        new_link: Some("https://relais.example/invitation/0123456789abcdef".to_owned()),
        error: None,
        can_edit: true,
    };
    let members_read = MembersPage {
        can_edit: false,
        invitations: vec![],
        new_link: None,
        ..members.clone()
    };
    let tokens = TokensPage {
        ui: ui.clone(),
        shell: shell.clone(),
        tabs: Tab::ALL.into(),
        tokens: vec![Token {
            id: "t1".to_owned(),
            label: "Tableur du lundi".to_owned(),
            created_at: "2026-11-03T08:00:00Z".parse().unwrap(),
            last_used: None,
        }],
        label: Field::default(),
        new_token: Some("rel_0123456789abcdef0123456789abcdef".to_owned()),
        can_edit: true,
    };
    let tokens_empty = TokensPage {
        tokens: vec![],
        new_token: None,
        ..tokens.clone()
    };
    let profile = ProfilePage {
        ui: ui.clone(),
        shell: shell.clone(),
        tabs: Tab::ALL.into(),
        name: Field::of("Anne Le Goff"),
        current_error: None,
        password_error: None,
        password_min: 12,
        second_factor: false,
    };
    let second_factor = |stage| SecondFactorPage {
        ui: ui.clone(),
        shell: shell.clone(),
        tabs: Tab::ALL.into(),
        email: "anne@example.test".to_owned(),
        stage,
    };
    let uri = "otpauth://totp/Relais:anne%40example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Relais";
    let offered = |code| SecondFactor::Offered {
        qr: QrCode::of(uri),
        uri: uri.to_owned(),
        key: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        code,
    };
    let profile_wrong = ProfilePage {
        current_error: Some("Ce n’est pas votre mot de passe.".to_owned()),
        password_error: Some("Ce mot de passe est trop court.".to_owned()),
        second_factor: true,
        ..profile.clone()
    };
    let error = |kind, request_id: Option<&str>| ErrorPage {
        ui: ui.clone(),
        kind,
        detail: None,
        request_id: request_id.map(str::to_owned),
    };
    vec![
        page("settings", &company),
        page("settings-members", &members),
        page("settings-members-read", &members_read),
        page("settings-tokens", &tokens),
        page("settings-tokens-empty", &tokens_empty),
        page("settings-profile", &profile),
        page("settings-profile-wrong", &profile_wrong),
        page(
            "second-factor-off",
            &second_factor(SecondFactor::Off {
                error: Some("Ce n’est pas votre mot de passe.".to_owned()),
            }),
        ),
        page("second-factor-offered", &second_factor(offered(Field::default()))),
        page(
            "second-factor-offered-wrong",
            &second_factor(offered(Field::wrong("", "Ce code n’est pas le bon."))),
        ),
        page(
            "second-factor-confirmed",
            &second_factor(SecondFactor::Confirmed {
                codes: vec!["01ab-23cd-45ef-67gh".to_owned(); 8],
            }),
        ),
        page(
            "second-factor-on",
            &second_factor(SecondFactor::On {
                since: "2026-11-21T07:00:00Z".parse().unwrap(),
                recovery_codes: 7,
                error: None,
            }),
        ),
        page("error-403", &error(ErrorKind::Forbidden, None)),
        page("error-404", &error(ErrorKind::NotFound, None)),
        page("error-413", &error(ErrorKind::TooLarge, None)),
        page("error-429", &error(ErrorKind::TooMany, None)),
        page("error-400", &error(ErrorKind::BadRequest, None)),
        page("error-500", &error(ErrorKind::Internal, Some("01jd8z"))),
    ]
}
