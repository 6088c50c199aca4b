//! The tenant's own attributes: what columns it brought that are not canonical.

use super::field::Key;
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Error, Result, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The most attributes a tenant has of its own: below what an audience index holds.
pub const MAX: usize = 900;

/// What the values of an attribute are, and so how one filters by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A few values that repeat.
    Category,
    /// Numbers; filtered by range.
    Number,
    /// Days; filtered by range.
    Date,
    /// Free text or identifiers; not filtered.
    Text,
}

impl Kind {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Number => "number",
            Self::Date => "date",
            Self::Text => "text",
        }
    }

    /// The kind with this name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Category, Self::Number, Self::Date, Self::Text]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// One of the tenant's own attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Its key.
    pub key: Key,
    /// What the tenant calls it: the header it came under.
    pub label: String,
    /// What its values are.
    pub kind: Kind,
}

/// The tenant's own attributes, in the order they came.
pub async fn list(tenant: &Tenant) -> Result<Vec<Attribute>> {
    all(&mut tenant.read().await?, tenant).await
}

/// Makes an attribute known before the first contact has it. `None` when there is one of this key, or no room for more.
pub async fn create(tenant: &Tenant, actor: Actor, attribute: &Attribute) -> Result<Option<()>> {
    let mut tx = tenant.write().await?;
    let own = all(&mut tx, tenant).await?;
    if own.len() >= MAX || own.iter().any(|known| known.key == attribute.key) {
        return Ok(None);
    }
    declare(&mut tx, tenant, attribute).await?;
    record(&mut tx, tenant, actor, attribute).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// Records that somebody made an attribute known.
pub(crate) async fn record(tx: &mut Tx, tenant: &Tenant, actor: Actor, attribute: &Attribute) -> Result<()> {
    let entry = Entry {
        actor,
        action: "attribute.create",
        object: attribute.key.as_str(),
        details: json!({ "kind": attribute.kind }),
    };
    audit::append(tx, tenant, entry).await
}

/// The tenant's own attributes, in the order they came.
pub async fn all(tx: &mut Tx, tenant: &Tenant) -> Result<Vec<Attribute>> {
    let rows: Vec<(String, String, String)> = tx
        .all(
            "SELECT key, label, kind FROM attributes WHERE tenant_id = $1 ORDER BY position, key",
            (tenant.id(),),
        )
        .await?;
    rows.into_iter()
        .map(|(key, label, kind)| {
            let damaged = || Error::Setup(format!("attribute «{key}» is damaged"));
            Ok(Attribute {
                key: Key::parse(&key).map_err(|_| damaged())?,
                kind: Kind::parse(&kind).ok_or_else(damaged)?,
                label,
            })
        })
        .collect()
}

/// Makes an attribute known. The kind it had first stays, so that values already stored keep their meaning.
pub(crate) async fn declare(tx: &mut Tx, tenant: &Tenant, attribute: &Attribute) -> Result<()> {
    tx.exec(
        "INSERT INTO attributes (tenant_id, key, label, kind, position)
         VALUES ($1, $2, $3, $4, (SELECT COUNT(*) FROM attributes WHERE tenant_id = $1))
         ON CONFLICT (tenant_id, key) DO NOTHING",
        (
            tenant.id(),
            attribute.key.as_str(),
            attribute.label.as_str(),
            attribute.kind.as_str(),
        ),
    )
    .await?;
    Ok(())
}
