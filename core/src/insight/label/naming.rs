//! From candidates to names: short, and no two the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::contrast::{Candidate, Likeness};
use super::{Label, Trait};

/// The most traits of a label: more than three nobody remembers.
const MAX_TRAITS: usize = 3;

/// Traits of a label that is unique without more.
const USUAL_TRAITS: usize = 2;

/// From this effect size on (medium, in Cohen's terms) a second trait is worth its words.
const WORTH_SAYING: f64 = 0.5;

/// A trait of a smaller effect does not make a name clearer (small, in Cohen's terms).
const NOTICEABLE: f64 = 0.2;

/// Names the clusters after their candidates (the most distinctive first), lengthening names until they differ and
/// numbering those that never do.
pub(super) fn name(candidates: Vec<Vec<Candidate>>, likeness: &Likeness) -> Vec<Label> {
    let (ranked, distinct): (Vec<Vec<Candidate>>, Vec<usize>) = candidates
        .into_iter()
        .map(|candidates| diverse(candidates, |a, b| likeness.alike(a, b)))
        .unzip();
    let mut ranked = ranked;
    let usual = ranked.iter().zip(&distinct);
    let mut lengths: Vec<usize> = usual
        .map(|(ranked, distinct)| usual_length(ranked, *distinct))
        .collect();
    tell_more(&ranked, &distinct, &mut lengths);
    while lengthen(&ranked, &mut lengths) {}
    let mut numbers: Vec<Option<u8>> = vec![None; ranked.len()];
    for same in namesakes(&ranked, &lengths) {
        for (number, cluster) in (1u8..).zip(same) {
            numbers[cluster] = Some(number);
        }
    }
    own_first(&mut ranked, &lengths);
    let named = ranked.into_iter().zip(lengths).zip(numbers);
    named
        .map(|((ranked, length), number)| Label::Traits {
            traits: ranked
                .into_iter()
                .take(length)
                .map(|candidate| candidate.says)
                .collect(),
            number,
        })
        .collect()
}

/// Where every cluster is named after a value of one and the same column the names only repeat how that column divides the
/// audience: a second trait, where one is noticeable, says what else is true of them.
fn tell_more(ranked: &[Vec<Candidate>], distinct: &[usize], lengths: &mut [usize]) {
    let mut firsts = ranked.iter().map(|ranked| ranked.first().map(|first| first.source));
    let Some(Some(source)) = firsts.next() else { return };
    if !firsts.all(|other| other == Some(source)) || lengths.iter().any(|length| *length != 1) {
        return;
    }
    for ((ranked, distinct), length) in ranked.iter().zip(distinct).zip(lengths) {
        let second = ranked.get(1).filter(|second| second.source != source);
        if *distinct > 1 && second.is_some_and(|second| second.effect >= NOTICEABLE) {
            *length = 2;
        }
    }
}

/// Puts what no other cluster is called before what several share: a reader, or a narrow chart, may see the beginning only.
fn own_first(ranked: &mut [Vec<Candidate>], lengths: &[usize]) {
    let mut bearers: BTreeMap<(u8, String, String), usize> = BTreeMap::new();
    let seen = |says: &Trait| {
        let (kind, key, value) = words(says);
        (kind, key.to_owned(), value.into_owned())
    };
    for (ranked, length) in ranked.iter().zip(lengths) {
        for candidate in ranked.iter().take(*length) {
            *bearers.entry(seen(&candidate.says)).or_default() += 1;
        }
    }
    for (ranked, length) in ranked.iter_mut().zip(lengths) {
        let length = (*length).min(ranked.len());
        if let Some(name) = ranked.get_mut(..length) {
            // A stable sort: among equals the most distinctive stays first.
            name.sort_by_key(|candidate| bearers.get(&seen(&candidate.says)).copied());
        }
    }
}

/// Gives one more trait to the clusters whose name another bears too, or bears with something added («sans site»
/// beside «sans site · Bretagne»: whose are the Bretons?). Whether any could.
fn lengthen(ranked: &[Vec<Candidate>], lengths: &mut [usize]) -> bool {
    let names: Vec<_> = ranked
        .iter()
        .zip(&*lengths)
        .map(|(ranked, length)| sorted_words(ranked, *length))
        .collect();
    let mut longer = false;
    for (cluster, name) in names.iter().enumerate() {
        let others = || {
            names
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != cluster)
                .map(|(_, name)| name)
        };
        let next = ranked[cluster].get(lengths[cluster]);
        let same = others().any(|other| other == name);
        let part = others().any(|other| name.iter().all(|word| other.contains(word)));
        if next.is_some_and(|next| same || part && next.effect >= NOTICEABLE) {
            lengths[cluster] += 1;
            longer = true;
        }
    }
    longer
}

/// The first traits that do not repeat each other, then, should there be too few, those that do; and how many do not.
fn diverse(candidates: Vec<Candidate>, alike: impl Fn(&Candidate, &Candidate) -> bool) -> (Vec<Candidate>, usize) {
    let mut chosen: Vec<Candidate> = Vec::new();
    let mut spare = Vec::new();
    for candidate in candidates {
        if chosen.len() == MAX_TRAITS {
            break;
        }
        if chosen.iter().any(|other| alike(other, &candidate)) {
            spare.push(candidate);
        } else {
            chosen.push(candidate);
        }
    }
    let distinct = chosen.len();
    chosen.extend(spare.into_iter().take(MAX_TRAITS - distinct));
    (chosen, distinct)
}

/// Traits that repeat an earlier one («35, not 22») only serve to tell namesakes apart.
fn usual_length(ranked: &[Candidate], distinct: usize) -> usize {
    let worth = ranked
        .iter()
        .take(USUAL_TRAITS.min(distinct))
        .filter(|candidate| candidate.effect >= WORTH_SAYING)
        .count();
    worth.max(1).min(ranked.len())
}

/// Groups of clusters that would bear the same name, in order of their first.
fn namesakes(ranked: &[Vec<Candidate>], lengths: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<Vec<Words<'_>>, Vec<usize>> = BTreeMap::new();
    for (cluster, (ranked, &length)) in ranked.iter().zip(lengths).enumerate() {
        groups.entry(sorted_words(ranked, length)).or_default().push(cluster);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// A reader sees no difference between «A · B» and «B · A».
fn sorted_words(ranked: &[Candidate], length: usize) -> Vec<Words<'_>> {
    let mut words: Vec<_> = ranked
        .iter()
        .take(length)
        .map(|candidate| words(&candidate.says))
        .collect();
    words.sort_unstable();
    words
}

/// What a reader sees of a trait, without its figures: its kind, its attribute and its value.
type Words<'a> = (u8, &'a str, Cow<'a, str>);

fn words(says: &Trait) -> Words<'_> {
    match says {
        Trait::Value { key, value, .. } => (0, key, value.into()),
        Trait::High { key, .. } => (1, key, "".into()),
        Trait::Low { key, .. } => (2, key, "".into()),
        Trait::Missing { key, .. } => (3, key, "".into()),
        Trait::Present { key, .. } => (4, key, "".into()),
        Trait::Without { key, value, .. } => (5, key, value.into()),
        Trait::Mostly { key, values, .. } => {
            let mut values = values.each_ref();
            // «A, B» and «B, A» are one name.
            values.sort_unstable();
            (6, key, values.map(String::as_str).join(", ").into())
        }
        Trait::Others { key, .. } => (7, key, "".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::contrast::Source;
    use super::*;
    use crate::insight::features::{Profile, encode};

    fn value(source: usize, value: &str, effect: f64) -> Candidate {
        let says = Trait::Value {
            key: format!("k{source}"),
            value: value.into(),
            share: 0.5,
            lift: 2.0,
        };
        Candidate {
            source: Source::Category(source),
            effect,
            says,
        }
    }

    fn no_likeness() -> Likeness {
        let profile = Profile::default();
        Likeness::new(&profile, &encode(&profile).unwrap())
    }

    fn named(candidates: Vec<Vec<Candidate>>) -> Vec<(Vec<String>, Option<u8>)> {
        let shown = |label| match label {
            Label::Generic => panic!("generic"),
            Label::Traits { traits, number } => (traits.iter().map(|t| words(t).2.into_owned()).collect(), number),
        };
        name(candidates, &no_likeness()).into_iter().map(shown).collect()
    }

    #[test]
    fn the_second_trait_must_be_worth_it() {
        let names = named(vec![
            vec![value(0, "a", 0.9), value(1, "b", 0.6), value(2, "c", 0.6)],
            vec![value(0, "d", 0.3), value(1, "e", 0.2)],
        ]);
        assert_eq!(
            names,
            [
                (vec!["a".to_owned(), "b".to_owned()], None),
                (vec!["d".to_owned()], None)
            ]
        );
    }

    #[test]
    fn namesakes_get_longer_names() {
        let names = named(vec![
            vec![value(0, "a", 0.4), value(1, "b", 0.2)],
            vec![value(0, "a", 0.4), value(1, "c", 0.2)],
        ]);
        assert_eq!(names[0], (vec!["b".to_owned(), "a".to_owned()], None));
        assert_eq!(names[1], (vec!["c".to_owned(), "a".to_owned()], None));
    }

    #[test]
    fn what_several_share_comes_last() {
        let names = named(vec![
            vec![value(0, "a", 0.9), value(1, "b", 0.8), value(2, "x", 0.7)],
            vec![value(0, "a", 0.9), value(1, "c", 0.8), value(2, "y", 0.7)],
            vec![value(1, "d", 0.8), value(0, "e", 0.7)],
        ]);
        assert_eq!(names[0].0, ["b", "a"]);
        assert_eq!(names[1].0, ["c", "a"]);
        assert_eq!(names[2].0, ["d", "e"]);
    }

    #[test]
    fn names_that_only_repeat_one_column_say_something_else_too() {
        let names = named(vec![
            vec![value(0, "Finistère", 0.9), value(1, "mairie", 0.3)],
            vec![value(0, "Morbihan", 0.9), value(2, "école", 0.1)],
        ]);
        assert_eq!(names[0].0, ["Finistère", "mairie"]);
        assert_eq!(names[1].0, ["Morbihan"], "hardly noticeable");
        let names = named(vec![
            vec![value(0, "Finistère", 0.9), value(1, "mairie", 0.3)],
            vec![value(1, "école", 0.9), value(0, "Morbihan", 0.3)],
        ]);
        assert_eq!(names[0].0, ["Finistère"], "they are told apart by two columns already");
    }

    #[test]
    fn a_name_that_is_part_of_another_is_completed() {
        let names = named(vec![
            vec![value(0, "a", 0.9), value(1, "b", 0.8)],
            vec![value(0, "a", 0.9), value(1, "c", 0.3)],
        ]);
        assert_eq!(names[1].0, ["c", "a"]);
        let names = named(vec![
            vec![value(0, "a", 0.9), value(1, "b", 0.8)],
            vec![value(0, "a", 0.9), value(1, "c", 0.1)],
        ]);
        assert_eq!(names[1].0, ["a"]);
    }

    #[test]
    fn the_order_of_traits_is_no_difference() {
        let names = named(vec![
            vec![value(0, "a", 0.9), value(1, "b", 0.8)],
            vec![value(1, "b", 0.9), value(0, "a", 0.8)],
        ]);
        assert_eq!((names[0].1, names[1].1), (Some(1), Some(2)));
    }

    #[test]
    fn clusters_without_traits_are_numbered() {
        assert_eq!(
            named(vec![vec![], vec![], vec![value(0, "a", 0.1)]])[1],
            (vec![], Some(2))
        );
    }
}
