//! `GET /api/me`: whom a token acts for, and what it may do.

use crate::http::{Guest, Member};
use axum::Json;
use relais_core::access::Permission;
use relais_tenants::people::Person;
use serde::Serialize;
use utoipa::ToSchema;

/// Who is at the other end.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// Who.
    person: PersonBody,
    /// For which company.
    company: Option<CompanyBody>,
    /// Their role there.
    role: Option<&'static str>,
    /// What it grants.
    permissions: Vec<&'static str>,
}

/// Somebody who signs in.
#[derive(Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonBody {
    /// Their identifier.
    id: uuid::Uuid,
    /// Their address.
    email: String,
    /// Their name.
    name: String,
    /// `fr` or `en`: problems are told in it.
    language: String,
}

impl From<Person> for PersonBody {
    fn from(person: Person) -> Self {
        let Person {
            id,
            email,
            name,
            language,
            ..
        } = person;
        Self {
            id: id.uuid(),
            email,
            name,
            language,
        }
    }
}

/// A company.
#[derive(Serialize, ToSchema)]
#[schema(as = Company)]
struct CompanyBody {
    /// Its short name.
    slug: String,
    /// Its name.
    name: String,
    /// ISO 3166-1: phones and postcodes without a prefix are read as its.
    country: String,
    /// IANA name of the zone its dates are meant in.
    time_zone: String,
}

/// Whom the token acts for, and what it may do.
#[utoipa::path(get, path = "/api/me", tag = "account", responses((status = 200, body = Me)))]
pub async fn get(Guest(person): Guest, member: Option<Member>) -> Json<Me> {
    let permissions = member
        .as_ref()
        .map(|member| member.permissions.iter().map(Permission::as_str).collect());
    let role = member.as_ref().map(|member| member.role.as_str());
    let company = member.map(|Member { company, .. }| CompanyBody {
        slug: company.slug,
        name: company.name,
        country: company.country,
        time_zone: company.time_zone,
    });
    Json(Me {
        person: person.into(),
        company,
        role,
        permissions: permissions.unwrap_or_default(),
    })
}
