//! The fields of a message in forms: `email.subject`, `sms.text`, `push.title`, …

use crate::http::Fields;
use crate::view::campaigns::{BROUGHT, field_name};
use relais_core::consent::Topic;
use relais_core::content::{Content, Contents};

/// Whether the message step asks this, so that it is carried through the other steps.
pub fn is_carried(name: &str) -> bool {
    split(name).is_some() || matches!(name, "ready_link" | "ready_lang")
}

/// A field of a channel's message: `sms.text`, or `via.fax.text` of one that a plugin brings.
fn split(name: &str) -> Option<(Topic, &str)> {
    let (brought, name) = match name.strip_prefix(BROUGHT) {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    let (channel, field) = name.split_once('.')?;
    let channel = Topic::channel(channel).filter(|topic| topic.other().is_some() == brought)?;
    Some((channel, field))
}

/// What the form says over each channel it has a field of. A channel of which nothing is said is there, and empty: storing it
/// forgets what was said before. One without a field is not there: nothing was asked about it.
pub fn contents(form: &Fields) -> Contents {
    let mut contents = Contents::new();
    for (name, text) in form.pairs() {
        let Some((channel, field)) = split(name) else { continue };
        let content: &mut Content = contents.entry(channel).or_default();
        // Forms send lines as they did in 1995.
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if !text.is_empty() && !content.0.contains_key(field) {
            content.0.insert(field.to_owned(), text.to_owned());
        }
    }
    contents
}

/// What a campaign says with what a form says in its place.
pub fn merged(said: &Contents, written: Contents) -> Contents {
    let mut all = said.clone();
    all.extend(written);
    all
}

/// Whether somebody has begun to write over this channel. Who sends, and where answers go, is not writing.
pub fn is_begun(contents: &Contents, channel: Topic) -> bool {
    contents.get(&channel).is_some_and(|content| {
        let mut written = content.0.iter().filter(|(_, text)| !text.is_empty());
        written.any(|(field, _)| !matches!(field.as_str(), "from" | "reply_to"))
    })
}

/// Puts what is stored into a form.
pub fn store(form: &mut Fields, contents: &Contents) {
    for (channel, content) in contents {
        for (field, text) in &content.0 {
            form.push(&field_name(channel.as_str(), field), text.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_as_it_was() {
        let form = Fields::parse(
            b"via.fax.text=b&fax.text=c&via.sms.text=d&email.subject=+Bonjour+&email.html=%3Cp%3Ea%0D%0Ab%3C%2Fp%3E&email.from=&sms.text=a&push.title=&title=x&f.type=y",
        );
        let contents = contents(&form);
        let email = &contents[&Topic::Email];
        assert_eq!((email.get("subject"), email.get("html")), ("Bonjour", "<p>a\nb</p>"));
        assert_eq!(email.0.len(), 2);
        assert_eq!(contents[&Topic::Sms].get("text"), "a");
        let fax = Topic::parse("fax").unwrap();
        assert_eq!(contents[&fax].0, [("text".to_owned(), "b".to_owned())].into());
        assert!(is_begun(&contents, Topic::Email) && is_begun(&contents, Topic::Sms));
        assert!(contents.contains_key(&Topic::Push) && !is_begun(&contents, Topic::Push));
        assert!(!contents.contains_key(&Topic::Postal), "nothing was asked about it");
        let mut back = Fields::default();
        store(&mut back, &contents);
        let mut written = contents.clone();
        written.remove(&Topic::Push);
        assert_eq!(super::contents(&back), written);
        assert_eq!(merged(&contents, Contents::new()), contents);
    }

    #[test]
    fn who_sends_is_no_message() {
        let form = Fields::parse(b"email.from=a%40b.fr");
        assert!(!is_begun(&contents(&form), Topic::Email));
        assert!(
            is_carried("postal.body")
                && is_carried("via.fax.text")
                && is_carried("ready_link")
                && !is_carried("before.html")
                && !is_carried("f.type")
                && !is_carried("title")
        );
    }
}
