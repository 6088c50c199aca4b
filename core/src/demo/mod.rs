//! Made-up data to show the product with: the prospects of «Atelier Lumen», a fictional maker of lamps that sells to
//! individuals and to professionals all over France.
//!
//! Here lives the generator only: it writes CSV, and the demo goes through the real import like anybody's file. What
//! creates the demo's tenant and member lives with the program's commands. Nobody can be reached: phone numbers are
//! those that ARCEP keeps for fiction, domains are reserved (RFC 2606, RFC 6761).
//!
//! Everything follows from the seed and the day: the same arguments give the same bytes.

mod draw;
mod organisation;
mod prospect;
mod reach;
mod segment;
mod towns;
mod words;

use bytes::Bytes;
use jiff::civil::Date;

pub use draw::Draw;
pub use prospect::HEADER;
pub use towns::{Town, towns};

use prospect::Prospect;
use reach::Reach;
use segment::SEGMENTS;

/// The fictional company.
pub const COMPANY: &str = "Atelier Lumen";

/// How large the company's base is: rows, both clienteles together.
pub const ROWS: u32 = 20_000;

/// Lines per chunk of [`csv_chunks`]: some hundred kilobytes.
const CHUNK: usize = 500;

/// Recent prospects among whom the ones entered twice are found.
const MEMORY: usize = 64;

/// Whom a prospect buys as. The law asks for different bases (rows G3), so a base is imported in two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clientele {
    /// People at home: consent, or a purchase.
    Individuals,
    /// Organisations: information of professionals, with a way out.
    Professionals,
}

/// The endless base, prospect by prospect; take as many as are wanted.
#[derive(Debug)]
pub struct Prospects {
    draw: Draw,
    reach: Reach,
    towns: Vec<Town>,
    recent: Vec<Prospect>,
    today: Date,
    next: u32,
}

/// The base that follows from `seed`, its dates counted back from `today`.
pub fn prospects(seed: u64, today: Date) -> Prospects {
    Prospects {
        draw: Draw::new(seed),
        reach: Reach::default(),
        towns: towns().collect(),
        recent: Vec::with_capacity(MEMORY),
        today,
        next: 1,
    }
}

impl Iterator for Prospects {
    /// A line in the order of [`HEADER`], and whose file it belongs into.
    type Item = (Clientele, csv::StringRecord);

    fn next(&mut self) -> Option<Self::Item> {
        let draw = &mut self.draw;
        let again = draw
            .chance(0.01)
            .then(|| draw.below(MEMORY))
            .and_then(|at| self.recent.get(at));
        let prospect = match again {
            Some(known) => known.entered_again(draw),
            None => {
                let segment = SEGMENTS.get(draw.weighted(SEGMENTS.iter().map(|segment| segment.share)))?;
                let town = *self
                    .towns
                    .get(draw.weighted(self.towns.iter().map(|town| town.weight)))?;
                Prospect::draw(segment, town, self.today, draw, &mut self.reach)
            }
        };
        let reference = self.next;
        self.next += 1;
        let line = (prospect.clientele, prospect.record(reference));
        if again.is_none() {
            if self.recent.len() == MEMORY {
                self.recent.remove(0);
            }
            self.recent.push(prospect);
        }
        Some(line)
    }
}

/// The CSV file of one clientele among the first `rows` prospects, in chunks: RFC 4180 with commas and a header, UTF-8.
///
/// # Errors
/// The CSV writer's own; writing to memory has none to report.
pub fn csv_chunks(
    clientele: Clientele,
    seed: u64,
    rows: u32,
    today: Date,
) -> impl Iterator<Item = csv::Result<Bytes>> + Send {
    let mut lines = std::iter::once(csv::StringRecord::from(HEADER.as_slice())).chain(
        prospects(seed, today)
            .take(rows as usize)
            .filter_map(move |(whose, line)| (whose == clientele).then_some(line)),
    );
    std::iter::from_fn(move || {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for line in lines.by_ref().take(CHUNK) {
            if let Err(error) = writer.write_record(&line) {
                return Some(Err(error));
            }
        }
        match writer.into_inner() {
            Ok(chunk) if chunk.is_empty() => None,
            Ok(chunk) => Some(Ok(chunk.into())),
            Err(error) => Some(Err(error.into_error().into())),
        }
    })
}

#[cfg(test)]
mod tests;
