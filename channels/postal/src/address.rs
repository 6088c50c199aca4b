//! The address block as the post reads it (NF Z10-011): at most six lines of at most 38 characters, no punctuation and
//! capitals in the last ones. Whoever hands a message over has made the lines; here they are looked at once more.

/// Lines of an address.
pub const LINES: usize = 6;
/// Characters of a line.
pub const CHARACTERS: usize = 38;
/// The lines at the end that machines read: street, postcode and town.
const READ_BY_MACHINES: usize = 2;

/// Reads an address, or says what is wrong with it.
pub fn read(text: &str) -> Result<Vec<String>, String> {
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() < 2 {
        return Err("an address has at least a name and a place".to_owned());
    }
    if lines.len() > LINES {
        return Err(format!(
            "an address has at most {LINES} lines, this one has {}",
            lines.len()
        ));
    }
    if let Some(line) = lines.iter().find(|line| line.chars().count() > CHARACTERS) {
        let count = line.chars().count();
        return Err(format!(
            "a line of an address has at most {CHARACTERS} characters, one has {count}"
        ));
    }
    let first = lines.len() - READ_BY_MACHINES;
    let lines = lines.into_iter().enumerate();
    Ok(lines
        .map(|(index, line)| {
            if index >= first.max(1) {
                machine_line(&line)
            } else {
                line
            }
        })
        .collect())
}

/// Capitals, no punctuation.
fn machine_line(line: &str) -> String {
    let plain: String = line
        .chars()
        .map(|c| if ",;.:()".contains(c) { ' ' } else { c })
        .collect();
    let plain = plain.to_uppercase();
    let plain: Vec<&str> = plain.split_whitespace().collect();
    plain.join(" ").chars().take(CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O5
    #[test]
    fn the_last_lines_are_made_for_machines() {
        let read = read("Mairie de L'Haÿ\n 41, rue  Jean-Jaurès \n94240 L'Haÿ-les-Roses\n").unwrap();
        assert_eq!(read, ["Mairie de L'Haÿ", "41 RUE JEAN-JAURÈS", "94240 L'HAŸ-LES-ROSES"]);
    }

    // R: O5
    #[test]
    fn what_does_not_fit_is_told() {
        assert!(read("").is_err() && read("x").is_err());
        assert!(read("1\n2\n3\n4\n5\n6\n7").unwrap_err().contains("6 lines"));
        assert!(
            read(&format!("{}\n75001 PARIS", "x".repeat(39)))
                .unwrap_err()
                .contains("38")
        );
        assert!(read(&format!("{}\n75001 PARIS", "é".repeat(38))).is_ok());
    }
}
