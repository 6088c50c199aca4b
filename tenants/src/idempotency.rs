//! Answers already given, so that a request that is repeated does not act twice
//! (draft-ietf-httpapi-idempotency-key-header).
//!
//! A request claims its key, acts, and keeps its answer under it; the answer is sealed like everything personal. Whoever
//! comes back with the key gets that answer as long as it is kept. What is a repetition and what an answer is made of is
//! up to the caller.

use crate::database::Result;
use crate::keys::{Aad, Sealed, fixed_bytes_column};
use crate::tenant::Tenant;
use sha2::{Digest as _, Sha256};
use std::time::Duration;

/// How long an answer is kept.
pub const KEPT: Duration = Duration::from_secs(24 * 3600);
/// How long a claim stands without an answer: whoever made it was killed. Far above what any request but an upload
/// takes, and an upload done twice changes nothing until it is committed.
const ABANDONED: Duration = Duration::from_secs(120);
/// The status of a claim that has no answer yet.
const PENDING: i64 = 0;

/// What a key is stored as: it says who sent it and for which route, so that keys of two people never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyHash([u8; 32]);
fixed_bytes_column!(KeyHash, 32);

impl KeyHash {
    /// The hash of a key and of everything it is valid for.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        Self(digest(parts))
    }
}

/// What a request asked for, to tell a repetition from another request under the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);
fixed_bytes_column!(Fingerprint, 32);

impl Fingerprint {
    /// The fingerprint of a request's parts.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        Self(digest(parts))
    }
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its HTTP status.
    pub status: u16,
    /// The rest, in the caller's own form.
    pub content: Vec<u8>,
}

/// What became of a claim.
#[derive(Debug)]
pub enum Claim {
    /// The key is new: act, then keep the answer.
    Granted(Held),
    /// The key was used before, for this request.
    Answered(Fingerprint, Answer),
    /// The request that brought the key first is still at work.
    Busy,
}

/// A claim on a key. One that is neither kept nor released is abandoned after a while.
#[must_use]
pub struct Held {
    tenant: Tenant,
    key: KeyHash,
    /// Tells this claim from one that took over after it was abandoned.
    mark: Fingerprint,
}

#[derive(sqlx::FromRow)]
struct Row {
    request: Fingerprint,
    status: i64,
    response: Sealed,
}

/// Claims `key`, or finds what it was answered.
pub async fn claim(tenant: &Tenant, key: KeyHash) -> Result<Claim> {
    let mark = Fingerprint(tenant.rng().bytes());
    let now = tenant.now();
    let mut tx = tenant.write().await?;
    tx.exec(
        "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND (at < $2 OR (key = $3 AND status = $4 AND at < $5))",
        (tenant.id(), now.minus(KEPT), key, PENDING, now.minus(ABANDONED)),
    )
    .await?;
    let inserted = tx
        .exec(
            "INSERT INTO idempotency_keys (tenant_id, key, request, status, response, at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (tenant_id, key) DO NOTHING",
            (tenant.id(), key, mark, PENDING, Vec::<u8>::new(), now),
        )
        .await?;
    if inserted == 1 {
        tx.commit().await?;
        return Ok(Claim::Granted(Held {
            tenant: tenant.clone(),
            key,
            mark,
        }));
    }
    let row: Option<Row> = tx
        .opt(
            "SELECT request, status, response FROM idempotency_keys WHERE tenant_id = $1 AND key = $2",
            (tenant.id(), key),
        )
        .await?;
    // Released between the two statements: busy a moment ago, free now; the caller asks again.
    let Some(row) = row.filter(|row| row.status != PENDING) else {
        return Ok(Claim::Busy);
    };
    let content = tenant
        .keys()
        .open_bytes(aad(&key), &row.response)
        .map_err(|error| crate::database::Error::Setup(format!("a kept answer cannot be opened: {error}")))?;
    let status = u16::try_from(row.status).unwrap_or_default();
    Ok(Claim::Answered(row.request, Answer { status, content }))
}

impl Held {
    /// Keeps the answer to `request` under the key.
    pub async fn keep(self, request: Fingerprint, answer: &Answer) -> Result<()> {
        let sealed = self.tenant.keys().seal(aad(&self.key), &answer.content);
        let mut tx = self.tenant.write().await?;
        tx.exec(
            "UPDATE idempotency_keys SET request = $4, status = $5, response = $6
             WHERE tenant_id = $1 AND key = $2 AND request = $3",
            (
                self.tenant.id(),
                self.key,
                self.mark,
                request,
                i64::from(answer.status),
                sealed,
            ),
        )
        .await?;
        tx.commit().await
    }

    /// Lets the key go: nothing was done under it.
    pub async fn release(self) -> Result<()> {
        let mut tx = self.tenant.write().await?;
        tx.exec(
            "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND key = $2 AND request = $3",
            (self.tenant.id(), self.key, self.mark),
        )
        .await?;
        tx.commit().await
    }
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Held").field(&self.key).finish()
    }
}

fn aad(key: &KeyHash) -> Aad<'_> {
    Aad {
        table: "idempotency_keys",
        column: "response",
        row: key.as_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(KeyHash::of(&[b"ab", b"c"]), KeyHash::of(&[b"a", b"bc"]));
        assert_ne!(Fingerprint::of(&[b"", b"a"]), Fingerprint::of(&[b"a", b""]));
        assert_eq!(Fingerprint::of(&[b"a"]), Fingerprint::of(&[b"a"]));
    }
}
