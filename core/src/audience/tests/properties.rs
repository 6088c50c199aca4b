//! Random contacts, random changes, random filters: the engine answers what the naive one answers.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::{Bound, Builder, FacetLimits, Filter, Index, Range, Row};
use super::naive::{CATEGORIES, Contact, FLAGS, NUMBERS, Naive, NaiveFacet, sort_by_count};

const LIMITS: FacetLimits = FacetLimits { listed: 6, top: 3 };

/// What happens to an index after its bulk load.
#[derive(Debug, Clone)]
enum Change {
    Put(u32, Contact),
    Remove(u32),
    Reload,
}

/// A deterministic source of plausible contacts, so that thousands of them need no strategy each.
struct Lottery(u64);

impl Lottery {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn contact(&mut self) -> Contact {
        let mut contact = Contact::default();
        let mut value = |key: &str, value: String| contact.values.insert(key.to_owned(), value);
        if self.below(10) > 0 {
            // Most are of one type, as in a base of administrations.
            value("type", format!("t{}", self.below(9).saturating_sub(6)));
        }
        if self.below(3) > 0 {
            value("region", format!("r{}", self.below(7)));
        }
        value("city", format!("c{}", self.below(400)));
        if self.below(50) == 0 {
            value("status", "rare".to_owned());
        }
        if self.below(4) > 0 {
            contact.numbers.insert("income".to_owned(), self.below(40) as f64 / 4.0);
        }
        if self.below(4) > 0 {
            contact
                .numbers
                .insert("since".to_owned(), 20_000.0 + self.below(10) as f64);
        }
        contact.flags = FLAGS
            .iter()
            .filter(|_| self.below(2) == 0)
            .map(|key| (*key).to_owned())
            .collect();
        contact
    }
}

fn contact() -> impl Strategy<Value = Contact> {
    any::<u64>().prop_map(|seed| Lottery(seed).contact())
}

fn value(key: &'static str) -> BoxedStrategy<String> {
    match key {
        "type" => select(vec!["t0", "t1", "t2", "", "nobody"])
            .prop_map(str::to_owned)
            .boxed(),
        "region" => select(vec!["r0", "r3", "r6", "", "R0"]).prop_map(str::to_owned).boxed(),
        "city" => (0..420_u32).prop_map(|city| format!("c{city}")).boxed(),
        "status" => select(vec!["rare", "", "unseen"]).prop_map(str::to_owned).boxed(),
        "income" => select(vec!["0.25", "3", "7.00", "", "much", "inf"])
            .prop_map(str::to_owned)
            .boxed(),
        "since" => select(vec!["2024-10-04", "2024-10-09", "", "20003"])
            .prop_map(str::to_owned)
            .boxed(),
        _ => select(vec!["true", "false", "", "perhaps"])
            .prop_map(str::to_owned)
            .boxed(),
    }
}

fn bound() -> impl Strategy<Value = Option<Bound>> {
    prop_oneof![
        1 => Just(None),
        3 => (-2..44_i32).prop_map(|number| Some(Bound::Number(f64::from(number) / 4.0))),
        2 => (1..28_i8).prop_map(|day| Some(Bound::Date(jiff::civil::date(2024, 10, day)))),
        1 => select(vec![0.1, -0.0, 1e300, -1e300]).prop_map(|number| Some(Bound::Number(number))),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let keys: Vec<&str> = CATEGORIES
        .into_iter()
        .chain(NUMBERS.map(|(key, _)| key))
        .chain(FLAGS)
        .chain(["none"])
        .collect();
    let values = select(keys.clone()).prop_flat_map(|key| (Just(key), prop::collection::vec(value(key), 0..5)));
    let part = prop_oneof![
        3 => values.prop_map(|(key, values)| (key, Ok(values))),
        1 => (select(vec!["income", "since"]), bound(), bound()).prop_map(|(key, min, max)| (key, Err(Range { min, max }))),
        1 => (select(keys), bound(), bound()).prop_map(|(key, min, max)| (key, Err(Range { min, max }))),
    ];
    prop::collection::vec(part, 0..4).prop_map(|parts| {
        parts.into_iter().fold(Filter::new(), |filter, (key, part)| match part {
            Ok(values) => values
                .iter()
                .fold(filter, |filter, value| filter.with(key, value).unwrap()),
            Err(range) => filter.with_range(key, range).unwrap(),
        })
    })
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let number = prop_oneof![0..40_u32, 65_500..65_600_u32];
    let change = prop_oneof![
        6 => (number.clone(), contact()).prop_map(|(number, contact)| Change::Put(number, contact)),
        3 => number.prop_map(Change::Remove),
        1 => Just(Change::Reload),
    ];
    prop::collection::vec(change, 0..60)
}

/// A bulk load of `size` contacts whose numbers are up to `gap` apart.
fn load(size: u32, gap: u32, seed: u64) -> (Naive, Index) {
    let mut lottery = Lottery(seed);
    let (mut naive, mut builder) = (Naive::default(), Builder::new());
    let categories = CATEGORIES.map(|key| builder.category(key).unwrap());
    let numbers = NUMBERS.map(|(key, kind)| builder.number(key, kind).unwrap());
    let flags = FLAGS.map(|key| builder.flag(key).unwrap());
    let mut number = 0;
    for _ in 0..size {
        number += 1 + u32::try_from(lottery.below(gap.into())).unwrap();
        let contact = lottery.contact();
        let mut row = Row::new();
        for (key, id) in CATEGORIES.into_iter().zip(categories) {
            if let Some(value) = contact.values.get(key) {
                row.value(id, value);
            }
        }
        for ((key, _), id) in NUMBERS.into_iter().zip(numbers) {
            if let Some(value) = contact.numbers.get(key) {
                row.number(id, *value);
            }
        }
        for (key, id) in FLAGS.into_iter().zip(flags) {
            if contact.flags.contains(key) {
                row.flag(id);
            }
        }
        builder.push(number, &row).unwrap();
        naive.contacts.insert(number, contact);
    }
    (naive, builder.finish(7))
}

fn engine_facets(index: &Index, filter: &Filter, limits: FacetLimits) -> Vec<NaiveFacet> {
    let facets = index.facets(filter, limits);
    assert_eq!(facets.total, index.count(filter));
    let facets = facets.categories.into_iter().map(|facet| {
        let values = facet
            .values
            .into_iter()
            .map(|value| (value.value.to_string(), value.count, value.selected));
        (
            facet.key.to_string(),
            facet.searchable,
            facet.distinct,
            values.collect(),
        )
    });
    facets.collect()
}

fn agree(naive: &Naive, index: &Index, filter: &Filter) -> Result<(), TestCaseError> {
    let expected = naive.select(filter);
    prop_assert_eq!(index.count(filter), expected.len() as u64);
    prop_assert_eq!(index.select(filter).iter().collect::<Vec<_>>(), expected.clone());
    prop_assert_eq!(engine_facets(index, filter, LIMITS), naive.facets(filter, LIMITS));
    let mut cities = naive.counted("city", filter);
    sort_by_count(&mut cities);
    let found = index.values("city", filter, "", usize::MAX).into_iter();
    let found: Vec<_> = found
        .map(|value| (value.value.to_string(), value.count, value.selected))
        .collect();
    prop_assert_eq!(found, cities);
    let reach = index.reach(&index.select(filter));
    for key in FLAGS {
        let count = expected
            .iter()
            .filter(|number| naive.contacts[number].flags.contains(key))
            .count();
        prop_assert_eq!(reach[key], count as u64);
    }
    profile_agrees(naive, index, &expected)
}

fn profile_agrees(naive: &Naive, index: &Index, expected: &[u32]) -> Result<(), TestCaseError> {
    let profile = index.profile(&expected.iter().copied().collect());
    prop_assert_eq!(profile.rows, expected.len());
    for column in &profile.categorical {
        prop_assert!(column.values.is_sorted());
        for (code, number) in column.codes.iter().zip(expected) {
            let value = column.values.get(*code as usize);
            prop_assert_eq!(value, naive.contacts[number].values.get(&column.key));
            prop_assert!(value.is_some() || *code == u32::MAX);
        }
    }
    for column in &profile.numeric {
        for (value, number) in column.values.iter().zip(expected) {
            let known = naive.contacts[number].numbers.get(&column.key);
            prop_assert_eq!(Some(f64::from(*value)).filter(|value| !value.is_nan()), known.copied());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_bulk_load_answers_like_the_naive_engine(
        size in prop_oneof![0..50_u32, 2_000..5_000_u32],
        gap in select(vec![1_u32, 3, 60]),
        seed in any::<u64>(),
        filters in prop::collection::vec(filter(), 1..6),
    ) {
        let (naive, index) = load(size, gap, seed);
        let reloaded = Index::decode(&index.encode()).unwrap();
        for filter in &filters {
            agree(&naive, &index, filter)?;
            agree(&naive, &reloaded, filter)?;
        }
    }

    #[test]
    fn changes_leave_what_a_fresh_load_would_give(
        size in 0..60_u32,
        seed in any::<u64>(),
        changes in changes(),
        filters in prop::collection::vec(filter(), 1..6),
    ) {
        let (mut naive, mut index) = load(size, 2, seed);
        for change in changes {
            match change {
                Change::Put(number, contact) => {
                    naive.contacts.insert(number, contact);
                    naive.put(&mut index, number);
                }
                Change::Remove(number) => {
                    naive.contacts.remove(&number);
                    index.remove(number);
                }
                Change::Reload => index = Index::decode(&index.encode()).unwrap(),
            }
        }
        prop_assert_eq!(index.live().iter().collect::<Vec<_>>(), naive.contacts.keys().copied().collect::<Vec<_>>());
        for filter in &filters {
            agree(&naive, &index, filter)?;
        }
    }

    #[test]
    fn an_index_may_start_from_nothing(
        contacts in prop::collection::vec((0..20_u32, contact()), 0..20),
        filter in filter(),
    ) {
        let (mut naive, mut index) = (Naive::default(), Index::new());
        // Columns appear at any time, but what is a flag is known in the end: nobody in it is everybody out of it.
        let late = contacts.len() / 2;
        for (at, (number, contact)) in contacts.into_iter().enumerate() {
            if at == late {
                for key in CATEGORIES {
                    index.category(key).unwrap();
                }
                for key in FLAGS {
                    index.flag(key).unwrap();
                }
            }
            naive.contacts.insert(number, contact);
            naive.put(&mut index, number);
        }
        prop_assert_eq!(index.count(&filter), naive.select(&filter).len() as u64);
        let mut facets = engine_facets(&index, &filter, LIMITS);
        facets.sort();
        let mut expected = naive.facets(&filter, LIMITS);
        expected.retain(|(key, ..)| facets.iter().any(|(known, ..)| known == key));
        expected.sort();
        prop_assert_eq!(facets, expected);
    }
}
