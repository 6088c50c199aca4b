use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::text::MAX_VALUE_BYTES;
use super::*;

fn filter(json: Value) -> Filter {
    Filter::from_json(&json).unwrap()
}

fn error(json: Value) -> FilterError {
    Filter::from_json(&json).unwrap_err()
}

#[test]
fn reads_and_writes_the_json_of_the_contract() {
    let text = r#"{"income":{"max":5000,"min":1000},"region":["Bretagne","Corse"],"type":["mairie"]}"#;
    let read: Filter = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    assert!(read.has("region", "Corse") && !read.has("region", "Alsace") && !read.has("income", "1000"));
    let range = Range {
        min: Some(Bound::Number(1000.0)),
        max: Some(Bound::Number(5000.0)),
    };
    assert_eq!(read.get("income"), Some(&Selection::Range(range)));
}

#[test]
fn the_same_question_has_one_form_and_one_fingerprint() {
    let one = filter(json!({"b": ["y", "x", " x "], "a": {"max": null, "min": -0.0}, "c": [], "d": {}}));
    let other = filter(json!({"a": {"min": 0}, "b": ["x", "y"]}));
    assert_eq!(one, other);
    assert_eq!(one.canonical(), r#"{"a":{"min":0},"b":["x","y"]}"#);
    assert_eq!(one.fingerprint(), other.fingerprint());
    assert_ne!(one.fingerprint(), filter(json!({"b": ["x", "y"]})).fingerprint());
    // Kept by caches across versions: it must not move.
    assert_eq!(
        format!("{:032x}", Filter::new().fingerprint()),
        "44136fa355b3678a1146ad16f7e8649e"
    );
}

#[test]
fn no_value_is_the_empty_text() {
    assert!(filter(json!({"region": ["", "Corse"]})).has("region", ""));
}

#[test]
fn dates_bound_ranges() {
    let read = filter(json!({"since": {"min": "2025-01-01"}}));
    assert_eq!(read.canonical(), r#"{"since":{"min":"2025-01-01"}}"#);
    assert_eq!(read.to_pairs(), [("since.min".to_owned(), "2025-01-01".to_owned())]);
}

#[test]
fn says_what_is_wrong_and_where() {
    let key = || "k".to_owned();
    let bad_bound = |bound: &str| FilterError::BadBound {
        key: key(),
        bound: bound.to_owned(),
    };
    for (json, expected) in [
        (json!([]), FilterError::NotAnObject),
        (json!(null), FilterError::NotAnObject),
        (json!({"k": "mairie"}), FilterError::BadSelection { key: key() }),
        (json!({"k": null}), FilterError::BadSelection { key: key() }),
        (json!({"k": 3}), FilterError::BadSelection { key: key() }),
        (json!({"k": ["a", ["b"]]}), FilterError::BadValue { key: key() }),
        (json!({"k": [{}]}), FilterError::BadValue { key: key() }),
        (json!({"k": [1]}), FilterError::BadValue { key: key() }),
        (json!({"k": ["a", true]}), FilterError::BadValue { key: key() }),
        (json!({"k": [null]}), FilterError::BadValue { key: key() }),
        (
            json!({"k": ["v".repeat(MAX_VALUE_BYTES + 1)]}),
            FilterError::ValueTooLong { key: key() },
        ),
        (
            json!({"k": vec!["v"; MAX_VALUES + 1]}),
            FilterError::TooManyValues { key: key() },
        ),
        (json!({"k": {"min": "soon"}}), bad_bound("min")),
        (json!({"k": {"max": [1]}}), bad_bound("max")),
        (json!({"k": {"least": 1}}), bad_bound("least")),
        (json!({"": ["v"]}), FilterError::BadKey { key: String::new() }),
        (
            json!({"income.min": ["1"]}),
            FilterError::BadKey {
                key: "income.min".to_owned(),
            },
        ),
    ] {
        assert_eq!(error(json.clone()), expected, "{json}");
    }
    let many: serde_json::Map<String, Value> = (0..=MAX_KEYS).map(|at| (format!("k{at}"), json!(["v"]))).collect();
    assert_eq!(error(Value::Object(many)), FilterError::TooManyKeys);
    let long = "é".repeat(500);
    assert_eq!(error(json!({long: 1})), FilterError::BadKey { key: "é".repeat(40) });
}

#[test]
fn reads_the_url_of_a_page() {
    let pairs = [
        ("type", "mairie"),
        ("region", "Corse"),
        ("region", "Bretagne"),
        ("income.min", "1000"),
        ("income.max", ""),
    ];
    let read = Filter::from_pairs(pairs).unwrap();
    assert_eq!(
        read,
        filter(json!({"type": ["mairie"], "region": ["Bretagne", "Corse"], "income": {"min": 1000}}))
    );
    let written: Vec<String> = read
        .to_pairs()
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    assert_eq!(
        written.join("&"),
        "income.min=1000&region=Bretagne&region=Corse&type=mairie"
    );
}

#[test]
fn refuses_a_url_that_contradicts_itself() {
    let conflict = FilterError::Conflict { key: "k".to_owned() };
    for pairs in [
        vec![("k", "v"), ("k.min", "1")],
        vec![("k.max", "1"), ("k", "v")],
        vec![("k.min", "1"), ("k.min", "2")],
    ] {
        assert_eq!(Filter::from_pairs(pairs).unwrap_err(), conflict);
    }
    for value in ["soon", "inf", "NaN", "1e999", "2025-13-01"] {
        let bad = FilterError::BadBound {
            key: "k".to_owned(),
            bound: "max".to_owned(),
        };
        assert_eq!(Filter::from_pairs([("k.max", value)]).unwrap_err(), bad, "{value}");
    }
    assert!(matches!(
        Filter::from_pairs([(".min", "1")]),
        Err(FilterError::BadKey { .. })
    ));
    let many = (0..=MAX_VALUES).map(|at| ("k", at.to_string()));
    assert_eq!(
        Filter::from_pairs(many).unwrap_err(),
        FilterError::TooManyValues { key: "k".to_owned() }
    );
    let many = (0..=MAX_KEYS).map(|at| (at.to_string(), "v"));
    assert_eq!(Filter::from_pairs(many).unwrap_err(), FilterError::TooManyKeys);
}

#[test]
fn links_add_and_take_away_one_value() {
    let base = filter(json!({"region": ["Corse"]}));
    let more = base
        .clone()
        .with("region", "Bretagne")
        .unwrap()
        .with("type", "")
        .unwrap();
    assert_eq!(more, filter(json!({"region": ["Corse", "Bretagne"], "type": [""]})));
    assert_eq!(more.clone().without_key("type").without("region", "Bretagne"), base);
    assert!(base.clone().without("region", "Corse").is_empty());
    assert_eq!(base.clone().without("type", "mairie"), base);
    let range = Range {
        min: Some(Bound::Number(f64::NAN)),
        max: None,
    };
    assert!(matches!(
        base.clone().with_range("income", range),
        Err(FilterError::BadBound { .. })
    ));
    assert!(base.with("region.max", "x").is_err());
}

fn bound() -> impl Strategy<Value = Option<Bound>> {
    // Nine digits, up to twelve of them decimals.
    let decimal = (any::<i32>(), 0..=12).prop_map(|(digits, decimals)| f64::from(digits) / 10_f64.powi(decimals));
    let day = (-9_999_i16..=9_999, 1_i8..=12, 1_i8..=28);
    prop_oneof![
        Just(None),
        decimal.prop_map(|number| Some(Bound::Number(number))),
        day.prop_map(|(year, month, day)| Some(Bound::Date(jiff::civil::date(year, month, day)))),
    ]
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let selection = prop_oneof![
        prop::collection::btree_set(".{0,6}", 0..4).prop_map(Selection::Values),
        (bound(), bound()).prop_map(|(min, max)| Selection::Range(Range { min, max })),
    ];
    prop::collection::vec(("[a-zé:_. &=-]{1,8}", selection), 0..5).prop_map(|selections| {
        selections.into_iter().fold(Filter::new(), |filter, (key, selection)| {
            let before = filter.clone();
            let after = match selection {
                Selection::Values(values) => values.iter().try_fold(filter, |filter, value| filter.with(&key, value)),
                Selection::Range(range) => filter.with_range(&key, range),
            };
            after.unwrap_or(before)
        })
    })
}

proptest! {
    #[test]
    fn json_and_url_say_the_same(filter in any_filter()) {
        prop_assert_eq!(&Filter::from_json(&filter.to_json()).unwrap(), &filter);
        prop_assert_eq!(&serde_json::from_str::<Filter>(&filter.canonical()).unwrap(), &filter);
        prop_assert_eq!(&Filter::from_pairs(filter.to_pairs()).unwrap(), &filter);
    }

    #[test]
    fn no_json_makes_it_panic(text in r#"[\[\]{}":,a-z0-9.minmax-]{0,40}"#) {
        let _ = serde_json::from_str::<Filter>(&text);
    }
}
