//! `relais serve --demo`: a company to look at, with prospects and campaigns, made once.
//!
//! Everything goes the way a member's own data goes: the real import, the real preparation. Each step looks at what is
//! there first, so that a second start makes nothing twice and one killed half-way goes on where it was.

use super::CommandError;
use crate::app::App;
use crate::locale::Locale;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use relais_core::audience::Filter;
use relais_core::campaigns::{self, CampaignError, Draft};
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::import::{self, Import, OnConflict, Order, Status, Upload};
use relais_core::demo::{COMPANY, Clientele, ROWS, csv_chunks};
use relais_tenants::audit::Actor;
use relais_tenants::people::NewPerson;
use relais_tenants::registry::NewTenant;
use relais_tenants::{PersonId, Tenant};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
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
        .finish(None)
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

fn today(tenant: &Tenant) -> jiff::civil::Date {
    let zone = TimeZone::get(&tenant.company().time_zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(tenant.now().0)
        .unwrap_or_default()
        .to_zoned(zone)
        .date()
}
