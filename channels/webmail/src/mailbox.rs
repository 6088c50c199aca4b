//! `name@domain` and `Name <name@domain>`.

/// A mailbox, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name before it, where there is one.
    pub name: Option<String>,
    /// `name@domain`.
    pub address: String,
}

impl Mailbox {
    /// Reads what somebody wrote.
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        let (name, address) = match written.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
            None => ("", written),
        };
        let mailbox = Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            address: address.to_owned(),
        };
        (is_address(address) && !name.contains(char::is_control)).then_some(mailbox)
    }

    /// That of a person; nothing when the address is none.
    pub fn of(address: &str, name: Option<&str>) -> Option<Self> {
        let plain = |name: &str| {
            name.chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect::<String>()
        };
        let name = name.map(plain).map(|name| name.trim().to_owned());
        let mailbox = Self {
            name: name.filter(|name| !name.is_empty()),
            address: address.trim().to_owned(),
        };
        is_address(&mailbox.address).then_some(mailbox)
    }

    /// As a header writes it, the name in quotes (RFC 5322 §3.2.4).
    pub fn written(&self) -> String {
        match &self.name {
            Some(name) => format!(
                "\"{}\" <{}>",
                name.replace('\\', "\\\\").replace('"', "\\\""),
                self.address
            ),
            None => self.address.clone(),
        }
    }
}

/// Whether this could be an address. The provider knows better; here only what can never be one is refused.
fn is_address(address: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"()".contains(c))
    };
    address.len() <= 320
        && address.rsplit_once('@').is_some_and(|(local, domain)| {
            plain(local) && !local.contains('@') && plain(domain) && !domain.starts_with('.') && !domain.contains("..")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_are_taken_apart_and_written_safely() {
        let parsed = Mailbox::parse("Mairie de Brest <infos@brest.test>").unwrap();
        assert_eq!(parsed.written(), "\"Mairie de Brest\" <infos@brest.test>");
        assert_eq!(
            Mailbox::parse("infos@brest.test").unwrap().written(),
            "infos@brest.test"
        );
        let tricky = Mailbox::of("a@b.test", Some("X\" <evil@c.test>, \\\r\nBcc: d@e.test")).unwrap();
        assert_eq!(
            tricky.written(),
            "\"X\\\" <evil@c.test>, \\\\  Bcc: d@e.test\" <a@b.test>"
        );
        for bad in [
            "",
            "a",
            "a@",
            "@b",
            "a@b@c",
            "a b@c.test",
            "a@b.test, c@d.test",
            "a@.b",
            "a@b..c",
        ] {
            assert!(
                Mailbox::parse(bad).is_none() && Mailbox::of(bad, None).is_none(),
                "{bad}"
            );
        }
    }
}
