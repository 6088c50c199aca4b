//! What leaves, looked at as a recipient and as somebody who would like to misuse it.

use super::*;
use crate::contacts::attributes::Kind;
use crate::contacts::{Details, Key, Value};
use proptest::prelude::*;
use relais_channels::{ContentField, FieldKind};

const BASE: &str = "https://news.exemple.fr";
const TOKEN: &str = "7k2mq.AAECAwQFBgcICQoLDA0ODw";

fn email(fields: &[(&str, &str)]) -> Content {
    let pairs = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Content(pairs.collect())
}

fn own() -> Vec<Attribute> {
    let attribute = |key: &str, kind| Attribute {
        key: Key::parse(key).unwrap(),
        label: key.to_owned(),
        kind,
    };
    vec![attribute("population", Kind::Number), attribute("note", Kind::Text)]
}

fn compiled(fields: &[(&str, &str)]) -> Template {
    Template::compile(Topic::Email, &email(fields), &own()).unwrap()
}

fn refused(fields: &[(&str, &str)]) -> Vec<(String, Fault)> {
    let problems = Template::compile(Topic::Email, &email(fields), &own()).unwrap_err();
    problems
        .into_iter()
        .map(|problem| (problem.field, problem.fault))
        .collect()
}

fn person() -> Details {
    let mut details = Details::default();
    details.set(Field::FirstName, Some("Solveig <b>".into()));
    details.set(Field::Email, Some("solveig@exemple.fr".into()));
    details.set(Field::City, Some("Évian & Co".into()));
    details
        .attributes
        .insert(Key::parse("population").unwrap(), Value::Number(9_100.0));
    details
}

fn marks(tracked: bool) -> Marks<'static> {
    Marks {
        base_url: BASE,
        token: TOKEN,
        tracked,
    }
}

fn rendered(template: &Template, details: &Details, tracked: bool) -> BTreeMap<String, String> {
    let merge = Merge {
        details,
        company: "Lumières & Cie",
        language: "fr",
    };
    template.render(&merge, &marks(tracked)).unwrap().into_iter().collect()
}

// R: T1 T2 T3 G5 G11
#[test]
fn a_mail_tracked_and_untracked() {
    let template = compiled(&[
        ("subject", "Bonjour {{ first_name }}"),
        (
            "html",
            "<html><body><p>{{ first_name }}, à {{ city }} ({{ population }})</p>\
             <a href=\"https://exemple.fr/?a=1&amp;b=2\">1</a> <a href='https://exemple.fr/b'>2</a> \
             <a href=\"https://exemple.fr/{{ city|urlencode }}\">3</a> <a href=\"mailto:a@b.fr\">4</a> \
             <a href=\"tel:+33\">5</a> <a href=\"#x\">6</a> <a href=\"{{ unsubscribe_url }}\">7</a></body></html>",
        ),
        ("text", "{{ first_name }}: https://exemple.fr/b — {{ unsubscribe_url }}"),
        ("from", "Mairie <contact@exemple.fr>"),
    ]);
    assert_eq!(
        template.links(),
        ["https://exemple.fr/?a=1&b=2", "https://exemple.fr/b"]
    );
    let plain = rendered(&template, &person(), false);
    assert_eq!(plain["subject"], "Bonjour Solveig <b>");
    assert_eq!(plain["from"], "Mairie <contact@exemple.fr>");
    insta::assert_snapshot!(plain["html"], @r##"<html><body><p>Solveig &lt;b&gt;, à Évian &amp; Co (9100)</p><a href="https://exemple.fr/?a=1&amp;b=2">1</a> <a href='https://exemple.fr/b'>2</a> <a href="https://exemple.fr/%C3%89vian%20%26%20Co">3</a> <a href="mailto:a@b.fr">4</a> <a href="tel:+33">5</a> <a href="#x">6</a> <a href="https://news.exemple.fr/unsubscribe/7k2mq.AAECAwQFBgcICQoLDA0ODw">7</a></body></html>"##);
    assert_eq!(
        plain["text"],
        format!("Solveig <b>: https://exemple.fr/b — {BASE}/unsubscribe/{TOKEN}")
    );
    let tracked = rendered(&template, &person(), true);
    insta::assert_snapshot!(tracked["html"], @r##"<html><body><p>Solveig &lt;b&gt;, à Évian &amp; Co (9100)</p><a href="https://news.exemple.fr/track/click/7k2mq.AAECAwQFBgcICQoLDA0ODw.1">1</a> <a href='https://news.exemple.fr/track/click/7k2mq.AAECAwQFBgcICQoLDA0ODw.2'>2</a> <a href="https://exemple.fr/%C3%89vian%20%26%20Co">3</a> <a href="mailto:a@b.fr">4</a> <a href="tel:+33">5</a> <a href="#x">6</a> <a href="https://news.exemple.fr/unsubscribe/7k2mq.AAECAwQFBgcICQoLDA0ODw">7</a><a href="https://news.exemple.fr/track/click/7k2mq.AAECAwQFBgcICQoLDA0ODw.0" style="display:none" tabindex="-1" aria-hidden="true"></a><img src="https://news.exemple.fr/track/pixel/7k2mq.AAECAwQFBgcICQoLDA0ODw" width="1" height="1" alt="" style="display:block;border:0"></body></html>"##);
    assert_eq!(
        tracked["text"],
        format!("Solveig <b>: {BASE}/track/click/{TOKEN}.2 — {BASE}/unsubscribe/{TOKEN}")
    );
}

// R: T1
#[test]
fn names_written_in_french_are_the_fields_they_mean() {
    let template = compiled(&[
        ("subject", "Bonjour {{ prénom }}"),
        (
            "text",
            "{% if Ville %}À {{ ville|upper }}{% endif %} {{ unsubscribe_url }}",
        ),
    ]);
    let fields = rendered(&template, &person(), false);
    assert_eq!(fields["subject"], "Bonjour Solveig <b>");
    assert!(fields["text"].starts_with("À ÉVIAN & CO"), "{}", fields["text"]);
    let used: Vec<&str> = template.fields_used().iter().map(String::as_str).collect();
    assert_eq!(used, ["city", "first_name", "unsubscribe_url"]);
}

// R: T1 T3
#[test]
fn links_lead_where_links_may_and_values_in_them_are_encoded() {
    for link in ["javascript:alert(1)", "data:text/html,x", "www.exemple.fr", ""] {
        let problems = refused(&[("subject", "s"), ("html", &format!("<a href=\"{link}\">x</a>"))]);
        assert!(
            matches!(&problems[..], [(field, Fault::BadLink { line: 1, .. })] if field == "html"),
            "{problems:?}"
        );
    }
    let template = compiled(&[
        ("subject", "s"),
        (
            "html",
            "<a href=\"https://a.fr/{{ city }}?n={{ first_name }}&amp;p={{ population }}\">x</a> <a href=\"{{ website }}\">Le <b>site</b></a>",
        ),
    ]);
    let mut details = person();
    for (website, kept) in [
        (None, false),
        (Some("https://b.fr/?x=1"), true),
        (Some("javascript:alert(1)"), false),
    ] {
        details.set(Field::Website, website.map(str::to_owned));
        for tracked in [false, true] {
            let fields = rendered(&template, &details, tracked);
            let (html, text) = (&fields["html"], &fields["text"]);
            let encoded = "https://a.fr/%C3%89vian%20%26%20Co?n=Solveig%20%3Cb%3E&amp;p=9100";
            assert!(html.contains(encoded), "{html}");
            assert!(
                html.contains("Le <b>site</b>") && text.contains("Le **site**"),
                "{html} {text}"
            );
            assert_eq!(html.contains(">Le <b>site</b></a>"), kept, "{html}");
            assert_eq!(text.contains("https://b.fr/?x=1"), kept, "{text}");
            assert!(!html.contains("href=\"\"") && !html.contains("javascript"), "{html}");
            assert!(
                !text.contains("]:\n") && !text.contains("javascript"),
                "no empty note: {text}"
            );
            assert!(!text.contains("/pixel/"), "{text}");
        }
    }
}

// R: G11
#[test]
fn the_way_out_is_written_in_the_language_of_the_mail() {
    let leave = |html: &str| {
        let fields = rendered(&compiled(&[("subject", "s"), ("html", html)]), &person(), false);
        (
            fields["html"].contains("Se désinscrire"),
            fields["html"].contains("Unsubscribe"),
        )
    };
    assert_eq!(leave("<p>x</p>"), (true, false), "the company's");
    assert_eq!(leave("<html lang=\"en\"><p>x</p></html>"), (false, true));
    assert_eq!(leave("<html lang=\"fr\"><p>x</p></html>"), (true, false));
}

// R: G11
#[test]
fn nobody_is_without_a_way_out_and_it_is_never_tracked() {
    let template = compiled(&[("subject", "s"), ("html", "<p>x</p>")]);
    for tracked in [false, true] {
        let fields = rendered(&template, &Details::default(), tracked);
        let link = format!("href=\"{BASE}/unsubscribe/{TOKEN}\"");
        assert!(fields["html"].contains(&link), "{}", fields["html"]);
        assert!(fields["html"].contains("Lumières &amp; Cie"), "{}", fields["html"]);
        assert!(
            fields["text"].contains(&format!("{BASE}/unsubscribe/{TOKEN}")),
            "{}",
            fields["text"]
        );
    }
    let template = compiled(&[("subject", "s"), ("text", "x")]);
    let fields = rendered(&template, &Details::default(), true);
    assert!(fields["text"].ends_with(&format!("Se désinscrire\n{BASE}/unsubscribe/{TOKEN}")));
    assert!(!fields.contains_key("html"));
}

#[test]
fn the_text_part_of_a_mail_with_choices_is_made_of_what_is_left_of_them() {
    let html = "<table><tr><td>{{ company_name }}</td></tr>{% if city %}<tr><td>À {{ city }}</td></tr>{% else %}<tr><td>Ici</td></tr>{% endif %}\
                </table><a href=\"https://a.fr/\">a</a> <a href=\"{{ unsubscribe_url }}\">u</a>";
    let template = compiled(&[("subject", "s"), ("html", html)]);
    let known = rendered(&template, &person(), true)["text"].clone();
    assert!(known.contains("À Évian & Co") && !known.contains("Ici"), "{known}");
    assert!(known.contains(&format!("{BASE}/track/click/{TOKEN}.1")), "{known}");
    assert!(
        !known.contains(&format!("{TOKEN}.0")) && !known.contains("pixel"),
        "{known}"
    );
    let unknown = rendered(&template, &Details::default(), false)["text"].clone();
    assert!(
        unknown.contains("Ici") && unknown.contains("https://a.fr/"),
        "{unknown}"
    );
}

#[test]
fn what_is_not_known_is_empty_has_a_stand_in_and_is_listed_at_preview() {
    let template = compiled(&[
        (
            "subject",
            "{{ first_name|default(\"vous\")|title }} {{ last_name }}{{ note|upper }}.",
        ),
        (
            "text",
            "{% if phone %}{{ phone }}{% endif %}{% if website is defined %}{{ website }}{% endif %}{{ unsubscribe_url }}",
        ),
    ]);
    let nobody = Details::default();
    let merge = Merge {
        details: &nobody,
        company: "x",
        language: "fr",
    };
    let preview = template.preview(&merge, &marks(false)).unwrap();
    assert_eq!(preview.fields[0], ("subject".to_owned(), "Vous .".to_owned()));
    assert_eq!(preview.missing, ["last_name", "note"]);
    assert_eq!(
        template
            .preview(
                &Merge {
                    details: &person(),
                    company: "x",
                    language: "fr",
                },
                &marks(false)
            )
            .unwrap()
            .fields[0]
            .1,
        "Solveig <B> ."
    );
    let used: Vec<&str> = template.fields_used().iter().map(String::as_str).collect();
    assert_eq!(
        used,
        ["first_name", "last_name", "note", "phone", "unsubscribe_url", "website"]
    );
}

#[test]
fn an_unknown_merge_field_is_named_and_the_known_ones_are_listed() {
    let problems = refused(&[("subject", "{{ pointure }}"), ("text", "{{ population }} {{ foo() }}")]);
    let names: Vec<(&str, &str)> = problems
        .iter()
        .map(|(field, fault)| match fault {
            Fault::UnknownField { name, known } => {
                assert!(known.contains(&"first_name".to_owned()) && known.contains(&"population".to_owned()));
                assert!(known.contains(&"unsubscribe_url".to_owned()));
                (field.as_str(), name.as_str())
            }
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(names, [("subject", "pointure"), ("text", "foo")]);
}

#[test]
fn what_is_wrong_is_said_of_the_field_it_is_in() {
    let large = "x".repeat(MAX_HTML + 1);
    let bombs = "{{ 1 }}".repeat(30_000);
    let subject = ("subject", "s");
    assert_eq!(refused(&[]), [("subject".into(), Fault::Required)]);
    assert_eq!(refused(&[subject]), [("html".into(), Fault::Required)]);
    assert_eq!(
        refused(&[subject, ("html", &large)]),
        [("html".into(), Fault::TooLarge(MAX_HTML))]
    );
    assert_eq!(
        refused(&[subject, ("html", &bombs)]),
        [("html".into(), Fault::TooComplex)]
    );
    assert_eq!(
        refused(&[("subject", "a\r\nBcc: x@y.fr"), ("text", "t")]),
        [("subject".into(), Fault::SeveralLines)]
    );
    assert_eq!(
        refused(&[subject, ("text", "a\0")]),
        [("text".into(), Fault::Unprintable)]
    );
    assert_eq!(
        refused(&[subject, ("text", "t"), ("from", "x")]),
        [("from".into(), Fault::NotAnAddress)]
    );
    assert_eq!(
        refused(&[subject, ("text", "t"), ("reply_to", "a@b.fr\nBcc: c@d.fr")]),
        [("reply_to".into(), Fault::SeveralLines)]
    );
    assert_eq!(
        refused(&[subject, ("text", "t"), ("bcc", "a@b.fr")]),
        [("bcc".into(), Fault::NoSuchField)]
    );
    let template = |text: &str| match &refused(&[subject, ("text", text)])[..] {
        [(field, fault)] if field == "text" => fault.clone(),
        other => panic!("{text}: {other:?}"),
    };
    for text in ["{{ email", "{{ email }"] {
        assert_eq!(template(text), Fault::Unclosed { line: 1, close: "}}" });
    }
    assert_eq!(template("{% if email %}"), Fault::NoEnd { line: 1 });
    assert_eq!(template("x\n{% endif %}"), Fault::NoCondition { line: 2 });
    for filter in ["shout", "safe", "replace", "__query"] {
        let name = filter.to_owned();
        let text = format!("{{{{ email|{filter} }}}}");
        assert_eq!(template(&text), Fault::UnknownFilter { line: 1, name });
    }
    for text in [
        "{{ email.domain }}",
        "{{ email is nice }}",
        "{{ email() }}",
        "{{ city + 1 }}",
    ] {
        assert!(matches!(template(text), Fault::Template { line: 1, .. }), "{text}");
    }
    let many: String = (0..1_001).map(|n| format!("https://a.fr/{n} ")).collect();
    assert_eq!(
        refused(&[subject, ("text", &many)]),
        [("text".into(), Fault::TooManyLinks(1_000))]
    );
}

#[test]
fn a_mail_that_grows_beyond_measure_is_not_made() {
    let template = compiled(&[("subject", "s"), ("text", &"{{ note }}".repeat(10_000))]);
    let mut details = Details::default();
    details
        .attributes
        .insert(Key::parse("note").unwrap(), Value::Text("x".repeat(1_000)));
    let merge = Merge {
        details: &details,
        company: "x",
        language: "fr",
    };
    assert_eq!(
        template.render(&merge, &marks(false)),
        Err(RenderError::TooLarge("text".into()))
    );
}

#[test]
fn the_other_channels_have_fields_of_their_own() {
    let compile = |channel, fields: &[(&str, &str)]| Template::compile(channel, &email(fields), &own());
    let sms = compile(Topic::Sms, &[("text", "{{ first_name }} : https://exemple.fr/x")]).unwrap();
    assert_eq!(
        rendered(&sms, &person(), true)["text"],
        format!("Solveig <b> : {BASE}/track/click/{TOKEN}.1")
    );
    let push = compile(Topic::Push, &[("title", "t"), ("url", "https://exemple.fr/")]).unwrap();
    assert_eq!(
        rendered(&push, &person(), true)["url"],
        format!("{BASE}/track/click/{TOKEN}.1")
    );
    assert!(compile(Topic::Push, &[("title", "t"), ("url", "javascript:alert(1)")]).is_err());
    let letter = compile(Topic::Postal, &[("body", "Voir https://exemple.fr")]).unwrap();
    assert!(letter.links().is_empty(), "nobody follows a link on paper");
}

// R: O5
#[test]
fn a_value_is_no_markup_of_a_letter() {
    let body = "# Pour **{{ note }}**\n{{ note|default(\"x\") }}";
    let letter = Template::compile(Topic::Postal, &email(&[("body", body)]), &own()).unwrap();
    let mut details = person();
    let note = Key::parse("note").unwrap();
    details
        .attributes
        .insert(note.clone(), Value::Text("**a**\n---\n# b".into()));
    let text = r"\*\*a\*\*".to_owned() + "\n\\---\n\\# b";
    assert_eq!(
        rendered(&letter, &details, false)["body"],
        format!("# Pour **{text}**\n{text}")
    );
    // What is not known is empty, and told.
    details.attributes.remove(&note);
    assert_eq!(rendered(&letter, &details, false)["body"], "# Pour ****\nx");
    let merge = Merge {
        details: &details,
        company: "x",
        language: "fr",
    };
    assert_eq!(letter.preview(&merge, &marks(false)).unwrap().missing, ["note"]);
}

// R: P6
#[test]
fn a_plugin_may_have_fields_that_nobody_else_knows() {
    let field = |name: &str, kind, required| ContentField {
        name: name.to_owned(),
        label: name.to_owned(),
        kind,
        required,
        max_length: None,
    };
    let described = [
        field("text", FieldKind::Text, true),
        field("html_note", FieldKind::Line, true),
        field("cover", FieldKind::Url, false),
        field("page", FieldKind::Html, false),
    ];
    let said = [
        ("text", "{{ first_name }}"),
        ("html_note", "{{ first_name }}"),
        ("page", "<p>{{ first_name }}</p>"),
    ];
    let template = Template::compile_for(Topic::Sms, &described, &email(&said), &own()).unwrap();
    let fields = rendered(&template, &person(), false);
    // Escaped is what the plugin says is HTML, whatever it is called.
    assert_eq!(
        (fields["text"].as_str(), fields["html_note"].as_str()),
        ("Solveig <b>", "Solveig <b>")
    );
    assert_eq!(fields["page"], "<p>Solveig &lt;b&gt;</p>");
    let faults = |fields: &[(&str, &str)]| {
        let problems = Template::compile_for(Topic::Sms, &described, &email(fields), &own()).unwrap_err();
        let told = problems.into_iter().map(|problem| (problem.field, problem.fault));
        told.collect::<Vec<_>>()
    };
    assert_eq!(faults(&[("text", "a")]), [("html_note".to_owned(), Fault::Required)]);
    let link = [("text", "a"), ("html_note", "b"), ("cover", "javascript:x")];
    assert_eq!(faults(&link), [("cover".to_owned(), Fault::NotALink)]);
    let unknown = [("text", "a"), ("html_note", "b"), ("fax", "c")];
    assert_eq!(faults(&unknown), [("fax".to_owned(), Fault::NoSuchField)]);
    // Before a plugin is asked any name will do that a plugin could have given; a mail has no other fields.
    assert!(Template::compile(Topic::Sms, &email(&unknown), &own()).is_ok());
    assert!(Template::compile(Topic::Sms, &email(&[("text", "a"), ("Fax!", "b")]), &own()).is_err());
    let mail = [("subject", "a"), ("text", "b"), ("bcc", "c@d.fr")];
    assert!(Template::compile(Topic::Email, &email(&mail), &own()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_value_makes_a_header_or_markup(value in "\\PC{0,20}(\r\nBcc: a@b\\.fr|<script>|\"|'|\\{\\{ email \\}\\}|\u{85}|\u{2028})\\PC{0,20}") {
        let template = compiled(&[("subject", "a {{ note }} b"), ("html", "<p title=\"{{ note }}\">{{ note }}</p>")]);
        let mut details = Details::default();
        details.attributes.insert(Key::parse("note").unwrap(), Value::Text(value.clone()));
        let fields = rendered(&template, &details, true);
        prop_assert!(!fields["subject"].contains(char::is_control));
        let html = fields["html"].split("</p>").next().unwrap();
        let inside = html.strip_prefix("<p title=\"").unwrap();
        prop_assert!(!inside.contains('<') && inside.matches('"').count() == 1, "{}", html);
        prop_assert!(!html.contains("solveig"));
    }

    #[test]
    fn untracked_html_is_what_was_written(text in "(\\PC|<b>|<a href='https://a\\.fr'>|</a>|&amp;|é){0,40}") {
        let html = format!("{}<a href=\"{{{{ unsubscribe_url }}}}\">u</a>", text.replace(['{', '}'], "").trim_start());
        let template = compiled(&[("subject", "s"), ("html", &html)]);
        let fields = rendered(&template, &Details::default(), false);
        let expected = html.trim().replace("{{ unsubscribe_url }}", &marks(false).unsubscribe_url());
        prop_assert_eq!(&fields["html"], &expected);
        let tracked = rendered(&template, &Details::default(), true);
        prop_assert!(tracked["html"].contains(&marks(true).unsubscribe_url()));
        prop_assert_eq!(tracked["html"].matches("/track/pixel/").count(), 1);
    }
}
