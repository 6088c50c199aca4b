//! Going live, and back: campaigns that were launched before stay what they were, and say so for ever.

use relais_tests::base::text;
use relais_tests::{Server, on_both_databases};
use serde_json::json;

use super::relay::{live, received, relay};
use super::sending::{act, kept, ledger, order, over, people, prepared, until};

// R: O13
async fn a_campaign_remembers_whether_it_really_left(server: Server) {
    let company = server.tenant().await;
    let api = &company.api;
    let relay = relay();
    people(api, 4).await;

    // Launched in the sandbox, held, and taken up again when the channel is live.
    let mut slow = order("Répétition");
    slow["delay_ms"] = json!(1_000);
    let rehearsal = prepared(api, slow).await;
    act(api, &rehearsal, "launch").await;
    assert_eq!(act(api, &rehearsal, "pause").await["status"], "paused");
    live(api, &relay).await;
    act(api, &rehearsal, "resume").await;
    until(api, &rehearsal, |campaign| campaign["status"] == "finished").await;
    assert_eq!(kept(api, &rehearsal).await.len(), 4);
    assert!(received(&relay).is_empty(), "nothing turned real");

    // Launched live, it has left, whatever the channel is afterwards.
    let real = prepared(api, order("Pour de vrai")).await;
    act(api, &real, "launch").await;
    let done = over(api, &real).await;
    assert_eq!(done["status"], "finished", "{done}");
    let back = json!({ "mode": "sandbox" });
    api.put("/api/channels/email", back).ok().await;
    assert_eq!(received(&relay).len(), 4);
    assert!(kept(api, &real).await.is_empty());

    for (id, mode) in [(&rehearsal, "sandbox"), (&real, "live")] {
        let campaign = api.get(&format!("/api/campaigns/{id}")).ok().await;
        assert_eq!(campaign["delivery"]["modes"], json!({ "email": mode }));
        let ledger = ledger(api, id).await;
        assert!(ledger.values().all(|message| message["mode"] == mode), "{ledger:?}");
        let statistics = api.get(&format!("/api/tracking/campaigns/{id}")).ok().await;
        assert_eq!(statistics["mode"], mode, "{statistics}");
        assert_eq!(text(&statistics["by_channel"]["email"]["mode"]), mode);
    }
}
on_both_databases!(a_campaign_remembers_whether_it_really_left, beside_relay);
