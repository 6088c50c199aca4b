//! What a campaign says, as its author writes it.

use relais_core::consent::Topic;
use relais_core::contacts::Details;
use relais_core::content::{Content, Marks, Merge, Template};

const TOKEN: &str = "7k2mq.AAECAwQFBgcICQoLDA0ODw";

/// Whatever is written is refused or rendered; a link is rewritten only where tracking stands.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let text = text.to_owned();
    for (channel, fields) in [
        (
            Topic::Email,
            vec![("subject", "Bonjour".to_owned()), ("html", text.clone())],
        ),
        (Topic::Email, vec![("subject", text.clone()), ("text", text.clone())]),
        (Topic::Sms, vec![("text", text.clone())]),
        (Topic::Postal, vec![("body", text)]),
    ] {
        let content = Content(fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect());
        let Ok(template) = Template::compile(channel, &content, &[]) else {
            continue;
        };
        let details = Details::default();
        let merge = Merge {
            details: &details,
            company: "La Maison",
            language: "fr",
        };
        let marks = |tracked| Marks {
            base_url: "https://relais.test",
            token: TOKEN,
            tracked,
        };
        // Who did not agree to be tracked gets their links as they were written.
        if let Ok(fields) = template.render(&merge, &marks(false)) {
            let click = format!("https://relais.test/track/click/{TOKEN}");
            assert!(
                fields.iter().all(|(_, text)| !text.contains(&click)),
                "tracked without consent"
            );
        }
        let _ = template.render(&merge, &marks(true));
        let _ = template.preview(&merge, &marks(false));
    }
}
