//! From rows to index: which columns there are, and what each contact holds in them.

use super::review::{addressed_flag, ground_flag, stopped_flag};
use super::{Builder, CategoryId, FlagId, Index, IndexError, NumberId, NumberKind, Row};
use crate::channels::Offered;
use crate::consent::{Bases, BasisKind, Others, Standing, Topic, Topics, grounds, others};
use crate::contacts::attributes::{self, Attribute, Kind};
use crate::contacts::store::{number, open_attributes};
use crate::contacts::{ContactId, Field, Key, Value, journal};
use relais_channels::AddressKind;
use relais_tenants::Tenant;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::Sealed;
use roaring::RoaringBitmap;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Contacts read at a time: bounds the memory of a build, and how long a transaction is held.
const PAGE: i64 = 10_000;

/// Flag of those who have an email address, and its siblings.
pub const HAS_EMAIL: &str = "has:email";
/// Flag of those who have a phone number.
pub const HAS_PHONE: &str = "has:phone";
/// Flag of those who have a street address.
pub const HAS_ADDRESS: &str = "has:address";

/// The flag of those a channel can reach: they have an address for it, a ground stands that allows it, and nothing
/// forbids it.
pub fn reach_flag(topic: Topic) -> String {
    format!("reach:{topic}")
}

/// What the index needs of a contact.
#[derive(sqlx::FromRow)]
pub(super) struct Facts {
    id: ContactId,
    number: i64,
    r#type: Option<String>,
    sector: Option<String>,
    postcode: Option<String>,
    city: Option<String>,
    department: Option<String>,
    region: Option<String>,
    country: Option<String>,
    language: Option<String>,
    status: Option<String>,
    attributes: Option<Sealed>,
    has_email: i64,
    has_phone: i64,
    has_address: i64,
    has_push: i64,
    bases: Bases,
    suppressed: Topics,
}

/// The categories, in the order in which people look for them: what somebody is, where, then the rest.
const CATEGORIES: [Field; 9] = [
    Field::Type,
    Field::Sector,
    Field::Region,
    Field::Department,
    Field::City,
    Field::Postcode,
    Field::Country,
    Field::Language,
    Field::Status,
];

macro_rules! facts {
    () => {
        "SELECT id, number, type, sector, postcode, city, department, region, country, language, status, attributes,
                CAST(CASE WHEN email_index IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_email,
                CAST(CASE WHEN phone_index IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_phone,
                CAST(CASE WHEN address IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_address,
                CAST(CASE WHEN push = 0 THEN 0 ELSE 1 END AS BIGINT) AS has_push,
                bases, suppressed
         FROM contacts WHERE tenant_id = "
    };
}

/// The columns of one tenant's index, by the key of what they hold.
pub(super) struct Columns {
    fields: Vec<(Field, CategoryId)>,
    categories: HashMap<Key, CategoryId>,
    numbers: HashMap<Key, NumberId>,
    has: [FlagId; 3],
    topics: Vec<TopicFlags>,
}

/// The flags of one topic.
struct TopicFlags {
    topic: Topic,
    stopped: FlagId,
    /// Who has an address, and who is reached. Of a channel that a plugin brings these follow from other flags ([`derive`]).
    addressed: Option<FlagId>,
    reached: Option<FlagId>,
    grounds: Vec<(BasisKind, FlagId)>,
}

/// What columns can be declared in: an index, or one under construction.
trait Declare {
    fn category(&mut self, key: &str) -> Result<CategoryId, IndexError>;
    fn number(&mut self, key: &str, kind: NumberKind) -> Result<NumberId, IndexError>;
    fn flag(&mut self, key: &str) -> Result<FlagId, IndexError>;
}

macro_rules! declare {
    ($type:ty) => {
        impl Declare for $type {
            fn category(&mut self, key: &str) -> Result<CategoryId, IndexError> {
                <$type>::category(self, key)
            }
            fn number(&mut self, key: &str, kind: NumberKind) -> Result<NumberId, IndexError> {
                <$type>::number(self, key, kind)
            }
            fn flag(&mut self, key: &str) -> Result<FlagId, IndexError> {
                <$type>::flag(self, key)
            }
        }
    };
}
declare!(Index);
declare!(Builder);

impl Columns {
    fn declare(to: &mut impl Declare, own: &[Attribute], offered: &Offered) -> Result<Self> {
        let mut columns = Self {
            fields: Vec::new(),
            categories: HashMap::new(),
            numbers: HashMap::new(),
            has: [
                to.flag(HAS_EMAIL).map_err(broken)?,
                to.flag(HAS_PHONE).map_err(broken)?,
                to.flag(HAS_ADDRESS).map_err(broken)?,
            ],
            topics: Vec::new(),
        };
        for field in CATEGORIES {
            columns
                .fields
                .push((field, to.category(field.as_str()).map_err(broken)?));
        }
        for attribute in own {
            let key = attribute.key.as_str();
            match attribute.kind {
                Kind::Category => {
                    columns
                        .categories
                        .insert(attribute.key.clone(), to.category(key).map_err(broken)?);
                }
                Kind::Number | Kind::Date => {
                    let kind = if attribute.kind == Kind::Date {
                        NumberKind::Date
                    } else {
                        NumberKind::Number
                    };
                    columns
                        .numbers
                        .insert(attribute.key.clone(), to.number(key, kind).map_err(broken)?);
                }
                Kind::Text => {}
            }
        }
        for topic in Topic::ALL.into_iter().chain(offered.others()) {
            let mut grounds = Vec::with_capacity(BasisKind::ALL.len());
            for kind in BasisKind::ALL {
                grounds.push((kind, to.flag(&ground_flag(topic, kind)).map_err(broken)?));
            }
            let mut by_row = |flag: String| match topic {
                Topic::Other(_) => Ok(None),
                _ => to.flag(&flag).map(Some).map_err(broken),
            };
            columns.topics.push(TopicFlags {
                topic,
                addressed: by_row(addressed_flag(topic))?,
                reached: by_row(reach_flag(topic))?,
                stopped: to.flag(&stopped_flag(topic)).map_err(broken)?,
                grounds,
            });
        }
        Ok(columns)
    }

    fn fill<'a>(&'a self, row: &mut Row<'a>, facts: &'a Facts, own: &'a BTreeMap<Key, Value>, others: &Others) {
        for (field, column) in &self.fields {
            if let Some(value) = facts.category(*field) {
                row.value(*column, value);
            }
        }
        for (key, value) in own {
            match (value, self.categories.get(key), self.numbers.get(key)) {
                (Value::Text(text), Some(column), _) => {
                    row.value(*column, text);
                }
                (Value::Number(number), _, Some(column)) => {
                    row.number(*column, *number);
                }
                (Value::Text(day), _, Some(column)) => {
                    if let Ok(day) = day.parse() {
                        row.date(*column, day);
                    }
                }
                _ => {}
            }
        }
        let has = [facts.has_email != 0, facts.has_phone != 0, facts.has_address != 0];
        for (flag, _) in self.has.iter().zip(has).filter(|(_, has)| *has) {
            row.flag(*flag);
        }
        for flags in &self.topics {
            let addressed = facts.addressed(flags.topic, has);
            let (standing, barred) = match flags.topic {
                Topic::Other(name) => (others.get(name), others.is_barred(name)),
                built_in => (facts.bases.get(built_in), facts.suppressed.contains(built_in)),
            };
            let stopped = standing == Standing::Withdrawn || barred;
            if let Some(flag) = flags.addressed.filter(|_| addressed) {
                row.flag(flag);
            }
            if stopped {
                row.flag(flags.stopped);
            }
            if let Standing::Basis(kind) = standing {
                for (_, flag) in flags.grounds.iter().filter(|(ground, _)| *ground == kind) {
                    row.flag(*flag);
                }
                if let Some(flag) = flags.reached
                    && addressed
                    && !stopped
                    && grounds(flags.topic).contains(&kind)
                {
                    row.flag(flag);
                }
            }
        }
    }
}

impl Facts {
    fn category(&self, field: Field) -> Option<&str> {
        match field {
            Field::Type => self.r#type.as_deref(),
            Field::Sector => self.sector.as_deref(),
            Field::Postcode => self.postcode.as_deref(),
            Field::City => self.city.as_deref(),
            Field::Department => self.department.as_deref(),
            Field::Region => self.region.as_deref(),
            Field::Country => self.country.as_deref(),
            Field::Language => self.language.as_deref(),
            Field::Status => self.status.as_deref(),
            _ => None,
        }
    }

    fn addressed(&self, topic: Topic, [email, phone, address]: [bool; 3]) -> bool {
        match topic {
            Topic::Email => email,
            Topic::Sms => phone,
            Topic::Postal => address && self.postcode.is_some() && self.city.is_some(),
            Topic::Push => self.has_push != 0,
            Topic::Tracking => true,
            Topic::Other(_) => false,
        }
    }
}

/// Who has an address for a channel that a plugin brings, and whom it reaches: from the flags of the channel whose addresses it
/// uses, and of what people said of it. To be done whenever rows or channels have changed.
pub(super) fn derive(index: &mut Index, offered: &Offered) -> Result<()> {
    for topic in offered.others() {
        let like = match offered.address(topic) {
            Some(AddressKind::Email) => Some(Topic::Email),
            Some(AddressKind::Phone) => Some(Topic::Sms),
            Some(AddressKind::PushSubscription) => Some(Topic::Push),
            Some(AddressKind::Postal) => Some(Topic::Postal),
            Some(AddressKind::None) | None => None,
        };
        let addressed = match like {
            Some(like) => index.members(&addressed_flag(like)),
            None => index.live().clone(),
        };
        let grounded = grounds(topic)
            .iter()
            .map(|kind| index.members(&ground_flag(topic, *kind)))
            .fold(RoaringBitmap::new(), |all, some| all | some);
        let reached = (&addressed & grounded) - index.members(&stopped_flag(topic));
        index.set(&addressed_flag(topic), &addressed).map_err(broken)?;
        index.set(&reach_flag(topic), &reached).map_err(broken)?;
    }
    Ok(())
}

/// Builds the index from the table, page by page.
pub(super) async fn build(tenant: &Tenant) -> Result<Index> {
    let mut builder = Builder::new();
    let (sequence, own, offered) = {
        let mut tx = tenant.read().await?;
        // Read before the rows: what changes meanwhile is met again in the journal.
        (
            journal::newest(&mut tx, tenant).await?,
            attributes::all(&mut tx, tenant).await?,
            Offered::load(&mut tx, tenant).await?,
        )
    };
    let columns = Columns::declare(&mut builder, &own, &offered)?;
    let mut after = 0;
    loop {
        let mut tx = tenant.read().await?;
        let page: Vec<Facts> = tx
            .all(
                concat!(facts!(), "$1 AND number > $2 ORDER BY number LIMIT $3"),
                (tenant.id(), after, PAGE),
            )
            .await?;
        let others = others_of(&mut tx, tenant, &offered, &page).await?;
        drop(tx);
        let Some(last) = page.last() else { break };
        after = last.number;
        let nothing = Others::default();
        for facts in &page {
            let own = open_attributes(tenant, facts.id, facts.attributes.as_ref())?;
            let mut row = Row::new();
            let others = others.get(&facts.id.uuid()).unwrap_or(&nothing);
            columns.fill(&mut row, facts, &own, others);
            builder.push(number(facts.number)?, &row).map_err(broken)?;
        }
    }
    Ok(builder.finish(sequence))
}

/// Where people stand on channels of plugins; where there are none nothing is asked.
pub(super) async fn others_of(
    tx: &mut Tx,
    tenant: &Tenant,
    offered: &Offered,
    rows: &[Facts],
) -> Result<HashMap<Uuid, Others>> {
    if offered.count_of_others() == 0 {
        return Ok(HashMap::new());
    }
    others::of(tx, tenant, rows.iter().map(|facts| facts.id.uuid()).collect()).await
}

/// The rows of some contacts as they are now; those deleted are absent.
pub(super) async fn read(tx: &mut Tx, tenant: &Tenant, numbers: &[u32]) -> Result<Vec<Facts>> {
    let mut query = tx.query(facts!());
    query
        .bind(tenant.id())
        .push(" AND number IN ")
        .list(numbers.iter().map(|number| i64::from(*number)));
    tx.all_query(query).await
}

/// Puts what was read into the index, and takes out those of `numbers` who are no longer there.
pub(super) fn apply(
    index: &mut Index,
    tenant: &Tenant,
    (own, offered): (&[Attribute], &Offered),
    numbers: &[u32],
    (rows, others): (&[Facts], &HashMap<Uuid, Others>),
) -> Result<()> {
    let columns = Columns::declare(index, own, offered)?;
    let nothing = Others::default();
    let mut present = std::collections::HashSet::with_capacity(rows.len());
    for facts in rows {
        let own = open_attributes(tenant, facts.id, facts.attributes.as_ref())?;
        let mut row = Row::new();
        let others = others.get(&facts.id.uuid()).unwrap_or(&nothing);
        columns.fill(&mut row, facts, &own, others);
        let number = number(facts.number)?;
        present.insert(number);
        index.put(number, &row).map_err(broken)?;
    }
    for number in numbers.iter().filter(|number| !present.contains(number)) {
        index.remove(*number);
    }
    Ok(())
}

/// An index of nobody, with every column the tenant's contacts could have a value in now.
pub(super) async fn declared(tenant: &Tenant) -> Result<Index> {
    let mut tx = tenant.read().await?;
    let own = attributes::all(&mut tx, tenant).await?;
    let offered = Offered::load(&mut tx, tenant).await?;
    drop(tx);
    let mut index = Index::new();
    Columns::declare(&mut index, &own, &offered)?;
    derive(&mut index, &offered)?;
    Ok(index)
}

fn broken(error: IndexError) -> Error {
    Error::Setup(format!("the audience index: {error}"))
}
