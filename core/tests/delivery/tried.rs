//! A channel is tried with one message that really leaves, whatever its mode, and the provider's words come back.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script, accepted, transient};
use relais_channels::Outcome;
use relais_core::consent::Topic;
use relais_core::delivery::{self, Tried, TryError};
use relais_tenants::clock::Clock;

// R: P6 O4
async fn a_channel_is_tried_outside_of_every_campaign(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::system()).await;
    let send = async |topic| {
        let fields = vec![("subject".to_owned(), "Essai".to_owned())];
        let (tenant, courier) = (&house.tenant, &house.courier);
        delivery::try_channel(tenant, courier, house.actor(), topic, "ines@example.test", fields).await
    };
    assert_eq!(send(Topic::Email).await.unwrap(), Tried::Accepted);
    let refusal = || Outcome::Permanent {
        reason: "550 5.1.1 no such user".to_owned(),
        suppress: true,
    };
    script.now(move |_| refusal());
    let refused = send(Topic::Email).await.unwrap();
    assert_eq!(refused, Tried::Refused("550 5.1.1 no such user".to_owned()));
    script.now(|_| transient());
    assert_eq!(send(Topic::Email).await.unwrap(), Tried::Later("451 later".to_owned()));
    script.break_down();
    assert!(matches!(send(Topic::Email).await.unwrap(), Tried::Unsent(_)));
    assert!(matches!(send(Topic::Postal).await, Err(TryError::NoPlugin)));
    script.now(|_| accepted());

    let seen = script.seen.lock().unwrap().clone();
    assert!(
        seen.len() == 4 && seen.iter().all(|(_, to)| to == "ines@example.test"),
        "{seen:?}"
    );
    // Nothing of it is kept as if it had stayed in the sandbox, and whoever refused may still be written to.
    let (kept, _) = delivery::outbox(&house.tenant, None, None, 10).await.unwrap();
    assert!(kept.is_empty());
}
on_both_databases!(a_channel_is_tried_outside_of_every_campaign);
