//! Files of all usual shapes, and what is no CSV file.

use proptest::prelude::*;

use super::*;

fn sniff(bytes: &[u8]) -> Result<Sniffed, FileError> {
    let mut sniffer = Sniffer::new();
    for chunk in bytes.chunks(5) {
        sniffer.feed(chunk);
    }
    sniffer.finish()
}

fn sniffed(text: &str) -> Sniffed {
    sniff(text.as_bytes()).unwrap()
}

/// One line that says what was found.
fn told(text: &str) -> String {
    let Sniffed {
        dialect: d,
        headers,
        samples,
        ..
    } = sniffed(text);
    let header = if d.has_header { "header" } else { "no header" };
    format!(
        "{:?} {:?} {:?} {header} {headers:?} line {} rows {}",
        d.delimiter,
        d.line_end,
        d.encoding,
        d.data.line,
        samples.len()
    )
}

#[test]
fn usual_shapes() {
    insta::assert_snapshot!(told("Nom,Courriel\nA,a@b.fr\n"), @r#"Comma Lf Utf8 header ["Nom", "Courriel"] line 2 rows 1"#);
    insta::assert_snapshot!(told("\u{feff}Nom;Courriel\r\nA;a@b.fr\r\n"), @r#"Semicolon Lf Utf8 header ["Nom", "Courriel"] line 2 rows 1"#);
    insta::assert_snapshot!(told("Nom\tCourriel\nA\ta@b.fr"), @r#"Tab Lf Utf8 header ["Nom", "Courriel"] line 2 rows 1"#);
    insta::assert_snapshot!(told("Nom|Courriel\nA|a@b.fr"), @r#"Pipe Lf Utf8 header ["Nom", "Courriel"] line 2 rows 1"#);
    insta::assert_snapshot!(told("Nom;Ville\rA;Brest\rB;Lyon"), @r#"Semicolon Cr Utf8 header ["Nom", "Ville"] line 2 rows 2"#);
    insta::assert_snapshot!(told("sep=|\r\nx;y|z\r\n1|2\r\n"), @r#"Pipe Lf Utf8 header ["x;y", "z"] line 3 rows 1"#);
    insta::assert_snapshot!(told("email\na@b.fr\nc@d.fr\n"), @r#"Semicolon Lf Utf8 header ["email"] line 2 rows 2"#);
    insta::assert_snapshot!(told("\n\"Nom\ncomplet\";CP;\nA;75001;x"), @r#"Semicolon Lf Utf8 header ["Nom\ncomplet", "CP", "Colonne 3"] line 4 rows 1"#);
    insta::assert_snapshot!(told("Nom;Courriel"), @r#"Semicolon Lf Utf8 header ["Nom", "Courriel"] line 2 rows 0"#);
}

#[test]
fn the_delimiter_is_the_one_that_holds_for_all_rows() {
    let text = "Nom;Adresse;CA\nA;12, rue X, Brest;1,5\nB;3, rue Y, Lyon;2,5\n";
    assert_eq!(sniffed(text).dialect.delimiter, Delimiter::Semicolon);
    // One ragged row among many does not let the comma of the addresses win.
    let text = format!(
        "Nom;Adresse (rue, ville);CP\nX\n{}",
        "A;12 rue X, Brest;29200\n".repeat(50)
    );
    assert_eq!(sniffed(&text).dialect.delimiter, Delimiter::Semicolon);
    let text = "Nom, prénom;Ville;CP\nDupont, Jean;Brest;29200\n";
    assert_eq!(sniffed(text).dialect.delimiter, Delimiter::Semicolon);
    let text = "name,note\nA,\"one; two; three\"\nB,\"x; y\"\n";
    assert_eq!(sniffed(text).dialect.delimiter, Delimiter::Comma);
}

#[test]
fn a_file_may_have_no_header() {
    insta::assert_snapshot!(told("Mairie;a@b.fr;02 98 00 00 00\nEcole;c@d.fr;\n"), @r#"Semicolon Lf Utf8 no header ["Colonne 1", "Colonne 2", "Colonne 3"] line 1 rows 2"#);
    // A known word among values is a value, years among known words are names.
    assert!(
        !sniffed("association;0298000000;29200\nmairie;0298000001;29200\n")
            .dialect
            .has_header
    );
    assert!(sniffed("Nom;Ville;2023;2024\nA;Brest;1;2\n").dialect.has_header);
    assert!(sniffed("colonne;autre\n1;2\n").dialect.has_header);
}

#[test]
fn whoever_knows_says_whether_there_is_a_header() {
    let people = "Durand,12 rue Secrete\nMartin,13 rue Secrete\n";
    let read = |header| {
        let mut sniffer = Sniffer::new();
        sniffer.feed(people.as_bytes());
        let told = Told {
            header,
            ..Told::default()
        };
        let file = sniffer.finish_told(&told).unwrap();
        (
            file.dialect.has_header,
            file.dialect.guessed,
            file.dialect.data.line,
            file.samples.len(),
            file.headers,
        )
    };
    let numbered = ["Colonne 1", "Colonne 2"].map(str::to_owned).to_vec();
    let named = ["Durand", "12 rue Secrete"].map(str::to_owned).to_vec();
    assert_eq!(read(None), (false, true, 1, 2, numbered.clone()));
    assert_eq!(read(Some(false)), (false, false, 1, 2, numbered));
    assert_eq!(read(Some(true)), (true, false, 2, 1, named));
}

#[test]
fn windows_1252_is_told_from_utf8() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode("Nom;Société\nÉlodie;L’été à 5 €\n");
    let file = sniff(&bytes).unwrap();
    assert_eq!(file.dialect.encoding, Encoding::Windows1252);
    assert_eq!(
        (file.headers[1].as_str(), file.samples[0][1].as_str()),
        ("Société", "L’été à 5 €")
    );
    // One pasted cell does not turn a UTF-8 file into another.
    let mut mixed = format!("Nom;Ville\n{}", "Éloïse;Orléans\n".repeat(20));
    mixed.push_str("x;y\n");
    let mut mixed = mixed.into_bytes();
    mixed.extend_from_slice(b"Andr\xE9;Brest\n");
    let file = sniff(&mixed).unwrap();
    assert_eq!(file.dialect.encoding, Encoding::Utf8);
    assert_eq!(file.samples[21][0], "André");
    assert!(file.dialect.encoding.decode(b"Andr\xE9").repaired);
}

#[test]
fn what_is_no_csv_is_refused_with_its_reason() {
    let utf16: Vec<u8> = "Nom;Ville\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, expected) in [
        (b"".as_slice(), FileError::Empty),
        (b"\xEF\xBB\xBF\r\n \r\n", FileError::Empty),
        (b";;;\n;;\n", FileError::Empty),
        (b"\xFF\xFEN\0o\0m\0", FileError::Utf16),
        (&utf16, FileError::Utf16),
        (b"PK\x03\x04\x14\0\x06\0", FileError::Spreadsheet),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FileError::Spreadsheet),
        (b"%PDF-1.7\n", FileError::Binary),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileError::Binary),
        (b"\n <!DOCTYPE html><html>", FileError::Markup),
        (
            ";".repeat(MAX_COLUMNS).replace(';', "a;").as_bytes(),
            FileError::TooManyColumns,
        ),
    ] {
        assert_eq!(sniff(bytes).err(), Some(expected), "{bytes:?}");
    }
    assert_eq!(serde_json::to_value(FileError::Utf16).unwrap(), "utf16");
}

#[test]
fn only_the_head_is_kept_and_its_last_line_is_not_taken_for_whole() {
    let row = "Mairie;29200\n";
    let text = format!("Nom;CP\n{}", row.repeat(HEAD / row.len() + 1000));
    let file = sniffed(&text);
    assert_eq!((file.bytes, file.samples.len()), (text.len() as u64, SAMPLE_ROWS));
    assert!(file.samples.iter().all(|row| row == &["Mairie", "29200"]));
    assert_eq!(sniff("x".repeat(HEAD + 1).as_bytes()).err(), Some(FileError::Binary));
}

proptest! {
    #[test]
    fn no_bytes_panic_and_chunks_do_not_matter(bytes: Vec<u8>, size in 1_usize..9) {
        let mut whole = Sniffer::new();
        whole.feed(&bytes);
        let mut parts = Sniffer::new();
        for chunk in bytes.chunks(size) {
            parts.feed(chunk);
        }
        let show = |sniffer: Sniffer| format!("{:?}", sniffer.finish());
        prop_assert_eq!(show(whole), show(parts));
    }

    #[test]
    fn utf8_is_seen_whatever_the_chunks(text in "[aé€😀\\n;]{1,40}", size in 1_usize..9) {
        let mut scan = encoding::Scan::default();
        for chunk in text.as_bytes().chunks(size) {
            scan.feed(chunk);
        }
        prop_assert_eq!(scan.finish(), Encoding::Utf8);
    }

    #[test]
    fn a_dialect_keeps_its_shape_in_json(text in "[a-z]{1,5}[;,\\t][a-z]{1,5}\n1[;,\\t]2") {
        if let Ok(file) = sniff(text.as_bytes()) {
            let json = serde_json::to_string(&file.dialect).unwrap();
            prop_assert_eq!(serde_json::from_str::<Dialect>(&json).unwrap(), file.dialect);
        }
    }
}
