//! One small number per contact, in as few bytes as the greatest of them needs.

/// The code of each contact's value in a category; 0 is "no value". One, two or four bytes per contact: most
/// categories have fewer than 256 values, and a pass over them is bound by memory.
#[derive(Debug, Clone)]
pub(super) enum Codes {
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
}

impl Codes {
    pub(super) fn new(len: usize) -> Self {
        Self::U8(vec![0; len])
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::U8(codes) => codes.len(),
            Self::U16(codes) => codes.len(),
            Self::U32(codes) => codes.len(),
        }
    }

    /// Bytes per contact: 1, 2 or 4.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::U8(_) => 1,
            Self::U16(_) => 2,
            Self::U32(_) => 4,
        }
    }

    /// Grows to `len` contacts, the new ones without a value.
    pub(super) fn grow(&mut self, len: usize) {
        match self {
            Self::U8(codes) => codes.resize(len.max(codes.len()), 0),
            Self::U16(codes) => codes.resize(len.max(codes.len()), 0),
            Self::U32(codes) => codes.resize(len.max(codes.len()), 0),
        }
    }

    /// Gives back the memory that growing took in advance.
    pub(super) fn shrink(&mut self) {
        match self {
            Self::U8(codes) => codes.shrink_to_fit(),
            Self::U16(codes) => codes.shrink_to_fit(),
            Self::U32(codes) => codes.shrink_to_fit(),
        }
    }

    /// The code of a contact, 0 for one that the column has never seen.
    pub(super) fn get(&self, number: u32) -> u32 {
        let at = number as usize;
        match self {
            Self::U8(codes) => codes.get(at).map_or(0, |code| u32::from(*code)),
            Self::U16(codes) => codes.get(at).map_or(0, |code| u32::from(*code)),
            Self::U32(codes) => codes.get(at).copied().unwrap_or(0),
        }
    }

    /// The greatest code of any contact.
    pub(super) fn greatest(&self) -> u32 {
        match self {
            Self::U8(codes) => codes.iter().copied().max().unwrap_or(0).into(),
            Self::U16(codes) => codes.iter().copied().max().unwrap_or(0).into(),
            Self::U32(codes) => codes.iter().copied().max().unwrap_or(0),
        }
    }

    /// Sets the code of a contact, growing and widening as needed.
    pub(super) fn set(&mut self, number: u32, code: u32) {
        let at = number as usize;
        self.grow(at + 1);
        match self {
            Self::U8(codes) => match u8::try_from(code) {
                Ok(code) => codes[at] = code,
                Err(_) => self.widened().set(number, code),
            },
            Self::U16(codes) => match u16::try_from(code) {
                Ok(code) => codes[at] = code,
                Err(_) => self.widened().set(number, code),
            },
            Self::U32(codes) => codes[at] = code,
        }
    }

    fn widened(&mut self) -> &mut Self {
        *self = match self {
            Self::U8(codes) => Self::U16(codes.iter().map(|code| u16::from(*code)).collect()),
            Self::U16(codes) => Self::U32(codes.iter().map(|code| u32::from(*code)).collect()),
            Self::U32(codes) => Self::U32(std::mem::take(codes)),
        };
        self
    }

    /// Adds one to `counts[code]` for each contact of `numbers`. `counts` has a place for every code in use.
    pub(super) fn tally(&self, numbers: &[u32], counts: &mut [u32]) {
        match self {
            Self::U8(codes) => tally_bytes(codes, numbers, counts),
            Self::U16(codes) => tally(codes, numbers, counts),
            Self::U32(codes) => tally(codes, numbers, counts),
        }
    }

    /// The codes of the given contacts, in their order.
    pub(super) fn gather(&self, numbers: &[u32]) -> Vec<u32> {
        match self {
            Self::U8(codes) => gather(codes, numbers),
            Self::U16(codes) => gather(codes, numbers),
            Self::U32(codes) => gather(codes, numbers),
        }
    }

    /// The contacts `0..len` in the order of their codes, and within a code of their numbers (a counting sort).
    /// `starts` receives, per code, where its contacts begin, and one past the end.
    pub(super) fn sorted(&self, codes_in_use: usize, starts: &mut Vec<u32>, order: &mut Vec<u32>) {
        match self {
            Self::U8(codes) => sorted(codes, codes_in_use, starts, order),
            Self::U16(codes) => sorted(codes, codes_in_use, starts, order),
            Self::U32(codes) => sorted(codes, codes_in_use, starts, order),
        }
    }
}

fn tally<C: Copy + Into<u32>>(codes: &[C], numbers: &[u32], counts: &mut [u32]) {
    for &number in numbers {
        if let Some(code) = codes.get(number as usize)
            && let Some(count) = counts.get_mut((*code).into() as usize)
        {
            *count += 1;
        }
    }
}

fn gather<C: Copy + Into<u32>>(codes: &[C], numbers: &[u32]) -> Vec<u32> {
    numbers
        .iter()
        .map(|number| codes.get(*number as usize).map_or(0, |code| (*code).into()))
        .collect()
}

/// Four tables in turn: neighbours often share a value, and adding to the same place twice in a row would wait
/// for the first addition to reach memory.
fn tally_bytes(codes: &[u8], numbers: &[u32], counts: &mut [u32]) {
    let mut tables = [[0_u32; 256]; 4];
    let (fours, rest) = numbers.as_chunks::<4>();
    for four in fours {
        for (table, number) in tables.iter_mut().zip(four) {
            if let Some(code) = codes.get(*number as usize) {
                table[usize::from(*code)] += 1;
            }
        }
    }
    for number in rest {
        if let Some(code) = codes.get(*number as usize) {
            tables[0][usize::from(*code)] += 1;
        }
    }
    for (code, count) in counts.iter_mut().enumerate().take(256) {
        *count += tables.iter().map(|table| table[code]).sum::<u32>();
    }
}

fn sorted<C: Copy + Into<u32>>(codes: &[C], codes_in_use: usize, starts: &mut Vec<u32>, order: &mut Vec<u32>) {
    starts.clear();
    starts.resize(codes_in_use + 1, 0);
    for &code in codes {
        starts[code.into() as usize + 1] += 1;
    }
    for code in 1..starts.len() {
        starts[code] += starts[code - 1];
    }
    order.clear();
    order.resize(codes.len(), 0);
    let mut next = starts.clone();
    for (number, &code) in (0..).zip(codes) {
        let place = &mut next[code.into() as usize];
        order[*place as usize] = number;
        *place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widens_without_losing_anything() {
        let mut codes = Codes::new(2);
        let written = [(0, 255), (5, 256), (1, 65_535), (6, 65_536), (5, 3)];
        for (number, code) in written {
            codes.set(number, code);
        }
        let read: Vec<u32> = (0..8).map(|number| codes.get(number)).collect();
        assert_eq!(read, [255, 65_535, 0, 0, 0, 3, 65_536, 0]);
        assert_eq!(codes.width(), 4);
    }

    #[test]
    fn tallies_and_sorts_alike_in_every_width() {
        let plain: Vec<u32> = (0..1_000).map(|number| number * 7 % 11).collect();
        let narrow = Codes::U8(plain.iter().map(|code| u8::try_from(*code).unwrap()).collect());
        let middle = Codes::U16(plain.iter().map(|code| u16::try_from(*code).unwrap()).collect());
        let numbers: Vec<u32> = (0..1_000).filter(|number| number % 3 != 0).collect();
        let mut expected = vec![0; 11];
        numbers
            .iter()
            .for_each(|number| expected[plain[*number as usize] as usize] += 1);
        for codes in [narrow, middle, Codes::U32(plain.clone())] {
            let mut counts = vec![0; 11];
            codes.tally(&numbers, &mut counts);
            assert_eq!(counts, expected);
            let (mut starts, mut order) = (Vec::new(), Vec::new());
            codes.sorted(11, &mut starts, &mut order);
            let mut by_code: Vec<u32> = (0..1_000).collect();
            by_code.sort_by_key(|number| plain[*number as usize]);
            assert_eq!(order, by_code);
            assert_eq!(starts.last(), Some(&1_000));
        }
    }
}
