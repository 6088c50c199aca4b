//! Whether the first record names the columns, and their names.

use crate::contacts::import::columns::{is_known_header, looks};

/// Whether the cells of the first record are names of columns rather than values.
///
/// Words like «association» are both; the shape of the other cells decides.
pub(super) fn names_columns(first: &[String]) -> bool {
    if first.iter().any(|cell| looks::email(cell)) {
        return false;
    }
    let known = first.iter().filter(|cell| is_known_header(cell)).count();
    let values = first.iter().filter(|cell| looks::value(cell)).count();
    if known > 0 { values <= known } else { values == 0 }
}

/// One name per column.
pub(super) fn names(header: Option<&Vec<String>>, columns: usize) -> Vec<String> {
    (0..columns)
        .map(|column| match header.and_then(|header| header.get(column)) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => letters(column),
        })
        .collect()
}

/// The name a spreadsheet gives a column: `A`, `Z`, `AA`.
fn letters(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.insert(0, char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return name.into_iter().collect();
        }
        column = column / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_lettered_like_in_a_spreadsheet() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(letters).collect();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
