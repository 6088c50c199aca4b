//! `GET /api/openapi.json`: the document of the API, put together from the handlers and from the table of routes.
//!
//! Handlers describe what is theirs: parameters, bodies, success. What follows from the table is added here for all alike:
//! who may, what is told to those who may not, and the key that makes a POST repeatable.

use super::wire::ProblemDetails;
use super::{
    account, attributes, audiences, audit, campaigns, channels, contacts, health, imports, outbox, plugins, tracking,
    wire,
};
use crate::http::{Access, Route};
use axum::http::{Method, header};
use axum::response::IntoResponse;
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, ResponseBuilder};

/// The document as JSON, put together once.
static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    document().to_json().unwrap_or_else(|error| {
        tracing::error!(%error, "the document of the API cannot be written");
        String::from("{}")
    })
});

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "service",
    responses((status = 200, body = Object, description = "OpenAPI 3.1")))]
pub async fn get() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Relais",
        description = "Campaigns to prospects over several channels. Bearer tokens; lists by cursor; refusals as RFC 9457 \
                       problem details, in the language of the member the token acts for."
    ),
    tags(
        (name = "imports", description = "CSV files: taken in, looked through, entered, reported."),
        (name = "contacts", description = "The base of prospects."),
        (name = "attributes", description = "What is known of contacts."),
        (name = "audiences", description = "How many people filters let in. Figures, no person."),
        (name = "campaigns", description = "From a draft to a frozen, clustered, exported audience."),
        (name = "channels", description = "Which plugin serves each channel, where its messages go, how it is configured."),
        (name = "plugins", description = "Channel plugins installed for the company: versions, what they may do, how they do."),
        (name = "tracking", description = "What came back: opens, clicks, unsubscriptions."),
        (name = "audit", description = "The audit log: entries, signed checkpoints, proofs that verify offline."),
        (name = "account", description = "Who is at the other end, members, tokens."),
        (name = "service", description = "The program itself."),
    ),
    paths(
        health::get, get,
        imports::list::get, imports::create::post, imports::show::get, imports::change::patch, imports::discard::delete,
        imports::lines::get, imports::commit::post,
        contacts::list::get, contacts::create::post, contacts::show::get, contacts::change::patch, contacts::remove::delete,
        contacts::consents::get, contacts::record_consent::post,
        contacts::subscriptions::get, contacts::subscriptions::post, contacts::unsubscribe::delete,
        attributes::list::get, attributes::create::post,
        audiences::count::post, audiences::facets::post, audiences::reach::post, audiences::values::post,
        campaigns::list::get, campaigns::create::post, campaigns::show::get, campaigns::change::patch,
        campaigns::remove::delete, campaigns::cancel::post, campaigns::clusters::get, campaigns::export::get,
        campaigns::letters::get,
        campaigns::events::get, campaigns::launch::post, campaigns::pause::post, campaigns::resume::post,
        campaigns::messages::get,
        channels::list::get, channels::show::get, channels::change::put, channels::keys::post, channels::attempt::post,
        plugins::list::get, plugins::install::post, plugins::show::get, plugins::remove::delete, plugins::grant::post,
        plugins::rollback::post,
        outbox::list::get, outbox::show::get,
        tracking::statistics::get,
        audit::checkpoint::get, audit::entries::get, audit::reveal::post, audit::proof::get, audit::export::get,
        account::me::get, account::members::get, account::set_role::patch, account::remove_member::delete, account::invite::post,
        account::tokens::get, account::create_token::post, account::revoke_token::delete,
    ),
    components(schemas(ProblemDetails, wire::Filters))
)]
struct Described;

/// Puts the document together.
fn document() -> utoipa::openapi::OpenApi {
    let mut document = Described::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API token."))
        .build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for route in super::routes() {
        let item = document.paths.paths.get_mut(route.path);
        if let Some(operation) = item.and_then(|item| operation(item, &route.method)) {
            complete(operation, &route);
        }
    }
    document
}

fn operation<'a>(item: &'a mut PathItem, method: &Method) -> Option<&'a mut Operation> {
    match *method {
        Method::GET => item.get.as_mut(),
        Method::POST => item.post.as_mut(),
        Method::PUT => item.put.as_mut(),
        Method::PATCH => item.patch.as_mut(),
        Method::DELETE => item.delete.as_mut(),
        _ => None,
    }
}

/// Adds what follows from the route's place in the table.
fn complete(operation: &mut Operation, route: &Route) {
    let id = format!(
        "{} {}",
        route.method.as_str().to_lowercase(),
        route.path.trim_start_matches("/api/")
    );
    operation.operation_id = Some(id.replace(['/', ' ', '.'], "_").replace(['{', '}'], ""));
    let mut refusals = vec![("500", "Something failed inside; the request id names it in the log.")];
    match route.access {
        Access::Public | Access::Link => operation.security = Some(Vec::new()),
        access => {
            operation.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
            refusals.push(("401", "No valid token."));
            if let Access::Member(permission) = access {
                refusals.push(("403", "The member's role does not grant what this asks for."));
                let granted = format!("Asks for the permission `{permission}`.");
                let said = operation.description.take();
                operation.description = Some(said.map_or(granted.clone(), |said| format!("{said}\n\n{granted}")));
            }
        }
    }
    if route.path.contains('{') {
        refusals.push(("404", "There is no such thing in this company."));
    }
    if route.access != Access::Public && (operation.request_body.is_some() || route.method == Method::GET) {
        refusals.push(("400", "The request cannot be read."));
        refusals.push(("422", "Some fields are wrong; `errors` names them."));
    }
    if !matches!(route.method, Method::GET) {
        refusals.push(("409", "It does not go with what is there."));
    }
    if operation.request_body.is_some() {
        refusals.push(("413", "The body is too large."));
    }
    if route.method == Method::POST {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "Up to 255 visible ASCII characters. Repeated within 24 hours, the request is answered as the first time, \
                 with `Idempotency-Replayed: true`; another request under the same key is refused (422).",
            ))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255))))
            .build();
        operation.parameters.get_or_insert_default().push(RefOr::T(key));
    }
    for (status, description) in refusals {
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .build();
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content);
        operation
            .responses
            .responses
            .entry(status.to_owned())
            .or_insert(RefOr::T(response.build()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn json() -> Value {
        serde_json::from_str(&DOCUMENT).unwrap()
    }

    /// Every `(method, path)` of the document, with its operation.
    fn operations(document: &Value) -> Vec<(String, String, &Value)> {
        let paths = document["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().iter();
                methods.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
            })
            .collect()
    }

    #[test]
    fn the_document_and_the_table_of_routes_are_the_same() {
        let document = json();
        let described: BTreeSet<(String, String)> = operations(&document)
            .into_iter()
            .map(|(method, path, _)| (method, path))
            .collect();
        let table: BTreeSet<(String, String)> = super::super::routes()
            .into_iter()
            .map(|route| (route.method.to_string(), route.path.to_owned()))
            .collect();
        assert_eq!(described, table);
    }

    #[test]
    fn every_operation_tells_success_refusals_and_who_may() {
        let document = json();
        let mut ids = BTreeSet::new();
        for (method, path, operation) in operations(&document) {
            let at = format!("{method} {path}");
            assert!(
                ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
                "{at}: the same id twice"
            );
            assert!(operation["summary"].is_string(), "{at}: no summary");
            let responses = operation["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{at}: no success"
            );
            let problem = &responses["500"]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(problem, "#/components/schemas/Problem", "{at}");
            let public = matches!(path.as_str(), "/api/health" | "/api/openapi.json");
            assert_eq!(
                operation["security"] == serde_json::json!([{ "bearer": [] }]),
                !public,
                "{at}"
            );
            assert_eq!(responses.contains_key("401"), !public, "{at}");
            let key = operation["parameters"]
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one["name"] == "Idempotency-Key"));
            assert_eq!(key, method == "POST", "{at}");
            for (status, response) in responses {
                let body = response["content"]
                    .as_object()
                    .is_some_and(|content| !content.is_empty());
                assert!(body || status == "204", "{at}: {status} has no schema");
            }
        }
        assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    }

    /// A reference to a schema that is not there breaks every generator.
    #[test]
    fn every_reference_leads_somewhere() {
        let document = json();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let text = DOCUMENT.as_str();
        for reference in text
            .split("\"#/components/schemas/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(schemas.contains_key(reference), "{reference}");
        }
        assert!(text.contains("\"LawfulBasis\"") && text.contains("\"followers_network\""));
    }
}
