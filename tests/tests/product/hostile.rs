//! A plugin that does what plugins must not, in the program itself: installed by the operator for one company, live over a
//! relay. That company is told, loses nothing and sends nothing twice; nobody else notices.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use futures_util::future::join_all;
use relais_tests::base::text;
use relais_tests::guests::HOSTILE;
use relais_tests::import::{finished, upload};
use relais_tests::smtp_sink::SinkProcess;
use relais_tests::{Client, Server, Tenant, on_both_databases};
use serde_json::{Value, json};

use super::plugins::noticed;
use super::relay::{live, relay};
use super::sending::{act, counted, ledger, order, over, people, prepared, until};

/// More than the plugin takes at a time.
const PEOPLE: u64 = 12;
/// Handed to the relay before each deed.
const FIRST: u64 = 2;

/// What the plugin does to a campaign, and what comes of it.
#[derive(Clone, Copy)]
struct Deed {
    name: &'static str,
    /// What the channel's page says of it.
    told: &'static str,
    /// Where the campaign ends by itself. A message that goes alone is handed over before the deed: who then asks for nothing
    /// forbidden any more has sent them all; who goes on failing is stopped.
    ends: &'static str,
}

const DEEDS: [Deed; 4] = [
    Deed {
        name: "loop",
        told: "the plugin took too long and was stopped",
        ends: "paused",
    },
    Deed {
        name: "memory",
        told: "the plugin wanted more memory than it may have and was stopped",
        ends: "paused",
    },
    Deed {
        name: "trap",
        told: "the plugin crashed",
        ends: "paused",
    },
    Deed {
        name: "forbidden-request",
        told: "the plugin tried to reach https://forbidden.example:443, which is not allowed",
        ends: "finished",
    },
];

/// A company with the plugin, and its campaign.
struct Troubled {
    tenant: Tenant,
    deed: Deed,
    campaign: String,
}

fn config(relay: &SinkProcess, deed: &str) -> Value {
    json!({
        "mode": "live",
        "config": { "do": deed, "hides": true, "first": FIRST, "relay": relay.url() },
    })
}

impl Troubled {
    /// Everything but the launch.
    async fn prepared(tenant: Tenant, relay: &SinkProcess, deed: Deed) -> Self {
        let api = &tenant.api;
        let channel = api.put("/api/channels/hostile", config(relay, deed.name)).ok().await;
        assert_eq!(
            (&channel["mode"], &channel["fault"]),
            (&json!("live"), &Value::Null),
            "{channel}"
        );
        agreed(api, deed.name).await;
        let order = json!({
            "title": deed.name, "event_date": "2030-01-15", "filters": {}, "channels": ["hostile"],
            "content": { "hostile": { "text": "Bonjour {{ first_name }}. Ne plus en recevoir : {{ unsubscribe_url }}" } },
        });
        let campaign = prepared(api, order).await;
        Self { tenant, deed, campaign }
    }

    /// From the launch to where the campaign stops; then the administrator mends the plugin, and everybody is written to.
    async fn sent(&self, server: &Server, relay: &SinkProcess) {
        let (api, id, deed) = (&self.tenant.api, &self.campaign, self.deed);
        act(api, id, "launch").await;
        let stopped = until(api, id, is_settled).await;
        assert_eq!(stopped["status"], deed.ends, "{}: {stopped}", deed.name);

        let accepted = self.balanced(relay).await;
        self.told(server, &stopped).await;
        if deed.ends == "paused" {
            assert!((FIRST..PEOPLE).contains(&accepted), "{}: {accepted} sent", deed.name);
            let mended = api.put("/api/channels/hostile", config(relay, "behave")).ok().await;
            assert_eq!(mended["fault"], Value::Null, "{mended}");
            act(api, id, "resume").await;
            assert_eq!(over(api, id).await["status"], "finished", "{}", deed.name);
        }
        assert_eq!(self.balanced(relay).await, PEOPLE, "{}", deed.name);
    }

    /// Every message stands somewhere, and the relay took those that are said to have left, each once. How many did.
    async fn balanced(&self, relay: &SinkProcess) -> u64 {
        let (api, name) = (&self.tenant.api, self.deed.name);
        let messages = ledger(api, &self.campaign).await;
        let counts = counted(api, &self.campaign, &messages).await;
        assert_eq!(counts.values().sum::<u64>(), PEOPLE, "{name}: {counts:?}");
        let accepted = counts.get("accepted/").copied().unwrap_or_default();
        let waiting = counts.get("queued/").copied().unwrap_or_default();
        assert_eq!(accepted + waiting, PEOPLE, "{name}: {counts:?}");
        let taken = taken(relay);
        for (message, row) in &messages {
            let times = u32::from(row["state"] == "accepted");
            assert_eq!(taken.get(message).copied().unwrap_or_default(), times, "{name}: {row}");
        }
        accepted
    }

    /// The channel says in words what its plugin did, and a campaign that stopped says why.
    async fn told(&self, server: &Server, stopped: &Value) {
        let deed = self.deed;
        let channel = self.tenant.api.get("/api/channels/hostile").ok().await;
        let fault = text(&channel["fault"]["text"]);
        assert!(fault.starts_with(deed.told), "{}: {fault}", deed.name);

        let browser = server.visitor();
        let login = [
            ("email", self.tenant.email.as_str()),
            ("password", self.tenant.password.as_str()),
        ];
        browser.submit("/login", &login).expect(303).await;
        let page = async |path: &str| {
            browser
                .get(path)
                .header("Accept-Language", "fr")
                .expect(200)
                .await
                .text()
        };
        let shown = page("/channels/hostile").await;
        assert!(shown.contains("Panne le ") && shown.contains(deed.told), "{shown}");
        assert!(page("/channels").await.contains("Panne le "), "the list says so too");
        let campaign = page(&format!("/campaigns/{}", self.campaign)).await;
        let says_why = campaign.contains("le plugin du canal est en panne");
        let code = &stopped["delivery"]["error"];
        if deed.ends == "paused" {
            assert_eq!(code, "plugin_fault", "{stopped}");
            assert!(says_why && campaign.contains(deed.told), "{campaign}");
        } else {
            assert_eq!(code, &Value::Null, "{stopped}");
            assert!(!says_why, "{campaign}");
        }
    }
}

/// Whether nothing of a campaign moves any more: neither it nor any of its messages.
fn is_settled(campaign: &Value) -> bool {
    let lines = campaign["delivery"]["by_reason"].as_array().map(Vec::as_slice);
    let moving = |line: &Value| line["state"] == "claimed" || line["state"] == "transmitting";
    campaign["status"] != "sending" && !lines.unwrap_or_default().iter().any(moving)
}

/// Enters people who agreed to this channel.
async fn agreed(api: &Client, name: &str) {
    let mut csv = String::from("email;prénom\n");
    for i in 0..PEOPLE {
        csv.push_str(&format!("{name}{i}@example.test;Prénom{i}\n"));
    }
    let preview = upload(api, "accords.csv", csv.into_bytes()).await;
    let id = text(&preview["id"]);
    let basis = json!({ "hostile": { "kind": "consent", "evidence": "Formulaire du 5 mars" } });
    let order = json!({ "on_conflict": "skip", "lawful_basis": basis });
    api.post(&format!("/api/imports/{id}/commit"), order).expect(202).await;
    assert_eq!(finished(api, &id).await["created"], PEOPLE);
}

/// How often the relay took each message, whoever its sender.
fn taken(relay: &SinkProcess) -> BTreeMap<String, u32> {
    let ids = relay.accepted().into_iter();
    ids.map(|(id, times)| (id.split_once('@').unwrap().0.to_owned(), times))
        .collect()
}

/// Asks the server how it does, for as long as it is listened to.
async fn healthy(visitor: Client) -> Infallible {
    loop {
        assert_eq!(visitor.get("/api/health").ok().await["status"], "ok");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

// R: P4
async fn a_hostile_plugin_costs_its_company_a_pause_and_nobody_else_anything(server: Server) {
    let relay = relay();
    let file = server.data().join("hostile.wasm");
    std::fs::write(&file, HOSTILE).unwrap();
    let mut tenants = Vec::new();
    for _ in DEEDS {
        let tenant = server.tenant().await;
        let path = file.to_str().unwrap();
        let install = ["plugin", "install", path, "--grant-all", "--tenant", &tenant.slug];
        let said = server.cli_ok(&install, "").await;
        assert!(said.contains("It is in use."), "{said}");
        tenants.push(tenant);
    }
    noticed().await;
    let mut troubled = Vec::new();
    for (tenant, deed) in tenants.into_iter().zip(DEEDS) {
        troubled.push(Troubled::prepared(tenant, &relay, deed).await);
    }
    let calm = server.tenant().await;
    live(&calm.api, &relay).await;
    people(&calm.api, 200).await;
    let other = prepared(&calm.api, order("Sans histoire")).await;

    // All at once, and somebody else's campaign beside them.
    let undisturbed = async {
        act(&calm.api, &other, "launch").await;
        assert_eq!(over(&calm.api, &other).await["status"], "finished");
    };
    let sent = join_all(troubled.iter().map(|one| one.sent(&server, &relay)));
    tokio::select! {
        _ = futures_util::future::join(undisturbed, sent) => {}
        never = healthy(server.visitor()) => match never {},
    }

    let messages = ledger(&calm.api, &other).await;
    let counts = counted(&calm.api, &other, &messages).await;
    assert_eq!(counts.get("accepted/"), Some(&200), "{counts:?}");
    let taken = taken(&relay);
    assert!(messages.keys().all(|message| taken.get(message) == Some(&1)));
    assert_eq!(
        calm.api.get("/api/channels/email").ok().await["fault"],
        Value::Null,
        "it has nothing to do with it"
    );
    calm.api.get("/api/channels/hostile").refused(404).await;
}
on_both_databases!(
    a_hostile_plugin_costs_its_company_a_pause_and_nobody_else_anything,
    beside_relay
);
