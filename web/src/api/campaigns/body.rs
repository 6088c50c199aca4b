//! A campaign as the API writes it.

use super::delivery::DeliveryBody;
use crate::api::wire::Filters;
use crate::http::Problem;
use relais_core::campaigns::{self, Campaign, Progress};
use relais_core::content::Contents;
use relais_core::delivery;
use relais_tenants::Tenant;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A campaign.
#[derive(Serialize, ToSchema)]
#[schema(as = Campaign)]
pub struct CampaignBody {
    /// Its identifier.
    id: uuid::Uuid,
    /// Its name, unique in the company.
    title: String,
    /// What it is about.
    description: String,
    /// `draft`, `preparing`, `ready`, `scheduled`, `sending`, `paused`, `finished`, `partially_failed`, `cancelled`.
    status: &'static str,
    /// The channels it goes out over, in their order.
    channels: Vec<String>,
    /// Whether each person gets it over the first of these that reaches them, instead of over all of them.
    fallback: bool,
    /// When it is to be sent, RFC 3339.
    scheduled_at: Option<String>,
    /// The day it is about, YYYY-MM-DD.
    event_date: Option<String>,
    /// The last day, YYYY-MM-DD.
    end_date: Option<String>,
    /// The social network it accompanies, or «Multi-canal».
    social_network: String,
    /// Whom it is for; null while it is a draft without audience.
    #[schema(value_type = Option<Filters>)]
    filters: Option<Value>,
    /// IANA name of the zone its dates are meant in.
    time_zone: String,
    /// Pause between two messages, in milliseconds.
    delay_ms: u64,
    /// What it says, by channel and field; not in lists.
    #[schema(value_type = Option<BTreeMap<String, BTreeMap<String, String>>>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Contents>,
    /// How many people the frozen audience has.
    audience_size: Option<u64>,
    /// How many of them each channel reaches.
    reach: BTreeMap<String, u64>,
    /// How far its preparation is; null when it is not being prepared.
    progress: Option<ProgressBody>,
    /// How far its messages are; null before it is launched, and not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<DeliveryBody>,
    /// When it was created, RFC 3339.
    created_at: String,
    /// When it last changed, RFC 3339.
    updated_at: String,
}

/// How far a preparation is.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Progress)]
pub struct ProgressBody {
    /// `population`, `segments`, `export`, `page`.
    step: &'static str,
    /// How much of the step is done, of `total`.
    done: u64,
    /// How much there is; 0 before it is known.
    total: u64,
}

impl From<Progress> for ProgressBody {
    fn from(progress: Progress) -> Self {
        Self {
            step: progress.step.as_str(),
            done: progress.done,
            total: progress.total,
        }
    }
}

impl CampaignBody {
    /// The campaign with what it says.
    pub async fn whole(tenant: &Tenant, campaign: Campaign) -> Result<Self, Problem> {
        let content = Some(campaigns::contents(tenant, campaign.id).await?);
        let delivery = delivery::progress(tenant, campaign.id).await?.map(DeliveryBody::from);
        Ok(Self {
            content,
            delivery,
            ..Self::from(campaign)
        })
    }
}

impl From<Campaign> for CampaignBody {
    fn from(campaign: Campaign) -> Self {
        Self {
            id: campaign.id.uuid(),
            title: campaign.title,
            description: campaign.description,
            status: campaign.status.as_str(),
            channels: campaign.channels,
            fallback: campaign.fallback,
            scheduled_at: campaign.scheduled_at.map(|at| at.to_string()),
            event_date: campaign.event_date.map(|day| day.to_string()),
            end_date: campaign.end_date.map(|day| day.to_string()),
            social_network: campaign.social_network,
            filters: campaign.filters.map(|filter| filter.to_json()),
            time_zone: campaign.time_zone,
            delay_ms: campaign.delay_ms,
            content: None,
            audience_size: campaign.audience_size,
            reach: campaign.reach,
            progress: campaign.progress.map(ProgressBody::from),
            delivery: None,
            created_at: campaign.created_at.to_string(),
            updated_at: campaign.updated_at.to_string(),
        }
    }
}
