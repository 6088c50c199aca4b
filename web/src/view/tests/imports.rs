use std::time::Duration;

use super::shell::shell;
use super::{Sample, page};
use crate::view::imports::*;
use crate::view::work::{StepState, Work, WorkStep};
use crate::view::{Choice, Field, Place, Ui};

/// The lawful basis of two channels and of tracking, one of them incomplete.
pub(super) fn basis() -> Vec<BasisRow> {
    let row = |channel: &str, chosen: &str, evidence: &str, error: Option<&str>| BasisRow {
        channel: channel.to_owned(),
        kinds: ["consent", "b2b_information"]
            .map(|kind| Choice::new(kind, kind, kind == chosen))
            .into(),
        evidence: Field::of(evidence),
        columns: vec![Choice::new("3", "Date du formulaire", false)],
        error: error.map(str::to_owned),
        focused: error.is_some(),
    };
    vec![
        row("email", "b2b_information", "Annuaire de l’administration, 2026", None),
        row("sms", "consent", "", Some("Dites ce qui prouve le consentement.")),
        row("tracking", "", "", None),
    ]
}

fn reasons() -> Vec<ReasonCount> {
    [("Téléphone incomplet", 181), ("Aucune coordonnée", 33)]
        .map(|(reason, count)| ReasonCount {
            reason: reason.to_owned(),
            count,
        })
        .into()
}

fn preview(ui: &Ui) -> ImportPreviewPage {
    let column = |header: &str, samples: [&str; 2], target: &str, error: Option<&str>| ColumnMapping {
        header: header.to_owned(),
        samples: samples.map(str::to_owned).into(),
        target: target.to_owned(),
        own: Target {
            key: header.to_lowercase(),
            label: header.to_owned(),
        },
        error: error.map(str::to_owned),
    };
    let target = |key: &str, label: &str| Target {
        key: key.to_owned(),
        label: label.to_owned(),
    };
    let problem = |line, field: &str, reason: &str, outcome| Problem {
        line,
        field: field.to_owned(),
        reason: reason.to_owned(),
        outcome,
    };
    ImportPreviewPage {
        ui: ui.clone(),
        shell: shell(Place::Contacts),
        id: "i1".to_owned(),
        file: "administrations.csv".to_owned(),
        rows: 50_256,
        blank: 3,
        reading: "UTF-8 · virgules".to_owned(),
        duplicates_in_base: 2_300,
        duplicates_in_file: 11,
        rejected: 33,
        suppressed: 1,
        columns: vec![
            column("Nom", ["Mairie de Rennes", "Mairie de Brest"], "name", None),
            column(
                "Courriel",
                ["mairie@rennes.fr.test", "contact@brest.fr.test"],
                "email",
                None,
            ),
            column(
                "Autre courriel",
                ["a@b.test", ""],
                "email",
                Some("Deux colonnes vont vers l’e-mail."),
            ),
            column("Remarque", ["<i>", "\"fermé\" le lundi"], "", None),
        ],
        targets: vec![
            TargetGroup {
                label: "Coordonnées".to_owned(),
                targets: vec![target("name", "Nom"), target("email", "E-mail")],
            },
            TargetGroup {
                label: "Attributs de votre base".to_owned(),
                targets: vec![target("remarque", "Remarque")],
            },
        ],
        reasons: reasons(),
        problems: vec![
            problem(
                1_204,
                "Téléphone",
                "« 05 90 » n’est pas un numéro complet.",
                Outcome::ValueOut,
            ),
            problem(
                3_310,
                "Courriel",
                "Ni adresse e-mail, ni téléphone, ni adresse postale.",
                Outcome::RowOut,
            ),
        ],
        problem_count: 214,
        header: true,
        header_guessed: true,
        duplicates: vec![
            Duplicate {
                line: 12,
                of: DuplicateOf::Contact("c1".to_owned()),
            },
            Duplicate {
                line: 15,
                of: DuplicateOf::Line(4),
            },
            Duplicate {
                line: 61_204,
                of: DuplicateOf::EarlierLine,
            },
        ],
        basis: basis(),
        overwrite: false,
        error: Some("Indiquez la base légale d’au moins un canal.".to_owned()),
        notice: Some("Les colonnes ont changé : voici le nouvel aperçu.".to_owned()),
    }
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let state = |id: &str, state| ImportRow {
        id: id.to_owned(),
        file: "mairies-2027.csv".to_owned(),
        state,
        rows: 1_268,
        at: "2026-11-20T17:30:00Z".parse().unwrap(),
    };
    let new = ImportNewPage {
        ui: ui.clone(),
        shell: shell(Place::Contacts),
        error: Some("Ce fichier n’a pas de ligne d’en-tête.".to_owned()),
        max_bytes: 500_000_000,
        imports: vec![
            state("i1", ImportState::Previewed),
            state("i2", ImportState::Running),
            state("i3", ImportState::Done),
            state("i4", ImportState::Failed),
        ],
        next: Some("/imports/new?before=i4".to_owned()),
        first: Some("/imports/new".to_owned()),
    };
    let running = ImportProgressPage {
        ui: ui.clone(),
        shell: shell(Place::Contacts),
        file: "administrations.csv".to_owned(),
        work: Work {
            stream: "/imports/i1/progress".to_owned(),
            title: "work-import",
            steps: vec![
                WorkStep {
                    label: "work-read",
                    state: StepState::Done,
                    counted: None,
                    percent: false,
                },
                WorkStep {
                    label: "work-store",
                    state: StepState::Running,
                    counted: Some((31_000, 50_256)),
                    percent: false,
                },
            ],
            remaining: Some(Duration::from_secs(130)),
            error: None,
        },
    };
    let report = ImportReportPage {
        ui: ui.clone(),
        shell: shell(Place::Contacts),
        id: "i3".to_owned(),
        file: "administrations.csv".to_owned(),
        created: 47_912,
        updated: 0,
        skipped: 2_311,
        rejected: 33,
        blank: 1,
        suppressed: 12,
        reasons: reasons(),
        lines: vec![
            ReportLine {
                line: 1_204,
                field: "Téléphone".to_owned(),
                reason: "Numéro incomplet.".to_owned(),
                outcome: Outcome::ValueOut,
            },
            ReportLine {
                line: 3_310,
                field: String::new(),
                reason: "Aucune coordonnée.".to_owned(),
                outcome: Outcome::RowOut,
            },
        ],
        line_count: 2_558,
        next: Some("/imports/i3?from=100".to_owned()),
        first: None,
        failure: None,
    };
    let failed = ImportReportPage {
        failure: Some(
            "Le disque est plein. Les 31 000 premières lignes sont enregistrées, l’import reprendra de lui-même."
                .to_owned(),
        ),
        lines: vec![],
        ..report.clone()
    };
    vec![
        page("import-new", &new),
        page("import-preview", &preview(ui)),
        page("import-running", &running),
        page("import-report", &report),
        page("import-failed", &failed),
    ]
}

#[test]
fn the_mapping_offers_each_column_its_target() {
    let ui = super::reader(crate::locale::Locale::Fr);
    let (_, html) = page("preview", &preview(&ui));
    // R: M5
    assert!(html.contains("Ignorer") && html.contains("Forcer"));
    let first = super::between(&html, "name=\"map.0\"", '|')[0]
        .split("</select>")
        .next()
        .unwrap();
    assert!(first.contains("<option value=\"name\" selected>"), "{first}");
    assert!(html.contains("Importer 47\u{202f}912 lignes"));
}

#[test]
fn what_keeps_an_import_from_starting_is_found_where_it_is_mended() {
    let ui = super::reader(crate::locale::Locale::Fr);
    let mut wrong = preview(&ui);
    for column in &mut wrong.columns {
        column.error = None;
    }
    let (_, html) = page("preview", &wrong);
    assert!(html.contains("<a href=\"#basis\">Aller à la base légale</a>") && html.contains("id=\"basis\""));
    assert_eq!(
        html.matches(" autofocus").count(),
        1,
        "the first wrong field, without script"
    );
    let focused = super::between(&html, "id=\"basis-sms-kind\"", '>')[0];
    assert!(
        focused.contains("aria-invalid=\"true\"") && focused.contains("autofocus"),
        "{focused}"
    );
    let (_, html) = page("preview", &preview(&ui));
    assert!(html.contains("<a href=\"#columns\">") && html.contains("id=\"columns\""));
}

#[test]
fn the_preview_tells_of_people_who_withdrew_and_names_each_line() {
    let ui = super::reader(crate::locale::Locale::Fr);
    let mut shown = preview(&ui);
    shown.problems[1].field.clear();
    let (_, html) = page("preview", &shown);
    assert!(html.contains("Désinscrits") && html.contains("restera désinscrit, "));
    assert!(html.contains("<th scope=\"row\" data-label=\"Ligne\">1\u{202f}204</th>"));
    assert!(
        html.contains("<td data-label=\"Colonne\">–</td>"),
        "a problem of the whole row"
    );
    shown.suppressed = 0;
    assert!(!page("preview", &shown).1.contains("Désinscrits"));
}
