use super::{Sample, page};
use crate::view::Ui;
use crate::view::track::UnsubscribePage;

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let asked = UnsubscribePage {
        ui: ui.clone(),
        company: "Atelier Kerguelen".to_owned(),
        address: "s•••@example.test".to_owned(),
        channel: ui.t("unsubscribe-email"),
        done: false,
        action: "/unsubscribe/7k2mq.AAECAwQFBgcICQoLDA0ODw".to_owned(),
    };
    let done = UnsubscribePage {
        address: String::new(),
        done: true,
        ..asked.clone()
    };
    vec![page("unsubscribe", &asked), page("unsubscribe-done", &done)]
}
