use jiff::civil::date;

use super::shell::shell;
use super::{Sample, page};
use crate::view::overview::{CampaignRow, OverviewPage, Reach, Task};
use crate::view::{CampaignStatus, Place, Ui};

/// The overview of a company at work.
pub(super) fn overview(ui: &Ui) -> OverviewPage {
    OverviewPage {
        ui: ui.clone(),
        shell: shell(Place::Overview),
        contacts: 20_318,
        reach: vec![
            Reach {
                channel: "email".to_owned(),
                count: 18_940,
            },
            Reach {
                channel: "sms".to_owned(),
                count: 7_412,
            },
            Reach {
                channel: "postal".to_owned(),
                count: 20_101,
            },
        ],
        campaign_count: 12,
        tasks: vec![
            Task {
                icon: "speakerphone",
                text: "« Salon des maires 2027 » est prête à être envoyée.".to_owned(),
                href: "/campaigns/c1".to_owned(),
                action: "Ouvrir".to_owned(),
            },
            Task {
                icon: "database-import",
                text: "L’import « mairies-2027.csv » attend votre validation.".to_owned(),
                href: "/imports/i1".to_owned(),
                action: "Vérifier".to_owned(),
            },
        ],
        campaigns: rows(),
        can_create: true,
        can_import: true,
        panel: None,
    }
}

/// Campaigns in several states.
pub(super) fn rows() -> Vec<CampaignRow> {
    let row = |id: &str, title: &str, status, audience, sent, opened, failure_rate| CampaignRow {
        id: id.to_owned(),
        title: title.to_owned(),
        status,
        event_date: Some(date(2027, 1, 15)),
        audience,
        sent,
        opened,
        failure_rate,
    };
    vec![
        row(
            "c1",
            "Salon des maires 2027",
            CampaignStatus::Ready,
            Some(1_268),
            0,
            0,
            None,
        ),
        row(
            "c2",
            "Portes ouvertes de printemps, Bretagne et Pays de la Loire",
            CampaignStatus::Sending,
            Some(4_310),
            2_104,
            411,
            Some(0.012),
        ),
        row(
            "c3",
            "Vœux 2027",
            CampaignStatus::Finished,
            Some(18_201),
            18_044,
            6_420,
            Some(0.0086),
        ),
        row(
            "c4",
            "Relance intercommunalités",
            CampaignStatus::PartiallyFailed,
            Some(310),
            287,
            96,
            Some(0.0742),
        ),
        row("c5", "Enquête <b>communes</b>", CampaignStatus::Draft, None, 0, 0, None),
    ]
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let full = overview(ui);
    let mut empty = OverviewPage {
        contacts: 0,
        reach: vec![],
        campaign_count: 0,
        tasks: vec![],
        campaigns: vec![],
        ..full.clone()
    };
    empty.shell.recent.clear();
    empty.shell.companies.truncate(1);
    empty.shell.toasts = vec!["Bienvenue. Votre espace est prêt.".to_owned()];
    vec![page("overview", &full), page("overview-empty", &empty)]
}

#[test]
fn whoever_only_reads_is_told_nothing_to_do() {
    for locale in crate::locale::Locale::ALL {
        let ui = super::reader(locale);
        let mut seen = overview(&ui);
        (seen.contacts, seen.can_create, seen.can_import) = (0, false, false);
        seen.campaigns.clear();
        let (_, html) = page("overview", &seen);
        assert!(!html.contains("/imports/new") && !html.contains("/campaigns/new"));
        for key in ["base-empty-text", "campaigns-empty-text", "campaigns-empty-no-base"] {
            assert!(!html.contains(&ui.t(key)), "{key}");
        }
        assert!(html.contains(&ui.t("base-empty-reader")) && html.contains(&ui.t("campaigns-empty-reader")));
    }
}

#[test]
fn the_create_button_and_the_columns_are_there_and_texts_are_escaped() {
    let ui = super::reader(crate::locale::Locale::Fr);
    let (_, html) = page("overview", &overview(&ui));
    // R: S1
    assert!(html.contains("Créer une campagne"));
    // R: O8
    for column in ["Statut", "Envoyés", "Ouverts", "Taux d’échec"] {
        assert!(html.contains(column), "{column}");
    }
    assert!(html.contains("20\u{202f}318") && html.contains("7,4\u{202f}%"));
    assert!(!html.contains("<b>communes"));
    // R: S16
    assert!(html.contains("href=\"/campaigns/c1\""));
}
