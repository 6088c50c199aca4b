//! The groups of the filter panel, filled from the index.

use super::asked::Asked;
use super::chips::{bound_in_words, chips};
use super::own_attributes;
use crate::app::App;
use crate::http::Problem;
use crate::pages::words;
use crate::view::campaigns::{Audience, Group, GroupKind, GroupValue};
use crate::view::overview::Reach;
use crate::view::{Field, Ui};
use jiff::civil::Date;
use relais_core::audience::{
    Bound, Facet, FacetLimits, FacetValue, Facets, Filter, Index, NumberKind, Range, Selection, reach_flag,
};
use relais_core::channels::{self, Offered};
use relais_core::consent::Topic;
use relais_core::contacts::attributes::Attribute;
use relais_tenants::Tenant;
use std::collections::BTreeMap;

/// Values of a long group shown for a search.
const FOUND: usize = 40;
/// Groups open when nothing is chosen.
const OPEN: usize = 2;

/// A column of numbers or dates: its key, its kind, the smallest and the greatest value anybody has.
struct Numbers {
    key: String,
    kind: NumberKind,
    extent: Option<(f64, f64)>,
}

/// What the index answers at once, so that all figures are of the same moment.
struct Answer {
    facets: Facets,
    numbers: Vec<Numbers>,
    found: BTreeMap<String, Vec<FacetValue>>,
    reach: Vec<Reach>,
}

/// The step that chooses an audience, as it stands for what was asked.
pub async fn audience(app: &App, tenant: &Tenant, ui: &Ui, asked: &Asked) -> Result<Audience, Problem> {
    let own = own_attributes(tenant).await?;
    let offered = channels::offered(tenant).await?;
    let answer = app
        .audiences
        .ask(tenant, |index| answer(index, asked, &offered))
        .await?;
    let mut groups: Vec<Group> = answer
        .facets
        .categories
        .iter()
        .filter(|facet| facet.distinct > 0 || asked.filter.get(&facet.key).is_some())
        .map(|facet| category(ui, facet, asked, answer.found.get(&*facet.key), &own))
        .chain(
            answer
                .numbers
                .iter()
                .filter(|numbers| numbers.extent.is_some() || asked.filter.get(&numbers.key).is_some())
                .map(|numbers| range(ui, numbers, asked, &own)),
        )
        .collect();
    for (place, group) in groups.iter_mut().enumerate() {
        group.open = group.chosen > 0 || place < OPEN || asked.searches.contains_key(&group.key);
    }
    Ok(Audience {
        groups,
        chips: chips(ui, &asked.filter, &own),
        count: answer.facets.total,
        reach: answer.reach,
        can_import: false,
    })
}

fn answer(index: &Index, asked: &Asked, offered: &Offered) -> Answer {
    let facets = index.facets(&asked.filter, FacetLimits::PAGE);
    let searched = facets.categories.iter().filter(|facet| facet.searchable);
    let found = searched
        .filter_map(|facet| {
            let search = asked.searches.get(&*facet.key)?;
            Some((
                facet.key.to_string(),
                index.values(&facet.key, &asked.filter, search, FOUND + 1),
            ))
        })
        .collect();
    let numbers = index
        .number_keys()
        .map(|(key, kind)| Numbers {
            key: key.to_owned(),
            kind,
            extent: index.extent(key),
        })
        .collect();
    Answer {
        facets,
        numbers,
        found,
        reach: reach(index, &asked.filter, offered),
    }
}

/// How many of an audience each channel reaches. Notifications reach nobody before somebody subscribed; no need to say so.
pub fn reach(index: &Index, filter: &Filter, offered: &Offered) -> Vec<Reach> {
    let counts = index.reach(&index.select(filter));
    offered
        .channels()
        .map(|topic| Reach {
            channel: topic.to_string(),
            count: counts.get(&reach_flag(topic)).copied().unwrap_or_default(),
        })
        .filter(|reach| reach.count > 0 || reach.channel != Topic::Push.as_str())
        .collect()
}

fn category(ui: &Ui, facet: &Facet, asked: &Asked, found: Option<&Vec<FacetValue>>, own: &[Attribute]) -> Group {
    let chosen = facet.values.iter().filter(|value| value.selected).count() as u64;
    let kind = if facet.searchable {
        let (values, more) = match found {
            Some(found) => merged(facet, found),
            None => (chosen_first(&facet.values), facet.values.len() < facet.distinct),
        };
        GroupKind::Search {
            values: values.into_iter().map(|value| shown(ui, &facet.key, value)).collect(),
            query: asked.searches.get(&*facet.key).cloned().unwrap_or_default(),
            distinct: facet.distinct as u64,
            more,
        }
    } else {
        GroupKind::List(facet.values.iter().map(|value| shown(ui, &facet.key, value)).collect())
    };
    Group {
        key: facet.key.to_string(),
        label: words::key(ui, &facet.key, own),
        chosen,
        open: false,
        kind,
    }
}

fn chosen_first(values: &[FacetValue]) -> Vec<&FacetValue> {
    let (chosen, others): (Vec<_>, Vec<_>) = values.iter().partition(|value| value.selected);
    chosen.into_iter().chain(others).collect()
}

/// The chosen values, then what the search found, and whether more match.
fn merged<'a>(facet: &'a Facet, found: &'a [FacetValue]) -> (Vec<&'a FacetValue>, bool) {
    let chosen = facet.values.iter().filter(|value| value.selected);
    let others = found.iter().take(FOUND).filter(|value| !value.selected);
    (chosen.chain(others).collect(), found.len() > FOUND)
}

fn shown(ui: &Ui, key: &str, value: &FacetValue) -> GroupValue {
    GroupValue {
        value: value.value.to_string(),
        label: words::value(ui, key, &value.value),
        count: value.count,
        chosen: value.selected,
    }
}

/// The values of one long group: the chosen ones, then those a search finds, and whether more match.
pub async fn found(
    app: &App,
    tenant: &Tenant,
    ui: &Ui,
    key: &str,
    asked: &Asked,
) -> Result<(Vec<GroupValue>, bool), Problem> {
    let search = asked.searches.get(key).map_or("", String::as_str);
    let (facet, found) = app
        .audiences
        .ask(tenant, |index| {
            let facets = index.facets(&asked.filter, FacetLimits::PAGE);
            let facet = facets.categories.into_iter().find(|facet| &*facet.key == key);
            (facet, index.values(key, &asked.filter, search, FOUND + 1))
        })
        .await?;
    // A key that is no category is a page of before the base changed, or nothing of ours.
    let facet = facet.ok_or_else(Problem::not_found)?;
    let (values, more) = if search.is_empty() {
        (chosen_first(&facet.values), facet.values.len() < facet.distinct)
    } else {
        merged(&facet, &found)
    };
    Ok((values.into_iter().map(|value| shown(ui, key, value)).collect(), more))
}

fn range(ui: &Ui, numbers: &Numbers, asked: &Asked, own: &[Attribute]) -> Group {
    let key = &numbers.key;
    let range = bounds(&asked.filter, key);
    let field = |end: &str, bound: Option<&Bound>| match asked.bound(&format!("{key}.{end}")) {
        Some(typed) => Field::wrong(typed, ui.t("range-unreadable")),
        None => Field::of(bound.map(ToString::to_string).unwrap_or_default()),
    };
    let dates = numbers.kind == NumberKind::Date;
    let extreme = |number: f64| bound_in_words(ui, &bound(number, dates));
    Group {
        key: key.clone(),
        label: words::key(ui, key, own),
        chosen: u64::from(asked.filter.get(key).is_some()),
        open: false,
        kind: GroupKind::Range {
            min: field("min", range.min.as_ref()),
            max: field("max", range.max.as_ref()),
            lowest: numbers.extent.map(|(low, _)| extreme(low)),
            highest: numbers.extent.map(|(_, high)| extreme(high)),
            dates,
        },
    }
}

fn bounds(filter: &Filter, key: &str) -> Range {
    match filter.get(key) {
        Some(Selection::Range(range)) => *range,
        _ => Range::default(),
    }
}

/// A number of the index as a bound: dates stand there as days since 1970.
fn bound(number: f64, date: bool) -> Bound {
    if !date {
        return Bound::Number(number);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "days of a calendar date; beyond it `as` holds at the end"
    )]
    let days = jiff::Span::new().try_days(number as i64);
    let day = days.and_then(|days| Date::constant(1970, 1, 1).checked_add(days));
    day.map_or(Bound::Number(number), Bound::Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_too_large_to_be_shown() {
        for number in [0.0, 7_304_485.0, 1e15, 1e300, -1e300, f64::MAX] {
            assert_eq!(bound(number, false), Bound::Number(number));
            bound(number, true);
        }
        assert_eq!(bound(1.0, true), Bound::Date(Date::constant(1970, 1, 2)));
    }
}
