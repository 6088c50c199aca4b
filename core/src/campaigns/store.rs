//! Campaigns and their clusters as they are stored.

use super::{Campaign, CampaignId, Progress, Status, Step};
use crate::audience::Filter;
use crate::insight::Label;
use crate::sealed::{open_json, seal_json};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::{Aad, Sealed};
use relais_tenants::{BlobId, PersonId, Tenant};
use roaring::RoaringBitmap;
use serde_json::Value;
use sqlx::types::Json;
use std::collections::BTreeMap;

macro_rules! columns {
    () => {
        "id, title, description, status, channels, fallback, social_network, event_date, end_date, scheduled_at, time_zone, \
         delay_ms, filters, audience_size, reach, step, step_done, step_total, board, export_id, error, created_by, \
         created_at, updated_at"
    };
}
pub(super) use columns;

#[derive(sqlx::FromRow)]
pub(super) struct CampaignRow {
    id: CampaignId,
    title: String,
    description: String,
    status: String,
    channels: Json<Vec<String>>,
    fallback: Option<bool>,
    social_network: String,
    event_date: Option<String>,
    end_date: Option<String>,
    scheduled_at: Option<Millis>,
    time_zone: String,
    delay_ms: i64,
    filters: Option<Sealed>,
    audience_size: Option<i64>,
    reach: Option<Json<BTreeMap<String, u64>>>,
    step: Option<String>,
    step_done: i64,
    step_total: i64,
    board: Option<Sealed>,
    export_id: Option<BlobId>,
    error: Option<String>,
    created_by: PersonId,
    created_at: Millis,
    updated_at: Millis,
}

impl CampaignRow {
    pub(super) fn open(self, tenant: &Tenant) -> Result<Campaign> {
        let id = self.id;
        let damaged = |what: &str| Error::Setup(format!("{what} of campaign {id} is damaged"));
        let date = |text: Option<String>| -> Result<_> {
            text.map(|text| text.parse().map_err(|_| damaged("a date"))).transpose()
        };
        let filters = self.filters.as_ref().map(|sealed| {
            let json: Value = open_json(tenant, aad("filters", &id), sealed)?;
            Filter::from_json(&json).map_err(|_| damaged("the filter"))
        });
        let board = self
            .board
            .as_ref()
            .map(|sealed| open_json(tenant, aad("board", &id), sealed));
        let step = self
            .step
            .as_deref()
            .map(|step| Step::parse(step).ok_or_else(|| damaged("the step")))
            .transpose()?;
        Ok(Campaign {
            id,
            title: self.title,
            description: self.description,
            status: Status::parse(&self.status).ok_or_else(|| damaged("the status"))?,
            channels: self.channels.0,
            fallback: self.fallback.unwrap_or_default(),
            social_network: self.social_network,
            event_date: date(self.event_date)?,
            end_date: date(self.end_date)?,
            scheduled_at: self.scheduled_at,
            time_zone: self.time_zone,
            delay_ms: self.delay_ms.unsigned_abs(),
            filters: filters.transpose()?,
            audience_size: self.audience_size.map(i64::unsigned_abs),
            reach: self.reach.map(|Json(reach)| reach).unwrap_or_default(),
            progress: step.map(|step| Progress {
                step,
                done: self.step_done.unsigned_abs(),
                total: self.step_total.unsigned_abs(),
            }),
            board: board.transpose()?,
            export: self.export_id,
            error: self.error,
            created_by: self.created_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

pub(super) async fn find(tx: &mut Tx, tenant: &Tenant, id: CampaignId) -> Result<Option<Campaign>> {
    let row: Option<CampaignRow> = tx
        .opt(
            concat!(
                "SELECT ",
                columns!(),
                " FROM campaigns WHERE tenant_id = $1 AND id = $2"
            ),
            (tenant.id(), id),
        )
        .await?;
    row.map(|row| row.open(tenant)).transpose()
}

/// The same, and nobody else changes it before the transaction ends: what is decided by where it stands holds.
pub(super) async fn find_locked(tx: &mut Tx, tenant: &Tenant, id: CampaignId) -> Result<Option<Campaign>> {
    if !tx.is_sqlite() {
        let sql = "SELECT id FROM campaigns WHERE tenant_id = $1 AND id = $2 FOR UPDATE";
        let _: Option<(CampaignId,)> = tx.opt(sql, (tenant.id(), id)).await?;
    }
    find(tx, tenant, id).await
}

/// Where values of the company's own attributes are sealed, as they are beside each contact.
pub(super) fn aad<'a>(column: &'static str, id: &'a CampaignId) -> Aad<'a> {
    Aad {
        table: "campaigns",
        column,
        row: id.0.as_bytes(),
    }
}

fn aad_label(id: &CampaignId) -> Aad<'_> {
    Aad {
        table: "clusters",
        column: "label",
        row: id.0.as_bytes(),
    }
}

/// The frozen audience of a campaign, by contact number.
pub(crate) async fn audience(tx: &mut Tx, tenant: &Tenant, id: CampaignId) -> Result<Option<RoaringBitmap>> {
    let row: Option<(Option<Vec<u8>>,)> = tx
        .opt(
            "SELECT audience FROM campaigns WHERE tenant_id = $1 AND id = $2",
            (tenant.id(), id),
        )
        .await?;
    row.and_then(|(bytes,)| bytes).map(|bytes| bitmap(&bytes)).transpose()
}

/// One cluster of a campaign's audience.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// From 0, the largest first.
    pub number: u32,
    /// What tells it from the rest.
    pub label: Label,
    /// How many people are in it.
    pub size: u64,
    /// Their contact numbers.
    pub members: RoaringBitmap,
}

#[derive(sqlx::FromRow)]
struct ClusterRow {
    number: i64,
    label: Sealed,
    size: i64,
    members: Vec<u8>,
}

/// The clusters of a campaign, the largest first; empty before they are made.
pub async fn clusters(tx: &mut Tx, tenant: &Tenant, id: CampaignId) -> Result<Vec<Cluster>> {
    let rows: Vec<ClusterRow> = tx
        .all(
            "SELECT number, label, size, members FROM clusters WHERE tenant_id = $1 AND campaign_id = $2 ORDER BY number",
            (tenant.id(), id),
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Cluster {
                number: u32::try_from(row.number).unwrap_or(u32::MAX),
                label: open_json(tenant, aad_label(&id), &row.label)?,
                size: row.size.unsigned_abs(),
                members: bitmap(&row.members)?,
            })
        })
        .collect()
}

pub(super) async fn insert_cluster(tx: &mut Tx, tenant: &Tenant, id: CampaignId, cluster: &Cluster) -> Result<()> {
    tx.exec(
        "INSERT INTO clusters (tenant_id, campaign_id, number, label, size, members) VALUES ($1, $2, $3, $4, $5, $6)",
        (
            tenant.id(),
            id,
            i64::from(cluster.number),
            seal_json(tenant, aad_label(&id), &cluster.label)?,
            i64::try_from(cluster.size).unwrap_or(i64::MAX),
            bytes(&cluster.members)?,
        ),
    )
    .await?;
    Ok(())
}

pub(super) fn bytes(bitmap: &RoaringBitmap) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(bitmap.serialized_size());
    bitmap
        .serialize_into(&mut bytes)
        .map_err(|error| Error::Encode(error.to_string()))?;
    Ok(bytes)
}

fn bitmap(bytes: &[u8]) -> Result<RoaringBitmap> {
    RoaringBitmap::deserialize_from(bytes)
        .map_err(|error| Error::Setup(format!("a frozen audience is damaged: {error}")))
}
