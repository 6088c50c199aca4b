//! A company whose prospects were written to: rows of the ledger as sending leaves them.

#[path = "../shared/ground.rs"]
mod ground;

pub use ground::{Backend, company};

use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::{self, Contact, ContactId, Details, Field};
use relais_core::content;
use relais_core::tracking::{self, Followed, Presented, Recorder, Request, Statistics, Token};
use relais_tenants::audit::Actor;
use relais_tenants::clock::{Clock, Millis};
use relais_tenants::{Installation, Tenant};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use uuid::Uuid;

/// A person's browser.
pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// Where the two links of the campaign lead.
pub const LINKS: [&str; 3] = [
    "https://exemple.fr/un",
    "https://exemple.fr/deux",
    "https://exemple.fr/trois",
];

/// An installation with one company and one campaign that was sent.
pub struct House {
    pub installation: Installation,
    pub tenant: Tenant,
    pub clock: Clock,
    pub recorder: Recorder,
    pub campaign: Uuid,
    _directory: tempfile::TempDir,
}

/// A message that has left.
pub struct Sent {
    pub id: Uuid,
    pub contact: ContactId,
    pub token: Token,
}

impl Sent {
    /// As the pixel carries it.
    pub fn pixel(&self) -> Presented {
        Presented::parse(&self.token.text()).unwrap()
    }

    /// As a link carries it.
    pub fn link(&self, number: u32) -> Presented {
        Presented::parse(&format!("{}.{number}", self.token.text())).unwrap()
    }
}

impl House {
    pub async fn open(backend: Backend) -> Self {
        let clock = Clock::fixed(Millis(1_800_000_000_000));
        let (installation, directory) = ground::installation(backend, clock.clone()).await;
        let tenant = company(&installation, "maison").await;
        let campaign = tenant.new_id();
        let mut tx = tenant.write().await.unwrap();
        let links = LINKS.map(str::to_owned);
        content::save_links(&mut tx, &tenant, campaign, Topic::Email, &links)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self {
            installation,
            tenant,
            clock,
            recorder: Recorder::new(),
            campaign,
            _directory: directory,
        }
    }

    /// Somebody who agreed to be written to, and perhaps to be tracked.
    pub async fn prospect(&self, email: &str, tracking: bool) -> Contact {
        let mut details = Details::default();
        details.set(Field::Email, Some(email.to_owned()));
        let declaration = Declaration {
            kind: BasisKind::Consent,
            evidence: "formulaire".into(),
        };
        let mut grounds = BTreeMap::from([(Topic::Email, declaration.clone())]);
        if tracking {
            grounds.insert(Topic::Tracking, declaration);
        }
        let id = contacts::create(&self.tenant, Actor::System, &details, &grounds)
            .await
            .unwrap();
        contacts::get(&self.tenant, id).await.unwrap().unwrap()
    }

    /// A message to somebody, sent an hour ago.
    pub async fn sent(&self, contact: &Contact, tracked: bool) -> Sent {
        let tenant = &self.tenant;
        let id = tenant.new_id();
        let token = tracking::token(tenant, id);
        let mut tx = tenant.write().await.unwrap();
        tx.exec(
            "INSERT INTO messages (tenant_id, id, campaign_id, contact_number, contact_id, channel, step, state, reason, basis,
                 token, tracked, attempts, due_at, lease_until, sent_at, updated_at, opens, clicks, machine_opens, machine_clicks)
             VALUES ($1, $2, $3, $4, $5, 'email', 0, 'accepted', '', 'consent', $6, $7, 1, 0, 0, $8, $8, 0, 0, 0, 0)",
            (
                tenant.id(),
                id,
                self.campaign,
                i64::from(contact.number),
                contact.id,
                token.hash().to_vec(),
                tracked,
                tenant.now().minus(Duration::from_secs(3_600)),
            ),
        )
        .await
        .unwrap();
        tx.exec(
            "INSERT INTO delivery_counts (tenant_id, campaign_id, channel, state, reason, count)
             VALUES ($1, $2, 'email', 'accepted', '', 1)
             ON CONFLICT (tenant_id, campaign_id, channel, state, reason)
             DO UPDATE SET count = delivery_counts.count + excluded.count",
            (tenant.id(), self.campaign),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        Sent {
            id,
            contact: contact.id,
            token,
        }
    }

    /// A tracked message to somebody new who agreed to it.
    pub async fn tracked(&self, email: &str) -> Sent {
        let contact = self.prospect(email, true).await;
        self.sent(&contact, true).await
    }

    pub async fn opens(&self, sent: &Sent, agent: &str) -> bool {
        self.recorder
            .open(&self.tenant, &sent.pixel(), request(agent))
            .await
            .unwrap()
    }

    pub async fn clicks(&self, sent: &Sent, number: u32, agent: &str) -> Followed {
        self.recorder
            .click(&self.tenant, &sent.link(number), request(agent))
            .await
            .unwrap()
    }

    pub async fn statistics(&self) -> Statistics {
        tracking::statistics(&self.tenant, self.campaign).await.unwrap()
    }

    /// Every event of a message in the order they came: kind, link, why it is a machine's.
    pub async fn events(&self, sent: &Sent) -> Vec<(String, Option<i64>, Option<String>)> {
        let mut tx = self.tenant.read().await.unwrap();
        tx.all(
            "SELECT kind, link, machine FROM events WHERE tenant_id = $1 AND message_id = $2 ORDER BY at, id",
            (self.tenant.id(), sent.id),
        )
        .await
        .unwrap()
    }

    /// The figures beside a message: opens and clicks by humans, by machines, reading time.
    pub async fn figures(&self, sent: &Sent) -> (i64, i64, i64, i64, Option<i64>) {
        let mut tx = self.tenant.read().await.unwrap();
        tx.one(
            "SELECT opens, clicks, machine_opens, machine_clicks, reading_ms FROM messages WHERE tenant_id = $1 AND id = $2",
            (self.tenant.id(), sent.id),
        )
        .await
        .unwrap()
    }

    pub async fn withdraws(&self, sent: &Sent, topic: Topic) {
        let done = contacts::set_consent(&self.tenant, Actor::System, sent.contact, topic, None, "test").await;
        done.unwrap().unwrap();
    }

    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

pub fn request(agent: &str) -> Request {
    Request {
        address: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)),
        agent: agent.to_owned(),
        head: false,
        prefetch: false,
    }
}
