//! The document of the API, as clients fetch it.

use relais_tests::{Server, on_both_databases};
use serde_json::Value;

// R: O13
async fn the_document_tells_every_route_of_the_api(server: &Server) {
    let document = server.visitor().get("/api/openapi.json").ok().await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let table = server.cli_ok(&["routes"], "").await;
    let mut told = 0;
    for line in table.lines().filter(|line| line.contains("\t/api/")) {
        let [method, path, access] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let operation = &document["paths"][path][method.to_lowercase()];
        assert!(operation["responses"].is_object(), "{line}");
        if access.contains(':') {
            assert!(operation["description"].as_str().unwrap().contains(access), "{line}");
            assert!(operation["responses"]["403"].is_object(), "{line}");
        }
        told += 1;
    }
    let operations: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|item: &Value| item.as_object().unwrap().len())
        .sum();
    assert_eq!(operations, told);
}
on_both_databases!(the_document_tells_every_route_of_the_api);
