//! What stays of a person whose contact is deleted: rows of the ledger and of events, so that figures stand, with nothing in
//! them that says who it was; and on the suppression list what they said. Whatever was written to them goes.

use crate::contacts::{self, ContactId};
use relais_tenants::Tenant;
use relais_tenants::audit::Actor;
use relais_tenants::database::{Result, Tx};
use uuid::Uuid;

/// Messages whose traces go by one statement.
const TOGETHER: usize = 500;

/// Deletes a contact and all that was written to them: mails and notifications that the sandbox kept, letters that wait for
/// the printer, tests as to them; from where they opened and what they wrote back; what providers said of their messages.
/// `false` when there is no such contact.
pub async fn delete_contact(tenant: &Tenant, actor: Actor, id: ContactId) -> Result<bool> {
    let mut tx = tenant.write().await?;
    let Some(number) = contacts::remove(&mut tx, tenant, actor, id).await? else {
        return Ok(false);
    };
    let messages = messages(&mut tx, tenant, number).await?;
    for some in messages.chunks(TOGETHER) {
        for (statement, of) in [
            (
                "UPDATE messages SET detail = NULL WHERE tenant_id = ",
                " AND detail IS NOT NULL AND id IN ",
            ),
            (
                "UPDATE events SET address = NULL, agent = NULL, words = NULL WHERE tenant_id = ",
                " AND message_id IN ",
            ),
            ("DELETE FROM outbox WHERE tenant_id = ", " AND message_id IN "),
            ("DELETE FROM spool_files WHERE tenant_id = ", " AND message_id IN "),
        ] {
            let mut query = tx.query(statement);
            query.bind(tenant.id()).push(of).list(some.iter().copied());
            tx.exec_query(query).await?;
        }
    }
    tx.exec(
        "DELETE FROM outbox WHERE tenant_id = $1 AND contact_id = $2",
        (tenant.id(), id),
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// By campaign, since a person's messages are found by that: there are far fewer campaigns than messages.
async fn messages(tx: &mut Tx, tenant: &Tenant, number: i64) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = tx
        .all(
            "SELECT m.id FROM deliveries d JOIN messages m ON m.tenant_id = d.tenant_id AND m.campaign_id = d.campaign_id
             WHERE d.tenant_id = $1 AND m.contact_number = $2 ORDER BY m.id",
            (tenant.id(), number),
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
