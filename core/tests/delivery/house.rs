//! A company with prospects, a campaign, and a carrier that does what a test tells it.

use relais_channels::{AddressKind, ContentField, Fault, FieldKind, File, Message, Outcome, Rendered, Report, Settings, Sink};
use relais_core::audience::{Audiences, Filter};
use relais_core::campaigns::{self, CampaignId, Draft, Status};
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::{self, ContactId, Details, Field};
use relais_core::content::Content;
use relais_core::delivery::{self, Carrier, Carriers, Courier, Finding, Measuring, Progress, Sending};
use relais_core::work::Workers;
use relais_tenants::audit::Actor;
use relais_tenants::clock::{Clock, Rng};
use relais_tenants::people::NewPerson;
use relais_tenants::registry::{NewTenant, Options};
use relais_tenants::{Installation, PersonId, Tenant};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Longest wait for anything; a bound for hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a carrier does with a message.
pub type Deed = Arc<dyn Fn(&Message) -> Outcome + Send + Sync>;

/// Takes what the test lets it take, and remembers it.
#[derive(Clone)]
pub struct Script {
    deed: Arc<Mutex<Deed>>,
    /// The address with which the plugin crashes, before it hands that message over.
    pub poison: Arc<Mutex<Option<String>>>,
    /// Whether it crashes with every message.
    broken: Arc<AtomicBool>,
    /// How long a batch takes.
    pub slow: Arc<Mutex<Duration>>,
    /// Every message handed over, in order: key and address.
    pub seen: Arc<Mutex<Vec<(String, String)>>>,
    /// Whether there is a plugin for text messages too: of 40 characters at most, paid for by twenties.
    texts: Arc<AtomicBool>,
    /// Whether it leaves a file for each message.
    files: Arc<AtomicBool>,
    /// The channel this one serves.
    channel: &'static str,
    content: Arc<[ContentField]>,
}

/// The longest text a scripted text message may have.
pub const LONGEST_TEXT: u32 = 40;
/// What is paid for at once.
pub const UNIT: usize = 20;

impl Script {
    pub fn new(deed: impl Fn(&Message) -> Outcome + Send + Sync + 'static) -> Self {
        Self {
            deed: Arc::new(Mutex::new(Arc::new(deed))),
            poison: Arc::default(),
            broken: Arc::default(),
            slow: Arc::default(),
            seen: Arc::default(),
            texts: Arc::default(),
            files: Arc::default(),
            channel: "email",
            content: Arc::default(),
        }
    }

    /// Serves text messages too.
    pub fn with_texts(self) -> Self {
        self.texts.store(true, Ordering::SeqCst);
        self
    }

    /// Leaves a file for each message, as letters do.
    pub fn with_files(self) -> Self {
        self.files.store(true, Ordering::SeqCst);
        self
    }

    /// Addresses messages were handed over to, in order.
    pub fn addresses(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(_, to)| to.clone()).collect()
    }

    pub fn accepting() -> Self {
        Self::new(|_| accepted())
    }

    pub fn now(&self, deed: impl Fn(&Message) -> Outcome + Send + Sync + 'static) {
        *self.deed.lock().unwrap() = Arc::new(deed);
    }

    pub fn break_down(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    pub fn slowly(self, batch: Duration) -> Self {
        *self.slow.lock().unwrap() = batch;
        self
    }

    pub fn keys(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(key, _)| key.clone()).collect()
    }
}

pub fn accepted() -> Outcome {
    Outcome::Accepted { provider_id: None }
}

fn unsent() -> Outcome {
    let reason = "the plugin stopped before it came to this message".to_owned();
    Outcome::Unsent { reason }
}

pub fn transient() -> Outcome {
    Outcome::Transient {
        reason: "451 later".into(),
        retry_after: None,
    }
}

impl Carriers for Script {
    fn find<'a>(&'a self, _: &'a Tenant, _: &'a str, channel: &'a str) -> Finding<'a> {
        let texts = channel == "fax" || channel == "sms" && self.texts.load(Ordering::SeqCst);
        let content: Arc<[ContentField]> = if texts {
            Arc::new([ContentField {
                name: "text".into(),
                label: "Texte".into(),
                kind: FieldKind::Text,
                required: true,
                max_length: Some(LONGEST_TEXT),
            }])
        } else {
            Arc::default()
        };
        let known = ["email", "sms", "fax"].into_iter().find(|known| *known == channel);
        let one = known.map(|channel| {
            let one = Self {
                channel,
                content,
                ..self.clone()
            };
            Arc::new(one) as Arc<dyn Carrier>
        });
        Box::pin(async move { Ok(one) })
    }
}

impl Carrier for Script {
    fn measure<'a>(&'a self, _: &'a Settings, batch: Vec<Message>) -> Measuring<'a> {
        let units = |message: &Message| {
            let text = message.fields.iter().find(|(name, _)| name == "text");
            let length = text.map_or(1, |(_, text)| text.chars().count());
            u32::try_from(length.div_ceil(UNIT)).unwrap()
        };
        let is_text = self.channel == "sms";
        let measured: Vec<u32> = batch.iter().map(|one| if is_text { units(one) } else { 1 }).collect();
        Box::pin(async move { Ok(measured) })
    }

    fn content(&self) -> &[ContentField] {
        &self.content
    }

    /// A channel that only a plugin knows goes to phones.
    fn address(&self) -> AddressKind {
        match self.channel {
            "fax" => AddressKind::Phone,
            _ => AddressKind::None,
        }
    }

    fn send<'a>(&'a self, _: &'a Settings, sink: Sink, batch: Vec<Message>) -> Sending<'a> {
        Box::pin(async move {
            for message in &batch {
                self.seen
                    .lock()
                    .unwrap()
                    .push((message.key.clone(), message.to.clone()));
            }
            let slow = *self.slow.lock().unwrap();
            tokio::time::sleep(slow).await;
            let deed = self.deed.lock().unwrap().clone();
            let broken = self.broken.load(Ordering::SeqCst);
            let poison = self.poison.lock().unwrap().clone();
            let crash = batch
                .iter()
                .position(|message| broken || Some(&message.to) == poison.as_ref());
            let reach = crash.unwrap_or(batch.len());
            let outcomes = batch
                .iter()
                .enumerate()
                .map(|(place, message)| if place < reach { deed(message) } else { unsent() });
            let outcomes: Vec<Outcome> = outcomes.collect();
            let files = batch.iter().filter(|_| self.files.load(Ordering::SeqCst));
            let files = files.map(|message| File {
                message: Some(message.key.clone()),
                name: format!("{}.txt", message.key),
                media_type: "text/plain".to_owned(),
                content: message.to.clone().into_bytes(),
            });
            let files: Vec<File> = files.collect();
            let taken = batch.into_iter().zip(&outcomes);
            let taken =
                taken.filter(|(_, outcome)| sink == Sink::Sandbox && matches!(outcome, Outcome::Accepted { .. }));
            let rendered = taken.map(|(message, _)| {
                let field = |name: &str| {
                    let field = message.fields.iter().find(|(field, _)| field == name);
                    field.map(|(_, value)| value.clone()).unwrap_or_default()
                };
                Rendered {
                    subject: field("subject"),
                    body: if self.channel == "sms" {
                        field("text")
                    } else {
                        field("html")
                    },
                    source: Vec::new(),
                    media_type: "message/rfc822".to_owned(),
                    key: message.key,
                    to: message.to,
                }
            });
            Report {
                rendered: rendered.collect(),
                outcomes,
                files,
                fault: crash.map(|_| Fault::Crashed("unreachable".to_owned())),
                ..Report::default()
            }
        })
    }
}

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
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("RELAIS_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!("RELAIS_TEST_POSTGRES is not set: run `make test`, or `scripts/with-postgres cargo test …`")
        });
        let name = format!(
            "relais_core_{}_{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let mut admin = PgConnection::connect(&server).await.unwrap();
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        admin.execute(create).await.unwrap();
        let mut admin_url: url::Url = server.parse().unwrap();
        admin_url.set_path(&name);
        let mut app_url = admin_url.clone();
        app_url.set_username(&format!("{name}_app")).unwrap();
        app_url.set_password(Some("not-a-secret")).unwrap();
        Self {
            dir: tempfile::tempdir().unwrap(),
            postgres: Some((app_url.into(), admin_url.into())),
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
