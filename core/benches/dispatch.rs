//! The whole way of an email but its transport: planned, judged, rendered, tracked, through the sandboxed plugin, booked.
//!
//! `scripts/with-postgres cargo bench --workspace --bench dispatch [-- PEOPLE]`. The transport is a null sink: it takes
//! every message and does nothing with it. A campaign is measured from its launch to its end.

#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made ends")]

#[path = "../tests/delivery/house.rs"]
#[expect(
    dead_code,
    unused_macros,
    unused_imports,
    clippy::panic,
    reason = "the tests use the rest"
)]
mod house;

use house::{House, Place};
use relais_channels::{Host, HostOptions, Message, Plugin, Settings, Sink};
use relais_core::campaigns::Status;
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::{self, Details, Field};
use relais_core::content::Content;
use relais_core::delivery::{Carrier, Carriers, Finding, Sending};
use relais_tenants::Tenant;
use relais_tenants::clock::Clock;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// Messages of the campaign, unless the command line says otherwise.
const PEOPLE: usize = 20_000;
/// The best of so many campaigns.
const RUNS: usize = 3;

/// The real email plugin, whose transport leads nowhere.
#[derive(Clone)]
struct Nowhere(Plugin);

impl Carriers for Nowhere {
    fn find<'a>(&'a self, _: &'a Tenant, _: &'a str, channel: &'a str) -> Finding<'a> {
        let mail = (channel == "email").then(|| Arc::new(self.clone()) as Arc<dyn Carrier>);
        Box::pin(async move { Ok(mail) })
    }
}

impl Carrier for Nowhere {
    fn send<'a>(&'a self, settings: &'a Settings, _: Sink, batch: Vec<Message>) -> Sending<'a> {
        Box::pin(self.0.send(settings, Sink::Null, batch))
    }
}

fn main() {
    let people = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(PEOPLE);
    let host = Host::new(HostOptions::default()).unwrap();
    let plugin = host.plugin("email").unwrap();
    println!("| what | database | messages/s |\n| --- | --- | ---: |");
    let runtime = house::runtime();
    runtime.block_on(measure("SQLite", &Place::sqlite(), &plugin, people));
    runtime.block_on(async { measure("PostgreSQL", &Place::postgres().await, &plugin, people).await });
}

async fn measure(database: &str, place: &Place, plugin: &Plugin, people: usize) {
    let house = House::open(place, &Nowhere(plugin.clone()), Clock::system()).await;
    for number in 0..people {
        person(&house, number).await;
    }
    let mut best = 0.0_f64;
    for run in 0..RUNS {
        let content = [("subject", "Bonjour {{ name }}".to_owned()), ("html", html())];
        let content = content.map(|(name, value)| (name.to_owned(), value));
        let contents = BTreeMap::from([(Topic::Email, Content(BTreeMap::from(content)))]);
        let title = format!("Mesure {run}");
        let id = house.campaign(&title, |draft| draft.contents = Some(contents)).await;
        let begun = Instant::now();
        house.launch(id).await;
        let ended = house
            .until(id, |status| !matches!(status, Status::Sending | Status::Scheduled))
            .await;
        best = best.max(people as f64 / begun.elapsed().as_secs_f64());
        assert_eq!(
            (ended, house.progress(id).await.sent),
            (Status::Finished, people as u64)
        );
    }
    println!("| campaign into a null sink, {people} messages, best of {RUNS} | {database} | {best:.0} |");
}

/// Somebody who may be written to and tracked.
async fn person(house: &House, number: usize) {
    let mut details = Details::default();
    details.set(Field::Name, Some(format!("Personne {number}")));
    details.set(Field::Email, Some(format!("p{number}@example.test")));
    let declared = |kind| Declaration {
        kind,
        evidence: "une mesure".to_owned(),
    };
    let grounds = BTreeMap::from([
        (Topic::Email, declared(BasisKind::B2bInformation)),
        (Topic::Tracking, declared(BasisKind::Consent)),
    ]);
    contacts::create(&house.tenant, house.actor(), &details, &grounds)
        .await
        .unwrap();
}

/// A newsletter of some 9 KB when composed, with a merge field and links to follow.
fn html() -> String {
    let row = "<tr><td style=\"padding:8px;color:#333\">La réunion publique aura lieu à l'hôtel de ville, où chacun \
               pourra s'exprimer.</td></tr>\n";
    format!(
        "<html><body><p>Bonjour {{{{ name }}}}</p><table>{}</table>\
         <p><a href=\"https://exemple.fr/programme\">Le programme</a> <a href=\"https://exemple.fr/plan\">Le plan</a></p></body></html>\n",
        row.repeat(37)
    )
}
