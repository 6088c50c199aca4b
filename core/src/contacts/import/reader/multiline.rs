//! Whether several lines really are one record, or a stray quote has swallowed the lines after it.

/// Whether every closing quote of `raw` is followed by a delimiter or the end of a line.
///
/// A stray opening quote pairs with the opening quote of a later cell, which is followed by that cell's text.
pub(super) fn quotes_close_properly(raw: &[u8], delimiter: u8) -> bool {
    #[derive(Clone, Copy)]
    enum At {
        CellStart,
        Plain,
        Quoted,
        AfterQuote,
    }
    let mut at = At::CellStart;
    for &byte in raw {
        let ends_cell = byte == delimiter || byte == b'\n' || byte == b'\r';
        at = match (at, byte) {
            (At::CellStart | At::AfterQuote, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::AfterQuote,
            (At::Quoted, _) => At::Quoted,
            (_, _) if ends_cell => At::CellStart,
            (At::AfterQuote, b' ') => At::AfterQuote,
            (At::AfterQuote, _) => return false,
            (At::CellStart | At::Plain, _) => At::Plain,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::quotes_close_properly;

    #[test]
    fn tells_quoted_text_from_a_stray_quote() {
        for good in [
            "a;\"b\nc\";d",
            "\"a \"\"b\"\"\nc\"",
            "\"a\n\" ;b",
            "a\"b;\"\n\"",
            "\"\";\"\n\"\r\n",
        ] {
            assert!(quotes_close_properly(good.as_bytes(), b';'), "{good:?}");
        }
        for bad in ["a;\"b\nc;\"d\"", "\"a\n\"b"] {
            assert!(!quotes_close_properly(bad.as_bytes(), b';'), "{bad:?}");
        }
    }
}
