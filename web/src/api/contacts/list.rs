//! `GET /api/contacts`: pages of contacts, newest first.

use super::body::ContactBody;
use crate::api::wire::{Cursor, Filters, List, Page, limit, page_of, read_filters};
use crate::app::App;
use crate::http::{FieldProblem, Member, Params, Problem};
use crate::refusal;
use axum::Json;
use axum::extract::State;
use relais_core::contacts::{self, Field, Selection, entry};
use serde::Deserialize;

/// Which contacts are asked for.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct ContactQuery {
    /// Whoever has this address.
    email: Option<String>,
    /// Whoever has this number, in any usual form.
    phone: Option<String>,
    /// The members of an audience: filters as JSON.
    #[param(value_type = Option<Filters>)]
    filters: Option<String>,
    /// Items of the page, from 1 to 200; 50 when nothing is said.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Contacts, newest first. At most one of `email`, `phone` and `filters`.
#[utoipa::path(get, path = "/api/contacts", tag = "contacts", params(ContactQuery),
    responses((status = 200, body = Page<ContactBody>)))]
pub async fn get(
    State(app): State<App>,
    member: Member,
    Params(query): Params<ContactQuery>,
) -> Result<Json<Page<ContactBody>>, Problem> {
    let limit = limit(query.limit.as_deref())?;
    let before = Cursor::read(List::Contacts, query.cursor.as_deref())?.map(u32::from_be_bytes);
    let tenant = &member.tenant;
    let page = match (&query.email, &query.phone, &query.filters) {
        (None, None, None) => contacts::list(tenant, Selection::All, before, limit).await?,
        (Some(email), None, None) => {
            let email = lookup(&member, Field::Email, email)?;
            contacts::list(tenant, Selection::Email(&email), before, limit).await?
        }
        (None, Some(phone), None) => {
            let phone = lookup(&member, Field::Phone, phone)?;
            contacts::list(tenant, Selection::Phone(&phone), before, limit).await?
        }
        (None, None, Some(filters)) => {
            let unreadable = |_| Problem::invalid(vec![FieldProblem::new("filters", "invalid-filters")]);
            let filters = serde_json::from_str(filters).map_err(unreadable)?;
            let filter = read_filters(&app, tenant, Some(&filters)).await?;
            let numbers = app.audiences.ask(tenant, |index| index.select(&filter)).await?;
            contacts::list(tenant, Selection::Numbers(&numbers), before, limit).await?
        }
        _ => return Err(Problem::invalid(vec![FieldProblem::new("filters", "invalid-one-of")])),
    };
    let next = page.next.map(u32::to_be_bytes);
    let items = page
        .items
        .into_iter()
        .map(|contact| ContactBody::new(contact, &member))
        .collect();
    Ok(Json(page_of(
        items,
        List::Contacts,
        next.as_ref().map(<[u8; 4]>::as_slice),
    )))
}

/// The value as it is stored: people look for «Anna@Example.org» and «02 98 00 80 80».
fn lookup(member: &Member, field: Field, text: &str) -> Result<String, Problem> {
    let found = entry::lookup(field, text, &member.company.country);
    let problem = match found {
        Ok(Some(value)) => return Ok(value),
        Ok(None) => FieldProblem::new(field.as_str(), "invalid-required"),
        Err(code) => FieldProblem::new(field.as_str(), refusal::value_problem(code)),
    };
    Err(Problem::invalid(vec![problem]))
}
