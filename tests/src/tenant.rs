//! A company made for one test, by the commands an operator uses.

use crate::client::Client;
use crate::server::Server;

/// A tenant and its administrator.
#[derive(Debug)]
pub struct Tenant {
    /// Its short name in commands and addresses.
    pub slug: String,
    /// The administrator's address, with which they sign in.
    pub email: String,
    /// The administrator's password.
    pub password: String,
    /// A client with an API token of the administrator.
    pub api: Client,
}

impl Tenant {
    pub(crate) async fn create(server: &Server, slug: &str, country: &str) -> Self {
        let email = format!("admin@{slug}.test");
        let password = format!("une phrase longue pour {slug}");
        let name = format!("Société {slug}");
        let create = [
            "tenant",
            "create",
            slug,
            "--name",
            &name,
            "--admin",
            &email,
            "--password-stdin",
            "--country",
            country,
        ];
        server.cli_ok(&create, &format!("{password}\n")).await;
        let token = server
            .cli_ok(&["token", "create", "--tenant", slug, "--user", &email], "")
            .await;
        assert!(
            !token.is_empty() && !token.contains(char::is_whitespace),
            "not a token and nothing else: {token:?}"
        );
        let api = server.visitor().with_token(&token);
        Self {
            slug: slug.to_owned(),
            email,
            password,
            api,
        }
    }
}
