//! Numbers and dates: one per contact, asked about by ranges.

use std::sync::Arc;

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::filter::{Bound, Range};

/// What the numbers of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// Plain numbers.
    Number,
    /// Days since 1970-01-01.
    Date,
}

/// A number per contact, NaN for those without one. Four bytes per contact as long as every number is exact in
/// four, as counts and days are.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    pub(super) key: Arc<str>,
    pub(super) kind: NumberKind,
    cells: Cells,
}

#[derive(Debug, Clone)]
pub(super) enum Cells {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

impl Numbers {
    pub(super) fn new(key: Arc<str>, kind: NumberKind, len: usize) -> Self {
        Self {
            key,
            kind,
            cells: Cells::F32(vec![f32::NAN; len]),
        }
    }

    pub(super) fn from_parts(key: Arc<str>, kind: NumberKind, cells: Cells) -> Self {
        Self { key, kind, cells }
    }

    pub(super) fn cells(&self) -> &Cells {
        &self.cells
    }

    pub(super) fn grow(&mut self, len: usize) {
        match &mut self.cells {
            Cells::F32(cells) => cells.resize(len.max(cells.len()), f32::NAN),
            Cells::F64(cells) => cells.resize(len.max(cells.len()), f64::NAN),
        }
    }

    pub(super) fn shrink(&mut self) {
        match &mut self.cells {
            Cells::F32(cells) => cells.shrink_to_fit(),
            Cells::F64(cells) => cells.shrink_to_fit(),
        }
    }

    /// The number of a contact; NaN: none.
    pub(super) fn get(&self, number: u32) -> f64 {
        let at = number as usize;
        match &self.cells {
            Cells::F32(cells) => cells.get(at).map_or(f64::NAN, |cell| f64::from(*cell)),
            Cells::F64(cells) => cells.get(at).copied().unwrap_or(f64::NAN),
        }
    }

    /// The numbers of the given contacts, in their order, to seven digits.
    pub(super) fn gather(&self, numbers: &[u32]) -> Vec<f32> {
        let at = |number: &u32| *number as usize;
        match &self.cells {
            Cells::F32(cells) => numbers
                .iter()
                .map(|n| cells.get(at(n)).copied().unwrap_or(f32::NAN))
                .collect(),
            Cells::F64(cells) => numbers
                .iter()
                .map(|n| cells.get(at(n)).map_or(f32::NAN, |c| narrowed(*c)))
                .collect(),
        }
    }

    /// Sets the number of a contact, growing and widening as needed. What is not finite is no number.
    pub(super) fn set(&mut self, number: u32, value: f64) {
        let value = if value.is_finite() { value } else { f64::NAN };
        let at = number as usize;
        self.grow(at + 1);
        match &mut self.cells {
            Cells::F32(cells) => {
                let narrow = narrowed(value);
                if value.is_nan() || f64::from(narrow) == value {
                    cells[at] = narrow;
                } else {
                    let mut wide: Vec<f64> = cells.iter().map(|cell| f64::from(*cell)).collect();
                    wide[at] = value;
                    self.cells = Cells::F64(wide);
                }
            }
            Cells::F64(cells) => cells[at] = value,
        }
    }

    /// The contacts whose number lies in the range, both ends included. A date asked of plain numbers, or the
    /// reverse, is something nobody has.
    pub(super) fn within(&self, range: &Range) -> RoaringBitmap {
        let (min, max) = (
            range.min.map(|bound| self.position(bound)),
            range.max.map(|bound| self.position(bound)),
        );
        match (min.unwrap_or(Some(f64::MIN)), max.unwrap_or(Some(f64::MAX))) {
            (Some(min), Some(max)) => self.between(min, max),
            _ => RoaringBitmap::new(),
        }
    }

    /// The contacts whose number is the one written in `text`.
    pub(super) fn equal(&self, text: &str) -> RoaringBitmap {
        let bound = match self.kind {
            NumberKind::Number => text
                .parse()
                .ok()
                .filter(|number| f64::is_finite(*number))
                .map(Bound::Number),
            NumberKind::Date => text.parse().ok().map(Bound::Date),
        };
        bound.map_or_else(RoaringBitmap::new, |bound| {
            self.within(&Range {
                min: Some(bound),
                max: Some(bound),
            })
        })
    }

    /// The contacts that have a number.
    pub(super) fn present(&self) -> RoaringBitmap {
        self.between(f64::MIN, f64::MAX)
    }

    /// The smallest and the greatest number anybody has.
    pub(super) fn extent(&self) -> Option<(f64, f64)> {
        fn fold(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
            numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), number| {
                (min.min(number), max.max(number))
            })
        }
        let (min, max) = match &self.cells {
            Cells::F32(cells) => fold(cells.iter().map(|cell| f64::from(*cell))),
            Cells::F64(cells) => fold(cells.iter().copied()),
        };
        (min <= max).then_some((min, max))
    }

    fn position(&self, bound: Bound) -> Option<f64> {
        match (bound, self.kind) {
            (Bound::Number(number), NumberKind::Number) => Some(number),
            (Bound::Date(date), NumberKind::Date) => Some(f64::from(days(date))),
            _ => None,
        }
    }

    fn between(&self, min: f64, max: f64) -> RoaringBitmap {
        match &self.cells {
            Cells::F64(cells) => scan(cells, |cell| (min <= cell) & (cell <= max)),
            Cells::F32(cells) => {
                // Rounded inwards, the bounds separate the same four-byte numbers.
                let (low, high) = (narrowed(min), narrowed(max));
                let low = if f64::from(low) < min { low.next_up() } else { low };
                let high = if f64::from(high) > max { high.next_down() } else { high };
                scan(cells, |cell| (low <= cell) & (cell <= high))
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match &self.cells {
            Cells::F32(cells) => cells.len() * 4,
            Cells::F64(cells) => cells.len() * 8,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the callers look at what was lost")]
fn narrowed(value: f64) -> f32 {
    value as f32
}

/// Days since 1970-01-01.
pub(super) fn days(date: Date) -> i32 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    date.duration_since(EPOCH)
        .as_hours()
        .div_euclid(24)
        .try_into()
        .unwrap_or(0)
}

/// The places where `test` holds. Tests are made 64 at a time into bytes, then packed into bits by a
/// multiplication, which compiles to vector code; testing bit by bit takes three times as long.
fn scan<T: Copy>(cells: &[T], test: impl Fn(T) -> bool) -> RoaringBitmap {
    /// Moves the lowest bit of byte i to bit 56 + i.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let pack = |holds: &[u8; 64]| {
        let (eights, _) = holds.as_chunks::<8>();
        let bits = eights
            .iter()
            .map(|eight| u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56);
        (0..64)
            .step_by(8)
            .zip(bits)
            .fold(0, |word, (at, bits)| word | bits << at)
            .to_le_bytes()
    };
    let mut bits = Vec::with_capacity(cells.len() / 8 + 8);
    let (blocks, rest) = cells.as_chunks::<64>();
    let mut holds = [0; 64];
    for block in blocks {
        holds
            .iter_mut()
            .zip(block)
            .for_each(|(hold, cell)| *hold = u8::from(test(*cell)));
        bits.extend_from_slice(&pack(&holds));
    }
    holds.fill(0);
    holds
        .iter_mut()
        .zip(rest)
        .for_each(|(hold, cell)| *hold = u8::from(test(*cell)));
    bits.extend_from_slice(&pack(&holds));
    RoaringBitmap::from_lsb0_bytes(0, &bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(kind: NumberKind, values: &[f64]) -> Numbers {
        let mut numbers = Numbers::new(Arc::from("n"), kind, 0);
        (0..)
            .zip(values)
            .for_each(|(number, value)| numbers.set(number, *value));
        numbers
    }

    fn found(numbers: &Numbers, min: f64, max: f64) -> Vec<u32> {
        let range = Range {
            min: Some(Bound::Number(min)),
            max: Some(Bound::Number(max)),
        };
        numbers.within(&range).iter().collect()
    }

    #[test]
    fn bounds_that_four_bytes_cannot_hold_still_separate() {
        let column = numbers(NumberKind::Number, &[16_777_216.0, 16_777_218.0, f64::NAN, 0.5]);
        assert_eq!(column.bytes(), 16);
        assert_eq!(found(&column, 16_777_217.0, 1e300), [1]);
        assert_eq!(found(&column, -1e300, 16_777_217.0), [0, 3]);
        assert_eq!(found(&column, 0.1 + 0.4, 0.5), [3]);
        assert!(found(&column, 2.0, 1.0).is_empty());
        assert_eq!(column.present().len(), 3);
        assert_eq!(column.extent(), Some((0.5, 16_777_218.0)));
    }

    #[test]
    fn widens_for_a_number_that_needs_it() {
        let column = numbers(NumberKind::Number, &[1.0, f64::INFINITY, 0.1, 123_456_789.0]);
        assert_eq!(column.bytes(), 32);
        assert_eq!(found(&column, 0.1, 0.1), [2]);
        assert_eq!(column.equal("123456789").iter().collect::<Vec<_>>(), [3]);
        assert!(column.get(1).is_nan() && column.get(99).is_nan());
    }

    #[test]
    fn dates_are_days_and_answer_only_dates() {
        assert_eq!(days(jiff::civil::date(1970, 1, 1)), 0);
        assert_eq!(days(jiff::civil::date(1969, 12, 31)), -1);
        assert_eq!(days(jiff::civil::date(2026, 1, 31)), 20_484);
        assert_eq!(days(Date::MIN), -4_371_587);
        let column = numbers(NumberKind::Date, &[20_484.0, 20_485.0]);
        assert_eq!(column.equal("2026-02-01").iter().collect::<Vec<_>>(), [1]);
        assert!(column.equal("20484").is_empty());
        assert!(found(&column, 0.0, 1e9).is_empty());
    }

    #[test]
    fn scans_across_every_boundary() {
        for len in [0_u32, 1, 7, 8, 63, 64, 65, 65_535, 65_536, 65_537, 140_000] {
            let values: Vec<f32> = (0..len)
                .map(|number| if number % 3 == 0 { 1.0 } else { f32::NAN })
                .collect();
            let expected: RoaringBitmap = (0..len).filter(|number| number % 3 == 0).collect();
            assert_eq!(scan(&values, |cell| cell >= 1.0), expected, "{len}");
        }
    }
}
