//! The fields of a message in forms: `email.subject`, `email.html`, …

use crate::http::Fields;
use relais_core::consent::Topic;
use relais_core::content::{Content, Contents};

/// What the message step asks, carried through the other steps.
pub const CARRIED: [&str; 7] = [
    "email.subject",
    "email.html",
    "email.text",
    "email.from",
    "email.reply_to",
    "ready_link",
    "ready_lang",
];

/// The fields of a mail.
const EMAIL: [&str; 5] = ["subject", "html", "text", "from", "reply_to"];

/// What the form says over each channel that can be written. A channel of which nothing is said is there, and empty:
/// storing it forgets what was said before.
pub fn contents(form: &Fields) -> Contents {
    let mut email = Content::default();
    for field in EMAIL {
        let text = form.raw(&format!("email.{field}"));
        // Forms send lines as they did in 1995.
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if !text.is_empty() {
            email.0.insert(field.to_owned(), text.to_owned());
        }
    }
    Contents::from([(Topic::Email, email)])
}

/// Whether somebody has begun to write over this channel.
pub fn is_begun(contents: &Contents, channel: Topic) -> bool {
    contents.get(&channel).is_some_and(|content| {
        ["subject", "html", "text"]
            .into_iter()
            .any(|field| !content.get(field).is_empty())
    })
}

/// Puts what is stored into a form.
pub fn store(form: &mut Fields, contents: &Contents) {
    for (channel, content) in contents {
        for (field, text) in &content.0 {
            form.push(&format!("{channel}.{field}"), text.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_as_it_was() {
        let form = Fields::parse(b"email.subject=+Bonjour+&email.html=%3Cp%3Ea%0D%0Ab%3C%2Fp%3E&email.from=&title=x");
        let contents = contents(&form);
        let email = &contents[&Topic::Email];
        assert_eq!((email.get("subject"), email.get("html")), ("Bonjour", "<p>a\nb</p>"));
        assert_eq!(email.0.len(), 2);
        assert!(is_begun(&contents, Topic::Email) && !is_begun(&contents, Topic::Sms));
        let mut back = Fields::default();
        store(&mut back, &contents);
        assert_eq!(super::contents(&back), contents);
    }
}
