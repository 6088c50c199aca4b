use super::shell::shell;
use super::{Sample, page};
use crate::locale::Locale;
use crate::view::audit::*;
use crate::view::{Choice, Field, Place, Ui};

fn row(what: &str, who: Option<&str>, object: Option<&str>, index: Option<u64>) -> ActRow {
    ActRow {
        href: "/audit/a1".to_owned(),
        what: what.to_owned(),
        who: who.map(str::to_owned),
        object: object.map(str::to_owned),
        at: "2026-11-21T17:35:00Z".parse().unwrap(),
        index,
    }
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let french = ui.locale == Locale::Fr;
    let said = |fr: &str, en: &str| if french { fr.to_owned() } else { en.to_owned() };
    let journal = JournalPage {
        ui: ui.clone(),
        shell: shell(Place::Compliance),
        log: Log {
            size: 12_408,
            staged: 2,
            signed_at: Some("2026-11-21T17:36:00Z".parse().unwrap()),
            fingerprint: "0123 4567 89ab cdef 0123 4567 89ab cdef".to_owned(),
            key: "relais-audit/essai+01234567+AQ==".to_owned(),
            note: "relais-audit/essai\n12408\nAAAA\n\n\u{2014} relais-audit/essai AAAA\n".to_owned(),
            damage: None,
        },
        verified: Some(Verified {
            whole: true,
            text: said("Le journal est intact.", "The log is whole."),
            entry: None,
        }),
        filters: Filters {
            acts: vec![ActGroup {
                label: "Prospects".to_owned(),
                acts: vec![
                    Choice::new("people", "Tout", true),
                    Choice::new("contact.create", "Ajout", false),
                ],
            }],
            actors: vec![Choice::new("system", "Relais", false)],
            from: "2026-11-01".to_owned(),
            until: String::new(),
            object: Some(("x".to_owned(), "prospect deadbeef".to_owned())),
            set: true,
        },
        rows: vec![
            row("Prospect ajouté", Some("Anne Le Goff"), Some("prospect deadbeef"), None),
            row("Connexion", Some("Marc Petit"), None, Some(12_407)),
            row("Consentement enregistré", None, None, Some(12_406)),
        ],
        next: Some("/audit?cursor=a1".to_owned()),
        first: Some("/audit".to_owned()),
        outlet: OutletForm {
            address: Field::of("https://temoin.example/journal"),
            every: vec![Choice::new("24", "une fois par jour", true)],
            sent: Some((12_000, "2026-11-20T17:36:00Z".parse().unwrap())),
            failure: Some(("HTTP 503".to_owned(), "2026-11-21T17:36:00Z".parse().unwrap())),
            on: true,
        },
        can_manage: true,
    };
    let bad = JournalPage {
        log: Log {
            damage: Some("its newest checkpoint was signed over other hashes".to_owned()),
            ..journal.log.clone()
        },
        verified: Some(Verified {
            whole: false,
            text: said("L’acte 42 a été modifié.", "Act 42 was altered."),
            entry: Some("/audit/a1".to_owned()),
        }),
        filters: Filters::default(),
        rows: vec![],
        next: None,
        first: None,
        outlet: OutletForm {
            address: Field::wrong(
                "http://x",
                said("Une adresse https est nécessaire.", "An https address is needed."),
            ),
            ..OutletForm::default()
        },
        can_manage: false,
        ..journal.clone()
    };
    let act = ActPage {
        ui: ui.clone(),
        shell: shell(Place::Compliance),
        row: row(
            "Prospect ajouté",
            Some("Anne Le Goff"),
            Some("prospect deadbeef"),
            Some(7),
        ),
        id: "01890000-0000-7000-8000-000000000000".to_owned(),
        thing: Some("/contacts/x".to_owned()),
        history: Some("/audit?object=x".to_owned()),
        request: Some("0123456789abcdef".to_owned()),
        leaf: Some("ab".repeat(32)),
        erased: false,
        details: None,
    };
    let revealed = ActPage {
        details: Some(vec![("channel".to_owned(), "email".to_owned())]),
        ..act.clone()
    };
    let erased = ActPage {
        row: row("Prospect ajouté", None, None, Some(7)),
        thing: None,
        history: None,
        request: None,
        erased: true,
        ..act.clone()
    };
    vec![
        page("journal", &journal),
        page("journal-bad", &bad),
        page("journal-act", &act),
        page("journal-act-revealed", &revealed),
        page("journal-act-erased", &erased),
    ]
}
