//! A company with prospects and a campaign, at work with a carrier that does what a test tells it.

#[path = "../shared/database.rs"]
mod database;
#[path = "script.rs"]
mod script;

pub use script::{LONGEST_TEXT, Script, accepted, transient};

use relais_core::audience::{Audiences, Filter};
use relais_core::campaigns::{self, CampaignId, Draft, Status};
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::{self, ContactId, Details, Field};
use relais_core::content::Content;
use relais_core::delivery::{self, Carriers, Courier, Progress};
use relais_core::work::Workers;
use relais_tenants::audit::Actor;
use relais_tenants::clock::{Clock, Rng};
use relais_tenants::people::NewPerson;
use relais_tenants::registry::{NewTenant, Options};
use relais_tenants::{Installation, PersonId, Tenant};
use std::collections::BTreeMap;
use std::time::Duration;

/// Longest wait for anything; a bound for hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where an installation keeps its data, for as long as a test takes.
pub struct Place {
    dir: tempfile::TempDir,
    /// For the application, and for migrations.
    postgres: Option<(String, String)>,
}

impl Place {
    pub fn sqlite() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            postgres: None,
        }
    }

    /// A fresh database of the server that `scripts/with-postgres` starts.
    pub async fn postgres() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            postgres: Some(database::postgres().await),
        }
    }
}

/// What a process has.
pub fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// Runs a scenario on both databases.
macro_rules! on_both_databases {
    ($scenario:ident) => {
        mod $scenario {
            use crate::house::{Place, runtime};

            #[test]
            fn sqlite() {
                runtime().block_on(super::$scenario(Place::sqlite()));
            }

            #[test]
            fn postgres() {
                runtime().block_on(async { super::$scenario(Place::postgres().await).await });
            }
        }
    };
}
pub(crate) use on_both_databases;

/// An installation with one company, at work.
pub struct House {
    pub tenant: Tenant,
    pub person: PersonId,
    pub audiences: Audiences,
    pub courier: Courier,
    pub workers: Workers,
    pub clock: Clock,
}

impl House {
    /// Opens the house, creating the company when there is none, and begins to work.
    pub async fn open(place: &Place, carriers: &(impl Carriers + Clone + 'static), clock: Clock) -> Self {
        let options = Options {
            data: place.dir.path().to_owned(),
            database_url: place.postgres.as_ref().map(|(app, _)| app.clone()),
            admin_database_url: place.postgres.as_ref().map(|(_, admin)| admin.clone()),
            master_key: None,
        };
        let installation = Installation::open(&options, clock.clone(), Rng::system())
            .await
            .unwrap();
        let (tenant, person) = match installation.tenant_by_slug("maison").await.unwrap() {
            Some(tenant) => {
                let person = PersonId(uuid::Uuid::nil());
                (tenant, person)
            }
            None => {
                let company = NewTenant {
                    slug: "maison".into(),
                    name: "La Maison".into(),
                    country: "FR".into(),
                    time_zone: "Europe/Paris".into(),
                };
                let admin = NewPerson {
                    email: "admin@maison.test".into(),
                    name: "Admin".into(),
                    password_hash: "x".into(),
                    language: "fr".into(),
                };
                let (id, person) = installation.sign_up(&company, &admin).await.unwrap();
                (installation.tenant(id).await.unwrap().unwrap(), person)
            }
        };
        let audiences = Audiences::new();
        let courier = Courier::new(carriers.clone(), "https://relais.test");
        let workers = Workers::new(installation.clone(), audiences.clone(), courier.clone());
        workers.start();
        Self {
            tenant,
            person,
            audiences,
            courier,
            workers,
            clock,
        }
    }

    pub fn actor(&self) -> Actor {
        Actor::Person(self.person)
    }

    pub async fn contact(&self, email: Option<&str>, basis: Option<BasisKind>) -> ContactId {
        let mut details = Details::default();
        details.set(
            Field::Name,
            Some(format!("Personne {}", email.unwrap_or("sans adresse"))),
        );
        details.set(Field::Email, email.map(str::to_owned));
        let mut grounds = BTreeMap::new();
        if let Some(kind) = basis {
            let evidence = "un essai".to_owned();
            grounds.insert(Topic::Email, Declaration { kind, evidence });
        }
        contacts::create(&self.tenant, self.actor(), &details, &grounds)
            .await
            .unwrap()
    }

    /// Somebody with these addresses, on these grounds.
    pub async fn somebody(
        &self,
        email: Option<&str>,
        phone: Option<&str>,
        grounds: &[(Topic, BasisKind)],
    ) -> ContactId {
        let mut details = Details::default();
        details.set(
            Field::Name,
            Some(format!("Personne {}", email.or(phone).unwrap_or("sans rien"))),
        );
        details.set(Field::Email, email.map(str::to_owned));
        details.set(Field::Phone, phone.map(str::to_owned));
        let declared = grounds.iter().map(|(topic, kind)| {
            let evidence = "un essai".to_owned();
            (*topic, Declaration { kind: *kind, evidence })
        });
        let declared = declared.collect();
        contacts::create(&self.tenant, self.actor(), &details, &declared)
            .await
            .unwrap()
    }

    /// So many people who may be written to.
    pub async fn people(&self, count: usize) -> Vec<ContactId> {
        let mut people = Vec::with_capacity(count);
        for i in 0..count {
            let email = format!("p{i}@example.test");
            people.push(self.contact(Some(&email), Some(BasisKind::B2bInformation)).await);
        }
        people
    }

    pub async fn withdraw(&self, id: ContactId) {
        let withdrawn = contacts::set_consent(&self.tenant, self.actor(), id, Topic::Email, None, "stop").await;
        withdrawn.unwrap().unwrap();
    }

    /// A campaign to everybody, prepared.
    pub async fn campaign(&self, title: &str, change: impl FnOnce(&mut Draft)) -> CampaignId {
        let id = self.campaign_preparing(title, change).await;
        self.until(id, |status| status != Status::Preparing).await;
        id
    }

    pub async fn campaign_preparing(&self, title: &str, change: impl FnOnce(&mut Draft)) -> CampaignId {
        let text = |text: &str| text.to_owned();
        let content = [
            (text("subject"), text("Bonjour {{ name }}")),
            (
                text("html"),
                text("<html><body><p>Bonjour {{ name }}</p><a href=\"https://exemple.fr/\">Venez</a></body></html>"),
            ),
        ];
        let mut draft = Draft {
            title: title.to_owned(),
            event_date: "2030-01-15".to_owned(),
            contents: Some(BTreeMap::from([(Topic::Email, Content(BTreeMap::from(content)))])),
            ..Draft::default()
        };
        change(&mut draft);
        let id = campaigns::create(&self.tenant, &self.audiences, self.person, &draft, Some(&Filter::new())).await;
        self.workers.wake(self.tenant.id()).await;
        id.unwrap()
    }

    pub async fn launch(&self, id: CampaignId) {
        campaigns::launch(&self.tenant, &self.courier, self.actor(), id)
            .await
            .unwrap()
            .unwrap();
        self.workers.wake(self.tenant.id()).await;
    }

    pub async fn status(&self, id: CampaignId) -> Status {
        campaigns::get(&self.tenant, id).await.unwrap().unwrap().status
    }

    /// Waits until the campaign stands where `there` says.
    pub async fn until(&self, id: CampaignId, there: impl Fn(Status) -> bool) -> Status {
        let wait = async {
            loop {
                let status = self.status(id).await;
                if there(status) {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(status) => status,
            Err(_) => panic!(
                "the campaign stays {:?}: {:?}",
                self.status(id).await,
                self.progress(id).await
            ),
        }
    }

    /// Waits until the books say so.
    pub async fn until_books(&self, id: CampaignId, there: impl Fn(&Progress) -> bool) -> Progress {
        let wait = async {
            loop {
                let progress = self.progress(id).await;
                if there(&progress) {
                    return progress;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        match tokio::time::timeout(PATIENCE, wait).await {
            Ok(progress) => progress,
            Err(_) => panic!("the books stay {:?}", self.progress(id).await),
        }
    }

    pub async fn progress(&self, id: CampaignId) -> Progress {
        delivery::progress(&self.tenant, id).await.unwrap().unwrap()
    }

    /// How long until all that is queued can be claimed; `None` while something is claimed, or can be.
    pub async fn idle_for(&self, id: CampaignId) -> Option<Duration> {
        let mut tx = self.tenant.read().await.unwrap();
        let (busy, first, last, next): (i64, Option<i64>, Option<i64>, Option<i64>) = tx
            .one(
                "SELECT CAST(COUNT(CASE WHEN m.state <> 'queued' THEN 1 END) AS BIGINT), MIN(m.due_at), MAX(m.due_at),
                     MAX(d.next_at)
                 FROM messages m JOIN deliveries d ON d.tenant_id = m.tenant_id AND d.campaign_id = m.campaign_id
                 WHERE m.tenant_id = $1 AND m.campaign_id = $2 AND m.state IN ('queued', 'claimed', 'transmitting')",
                (self.tenant.id(), id),
            )
            .await
            .unwrap();
        let (now, next) = (self.tenant.now().0, next?);
        let wait = last?.max(next) - now;
        (busy == 0 && first?.max(next) > now).then(|| Duration::from_millis(wait.unsigned_abs()))
    }

    /// The ledger, counted: state, reason, how many. The books must say the same.
    pub async fn ledger(&self, id: CampaignId) -> Vec<(String, String, i64)> {
        let mut tx = self.tenant.read().await.unwrap();
        let rows: Vec<(String, String, i64)> = tx
            .all(
                "SELECT state, reason, CAST(COUNT(*) AS BIGINT) FROM messages WHERE tenant_id = $1 AND campaign_id = $2
                 GROUP BY state, reason ORDER BY state, reason",
                (self.tenant.id(), id),
            )
            .await
            .unwrap();
        let books: Vec<(String, String, i64)> = tx
            .all(
                "SELECT state, reason, CAST(SUM(count) AS BIGINT) FROM delivery_counts
                 WHERE tenant_id = $1 AND campaign_id = $2 AND count <> 0 GROUP BY state, reason ORDER BY state, reason",
                (self.tenant.id(), id),
            )
            .await
            .unwrap();
        assert_eq!(rows, books, "the books differ from the ledger");
        rows
    }

    /// Where the message to somebody stands.
    pub async fn message(&self, id: CampaignId, contact: ContactId) -> (String, String) {
        self.message_if_any(id, contact).await.unwrap()
    }

    /// The same, before the ledger is complete.
    pub async fn message_if_any(&self, id: CampaignId, contact: ContactId) -> Option<(String, String)> {
        let mut tx = self.tenant.read().await.unwrap();
        tx.opt(
            "SELECT state, reason FROM messages WHERE tenant_id = $1 AND campaign_id = $2 AND contact_id = $3",
            (self.tenant.id(), id, contact),
        )
        .await
        .unwrap()
    }
}

/// Lines of a ledger as one writes them.
pub fn lines(expected: &[(&str, &str, i64)]) -> Vec<(String, String, i64)> {
    let mut lines: Vec<_> = expected
        .iter()
        .map(|(state, reason, count)| ((*state).to_owned(), (*reason).to_owned(), *count))
        .collect();
    lines.sort();
    lines
}
