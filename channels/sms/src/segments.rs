//! How many text messages a text is: what the provider charges by.
//!
//! 3GPP TS 23.038: 160 septets of the default alphabet, or 70 UTF-16 units when a character is not in it; 153 or 67 each
//! when it takes several, whose header takes the rest. No character is cut in two.

/// Of the default alphabet, one septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                     abcdefghijklmnopqrstuvwxyzäöñüà";
/// Of its extension, two septets each.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// The alphabet that a text is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alphabet {
    Gsm,
    Ucs2,
}

impl Alphabet {
    fn of(text: &str) -> Self {
        let gsm = |c: char| BASIC.contains(c) || EXTENDED.contains(c);
        if text.chars().all(gsm) { Self::Gsm } else { Self::Ucs2 }
    }

    fn size(self, c: char) -> usize {
        match self {
            Self::Gsm => 1 + usize::from(EXTENDED.contains(c)),
            Self::Ucs2 => c.len_utf16(),
        }
    }

    /// What fits into a message alone, and into each of several.
    const fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }
}

/// The number of messages; an empty text is one too.
pub fn count(text: &str) -> u32 {
    let alphabet = Alphabet::of(text);
    let (alone, each) = alphabet.room();
    if text.chars().map(|c| alphabet.size(c)).sum::<usize>() <= alone {
        return 1;
    }
    let (mut count, mut used) = (1, 0);
    for size in text.chars().map(|c| alphabet.size(c)) {
        if used + size > each {
            count += 1;
            used = 0;
        }
        used += size;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_alphabet_is_complete() {
        // 127 septets and the escape; ten of the extension.
        assert_eq!((BASIC.chars().count(), EXTENDED.chars().count()), (127, 10));
    }

    #[test]
    fn segments_of_known_texts() {
        for (text, segments) in [
            (String::new(), 1),
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            // An escaped character does not stand across two messages: 76 in each.
            ("€".repeat(152), 2),
            ("€".repeat(153), 3),
            ("ç".repeat(70), 1),
            ("ç".repeat(71), 2),
            ("ç".repeat(134), 2),
            ("ç".repeat(135), 3),
            ("👋".repeat(35), 1),
            ("👋".repeat(36), 2),
            // 33 pairs in each: the 67th unit stays empty.
            ("👋".repeat(66), 2),
            ("👋".repeat(67), 3),
            ("Été à Évry".to_owned(), 1),
        ] {
            assert_eq!(count(&text), segments, "{} characters", text.chars().count());
        }
    }

    proptest! {
        #[test]
        fn more_text_never_costs_less(text in ".{0,400}", more in "[a-zé€ç👋]{0,40}") {
            let longer = [text.as_str(), more.as_str()].concat();
            prop_assert!(count(&longer) >= count(&text));
            prop_assert!(count(&text) >= 1);
        }
    }
}
