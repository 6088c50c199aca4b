//! Checkpoints: the size and the root of a log, signed, as C2SP tlog-checkpoint in a C2SP signed note.
//!
//! Any tool that reads such notes (Go's `note`, witnesses, `sigsum` and its kin) checks them by the verifier key ([`LogKey`]'s text).

use super::tree::TreeHash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relais_tenants::Tenant;
use relais_tenants::keys::AuditKey;
use ring::signature::{ED25519, UnparsedPublicKey};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The type of Ed25519 keys in signed notes.
const ED25519_TYPE: u8 = 1;
/// What begins a line with a signature.
const SIGNATURE: &str = "\u{2014} ";

/// Why a text is no checkpoint of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is no signed note, or what it says is no checkpoint.
    #[error("this is not a checkpoint")]
    Unreadable,
    /// It is the checkpoint of another log.
    #[error("this is the checkpoint of another log")]
    OtherLog,
    /// The log's key has not signed it, or it was changed since.
    #[error("it does not bear the signature of the log’s key")]
    Signature,
}

/// A text that is no verifier key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a verifier key")]
pub struct KeyFormat;

/// What a log was at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's public name.
    pub origin: String,
    /// How many entries it had.
    pub size: u64,
    /// The root of their tree.
    pub root: TreeHash,
}

impl Checkpoint {
    /// The text that is signed.
    fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))
    }

    /// The signed note.
    #[must_use]
    pub fn sign(&self, key: &AuditKey) -> String {
        let body = self.body();
        let name = LogKey {
            name: self.origin.clone(),
            public: key.public(),
        };
        let mut signature = name.id().to_vec();
        signature.extend_from_slice(&key.sign(body.as_bytes()));
        format!("{body}\n{SIGNATURE}{} {}\n", self.origin, STANDARD.encode(signature))
    }

    /// What a note says, whoever has signed it.
    ///
    /// # Errors
    /// [`NoteError::Unreadable`].
    pub fn read(note: &str) -> Result<Self, NoteError> {
        let (body, _) = parts(note).ok_or(NoteError::Unreadable)?;
        Self::parse(body).ok_or(NoteError::Unreadable)
    }

    /// The lines behind the root, if any, are extensions, which change nothing of what is said before them.
    fn parse(body: &str) -> Option<Self> {
        let mut lines = body.lines();
        let origin = lines.next().filter(|origin| !origin.is_empty())?.to_owned();
        let digits = lines.next()?;
        let size = digits.parse().ok()?;
        let root = STANDARD.decode(lines.next()?).ok()?;
        let canonical = |size: u64| size.to_string() == digits;
        canonical(size).then_some(Self {
            origin,
            size,
            root: TreeHash(root.try_into().ok()?),
        })
    }
}

/// The text of a note with its last line feed, and the lines of signatures.
fn parts(note: &str) -> Option<(&str, &str)> {
    let end = note.rfind("\n\n")?;
    let body = note.get(..=end)?;
    let signatures = note.get(end + 2..)?;
    (signatures.ends_with('\n') && !body.contains('\r')).then_some((body, signatures))
}

/// The public key of a log, under its name. As a text it is the verifier key of signed notes: `name+id+key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogKey {
    /// The log's public name, which is also the key's.
    pub name: String,
    /// Ed25519.
    pub public: [u8; 32],
}

impl LogKey {
    /// The key of a tenant's log.
    #[must_use]
    pub fn of(tenant: &Tenant) -> Self {
        Self {
            name: origin(tenant),
            public: tenant.keys().audit().public(),
        }
    }

    /// By which signatures name the key.
    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update(b"\n")
            .chain_update([ED25519_TYPE])
            .chain_update(self.public)
            .finalize();
        hash.first_chunk().copied().unwrap_or_default()
    }

    /// For people to compare: eight groups of four digits, the first half of the key's SHA-256.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digits = super::hex::write(&Sha256::digest(self.public));
        let groups: Vec<&str> = (0..8)
            .filter_map(|group| digits.get(group * 4..group * 4 + 4))
            .collect();
        groups.join(" ")
    }

    /// The checkpoint of a note, when this log has signed it.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn open(&self, note: &str) -> Result<Checkpoint, NoteError> {
        let (body, signatures) = parts(note).ok_or(NoteError::Unreadable)?;
        let checkpoint = Checkpoint::parse(body).ok_or(NoteError::Unreadable)?;
        if checkpoint.origin != self.name {
            return Err(NoteError::OtherLog);
        }
        let key = UnparsedPublicKey::new(&ED25519, self.public);
        let signed = signatures.lines().any(|line| {
            let named = line.strip_prefix(SIGNATURE).and_then(|line| line.rsplit_once(' '));
            let bytes = named
                .filter(|(name, _)| *name == self.name)
                .and_then(|(_, text)| STANDARD.decode(text).ok());
            let signature = bytes
                .as_deref()
                .and_then(|bytes| bytes.strip_prefix(self.id().as_slice()));
            signature.is_some_and(|signature| key.verify(body.as_bytes(), signature).is_ok())
        });
        if signed {
            Ok(checkpoint)
        } else {
            Err(NoteError::Signature)
        }
    }
}

impl fmt::Display for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![ED25519_TYPE];
        key.extend_from_slice(&self.public);
        let id = super::hex::write(&self.id());
        write!(f, "{}+{id}+{}", self.name, STANDARD.encode(key))
    }
}

impl FromStr for LogKey {
    type Err = KeyFormat;

    fn from_str(text: &str) -> Result<Self, KeyFormat> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyFormat);
        };
        let bytes = STANDARD.decode(key).map_err(|_| KeyFormat)?;
        let public = bytes.strip_prefix(&[ED25519_TYPE]).ok_or(KeyFormat)?;
        let key = Self {
            name: name.to_owned(),
            public: public.try_into().map_err(|_| KeyFormat)?,
        };
        let whole = !name.is_empty() && super::hex::read(id) == Some(key.id());
        whole.then_some(key).ok_or(KeyFormat)
    }
}

/// The public name of a tenant's log. It never changes: neither the company's name nor the address of the installation is in it.
#[must_use]
pub fn origin(tenant: &Tenant) -> String {
    format!("relais-audit/{}", tenant.id())
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_tenants::clock::Rng;
    use relais_tenants::keys::{MasterKey, TenantKeys};
    use uuid::Uuid;

    fn keys(seed: u64) -> TenantKeys {
        TenantKeys::generate(
            Uuid::from_u128(1),
            &MasterKey::generate(&Rng::seeded(seed)),
            &Rng::seeded(seed + 1),
        )
        .0
    }

    fn log(keys: &TenantKeys) -> LogKey {
        LogKey {
            name: "relais-audit/essai".into(),
            public: keys.audit().public(),
        }
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: "relais-audit/essai".into(),
            size: 42,
            root: TreeHash([7; 32]),
        }
    }

    // R: G9
    #[test]
    fn a_note_is_opened_by_the_key_that_signed_it_and_by_no_other() {
        let keys_of_log = keys(1);
        let note = checkpoint().sign(keys_of_log.audit());
        let log_key = log(&keys_of_log);
        assert_eq!(log_key.open(&note), Ok(checkpoint()));
        assert_eq!(Checkpoint::read(&note), Ok(checkpoint()));
        assert_eq!(log(&keys(9)).open(&note), Err(NoteError::Signature));
        let other = LogKey {
            name: "relais-audit/autre".into(),
            ..log_key.clone()
        };
        assert_eq!(other.open(&note), Err(NoteError::OtherLog));
        // A witness may sign below, and extensions may be added by its maker.
        let witnessed = format!("{note}\u{2014} temoin AAAAAAAA\n");
        assert_eq!(log_key.open(&witnessed), Ok(checkpoint()));
    }

    // R: G9
    #[test]
    fn any_other_letter_of_the_text_is_noticed() {
        let keys = keys(1);
        let note = checkpoint().sign(keys.audit());
        let body = note.find("\n\n").unwrap();
        for at in 0..body {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(text) = String::from_utf8(bytes) {
                assert!(log(&keys).open(&text).is_err(), "{text}");
            }
        }
        for wrong in ["", "\n\n", "relais-audit/essai\n042\nAAAA\n\n", "a\n1\n"] {
            assert_eq!(log(&keys).open(wrong), Err(NoteError::Unreadable), "{wrong:?}");
        }
    }

    #[test]
    fn a_verifier_key_reads_back() {
        let key = log(&keys(1));
        assert_eq!(key.to_string().parse(), Ok(key.clone()));
        assert_eq!(key.fingerprint().len(), 39);
        let other = key.to_string().replacen("essai", "autre", 1);
        assert_eq!(other.parse::<LogKey>(), Err(KeyFormat), "the id is of another name");
        assert!("a+b+c".parse::<LogKey>().is_err());
    }

    /// The example of the Go module `golang.org/x/mod/sumdb/note`.
    #[test]
    fn notes_of_others_are_read() {
        let key: LogKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            .parse()
            .unwrap();
        let note = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n\
                    \n\
                    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        // It is a note and no checkpoint; its signature is what the vector shows.
        assert_eq!(key.open(note), Err(NoteError::Unreadable));
        let (body, signature) = parts(note).unwrap();
        let signature = STANDARD
            .decode(signature.trim_end().rsplit_once(' ').unwrap().1)
            .unwrap();
        let verifier = UnparsedPublicKey::new(&ED25519, key.public);
        assert!(verifier.verify(body.as_bytes(), &signature[4..]).is_ok());
        assert_eq!(signature[..4], key.id());
    }
}
