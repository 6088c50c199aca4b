//! Every line accounted for, whatever the bytes, and the same rows wherever one takes up again.

use std::io::Read;

use proptest::prelude::*;

use super::*;

/// First line, number of lines, and what is in an entry.
type Told = (u64, u64, String);

fn told(entry: &Entry<'_>) -> Told {
    match entry {
        Entry::Record(record) => {
            let cells: Vec<_> = record
                .cells()
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect();
            (record.line(), record.lines(), cells.join("|"))
        }
        Entry::Blank { line } => (*line, 1, "(blank)".into()),
        Entry::Unreadable { line, lines, reason } => (*line, *lines, format!("({reason:?})")),
    }
}

/// Gives a few bytes at a time, as networks do.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let step = buffer.len().min(7);
        self.0.read(&mut buffer[..step])
    }
}

fn shape(columns: usize) -> Shape {
    Shape {
        delimiter: Delimiter::Semicolon,
        line_end: LineEnd::Lf,
        columns,
    }
}

/// All entries from a position on, with the position before each.
fn read_from(bytes: &[u8], shape: Shape, from: Position) -> Vec<(Position, Told)> {
    let mut reader = RecordReader::new(Trickle(&bytes[from.byte as usize..]), shape, from);
    let mut entries = Vec::new();
    loop {
        let before = reader.position();
        let Some(entry) = reader.read().unwrap() else {
            return entries;
        };
        entries.push((before, told(&entry)));
    }
}

fn read(text: &str, columns: usize) -> Vec<Told> {
    read_from(text.as_bytes(), shape(columns), Position::START)
        .into_iter()
        .map(|(_, entry)| entry)
        .collect()
}

fn line(line: u64, lines: u64, what: &str) -> Told {
    (line, lines, what.to_owned())
}

/// Lines of a file: as many as line ends, and one more when the last has none.
fn lines_of(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    ends + u64::from(bytes.last().is_some_and(|byte| *byte != b'\n'))
}

#[test]
fn quoted_cells_keep_delimiters_quotes_and_line_breaks() {
    let text = "a;\"b;\"\"c\"\"\";d\r\n\"e\r\n\r\nf\";;g\n\n  \nlast;1;2";
    assert_eq!(
        read(text, 3),
        [
            line(1, 1, "a|b;\"c\"|d"),
            line(2, 3, "e\n\nf||g"),
            line(5, 1, "(blank)"),
            line(6, 1, "(blank)"),
            line(7, 1, "last|1|2"),
        ]
    );
}

#[test]
fn rows_of_empty_cells_are_blank_and_ragged_ones_are_not_lost() {
    assert_eq!(
        read(";;\n\"\";\"\"; \na;b\na;b;c;d\n", 3),
        [
            line(1, 1, "(blank)"),
            line(2, 1, "(blank)"),
            line(3, 1, "a|b"),
            line(4, 1, "a|b|c|d"),
        ]
    );
}

#[test]
fn an_unterminated_quote_costs_its_own_line_only() {
    // Open to the end of the file.
    let text = "a;b;c\n1;\"2;3\n4;5;6\n7;8;9\n";
    assert_eq!(
        read(text, 3),
        [
            line(1, 1, "a|b|c"),
            line(2, 1, "(UnterminatedQuote)"),
            line(3, 1, "4|5|6"),
            line(4, 1, "7|8|9")
        ]
    );
    // Paired with the opening quote of a later cell.
    let text = "1;\"2;3\n4;5;6\n7;\"8\";9\n";
    assert_eq!(
        read(text, 3),
        [
            line(1, 1, "(UnterminatedQuote)"),
            line(2, 1, "4|5|6"),
            line(3, 1, "7|8|9")
        ]
    );
    // Paired with a stray closing quote, so that the number of cells is wrong and a whole row is hidden inside.
    let text = "1;\"2;3\n4;5;6\n7;8\";9;10\n";
    assert_eq!(
        read(text, 3)[..2],
        [line(1, 1, "(UnterminatedQuote)"), line(2, 1, "4|5|6")]
    );
    // The rest of a broken cell is not taken for rows.
    let text = "1;2;\"first\nsecond\n\nthird\n4;5;6\n";
    assert_eq!(read(text, 3), [line(1, 4, "(UnterminatedQuote)"), line(5, 1, "4|5|6")]);
}

#[test]
fn a_line_too_long_is_passed_over_and_reported() {
    let long = "x".repeat(MAX_RECORD + 10);
    let text = format!("a;b\n{long};1\nc;d\n\"{long}\nrest;2\ne;f");
    assert_eq!(
        read_quickly(&text),
        [
            line(1, 1, "a|b"),
            line(2, 1, "(LineTooLong)"),
            line(3, 1, "c|d"),
            line(4, 1, "(LineTooLong)"),
            line(5, 1, "rest|2"),
            line(6, 1, "e|f"),
        ]
    );
}

#[test]
fn a_cell_of_too_many_lines_is_a_stray_quote() {
    let text = format!("a;b\n1;\"{}", "x\n".repeat(MAX_RECORD_LINES as usize * 2));
    let entries = read_quickly(&text);
    assert_eq!(entries[1].2, "(UnterminatedQuote)");
    assert_eq!(
        entries.iter().map(|(_, lines, _)| lines).sum::<u64>(),
        lines_of(text.as_bytes())
    );
}

/// Like [`read`], from memory at once.
fn read_quickly(text: &str) -> Vec<Told> {
    let mut reader = RecordReader::new(text.as_bytes(), shape(2), Position::START);
    let mut entries = Vec::new();
    while let Some(entry) = reader.read().unwrap() {
        entries.push(told(&entry));
    }
    entries
}

#[test]
fn a_long_quoted_cell_is_read_whole() {
    let note = "une ligne de texte\n".repeat(900);
    let text = format!("a;b\n1;\"{note}\"\n2;c\n");
    let entries = read(&text, 2);
    assert_eq!(entries[1], (2, 901, format!("1|{note}")));
    assert_eq!(entries[2], line(903, 1, "2|c"));
}

#[test]
fn carriage_returns_alone_end_lines_where_the_file_says_so() {
    let shape = Shape {
        line_end: LineEnd::Cr,
        ..shape(2)
    };
    let entries: Vec<Told> = read_from(b"a;b\r\"c\rd\";e\rf;g", shape, Position::START)
        .into_iter()
        .map(|(_, told)| told)
        .collect();
    assert_eq!(entries, [line(1, 1, "a|b"), line(2, 2, "c\nd|e"), line(4, 1, "f|g")]);
}

fn csv_like() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        ";", ";", "\"", "\"", "\"\"", "\n", "\n", "\r\n", "\r", " ", "a", "bc", "é", "\u{feff}", "\t", ",", "\";\"",
        "\"\n", "1;2;3\n",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat().into_bytes())
}

fn check(bytes: &[u8], columns: usize) -> Result<(), TestCaseError> {
    let entries = read_from(bytes, shape(columns), Position::START);
    let mut next = 1;
    for (before, (line, lines, _)) in &entries {
        prop_assert_eq!((before.line, *line), (next, next));
        prop_assert!(*lines > 0);
        next += lines;
    }
    prop_assert_eq!(next - 1, lines_of(bytes));
    for (place, (position, _)) in entries.iter().enumerate() {
        prop_assert_eq!(&read_from(bytes, shape(columns), *position), &entries[place..]);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_csv_is_accounted_for_and_resumed_anywhere(bytes in csv_like(), columns in 0_usize..5) {
        check(&bytes, columns)?;
    }

    #[test]
    fn any_bytes_are_accounted_for_and_resumed_anywhere(bytes: Vec<u8>, columns in 0_usize..5) {
        check(&bytes, columns)?;
    }

    #[test]
    fn what_is_written_by_the_rules_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-zé;\"\n]{1,8}", 3), 1..20)) {
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let entries = read_from(&bytes, shape(3), Position::START);
        let expected: Vec<String> = rows.iter().map(|row| row.join("|")).collect();
        // No cell is empty, so no row is blank: what stands in quotes is content, were it only line breaks.
        let records: Vec<String> = entries.into_iter().map(|(_, (_, _, what))| what).collect();
        prop_assert_eq!(records, expected);
    }
}
