//! Flags: sets of contacts that overlap freely, such as `has:email`, `reach:sms` or a set someone named.

use std::sync::Arc;

use roaring::RoaringBitmap;

/// One flag of an index. Its members are always live contacts.
#[derive(Debug, Clone)]
pub(super) struct Flag {
    pub(super) key: Arc<str>,
    /// Whether rows say who is in it; otherwise it is set as a whole and rows leave it alone.
    pub(super) by_row: bool,
    pub(super) members: RoaringBitmap,
}

impl Flag {
    pub(super) fn bytes(&self) -> usize {
        bitmap_bytes(&self.members)
    }
}

/// Bytes a bitmap holds, near enough: its containers' contents, and what holds them. Counted from the numbers
/// of containers, because roaring 0.12 gives the bytes of arrays doubled and those of bitsets in bits.
pub(super) fn bitmap_bytes(bitmap: &RoaringBitmap) -> usize {
    /// A container: its key, its store, and the allocator's own header.
    const PER_CONTAINER: usize = 32 + 16;
    const PER_BITSET: usize = 8_192;
    let statistics = bitmap.statistics();
    statistics.n_values_array_containers as usize * size_of::<u16>()
        + statistics.n_bitset_containers as usize * PER_BITSET
        + usize::try_from(statistics.n_bytes_run_containers).unwrap_or(usize::MAX)
        + statistics.n_containers as usize * PER_CONTAINER
}
