//! Charts: horizontal bars with direct labels, one idea each, drawn by `charts.js`, told in words and in a table for everyone else.

use serde::Serialize;

use super::Markup;

/// A chart of a page.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Names the exported files and the element: letters, digits, hyphens.
    pub name: String,
    /// Its title, in the reader's language.
    pub title: String,
    /// What it shows, in one sentence: the text alternative.
    pub note: String,
    /// Head of the first column of its table.
    pub labels_title: String,
    /// Names along the axis.
    pub labels: Vec<String>,
    /// One or several rows of values, as many values as labels.
    pub series: Vec<Series>,
    /// Whether each label has its own colour (the clusters, which the table repeats).
    pub tinted: bool,
}

/// One row of values.
#[derive(Clone, Debug, Serialize)]
pub struct Series {
    /// Its name, in the reader's language.
    pub name: String,
    /// Its values.
    pub values: Vec<u64>,
}

#[derive(Serialize)]
struct Described<'a> {
    labels: &'a [String],
    series: &'a [Series],
    tinted: bool,
}

impl Chart {
    /// The description `charts.js` reads, safe inside a `<script>` element.
    pub fn json(&self) -> Markup {
        Markup::json(&Described {
            labels: &self.labels,
            series: &self.series,
            tinted: self.tinted,
        })
    }

    /// How tall it is drawn, 1 to 5, by the number of its bars.
    pub fn size(&self) -> usize {
        match self.labels.len() {
            0..=2 => 1,
            3..=4 => 2,
            5..=6 => 3,
            7..=9 => 4,
            _ => 5,
        }
    }

    /// The table's rows: a label and its value in each series.
    pub fn rows(&self) -> Vec<(&str, Vec<u64>)> {
        let value = |i: usize| {
            self.series
                .iter()
                .map(|s| s.values.get(i).copied().unwrap_or(0))
                .collect()
        };
        self.labels
            .iter()
            .enumerate()
            .map(|(i, label)| (label.as_str(), value(i)))
            .collect()
    }
}
