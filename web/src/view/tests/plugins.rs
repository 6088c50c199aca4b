use super::shell::shell;
use super::{Sample, page};
use crate::view::plugins::*;
use crate::view::{Place, Ui};

fn version(number: i64, standing: Standing) -> VersionView {
    let capability = |name: &str, granted, new| CapabilityView {
        name: name.to_owned(),
        text: format!("<{name}>"),
        granted,
        new,
    };
    let at = "2027-01-10T08:00:12Z".parse().unwrap();
    let waits = standing == Standing::Waiting;
    VersionView {
        number,
        standing,
        digest: "0f".repeat(32),
        size: 81_000,
        publisher: waits.then(|| "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=".to_owned()),
        installed_at: at,
        installed_by: "Camille".to_owned(),
        granted: (!waits).then(|| (at, "Inès".to_owned())),
        capabilities: vec![capability("http", !waits, false), capability("cache", !waits, waits)],
        dropped: if waits { vec!["<clock>".to_owned()] } else { vec![] },
    }
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let row = |own, serving, waiting| PluginRow {
        name: "fax".to_owned(),
        title: "Fax <1>".to_owned(),
        channel: "fax".to_owned(),
        own,
        serving,
        waiting,
    };
    let list = PluginListPage {
        ui: ui.clone(),
        shell: shell(Place::Channels),
        plugins: vec![row(true, Some(2), true), row(false, None, false), row(true, None, true)],
        can_install: true,
        errors: vec!["Non.".to_owned()],
        max_bytes: 50_000_000,
    };
    let plugin = PluginPage {
        ui: ui.clone(),
        shell: shell(Place::Channels),
        name: "fax".to_owned(),
        title: "Fax <1>".to_owned(),
        channel: "fax".to_owned(),
        own: true,
        serving: Some(2),
        trouble: Some("its bytes have changed".to_owned()),
        earlier: Some(1),
        versions: vec![
            version(3, Standing::Waiting),
            version(2, Standing::Serving),
            version(1, Standing::Aside),
        ],
        figures: FiguresView {
            calls: 1_268,
            failures: 2,
            median: Some(12),
            slow: Some(340),
            memory: 1_900_544,
            lines: vec![
                LineView {
                    at: "2027-01-10T08:00:12Z".parse().unwrap(),
                    text: "the plugin took too long and was stopped".to_owned(),
                    failure: true,
                },
                LineView {
                    at: "2027-01-10T08:00:11Z".parse().unwrap(),
                    text: "<sends>".to_owned(),
                    failure: false,
                },
            ],
            logs: true,
        },
        can_install: true,
        can_grant: true,
        errors: vec!["Non.".to_owned()],
    };
    vec![
        page("plugins", &list),
        page(
            "plugins-empty",
            &PluginListPage {
                plugins: vec![],
                errors: vec![],
                can_install: false,
                ..list.clone()
            },
        ),
        page("plugin", &plugin),
        page(
            "plugin-operators",
            &PluginPage {
                own: false,
                serving: None,
                trouble: None,
                earlier: None,
                versions: vec![VersionView {
                    capabilities: vec![],
                    ..version(1, Standing::Waiting)
                }],
                figures: FiguresView {
                    calls: 0,
                    failures: 0,
                    median: None,
                    slow: None,
                    memory: 0,
                    lines: vec![],
                    logs: false,
                },
                can_install: false,
                can_grant: false,
                errors: vec![],
                ..plugin.clone()
            },
        ),
    ]
}
