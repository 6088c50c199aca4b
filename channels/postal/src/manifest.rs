//! The list of a batch's letters, for whoever prints and posts them: CSV (RFC 4180) with a line per letter. It names files and no
//! people: whose contact is deleted leaves nothing in the lists of others.

/// One letter of the list.
pub struct Entry {
    /// Its file.
    pub file: String,
    /// The message's key.
    pub key: String,
    /// How many pages it has.
    pub pages: usize,
}

/// Writes the list.
pub fn write(entries: &[Entry]) -> String {
    let mut csv = String::from("file,message,pages\r\n");
    for entry in entries {
        csv.push_str(&format!(
            "{},{},{}\r\n",
            cell(&entry.file),
            cell(&entry.key),
            entry.pages
        ));
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
        };
        let odd = Entry {
            file: "=1+1".into(),
            key: "a,\"b\"".into(),
            pages: 1,
        };
        assert_eq!(
            write(&[entry, odd]),
            "file,message,pages\r\nk1.pdf,k1,2\r\n'=1+1,\"a,\"\"b\"\"\",1\r\n"
        );
    }
}
