//! `GET /campaigns/{id}`: the campaign's own page.

use super::form;
use super::labels::label;
use super::progress::work;
use super::sending::{self, Shown};
use crate::http::{Fields, Id, Problem};
use crate::live::Snapshot;
use crate::pages::audience::{chips, own_attributes};
use crate::pages::frame::Frame;
use crate::pages::{html, words, zones};
use crate::view::campaigns::{CampaignFile, CampaignPage, Cluster, Distribution, PlanForm};
use crate::view::overview::Reach;
use crate::view::{Field, Place, Ui};
use axum::response::Html;
use relais_core::access::Permission;
use relais_core::campaigns::{self, Board, Campaign, CampaignId, Spread, Status, export_name};
use relais_core::consent::Topic;
use relais_core::contacts::attributes::Attribute;
use relais_core::delivery;
use relais_tenants::blobs;

/// Categories shown first, then whatever else describes the audience.
const FIRST: [&str; 4] = ["type", "region", "sector", "status"];
/// Categories shown in all.
const SHOWN: usize = 6;

/// The page, as it is now.
pub async fn get(frame: Frame, Id(id): Id<CampaignId>, query: Fields) -> Result<Html<String>, Problem> {
    page(&frame, id, &query, None, None).await
}

/// The page; `told` stands above all else, `unfit` says what is wrong with the date it was to be sent at.
pub async fn page(
    frame: &Frame,
    id: CampaignId,
    query: &Fields,
    told: Option<String>,
    unfit: Option<String>,
) -> Result<Html<String>, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let campaign = campaigns::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
    let own = own_attributes(tenant).await?;
    let author = frame.app.installation.person(campaign.created_by).await?;
    let snapshot = Snapshot::of(tenant, &campaign).await?;
    let shown = Shown { frame, query, told };
    let sending = sending::show(&shown, &campaign, &snapshot).await?;
    let plan = (sending.acts.launch && sending.written).then(|| {
        let typed = query.get("scheduled_at");
        PlanForm {
            scheduled_at: Field {
                value: if typed.is_empty() {
                    form::scheduled(&campaign)
                } else {
                    typed.to_owned()
                },
                error: unfit,
            },
            time_zone: zones::choices(match query.get("time_zone") {
                "" => &campaign.time_zone,
                zone => zone,
            }),
        }
    });
    html(&CampaignPage {
        shell: frame.shell_at(Place::Campaigns, Some(id)).await?,
        sending,
        plan,
        work: (campaign.status == Status::Preparing).then(|| work(&campaign, tenant.now())),
        clusters: clusters(frame, &campaign, &own).await?,
        files: files(frame, &campaign).await?,
        distributions: campaign
            .board
            .as_ref()
            .map(|board| distributions(ui, board, &own))
            .unwrap_or_default(),
        filters: campaign
            .filters
            .as_ref()
            .map(|filter| chips(ui, filter, &own))
            .unwrap_or_default(),
        reach: reach(&campaign),
        created_by: author.map(|person| person.name),
        description: campaign.description,
        created_at: campaign.created_at.timestamp(),
        ui: ui.clone(),
    })
}

async fn clusters(frame: &Frame, campaign: &Campaign, own: &[Attribute]) -> Result<Vec<Cluster>, Problem> {
    let tenant = frame.tenant();
    let stored = campaigns::clusters(&mut tenant.read().await?, tenant, campaign.id).await?;
    let mut clusters: Vec<Cluster> = stored
        .into_iter()
        .map(|cluster| Cluster {
            id: cluster.number,
            label: label(&frame.ui, &cluster.label, own),
            count: cluster.size,
        })
        .collect();
    clusters.sort_by_key(|cluster| (std::cmp::Reverse(cluster.count), cluster.id));
    Ok(clusters)
}

async fn files(frame: &Frame, campaign: &Campaign) -> Result<Vec<CampaignFile>, Problem> {
    let tenant = frame.tenant();
    if !frame.may(Permission::CampaignsExport) {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    let letters = delivery::spooled(tenant, campaign.id).await?;
    if letters.files > 0 {
        files.push(CampaignFile {
            name: super::letters_name(campaign),
            href: format!("/campaigns/{}/letters.zip", campaign.id),
            size: letters.bytes.unsigned_abs(),
            rows: letters.letters.unsigned_abs(),
            at: campaign.updated_at.timestamp(),
        });
    }
    let Some(blob) = campaign.export else {
        return Ok(files);
    };
    let size = blobs::size(&mut tenant.read().await?, tenant, blob).await?;
    files.push(CampaignFile {
        name: export_name(campaign),
        href: format!("/campaigns/{}/export.csv", campaign.id),
        size: size.unwrap_or_default(),
        rows: campaign.audience_size.unwrap_or_default(),
        at: campaign.updated_at.timestamp(),
    });
    Ok(files)
}

/// The channels of the campaign, and those that would reach somebody.
fn reach(campaign: &Campaign) -> Vec<Reach> {
    if campaign.reach.is_empty() {
        return Vec::new();
    }
    let built_in = Topic::CHANNELS.into_iter().map(|topic| topic.to_string());
    let others = campaign
        .reach
        .keys()
        .filter_map(|channel| Topic::parse(channel)?.other());
    built_in
        .chain(others.map(|name| name.to_string()))
        .map(|channel| Reach {
            count: campaign.reach.get(&channel).copied().unwrap_or_default(),
            channel,
        })
        .filter(|reach| reach.count > 0 || campaign.channels.contains(&reach.channel))
        .collect()
}

fn distributions(ui: &Ui, board: &Board, own: &[Attribute]) -> Vec<Distribution> {
    // A category of which everybody has the same value, or almost nobody has one, tells nothing.
    let telling = |spread: &&Spread| {
        let known: u64 = spread.values.iter().map(|value| value.count).sum::<u64>() + spread.others;
        // A chart whose longest bar is «others» tells nothing.
        spread.values.len() > 1 && known > spread.missing && spread.others * 2 < known
    };
    let mut spreads: Vec<&Spread> = board.spreads.iter().filter(telling).collect();
    spreads.sort_by_key(|spread| {
        FIRST
            .iter()
            .position(|first| *first == spread.key)
            .unwrap_or(FIRST.len())
    });
    let shown = spreads
        .into_iter()
        .filter(|spread| spread.key != "postcode")
        .take(SHOWN);
    shown
        .map(|spread| {
            let mut values: Vec<(String, u64)> = spread
                .values
                .iter()
                .map(|value| (words::value(ui, &spread.key, &value.value), value.count))
                .collect();
            if spread.missing > 0 {
                values.push((ui.t("value-none"), spread.missing));
            }
            Distribution {
                key: spread.key.replace('_', "-"),
                label: words::key(ui, &spread.key, own),
                values,
                others: spread.others,
            }
        })
        .collect()
}
