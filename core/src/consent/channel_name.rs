//! What a channel beside the built-in ones may be called.

use std::fmt;

/// The longest name, in letters.
const LONGEST: usize = 24;

/// Names with a meaning of their own: the built-in topics.
const TAKEN: [&str; 5] = ["email", "sms", "push", "postal", "tracking"];

/// The name of a channel that a plugin brings: 2 to 24 of `a`–`z`, digits, `_` and `-`, a letter first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelName([u8; LONGEST]);

impl ChannelName {
    /// The name, if a channel can be called so and none of the built-in ones is.
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = text.bytes();
        let first = letters.next()?.is_ascii_lowercase();
        let other =
            |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, b'_' | b'-');
        if !first || !letters.all(other) || text.len() < 2 || TAKEN.contains(&text) {
            return None;
        }
        let mut name = [0; LONGEST];
        name.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self(name))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        let letters = self.0.split(|letter| *letter == 0).next().unwrap_or_default();
        std::str::from_utf8(letters).unwrap_or_default()
    }
}

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O4
    #[test]
    fn names_read_back_and_nothing_else_is_one() {
        for good in ["fax", "ab", "web-hook", "x_2", &"a".repeat(LONGEST)] {
            let name = ChannelName::parse(good).unwrap();
            assert_eq!((name.as_str(), name.to_string().as_str()), (good, good));
        }
        let long = "a".repeat(LONGEST + 1);
        for bad in [
            "", "a", "Fax", "2fax", "-fax", "fax ", "f.ax", "fa\0x", "fäx", "fax:1", "email", "tracking", &long,
        ] {
            assert_eq!(ChannelName::parse(bad), None, "{bad}");
        }
        let order = ["ab", "abc", "b-", "ba"].map(|name| ChannelName::parse(name).unwrap());
        assert!(order.is_sorted());
    }
}
