//! Starting, stopping and being killed.

use relais_tests::{Server, on_both_databases};

async fn a_server_says_that_it_is_well(server: &Server) {
    let health = server.visitor().get("/api/health").ok().await;
    assert_eq!(health["status"], "ok");
}
on_both_databases!(a_server_says_that_it_is_well);

// R: O16
async fn companies_are_made_beside_a_running_server(server: &Server) {
    let (one, other) = (server.tenant().await, server.tenant().await);
    for tenant in [&one, &other] {
        let contacts = tenant.api.get("/api/contacts").ok().await;
        assert_eq!(contacts["items"], serde_json::json!([]));
    }
    let again = [
        "tenant",
        "create",
        &one.slug,
        "--name",
        "Deux",
        "--admin",
        "x@y.test",
        "--password-stdin",
    ];
    let refused = server.cli(&again, "une autre phrase longue\n").await;
    assert_ne!(refused.code, Some(0));
    assert!(refused.stderr.contains(&one.slug), "{}", refused.stderr);
}
on_both_databases!(companies_are_made_beside_a_running_server);

async fn what_was_acknowledged_survives_a_power_cut(mut server: Server) {
    let tenant = server.tenant().await;
    server.kill9().await;
    assert!(tenant.api.get("/api/health").attempt().await.is_err());
    server.restart().await;
    tenant.api.get("/api/contacts").ok().await;
    server.stop().await;
    server.restart().await;
    tenant.api.get("/api/contacts").ok().await;
}
on_both_databases!(what_was_acknowledged_survives_a_power_cut, alone);

async fn nobody_gets_in_without_a_token(server: &Server) {
    for client in [server.visitor(), server.visitor().with_token("nonsense")] {
        client.get("/api/contacts").refused(401).await;
    }
}
on_both_databases!(nobody_gets_in_without_a_token);
