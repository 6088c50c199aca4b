//! Cells of files that people open in a spreadsheet (OWASP, «CSV injection»).

use std::borrow::Cow;

/// The cell as no spreadsheet takes it for a formula. Plain numbers and phone numbers begin with a sign and do no harm.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let dangerous = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let number = cell
        .strip_prefix(['+', '-'])
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    if dangerous && !number {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_become_text_and_numbers_stay_numbers() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+33612345678", "+33612345678"),
            ("-12.5", "-12.5"),
            ("-2+3", "'-2+3"),
            ("+cmd", "'+cmd"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("Mairie", "Mairie"),
            ("-", "'-"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), expected);
        }
    }
}
