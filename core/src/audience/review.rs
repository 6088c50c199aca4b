//! Who of an audience a channel reaches, on what ground, and who not, and why.

use super::columns::Column;
use super::filter::{Filter, FilterError};
use super::index::Index;
use crate::consent::{BasisKind, Topic};
use roaring::RoaringBitmap;
use serde::Serialize;

/// How one channel fares with an audience. The three reasons and `reached` add up to the audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelReach {
    /// The channel.
    pub channel: Topic,
    /// People it reaches.
    pub reached: u64,
    /// People who have no address for it.
    pub no_address: u64,
    /// People who withdrew or objected.
    pub stopped: u64,
    /// People on whom no ground stands that allows it.
    pub no_ground: u64,
    /// The grounds behind those it reaches.
    pub grounds: Vec<(BasisKind, u64)>,
}

/// Why a channel leaves somebody out. Of several reasons the first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// They have no address for it.
    NoAddress,
    /// They withdrew or objected.
    Stopped,
    /// No ground stands that allows it.
    NoGround,
}

impl LeftOut {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NoAddress, Self::Stopped, Self::NoGround];

    /// As the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::Stopped => "stopped",
            Self::NoGround => "no_ground",
        }
    }

    /// Those of `audience` whom `channel` leaves out for this reason, as a filter that lists them.
    ///
    /// # Errors
    /// That the filter has as many keys as one may have already.
    pub fn within(self, audience: &Filter, channel: Topic) -> Result<Filter, FilterError> {
        let (addressed, stopped) = (addressed_flag(channel), stopped_flag(channel));
        let audience = audience.clone();
        match self {
            Self::NoAddress => audience.with(&addressed, "false"),
            Self::Stopped => audience.with(&addressed, "true")?.with(&stopped, "true"),
            Self::NoGround => audience
                .with(&addressed, "true")?
                .with(&stopped, "false")?
                .with(&super::reach_flag(channel), "false"),
        }
    }
}

impl ChannelReach {
    /// How many it leaves out for this reason.
    #[must_use]
    pub fn left_out(&self, reason: LeftOut) -> u64 {
        match reason {
            LeftOut::NoAddress => self.no_address,
            LeftOut::Stopped => self.stopped,
            LeftOut::NoGround => self.no_ground,
        }
    }
}

/// The flag of those who have an address for a channel.
pub(super) fn addressed_flag(topic: Topic) -> String {
    format!("addressed:{topic}")
}

/// The flag of those who withdrew or objected.
pub(super) fn stopped_flag(topic: Topic) -> String {
    format!("stopped:{topic}")
}

/// The flag of those who stand on a ground.
pub(super) fn ground_flag(topic: Topic, kind: BasisKind) -> String {
    format!("ground:{topic}:{}", kind.as_str())
}

impl Index {
    /// How `channel` fares with `audience`.
    #[must_use]
    pub fn channel_reach(&self, audience: &RoaringBitmap, channel: Topic) -> ChannelReach {
        let addressed = self.members(&addressed_flag(channel)) & audience;
        let stopped = self.members(&stopped_flag(channel)) & &addressed;
        let reached = self.members(&super::reach_flag(channel)) & audience;
        let no_ground = addressed.len() - stopped.len() - reached.len();
        let grounds = BasisKind::ALL.into_iter().filter_map(|kind| {
            let count = self.members(&ground_flag(channel, kind)).intersection_len(&reached);
            (count > 0).then_some((kind, count))
        });
        ChannelReach {
            channel,
            reached: reached.len(),
            no_address: audience.len() - addressed.len(),
            stopped: stopped.len(),
            no_ground,
            grounds: grounds.collect(),
        }
    }

    /// Those of `audience` whom `channel` reaches.
    #[must_use]
    pub fn reached(&self, audience: &RoaringBitmap, channel: Topic) -> RoaringBitmap {
        self.members(&super::reach_flag(channel)) & audience
    }

    /// Shares `audience` out over channels in their order, each person to the first that reaches them: who falls to each.
    #[must_use]
    pub fn shared_out(&self, audience: &RoaringBitmap, channels: &[Topic]) -> Vec<RoaringBitmap> {
        let mut rest = audience.clone();
        let mut shares = Vec::with_capacity(channels.len());
        for channel in channels {
            let share = self.reached(&rest, *channel);
            rest -= &share;
            shares.push(share);
        }
        shares
    }

    /// Those of a flag; nobody where there is none of this name.
    pub(super) fn members(&self, flag: &str) -> RoaringBitmap {
        match self.column(flag) {
            Some(Column::Flag(id)) => self.flag_at(id).members.clone(),
            _ => RoaringBitmap::new(),
        }
    }
}
