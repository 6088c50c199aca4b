//! `relais serve --demo`: a company to look at, with prospects and campaigns, made once.
//!
//! One campaign has been sent into the sandbox, and people have answered it.
//!
//! Everything goes the way a member's own data goes: the real import, the real preparation, the real
//! sending, opens and clicks recorded as the tracking endpoints record them. Each step looks at what is
//! there first, so that a second start makes nothing twice and one killed half-way goes on where it was.

use super::CommandError;
use crate::app::App;
use crate::locale::Locale;
use crate::pages::campaigns::message::{Facts, ready};
use crate::view::campaigns::ReadyKind;
use futures_util::future::try_join_all;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use relais_core::audience::Filter;
use relais_core::campaigns::{self, CampaignError, CampaignId, Draft, Status as CampaignStatus};
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::import::{self, Import, OnConflict, Order, Reading, Status, Upload};
use relais_core::content::{Content, Contents};
use relais_core::delivery;
use relais_core::demo::{COMPANY, Clientele, ROWS, csv_chunks};
use relais_core::tracking::{self, Presented, Request, TrackError};
use relais_tenants::audit::Actor;
use relais_tenants::people::NewPerson;
use relais_tenants::registry::NewTenant;
use relais_tenants::{PersonId, Tenant};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::net::IpAddr;
use std::time::Duration;

const SLUG: &str = "atelier-lumen";
const EMAIL: &str = "demo@relais.test";
/// Printed at every start and known to everybody: the demo is not for real data.
const PASSWORD: &str = "lampe-de-bureau-42";
/// Makes the same prospects everywhere.
const SEED: u64 = 2027;
/// The column of the generated files that says how somebody came into the base.
const EVIDENCE: &str = "Origine";
/// Between two looks at an import under way.
const LOOK: Duration = Duration::from_millis(500);

/// Makes what is missing, then prints how to sign in.
pub async fn prepare(app: App) {
    if let Err(error) = make(&app).await {
        tracing::error!(%error, "the demo company could not be made");
    }
}

async fn make(app: &App) -> Result<(), CommandError> {
    let tenant = company(app).await?;
    let mut out = std::io::stdout();
    writeln!(out, "\n  {COMPANY} : {}/login", app.public_url)?;
    writeln!(out, "  e-mail       : {EMAIL}")?;
    writeln!(out, "  mot de passe : {PASSWORD}\n")?;
    let Some((person, _)) = app.installation.login(EMAIL).await? else {
        return Err(CommandError::Refused(format!("nobody signs in as {EMAIL} any more")));
    };
    let files = [Clientele::Individuals, Clientele::Professionals];
    let mut told = false;
    for clientele in files {
        let entered = entered(app, &tenant, person, clientele, || {
            if !std::mem::replace(&mut told, true) {
                // Whoever reads along sees at once that nothing hangs.
                drop(writeln!(
                    std::io::stdout(),
                    "  Les {} prospects de démonstration arrivent…",
                    Locale::Fr.number(i64::from(ROWS))
                ));
            }
        });
        entered.await?;
    }
    for campaign in campaigns(&tenant) {
        create(app, &tenant, person, &campaign).await?;
    }
    sent(app, &tenant, person).await?;
    if told {
        writeln!(out, "  La démonstration est prête.")?;
    }
    Ok(())
}

/// The company, made when it is not there.
async fn company(app: &App) -> Result<Tenant, CommandError> {
    if let Some(tenant) = app.installation.tenant_by_slug(SLUG).await? {
        return Ok(tenant);
    }
    let refused = |error: &dyn std::fmt::Display| CommandError::Refused(error.to_string());
    let password_hash = app
        .passwords
        .hash(PASSWORD.to_owned(), app.installation.rng())
        .await
        .map_err(|error| refused(&error))?;
    let company = NewTenant {
        slug: SLUG.to_owned(),
        name: COMPANY.to_owned(),
        country: "FR".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
    };
    let admin = NewPerson {
        email: EMAIL.to_owned(),
        name: "Camille Démo".to_owned(),
        password_hash,
        language: "fr".to_owned(),
    };
    let (id, _) = app
        .installation
        .create_company(&company, &admin)
        .await
        .map_err(|error| refused(&error))?;
    let tenant = app.installation.tenant(id).await?;
    tenant.ok_or_else(|| CommandError::Refused(format!("the company {SLUG} was erased meanwhile")))
}

const fn file_name(clientele: Clientele) -> &'static str {
    match clientele {
        Clientele::Individuals => "particuliers.csv",
        Clientele::Professionals => "professionnels.csv",
    }
}

/// Enters one file and waits until it is entered; `begin` is called when there is anything to do.
async fn entered(
    app: &App,
    tenant: &Tenant,
    person: PersonId,
    clientele: Clientele,
    begin: impl FnOnce(),
) -> Result<(), CommandError> {
    let mut current = match find(tenant, file_name(clientele)).await? {
        Some(import) if matches!(import.status, Status::Done | Status::Failed) => return Ok(()),
        found => {
            begin();
            match found {
                Some(import) => import,
                None => upload(tenant, person, clientele).await?,
            }
        }
    };
    if current.status == Status::Previewed {
        let order = Order {
            on_conflict: OnConflict::Skip,
            lawful_basis: basis(clientele),
        };
        import::commit(tenant, Actor::System, current.id, &order)
            .await
            .map_err(|error| CommandError::Refused(error.to_string()))?;
    }
    app.workers.wake(tenant.id()).await;
    loop {
        match import::get(tenant, current.id).await? {
            Some(import) if import.status == Status::Running => current = import,
            _ => return Ok(()),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The import of that file, however far it is.
async fn find(tenant: &Tenant, name: &str) -> Result<Option<Import>, CommandError> {
    let mut before = None;
    loop {
        let (imports, next) = import::list(tenant, before, 100).await?;
        if let Some(import) = imports.into_iter().find(|import| import.file_name == name) {
            return Ok(Some(import));
        }
        match next {
            Some(next) => before = Some(next),
            None => return Ok(None),
        }
    }
}

async fn upload(tenant: &Tenant, person: PersonId, clientele: Clientele) -> Result<Import, CommandError> {
    let today = today(tenant);
    let mut upload = Upload::begin(tenant, person, file_name(clientele)).await?;
    for chunk in csv_chunks(clientele, SEED, ROWS, today) {
        upload.push(&chunk.map_err(std::io::Error::other)?).await?;
    }
    upload
        .finish(&Reading::default())
        .await
        .map_err(|error| CommandError::Refused(error.to_string()))
}

/// What the law asks for differs between people at home and professionals (CPCE art. L34-5).
fn basis(clientele: Clientele) -> BTreeMap<Topic, Declaration> {
    let declared = |kind, evidence: &str| Declaration {
        kind,
        evidence: evidence.to_owned(),
    };
    let postal = declared(
        BasisKind::LegitimateInterest,
        "Courrier adressé, opposition possible à tout moment",
    );
    match clientele {
        Clientele::Individuals => BTreeMap::from([
            (Topic::Email, declared(BasisKind::Consent, EVIDENCE)),
            (Topic::Sms, declared(BasisKind::Consent, EVIDENCE)),
            (Topic::Postal, postal),
            (Topic::Tracking, declared(BasisKind::Consent, EVIDENCE)),
        ]),
        Clientele::Professionals => BTreeMap::from([
            (Topic::Email, declared(BasisKind::B2bInformation, EVIDENCE)),
            (Topic::Postal, postal),
        ]),
    }
}

/// A campaign of the demo.
struct Wanted {
    draft: Draft,
    filters: Value,
}

fn campaigns(tenant: &Tenant) -> [Wanted; 3] {
    let day = |days: i64| today(tenant).saturating_add(days.days()).to_string();
    let draft = |title: &str, description: &str, channels: &[&str], event: i64, lasts: i64| Draft {
        title: title.to_owned(),
        description: description.to_owned(),
        channels: channels.iter().map(|channel| (*channel).to_owned()).collect(),
        event_date: day(event),
        duration_days: Some(lasts),
        ..Draft::default()
    };
    [
        Wanted {
            draft: draft(
                "Vente privée clients fidèles",
                "Trois jours d’avant-première sur les lampes d’atelier, pour celles et ceux qui commandent souvent.",
                &["email", "sms"],
                21,
                3,
            ),
            filters: json!({ "type": ["Particulier"], "status": ["Client", "Client fidèle"] }),
        },
        Wanted {
            draft: Draft {
                social_network: "LinkedIn".to_owned(),
                ..draft(
                    "Salon des architectes de l’Ouest",
                    "Invitation à découvrir la gamme sur mesure, démonstrations et rendez-vous.",
                    &["email"],
                    45,
                    2,
                )
            },
            filters: json!({ "type": ["Architecte"], "region": ["Bretagne", "Pays de la Loire", "Normandie"] }),
        },
        Wanted {
            draft: draft(
                "Éclairage sobre des lieux publics",
                "Dossier pour les collectivités et les lieux culturels : remplacer, piloter, économiser.",
                &["email", "postal"],
                60,
                30,
            ),
            filters: json!({ "type": ["Collectivité", "Lieu culturel"] }),
        },
    ]
}

async fn create(app: &App, tenant: &Tenant, person: PersonId, wanted: &Wanted) -> Result<(), CommandError> {
    if campaigns::title_taken(tenant, &wanted.draft.title, None).await? {
        return Ok(());
    }
    let refused = |error: &dyn std::fmt::Display| CommandError::Refused(error.to_string());
    let filter = Filter::from_json(&wanted.filters).map_err(|error| refused(&error))?;
    match campaigns::create(tenant, &app.audiences, person, &wanted.draft, Some(&filter)).await {
        Ok(_) => app.workers.wake(tenant.id()).await,
        Err(CampaignError::TitleTaken) => {}
        Err(error) => return Err(refused(&error)),
    }
    Ok(())
}

/// The campaign that was sent.
const SENT: &str = "Ouverture de l’atelier de Rennes";
/// Where its links lead.
const SENT_LINK: &str = "https://www.atelier-lumen.example/rennes";
/// What people read their mail with.
const READER: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";
/// What looks at mail before people do.
const SCANNER: &str = "SafeLinksScanner/2.1 (bot)";
/// Nobody opens mail at once; what does is no human.
const ARRIVED: Duration = Duration::from_millis(2_500);
/// Requests recorded at a time.
const TOGETHER: usize = 100;
/// Between opening a mail and following its link.
const READ: Duration = Duration::from_secs(4);

/// A campaign that has left, and what came back of it.
async fn sent(app: &App, tenant: &Tenant, person: PersonId) -> Result<(), CommandError> {
    let refused = |error: &dyn std::fmt::Display| CommandError::Refused(error.to_string());
    let actor = Actor::Person(person);
    let mail = ready_mail(tenant).map_err(|error| refused(&error))?;
    let wanted = Wanted {
        draft: Draft {
            title: SENT.to_owned(),
            description: "Annonce de l’ouverture aux particuliers de Bretagne.".to_owned(),
            channels: vec!["email".to_owned()],
            event_date: today(tenant).to_string(),
            contents: Some(Contents::from([(Topic::Email, mail)])),
            ..Draft::default()
        },
        filters: json!({ "type": ["Particulier"], "region": ["Bretagne"] }),
    };
    create(app, tenant, person, &wanted).await?;
    let mut before = None;
    let id = loop {
        let page = campaigns::list(tenant, before, 100).await?;
        if let Some(campaign) = page.items.iter().find(|campaign| campaign.title == SENT) {
            break campaign.id;
        }
        match page.next {
            Some(next) => before = Some(next),
            // Somebody has renamed or deleted it.
            None => return Ok(()),
        }
    };
    loop {
        let Some(campaign) = campaigns::get(tenant, id).await? else {
            return Ok(());
        };
        match campaign.status {
            CampaignStatus::Ready => match campaigns::launch(tenant, &app.courier, actor, id).await {
                Ok(_) | Err(CampaignError::Status(_)) => app.workers.wake(tenant.id()).await,
                Err(error) => return Err(refused(&error)),
            },
            CampaignStatus::Preparing | CampaignStatus::Sending => {}
            CampaignStatus::Finished => break,
            // Somebody plays with it.
            _ => return Ok(()),
        }
        tokio::time::sleep(LOOK).await;
    }
    if tracking::statistics(tenant, id.uuid()).await?.all.opens.total == 0 {
        tokio::time::sleep(ARRIVED).await;
        answer(app, tenant, id).await?;
    }
    Ok(())
}

fn ready_mail(tenant: &Tenant) -> askama::Result<Content> {
    let facts = Facts {
        company: COMPANY,
        title: SENT,
        from: Some(today(tenant)),
        to: None,
        description: "Luminaires, ateliers et conseils, au cœur de la ville.",
        link: SENT_LINK,
    };
    let mail = ready(ReadyKind::Announcement, Locale::Fr, &facts)?;
    let fields = [("subject", mail.subject), ("html", mail.html)];
    Ok(Content(fields.map(|(name, text)| (name.to_owned(), text)).into()))
}

/// People open, click and unsubscribe, and machines look, in plausible shares; the same at every making.
async fn answer(app: &App, tenant: &Tenant, id: CampaignId) -> Result<(), CommandError> {
    let mut after = None;
    let mut messages = Vec::new();
    loop {
        let (lines, next) = delivery::messages(tenant, id, delivery::Filter::Sent, after.as_ref(), 500).await?;
        messages.extend(lines.into_iter().map(|line| line.id));
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    // A number from 0 to 99 for the message at this place; 37 has no divisor in common with 100.
    let share = |place: usize| (place * 37) % 100;
    let token = |message| tracking::token(tenant, message);
    let seen = |agent: &str, place: usize| Request {
        address: IpAddr::from([192, 0, 2, u8::try_from(place % 250).unwrap_or_default() + 1]),
        agent: agent.to_owned(),
        head: false,
        prefetch: false,
    };
    let opens = messages.iter().enumerate().flat_map(|(place, message)| {
        let agents: &[&str] = match share(place) {
            0..8 => &[READER, READER],
            8..43 => &[READER],
            90..94 => &[SCANNER],
            _ => &[],
        };
        agents.iter().map(move |agent| (place, *message, *agent))
    });
    let opens: Vec<_> = opens
        .filter_map(|(place, message, agent)| Some((Presented::parse(&token(message).text())?, seen(agent, place))))
        .collect();
    let clicks: Vec<_> = messages
        .iter()
        .enumerate()
        .filter(|(place, _)| share(*place) < 11)
        .filter_map(|(place, message)| {
            let link = format!("{}.1", token(*message).text());
            Some((Presented::parse(&link)?, seen(READER, place)))
        })
        .collect();
    let refused = |error: TrackError| CommandError::Refused(error.to_string());
    // Together, as they come: each is answered once it is durable.
    for group in opens.chunks(TOGETHER) {
        let recorded = group
            .iter()
            .map(|(token, request)| app.recorder.open(tenant, token, request.clone()));
        try_join_all(recorded).await.map_err(refused)?;
    }
    tokio::time::sleep(READ).await;
    for group in clicks.chunks(TOGETHER) {
        let recorded = group
            .iter()
            .map(|(token, request)| app.recorder.click(tenant, token, request.clone()));
        try_join_all(recorded).await.map_err(refused)?;
    }
    for (place, message) in messages.iter().enumerate().step_by(160) {
        let source = tracking::Source {
            one_click: place % 320 == 0,
            address: seen(READER, place).address,
            agent: READER.to_owned(),
        };
        tracking::unsubscribe(tenant, &token(*message), &source).await?;
    }
    Ok(())
}

fn today(tenant: &Tenant) -> jiff::civil::Date {
    let zone = TimeZone::get(&tenant.company().time_zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(tenant.now().0)
        .unwrap_or_default()
        .to_zoned(zone)
        .date()
}
