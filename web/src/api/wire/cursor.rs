//! Cursors: where the next page of a list starts. Opaque to clients, checked when they come back.

use crate::http::{FieldProblem, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The lists that have cursors. A cursor of one is none of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum List {
    /// Contacts, by number.
    Contacts = b'c',
    /// Campaigns, by identifier.
    Campaigns = b'p',
    /// Imports, by identifier.
    Imports = b'i',
    /// Lines of an import's report, by place.
    ImportLines = b'l',
    /// Messages of a campaign, by contact and channel.
    Messages = b'm',
    /// Messages of the outbox, by identifier.
    Outbox = b'o',
    /// Entries of the audit log, by place.
    Audit = b'a',
}

/// A place in a list.
pub struct Cursor;

impl Cursor {
    /// The text for a place.
    pub fn write(list: List, place: &[u8]) -> String {
        let mut bytes = vec![list as u8];
        bytes.extend_from_slice(place);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place of a text that a client sends back.
    ///
    /// # Errors
    /// 422 naming `cursor` when the text is no cursor of this list.
    pub fn read<const N: usize>(list: List, text: Option<&str>) -> Result<Option<[u8; N]>, Problem> {
        let Some(text) = text else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let place = bytes
            .as_deref()
            .and_then(<[u8]>::split_first)
            .filter(|(kind, _)| **kind == list as u8);
        match place.and_then(|(_, place)| place.try_into().ok()) {
            Some(place) => Ok(Some(place)),
            None => Err(Problem::invalid(vec![FieldProblem::new("cursor", "invalid-cursor")])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_for_its_own_list_only() {
        let text = Cursor::write(List::Contacts, &7_u32.to_be_bytes());
        assert_eq!(
            Cursor::read(List::Contacts, Some(&text)).unwrap(),
            Some(7_u32.to_be_bytes())
        );
        assert!(Cursor::read::<4>(List::Campaigns, Some(&text)).is_err());
        assert!(Cursor::read::<16>(List::Contacts, Some(&text)).is_err());
        for wrong in ["", "é", "%", "AAAA", &"A".repeat(10_000)] {
            assert!(Cursor::read::<4>(List::Contacts, Some(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(Cursor::read::<4>(List::Contacts, None).unwrap(), None);
    }
}
