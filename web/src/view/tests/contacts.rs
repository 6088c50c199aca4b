use jiff::civil::date;

use super::imports::basis;
use super::panel::groups;
use super::shell::shell;
use super::{Sample, page};
use crate::view::campaigns::Chip;
use crate::view::contacts::*;
use crate::view::{CampaignStatus, Choice, Field, Place, Ui};

fn fact(label: &str, value: &str) -> Fact {
    Fact {
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

fn row(id: &str, name: &str, cells: [&str; 5]) -> ContactRow {
    ContactRow {
        id: id.to_owned(),
        name: name.to_owned(),
        cells: cells.map(str::to_owned).into(),
    }
}

fn form_field(key: &str, label: &str, kind: FieldKind, field: Field) -> FormField {
    FormField {
        key: key.to_owned(),
        label: label.to_owned(),
        kind,
        field,
        known: vec![],
    }
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let list = ContactListPage {
        ui: ui.clone(),
        shell: shell(Place::Contacts),
        query: String::new(),
        query_error: None,
        hidden: Vec::new(),
        groups: groups(),
        chips: vec![],
        count: 20_318,
        total: 20_318,
        columns: ["Type", "Ville", "Région", "E-mail", "Téléphone"]
            .map(str::to_owned)
            .into(),
        rows: vec![
            row(
                "p1",
                "Mairie de Saint-Malo",
                [
                    "Mairie",
                    "Saint-Malo",
                    "Bretagne",
                    "mairie@saint-malo.fr.test",
                    "02 99 40 71 11",
                ],
            ),
            row(
                "p2",
                "Mairie de L’Haÿ-les-Roses",
                ["Mairie", "L’Haÿ-les-Roses", "Île-de-France", "", "01 46 15 33 33"],
            ),
            row(
                "p3",
                "Brigade de gendarmerie - Sainte-Anne",
                [
                    "Gendarmerie",
                    "Sainte-Anne",
                    "Guadeloupe",
                    "bta.ste-anne@gendarmerie.test",
                    "",
                ],
            ),
        ],
        next: Some("/contacts?cursor=abc".to_owned()),
        first: Some("/contacts".to_owned()),
        can_edit: true,
    };
    let chip = |drop: &str, group: &str, label: &str| Chip {
        drop: drop.to_owned(),
        group: group.to_owned(),
        label: label.to_owned(),
        href: Some("/contacts?f.region=Bretagne".to_owned()),
    };
    let narrowed = ContactListPage {
        query: "saint-malo".to_owned(),
        query_error: Some("Ce n’est ni une adresse e-mail ni un numéro de téléphone.".to_owned()),
        chips: vec![chip("type=mairie", "Type", "Mairie")],
        count: 0,
        rows: vec![],
        next: None,
        ..list.clone()
    };
    let empty = ContactListPage {
        total: 0,
        count: 0,
        rows: vec![],
        ..list.clone()
    };
    let state = |channel: &str, reachable, basis: Option<&str>, why: Option<&str>| ChannelState {
        channel: channel.to_owned(),
        reachable,
        basis: basis.map(str::to_owned),
        since: basis.map(|_| date(2026, 11, 3)),
        why_not: why.map(str::to_owned),
    };
    let sheet = ContactPage {
        ui: ui.clone(),
        shell: shell(Place::Contacts),
        id: "p1".to_owned(),
        name: "Mairie de Saint-Malo".to_owned(),
        identity: vec![
            fact("Type", "Mairie"),
            fact("E-mail", "mairie@saint-malo.fr.test"),
            fact("Téléphone", "02 99 40 71 11"),
            fact("Adresse", "Place Chateaubriand, 35400 Saint-Malo"),
        ],
        attributes: vec![fact("Référence", "mairie-35288-01")],
        consents: vec![ConsentLine {
            at: "2026-03-02T09:30:00Z".parse().unwrap(),
            channel: "tracking".to_owned(),
            what: ui.t("consent-withdrawn"),
            evidence: "Courrier du 2 mars".to_owned(),
        }],
        channels: vec![
            state("email", true, Some("b2b_information"), None),
            state("sms", false, None, Some("numéro fixe")),
            state("postal", false, None, Some("désinscrit le 3 novembre 2026")),
        ],
        campaigns: vec![ContactCampaign {
            id: "c1".to_owned(),
            title: "Salon des maires 2027".to_owned(),
            status: CampaignStatus::Ready,
            cluster: Some("Ille-et-Vilaine, sans téléphone".to_owned()),
        }],
        created_at: "2026-11-03T08:00:00Z".parse().unwrap(),
        updated_at: "2026-11-20T17:30:00Z".parse().unwrap(),
        can_edit: true,
        can_delete: true,
    };
    let mut city = form_field("city", "Ville", FieldKind::Text, Field::of("Saint-Malo"));
    city.known = vec!["Rennes".to_owned(), "Saint-Malo".to_owned()];
    let add = ContactFormPage {
        ui: ui.clone(),
        shell: shell(Place::Contacts),
        id: None,
        name: String::new(),
        identity: vec![
            form_field("name", "Nom", FieldKind::Text, Field::of("Mairie")),
            form_field(
                "email",
                "E-mail",
                FieldKind::Email,
                Field::wrong("mairie@", "Cette adresse est incomplète."),
            ),
            form_field("phone", "Téléphone", FieldKind::Phone, Field::default()),
            city,
            form_field(
                "language",
                "Langue",
                FieldKind::Choice(vec![Choice::new("fr", "Français", true)]),
                Field::default(),
            ),
        ],
        attributes: vec![form_field("income", "Revenu", FieldKind::Number, Field::of("1200"))],
        basis: basis(),
        duplicate: Some(Duplicate {
            id: "p1".to_owned(),
            name: "Mairie de Saint-Malo".to_owned(),
        }),
        error: None,
    };
    let edit = ContactFormPage {
        id: Some("p1".to_owned()),
        name: "Mairie de Saint-Malo".to_owned(),
        basis: vec![],
        duplicate: None,
        ..add.clone()
    };
    vec![
        page("contacts", &list),
        page("contacts-none", &narrowed),
        page("contacts-empty", &empty),
        page("contact", &sheet),
        page("contact-add", &add),
        page("contact-edit", &edit),
    ]
}
