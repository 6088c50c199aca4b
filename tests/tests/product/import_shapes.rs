//! One list in every shape that programs save lists in.

use relais_tests::base::{contact, contacts, report_lines, text};
use relais_tests::fixture::{reseparated, windows_1252};
use relais_tests::import::{OnConflict, import};
use relais_tests::{Server, on_both_databases};
use serde_json::{Value, json};

/// Two people, with what naive readers stumble over. «@» stands for each shape's own domain.
const LIST: &str = "Nom,Courriel,Ville,Code postal,Téléphone,Remarque\r\n\
    \"Mairie \"\"d'Étel\"\"\",Contact@@,Étel,56410,02 97 55 35 19,\"Rue du Port,\r\nprès de l'église; à gauche\"\r\n\
    Mairie de L'Haÿ-les-Roses,roses@@,L'Haÿ-les-Roses,94240,01 46 15 33 33,Œuvres – 5 €\r\n";

/// The list as different programs save it.
fn shapes() -> Vec<(&'static str, Vec<u8>)> {
    let list = |domain: &str| LIST.replace("@@", &format!("@{domain}.test")).into_bytes();
    let separated = |domain: &str, separator, end: &[u8]| reseparated(&list(domain), b',', separator, end);
    let joined = |parts: [&[u8]; 2]| parts.concat();
    vec![
        ("virgule", list("virgule")),
        ("point-virgule", separated("point-virgule", b';', b"\r\n")),
        ("tabulation", separated("tabulation", b'\t', b"\n")),
        ("barre", separated("barre", b'|', b"\n")),
        ("marque", joined([b"\xef\xbb\xbf", &separated("marque", b';', b"\r\n")])),
        ("ancien", windows_1252(&separated("ancien", b';', b"\r\n"))),
        ("indice", joined([b"sep=;\r\n", &separated("indice", b';', b"\r\n")])),
        ("sans-fin", list("sans-fin").trim_ascii_end().to_vec()),
        ("lignes-vides", {
            let mut spaced = b"\r\n".to_vec();
            spaced.extend(list("lignes-vides"));
            spaced.extend_from_slice(b"\r\n,,,,,\r\n\r\n");
            spaced
        }),
    ]
}

// R: M5
async fn a_list_is_the_same_in_every_shape(server: &Server) {
    let tenant = server.tenant().await;
    for (shape, file) in shapes() {
        let report = import(&tenant.api, &format!("{shape}.csv"), file, OnConflict::Skip).await;
        let counts = ["created", "updated", "skipped", "rejected"].map(|count| report[count].clone());
        let rejected = u64::from(shape == "lignes-vides" && report["rejected"] == 1);
        assert_eq!(
            counts,
            [json!(2), json!(0), json!(0), json!(rejected)],
            "{shape}: {report}"
        );
        let etel = contact(&tenant.api, &format!("contact@{shape}.test")).await;
        let expected = json!({
            "name": "Mairie \"d'Étel\"", "email": format!("contact@{shape}.test"), "city": "Étel", "postcode": "56410",
            "phone": "+33297553519",
        });
        assert_holds(shape, &etel, &expected);
        let remark = text(&etel["attributes"]["remarque"]);
        assert_eq!(
            remark.split_whitespace().collect::<Vec<_>>().join(" "),
            "Rue du Port, près de l'église; à gauche",
            "{shape}"
        );
        let roses = contact(&tenant.api, &format!("roses@{shape}.test")).await;
        assert_holds(
            shape,
            &roses,
            &json!({ "name": "Mairie de L'Haÿ-les-Roses", "city": "L'Haÿ-les-Roses" }),
        );
        assert_eq!(roses["attributes"]["remarque"], "Œuvres – 5 €", "{shape}");
    }
}
on_both_databases!(a_list_is_the_same_in_every_shape);

/// Whether a contact has these values; others do not matter.
fn assert_holds(what: &str, contact: &Value, expected: &Value) {
    for (key, value) in expected.as_object().into_iter().flatten() {
        assert_eq!(&contact[key], value, "{what}: {key} of {contact}");
    }
}

// R: M5
async fn a_list_without_header_is_understood_by_its_values_and_by_hand(server: &Server) {
    let tenant = server.tenant().await;
    let file = b"Anna;anna@sans-titre.test;0612345678\nBo;bo@sans-titre.test;0612345679\n".to_vec();
    let mapping = json!([{ "column": 0, "key": "name" }]).to_string();
    let sent = tenant
        .api
        .upload("/api/imports", "liste.csv", file, &[("mapping", &mapping)]);
    let preview = sent.created().await;
    assert_eq!(preview["rows"], 2, "{preview}");
    let keys: Vec<&Value> = preview["mapping"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| &column["key"])
        .collect();
    assert_eq!(keys, ["name", "email", "phone"], "{preview}");
    let id = text(&preview["id"]);
    relais_tests::import::commit(&tenant.api, &id, OnConflict::Skip).await;
    let report = relais_tests::import::finished(&tenant.api, &id).await;
    assert_eq!(report["created"], 2, "{report}");
    let anna = contact(&tenant.api, "anna@sans-titre.test").await;
    assert_holds("Anna", &anna, &json!({ "name": "Anna", "phone": "+33612345678" }));
}
on_both_databases!(a_list_without_header_is_understood_by_its_values_and_by_hand);

// R: M5
async fn rows_shorter_or_longer_than_the_header_are_told_by_line(server: &Server) {
    let tenant = server.tenant().await;
    let file = "Nom;Courriel;Ville\n\
        Un;un@inegal.test\n\
        Deux;deux@inegal.test;Brest;en trop\n\
        Trois;trois@inegal.test;Brest;;;\n\
        \n\
        ;;\n\
        Quatre;\"quatre@inegal.test;Brest\n";
    let report = import(&tenant.api, "inegal.csv", file.into(), OnConflict::Skip).await;
    let id = text(&report["id"]);
    let lines = report_lines(&tenant.api, &id).await;
    let told: Vec<(u64, &str)> = lines.iter().map(|(line, _, reason)| (*line, reason.as_str())).collect();
    assert!(told.contains(&(2, "missing_cells")), "{lines:?}");
    assert!(told.contains(&(3, "too_many_cells")), "{lines:?}");
    assert!(told.iter().any(|(line, _)| *line == 7), "{lines:?}");
    assert!(!told.iter().any(|(line, _)| [4, 5].contains(line)), "{lines:?}");
    let sum: u64 = ["created", "updated", "skipped", "rejected"]
        .into_iter()
        .map(|count| relais_tests::base::whole(&report[count]))
        .sum();
    assert_eq!(report["rows"], sum, "{report}");
    assert_eq!(report["created"], 2, "{report} {lines:?}");
    assert_eq!(contacts(&tenant.api).await.len(), 2);
}
on_both_databases!(rows_shorter_or_longer_than_the_header_are_told_by_line);

// R: M5
async fn five_hundred_columns_are_kept_and_one_more_is_refused(server: &Server) {
    let tenant = server.tenant().await;
    let wide = |columns: usize| {
        let row = |cell: &dyn Fn(usize) -> String| (1..columns).map(cell).collect::<Vec<_>>().join(";");
        let header = row(&|column| format!("Colonne {column}"));
        let cells = row(&|column| format!("valeur {column}"));
        format!("Courriel;{header}\nlarge@large.test;{cells}\n").into_bytes()
    };
    let refused = tenant
        .api
        .upload("/api/imports", "large.csv", wide(501), &[])
        .refused(422)
        .await;
    assert_eq!(refused["errors"][0]["field"], "file", "{refused}");
    let report = import(&tenant.api, "large.csv", wide(500), OnConflict::Skip).await;
    assert_eq!(report["created"], 1, "{report}");
    let large = contact(&tenant.api, "large@large.test").await;
    let own = large["attributes"].as_object().unwrap();
    assert_eq!(own.len(), 499);
    assert_eq!(own["colonne_499"], "valeur 499");
}
on_both_databases!(five_hundred_columns_are_kept_and_one_more_is_refused);
