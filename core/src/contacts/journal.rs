//! The change journal: which contact numbers a transaction touched, under a number that follows commit order.

use relais_tenants::Tenant;
use relais_tenants::database::{Error, Result, Tx};
use roaring::RoaringBitmap;

const COUNTER: &str = "changes";

/// Records that `numbers` were created, changed or deleted in this transaction.
pub(crate) async fn record(tx: &mut Tx, tenant: &Tenant, numbers: &RoaringBitmap) -> Result<()> {
    if numbers.is_empty() {
        return Ok(());
    }
    append(tx, tenant, numbers).await
}

/// Records that something changed which touches nobody in particular: whoever follows looks again.
pub(crate) async fn note(tx: &mut Tx, tenant: &Tenant) -> Result<()> {
    append(tx, tenant, &RoaringBitmap::new()).await
}

async fn append(tx: &mut Tx, tenant: &Tenant, numbers: &RoaringBitmap) -> Result<()> {
    let seq = tenant.take_numbers(tx, COUNTER, 1).await?;
    let mut bytes = Vec::with_capacity(numbers.serialized_size());
    numbers
        .serialize_into(&mut bytes)
        .map_err(|error| Error::Encode(error.to_string()))?;
    tx.exec(
        "INSERT INTO changes (tenant_id, seq, numbers, at) VALUES ($1, $2, $3, $4)",
        (tenant.id(), seq, bytes, tenant.now()),
    )
    .await?;
    Ok(())
}

/// The number of the newest change, 0 before the first.
pub(crate) async fn newest(tx: &mut Tx, tenant: &Tenant) -> Result<u64> {
    let row: Option<(i64,)> = tx
        .opt(
            "SELECT value FROM counters WHERE tenant_id = $1 AND name = $2",
            (tenant.id(), COUNTER),
        )
        .await?;
    Ok(row.map_or(0, |(value,)| value.unsigned_abs()))
}

/// Everything touched after change `since`.
pub(crate) async fn touched_since(tx: &mut Tx, tenant: &Tenant, since: u64) -> Result<RoaringBitmap> {
    let rows: Vec<(Vec<u8>,)> = tx
        .all(
            "SELECT numbers FROM changes WHERE tenant_id = $1 AND seq > $2 ORDER BY seq",
            (tenant.id(), i64::try_from(since).unwrap_or(i64::MAX)),
        )
        .await?;
    let mut all = RoaringBitmap::new();
    for (bytes,) in rows {
        all |= RoaringBitmap::deserialize_from(bytes.as_slice())
            .map_err(|error| Error::Setup(format!("the change journal is damaged: {error}")))?;
    }
    Ok(all)
}
