//! Ready messages to begin with: made of what the campaign's form already says, in the language asked for.

use crate::locale::{IntoArg, Locale};
use crate::view::campaigns::{ReadyKind, ReadyMail};
use askama::Template;
use jiff::civil::Date;

/// What is known of the campaign while its message is written.
pub struct Facts<'a> {
    /// Who writes.
    pub company: &'a str,
    /// The campaign's name.
    pub title: &'a str,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day.
    pub to: Option<Date>,
    /// What it is about.
    pub description: &'a str,
    /// Where the button leads; no button without it.
    pub link: &'a str,
}

/// A message: subject and HTML.
pub struct Ready {
    /// Subject, a template.
    pub subject: String,
    /// HTML, a template.
    pub html: String,
}

/// Writes one.
pub fn write(kind: ReadyKind, locale: Locale, facts: &Facts<'_>) -> askama::Result<Ready> {
    let [subject, text, button] = kind.texts();
    let title = facts.title.trim();
    let args = [("title", title.arg()), ("company", facts.company.arg())];
    let mut paragraphs = vec![format!(
        "{}{{% if first_name %}} {{{{ first_name }}}}{{% endif %}},",
        locale.msg("ready-hello")
    )];
    let escaped = args.clone().map(|(name, _)| match name {
        "title" => (name, safe(title).arg()),
        _ => (name, safe(facts.company).arg()),
    });
    paragraphs.push(locale.msg_with(text, &escaped));
    paragraphs.extend(
        facts
            .description
            .split("\n\n")
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| safe(text).replace('\n', "<br>")),
    );
    let mail = ReadyMail {
        lang: locale.tag(),
        title: safe(title),
        company: safe(facts.company),
        when: when(locale, facts),
        paragraphs,
        button: Some(facts.link)
            .filter(|link| !link.is_empty())
            .map(|link| (safe(link), locale.msg(button))),
        closing: format!("{}<br>{}", locale.msg("ready-closing"), safe(facts.company)),
        footer: locale.msg_with("ready-footer", &[("company", safe(facts.company).arg())]),
        unsubscribe: "{{ unsubscribe_url }}".to_owned(),
        unsubscribe_label: locale.msg("ready-unsubscribe"),
    };
    Ok(Ready {
        subject: locale
            .msg_with(subject, &args)
            .replace("{{", "{ {")
            .replace("{%", "{ %"),
        html: mail.render()?,
    })
}

fn when(locale: Locale, facts: &Facts<'_>) -> Option<String> {
    let from = locale.date(facts.from?);
    Some(match facts.to {
        Some(to) => locale.msg_with("ready-from-to", &[("from", from.arg()), ("to", locale.date(to).arg())]),
        None => from,
    })
}

/// What somebody typed, so that it is neither markup nor a merge field.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '{' => out.push_str("&#123;"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn facts() -> Facts<'static> {
        Facts {
            company: "Atelier & Lumen",
            title: "Salon <2027> {{ email }}",
            from: Some(date(2027, 1, 15)),
            to: Some(date(2027, 1, 17)),
            description: "Un.\n\nDeux,\ntrois.",
            link: "https://example.test/?a=1&b=2",
        }
    }

    // R: T1
    #[test]
    fn what_the_form_says_is_put_in_as_text() {
        for locale in Locale::ALL {
            for kind in ReadyKind::ALL {
                let mail = write(kind, locale, &facts()).unwrap();
                assert!(!mail.subject.contains("{{"), "{}", mail.subject);
                assert!(
                    mail.html.contains("Salon &lt;2027&gt; &#123;&#123; email }}"),
                    "{}",
                    mail.html
                );
                assert!(mail.html.contains("Atelier &amp; Lumen"));
                assert!(mail.html.contains("href=\"https://example.test/?a=1&amp;b=2\""));
                assert!(mail.html.contains("Deux,<br>trois."));
                assert_eq!(
                    mail.html.matches("{{").count(),
                    2,
                    "first_name and unsubscribe_url: {}",
                    mail.html
                );
                assert!(mail.html.contains(&format!("<html lang=\"{}\"", locale.tag())));
            }
        }
    }

    #[test]
    fn without_a_link_there_is_no_button_and_without_a_date_no_date() {
        let bare = Facts {
            from: None,
            link: "",
            description: "",
            ..facts()
        };
        let mail = write(ReadyKind::Invitation, Locale::Fr, &bare).unwrap();
        assert!(
            !mail.html.contains("display:inline-block") && !mail.html.contains("janvier"),
            "{}",
            mail.html
        );
    }
}
