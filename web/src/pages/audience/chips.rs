//! What is chosen, in words.

use crate::pages::words;
use crate::view::Ui;
use crate::view::campaigns::Chip;
use relais_core::audience::{Bound, Filter, Range, Selection};
use relais_core::contacts::attributes::Attribute;

/// One chip per value chosen, one per range.
pub fn chips(ui: &Ui, filter: &Filter, own: &[Attribute]) -> Vec<Chip> {
    let mut chips = Vec::new();
    for (key, selection) in filter.iter() {
        let group = words::key(ui, key, own);
        match selection {
            Selection::Values(values) => chips.extend(values.iter().map(|value| Chip {
                drop: format!("{key}={value}"),
                group: group.clone(),
                label: words::value(ui, key, value),
                href: None,
            })),
            Selection::Range(range) => {
                chips.push(Chip {
                    drop: key.to_owned(),
                    group,
                    label: in_words(ui, range),
                    href: None,
                });
            }
        }
    }
    chips
}

fn in_words(ui: &Ui, range: &Range) -> String {
    let word = |bound: &Bound| bound_in_words(ui, bound);
    match (&range.min, &range.max) {
        (Some(min), Some(max)) => ui.t2("range-between", "min", word(min), "max", word(max)),
        (Some(min), None) => ui.t1("range-above", "min", word(min)),
        (None, Some(max)) => ui.t1("range-below", "max", word(max)),
        (None, None) => String::new(),
    }
}

/// A bound as the reader writes it.
pub(super) fn bound_in_words(ui: &Ui, bound: &Bound) -> String {
    match bound {
        Bound::Date(day) => ui.short_date(day),
        Bound::Number(number) => number_in_words(ui, *number),
    }
}

/// A number as the reader writes it, with at most two decimals.
pub fn number_in_words(ui: &Ui, number: f64) -> String {
    let digits = if number.fract() == 0.0 {
        0
    } else if (number * 10.0).fract() == 0.0 {
        1
    } else {
        2
    };
    ui.locale.decimal(number, digits)
}
