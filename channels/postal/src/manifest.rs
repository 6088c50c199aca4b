//! The list of a batch's letters, for whoever prints and posts them: CSV (RFC 4180) with a line per letter.

use crate::address::LINES;

/// One letter of the list.
pub struct Entry {
    /// Its file.
    pub file: String,
    /// The message's key.
    pub key: String,
    /// How many pages it has.
    pub pages: usize,
    /// The lines of its address.
    pub address: Vec<String>,
}

/// Writes the list.
pub fn write(entries: &[Entry]) -> String {
    let mut csv = String::from("file,message,pages");
    for line in 1..=LINES {
        csv.push_str(&format!(",line_{line}"));
    }
    csv.push_str("\r\n");
    for entry in entries {
        csv.push_str(&format!("{},{},{}", cell(&entry.file), cell(&entry.key), entry.pages));
        for line in 0..LINES {
            csv.push(',');
            csv.push_str(&cell(entry.address.get(line).map_or("", String::as_str)));
        }
        csv.push_str("\r\n");
    }
    csv
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O5
    #[test]
    fn a_line_for_each_letter() {
        let entry = Entry {
            file: "k1.pdf".into(),
            key: "k1".into(),
            pages: 2,
            address: vec!["Dupont, \"fils\"".into(), "=1+1".into(), "75001 PARIS".into()],
        };
        assert_eq!(
            write(&[entry]),
            "file,message,pages,line_1,line_2,line_3,line_4,line_5,line_6\r\n\
             k1.pdf,k1,2,\"Dupont, \"\"fils\"\"\",'=1+1,75001 PARIS,,,\r\n"
        );
    }
}
