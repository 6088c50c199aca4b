//! Which reports were taken already: the same one twice counts once.

use crate::consent::Topic;
use relais_channels::Event;
use relais_tenants::Tenant;
use relais_tenants::database::{Result, Tx};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

/// How long a report is remembered: providers repeat what they were not thanked for over days, not months.
const REMEMBERED: Duration = Duration::from_secs(90 * 24 * 3600);

/// What is kept of a report: the first half of a SHA-256.
type Hash = Vec<u8>;

/// By what a report is known: its identifier, or all that it says where it has none but a time. One without either is
/// taken each time it comes.
fn hash(plugin: &str, event: &Event) -> Option<Hash> {
    let mut digest = Sha256::new();
    digest.update(plugin.as_bytes());
    match (&event.id, event.at) {
        (Some(id), _) => {
            digest.update([0, 1]);
            digest.update(id.as_bytes());
        }
        (None, Some(_)) => {
            digest.update([0, 2]);
            digest.update(format!("{event:?}").as_bytes());
        }
        (None, None) => return None,
    }
    Some(digest.finalize().iter().take(16).copied().collect())
}

/// Remembers these reports; which of them are new, in their order.
pub(super) async fn remember(
    tx: &mut Tx,
    tenant: &Tenant,
    topic: Topic,
    plugin: &str,
    events: &[&Event],
) -> Result<Vec<bool>> {
    let hashes: Vec<Option<Hash>> = events.iter().map(|event| hash(plugin, event)).collect();
    // In their order, since two batches with the same reports wait for each other's rows.
    let distinct: BTreeMap<Hash, ()> = hashes.iter().flatten().map(|hash| (hash.clone(), ())).collect();
    let mut new: HashSet<Hash> = HashSet::new();
    if !distinct.is_empty() {
        let mut query = tx.query("INSERT INTO callback_reports (tenant_id, channel, report, at) VALUES ");
        query.separated(distinct.into_keys(), |query, hash| {
            query.push("(").bind(tenant.id()).push(",").bind(topic.as_str());
            query.push(",").bind(hash).push(",").bind(tenant.now()).push(")");
        });
        query.push(" ON CONFLICT (tenant_id, channel, report) DO NOTHING RETURNING report");
        let rows: Vec<(Hash,)> = tx.all_query(query).await?;
        new.extend(rows.into_iter().map(|(hash,)| hash));
    }
    tx.exec(
        "DELETE FROM callback_reports WHERE tenant_id = $1 AND at < $2",
        (tenant.id(), tenant.now().minus(REMEMBERED)),
    )
    .await?;
    Ok(hashes
        .into_iter()
        .map(|hash| hash.is_none_or(|hash| new.remove(&hash)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_channels::{EventKind, EventSubject};

    fn event(id: Option<&str>, at: Option<u64>, kind: EventKind) -> Event {
        Event {
            subject: EventSubject::ProviderId("m1".into()),
            kind,
            at,
            id: id.map(str::to_owned),
        }
    }

    // R: O15
    #[test]
    fn a_report_is_known_by_its_identifier_else_by_what_it_says() {
        let known = |event: &Event| hash("one", event);
        let delivered = event(Some("e1"), Some(5), EventKind::Delivered);
        assert_eq!(known(&delivered), known(&event(Some("e1"), None, EventKind::Opened)));
        assert_ne!(
            known(&delivered),
            known(&event(Some("e2"), Some(5), EventKind::Delivered))
        );
        assert_ne!(known(&delivered), hash("another", &delivered));
        let unnamed = |at, kind| event(None, at, kind);
        assert_eq!(
            known(&unnamed(Some(5), EventKind::Opened)),
            known(&unnamed(Some(5), EventKind::Opened))
        );
        assert_ne!(
            known(&unnamed(Some(5), EventKind::Opened)),
            known(&unnamed(Some(6), EventKind::Opened))
        );
        assert_ne!(
            known(&unnamed(Some(5), EventKind::Opened)),
            known(&unnamed(Some(5), EventKind::Delivered))
        );
        assert_eq!(known(&unnamed(None, EventKind::Opened)), None);
    }
}
