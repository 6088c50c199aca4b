use super::{Sample, page};
use crate::view::Ui;
use crate::view::track::{PushPage, UnsubscribePage};

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
    let push = PushPage {
        ui: ui.clone(),
        company: "Atelier Kerguelen".to_owned(),
        notice: ui.t1("push-notice", "company", "Atelier Kerguelen"),
        public_key: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
            .to_owned(),
        subscribed: false,
        worker: "/push/7k2mq/worker.js".to_owned(),
        scope: "/push/7k2mq/".to_owned(),
        action: "/push/7k2mq/7k2mq.AAECAwQFBgcICQoLDA0ODw".to_owned(),
    };
    let subscribed = PushPage {
        subscribed: true,
        ..push.clone()
    };
    let not_offered = PushPage {
        public_key: String::new(),
        ..push.clone()
    };
    vec![
        page("unsubscribe", &asked),
        page("unsubscribe-done", &done),
        page("push", &push),
        page("push-done", &subscribed),
        page("push-not-offered", &not_offered),
    ]
}
