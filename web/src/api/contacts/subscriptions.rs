//! `/api/contacts/{id}/push-subscriptions`: where a contact's browsers and devices take notifications.

use crate::http::{FieldProblem, Id, Json, Member, Problem};
use axum::http::StatusCode;
use relais_core::contacts::ContactId;
use relais_core::contacts::subscriptions::{self, Address, Subscription};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A subscription as a browser gave it out (`PushSubscription.toJSON`), or the token of a device: `{"token": …}`.
#[derive(Deserialize, ToSchema)]
#[schema(as = PushSubscriptionOrder)]
pub struct SubscriptionOrder {
    /// Where the browser's push service takes notifications.
    endpoint: Option<String>,
    /// `{p256dh, auth}`, in base64url.
    #[schema(value_type = Option<Object>)]
    keys: Option<subscriptions::Keys>,
    /// The token of a device.
    token: Option<String>,
}

impl SubscriptionOrder {
    fn address(self) -> Option<Address> {
        let address = match (self.endpoint, self.keys, self.token) {
            (Some(endpoint), Some(keys), None) => Address::Browser { endpoint, keys },
            (None, None, Some(token)) => Address::Device { token },
            _ => return None,
        };
        address.check()
    }
}

/// A subscription. What is secret of it is not told.
#[derive(Serialize, ToSchema)]
#[schema(as = PushSubscription)]
pub struct SubscriptionBody {
    /// Its identifier.
    id: Uuid,
    /// `web`: a browser; `device`: an app.
    kind: &'static str,
    /// The browser's push service; null for a device.
    service: Option<String>,
    /// Since when, RFC 3339.
    created_at: String,
}

impl From<Subscription> for SubscriptionBody {
    fn from(subscription: Subscription) -> Self {
        Self {
            id: subscription.id,
            kind: subscription.address.kind(),
            service: subscription.address.service(),
            created_at: subscription.created_at.to_string(),
        }
    }
}

/// The subscriptions of a contact.
#[derive(Serialize, ToSchema)]
#[schema(as = PushSubscriptionList)]
pub struct SubscriptionList {
    /// Newest first: notifications go to the first.
    items: Vec<SubscriptionBody>,
}

/// Where a contact's notifications go, newest first.
#[utoipa::path(get, path = "/api/contacts/{id}/push-subscriptions", tag = "contacts", params(("id" = Uuid, Path)),
    responses((status = 200, body = SubscriptionList)))]
pub async fn get(member: Member, Id(id): Id<ContactId>) -> Result<axum::Json<SubscriptionList>, Problem> {
    let found = subscriptions::list(&member.tenant, id).await?;
    let items = found.ok_or_else(Problem::not_found)?;
    Ok(axum::Json(SubscriptionList {
        items: items.into_iter().map(SubscriptionBody::from).collect(),
    }))
}

/// Enters a subscription that the company's own app or site took. Whether the person may be notified is recorded as a
/// consent, on its own.
#[utoipa::path(post, path = "/api/contacts/{id}/push-subscriptions", tag = "contacts", params(("id" = Uuid, Path)),
    request_body = SubscriptionOrder, responses((status = 201, body = SubscriptionBody)))]
pub async fn post(
    member: Member,
    Id(id): Id<ContactId>,
    Json(order): Json<SubscriptionOrder>,
) -> Result<(StatusCode, axum::Json<SubscriptionBody>), Problem> {
    let wrong = || Problem::invalid(vec![FieldProblem::new("subscription", "invalid-subscription")]);
    let address = order.address().ok_or_else(wrong)?;
    let entered = subscriptions::enter(&member.tenant, member.actor(), id, &address).await?;
    let entered = entered.ok_or_else(Problem::not_found)?;
    let all = subscriptions::list(&member.tenant, id).await?.unwrap_or_default();
    let one = all
        .into_iter()
        .find(|one| one.id == entered)
        .ok_or_else(Problem::not_found)?;
    Ok((StatusCode::CREATED, axum::Json(one.into())))
}
