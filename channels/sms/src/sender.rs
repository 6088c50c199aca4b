//! From whom text messages may come.

/// What is wrong with a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Neither a phone number, nor a short number, nor a name.
    Unreadable,
    /// A French mobile number, which is for people to talk to each other.
    Mobile,
}

/// Mobile numbers of the French numbering plan: 06 and 07 of the metropole and of the departments overseas.
///
/// Décision n° 2022-1583 de l'Arcep, of 1 September 2022, in force since 1 January 2023: they are kept for
/// communication between people; automated systems must show others (short numbers, 09 37 to 09 39, names).
const MOBILE: [&str; 10] = [
    "+336", "+337", "+2626", "+2627", "+5906", "+5907", "+5946", "+5947", "+5966", "+5967",
];

/// Whether advertising may come from this sender.
pub fn check(sender: &str) -> Result<(), Fault> {
    if is_e164(sender) {
        return if MOBILE.iter().any(|start| sender.starts_with(start)) {
            Err(Fault::Mobile)
        } else {
            Ok(())
        };
    }
    if is_short(sender) || is_name(sender) {
        Ok(())
    } else {
        Err(Fault::Unreadable)
    }
}

/// Whether people can write back to this sender.
pub fn takes_replies(sender: &str) -> bool {
    is_e164(sender) || is_short(sender)
}

/// `+` and up to fifteen digits.
pub fn is_e164(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else {
        return false;
    };
    (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
}

/// A short number, as operators give them out: 36180.
fn is_short(number: &str) -> bool {
    (3..=8).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name: up to eleven letters, digits and spaces, a letter among them.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-' | b'_' | b'&' | b'+');
    (1..=11).contains(&name.len())
        && name.bytes().all(plain)
        && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name.trim() == name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_mobile_numbers_are_for_people() {
        for mobile in [
            "+33612345678",
            "+33712345678",
            "+262692123456",
            "+262639123456",
            "+590690123456",
            "+594694123456",
            "+596696123456",
        ] {
            assert_eq!(check(mobile), Err(Fault::Mobile), "{mobile}");
        }
        for good in [
            "+33937123456",
            "+33123456789",
            "36180",
            "RELAIS",
            "Mairie Brest",
            "+32470123456",
        ] {
            let expected = if good.len() > 11 && !good.starts_with('+') {
                Err(Fault::Unreadable)
            } else {
                Ok(())
            };
            assert_eq!(check(good), expected, "{good}");
        }
        for bad in [
            "",
            "0612345678",
            "+",
            "+33 6 12",
            "12",
            "Étoile",
            "a name that is long",
            " X",
        ] {
            assert_eq!(check(bad), Err(Fault::Unreadable), "{bad}");
        }
        assert!(takes_replies("36180") && takes_replies("+33937123456") && !takes_replies("RELAIS"));
    }
}
