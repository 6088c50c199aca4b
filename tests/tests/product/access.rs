//! Every route of the program, replayed as everybody who must not get through.
//!
//! `relais routes` prints the table from which the program is put together, so a route cannot be forgotten here.

use std::collections::BTreeSet;

use relais_core::access::{Permission, Policy, Role};
use relais_tests::base::contact;
use relais_tests::client::{Answer, Request};
use relais_tests::guests::PAGING_1;
use relais_tests::{Client, Server, Tenant, on_both_databases};
use reqwest::Method;
use serde_json::{Value, json};

use super::sending::{act, order, over, people, prepared};

/// The routes anybody may use; each knows no tenant. One that is not listed here must ask for something.
const PUBLIC: [&str; 22] = [
    "GET /api/health",
    "GET /api/openapi.json",
    "GET /assets/{file}",
    "GET /login",
    "POST /login",
    "GET /login/code",
    "POST /login/code",
    "POST /logout",
    "GET /signup",
    "POST /signup",
    "GET /invitation/{token}",
    "POST /invitation/{token}",
    "POST /language",
    "GET /track/pixel/{token}",
    "GET /track/click/{token}",
    "GET /unsubscribe/{token}",
    "POST /unsubscribe/{token}",
    "POST /callbacks/{tenant}/{channel}/{key}",
    "GET /push/{tenant}/{token}",
    "POST /push/{tenant}/{token}",
    "POST /push/{tenant}/{token}/leave",
    "GET /push/{tenant}/worker.js",
];
/// An identifier that nothing has.
const NOBODY: &str = "01890000-0000-7000-8000-000000000000";

/// A line of the table.
struct Route {
    method: Method,
    path: String,
    access: String,
}

impl Route {
    fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// The path with its parameters filled in.
    fn at(&self, id: &str) -> String {
        let pieces: Vec<&str> = self
            .path
            .split('/')
            .map(|piece| if piece.starts_with('{') { id } else { piece })
            .collect();
        pieces.join("/")
    }

    /// The request that would succeed, as far as a route alone tells what that takes.
    fn request(&self, client: &Client, id: &str) -> Request {
        let path = self.at(id);
        if self.method == Method::GET || self.method == Method::DELETE {
            return client.request(self.method.clone(), &path);
        }
        if !self.is_api() {
            return client.submit(
                &path,
                &[
                    ("role", "reader"),
                    ("name", "x"),
                    ("title", "x"),
                    ("event_date", "2027-01-15"),
                ],
            );
        }
        let basis = json!({ "kind": "consent", "evidence": "x" });
        let body = match self.path.rsplit('/').next().unwrap_or_default() {
            "push-subscriptions" => json!({ "token": "appareil-1" }),
            "consents" => json!({ "channel": "sms", "kind": "consent", "evidence": "x" }),
            "grant" => json!({ "version": 1 }),
            "commit" => json!({ "on_conflict": "skip", "lawful_basis": { "email": basis } }),
            _ if self.path.contains("/members/") => json!({ "role": "reader" }),
            _ if self.path.contains("/contacts/") => json!({ "name": "x" }),
            _ => json!({}),
        };
        client.request(self.method.clone(), &path).json(&body)
    }
}

async fn routes(server: &Server) -> Vec<Route> {
    let table = server.cli_ok(&["routes"], "").await;
    let read = |line: &str| {
        let [method, path, access] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not a route: {line}")
        };
        Route {
            method: method.parse().unwrap(),
            path: path.to_owned(),
            access: access.to_owned(),
        }
    };
    table.lines().map(read).collect()
}

/// Somebody with a role: a client with a token, and one with a session.
pub struct Person {
    /// With a token.
    pub api: Client,
    /// With a session.
    pub browser: Client,
}

/// Somebody who joins with this role.
pub async fn person(server: &Server, tenant: &Tenant, role: Role) -> Person {
    let email = format!("role-{role}@{}.test", tenant.slug).replace('_', "-");
    let order = json!({ "email": email, "role": role.as_str() });
    let invitation = tenant.api.post("/api/invitations", order).created().await;
    let link = invitation["link"].as_str().unwrap();
    let path = link.strip_prefix(server.url()).unwrap_or_else(|| panic!("{link}"));
    let browser = server.visitor();
    let fields = [
        ("name", "Quelqu’un"),
        ("password", "une phrase assez longue pour entrer"),
    ];
    let joined = browser.submit(path, &fields).send().await;
    assert_eq!(joined.status, 303, "{joined}");
    let token = server
        .cli_ok(&["token", "create", "--tenant", &tenant.slug, "--user", &email], "")
        .await;
    Person {
        api: server.visitor().with_token(&token),
        browser,
    }
}

// R: O2
async fn no_route_is_public_by_accident(server: &Server) {
    let table = routes(server).await;
    let public: BTreeSet<String> = table
        .iter()
        .filter(|route| route.access == "public")
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let expected: BTreeSet<String> = PUBLIC.into_iter().map(str::to_owned).collect();
    assert_eq!(public, expected);
    for route in table
        .iter()
        .filter(|route| !matches!(&*route.access, "public" | "signed in"))
    {
        assert!(
            route.access.parse::<Permission>().is_ok(),
            "{} {}: {}",
            route.method,
            route.path,
            route.access
        );
    }
}
on_both_databases!(no_route_is_public_by_accident);

// R: O2
async fn without_signing_in_there_is_nothing(server: &Server) {
    for route in routes(server).await.iter().filter(|route| route.access != "public") {
        let answer = route.request(&server.visitor(), NOBODY).send().await;
        if route.is_api() {
            assert_eq!(
                (answer.status, answer.header("www-authenticate")),
                (401, "Bearer"),
                "{answer}"
            );
            let forged = route
                .request(&server.visitor().with_token("rl_forged"), NOBODY)
                .send()
                .await;
            assert_eq!(forged.status, 401, "{forged}");
        } else {
            assert_eq!(answer.status, 303, "{answer}");
            assert!(answer.header("location").starts_with("/login"), "{answer}");
        }
    }
}
on_both_databases!(without_signing_in_there_is_nothing);

// R: O2
async fn each_role_gets_what_it_is_granted_and_no_more(server: &Server) {
    let tenant = server.tenant().await;
    let policy = Policy::load().await.unwrap();
    let table = routes(server).await;
    for role in Role::ALL {
        let person = person(server, &tenant, role).await;
        let me = person.api.get("/api/me").ok().await;
        assert_eq!(me["role"], role.as_str());
        for route in table.iter().filter(|route| route.access != "public") {
            let granted = match route.access.parse() {
                Ok(permission) => policy.permissions(role).allows(permission),
                Err(_) => true,
            };
            let client = if route.is_api() { &person.api } else { &person.browser };
            // Of a stream the status is enough, and an invitation once made stays.
            let status = route.request(client, NOBODY).stream().await.status().as_u16();
            assert!(
                status < 500 && status != 401,
                "{role}: {} {} answered {status}",
                route.method,
                route.path
            );
            assert_eq!(
                status == 403,
                !granted,
                "{role}: {} {} answered {status}",
                route.method,
                route.path
            );
        }
    }
}
on_both_databases!(each_role_gets_what_it_is_granted_and_no_more);

/// What a company has that another must not reach.
struct Things {
    contact: String,
    campaign: String,
    outbox: String,
    import: String,
    member: String,
    token: String,
    plugin: String,
    act: String,
}

impl Things {
    async fn of(tenant: &Tenant) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let api = &tenant.api;
        people(api, 1).await;
        let contact = contact(api, "p0@example.test").await;
        // Sent, so that it has messages, figures and an outbox.
        let campaign = prepared(api, order("a")).await;
        act(api, &campaign, "launch").await;
        over(api, &campaign).await;
        let outbox = api.get("/api/outbox").ok().await;
        let file = b"Nom;Courriel\nAna;ana@b.fr.test\n".to_vec();
        let import = api.upload("/api/imports", "a.csv", file, &[]).created().await;
        let plugin = api
            .upload("/api/plugins", "quincaille-7f3a.wasm", PAGING_1.to_vec(), &[])
            .created()
            .await;
        Self {
            contact: text(&contact["id"]),
            plugin: text(&plugin["name"]),
            campaign,
            outbox: text(&outbox["items"][0]["id"]),
            import: text(&import["id"]),
            member: text(&api.get("/api/me").ok().await["person"]["id"]),
            token: text(&api.get("/api/tokens").ok().await["items"][0]["id"]),
            act: text(&api.get("/api/audit/entries?limit=1").ok().await["items"][0]["id"]),
        }
    }

    /// The identifier a path asks for.
    fn named(&self, path: &str) -> &str {
        [
            ("contacts", &self.contact),
            ("campaigns", &self.campaign),
            ("outbox", &self.outbox),
            ("imports", &self.import),
            ("members", &self.member),
            ("tokens", &self.token),
            ("plugins", &self.plugin),
            ("audit", &self.act),
        ]
        .into_iter()
        .find(|(word, _)| path.split('/').any(|piece| piece == *word))
        .map_or(NOBODY, |(_, id)| id.as_str())
    }

    /// Everything as a company sees it.
    async fn seen(&self, api: &Client) -> Vec<Value> {
        let paths = [
            format!("/api/contacts/{}", self.contact),
            format!("/api/contacts/{}/consents", self.contact),
            format!("/api/imports/{}", self.import),
            format!("/api/campaigns/{}", self.campaign),
            format!("/api/campaigns/{}/messages", self.campaign),
            format!("/api/campaigns/{}/clusters", self.campaign),
            format!("/api/tracking/campaigns/{}", self.campaign),
            format!("/api/outbox/{}", self.outbox),
            format!("/api/plugins/{}", self.plugin),
            "/api/members".to_owned(),
            "/api/contacts".to_owned(),
        ];
        let mut seen = Vec::new();
        for path in paths {
            seen.push(api.get(&path).ok().await);
        }
        seen
    }
}

/// An answer without what differs between two requests for the same thing.
fn bare(answer: &Answer, id: &str) -> (u16, String, String) {
    let request = answer.header("x-request-id").to_owned();
    assert!(!request.is_empty(), "{answer}");
    let body = String::from_utf8_lossy(&answer.body)
        .replace(&request, "REQUEST")
        .replace(id, "ID");
    (answer.status, answer.header("content-type").to_owned(), body)
}

// R: O16
async fn another_companys_things_never_existed(server: &Server) {
    let (ours, theirs) = (server.tenant().await, server.tenant().await);
    let things = Things::of(&theirs).await;
    let before = things.seen(&theirs.api).await;
    let browser = server.visitor();
    let login = browser
        .submit("/login", &[("email", &ours.email), ("password", &ours.password)])
        .send()
        .await;
    assert_eq!(login.status, 303, "{login}");
    let table = routes(server).await;
    let with_id = table
        .iter()
        .filter(|route| route.access != "public" && route.path.contains('{'));
    let mut tried = 0;
    for route in with_id {
        let client = if route.is_api() { &ours.api } else { &browser };
        let id = things.named(&route.path);
        let foreign = route.request(client, id).send().await;
        let unknown = route.request(client, NOBODY).send().await;
        assert_eq!(
            bare(&foreign, id),
            bare(&unknown, NOBODY),
            "{} {}",
            route.method,
            route.path
        );
        if route.is_api() {
            assert_eq!(foreign.status, 404, "{foreign}");
        }
        assert!((400..500).contains(&foreign.status), "{foreign}");
        tried += usize::from(id != NOBODY);
    }
    assert!(
        tried >= 15,
        "only {tried} routes were tried with an identifier of theirs"
    );
    assert_eq!(things.seen(&theirs.api).await, before);
    assert_eq!(ours.api.get("/api/contacts").ok().await["items"], json!([]));
}
on_both_databases!(another_companys_things_never_existed);
