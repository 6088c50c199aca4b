//! What one example shows better than a property.

use serde_json::json;

use super::super::{Builder, FacetLimits, Filter, Index, IndexError, MAX_COLUMNS, MAX_NUMBER, NumberKind, Row};

fn filter(json: serde_json::Value) -> Filter {
    Filter::from_json(&json).unwrap()
}

/// Six prospects, the last one without a region.
fn prospects() -> Index {
    let mut builder = Builder::new();
    let (kind, region) = (builder.category("type").unwrap(), builder.category("region").unwrap());
    let since = builder.number("since", NumberKind::Date).unwrap();
    let email = builder.flag("reach:email").unwrap();
    for (number, (the_type, the_region)) in (1..).zip([
        ("mairie", "Bretagne"),
        ("mairie", "Bretagne"),
        ("mairie", "Corse"),
        ("préfecture", "Bretagne"),
        ("préfecture", "Corse"),
        ("mairie", "  "),
    ]) {
        let mut row = Row::new();
        row.value(kind, the_type).value(region, the_region);
        if number % 2 == 0 {
            row.flag(email)
                .date(since, jiff::civil::date(2025, 1, i8::try_from(number).unwrap()));
        }
        builder.push(number, &row).unwrap();
    }
    builder.finish(42)
}

#[test]
fn values_of_a_category_add_up_and_categories_narrow() {
    let index = prospects();
    assert_eq!(index.count(&Filter::new()), 6);
    assert_eq!(index.count(&filter(json!({"region": ["Bretagne", "Corse"]}))), 5);
    assert_eq!(
        index.count(&filter(json!({"region": ["Bretagne", "Corse"], "type": ["mairie"]}))),
        3
    );
    assert_eq!(index.count(&filter(json!({"region": ["Atlantide"]}))), 0);
    assert_eq!(index.count(&filter(json!({"planet": ["Mars"]}))), 0);
    assert_eq!(index.count(&filter(json!({"planet": [""]}))), 6);
    assert_eq!(index.count(&filter(json!({"region": [""]}))), 1);
    assert_eq!(
        index.count(&filter(json!({"since": {"min": "2025-01-03", "max": "2025-01-04"}}))),
        1
    );
    assert_eq!(index.count(&filter(json!({"since": [""]}))), 3);
    assert_eq!(
        index.count(&filter(json!({"reach:email": ["true"], "type": ["mairie"]}))),
        2
    );
}

#[test]
fn a_facet_counts_what_choosing_the_value_would_give() {
    let index = prospects();
    let asked = filter(json!({"region": ["Corse", "Atlantide"]}));
    let facets = index.facets(&asked, FacetLimits::API);
    assert_eq!(facets.total, 2);
    assert_eq!(
        serde_json::to_value(facets.contract()).unwrap(),
        json!({
            "type": {"mairie": 1, "préfecture": 1},
            "region": {"Bretagne": 3, "Corse": 2, "Atlantide": 0, "": 1},
        })
    );
    assert_eq!(
        serde_json::to_value(&facets.categories[1]).unwrap(),
        json!({"key": "region", "searchable": false, "distinct": 2, "values": [
            {"value": "Bretagne", "count": 3, "selected": false},
            {"value": "Corse", "count": 2, "selected": true},
            {"value": "Atlantide", "count": 0, "selected": true},
            {"value": "", "count": 1, "selected": false},
        ]})
    );
    for (value, count) in &facets.contract()["region"] {
        assert_eq!(index.count(&filter(json!({"region": [value]}))), *count);
    }
}

#[test]
fn a_long_category_gives_its_top_and_what_is_chosen() {
    let index = prospects();
    let limits = FacetLimits { listed: 1, top: 1 };
    let facets = index.facets(&filter(json!({"region": ["Corse"]})), limits);
    let region = &facets.categories[1];
    assert!(region.searchable);
    let values: Vec<(&str, u64)> = region.values.iter().map(|value| (&*value.value, value.count)).collect();
    assert_eq!(values, [("Bretagne", 3), ("Corse", 2)]);
}

#[test]
fn cities_are_found_as_people_type_them() {
    let mut index = Index::new();
    let city = index.category("city").unwrap();
    let names = [
        "Saint-Étienne",
        "Saint-Brieuc",
        "Saint-Brieuc",
        "Étampes",
        "Brest",
        "Nogent-sur-Seine",
        "Essaintes",
        "",
    ];
    for (number, name) in (0..).zip(names) {
        index.put(number, Row::new().value(city, name)).unwrap();
    }
    let found = |text: &str, limit| -> Vec<String> {
        let values = index.values("city", &Filter::new(), text, limit).into_iter();
        values.map(|value| value.value.to_string()).collect()
    };
    assert_eq!(found("saint", 9), ["Saint-Brieuc", "Saint-Étienne", "Essaintes"]);
    assert_eq!(found("  ET", 9), ["Étampes", "Saint-Étienne"]);
    assert_eq!(found("saint b", 9), ["Saint-Brieuc"]);
    assert_eq!(found("s", 2), ["Saint-Brieuc", "Saint-Étienne"]);
    assert_eq!(found("zzz", 9), Vec::<String>::new());
    assert_eq!(found("", 9).last().map(String::as_str), Some(""));
    assert!(index.values("town", &Filter::new(), "", 9).is_empty());
    assert!(index.values("city", &Filter::new(), "", 0).is_empty());
}

#[test]
fn named_sets_outlive_changes_of_their_contacts() {
    let mut index = prospects();
    let region = index.category("region").unwrap();
    index.set("set:vip", &[1, 2, 99].into_iter().collect()).unwrap();
    index.put(1, Row::new().value(region, "Corse")).unwrap();
    let asked = filter(json!({"set:vip": ["true"]}));
    assert_eq!(index.select(&asked).iter().collect::<Vec<_>>(), [1, 2]);
    index.remove(2);
    index.put(2, &Row::new()).unwrap();
    assert_eq!(index.select(&asked).iter().collect::<Vec<_>>(), [1]);
    let reach = index.reach(index.live());
    assert_eq!((reach["set:vip"], reach["reach:email"]), (1, 2));
    assert!(matches!(
        index.clone().set("reach:email", index.live()),
        Err(IndexError::KindConflict(_))
    ));
    assert!(matches!(index.flag("set:vip"), Err(IndexError::KindConflict(_))));
}

#[test]
fn a_refused_row_changes_nothing() {
    let mut index = prospects();
    let before = index.encode();
    let mut other = Index::new();
    for at in 0..5 {
        other.category(&format!("c{at}")).unwrap();
    }
    let foreign = other.category("c4").unwrap();
    assert_eq!(
        index.put(1, Row::new().value(foreign, "x")),
        Err(IndexError::UnknownColumn)
    );
    assert_eq!(
        index.put(MAX_NUMBER + 1, &Row::new()),
        Err(IndexError::NumberTooLarge(MAX_NUMBER + 1))
    );
    index.remove(1_000_000);
    assert_eq!(index.encode(), before);

    let mut builder = Builder::new();
    builder.push(3, &Row::new()).unwrap();
    assert_eq!(builder.push(3, &Row::new()), Err(IndexError::NotAscending(3)));
    assert_eq!(builder.finish(1).count(&Filter::new()), 1);
}

#[test]
fn a_key_names_one_column_and_columns_are_bounded() {
    let mut index = prospects();
    assert_eq!(index.category("type"), index.category("type"));
    assert!(matches!(index.category("since"), Err(IndexError::KindConflict(_))));
    assert!(matches!(
        index.number("since", NumberKind::Number),
        Err(IndexError::KindConflict(_))
    ));
    assert!(matches!(index.flag("type"), Err(IndexError::KindConflict(_))));
    assert!(matches!(index.category("income.max"), Err(IndexError::BadKey(_))));
    let mut index = Index::new();
    let declared = (0..)
        .map(|at| index.category(&at.to_string()))
        .take_while(Result::is_ok)
        .count();
    assert_eq!(declared, MAX_COLUMNS);
    assert_eq!(index.category("one more"), Err(IndexError::TooManyColumns));
}

#[test]
fn tells_what_it_holds() {
    let index = prospects();
    assert_eq!(index.sequence(), 42);
    assert_eq!(index.category_keys().collect::<Vec<_>>(), ["type", "region"]);
    assert_eq!(index.number_keys().collect::<Vec<_>>(), [("since", NumberKind::Date)]);
    assert_eq!(index.extent("since"), Some((20_090.0, 20_094.0)));
    assert_eq!(index.extent("type"), None);
    let size = index.size();
    assert!(size.categories > 12 && size.numbers == 7 * 4 && size.total() < 5_000);
}

#[test]
fn values_that_differ_in_case_only_are_one() {
    // R: S3 S4
    let mut builder = Builder::new();
    let city = builder.category("city").unwrap();
    for (number, name) in (1..).zip([
        "ALBERTVILLE CEDEX",
        "Albertville Cedex",
        "Étel",
        "Albertville Cedex",
        "ÉTEL",
        "étel",
        "ÉTEL",
    ]) {
        let mut row = Row::new();
        row.value(city, name);
        builder.push(number, &row).unwrap();
    }
    let mut index = builder.finish(1);
    let listed = |index: &Index, filter: &Filter| {
        let facets = index.facets(filter, FacetLimits::PAGE);
        let values = facets.categories[0].values.iter();
        values
            .map(|one| (one.value.to_string(), one.count, one.selected))
            .collect::<Vec<_>>()
    };
    let told = |rows: &[(&str, u64, bool)]| {
        rows.iter()
            .map(|(v, n, s)| ((*v).to_owned(), *n, *s))
            .collect::<Vec<_>>()
    };
    // Each as most have it.
    assert_eq!(
        listed(&index, &Filter::new()),
        told(&[("ÉTEL", 4, false), ("Albertville Cedex", 3, false)])
    );
    // Asked for in any spelling, even one that nobody has.
    for spelling in ["ALBERTVILLE CEDEX", "Albertville Cedex", "albertville cedex"] {
        let filter = filter(json!({ "city": [spelling] }));
        assert_eq!(index.count(&filter), 3, "{spelling}");
        assert_eq!(
            listed(&index, &filter),
            told(&[("ÉTEL", 4, false), ("Albertville Cedex", 3, true)])
        );
    }
    // What comes later joins them, and stays when the index is saved and read.
    let mut row = Row::new();
    row.value(city, "albertville CEDEX");
    index.put(8, &row).unwrap();
    assert_eq!(index.count(&filter(json!({ "city": ["Albertville Cedex"] }))), 4);
    let read = Index::decode(&index.encode()).unwrap();
    assert_eq!(listed(&read, &Filter::new()), listed(&index, &Filter::new()));
}
