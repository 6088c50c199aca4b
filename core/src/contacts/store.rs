//! A contact as it is stored: personal fields sealed and bound to their row, categories in clear.

use super::details::{Details, Value};
use super::field::{Field, Key};
use super::{Contact, ContactId};
use crate::consent::{Bases, Others, Topics};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Kind, Query, Result, Tx};
use relais_tenants::keys::{Aad, BlindIndex, Sealed};
use relais_tenants::{Tenant, TenantId};
use std::collections::BTreeMap;
use uuid::Uuid;

const TABLE: &str = "contacts";

/// The columns of a contact, in the order of [`ContactRow`].
macro_rules! columns {
    () => {
        "id, number, email_index, phone_index, name, first_name, last_name, email, phone, address, attributes, \
         company, type, sector, postcode, city, department, region, country, language, status, website, \
         bases, suppressed, import_id, created_at, updated_at"
    };
}
pub(crate) use columns;

/// One row of `contacts`.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct ContactRow {
    pub id: ContactId,
    pub number: i64,
    pub email_index: Option<BlindIndex>,
    pub phone_index: Option<BlindIndex>,
    pub name: Option<Sealed>,
    pub first_name: Option<Sealed>,
    pub last_name: Option<Sealed>,
    pub email: Option<Sealed>,
    pub phone: Option<Sealed>,
    pub address: Option<Sealed>,
    pub attributes: Option<Sealed>,
    pub company: Option<String>,
    pub r#type: Option<String>,
    pub sector: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub department: Option<String>,
    pub region: Option<String>,
    pub country: Option<String>,
    pub language: Option<String>,
    pub status: Option<String>,
    pub website: Option<String>,
    pub bases: Bases,
    pub suppressed: Topics,
    pub import_id: Option<Uuid>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// Computes the hashes by which contacts are found; made once per batch.
pub(crate) struct Indexes {
    email: relais_tenants::keys::Indexer,
    phone: relais_tenants::keys::Indexer,
}

impl Indexes {
    pub fn new(tenant: &Tenant) -> Self {
        Self {
            email: tenant.keys().indexer("contacts.email"),
            phone: tenant.keys().indexer("contacts.phone"),
        }
    }

    pub fn email(&self, normalised: &str) -> BlindIndex {
        self.email.of(normalised)
    }

    pub fn phone(&self, normalised: &str) -> BlindIndex {
        self.phone.of(normalised)
    }
}

/// Seals `details` for the row `id`. The number is given out later, in the transaction that inserts.
pub(crate) fn seal(tenant: &Tenant, indexes: &Indexes, id: ContactId, details: &Details) -> ContactRow {
    let uuid = id.uuid();
    let seal = |column: &'static str, text: &str| {
        tenant.keys().seal(
            Aad {
                table: TABLE,
                column,
                row: uuid.as_bytes(),
            },
            text.as_bytes(),
        )
    };
    let sealed = |field: Field| details.get(field).map(|text| seal(field.as_str(), text));
    let clear = |field: Field| details.get(field).map(str::to_owned);
    let attributes = (!details.attributes.is_empty())
        .then(|| serde_json::to_string(&details.attributes).unwrap_or_default())
        .map(|document| seal("attributes", &document));
    let now = tenant.now();
    ContactRow {
        id,
        number: 0,
        email_index: details.get(Field::Email).map(|email| indexes.email(email)),
        phone_index: details.get(Field::Phone).map(|phone| indexes.phone(phone)),
        name: sealed(Field::Name),
        first_name: sealed(Field::FirstName),
        last_name: sealed(Field::LastName),
        email: sealed(Field::Email),
        phone: sealed(Field::Phone),
        address: sealed(Field::Address),
        attributes,
        company: clear(Field::Company),
        r#type: clear(Field::Type),
        sector: clear(Field::Sector),
        postcode: clear(Field::Postcode),
        city: clear(Field::City),
        department: clear(Field::Department),
        region: clear(Field::Region),
        country: clear(Field::Country),
        language: clear(Field::Language),
        status: clear(Field::Status),
        website: clear(Field::Website),
        bases: Bases::default(),
        suppressed: Topics::default(),
        import_id: None,
        created_at: now,
        updated_at: now,
    }
}

/// Opens a row. Where the contact stands on channels of plugins is in rows of their own ([`crate::consent::others`]).
pub(crate) fn open(tenant: &Tenant, row: ContactRow) -> Result<Contact> {
    let attributes = open_attributes(tenant, row.id, row.attributes.as_ref())?;
    let mut details = Details::default();
    details.attributes = attributes;
    let sealed = [
        (Field::Name, &row.name),
        (Field::FirstName, &row.first_name),
        (Field::LastName, &row.last_name),
        (Field::Email, &row.email),
        (Field::Phone, &row.phone),
        (Field::Address, &row.address),
    ];
    for (field, value) in sealed {
        if let Some(value) = value {
            details.set(field, Some(open_text(tenant, row.id, field.as_str(), value)?));
        }
    }
    let clear = [
        (Field::Company, row.company),
        (Field::Type, row.r#type),
        (Field::Sector, row.sector),
        (Field::Postcode, row.postcode),
        (Field::City, row.city),
        (Field::Department, row.department),
        (Field::Region, row.region),
        (Field::Country, row.country),
        (Field::Language, row.language),
        (Field::Status, row.status),
        (Field::Website, row.website),
    ];
    for (field, value) in clear {
        details.set(field, value);
    }
    Ok(Contact {
        id: row.id,
        number: number(row.number)?,
        details,
        bases: row.bases,
        suppressed: row.suppressed,
        others: Others::default(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Opens the tenant's own attributes of one row.
pub(crate) fn open_attributes(tenant: &Tenant, id: ContactId, sealed: Option<&Sealed>) -> Result<BTreeMap<Key, Value>> {
    let Some(sealed) = sealed else {
        return Ok(BTreeMap::new());
    };
    let document = open_text(tenant, id, "attributes", sealed)?;
    serde_json::from_str(&document).map_err(|error| Error::Setup(format!("attributes of {id} are damaged: {error}")))
}

fn open_text(tenant: &Tenant, id: ContactId, column: &'static str, sealed: &Sealed) -> Result<String> {
    let uuid = id.uuid();
    tenant
        .keys()
        .open_string(
            Aad {
                table: TABLE,
                column,
                row: uuid.as_bytes(),
            },
            sealed,
        )
        .map_err(|error| Error::Setup(format!("{column} of contact {id} cannot be opened: {error}")))
}

/// A contact number; they are dense and fit the bitmaps.
pub(crate) fn number(stored: i64) -> Result<u32> {
    u32::try_from(stored).map_err(|_| Error::Setup(format!("contact number {stored} is out of range")))
}

/// Rows one statement inserts: 28 parameters each stay below SQLite's 32,766.
const TOGETHER: usize = 1_000;

/// The columns that may be empty, as they stand in a statement.
const INDEXES: [&str; 2] = [",email_index", ",phone_index"];
const SEALED: [&str; 7] = [
    ",name",
    ",first_name",
    ",last_name",
    ",email",
    ",phone",
    ",address",
    ",attributes",
];
const CLEAR: [&str; 11] = [
    ",company",
    ",type",
    ",sector",
    ",postcode",
    ",city",
    ",department",
    ",region",
    ",country",
    ",language",
    ",status",
    ",website",
];

/// Which of the columns that may be empty some row fills. The others need not be bound, which is a third of what
/// inserting the rows of most files costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filled {
    indexes: [bool; 2],
    sealed: [bool; 7],
    clear: [bool; 11],
}

impl Filled {
    /// Adds what `rows` fill.
    pub fn add(&mut self, rows: &[ContactRow]) {
        fn mark<T>(filled: &mut bool, value: &Option<T>) {
            *filled |= value.is_some();
        }
        for row in rows {
            for (filled, value) in self.indexes.iter_mut().zip([&row.email_index, &row.phone_index]) {
                mark(filled, value);
            }
            for (filled, value) in self.sealed.iter_mut().zip(row.sealed()) {
                mark(filled, value);
            }
            for (filled, value) in self.clear.iter_mut().zip(row.clear()) {
                mark(filled, value);
            }
        }
    }

    fn columns(&self) -> impl Iterator<Item = &'static str> {
        let indexes = INDEXES.into_iter().zip(self.indexes);
        let sealed = SEALED.into_iter().zip(self.sealed);
        let clear = CLEAR.into_iter().zip(self.clear);
        let all = indexes.chain(sealed).chain(clear);
        all.filter_map(|(column, filled)| filled.then_some(column))
    }
}

impl ContactRow {
    fn sealed(&self) -> [&Option<Sealed>; 7] {
        [
            &self.name,
            &self.first_name,
            &self.last_name,
            &self.email,
            &self.phone,
            &self.address,
            &self.attributes,
        ]
    }

    fn clear(&self) -> [&Option<String>; 11] {
        [
            &self.company,
            &self.r#type,
            &self.sector,
            &self.postcode,
            &self.city,
            &self.department,
            &self.region,
            &self.country,
            &self.language,
            &self.status,
            &self.website,
        ]
    }

    /// The same in the same order, taken out.
    fn into_optional(self) -> ([Option<Sealed>; 7], [Option<String>; 11]) {
        (
            [
                self.name,
                self.first_name,
                self.last_name,
                self.email,
                self.phone,
                self.address,
                self.attributes,
            ],
            [
                self.company,
                self.r#type,
                self.sector,
                self.postcode,
                self.city,
                self.department,
                self.region,
                self.country,
                self.language,
                self.status,
                self.website,
            ],
        )
    }
}

/// Inserts one row whose number was taken.
pub(crate) async fn insert(tx: &mut Tx, tenant: &Tenant, row: ContactRow) -> Result<()> {
    let mut filled = Filled::default();
    filled.add(std::slice::from_ref(&row));
    let statements = inserts(tx.kind(), tenant.id(), filled, vec![row]);
    tx.exec_each(statements).await
}

/// Statements that insert rows whose numbers were taken; `filled` covers them all.
pub(crate) fn inserts(
    kind: Kind,
    tenant: TenantId,
    filled: Filled,
    rows: Vec<ContactRow>,
) -> impl Iterator<Item = Query> + Send {
    let mut rows = rows.into_iter().peekable();
    std::iter::from_fn(move || {
        rows.peek()?;
        let mut query =
            kind.query("INSERT INTO contacts (tenant_id,id,number,bases,suppressed,import_id,created_at,updated_at");
        for column in filled.columns() {
            query.push(column);
        }
        query.push(") VALUES ");
        let mut count = 0;
        query.separated(rows.by_ref().take(TOGETHER), |query, row| {
            count += 1;
            query.push("(").bind(tenant).push(",");
            bind_row(query, &filled, row);
            query.push(")");
        });
        query.repeated(count == TOGETHER);
        Some(query)
    })
}

fn bind_row(query: &mut Query, filled: &Filled, row: ContactRow) {
    query.bind(row.id).push(",").bind(row.number).push(",");
    query.bind(row.bases).push(",").bind(row.suppressed).push(",");
    query
        .bind(row.import_id)
        .push(",")
        .bind(row.created_at)
        .push(",")
        .bind(row.updated_at);
    for (index, _) in [row.email_index, row.phone_index]
        .into_iter()
        .zip(filled.indexes)
        .filter(|(_, filled)| *filled)
    {
        query.push(",").bind(index);
    }
    let (sealed, clear) = row.into_optional();
    for (value, _) in sealed.into_iter().zip(filled.sealed).filter(|(_, filled)| *filled) {
        query.push(",").bind(value);
    }
    for (value, _) in clear.into_iter().zip(filled.clear).filter(|(_, filled)| *filled) {
        query.push(",").bind(value);
    }
}

/// Replaces everything but identity, number and origin of one contact.
pub(crate) async fn replace(tx: &mut Tx, tenant: &Tenant, row: ContactRow) -> Result<()> {
    let mut query = tx.query(concat!("UPDATE contacts SET (", columns!(), ") = ("));
    let (tenant_id, number) = (tenant.id(), row.number);
    bind_columns(&mut query, row);
    query
        .push(") WHERE tenant_id = ")
        .bind(tenant_id)
        .push(" AND number = ")
        .bind(number);
    tx.exec_query(query).await?;
    Ok(())
}

/// Binds every column in the order of [`columns`].
fn bind_columns(query: &mut Query, row: ContactRow) {
    let (id, number, bases, suppressed) = (row.id, row.number, row.bases, row.suppressed);
    let (import_id, created_at, updated_at) = (row.import_id, row.created_at, row.updated_at);
    query.bind(id).push(",").bind(number).push(",");
    query.bind(row.email_index).push(",").bind(row.phone_index).push(",");
    let (sealed, clear) = row.into_optional();
    for value in sealed {
        query.bind(value).push(",");
    }
    for value in clear {
        query.bind(value).push(",");
    }
    query
        .bind(bases)
        .push(",")
        .bind(suppressed)
        .push(",")
        .bind(import_id)
        .push(",");
    query.bind(created_at).push(",").bind(updated_at);
}
