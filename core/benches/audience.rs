//! The audience engine at a million contacts: `cargo bench -p relais-core --bench audience [-- CONTACTS]`.
//!
//! Budgets (`docs/performance.md`): count p99 ≤ 2 ms, all facets p99 ≤ 10 ms, bulk load about 1 µs a contact.
//! Contacts come in random order, the worst case for bitmaps; a real import is often sorted and does better.

#![expect(clippy::print_stdout, reason = "the figures are the point")]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use relais_core::audience::{Bound, Builder, CategoryId, FacetLimits, Filter, Index, NumberKind, Range, Row};

/// Key, number of values, and how unequal they are: the share of the first values grows with the exponent.
const CATEGORIES: [(&str, u32, f64); 12] = [
    ("type", 8, 2.0),
    ("sector", 21, 1.5),
    ("region", 18, 1.3),
    ("department", 101, 1.3),
    ("city", 10_000, 2.0),
    ("country", 5, 8.0),
    ("language", 3, 6.0),
    ("status", 6, 1.5),
    ("origin", 12, 1.0),
    ("size", 5, 1.0),
    ("interest", 40, 1.0),
    ("website", 2, 1.0),
];
/// One contact in ten has no value in a category.
const MISSING: f64 = 0.1;
const FLAGS: [&str; 5] = ["has:email", "reach:email", "reach:sms", "reach:push", "reach:postal"];

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`; what is left is ours.
    let contacts = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1_000_000);
    println!("machine: {}", machine());
    println!(
        "contacts: {contacts}, categories: {}, numbers: 3, flags: {}",
        CATEGORIES.len(),
        FLAGS.len()
    );
    let mut index = load(contacts)?;
    size(&index, contacts);
    saved(&mut index)?;
    queries(&index)?;
    changes(&mut index, contacts)?;
    Ok(())
}

fn load(contacts: u32) -> Result<Index, Box<dyn Error>> {
    let names: Vec<Vec<String>> = CATEGORIES
        .iter()
        .map(|(key, values, _)| (0..*values).map(|value| format!("{key} numéro {value}")).collect())
        .collect();
    let mut builder = Builder::new();
    let mut categories: Vec<CategoryId> = Vec::new();
    for (key, ..) in CATEGORIES {
        categories.push(builder.category(key)?);
    }
    let employees = builder.number("employees", NumberKind::Number)?;
    let income = builder.number("income", NumberKind::Number)?;
    let since = builder.number("since", NumberKind::Date)?;
    let mut flags = Vec::new();
    for key in FLAGS {
        flags.push(builder.flag(key)?);
    }
    let mut lottery = Lottery(1);
    let mut row = Row::new();
    let mut spent = Duration::ZERO;
    for number in 0..contacts {
        row.clear();
        for (((_, values, exponent), id), names) in CATEGORIES.iter().zip(&categories).zip(&names) {
            if lottery.share() >= MISSING {
                row.value(*id, &names[lottery.value(*values, *exponent) as usize]);
            }
        }
        row.number(employees, (lottery.share() * 500.0).floor());
        row.number(income, (lottery.share() * 1e9).floor() / 100.0);
        row.number(since, 15_000.0 + (lottery.share() * 5_000.0).floor());
        for flag in &flags {
            if lottery.share() < 0.6 {
                row.flag(*flag);
            }
        }
        let start = Instant::now();
        builder.push(number, &row)?;
        spent += start.elapsed();
    }
    let start = Instant::now();
    let index = builder.finish(1);
    spent += start.elapsed();
    println!(
        "bulk load: {:.0} ns a contact (finish: {:?})",
        per(spent, contacts),
        start.elapsed()
    );
    Ok(index)
}

fn size(index: &Index, contacts: u32) {
    let size = index.size();
    let share = |bytes: usize| bytes as f64 / f64::from(contacts);
    println!(
        "memory: {:.1} bytes a contact (categories {:.1}, numbers {:.1}, flags {:.1})",
        share(size.total()),
        share(size.categories),
        share(size.numbers),
        share(size.flags)
    );
}

fn saved(index: &mut Index) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let bytes = index.encode();
    let encoding = start.elapsed();
    let start = Instant::now();
    let read = Index::decode(&bytes)?;
    println!(
        "saved: {} bytes, encode {encoding:?}, decode {:?}",
        bytes.len(),
        start.elapsed()
    );
    *index = read;
    Ok(())
}

fn queries(index: &Index) -> Result<(), Box<dyn Error>> {
    let mut lottery = Lottery(2);
    let mut filters = Vec::new();
    for _ in 0..1_000 {
        filters.push(filter(&mut lottery)?);
    }
    measure("count", &filters, |filter| {
        black_box(index.count(filter));
    });
    measure("select", &filters, |filter| drop(black_box(index.select(filter))));
    measure("facets (page)", &filters, |filter| {
        drop(black_box(index.facets(filter, FacetLimits::PAGE)))
    });
    measure("facets (API)", &filters, |filter| {
        drop(black_box(index.facets(filter, FacetLimits::API)))
    });
    measure("values of city", &filters, |filter| {
        drop(black_box(index.values("city", filter, "numero 12", 20)))
    });
    measure("reach", &filters[..100], |filter| {
        drop(black_box(index.reach(&index.select(filter))))
    });
    let start = Instant::now();
    black_box(index.profile(index.live()));
    println!("profile of everybody: {:?}", start.elapsed());
    Ok(())
}

/// What people ask: up to four keys, a few values each, now and then many cities or a range.
fn filter(lottery: &mut Lottery) -> Result<Filter, Box<dyn Error>> {
    let mut filter = Filter::new();
    for _ in 0..lottery.value(5, 1.0) {
        let (key, values, exponent) = CATEGORIES[lottery.value(12, 1.0) as usize];
        let chosen = if values > 1_000 {
            lottery.value(60, 2.0)
        } else {
            lottery.value(values.min(6), 1.5)
        };
        for _ in 0..=chosen {
            let value = lottery.value(values, exponent);
            filter = filter.with(key, &format!("{key} numéro {value}"))?;
        }
        if lottery.share() < 0.1 {
            filter = filter.with(key, "")?;
        }
    }
    for (key, greatest) in [("employees", 500.0), ("income", 1e7)] {
        if lottery.share() < 0.2 {
            let min = Some(Bound::Number(lottery.share() * greatest));
            filter = filter.with_range(key, Range { min, max: None })?;
        }
    }
    if lottery.share() < 0.1 {
        let min = Some(Bound::Date(jiff::civil::date(2020, 1, 1)));
        filter = filter.with_range("since", Range { min, max: None })?;
    }
    Ok(filter)
}

fn changes(index: &mut Index, contacts: u32) -> Result<(), Box<dyn Error>> {
    let city = index.category("city")?;
    let mut lottery = Lottery(3);
    let start = Instant::now();
    for _ in 0..10_000 {
        index.put(lottery.value(contacts, 1.0), Row::new().value(city, "city numéro 3"))?;
    }
    println!("put: {:.0} ns", per(start.elapsed(), 10_000));
    Ok(())
}

/// Every filter five times. «one run» is what a user would have met on this machine at this moment; the best of
/// the five tells the engine's own time from that of whatever else the machine was doing.
fn measure(what: &str, filters: &[Filter], mut run: impl FnMut(&Filter)) {
    const RUNS: usize = 5;
    let (mut all, mut best) = (Vec::new(), Vec::new());
    for filter in filters {
        let runs = std::array::from_fn::<Duration, RUNS, _>(|_| {
            let start = Instant::now();
            run(filter);
            start.elapsed()
        });
        all.extend(runs);
        best.extend(runs.into_iter().min());
    }
    let summary = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
        format!("p50 {:.2?}, p99 {:.2?}, max {:.2?}", at(50), at(99), at(100))
    };
    println!(
        "{what}: one run {}; best of {RUNS} {}",
        summary(&mut all),
        summary(&mut best)
    );
}

fn per(time: Duration, count: u32) -> f64 {
    time.as_nanos() as f64 / f64::from(count.max(1))
}

fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or(" unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{}, {cores} cores", model.trim_start_matches([' ', '\t', ':']))
}

/// A small deterministic generator: the same contacts and filters on every machine.
struct Lottery(u64);

impl Lottery {
    /// From 0 to 1, 1 excluded.
    fn share(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Below `values`, small ones more often as `exponent` grows beyond 1.
    fn value(&mut self, values: u32, exponent: f64) -> u32 {
        (self.share().powf(exponent) * f64::from(values)) as u32
    }
}
