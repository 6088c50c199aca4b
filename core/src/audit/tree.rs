//! The Merkle tree of RFC 6962 (and 9162), §2.1: hashes, and which subtrees a root or a proof is made of.
//!
//! Pure arithmetic: nothing here knows where hashes are kept. Proofs are lists of spans of leaves; a span's hash is that of its
//! complete subtrees, which are what is stored ([`tiles`](super::tiles)).
//!
//! Crates that were looked at keep the tree in memory (ct-merkle, rs_merkle) or are a part of one log server; the algorithm is a
//! page, and is held against the standard's own vectors and a naive recomputation.

use sha2::{Digest, Sha256};
use std::fmt;

/// A hash of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TreeHash(pub [u8; 32]);

/// Hexadecimal.
impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::hex::write(&self.0))
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The hash of a leaf's bytes.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> TreeHash {
    TreeHash(Sha256::new().chain_update([0_u8]).chain_update(leaf).finalize().into())
}

/// The hash of two neighbouring subtrees.
#[must_use]
pub fn node_hash(left: &TreeHash, right: &TreeHash) -> TreeHash {
    let hash = Sha256::new()
        .chain_update([1_u8])
        .chain_update(left.0)
        .chain_update(right.0);
    TreeHash(hash.finalize().into())
}

/// The root of a log without entries.
#[must_use]
pub fn empty_root() -> TreeHash {
    TreeHash(Sha256::digest(b"").into())
}

/// The complete subtree over the `2^level` leaves from `index * 2^level` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// Its height.
    pub level: u32,
    /// Its place among those of its height.
    pub index: u64,
}

/// The leaves from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first leaf.
    pub start: u64,
    /// The leaf behind the last.
    pub end: u64,
}

impl Span {
    /// The complete subtrees it is made of, from left to right, for a span as the standard cuts them.
    #[must_use]
    pub fn nodes(self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut at = self.start;
        while at < self.end {
            let level = (self.end - at).ilog2();
            nodes.push(Node {
                level,
                index: at >> level,
            });
            at += 1 << level;
        }
        nodes
    }
}

/// The hash of neighbouring subtrees, each larger than the next.
#[must_use]
pub fn fold(subtrees: impl DoubleEndedIterator<Item = TreeHash>) -> TreeHash {
    let joined = subtrees.rev().reduce(|right, left| node_hash(&left, &right));
    joined.unwrap_or_else(empty_root)
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// What proves that a log of `size` entries has a certain leaf at `index`, leaf to root (§2.1.1); nothing when it is not in there.
#[must_use]
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Span>> {
    if index >= size {
        return None;
    }
    let mut path = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(Span { start: middle, end });
            end = middle;
        } else {
            path.push(Span { start, end: middle });
            start = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// What proves that a log of `to` entries begins with the `from` of an earlier one (§2.1.2); nothing when it cannot.
#[must_use]
pub fn consistency(from: u64, to: u64) -> Option<Vec<Span>> {
    if from > to {
        return None;
    }
    let mut path = Vec::new();
    if from == 0 {
        return Some(path);
    }
    let (mut start, mut end) = (0, to);
    while from != end {
        let middle = start + split(end - start);
        if from <= middle {
            path.push(Span { start: middle, end });
            end = middle;
        } else {
            path.push(Span { start, end: middle });
            start = middle;
        }
    }
    if start > 0 {
        path.push(Span { start, end });
    }
    path.reverse();
    Some(path)
}

#[cfg(test)]
pub(super) mod naive {
    //! The standard's recursive definitions, word for word, over leaves in memory; and its algorithms for those who check.

    use super::{TreeHash, empty_root, node_hash};

    fn split(count: usize) -> usize {
        let mut k = 1;
        while k * 2 < count {
            k *= 2;
        }
        k
    }

    /// MTH(D).
    pub fn root(leaves: &[TreeHash]) -> TreeHash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                node_hash(&root(left), &root(right))
            }
        }
    }

    /// PATH(m, D).
    pub fn path(m: usize, leaves: &[TreeHash]) -> Vec<TreeHash> {
        if leaves.len() == 1 {
            return vec![];
        }
        let k = split(leaves.len());
        let (left, right) = leaves.split_at(k);
        let (mut path, other) = if m < k {
            (path(m, left), root(right))
        } else {
            (path(m - k, right), root(left))
        };
        path.push(other);
        path
    }

    /// SUBPROOF(m, D, whole).
    pub fn subproof(m: usize, leaves: &[TreeHash], whole: bool) -> Vec<TreeHash> {
        if m == leaves.len() {
            return if whole { vec![] } else { vec![root(leaves)] };
        }
        let k = split(leaves.len());
        let (left, right) = leaves.split_at(k);
        let (mut proof, other) = if m <= k {
            (subproof(m, left, whole), root(right))
        } else {
            (subproof(m - k, right, false), root(left))
        };
        proof.push(other);
        proof
    }

    /// RFC 9162, §2.1.3.2.
    pub fn includes(leaf: TreeHash, index: u64, size: u64, path: &[TreeHash], expected: TreeHash) -> bool {
        if index >= size {
            return false;
        }
        let (mut place, mut last, mut hash) = (index, size - 1, leaf);
        for other in path {
            if last == 0 {
                return false;
            }
            if place & 1 == 1 || place == last {
                hash = node_hash(other, &hash);
                while place & 1 == 0 && place != 0 {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node_hash(&hash, other);
            }
            place >>= 1;
            last >>= 1;
        }
        last == 0 && hash == expected
    }

    /// RFC 9162, §2.1.4.2, for `0 < from < to`.
    pub fn extends(from: u64, old: TreeHash, to: u64, new: TreeHash, path: &[TreeHash]) -> bool {
        let mut path = path.to_vec();
        if from.is_power_of_two() {
            path.insert(0, old);
        }
        let Some((first, rest)) = path.split_first() else {
            return false;
        };
        let (mut place, mut last) = (from - 1, to - 1);
        while place & 1 == 1 {
            place >>= 1;
            last >>= 1;
        }
        let (mut of_old, mut of_new) = (*first, *first);
        for other in rest {
            if last == 0 {
                return false;
            }
            if place & 1 == 1 || place == last {
                of_old = node_hash(other, &of_old);
                of_new = node_hash(other, &of_new);
                while place & 1 == 0 && place != 0 {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                of_new = node_hash(&of_new, other);
            }
            place >>= 1;
            last >>= 1;
        }
        of_old == old && of_new == new && last == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::hex;
    use proptest::prelude::*;

    /// The eight leaves of the vectors that Certificate Transparency's implementations share.
    const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    /// The roots over the first one, two, … of them.
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn leaves() -> Vec<TreeHash> {
        let bytes = |text: &str| hex::read_all(text).unwrap();
        LEAVES.iter().map(|leaf| leaf_hash(&bytes(leaf))).collect()
    }

    fn of(span: Span, leaves: &[TreeHash]) -> TreeHash {
        let node = |node: Node| {
            let start = usize::try_from(node.index << node.level).unwrap();
            naive::root(&leaves[start..start + (1 << node.level)])
        };
        fold(span.nodes().into_iter().map(node))
    }

    fn numbered(count: u64) -> Vec<TreeHash> {
        (0..count).map(|i| leaf_hash(&i.to_be_bytes())).collect()
    }

    // R: G9
    #[test]
    fn roots_and_proofs_are_those_of_the_vectors() {
        let leaves = leaves();
        assert_eq!(
            empty_root().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        for (count, root) in (1..).zip(ROOTS) {
            let span = Span { start: 0, end: count };
            assert_eq!(of(span, &leaves).to_string(), root);
        }
        let hashes =
            |spans: Vec<Span>| -> Vec<String> { spans.into_iter().map(|span| of(span, &leaves).to_string()).collect() };
        assert_eq!(
            hashes(inclusion(5, 8).unwrap()),
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(
            hashes(consistency(6, 8).unwrap()),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }

    proptest! {
        // R: G9
        #[test]
        fn an_inclusion_proof_is_the_standards_and_convinces(size in 1_u64..600, at: prop::sample::Index) {
            let index = at.index(size as usize) as u64;
            let leaves = numbered(size);
            let path: Vec<TreeHash> = inclusion(index, size).unwrap().into_iter().map(|span| of(span, &leaves)).collect();
            prop_assert_eq!(&path, &naive::path(index as usize, &leaves));
            let root = naive::root(&leaves);
            prop_assert!(naive::includes(leaves[index as usize], index, size, &path, root));
            prop_assert!(!naive::includes(leaf_hash(b"other"), index, size, &path, root));
        }

        // R: G9
        #[test]
        fn a_consistency_proof_is_the_standards_and_convinces(to in 2_u64..600, at: prop::sample::Index) {
            let from = 1 + at.index(to as usize - 1) as u64;
            let leaves = numbered(to);
            let path: Vec<TreeHash> = consistency(from, to).unwrap().into_iter().map(|span| of(span, &leaves)).collect();
            prop_assert_eq!(&path, &naive::subproof(from as usize, &leaves, true));
            let (old, new) = (naive::root(&leaves[..from as usize]), naive::root(&leaves));
            prop_assert!(naive::extends(from, old, to, new, &path));
            prop_assert!(!naive::extends(from, leaf_hash(b"other"), to, new, &path));
        }
    }

    #[test]
    fn the_ends_have_proofs_of_their_own() {
        assert_eq!(inclusion(0, 1), Some(vec![]));
        assert_eq!(inclusion(1, 1), None);
        assert_eq!(inclusion(0, 0), None);
        assert_eq!(consistency(0, 5), Some(vec![]));
        assert_eq!(consistency(5, 5), Some(vec![]));
        assert_eq!(consistency(6, 5), None);
    }
}
