use jiff::civil::date;

use super::overview::overview;
use super::{Sample, page};
use crate::view::campaigns::*;
use crate::view::overview::Reach;
use crate::view::{Choice, Field, Ui};

fn value(value: &str, label: &str, count: u64, chosen: bool) -> GroupValue {
    GroupValue {
        value: value.to_owned(),
        label: label.to_owned(),
        count,
        chosen,
    }
}

pub(super) fn chip(drop: &str, group: &str, label: &str) -> Chip {
    Chip {
        drop: drop.to_owned(),
        group: group.to_owned(),
        label: label.to_owned(),
        href: None,
    }
}

pub(super) fn reach() -> Vec<Reach> {
    [("email", 1_240), ("sms", 310), ("postal", 1_268)]
        .map(|(channel, count)| Reach {
            channel: channel.to_owned(),
            count,
        })
        .into()
}

/// Groups of every kind.
pub(super) fn groups() -> Vec<Group> {
    let group = |key: &str, label: &str, chosen, open, kind| Group {
        key: key.to_owned(),
        label: label.to_owned(),
        chosen,
        open,
        kind,
    };
    vec![
        group(
            "type",
            "Type",
            1,
            true,
            GroupKind::List(vec![
                value("mairie", "Mairie", 1_268, true),
                value("epci", "Intercommunalité", 61, false),
                value("gendarmerie", "Gendarmerie", 214, false),
                value("cij", "Information jeunesse", 0, false),
                value("", "(non renseigné)", 12, false),
            ]),
        ),
        group(
            "region",
            "Région",
            0,
            false,
            GroupKind::List(vec![value("Bretagne", "Bretagne", 1_268, false)]),
        ),
        group(
            "city",
            "Ville",
            1,
            true,
            GroupKind::Search {
                values: vec![
                    value("Saint-Malo", "Saint-Malo", 4, true),
                    value("Rennes", "Rennes", 21, false),
                    value("L’Haÿ-les-Roses", "L’Haÿ-les-Roses", 1, false),
                ],
                query: "ren".to_owned(),
                distinct: 12_804,
                more: true,
            },
        ),
        group(
            "income",
            "Revenu",
            1,
            true,
            GroupKind::Range {
                min: Field::of("1000"),
                max: Field::wrong("12", "Le maximum est sous le minimum."),
                lowest: Some("1 730".to_owned()),
                highest: Some("666 666".to_owned()),
                dates: false,
            },
        ),
    ]
}

pub(super) fn audience() -> Audience {
    Audience {
        groups: groups(),
        chips: vec![
            chip("type=mairie", "Type", "Mairie"),
            chip("city=Saint-Malo", "Ville", "Saint-Malo"),
        ],
        count: 1_268,
        reach: reach(),
        can_import: true,
    }
}

/// Fields as typed, some wrong.
pub(super) fn form() -> CampaignForm {
    CampaignForm {
        title: Field::of("Salon des maires 2027"),
        verdict: Verdict::Free,
        campaign: None,
        event_date: Field::of("2027-01-15"),
        today: "2026-11-21".to_owned(),
        end_date: Field::default(),
        duration_days: Field::of("3"),
        social_network: vec![
            Choice::new("linkedin", "LinkedIn", false),
            Choice::new("facebook", "Facebook", true),
        ],
        description: Field::of("Inviter les maires au salon."),
        channels: [("email", true, 1_240), ("sms", false, 310), ("postal", true, 1_268)]
            .map(|(channel, chosen, count)| ChannelChoice {
                channel: channel.to_owned(),
                chosen,
                count: Some(count),
            })
            .into(),
        fallback: true,
        channels_error: None,
    }
}

fn review() -> Review {
    Review {
        title: "Salon des maires 2027".to_owned(),
        event_date: Some(date(2027, 1, 15)),
        end_date: Some(date(2027, 1, 18)),
        social_network: None,
        filters: audience().chips,
        count: 1_268,
        messages: vec![MessageReview {
            channel: "email".to_owned(),
            subject: Some("Invitation <2027>".to_owned()),
        }],
        scheduled_at: Some("2027-01-10T08:00:00Z".parse().unwrap()),
        delay_s: 0.5,
        channels: vec![ChannelReview {
            channel: "email".to_owned(),
            receive: 1_198,
            before: 3,
            served: false,
            counted: true,
            left_out: vec![
                LeftOut {
                    reason: "Désinscrits".to_owned(),
                    count: 42,
                    href: Some("/contacts?f.stopped%3Aemail=true".to_owned()),
                },
                LeftOut {
                    reason: "Sans adresse e-mail".to_owned(),
                    count: 28,
                    href: None,
                },
            ],
            basis: vec![
                BasisShare {
                    kind: "b2b_information".to_owned(),
                    count: 1_100,
                },
                BasisShare {
                    kind: "consent".to_owned(),
                    count: 98,
                },
            ],
        }],
        nobody: Some(12),
        sandbox: true,
        blocked: vec![],
    }
}

fn panel(step: Step) -> Panel {
    Panel {
        step,
        carried: vec![Carried {
            name: "description".to_owned(),
            value: "\"guillemets\"".to_owned(),
        }],
        error: None,
    }
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let with_panel = |step| {
        let mut board = overview(ui);
        board.panel = Some(panel(step));
        board
    };
    let nobody = Audience {
        count: 0,
        reach: vec![],
        can_import: true,
        ..audience()
    };
    let no_base = Audience {
        chips: vec![],
        groups: vec![],
        ..nobody.clone()
    };
    let wrong = CampaignForm {
        title: Field::of("Vœux 2027"),
        verdict: Verdict::Taken,
        event_date: Field::of("1999-01-15"),
        end_date: Field::wrong("2027-01-15", "La date de fin doit être après la date de l’événement."),
        channels_error: Some("Choisissez au moins un canal.".to_owned()),
        ..form()
    };
    let fragment = |step| PanelFragment {
        ui: ui.clone(),
        panel: panel(step),
    };
    let values = ValuesFragment {
        ui: ui.clone(),
        key: "city".to_owned(),
        values: vec![],
        query: "zzz".to_owned(),
        more: false,
    };
    let name = NameCheckFragment {
        ui: ui.clone(),
        title: "Vœux".to_owned(),
        verdict: Verdict::Taken,
    };
    vec![
        page("panel-audience", &with_panel(Step::Audience(audience()))),
        page("panel-nobody", &with_panel(Step::Audience(nobody))),
        page("panel-no-base", &with_panel(Step::Audience(no_base))),
        page("panel-campaign", &with_panel(Step::Campaign(Box::new(form())))),
        page("panel-campaign-wrong", &with_panel(Step::Campaign(Box::new(wrong)))),
        page(
            "panel-message",
            &with_panel(Step::Message(Box::new(super::sending::step("/campaigns/new")))),
        ),
        page("panel-review", &with_panel(Step::Review(Box::new(review())))),
        page("fragment-panel", &fragment(Step::Audience(audience()))),
        page(
            "fragment-audience",
            &AudienceFragment {
                ui: ui.clone(),
                audience: audience(),
            },
        ),
        page("fragment-values", &values),
        page("fragment-name", &name),
    ]
}

fn french() -> Ui {
    super::reader(crate::locale::Locale::Fr)
}

#[test]
fn the_counter_is_shown_and_next_is_shut_at_zero() {
    let fragment = |count| AudienceFragment {
        ui: french(),
        audience: Audience { count, ..audience() },
    };
    let (_, some) = page("some", &fragment(1_268));
    let (_, none) = page("none", &fragment(0));
    // R: S4
    assert!(
        some.contains("Nombre de prospects :</span> <strong id=\"audience-count\">1\u{202f}268<"),
        "{some}"
    );
    assert!(some.contains("1\u{202f}240 par e-mail · 310 par SMS · 1\u{202f}268 par courrier"));
    // R: S5
    let next = |html: &str| super::between(html, "id=\"audience-next\"", '>')[0].to_owned();
    assert!(!next(&some).contains("disabled"));
    assert!(next(&none).contains("disabled"));
}

#[test]
fn answers_of_other_steps_travel_escaped() {
    let (_, html) = page(
        "panel",
        &PanelFragment {
            ui: french(),
            panel: panel(Step::Review(Box::new(review()))),
        },
    );
    assert!(
        html.contains("name=\"description\" value=\"&#34;guillemets&#34;\""),
        "{html}"
    );
    assert!(html.contains("Multi-canal"));
}
