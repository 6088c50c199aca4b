//! Messages as sending leaves them in the ledger, for scenarios about what comes back: written behind a server's back, with
//! its own keys.

use relais_core::consent::Topic;
use relais_core::contacts::{self, ContactId};
use relais_core::{content, tracking};
use relais_tenants::clock::{Clock, Rng};
use relais_tenants::registry::Options;
use relais_tenants::{Installation, Tenant};
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

use crate::base::text;
use crate::server::Server;

/// The data of a running server, opened beside it as its commands do.
pub struct Ledger {
    tenant: Tenant,
}

impl Ledger {
    /// Opens that of one company.
    pub async fn open(server: &Server, slug: &str) -> Self {
        let options = Options {
            data: server.data(),
            database_url: server.database_url().map(str::to_owned),
            admin_database_url: None,
            master_key: None,
        };
        let opened = Installation::open(&options, Clock::system(), Rng::system()).await;
        let installation = opened.unwrap_or_else(|error| panic!("the data of {slug} cannot be opened: {error}"));
        match installation.tenant_by_slug(slug).await {
            Ok(Some(tenant)) => Self { tenant },
            other => panic!("there is no company {slug}: {:?}", other.err()),
        }
    }

    /// Says where the links of a campaign lead, from number 1.
    pub async fn links(&self, campaign: &Value, links: &[&str]) {
        let links: Vec<String> = links.iter().map(|link| (*link).to_owned()).collect();
        let work = async {
            let mut tx = self.tenant.write().await?;
            content::save_links(&mut tx, &self.tenant, id(campaign), Topic::Email, &links).await?;
            tx.commit().await
        };
        work.await
            .unwrap_or_else(|error: relais_tenants::database::Error| panic!("{error}"));
    }

    /// Holds a campaign at a status: nobody takes it further meanwhile.
    pub async fn held_at(&self, campaign: &str, status: &str) {
        let campaign: Uuid = campaign.parse().unwrap_or_else(|_| panic!("no identifier: {campaign}"));
        let work = async {
            let mut tx = self.tenant.write().await?;
            tx.exec(
                "UPDATE campaigns SET status = $3, lease_until = $4 WHERE tenant_id = $1 AND id = $2",
                (self.tenant.id(), campaign, status, self.tenant.now().0 + 3_600_000),
            )
            .await?;
            tx.commit().await
        };
        work.await
            .unwrap_or_else(|error: relais_tenants::database::Error| panic!("{error}"));
    }

    /// The token of a message that left, as text.
    pub fn token(&self, message: &str) -> String {
        let message = message.parse().unwrap_or_else(|_| panic!("no identifier: {message}"));
        tracking::token(&self.tenant, message).text()
    }

    /// A mail of a campaign to a contact, accepted an hour ago: its token as text.
    pub async fn sent(&self, campaign: &Value, contact: &Value, tracked: bool) -> String {
        let tenant = &self.tenant;
        let contact = contacts::get(tenant, ContactId(id(contact))).await;
        let Ok(Some(contact)) = contact else {
            panic!("no such contact")
        };
        let message = tenant.new_id();
        let token = tracking::token(tenant, message);
        let work = async {
            let mut tx = tenant.write().await?;
            tx.exec(
                "INSERT INTO messages (tenant_id, id, campaign_id, contact_number, contact_id, channel, step, state, reason,
                     basis, token, tracked, attempts, due_at, lease_until, sent_at, updated_at, opens, clicks, machine_opens,
                     machine_clicks)
                 VALUES ($1, $2, $3, $4, $5, 'email', 0, 'accepted', '', 'consent', $6, $7, 1, 0, 0, $8, $8, 0, 0, 0, 0)",
                (
                    tenant.id(),
                    message,
                    id(campaign),
                    i64::from(contact.number),
                    contact.id,
                    token.hash().to_vec(),
                    tracked,
                    tenant.now().minus(Duration::from_secs(3_600)),
                ),
            )
            .await?;
            tx.exec(
                "INSERT INTO delivery_counts (tenant_id, campaign_id, channel, state, reason, count)
                 VALUES ($1, $2, 'email', 'accepted', '', 1)
                 ON CONFLICT (tenant_id, campaign_id, channel, state, reason)
                 DO UPDATE SET count = delivery_counts.count + excluded.count",
                (tenant.id(), id(campaign)),
            )
            .await?;
            tx.commit().await
        };
        work.await
            .unwrap_or_else(|error: relais_tenants::database::Error| panic!("{error}"));
        token.text()
    }
}

fn id(thing: &Value) -> Uuid {
    let text = text(&thing["id"]);
    text.parse().unwrap_or_else(|_| panic!("no identifier in {thing}"))
}
