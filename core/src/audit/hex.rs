//! Bytes as hexadecimal digits, in lower case.

use std::fmt::Write;

/// Writes bytes.
#[must_use]
pub fn write(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Reads bytes; nothing when the text is anything else.
#[must_use]
pub fn read_all(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() % 2 == 1 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some((digit(*high)? << 4) | digit(*low)?),
        _ => None,
    };
    digits.chunks(2).map(pair).collect()
}

/// Reads exactly `N` bytes.
#[must_use]
pub fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    read_all(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_nothing_else_is_read() {
        assert_eq!(write(&[0, 0xab, 255]), "00abff");
        assert_eq!(read("00abff"), Some([0, 0xab, 255]));
        assert_eq!(read::<3>("00ABFF"), Some([0, 0xab, 255]));
        for wrong in ["", "00abf", "00abf+", "00abfé", "00abff00"] {
            assert_eq!(read::<3>(wrong), None, "{wrong}");
        }
    }
}
