//! `GET /contacts?q=…&f.type=…&channel=…&cursor=…`.

use super::name;
use crate::http::{Fields, Problem};
use crate::pages::audience::{Asked, PREFIX, audience};
use crate::pages::frame::Frame;
use crate::pages::{html, words};
use crate::view::campaigns::{Carried, Chip};
use crate::view::contacts::{ContactListPage, ContactRow};
use crate::view::{Place, Ui};
use axum::response::Html;
use relais_core::access::Permission;
use relais_core::audience::{Filter, reach_flag};
use relais_core::contacts::entry::lookup;
use relais_core::contacts::{self, Contact, Field, Page, Selection};

/// Prospects of a page.
const PAGE: usize = 50;
/// Columns beside the name.
const COLUMNS: [Field; 5] = [Field::Type, Field::City, Field::Region, Field::Email, Field::Phone];

/// What is looked for, in the form in which it is stored.
enum Search {
    Nothing,
    Email(String),
    Phone(String),
    /// Neither an address nor a number.
    Unreadable,
}

/// One page of prospects, the latest entered first.
pub async fn get(frame: Frame, query: Fields) -> Result<Html<String>, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let mut asked = Asked::read(&query)?;
    if let Some(topic) = frame.offered.topic(query.get("channel")) {
        asked.filter = asked
            .filter
            .with(&reach_flag(topic), "true")
            .map_err(Problem::malformed)?;
    }
    let text = query.get("q");
    let search = search(text, &frame.member.company.country);
    let before: Option<u32> = query.get("cursor").parse().ok();
    let filter = &asked.filter;
    let chosen = if filter.is_empty() {
        None
    } else {
        Some(frame.app.audiences.ask(tenant, |index| index.select(filter)).await?)
    };
    let selection = match (&search, &chosen) {
        (Search::Email(email), _) => Some(Selection::Email(email)),
        (Search::Phone(phone), _) => Some(Selection::Phone(phone)),
        (Search::Unreadable, _) => None,
        (Search::Nothing, Some(numbers)) => Some(Selection::Numbers(numbers)),
        (Search::Nothing, None) => Some(Selection::All),
    };
    let mut page = match selection {
        Some(selection) => contacts::list(tenant, selection, before, PAGE).await?,
        None => Page::default(),
    };
    // The few who share an address or a number, and satisfy the filters as well.
    let searched = !matches!(search, Search::Nothing);
    if let Some(numbers) = chosen.as_ref().filter(|_| searched) {
        page.items.retain(|contact| numbers.contains(contact.number));
    }
    let audience = audience(&frame.app, tenant, ui, &asked).await?;
    let total = frame.app.audiences.ask(tenant, |index| index.live().len()).await?;
    html(&ContactListPage {
        shell: frame.shell(Place::Contacts).await?,
        query: text.to_owned(),
        query_error: matches!(search, Search::Unreadable).then(|| ui.t("contacts-search-neither")),
        hidden: hidden(filter, &audience.groups),
        groups: audience.groups,
        chips: linked(audience.chips, text, filter),
        count: if searched {
            page.items.len() as u64
        } else {
            audience.count
        },
        total,
        columns: COLUMNS.into_iter().map(|field| words::field(ui, field)).collect(),
        rows: page.items.iter().map(|contact| row(ui, contact)).collect(),
        next: page.next.map(|cursor| address(text, filter, Some(cursor))),
        first: before.map(|_| address(text, filter, None)),
        can_edit: frame.may(Permission::ContactsWrite) && frame.may(Permission::ContactsImport),
        ui: ui.clone(),
    })
}

fn search(text: &str, country: &str) -> Search {
    if text.is_empty() {
        return Search::Nothing;
    }
    let (field, found): (_, fn(String) -> Search) = if text.contains('@') {
        (Field::Email, Search::Email)
    } else {
        (Field::Phone, Search::Phone)
    };
    match lookup(field, text, country) {
        Ok(Some(normal)) => found(normal),
        Ok(None) | Err(_) => Search::Unreadable,
    }
}

fn row(ui: &Ui, contact: &Contact) -> ContactRow {
    let cell = |field: Field| {
        let value = contact.details.get(field).unwrap_or_default();
        if value.is_empty() {
            String::new()
        } else {
            words::value(ui, field.as_str(), value)
        }
    };
    ContactRow {
        id: contact.id.to_string(),
        name: name(ui, contact),
        cells: COLUMNS.into_iter().map(cell).collect(),
    }
}

/// What the filter asks for and no group of the form shows, to be sent along.
fn hidden(filter: &Filter, groups: &[crate::view::campaigns::Group]) -> Vec<Carried> {
    let shown = |key: &str| groups.iter().any(|group| group.key == key);
    let pairs = filter.to_pairs().into_iter();
    pairs
        .filter(|(key, _)| !shown(key) && !shown(key.trim_end_matches(".min").trim_end_matches(".max")))
        .map(|(key, value)| Carried {
            name: format!("{PREFIX}{key}"),
            value,
        })
        .collect()
}

/// Each chip with the address of the list without it.
fn linked(chips: Vec<Chip>, text: &str, filter: &Filter) -> Vec<Chip> {
    chips
        .into_iter()
        .map(|chip| {
            let rest = match chip.drop.split_once('=') {
                Some((key, value)) => filter.clone().without(key, value),
                None => filter.clone().without_key(&chip.drop),
            };
            Chip {
                href: Some(address(text, &rest, None)),
                ..chip
            }
        })
        .collect()
}

/// The address of a list: everything that makes it is in there.
fn address(text: &str, filter: &Filter, cursor: Option<u32>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if !text.is_empty() {
        query.append_pair("q", text);
    }
    for (key, value) in filter.to_pairs() {
        query.append_pair(&format!("{PREFIX}{key}"), &value);
    }
    if let Some(cursor) = cursor {
        query.append_pair("cursor", &cursor.to_string());
    }
    match query.finish() {
        query if query.is_empty() => "/contacts".to_owned(),
        query => format!("/contacts?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_are_looked_up_as_they_are_stored() {
        assert!(matches!(search(" Mairie@Rennes.FR", "FR"), Search::Email(email) if email == "mairie@rennes.fr"));
        assert!(matches!(search("02 99 63 95 30", "FR"), Search::Phone(phone) if phone == "+33299639530"));
        assert!(matches!(search("Rennes", "FR"), Search::Unreadable));
        assert!(matches!(search("a@", "FR"), Search::Unreadable));
    }

    #[test]
    fn the_address_of_a_page_holds_search_and_filters() {
        let filter = Filter::new().with("type", "mairie & co").unwrap();
        assert_eq!(address("", &Filter::new(), None), "/contacts");
        assert_eq!(
            address("", &filter, Some(42)),
            "/contacts?f.type=mairie+%26+co&cursor=42"
        );
        let chip = Chip {
            drop: "type=mairie & co".into(),
            group: String::new(),
            label: String::new(),
            href: None,
        };
        assert_eq!(
            linked(vec![chip], "a@b.fr", &filter)[0].href.as_deref(),
            Some("/contacts?q=a%40b.fr")
        );
    }
}
