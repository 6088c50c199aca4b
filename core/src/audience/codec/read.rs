//! Reading. Nothing is believed: lengths are held against what is left before memory is taken, and whatever the
//! rest of the engine relies on is checked once here.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::super::category::{Category, MISSING};
use super::super::codes::Codes;
use super::super::flag::Flag;
use super::super::index::{Index, IndexError, MAX_NUMBER};
use super::super::number::{Cells, NumberKind, Numbers};
use super::super::text;
use super::DecodeError::{self, Damaged, Invalid, NotAnIndex};
use super::{MAGIC, VERSION};

impl Index {
    /// Reads what [`Index::encode`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else; memory taken stays within a small multiple of `bytes`.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader { left: bytes };
        if reader.take(MAGIC.len()).map_err(|_| NotAnIndex)? != MAGIC {
            return Err(NotAnIndex);
        }
        let version = reader.u16()?;
        if version != VERSION {
            return Err(DecodeError::Version(version));
        }
        let (content, checksum) = bytes.split_last_chunk::<4>().ok_or(Damaged)?;
        if crc32fast::hash(content) != u32::from_le_bytes(*checksum) {
            return Err(Damaged);
        }
        let read = MAGIC.len() + size_of::<u16>();
        let mut reader = Reader {
            left: content.get(read..).ok_or(Damaged)?,
        };
        let index = reader.index()?;
        if reader.left.is_empty() {
            Ok(index)
        } else {
            Err(Invalid("bytes are left over"))
        }
    }
}

struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    fn index(&mut self) -> Result<Index, DecodeError> {
        let mut index = Index::new();
        index.set_sequence(self.u64()?);
        index.len = self.u32()?;
        if index.len > MAX_NUMBER + 1 {
            return Err(Invalid("too many contacts"));
        }
        index.live = self.set()?;
        if index.live.max().is_some_and(|last| last >= index.len) {
            return Err(Invalid("a contact is out of bounds"));
        }
        let mut absent = RoaringBitmap::new();
        absent.insert_range(0..index.len);
        absent -= &index.live;
        for _ in 0..self.u16()? {
            let category = self.category(index.len as usize, &absent)?;
            index.add_category(category).map_err(refused)?;
        }
        for _ in 0..self.u16()? {
            let numbers = self.numbers(index.len as usize, &absent)?;
            index.add_numbers(numbers).map_err(refused)?;
        }
        for _ in 0..self.u16()? {
            let flag = self.flag()?;
            if !flag.members.is_subset(&index.live) {
                return Err(Invalid("a flag has a contact that is not there"));
            }
            index.add_flag(flag).map_err(refused)?;
        }
        index.sort();
        Ok(index)
    }

    fn category(&mut self, len: usize, absent: &RoaringBitmap) -> Result<Category, DecodeError> {
        let key = self.text(text::MAX_KEY_BYTES)?;
        let count = self.u32()? as usize;
        // A value takes at least its length and one byte.
        if count > self.left.len() / 3 {
            return Err(Invalid("more values than there is room for"));
        }
        let mut values: Vec<Arc<str>> = Vec::with_capacity(count);
        for _ in 0..count {
            let value = self.text(text::MAX_VALUE_BYTES)?;
            if value.is_empty() || text::canonical(value) != value {
                return Err(Invalid("a value is not in canonical form"));
            }
            values.push(Arc::from(value));
        }
        let codes = match self.u8()? {
            1 => Codes::U8(self.take(len)?.to_vec()),
            2 => Codes::U16(self.cells(len)?.iter().map(|cell| u16::from_le_bytes(*cell)).collect()),
            4 => Codes::U32(self.cells(len)?.iter().map(|cell| u32::from_le_bytes(*cell)).collect()),
            _ => return Err(Invalid("codes of an unknown width")),
        };
        if codes.greatest() as usize > count {
            return Err(Invalid("a code without a value"));
        }
        if absent.iter().any(|number| codes.get(number) != MISSING) {
            return Err(Invalid("a value of a contact that is not there"));
        }
        let category = Category::from_parts(Arc::from(key), values, codes);
        if category.has_duplicates() {
            Err(Invalid("a value appears twice"))
        } else {
            Ok(category)
        }
    }

    fn numbers(&mut self, len: usize, absent: &RoaringBitmap) -> Result<Numbers, DecodeError> {
        let key = self.text(text::MAX_KEY_BYTES)?;
        let kind = match self.u8()? {
            0 => NumberKind::Number,
            1 => NumberKind::Date,
            _ => return Err(Invalid("numbers of an unknown kind")),
        };
        let cells = match self.u8()? {
            4 => Cells::F32(self.cells(len)?.iter().map(|cell| f32::from_le_bytes(*cell)).collect()),
            8 => Cells::F64(self.cells(len)?.iter().map(|cell| f64::from_le_bytes(*cell)).collect()),
            _ => return Err(Invalid("numbers of an unknown width")),
        };
        let finite = match &cells {
            Cells::F32(cells) => !cells.iter().any(|cell| cell.is_infinite()),
            Cells::F64(cells) => !cells.iter().any(|cell| cell.is_infinite()),
        };
        let numbers = Numbers::from_parts(Arc::from(key), kind, cells);
        if finite && absent.iter().all(|number| numbers.get(number).is_nan()) {
            Ok(numbers)
        } else {
            Err(Invalid("a number that nobody can have"))
        }
    }

    fn flag(&mut self) -> Result<Flag, DecodeError> {
        let key = Arc::from(self.text(text::MAX_KEY_BYTES)?);
        let by_row = self.u8()? != 0;
        Ok(Flag {
            key,
            by_row,
            members: self.set()?,
        })
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, left) = self.left.split_at_checked(len).ok_or(Invalid("it ends early"))?;
        self.left = left;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (taken, left) = self.left.split_first_chunk().ok_or(Invalid("it ends early"))?;
        self.left = left;
        Ok(*taken)
    }

    fn cells<const N: usize>(&mut self, len: usize) -> Result<&'a [[u8; N]], DecodeError> {
        Ok(self.take(len * N)?.as_chunks().0)
    }

    fn u8(&mut self) -> Result<u8, DecodeError> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, DecodeError> {
        self.array().map(u64::from_le_bytes)
    }

    fn text(&mut self, longest: usize) -> Result<&'a str, DecodeError> {
        let len = usize::from(self.u16()?);
        if len > longest {
            return Err(Invalid("a text is too long"));
        }
        std::str::from_utf8(self.take(len)?).map_err(|_| Invalid("a text is not UTF-8"))
    }

    fn set(&mut self) -> Result<RoaringBitmap, DecodeError> {
        let len = self.u32()? as usize;
        let mut bytes = self.take(len)?;
        let set = RoaringBitmap::deserialize_from(&mut bytes).map_err(|_| Invalid("a set cannot be read"))?;
        if bytes.is_empty() {
            Ok(set)
        } else {
            Err(Invalid("a set is longer than it says"))
        }
    }
}

fn refused(_: IndexError) -> DecodeError {
    Invalid("a column twice, or one that no index would take")
}
