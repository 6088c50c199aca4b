//! What a company's log holds of acts that change no row of its own: who came in, who was refused, who took data away.

use relais_tests::base::text;
use relais_tests::stored::rows;
use relais_tests::{Server, on_both_databases};
use serde_json::json;

use crate::sending::{order, people, prepared};

// R: O1 O12
async fn sign_ins_and_exports_are_recorded(server: Server) {
    let tenant = server.tenant().await;
    let of = async |action: &str| rows(&server, &tenant.slug, "audit_entries", &format!("action = '{action}'")).await;
    assert_eq!(of("company.create").await, 1);

    let visitor = server.visitor();
    let login = async |password: &str| {
        let fields = [("email", tenant.email.as_str()), ("password", password)];
        visitor.submit("/login", &fields).send().await.status
    };
    assert_eq!(login("pas le bon mot de passe").await, 422);
    // Recorded beside the answer.
    while of("session.refuse").await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!((of("session.refuse").await, of("session.begin").await), (1, 0));
    assert_eq!(login(&tenant.password).await, 303);
    assert_eq!((of("session.refuse").await, of("session.begin").await), (1, 1));

    let name = [("name", "Une Autre"), ("lang", "fr")];
    visitor.submit("/settings/profile", &name).expect(303).await;
    assert_eq!(of("person.update").await, 1);

    people(&tenant.api, 3).await;
    let id = prepared(&tenant.api, order("Emportée")).await;
    assert_eq!(of("campaign.export").await, 0);
    tenant
        .api
        .get(&format!("/api/campaigns/{id}/export.csv"))
        .expect(200)
        .await;
    visitor.get(&format!("/campaigns/{id}/export.csv")).expect(200).await;
    assert_eq!(of("campaign.export").await, 2);

    let members = tenant.api.get("/api/members").ok().await;
    assert_eq!(
        (members["items"].as_array().map(Vec::len), &members["next_cursor"]),
        (Some(1), &json!(null))
    );
    assert_eq!(text(&members["items"][0]["name"]), "Une Autre");
}
on_both_databases!(sign_ins_and_exports_are_recorded, alone);
