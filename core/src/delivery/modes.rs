//! Where the messages of a campaign go. That is decided when it is launched: a channel that goes live, or back to the
//! sandbox, takes no campaign along.

use crate::campaigns::CampaignId;
use crate::channels::Mode;
use crate::consent::Topic;
use relais_tenants::Tenant;
use relais_tenants::database::{Result, Tx};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use std::collections::BTreeMap;

/// Where the messages of each channel go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Modes(BTreeMap<String, Mode>);

impl Modes {
    /// Where the messages of this channel go, if that is decided.
    pub fn of(&self, channel: &str) -> Option<Mode> {
        self.0.get(channel).copied()
    }

    /// Channel by channel.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Mode)> {
        self.0.iter().map(|(channel, mode)| (channel.as_str(), *mode))
    }

    /// The one mode of all channels; `None` where they differ.
    pub fn common(&self) -> Option<Mode> {
        let mut modes = self.0.values();
        let first = modes.next()?;
        modes.all(|mode| mode == first).then_some(*first)
    }

    /// The channels whose messages go there.
    pub fn channels(&self, there: Mode) -> impl Iterator<Item = &str> {
        self.iter()
            .filter(move |(_, mode)| *mode == there)
            .map(|(channel, _)| channel)
    }
}

impl FromIterator<(String, Mode)> for Modes {
    fn from_iter<T: IntoIterator<Item = (String, Mode)>>(modes: T) -> Self {
        Self(modes.into_iter().collect())
    }
}

/// Where the messages of these channels would go if a campaign were launched now.
pub async fn modes_now(tenant: &Tenant, channels: &[String]) -> Result<Modes> {
    complete(&mut tenant.read().await?, tenant, Modes::default(), channels).await
}

/// The same modes, and the channels' own for those of which nothing was decided: campaigns of before are sent as the
/// channel is.
pub(super) async fn complete(tx: &mut Tx, tenant: &Tenant, decided: Modes, channels: &[String]) -> Result<Modes> {
    if channels.iter().all(|channel| decided.of(channel).is_some()) {
        return Ok(decided);
    }
    let rows: Vec<(String, String)> = tx
        .all(
            "SELECT channel, mode FROM channels WHERE tenant_id = $1",
            (tenant.id(),),
        )
        .await?;
    let now: BTreeMap<String, String> = rows.into_iter().collect();
    let modes = channels.iter().map(|channel| {
        let now = || now.get(channel).and_then(|mode| Mode::parse(mode));
        // A channel that nobody has touched is in the sandbox.
        let mode = decided.of(channel).or_else(now).unwrap_or(Mode::Sandbox);
        (channel.clone(), mode)
    });
    Ok(modes.collect())
}

/// What was decided for a channel of a campaign when it was launched.
pub(super) async fn decided(tenant: &Tenant, campaign: CampaignId, channel: Topic) -> Result<Option<Mode>> {
    let mut tx = tenant.read().await?;
    let row: Option<(Option<Json<Modes>>,)> = tx
        .opt(
            "SELECT modes FROM deliveries WHERE tenant_id = $1 AND campaign_id = $2",
            (tenant.id(), campaign),
        )
        .await?;
    Ok(row
        .and_then(|(modes,)| modes)
        .and_then(|Json(modes)| modes.of(channel.as_str())))
}

/// Where a message goes, by what was decided and what its channel is now. `None`: it was to reach people, and the channel
/// is in the sandbox again, so that it goes nowhere.
pub(super) fn heading(decided: Option<Mode>, now: Mode) -> Option<Mode> {
    match (decided, now) {
        (Some(Mode::Live), Mode::Sandbox) => None,
        (decided, now) => Some(decided.unwrap_or(now)),
    }
}
