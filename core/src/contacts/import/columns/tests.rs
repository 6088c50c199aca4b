//! Headers of real files, French and English, and what people correct.

use serde_json::json;

use super::*;
use crate::contacts::field::Field;
use crate::contacts::import::normalise::Country;
use crate::contacts::import::sniff::Sniffer;

fn mapping(text: &str) -> Mapping {
    let mut sniffer = Sniffer::new();
    sniffer.feed(text.as_bytes());
    Mapping::propose(&sniffer.finish().unwrap(), Country::FRANCE)
}

/// The keys of a header line, without rows.
fn keys(header: &str) -> String {
    told(&mapping(&format!("{header}\n")))
}

fn told(mapping: &Mapping) -> String {
    let key = |column: &Column| column.key.as_ref().map_or("-".to_owned(), Key::to_string);
    mapping.columns().iter().map(key).collect::<Vec<_>>().join(" ")
}

#[test]
fn french_headers() {
    insta::assert_snapshot!(keys("Référence,Nom,Type,Courriel,Téléphone,Adresse,Code postal,Ville,Département,Région,Site web"), @"reference name type email phone address postcode city department region website");
    insta::assert_snapshot!(keys("Prénom;NOM;Raison sociale;E-mail;Tél.;CP;Commune;Pays;Langue;Statut;Secteur d'activité"), @"first_name last_name company email phone postcode city country language status sector");
    insta::assert_snapshot!(keys("Organisme;Nom du contact;Mél;N° de téléphone;Adresse postale (siège);C.P."), @"company name email phone address postcode");
    insta::assert_snapshot!(keys("Nom;Abonnés Instagram;Nombre d'abonnés Facebook;Followers LinkedIn;Abonnés X (Twitter);Membres Discord"), @"name followers_instagram followers_facebook followers_linkedin followers_x followers_discord");
}

#[test]
fn english_headers() {
    insta::assert_snapshot!(keys("FirstName,LastName,Company Name,Email Address,Mobile Phone,Street,Zip Code,City,State,Country,Website"), @"first_name last_name company email phone address postcode city region country website");
    insta::assert_snapshot!(keys("first_name,name,email,phone,postcode,language,status,followers_tiktok"), @"first_name last_name email phone postcode language status followers_tiktok");
}

#[test]
fn headers_of_other_programs() {
    insta::assert_snapshot!(keys("N° tél fixe;N° tél portable;Courriel"), @"phone n_tel_portable email");
    insta::assert_snapshot!(keys("Email,Street,City/Town,State/Province,Zip/Postal Code,Country/Region"), @"email address city region postcode country");
}

#[test]
fn a_second_address_is_kept_and_never_a_category() {
    // R: M5 O12
    let row = |n: usize| {
        format!(
            "p{n}@a.test;c{}@b.test;06123456{:02};02980000{:02};Rue {}\n",
            n % 3,
            n % 90,
            n % 3,
            n % 3
        )
    };
    let rows: String = (10..60).map(row).collect();
    let found = mapping(&format!("email;email;Portable;Autre ligne;Adresse\n{rows}"));
    assert_eq!(told(&found), "email email_2 phone autre_ligne address");
    assert_eq!(found.columns()[1].kind, Kind::Text);
    assert_eq!(found.columns()[3].kind, Kind::Text);
    // Without any header either.
    let found = mapping(&rows);
    assert!(
        found.columns()[..4].iter().all(|column| column.kind == Kind::Text),
        "{found:?}"
    );
}

#[test]
fn no_two_columns_share_a_key() {
    insta::assert_snapshot!(keys("Email;Courriel;Mail;Nom;Nom;Type;Catégorie;Marital_Status;Year_Birth"), @"email courriel mail name nom type categorie marital_status year_birth");
}

#[test]
fn values_say_what_headers_do_not() {
    let text = "x;y;z;fax\nMairie;a@b.fr;02 98 00 00 01;02 98 00 00 02\nEcole;c@d.fr;02 98 00 00 03;\n";
    assert_eq!(told(&mapping(text)), "x email phone fax");
    let text = "Mairie;a@b.fr;02 98 00 00 01;\nEcole;c@d.fr;02 98 00 00 03;\n";
    assert_eq!(told(&mapping(text)), "column_1 email phone -");
}

#[test]
fn values_contradict_headers() {
    let rows = "A;oui;Brest\nB;non;Lyon\n".repeat(5);
    assert_eq!(told(&mapping(&format!("Nom;Mail;Site\n{rows}"))), "name mail site");
}

#[test]
fn a_mobile_number_is_preferred_when_most_have_one() {
    let text = "Téléphone;Portable\n0298000001;0612345678\n0298000002;0612345679\n";
    assert_eq!(told(&mapping(text)), "telephone phone");
    let text = "Téléphone;Portable\n0298000001;\n0298000002;\n0298000003;0612345679\n";
    assert_eq!(told(&mapping(text)), "phone portable");
}

#[test]
fn kinds_of_own_attributes() {
    let mut text = "Rang;ID;Year_Birth;Education;Income;Dt_Customer;Complain;SIRET;Note\n".to_owned();
    for row in 0..40 {
        let (year, income, level) = (
            1950 + row,
            50_000.5 + f64::from(row),
            ["PhD", "Master"][row as usize % 2],
        );
        let (day, flag, siret) = (row % 28 + 1, row % 2, 35_600_000_000_048_u64 + row as u64);
        text.push_str(&format!(
            "{row};{};{year};{level};{income};{day:02}/01/2013;{flag};{siret};Une note {row}\n",
            row * 37
        ));
    }
    let kinds: Vec<_> = mapping(&text).columns().iter().map(|column| column.kind).collect();
    use Kind::{Category, Date, Number, Text};
    assert_eq!(
        kinds,
        [Text, Text, Number, Category, Number, Date, Category, Text, Text]
    );
}

#[test]
fn a_mapping_is_json_as_documented() {
    let value = serde_json::to_value(mapping("Courriel;Référence;\na@b.fr;1;\n")).unwrap();
    assert_eq!(
        value,
        json!([
            {"column": 0, "header": "Courriel", "key": "email", "kind": "text"},
            {"column": 1, "header": "Référence", "key": "reference", "kind": "text"},
            {"column": 2, "header": "Colonne 3", "key": null, "kind": "text"},
        ])
    );
    assert_eq!(serde_json::from_value::<Mapping>(value).unwrap().columns().len(), 3);
}

#[test]
fn people_correct_by_header_or_by_column() {
    let proposed = mapping("Nom;Courriel;Courriel 2;Référence\n");
    let corrected = proposed
        .corrected(&json!({"courriel 2": "email", "Référence": null}))
        .unwrap();
    assert_eq!(told(&corrected), "name courriel email -");
    let corrected = proposed
        .corrected(&json!([{"column": 0, "key": "company"}, {"column": 3, "key": "rank", "kind": "number"}]))
        .unwrap();
    assert_eq!(told(&corrected), "company email courriel_2 rank");
    assert_eq!(corrected.columns()[3].kind, Kind::Number);
    assert_eq!(
        corrected.column_of(&Field::Email.key()).map(|column| column.column),
        Some(1)
    );
    // What was written comes back as it is.
    let again = proposed.corrected(&serde_json::to_value(&corrected).unwrap()).unwrap();
    assert_eq!(again, corrected);
}

#[test]
fn impossible_corrections_say_why() {
    let proposed = mapping("Nom;Courriel;Note;Note\n");
    let error = |wanted| proposed.corrected(&wanted).unwrap_err();
    assert_eq!(
        error(json!({"Mél": "email"})),
        MappingError::UnknownColumn { column: "Mél".into() }
    );
    assert_eq!(
        error(json!([{"column": 9, "key": "email"}])),
        MappingError::UnknownColumn { column: "9".into() }
    );
    assert_eq!(
        error(json!({"Note": "memo"})),
        MappingError::AmbiguousColumn { column: "Note".into() }
    );
    assert_eq!(
        error(json!({"Nom": "email", "Courriel": "email"})),
        MappingError::DuplicateKey {
            key: Field::Email.key()
        }
    );
    let invalid = MappingError::InvalidKey {
        column: "Nom".into(),
        key: "Nom complet".into(),
    };
    assert_eq!(error(json!({"Nom": "Nom complet"})), invalid);
    for shape in [
        json!("email"),
        json!({"Nom": 3}),
        json!([3]),
        json!(null),
        json!([{"key": "email"}]),
    ] {
        assert_eq!(error(shape), MappingError::NotUnderstood);
    }
    let nothing = json!([{"column": 0}, {"column": 1}, {"column": 2, "key": ""}, {"column": 3, "key": null}]);
    assert_eq!(error(nothing), MappingError::NoColumn);
    assert_eq!(
        serde_json::to_value(invalid).unwrap(),
        json!({"reason": "invalid_key", "column": "Nom", "key": "Nom complet"})
    );
}
