//! «Paramètres»: the company, its members, one's own API tokens and profile.
//!
//! Does not live here: signing in and accepting an invitation (`account`).

mod company;
mod invitations;
mod members;
mod password;
mod present;
mod profile;
mod second_factor;
mod tokens;

use super::frame::Frame;
use crate::http::{Access, Route};
use crate::view::settings::Tab;
use relais_core::access::Permission;
use relais_tenants::clock::Millis;

/// Longest name of a person or a company, in characters.
const MAX_NAME: usize = 120;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::SettingsRead);
    let manage = Access::Member(Permission::MembersManage);
    let tokens = Access::Member(Permission::TokensManage);
    vec![
        Route::get("/settings", read, company::get),
        Route::post("/settings", Access::Member(Permission::SettingsManage), company::post),
        Route::get(
            "/settings/members",
            Access::Member(Permission::MembersRead),
            members::get,
        ),
        Route::post("/settings/members", manage, invitations::post),
        Route::post("/settings/members/{id}", manage, members::set_role),
        Route::post("/settings/members/{id}/remove", manage, members::remove),
        Route::post("/settings/invitations/{id}/revoke", manage, invitations::revoke),
        Route::get("/settings/tokens", tokens, tokens::get),
        Route::post("/settings/tokens", tokens, tokens::post),
        Route::post("/settings/tokens/{id}/revoke", tokens, tokens::revoke),
        Route::get("/settings/profile", read, profile::get),
        Route::post("/settings/profile", read, profile::post),
        Route::post("/settings/profile/password", read, password::post),
        Route::get("/settings/profile/second-factor", read, second_factor::get),
        Route::post("/settings/profile/second-factor", read, second_factor::offer),
        Route::post("/settings/profile/second-factor/confirm", read, second_factor::confirm),
        Route::post("/settings/profile/second-factor/off", read, second_factor::end),
    ]
}

/// The tabs a member may open.
fn tabs(frame: &Frame) -> Vec<Tab> {
    let open = |tab: &Tab| match tab {
        Tab::Company | Tab::Profile => frame.may(Permission::SettingsRead),
        Tab::Members => frame.may(Permission::MembersRead),
        Tab::Tokens => frame.may(Permission::TokensManage),
    };
    Tab::ALL.into_iter().filter(open).collect()
}

/// A moment as pages show it.
fn moment(at: Millis) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default()
}
