//! `GET /campaigns/{id}`: the campaign's own dashboard.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Chip;
use crate::view::chart::{Chart, Series};
use crate::view::overview::{Reach, share};
use crate::view::work::Work;
use crate::view::{CampaignStatus, Shell, Ui};

/// The campaign's page. While it is prepared `work` is there and the results are empty.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/page.html")]
pub struct CampaignPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The campaign's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its state.
    pub status: CampaignStatus,
    /// Its description, maybe empty.
    pub description: String,
    /// The day of the event.
    pub event_date: Option<Date>,
    /// The last day.
    pub end_date: Option<Date>,
    /// When it is published, if that is decided.
    pub scheduled_at: Option<Timestamp>,
    /// The social network, or none for «Multi-canal».
    pub social_network: Option<String>,
    /// Its channels.
    pub channels: Vec<String>,
    /// Who created it, and when.
    pub created_by: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// The preparation, until it is over.
    pub work: Option<Work>,
    /// People in the frozen audience.
    pub audience: u64,
    /// Messages that left.
    pub sent: u64,
    /// People who opened, where opening is measured.
    pub opened: u64,
    /// Failed ÷ (sent + failed), from 0 to 1.
    pub failure_rate: f64,
    /// The clusters, largest first.
    pub clusters: Vec<Cluster>,
    /// How many of the audience each channel reaches.
    pub reach: Vec<Reach>,
    /// How the audience is made: by region, by type. Largest first, at most a dozen values.
    pub distributions: Vec<Distribution>,
    /// The filters the audience was made with; empty means the whole base.
    pub filters: Vec<Chip>,
    /// Files kept with the campaign.
    pub files: Vec<CampaignFile>,
    /// Whether the reader may choose its audience now: it is a draft.
    pub can_choose: bool,
    /// Whether the reader may edit it now.
    pub can_edit: bool,
    /// Whether the reader may cancel it now.
    pub can_cancel: bool,
    /// Whether the reader may delete it now.
    pub can_delete: bool,
}

/// A cluster of the audience.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// `Cluster_ID` of the export.
    pub id: u32,
    /// Its readable label.
    pub label: String,
    /// People in it.
    pub count: u64,
}

/// How the audience spreads over one category.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// The category's key.
    pub key: String,
    /// Its name, in the reader's language.
    pub label: String,
    /// Values and people.
    pub values: Vec<(String, u64)>,
    /// People in the values not shown.
    pub others: u64,
}

/// A file kept with the campaign.
#[derive(Clone, Debug)]
pub struct CampaignFile {
    /// Its name, as it is saved.
    pub name: String,
    /// Where it is downloaded.
    pub href: String,
    /// Bytes.
    pub size: u64,
    /// Lines of data.
    pub rows: u64,
    /// When it was made.
    pub at: Timestamp,
}

impl CampaignPage {
    /// Whether no message has been tried yet, so that there is nothing to count.
    pub fn untried(&self) -> bool {
        self.sent == 0 && self.failure_rate == 0.0
    }

    /// The charts of the page; those that would show nothing are left out.
    pub fn charts(&self) -> Vec<Chart> {
        let mut charts = Vec::new();
        if !self.clusters.is_empty() {
            charts.push(self.cluster_chart());
        }
        if !self.reach.is_empty() {
            charts.push(self.reach_chart());
        }
        charts.extend(
            self.distributions
                .iter()
                .filter(|d| !d.values.is_empty())
                .map(|d| self.spread(d)),
        );
        charts
    }

    fn cluster_chart(&self) -> Chart {
        let largest = self.clusters.iter().max_by_key(|c| c.count);
        let (label, count) = largest.map_or(("", 0), |c| (c.label.as_str(), c.count));
        Chart {
            name: "segments".to_owned(),
            title: self.ui.t("chart-clusters"),
            note: self.ui.t2(
                "chart-clusters-note",
                "label",
                label,
                "share",
                self.ui.percent(share(&count, &self.audience)),
            ),
            labels_title: self.ui.t("col-cluster"),
            labels: self.clusters.iter().map(|c| c.label.clone()).collect(),
            series: self.people(self.clusters.iter().map(|c| c.count).collect()),
            tinted: true,
        }
    }

    fn reach_chart(&self) -> Chart {
        Chart {
            name: "canaux".to_owned(),
            title: self.ui.t("chart-reach"),
            note: self.ui.t1("chart-reach-note", "count", self.audience),
            labels_title: self.ui.t("col-channel"),
            labels: self.reach.iter().map(|r| self.ui.channel(&r.channel)).collect(),
            series: self.people(self.reach.iter().map(|r| r.count).collect()),
            tinted: false,
        }
    }

    fn spread(&self, distribution: &Distribution) -> Chart {
        let mut values = distribution.values.clone();
        let (first, count) = values.iter().max_by_key(|(_, n)| *n).cloned().unwrap_or_default();
        if distribution.others > 0 {
            values.push((self.ui.t("chart-others"), distribution.others));
        }
        Chart {
            name: distribution.key.clone(),
            title: self.ui.t1("chart-spread", "category", &distribution.label),
            note: self.ui.t2(
                "chart-spread-note",
                "value",
                first,
                "share",
                self.ui.percent(share(&count, &self.audience)),
            ),
            labels_title: distribution.label.clone(),
            labels: values.iter().map(|(name, _)| name.clone()).collect(),
            series: self.people(values.iter().map(|(_, n)| *n).collect()),
            tinted: false,
        }
    }

    fn people(&self, values: Vec<u64>) -> Vec<Series> {
        vec![Series {
            name: self.ui.t("col-audience"),
            values,
        }]
    }
}
