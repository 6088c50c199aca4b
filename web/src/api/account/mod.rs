//! Who is at the other end, their tokens, and the members of their company.

pub mod create_token;
pub mod invite;
pub mod me;
pub mod members;
pub mod remove_member;
pub mod revoke_token;
pub mod set_role;
pub mod tokens;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    let manage = Access::Member(Permission::MembersManage);
    let tokens = Access::Member(Permission::TokensManage);
    vec![
        Route::get("/api/me", Access::SignedIn, me::get),
        Route::get("/api/members", Access::Member(Permission::MembersRead), members::get),
        Route::patch("/api/members/{id}", manage, set_role::patch),
        Route::delete("/api/members/{id}", manage, remove_member::delete),
        Route::post("/api/invitations", manage, invite::post),
        Route::get("/api/tokens", tokens, tokens::get),
        Route::post("/api/tokens", tokens, create_token::post),
        Route::delete("/api/tokens/{id}", tokens, revoke_token::delete),
    ]
}
