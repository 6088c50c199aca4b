//! How the tree is kept: in tiles of 256 hashes, as C2SP tlog-tiles lays them out.
//!
//! A tile of level `l` holds hashes of complete subtrees of height `8·l`. All else is computed from at most 256 neighbours, so that
//! a million entries are 32 MB in some 4,000 rows, appending rewrites one partial tile per level, and a proof reads a handful.

use super::tree::{Node, TreeHash, fold, node_hash};
use std::collections::HashMap;

/// Levels of the tree in one tile.
const HEIGHT: u32 = 8;
/// Hashes in a full tile.
pub const WIDTH: u64 = 1 << HEIGHT;

/// The place of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// 0 for the hashes of leaves.
    pub level: u32,
    /// Its place among those of its level.
    pub number: u64,
}

/// Tiles that were read.
pub type Tiles = HashMap<Tile, Vec<TreeHash>>;

/// The tile in which a complete subtree is found.
#[must_use]
pub fn tile_of(node: Node) -> Tile {
    let (level, above) = (node.level / HEIGHT, node.level % HEIGHT);
    Tile {
        level,
        number: node.index >> (HEIGHT - above),
    }
}

/// The hash of a complete subtree; nothing when its tile is not there or too short.
#[must_use]
pub fn hash_of(tiles: &Tiles, node: Node) -> Option<TreeHash> {
    let above = node.level % HEIGHT;
    let hashes = tiles.get(&tile_of(node))?;
    let start = usize::try_from((node.index << above) % WIDTH).ok()?;
    hashes.get(start..start + (1 << above)).map(complete)
}

/// The hash over a power of two of neighbours.
fn complete(hashes: &[TreeHash]) -> TreeHash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row
            .chunks_exact(2)
            .filter_map(|pair| Some(node_hash(pair.first()?, pair.last()?)))
            .collect();
    }
    fold(row.into_iter())
}

/// The hashes of a tile as stored, one after the other.
#[must_use]
pub fn pack(hashes: &[TreeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The hashes of a stored tile; an odd rest is dropped, and then found missing.
#[must_use]
pub fn unpack(bytes: &[u8]) -> Vec<TreeHash> {
    let hashes = bytes.chunks_exact(32).filter_map(|hash| hash.try_into().ok());
    hashes.map(TreeHash).collect()
}

/// The growing end of a log: its size, and the partial tile of each level.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    size: u64,
    /// From level 0 up; none is full.
    partial: Vec<Vec<TreeHash>>,
    /// Tiles filled since this was last asked for.
    filled: Vec<(Tile, Vec<TreeHash>)>,
}

impl Edge {
    /// The partial tiles that a log of `size` entries ends in, each with its number of hashes.
    pub fn tiles(size: u64) -> impl Iterator<Item = (Tile, u64)> {
        let levels = (0..64 / HEIGHT).take_while(move |level| size >> (level * HEIGHT) > 0);
        levels.map(move |level| {
            let hashes = size >> (level * HEIGHT);
            let tile = Tile {
                level,
                number: hashes / WIDTH,
            };
            (tile, hashes % WIDTH)
        })
    }

    /// The end of a log of `size` entries from its tiles; nothing when one of them is not there or too short.
    #[must_use]
    pub fn read(size: u64, tiles: &Tiles) -> Option<Self> {
        let partial = Self::tiles(size).map(|(tile, width)| match usize::try_from(width).ok()? {
            0 => Some(Vec::new()),
            width => tiles.get(&tile)?.get(..width).map(<[TreeHash]>::to_vec),
        });
        Some(Self {
            size,
            partial: partial.collect::<Option<_>>()?,
            filled: Vec::new(),
        })
    }

    /// Entries so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: TreeHash) {
        let mut carried = Some(leaf);
        let mut level = 0;
        while let Some(hash) = carried.take() {
            let index = usize::try_from(level).unwrap_or(usize::MAX);
            if self.partial.len() <= index {
                self.partial.push(Vec::new());
            }
            let Some(row) = self.partial.get_mut(index) else { break };
            row.push(hash);
            if row.len() as u64 == WIDTH {
                let full = std::mem::take(row);
                carried = Some(complete(&full));
                let number = self.size >> ((level + 1) * HEIGHT);
                self.filled.push((Tile { level, number }, full));
            }
            level += 1;
        }
        self.size += 1;
    }

    /// The root over all leaves.
    #[must_use]
    pub fn root(&self) -> TreeHash {
        let mut subtrees = Vec::new();
        for row in self.partial.iter().rev() {
            let mut rest = row.as_slice();
            while let Some(bits) = rest.len().checked_ilog2() {
                let (subtree, smaller) = rest.split_at(1 << bits);
                subtrees.push(complete(subtree));
                rest = smaller;
            }
        }
        fold(subtrees.into_iter())
    }

    /// The tiles that were filled since this was last asked for.
    pub fn take_filled(&mut self) -> Vec<(Tile, Vec<TreeHash>)> {
        std::mem::take(&mut self.filled)
    }

    /// The partial tiles as they are now, without the empty ones.
    pub fn partial(&self) -> impl Iterator<Item = (Tile, &[TreeHash])> {
        let tiles = Self::tiles(self.size).map(|(tile, _)| tile);
        let rows = tiles.zip(self.partial.iter().map(Vec::as_slice));
        rows.filter(|(_, row)| !row.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::tree::{Span, consistency, inclusion, leaf_hash, naive};
    use proptest::prelude::*;

    fn leaves(count: u64) -> Vec<TreeHash> {
        (0..count).map(|i| leaf_hash(&i.to_be_bytes())).collect()
    }

    /// What storing does: full tiles once, partial ones again and again.
    fn store(tiles: &mut Tiles, edge: &mut Edge) {
        tiles.extend(edge.take_filled());
        let partial: Vec<_> = edge.partial().map(|(tile, row)| (tile, row.to_vec())).collect();
        tiles.extend(partial);
    }

    fn grown(rounds: &[u64]) -> (Tiles, Edge) {
        let mut tiles = Tiles::new();
        let mut size = 0;
        for round in rounds {
            let mut edge = Edge::read(size, &tiles).unwrap();
            for i in size..size + round {
                edge.push(leaf_hash(&i.to_be_bytes()));
            }
            store(&mut tiles, &mut edge);
            size += round;
        }
        let edge = Edge::read(size, &tiles).unwrap();
        (tiles, edge)
    }

    fn of(tiles: &Tiles, span: Span) -> TreeHash {
        fold(span.nodes().into_iter().map(|node| hash_of(tiles, node).unwrap()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        // R: G9
        #[test]
        fn a_tree_grown_in_rounds_is_the_naive_one(rounds in prop::collection::vec(0_u64..400, 1..9), at: [prop::sample::Index; 2]) {
            let (tiles, edge) = grown(&rounds);
            let all = leaves(edge.size());
            let root = naive::root(&all);
            prop_assert_eq!(edge.root(), root);
            prop_assert_eq!(of(&tiles, Span { start: 0, end: edge.size() }), root);
            if !all.is_empty() {
                let index = at[0].index(all.len());
                let path = inclusion(index as u64, edge.size()).unwrap();
                let path: Vec<_> = path.into_iter().map(|span| of(&tiles, span)).collect();
                prop_assert_eq!(path, naive::path(index, &all));
                let from = 1 + at[1].index(all.len());
                let path = consistency(from as u64, edge.size()).unwrap();
                let path: Vec<_> = path.into_iter().map(|span| of(&tiles, span)).collect();
                prop_assert_eq!(path, naive::subproof(from, &all, true));
            }
        }
    }

    #[test]
    fn a_log_with_a_third_level_of_tiles_is_the_naive_one() {
        let (tiles, edge) = grown(&[65_535, 1, 300]);
        let all = leaves(65_836);
        assert_eq!(edge.root(), naive::root(&all));
        assert_eq!(tiles.keys().map(|tile| tile.level).max(), Some(2));
        assert_eq!(of(&tiles, Span { start: 0, end: 65_536 }), naive::root(&all[..65_536]));
    }

    #[test]
    fn what_is_stored_comes_back_and_a_missing_tile_is_noticed() {
        let (mut tiles, _) = grown(&[300]);
        assert_eq!(unpack(&pack(&leaves(3))), leaves(3));
        tiles.remove(&Tile { level: 1, number: 0 });
        assert!(Edge::read(300, &tiles).is_none());
        assert!(Edge::read(299, &grown(&[298]).0).is_none(), "too short");
    }
}
