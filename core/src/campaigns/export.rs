//! The file of a campaign: its people, the cluster of each, and what the campaign is.
//!
//! RFC 4180, UTF-8, commas. A cell that a spreadsheet would take for a formula is written as text (OWASP, «CSV
//! injection»). The file is kept with the campaign, as it was when the campaign was prepared.

use super::prepare::Job;
use super::store::{self, clusters};
use super::{Campaign, CampaignId, Step};
use crate::contacts::attributes::{self, Attribute};
use crate::contacts::spreadsheet::harmless;
use crate::contacts::{self, Contact, Field};
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Error, Result};
use relais_tenants::{Tenant, blobs};
use serde_json::json;

/// Contacts read and written at a time: bounds the memory, whatever the audience.
const PAGE: usize = 2_000;

/// The name of a campaign's file: `YYYY-MM-DD_Name_export.csv`, after the day of the event.
pub fn export_name(campaign: &Campaign) -> String {
    let day = campaign.event_date.map(|day| day.to_string()).unwrap_or_default();
    let title: String = campaign
        .title
        .chars()
        .map(|c| {
            if c.is_whitespace() || c.is_control() || r#"/\:*?"<>|"#.contains(c) {
                '_'
            } else {
                c
            }
        })
        .collect();
    format!("{day}_{title}_export.csv")
}

/// Hands out a campaign's file from its first byte, and records to whom; `None` before it is written.
pub async fn read_export(tenant: &Tenant, actor: Actor, campaign: &Campaign) -> Result<Option<blobs::Reader>> {
    let Some(blob) = campaign.export else {
        return Ok(None);
    };
    let mut tx = tenant.write().await?;
    let entry = Entry {
        actor,
        action: "campaign.export",
        object: &campaign.id.to_string(),
        details: json!({ "people": campaign.audience_size }),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(Some(blobs::Reader::at(tenant, blob, 0)))
}

/// Records that the messages of a campaign are handed out as a file, and to whom.
pub async fn record_messages_export(tenant: &Tenant, actor: Actor, campaign: CampaignId) -> Result<()> {
    let mut tx = tenant.write().await?;
    let entry = Entry {
        actor,
        action: "campaign.export_messages",
        object: &campaign.to_string(),
        details: json!({}),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await
}

/// Records that the letters of a campaign are handed out as files, and to whom.
pub async fn record_letters_export(tenant: &Tenant, actor: Actor, campaign: CampaignId, letters: i64) -> Result<()> {
    let mut tx = tenant.write().await?;
    let entry = Entry {
        actor,
        action: "campaign.export_letters",
        object: &campaign.to_string(),
        details: json!({ "letters": letters }),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await
}

/// Writes the file and moves on; `false` once the claim is lost.
pub(super) async fn write(job: &Job<'_>, campaign: &Campaign) -> Result<bool> {
    let tenant = job.tenant;
    let mut tx = tenant.read().await?;
    let audience = store::audience(&mut tx, tenant, job.id).await?.unwrap_or_default();
    let clusters = clusters(&mut tx, tenant, job.id).await?;
    let own = attributes::all(&mut tx, tenant).await?;
    drop(tx);
    let cluster_of = |number: u32| clusters.iter().find(|cluster| cluster.members.contains(number));
    let date = campaign.event_date.map(|day| day.to_string()).unwrap_or_default();

    let mut file = blobs::Writer::begin(tenant, "export").await?;
    file.push(&csv_bytes(|csv| csv.write_record(header(&own)))?).await?;
    let mut numbers = audience.iter();
    let mut done = 0;
    loop {
        let page: Vec<i64> = numbers.by_ref().take(PAGE).map(i64::from).collect();
        if page.is_empty() {
            break;
        }
        done += page.len() as u64;
        let mut tx = tenant.read().await?;
        let mut rows = contacts::by_numbers(&mut tx, tenant, page).await?;
        drop(tx);
        rows.sort_unstable_by_key(|row| row.number);
        let mut people = Vec::with_capacity(rows.len());
        for row in rows {
            people.push(contacts::store::open(tenant, row)?);
        }
        let bytes = csv_bytes(|csv| {
            for contact in &people {
                let cluster = cluster_of(contact.number).map(|cluster| cluster.number.to_string());
                let tail = [
                    &cluster.unwrap_or_default(),
                    &campaign.title,
                    &campaign.social_network,
                    &date,
                ];
                csv.write_record(
                    cells(contact, &own)
                        .iter()
                        .chain(tail)
                        .map(|cell| harmless(cell).into_owned()),
                )?;
            }
            Ok(())
        })?;
        file.push(&bytes).await?;
        if !job.sign_of_life(done, audience.len()).await? {
            return Ok(false);
        }
    }
    let mut tx = tenant.write().await?;
    if !job.advance(&mut tx, Step::Page, 1).await? {
        return Ok(false);
    }
    let blob = file.finish(&mut tx).await?;
    if let Some(old) = campaign.export {
        blobs::delete(&mut tx, tenant, old).await?;
    }
    tx.exec(
        "UPDATE campaigns SET export_id = $3 WHERE tenant_id = $1 AND id = $2",
        (tenant.id(), job.id, blob),
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

fn csv_bytes(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> Result<Vec<u8>> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    write(&mut csv).map_err(|error| Error::Encode(error.to_string()))?;
    csv.into_inner().map_err(|error| Error::Encode(error.to_string()))
}

/// The canonical keys, the company's own, then what the campaign adds.
fn header(own: &[Attribute]) -> Vec<String> {
    let fields = Field::ALL.into_iter().map(|field| field.as_str().to_owned());
    let own = own.iter().map(|attribute| attribute.key.to_string());
    let tail = ["Cluster_ID", "Campagne", "Réseau social", "Date"].map(str::to_owned);
    fields.chain(own).chain(tail).collect()
}

fn cells(contact: &Contact, own: &[Attribute]) -> Vec<String> {
    let fields = Field::ALL
        .into_iter()
        .map(|field| contact.details.get(field).unwrap_or_default().to_owned());
    let own = own.iter().map(|attribute| {
        contact
            .details
            .attributes
            .get(&attribute.key)
            .map(contacts::Value::text)
            .unwrap_or_default()
    });
    fields.chain(own).collect()
}
