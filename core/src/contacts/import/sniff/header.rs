//! Whether the first record names the columns, and their names.

use crate::contacts::import::columns::{is_known_header, looks};
use std::collections::HashSet;

/// How many rows the first record is compared with.
const COMPARED: usize = 200;
/// From how many values on those of a column show what they have in common.
const TELLING: usize = 3;
/// From how many values on a column shows that a few come again and again.
const REPEATING: usize = 20;

/// What the first record was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    /// Whether it names the columns.
    pub names: bool,
    /// Whether no word in it is one that columns are known to be called by: somebody has to look.
    pub guessed: bool,
}

/// Whether the cells of the first record are names of columns rather than values.
///
/// Words like «association» are both; the shape of the other cells decides. Without any known word, a record that looks
/// like those after it is one of them: a title entered as a prospect is seen and deleted, a prospect taken for titles is lost.
pub(super) fn judge(first: &[String], rest: &[Vec<String>]) -> Judged {
    let known = first.iter().filter(|cell| is_known_header(cell)).count();
    let values = first.iter().filter(|cell| looks::value(cell)).count();
    let names = if first.iter().any(|cell| looks::email(cell)) {
        false
    } else if known > 0 {
        values <= known
    } else {
        values == 0 && (rest.is_empty() || differs(first, rest))
    };
    Judged {
        names,
        guessed: known == 0 || !names,
    }
}

/// Whether the first record is of another kind than the rows after it.
fn differs(first: &[String], rest: &[Vec<String>]) -> bool {
    let mut unlike = false;
    for (column, head) in first.iter().enumerate() {
        let cells = rest.iter().filter_map(|row| row.get(column)).map(String::as_str);
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).take(COMPARED).collect();
        if head.is_empty() || cells.is_empty() {
            continue;
        }
        if cells.contains(&head.as_str()) {
            return false;
        }
        let most = |test: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| test(cell)).count() * 10 >= cells.len() * 8;
        let digits = |cell: &str| cell.bytes().any(|byte| byte.is_ascii_digit());
        let numbered = cells.len() >= TELLING && !digits(head) && most(&digits);
        let distinct = cells.iter().collect::<HashSet<_>>().len();
        let repeating = cells.len() >= REPEATING && distinct * 4 <= cells.len();
        let written_as_name = head.contains('_') && !cells.iter().any(|cell| cell.contains('_'));
        unlike |= numbered || repeating || written_as_name || most(&|cell| looks::value(cell));
    }
    unlike
}

/// One name per column; one that has none is called `word` and its number: «Colonne 3».
pub(super) fn names(header: Option<&Vec<String>>, columns: usize, word: &str) -> Vec<String> {
    (0..columns)
        .map(|column| match header.and_then(|header| header.get(column)) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("{word} {}", column + 1),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> (bool, bool) {
        let mut rows = text
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let first = rows.next().unwrap();
        let Judged { names, guessed } = judge(&first, &rows.collect::<Vec<_>>());
        (names, guessed)
    }

    #[test]
    fn a_first_person_is_not_taken_for_titles() {
        // R: M5
        assert_eq!(judged("Durand,12 rue Secrete\nMartin,13 rue Secrete"), (false, true));
        assert_eq!(judged("Durand,Brest\nMartin,Lyon"), (false, true));
        assert_eq!(judged("Durand,Place du Port\nMartin,13 rue du Lac"), (false, true));
        assert_eq!(judged("Mairie,a@b.fr\nEcole,c@d.fr"), (false, true));
    }

    #[test]
    fn titles_are_known_by_their_words_or_by_what_they_stand_over() {
        assert_eq!(judged("Nom,Ville\nDurand,Brest"), (true, false));
        assert_eq!(judged("chiffre,autre\n1,2"), (true, true));
        assert_eq!(judged("Marital_Status,Education\nSingle,PhD"), (true, true));
        let rows = "blanc,Brest\nrouge,Lyon\n".repeat(20);
        assert_eq!(judged(&format!("Couleur choisie,Agence\n{rows}")), (true, true));
        // Somebody whose values come again further down is one of the rows.
        assert_eq!(judged(&format!("blanc,Agence\n{rows}")), (false, true));
    }
}
