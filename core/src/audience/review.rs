//! Who of an audience a channel reaches, on what ground, and who not, and why.

use super::columns::Column;
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
    /// People on whom no ground was ever recorded.
    pub no_ground: u64,
    /// The grounds behind those it reaches.
    pub grounds: Vec<(BasisKind, u64)>,
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
        let reached = self.members(super::reach_flag(channel)) & audience;
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

    fn members(&self, flag: &str) -> RoaringBitmap {
        match self.column(flag) {
            Some(Column::Flag(id)) => self.flag_at(id).members.clone(),
            _ => RoaringBitmap::new(),
        }
    }
}
