//! Saved indexes that were cut short, altered or made up: an error, never a panic.

use proptest::prelude::*;

use super::super::{Builder, DecodeError, Index, NumberKind, Row};

fn saved() -> Vec<u8> {
    let mut builder = Builder::new();
    let city = builder.category("city").unwrap();
    let income = builder.number("income", NumberKind::Number).unwrap();
    let wide = builder.number("wide", NumberKind::Number).unwrap();
    let email = builder.flag("has:email").unwrap();
    let names: Vec<String> = (0..300).map(|at| format!("ville {at}")).collect();
    for (number, name) in (0..).step_by(3).zip(&names) {
        let mut row = Row::new();
        row.value(city, name)
            .number(income, f64::from(number))
            .number(wide, 0.1)
            .flag(email);
        builder.push(number, &row).unwrap();
    }
    let mut index = builder.finish(11);
    index.set("set:few", &[0, 3].into_iter().collect()).unwrap();
    index.encode()
}

/// The bytes with a right checksum, as an attacker or another program would write them.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len().saturating_sub(4));
    let checksum = crc32fast::hash(&bytes);
    bytes.extend(checksum.to_le_bytes());
    bytes
}

#[test]
fn what_was_written_is_read() {
    let bytes = saved();
    let index = Index::decode(&bytes).unwrap();
    assert_eq!(index.sequence(), 11);
    assert_eq!(index.encode(), bytes);
    assert_eq!(
        Index::decode(&Index::new().encode()).unwrap().encode(),
        Index::new().encode()
    );
}

#[test]
fn other_bytes_are_told_apart() {
    let bytes = saved();
    assert_eq!(Index::decode(b"").unwrap_err(), DecodeError::NotAnIndex);
    assert_eq!(
        Index::decode(b"SQLite format 3\0").unwrap_err(),
        DecodeError::NotAnIndex
    );
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert_eq!(Index::decode(&resealed(newer)).unwrap_err(), DecodeError::Version(9));
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Index::decode(&longer).unwrap_err(), DecodeError::Damaged);
    let mut stuffed = bytes;
    stuffed.extend([0; 8]);
    assert_eq!(
        Index::decode(&resealed(stuffed)).unwrap_err(),
        DecodeError::Invalid("bytes are left over")
    );
}

#[test]
fn every_truncation_and_every_flipped_byte_is_found() {
    let bytes = saved();
    for len in 0..bytes.len() {
        assert!(Index::decode(&bytes[..len]).is_err(), "cut at {len}");
        let mut altered = bytes.clone();
        altered[len] ^= 1 << (len % 8);
        assert!(Index::decode(&altered).is_err(), "flipped at {len}");
    }
}

#[test]
fn a_right_checksum_over_a_cut_is_still_an_error() {
    let bytes = saved();
    for len in 14..bytes.len() - 4 {
        assert!(
            Index::decode(&resealed(bytes[..len + 4].to_vec())).is_err(),
            "cut at {len}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Whatever passes for an index is one that answers: every invariant the engine relies on was checked.
    #[test]
    fn forged_bytes_never_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = saved();
        for (at, byte) in edits {
            let at = at.index(bytes.len() - 14) + 10;
            bytes[at] = byte;
        }
        if let Ok(index) = Index::decode(&resealed(bytes)) {
            let facets = index.facets(&super::super::Filter::new(), super::super::FacetLimits::API);
            prop_assert_eq!(facets.total, index.live().len());
            for facet in &facets.categories {
                prop_assert_eq!(facet.values.iter().map(|value| value.count).sum::<u64>(), facets.total);
            }
            prop_assert_eq!(index.profile(index.live()).rows as u64, facets.total);
        }
    }
}
