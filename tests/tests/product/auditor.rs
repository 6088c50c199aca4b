//! An auditor's own verifier, written from `docs/compliance.md` and the RFCs and from nothing else: no code of the product.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A hash.
pub type Hash = [u8; 32];

/// SHA-256 over parts.
pub fn sha(parts: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Hexadecimal digits read.
pub fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_else(|| panic!("no digits: {value}"));
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(pair).collect()
}

/// Hexadecimal digits written.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hash_of(value: &Value) -> Hash {
    unhex(value).try_into().unwrap()
}

/// The commitment of an entry, from what it says.
pub fn commitment(entry: &Value, at: i64) -> Hash {
    let id: uuid::Uuid = entry["id"].as_str().unwrap().parse().unwrap();
    let mut event = vec![1];
    event.extend(id.as_bytes());
    event.extend(at.to_be_bytes());
    for part in ["actor", "action", "object", "request"] {
        let text = entry[part].as_str().unwrap_or_default();
        event.extend((text.len() as u32).to_be_bytes());
        event.extend(text.as_bytes());
    }
    event.extend(unhex(&entry["details_hash"]));
    sha(&[&unhex(&entry["salt"]), &event])
}

/// The hash of an entry in the tree, from its commitment.
pub fn leaf(entry: &Value, at: i64) -> Hash {
    let id: uuid::Uuid = entry["id"].as_str().unwrap().parse().unwrap();
    let action = entry["action"].as_str().unwrap();
    sha(&[
        &[0],
        &[1],
        id.as_bytes(),
        &at.to_be_bytes(),
        &unhex(&entry["commitment"]),
        action.as_bytes(),
    ])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    sha(&[&[1], left, right])
}

/// MTH(D) of RFC 6962, §2.1.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node(&root(left), &root(right))
        }
    }
}

/// A checkpoint opened with a verifier key: its size and root. Fails unless the key has signed it.
pub fn opened(note: &str, key: &str) -> (u64, Hash) {
    let (name, rest) = key.split_once('+').unwrap();
    let (id, public) = rest.split_once('+').unwrap();
    let public = STANDARD.decode(public).unwrap();
    assert_eq!(public[0], 1, "Ed25519");
    assert_eq!(hex(&sha(&[name.as_bytes(), b"\n", &public])[..4]), id);
    let (text, signatures) = note.split_once("\n\n").unwrap();
    let text = format!("{text}\n");
    let line = signatures
        .lines()
        .find_map(|line| line.strip_prefix(&format!("\u{2014} {name} ")))
        .unwrap();
    let signature = STANDARD.decode(line).unwrap();
    assert_eq!(hex(&signature[..4]), id);
    let verified = UnparsedPublicKey::new(&ED25519, &public[1..]).verify(text.as_bytes(), &signature[4..]);
    assert!(verified.is_ok(), "not signed by {key}: {note}");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], name);
    (
        lines[1].parse().unwrap(),
        STANDARD.decode(lines[2]).unwrap().try_into().unwrap(),
    )
}

/// RFC 9162, §2.1.3.2: the root that an inclusion proof leads to.
pub fn included(proof: &Value) -> Hash {
    let (mut place, mut last) = (proof["index"].as_u64().unwrap(), proof["size"].as_u64().unwrap() - 1);
    let mut hash = hash_of(&proof["leaf_hash"]);
    for other in proof["hashes"].as_array().unwrap().iter().map(hash_of) {
        assert!(last > 0, "the path is too long");
        if place & 1 == 1 || place == last {
            hash = node(&other, &hash);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, &other);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    assert_eq!(last, 0, "the path is too short");
    hash
}

/// RFC 9162, §2.1.4.2: the two roots that a consistency proof leads to, given the earlier one.
pub fn grown(proof: &Value, earlier: Hash) -> (Hash, Hash) {
    let (from, to) = (proof["from"].as_u64().unwrap(), proof["to"].as_u64().unwrap());
    let mut path: Vec<Hash> = proof["hashes"].as_array().unwrap().iter().map(hash_of).collect();
    if from == to {
        assert!(path.is_empty());
        return (earlier, earlier);
    }
    if from.is_power_of_two() {
        path.insert(0, earlier);
    }
    let (mut place, mut last) = (from - 1, to - 1);
    while place & 1 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    let (mut old, mut new) = (path[0], path[0]);
    for other in &path[1..] {
        assert!(last > 0, "the path is too long");
        if place & 1 == 1 || place == last {
            (old, new) = (node(other, &old), node(other, &new));
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            new = node(&new, other);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    assert_eq!(last, 0, "the path is too short");
    (old, new)
}

/// Checks a whole export: every entry, every checkpoint. Returns the entries.
pub fn checked(export: &str) -> Vec<Value> {
    let mut lines = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let head = lines.next().unwrap()["log"].take();
    assert_eq!(head["format"], "relais-audit/1");
    let key = head["key"].as_str().unwrap().to_owned();
    let (mut entries, mut leaves, mut covered) = (Vec::new(), Vec::new(), 0);
    for mut line in lines {
        if line["entry"].is_object() {
            let entry = line["entry"].take();
            assert_eq!(entry["index"], leaves.len());
            let at = entry["at"].as_i64().unwrap();
            if entry["actor"].is_string() {
                assert_eq!(
                    hex(&commitment(&entry, at)),
                    entry["commitment"].as_str().unwrap(),
                    "{entry}"
                );
            }
            if let Some(details) = entry["details"].as_str() {
                let hash = sha(&[&unhex(&entry["details_salt"]), details.as_bytes()]);
                assert_eq!(hex(&hash), entry["details_hash"].as_str().unwrap(), "{entry}");
            }
            leaves.push(leaf(&entry, at));
            entries.push(entry);
        } else {
            let (size, signed) = opened(line["checkpoint"]["note"].as_str().unwrap(), &key);
            assert_eq!(size, leaves.len() as u64);
            assert_eq!(signed, root(&leaves));
            covered = leaves.len();
        }
    }
    assert_eq!(head["size"], leaves.len());
    assert_eq!(
        covered,
        leaves.len(),
        "the last entries are not covered by a checkpoint"
    );
    entries
}
