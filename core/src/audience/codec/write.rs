//! Writing.

use roaring::RoaringBitmap;

use super::super::codes::Codes;
use super::super::index::Index;
use super::super::number::{Cells, NumberKind};
use super::{MAGIC, VERSION};

impl Index {
    /// The whole index as bytes; [`Index::decode`] reads them.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let per_contact: usize = self
            .categories
            .iter()
            .map(|category| category.codes().width())
            .sum::<usize>()
            + self.numbers.len() * size_of::<f32>();
        let mut out = Vec::with_capacity(self.len as usize * per_contact + (1 << 16));
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend(self.sequence().to_le_bytes());
        out.extend(self.len.to_le_bytes());
        set(&mut out, &self.live);
        count(&mut out, self.categories.len());
        for category in &self.categories {
            text(&mut out, &category.key);
            let values = &category.values()[1..];
            out.extend((values.len() as u32).to_le_bytes());
            values.iter().for_each(|value| text(&mut out, value));
            out.push(category.codes().width() as u8);
            match category.codes() {
                Codes::U8(codes) => out.extend_from_slice(codes),
                Codes::U16(codes) => out.extend(codes.iter().flat_map(|code| code.to_le_bytes())),
                Codes::U32(codes) => out.extend(codes.iter().flat_map(|code| code.to_le_bytes())),
            }
        }
        count(&mut out, self.numbers.len());
        for numbers in &self.numbers {
            text(&mut out, &numbers.key);
            out.push(u8::from(numbers.kind == NumberKind::Date));
            match numbers.cells() {
                Cells::F32(cells) => {
                    out.push(4);
                    out.extend(cells.iter().flat_map(|cell| cell.to_le_bytes()));
                }
                Cells::F64(cells) => {
                    out.push(8);
                    out.extend(cells.iter().flat_map(|cell| cell.to_le_bytes()));
                }
            }
        }
        count(&mut out, self.flags.len());
        for flag in &self.flags {
            text(&mut out, &flag.key);
            out.push(u8::from(flag.by_row));
            set(&mut out, &flag.members);
        }
        let checksum = crc32fast::hash(&out);
        out.extend(checksum.to_le_bytes());
        out
    }
}

/// The number of columns of a kind, at most [`super::super::MAX_COLUMNS`].
fn count(out: &mut Vec<u8>, count: usize) {
    out.extend((count as u16).to_le_bytes());
}

/// A key or a value: both are kept far shorter than a u16 can say.
fn text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u16).to_le_bytes());
    out.extend(text.as_bytes());
}

fn set(out: &mut Vec<u8>, set: &RoaringBitmap) {
    out.extend((set.serialized_size() as u32).to_le_bytes());
    let written = set.serialize_into(&mut *out);
    debug_assert!(written.is_ok(), "a vector takes every byte");
}
