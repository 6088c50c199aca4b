use std::time::Duration;

use jiff::civil::date;

use super::shell::shell;
use super::{Sample, page};
use crate::locale::Locale;
use crate::view::campaigns::*;
use crate::view::channels::*;
use crate::view::outbox::*;
use crate::view::{CampaignStatus, Choice, Field, Place, Ui};

/// A campaign that waits to be launched.
pub(super) fn ready() -> Sending {
    Sending {
        id: "c1".to_owned(),
        title: "Salon des maires 2027".to_owned(),
        status: CampaignStatus::Ready,
        stream: Some("/campaigns/c1/live".to_owned()),
        facts: Facts {
            event_date: Some(date(2027, 1, 15)),
            end_date: Some(date(2027, 1, 18)),
            channels: vec!["email".to_owned(), "postal".to_owned()],
            fallback: true,
            file: Some("/campaigns/c1/export.csv".to_owned()),
            ..Facts::default()
        },
        sandbox: true,
        written: true,
        audience: 1_268,
        reachable: 1_198,
        segments: 4,
        progress: None,
        stopped: None,
        figures: None,
        by_channel: vec![],
        accounts: vec![],
        messages: None,
        acts: Acts {
            launch: true,
            edit: true,
            write: true,
            cancel: true,
            delete: true,
            ..Acts::default()
        },
    }
}

/// The same while it is sent.
pub(super) fn under_way() -> Sending {
    let line = |label: &str, count, tone| AccountLine {
        label: label.to_owned(),
        count,
        href: "/campaigns/c1?state=sent#messages".to_owned(),
        tone,
    };
    let row = |name: &str, status: &str, opens, reason: Option<&str>| MessageRow {
        contact: Some("/contacts/p1".to_owned()),
        name: name.to_owned(),
        email: "contact@commune.test".to_owned(),
        company: String::new(),
        channel: "email".to_owned(),
        status: status.to_owned(),
        reason: reason.map(str::to_owned),
        tone: "state-good",
        opens,
        clicks: 0,
        sent_at: Some("2027-01-10T08:00:12Z".parse().unwrap()),
        last_open: None,
    };
    Sending {
        status: CampaignStatus::Sending,
        sandbox: false,
        facts: Facts {
            in_sandbox: vec!["postal".to_owned()],
            ..ready().facts
        },
        progress: Some(SendingProgress {
            done: 420,
            total: 1_198,
            per_minute: Some(600),
            left: Some(Duration::from_secs(78)),
            quiet: Some("2027-01-11T07:00:00Z".parse().unwrap()),
            retries: Some((1_748, "2027-01-11T04:53:00Z".parse().unwrap())),
            moving: true,
        }),
        figures: Some(Figures {
            sent: 420,
            total: 1_268,
            opens: (61, 48),
            clicks: (12, 9),
            open_rate: Some(0.21),
            click_rate: Some(0.04),
            machines: (17, 3),
            reading: None,
            tracked_share: Some(0.55),
            unsubscribed: 2,
            failure_rate: Some(0.004),
        }),
        by_channel: vec![
            ChannelFigures {
                channel: "email".to_owned(),
                total: 1_240,
                sent: 418,
                skipped: 70,
                opened: Some(48),
                clicked: Some(9),
                failure_rate: Some(0.004),
                unsubscribed: 2,
            },
            ChannelFigures {
                channel: "postal".to_owned(),
                total: 28,
                ..ChannelFigures::default()
            },
        ],
        accounts: vec![Account {
            channel: "email".to_owned(),
            total: 1_268,
            lines: vec![
                line("En attente", 778, "state-busy"),
                line("Envoyé", 418, "state-good"),
                line("désinscrits ou opposés", 42, "state-idle"),
                line("sans adresse e-mail", 28, "state-idle"),
                line("En échec (refusé par le destinataire)", 2, "state-bad"),
            ],
        }],
        messages: Some(MessageTable {
            filters: vec![
                MessageFilter {
                    label: "Tous".to_owned(),
                    href: "/campaigns/c1#messages".to_owned(),
                    chosen: true,
                },
                MessageFilter {
                    label: "Ouverts".to_owned(),
                    href: "/campaigns/c1?state=opened#messages".to_owned(),
                    chosen: false,
                },
            ],
            sorts: MessageSorts {
                status: sort("col-status", None),
                opens: sort("col-opens", Some("descending")),
                clicks: sort("col-clicks", None),
                sent_at: sort("col-sent-at", None),
            },
            rows: vec![
                row("Mairie de <Brest>", "Ouvert", 2, None),
                row("Mairie de Vannes", "En échec", 0, Some("refusé par le destinataire")),
                MessageRow {
                    contact: None,
                    ..row("", "Écarté", 0, Some("prospect supprimé"))
                },
            ],
            next: Some("/campaigns/c1?after=0.0.25.email#messages".to_owned()),
            first: None,
            file: Some("/campaigns/c1/messages.csv".to_owned()),
            several_channels: true,
        }),
        acts: Acts {
            pause: true,
            cancel: true,
            outbox: true,
            ..Acts::default()
        },
        ..ready()
    }
}

fn sort(label: &'static str, order: Option<&'static str>) -> SortLink {
    SortLink {
        label,
        href: format!("/campaigns/c1?sort={}#messages", label.trim_start_matches("col-")),
        order,
    }
}

/// The message step, with something written.
pub(super) fn step(base: &str) -> MessageStep {
    let email = EmailWriter {
        base: base.to_owned(),
        subject: Field::of("Invitation \"au salon\""),
        html: Field::wrong("<p>Bonjour {{ prenom }}</p>", "Le champ « prenom » n’existe pas."),
        text: Field::default(),
        from: Field::default(),
        reply_to: Field::wrong("x", "Ce n’est pas une adresse."),
        sender: "Mairie <bonjour@exemple.test>".to_owned(),
        merge_fields: merge_fields(),
        languages: vec![Choice::new("fr", "Français", true)],
        link: String::new(),
        before: Some(Before {
            subject: "a".to_owned(),
            html: "</textarea><script>".to_owned(),
            text: String::new(),
        }),
        test: test_form(Some(TestAddress::Email)),
    };
    let tab = |channel: &str, count, wrong, writer| ChannelTab {
        channel: channel.to_owned(),
        count,
        wrong,
        writer,
    };
    MessageStep {
        tabs: vec![
            tab("email", 1_240, false, Writer::Email(Box::new(email))),
            tab("sms", 310, true, Writer::Fields(Box::new(sms(base)))),
            tab("fax", 3, false, Writer::Fields(Box::new(fax(base)))),
            tab("postal", 80, false, Writer::Missing),
        ],
        fallback: true,
        scheduled_at: Field::default(),
        time_zone: vec![Choice::new("Europe/Paris", "Paris", true)],
        delay_s: Field::wrong("-1", "Indiquez une pause."),
    }
}

fn merge_fields() -> Vec<MergeField> {
    vec![MergeField {
        tag: "{{ first_name }}".to_owned(),
        label: "Prénom".to_owned(),
    }]
}

fn test_form(asks: Option<TestAddress>) -> TestForm {
    TestForm {
        asks,
        to: String::new(),
        allowed: true,
        sandbox: true,
    }
}

fn written(channel: &str, name: &str, shape: FieldShape, field: Field) -> WrittenField {
    WrittenField {
        channel: channel.to_owned(),
        name: name.to_owned(),
        label: format!("Champ <{name}>"),
        shape,
        required: name == "text",
        max: (name == "text").then_some(160),
        field,
        merges: name == "text",
    }
}

fn sms(base: &str) -> FieldsWriter {
    let text = Field::wrong("Bonjour {{ x }}</textarea>", "Le champ « x » n’existe pas.");
    FieldsWriter {
        channel: "sms".to_owned(),
        base: base.to_owned(),
        fields: vec![written("sms", "text", FieldShape::Text, text)],
        merge_fields: merge_fields(),
        test: test_form(Some(TestAddress::Phone)),
        counted: true,
    }
}

/// A channel the house has never heard of: its form is made of what its plugin says, whatever that is.
fn fax(base: &str) -> FieldsWriter {
    let fields = [
        ("title", FieldShape::Line),
        ("text", FieldShape::Html),
        ("cover_url", FieldShape::Url),
        ("answer_to", FieldShape::Address),
    ];
    FieldsWriter {
        channel: "fax".to_owned(),
        base: base.to_owned(),
        fields: fields
            .into_iter()
            .map(|(name, shape)| written("fax", name, shape, Field::of("\"<b>\"")))
            .collect(),
        merge_fields: merge_fields(),
        test: test_form(None),
        counted: false,
    }
}

fn preview() -> Preview {
    Preview {
        channel: "email".to_owned(),
        again: "/campaigns/new/preview".to_owned(),
        person: Some(PreviewPerson {
            name: "Mairie de Brest".to_owned(),
            position: 3,
            count: 1_240,
        }),
        shown: Shown::Mail {
            subject: "Invitation <b>".to_owned(),
            from: "Mairie <bonjour@exemple.test>".to_owned(),
        },
        missing: vec!["« Prénom » n’est pas renseigné.".to_owned()],
        ..Preview::default()
    }
}

/// The previews of the other channels.
fn previews() -> Vec<(&'static str, Preview)> {
    let of = |channel: &str, units, shown| Preview {
        channel: channel.to_owned(),
        again: format!("/campaigns/new/preview?channel={channel}"),
        shown,
        units,
        ..preview()
    };
    let sms = Shown::Text {
        text: "Bonjour <Anne>,\nà demain".to_owned(),
        length: 24,
    };
    let push = Shown::Notification {
        from: "Atelier & Lumen".to_owned(),
        title: "Portes <ouvertes>".to_owned(),
        body: "Demain à 10 h.".to_owned(),
        url: "https://exemple.test/?a=1&b=2".to_owned(),
    };
    let letter = Shown::Document {
        src: "/campaigns/new/preview/document?channel=postal".to_owned(),
    };
    let fax = Shown::Fields(vec![("Titre".to_owned(), "<b>Bonjour</b>".to_owned())]);
    vec![
        ("fragment-preview-sms", of("sms", Some((2, "SMS".to_owned())), sms)),
        ("fragment-preview-push", of("push", None, push)),
        (
            "fragment-preview-letter",
            of("postal", Some((1, "page".to_owned())), letter),
        ),
        ("fragment-preview-fax", of("fax", Some((1, "fax".to_owned())), fax)),
    ]
}

fn card(channel: &str, live: bool, fault: bool) -> ChannelCard {
    ChannelCard {
        channel: channel.to_owned(),
        live,
        plugin: (channel == "email").then(|| "E-mail (SMTP)".to_owned()),
        fault: fault.then(|| FaultView {
            text: "trap: <unreachable>".to_owned(),
            at: "2027-01-10T08:00:12Z".parse().unwrap(),
        }),
        reach: 1_240,
    }
}

fn kept(subject: &str) -> OutboxRow {
    OutboxRow {
        href: "/outbox/o1".to_owned(),
        channel: "email".to_owned(),
        to: "contact@commune.test".to_owned(),
        subject: subject.to_owned(),
        test: subject.is_empty(),
        at: "2027-01-10T08:00:12Z".parse().unwrap(),
    }
}

pub(super) fn samples(ui: &Ui) -> Vec<Sample> {
    let seen = |preview| PreviewFragment {
        ui: ui.clone(),
        preview,
    };
    let channel = ChannelPage {
        ui: ui.clone(),
        shell: shell(Place::Channels),
        card: card("email", false, true),
        fields: vec![
            ConfigField {
                name: "config.relay".to_owned(),
                label: "Relais".to_owned(),
                hint: "smtp://hôte:port".to_owned(),
                field: Field::of("smtp://relay.test"),
                choices: vec![],
                kind: "text",
                required: true,
            },
            ConfigField {
                name: "config.tls".to_owned(),
                label: "Chiffrement".to_owned(),
                hint: String::new(),
                field: Field::default(),
                choices: vec![Choice::new("", "Par défaut", true)],
                kind: "text",
                required: false,
            },
            ConfigField {
                name: "config.dkim.on".to_owned(),
                label: "Signer".to_owned(),
                hint: String::new(),
                field: Field::of("true"),
                choices: vec![],
                kind: "checkbox",
                required: false,
            },
        ],
        secrets: vec![
            SecretField {
                name: "password".to_owned(),
                label: "Mot de passe".to_owned(),
                set: true,
                long: false,
            },
            SecretField {
                name: "dkim_key".to_owned(),
                label: "Clé".to_owned(),
                set: false,
                long: true,
            },
        ],
        errors: vec!["relay : nécessaire".to_owned()],
        checks: vec![
            LiveCheck {
                text: "relay : nécessaire".to_owned(),
                met: false,
                required: true,
            },
            LiveCheck {
                text: "Personne".to_owned(),
                met: false,
                required: false,
            },
        ],
        can_manage: true,
        wants_keys: true,
        plugins: vec![
            Choice::new("email", "Email (SMTP)", true),
            Choice::new("mailgun", "Email (Mailgun)", false),
        ],
        callback: Some("https://relais.test/callbacks/7k2mq/email/AAAA".to_owned()),
        returns: Some(ReturnsView {
            address: Some("retours+…@mail.exemple.fr".to_owned()),
            command: "relais inbound --tenant acme --recipient ${recipient}".to_owned(),
        }),
        test: Some(ChannelTest {
            phone: false,
            to: "ines@exemple.test".to_owned(),
            tried: Some(TriedView {
                good: false,
                text: "Refusé. Réponse reçue : 550 <unknown>".to_owned(),
            }),
        }),
    };
    let outbox = OutboxPage {
        ui: ui.clone(),
        shell: shell(Place::Outbox),
        messages: vec![kept("Invitation <au> salon"), kept("")],
        campaign: Some(("/campaigns/c1".to_owned(), "Salon".to_owned())),
        next: Some("/outbox?cursor=o1".to_owned()),
        first: None,
    };
    let message = OutboxMessagePage {
        ui: ui.clone(),
        shell: shell(Place::Outbox),
        row: kept("Invitation"),
        frame: Some("/outbox/o1/mail".to_owned()),
        letter: None,
        text: "Bonjour".to_owned(),
        source: "Subject: x\n\n</pre><script>".to_owned(),
        download: "/outbox/o1/source".to_owned(),
        campaign: None,
    };
    let estimate = |sampled| EstimateFragment {
        ui: ui.clone(),
        estimate: Some(EstimateLine {
            units: 1_480,
            unit: "SMS".to_owned(),
            people: 1_240,
            sampled,
        }),
    };
    let mut samples: Vec<Sample> = previews()
        .into_iter()
        .map(|(name, preview)| page(name, &seen(preview)))
        .collect();
    samples.push(page("fragment-estimate", &estimate(60)));
    samples.push(page("fragment-estimate-exact", &estimate(1_240)));
    samples.extend([
        page(
            "fragment-sending",
            &SendingFragment {
                ui: ui.clone(),
                sending: under_way(),
            },
        ),
        page("fragment-preview", &seen(preview())),
        page(
            "fragment-preview-wrong",
            &seen(Preview {
                problems: vec!["Le champ n’existe pas.".to_owned()],
                person: None,
                shown: Shown::Nothing,
                ..preview()
            }),
        ),
        page(
            "fragment-tested",
            &TestedFragment {
                ui: ui.clone(),
                sent: true,
                text: "Parti.".to_owned(),
                href: Some("/outbox".to_owned()),
            },
        ),
        page(
            "message",
            &MessagePage {
                ui: ui.clone(),
                shell: shell(Place::Campaigns),
                id: "c1".to_owned(),
                title: "Salon".to_owned(),
                step: step("/campaigns/c1/message"),
                as_of: "0f".to_owned(),
                errors: vec!["À corriger.".to_owned()],
            },
        ),
        page(
            "channels",
            &ChannelListPage {
                ui: ui.clone(),
                shell: shell(Place::Channels),
                channels: vec![card("email", true, false), card("sms", false, false)],
            },
        ),
        page("channel", &channel),
        page(
            "channel-live",
            &ChannelPage {
                card: card("email", true, false),
                checks: vec![],
                errors: vec![],
                returns: Some(ReturnsView {
                    address: None,
                    command: "relais inbound --tenant acme --recipient ${recipient}".to_owned(),
                }),
                ..channel.clone()
            },
        ),
        page("outbox", &outbox),
        page(
            "outbox-empty",
            &OutboxPage {
                messages: vec![],
                next: None,
                ..outbox.clone()
            },
        ),
        page("outbox-message", &message),
        page(
            "outbox-letter",
            &OutboxMessagePage {
                row: OutboxRow {
                    channel: "postal".to_owned(),
                    ..kept("")
                },
                frame: None,
                letter: Some("/outbox/o1/letter".to_owned()),
                source: String::new(),
                ..message.clone()
            },
        ),
        page(
            "outbox-notification",
            &OutboxMessagePage {
                row: OutboxRow {
                    channel: "push".to_owned(),
                    ..kept("Invitation")
                },
                frame: None,
                source: "{}".to_owned(),
                ..message.clone()
            },
        ),
    ]);
    samples
}

#[test]
fn the_four_cards_the_books_and_the_columns_are_there() {
    let ui = super::reader(Locale::Fr);
    let sending = under_way();
    // R: T5, T6
    let (_, html) = page(
        "sending",
        &SendingFragment {
            ui: ui.clone(),
            sending,
        },
    );
    for word in [
        "Envoyés",
        "Ouvertures",
        "Clics",
        "Taux d’ouverture",
        "Taux de clic",
        "Temps de lecture moyen",
    ] {
        assert!(html.contains(word), "{word}");
    }
    for column in [
        "Nom",
        "E-mail",
        "Entreprise",
        "Statut",
        "Envoyé le",
        "Dernière ouverture",
    ] {
        assert!(html.contains(&format!(">{column}<")), "{column}");
    }
    // What it is sorted by is said, and the others lead to their own order.
    assert_eq!(html.matches("aria-sort=").count(), 1, "{html}");
    assert!(
        html.contains("aria-sort=\"descending\"") && html.contains("?sort=sent-at#messages"),
        "{html}"
    );
    // The books balance: what is shown adds up to the audience.
    let account = &under_way().accounts[0];
    assert_eq!(account.lines.iter().map(|line| line.count).sum::<u64>(), account.total);
    // A destructive act names its object and its size.
    assert!(html.contains("Annuler l’envoi à 778 personnes"), "{html}");
    assert!(!html.contains("<Brest>"));
}

#[test]
fn a_secret_is_never_written_back() {
    let ui = super::reader(Locale::Fr);
    let html = samples(&ui).into_iter().find(|(name, _)| *name == "channel").unwrap().1;
    let field = super::between(&html, "id=\"secret-password\"", '>')[0].to_owned();
    assert!(!field.contains("value="), "{field}");
}

// R: P6, S16
#[test]
fn a_channel_nobody_knows_gets_its_form_from_its_schema_alone() {
    let ui = super::reader(Locale::Fr);
    let html = samples(&ui).into_iter().find(|(name, _)| *name == "message").unwrap().1;
    for (name, kind) in [
        ("via.fax.title", "text"),
        ("via.fax.cover_url", "text"),
        ("via.fax.answer_to", "email"),
    ] {
        let field = super::between(&html, &format!("name=\"{name}\""), '>')[0].to_owned();
        assert!(
            field.contains("value=\"&#34;&lt;b&gt;&#34;\"") || field.contains("&#60;b&#62;"),
            "{field}"
        );
        assert!(html.contains(&format!("type=\"{kind}\"")), "{kind}");
    }
    assert!(
        html.contains("<textarea class=\"form-control code\" id=\"fax-text\""),
        "{html}"
    );
    // Nobody has a fax number at hand: its test goes to the outbox.
    assert!(html.contains("/test?channel=fax") && !html.contains("test_to.fax") && html.contains("test_to.sms"));
    // A channel without a plugin says so and has no field.
    assert!(html.contains("Aucun plugin n’assure le courrier") && !html.contains("postal."));
}

#[test]
fn units_are_said_to_be_an_estimate_unless_everybody_was_measured() {
    let ui = super::reader(Locale::Fr);
    let all = samples(&ui);
    let find = |name: &str| all.iter().find(|(sample, _)| *sample == name).unwrap().1.clone();
    let (guessed, exact) = (find("fragment-estimate"), find("fragment-estimate-exact"));
    assert!(guessed.contains("≈ 1\u{202f}480 SMS") && guessed.contains("Estimation, mesurée sur 60 messages"));
    assert!(!exact.contains('≈') && !exact.contains("Estimation"));
    assert!(find("fragment-preview-sms").contains("2 SMS"));
}

// R: S16
#[test]
fn a_launch_is_asked_with_how_many_it_reaches_and_how_many_not() {
    let digits = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
    let french = super::reader(Locale::Fr);
    let question = digits(&ready().launch_question(&french));
    assert!(
        question.contains("à 1 198 personnes") && question.ends_with("70 autres ne sont pas joignables."),
        "{question}"
    );
    let everybody = Sending {
        reachable: 1_268,
        ..ready()
    };
    assert!(!everybody.launch_question(&french).contains("joignable"));
}
