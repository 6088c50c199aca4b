use std::time::Duration;

use super::overview::rows;
use super::panel::{audience, form, reach};
use super::shell::shell;
use super::{Sample, page};
use crate::locale::Locale;
use crate::view::campaigns::*;
use crate::view::work::{StepState, Work, WorkFragment, WorkStep};
use crate::view::{CampaignStatus, Choice, Field, Place, Ui};

fn work(state: StepState, error: Option<&'static str>) -> Work {
    Work {
        stream: "/campaigns/c1/progress".to_owned(),
        title: "work-campaign",
        steps: vec![
            WorkStep {
                label: "work-population",
                state: StepState::Done,
                counted: Some((1_268, 1_268)),
                percent: false,
            },
            WorkStep {
                label: "work-segments",
                state,
                counted: Some((700, 1_268)),
                percent: false,
            },
            WorkStep {
                label: "work-export",
                state: StepState::Waiting,
                counted: None,
                percent: false,
            },
            WorkStep {
                label: "work-page",
                state: StepState::Waiting,
                counted: None,
                percent: false,
            },
        ],
        remaining: Some(Duration::from_secs(20)),
        error,
    }
}

fn campaign(ui: &Ui) -> CampaignPage {
    let spread = |key: &str, label: &str, values: &[(&str, u64)]| Distribution {
        key: key.to_owned(),
        label: label.to_owned(),
        values: values.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect(),
        others: 37,
    };
    let mut shell = shell(Place::Campaigns);
    shell.recent[0].current = true;
    CampaignPage {
        ui: ui.clone(),
        shell,
        sending: super::sending::ready(),
        plan: Some(PlanForm {
            scheduled_at: Field::wrong("2020-01-01T08:00", "Cette date est passée."),
            time_zone: vec![Choice::new("Europe/Paris", "Paris", true)],
        }),
        description: "Inviter les maires au salon.".to_owned(),
        created_by: Some("Anne Le Goff".to_owned()),
        created_at: "2026-11-21T08:00:00Z".parse().unwrap(),
        work: None,
        clusters: [
            ("Finistère, avec site web", 512),
            ("Morbihan </script>", 391),
            ("Ille-et-Vilaine, sans téléphone", 248),
            ("Générique", 117),
        ]
        .iter()
        .enumerate()
        .map(|(i, (label, count))| Cluster {
            id: i as u32,
            label: (*label).to_owned(),
            count: *count,
        })
        .collect(),
        reach: reach(),
        distributions: vec![
            spread(
                "department",
                "Département",
                &[
                    ("Finistère", 277),
                    ("Morbihan", 249),
                    ("Côtes-d’Armor", 348),
                    ("Ille-et-Vilaine", 333),
                ],
            ),
            spread("type", "Type", &[("Mairie", 1_231)]),
        ],
        filters: audience().chips,
        files: vec![CampaignFile {
            name: "2027-01-15_Salon_des_maires_2027_export.csv".to_owned(),
            href: "/campaigns/c1/export.csv".to_owned(),
            size: 214_000,
            rows: 1_268,
            at: "2026-11-21T08:00:12Z".parse().unwrap(),
        }],
    }
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let list = CampaignListPage {
        ui: ui.clone(),
        shell: shell(Place::Campaigns),
        campaigns: rows(),
        status: None,
        next: Some("/campaigns?cursor=abc".to_owned()),
        first: None,
        has_contacts: true,
        can_create: true,
    };
    let list_empty = CampaignListPage {
        campaigns: vec![],
        next: None,
        status: Some(CampaignStatus::Paused),
        ..list.clone()
    };
    let ready = campaign(ui);
    let preparing = CampaignPage {
        sending: Sending {
            status: CampaignStatus::Preparing,
            stream: None,
            ..super::sending::ready()
        },
        plan: None,
        work: Some(work(StepState::Running, None)),
        clusters: vec![],
        files: vec![],
        ..ready.clone()
    };
    let failed = CampaignPage {
        work: Some(work(StepState::Failed, Some("work-campaign-failed"))),
        ..preparing.clone()
    };
    let edit = CampaignEditPage {
        ui: ui.clone(),
        shell: shell(Place::Campaigns),
        id: "c1".to_owned(),
        as_of: "0f\"".to_owned(),
        title: "Salon des maires 2027".to_owned(),
        status: CampaignStatus::Ready,
        form: CampaignForm {
            campaign: Some("c1".to_owned()),
            ..form()
        },
        scheduled_at: Field::wrong("2020-01-01T08:00", "Cette date est passée."),
        time_zone: vec![Choice::new("Europe/Paris", "Paris", true)],
        error: None,
    };
    vec![
        page("campaigns", &list),
        page("campaigns-none", &list_empty),
        page("campaign", &ready),
        page("campaign-preparing", &preparing),
        page("campaign-failed", &failed),
        page(
            "campaign-sending",
            &CampaignPage {
                sending: super::sending::under_way(),
                plan: None,
                ..ready.clone()
            },
        ),
        page("campaign-edit", &edit),
        page(
            "fragment-work",
            &WorkFragment {
                ui: ui.clone(),
                work: work(StepState::Running, None),
            },
        ),
    ]
}

#[test]
fn chart_data_cannot_close_its_element() {
    let (_, html) = page("campaign", &campaign(&super::reader(Locale::Fr)));
    assert!(!html.contains("Morbihan </script>"));
    assert!(html.contains("Morbihan \\u003c/script\\u003e"));
}

#[test]
fn a_label_ends_as_its_language_writes_it() {
    for (locale, label) in [(Locale::Fr, "Type\u{a0}:"), (Locale::En, "Type:")] {
        let (_, html) = page("campaign", &campaign(&super::reader(locale)));
        assert!(
            html.contains(&format!("<span class=\"chip-key\">{label}</span>")),
            "{label}"
        );
    }
}

#[test]
fn segments_are_counted_once_there_are_some() {
    let ui = super::reader(Locale::Fr);
    let mut shown = campaign(&ui);
    let said = |shown: &CampaignPage| {
        page("campaign", shown)
            .1
            .contains(&ui.t1("page-segments", "count", shown.sending.segments))
    };
    assert!(said(&shown));
    shown.sending.segments = 0;
    assert!(!said(&shown));
}

#[test]
fn every_state_has_a_name_of_its_own() {
    for status in CampaignStatus::ALL {
        let stored = relais_core::campaigns::Status::parse(status.name());
        assert_eq!(stored.map(CampaignStatus::from), Some(status));
    }
}
