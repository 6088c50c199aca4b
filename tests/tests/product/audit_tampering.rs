//! What somebody with the database in their hands can do to the log: each is found, and the first bad entry named.

use relais_tests::base::{items, text};
use relais_tests::stored::{change, tenant_id, value};
use relais_tests::{Backend, Server, Tenant, on_both_databases};
use serde_json::{Value, json};
use std::path::PathBuf;

use super::auditor;

/// What the log is kept in.
const TABLES: [&str; 4] = ["audit_entries", "audit_tiles", "audit_checkpoints", "counters"];

/// A log of some entries on a server that can be stopped, and a place for files.
struct Bench {
    server: Server,
    tenant: Tenant,
    id: String,
    dir: tempfile::TempDir,
}

impl Bench {
    async fn new(server: Server) -> Self {
        let tenant = server.tenant().await;
        let id = tenant_id(&server, &tenant.slug).await;
        let bench = Self {
            server,
            tenant,
            id,
            dir: tempfile::tempdir().unwrap(),
        };
        bench.act(6).await;
        bench
    }

    /// Some acts, one checkpoint behind each.
    async fn act(&self, count: usize) {
        for number in 0..count {
            let body = json!({ "name": format!("N{number}") });
            self.tenant.api.post("/api/contacts", body).created().await;
            self.checkpoint().await;
        }
    }

    async fn checkpoint(&self) -> Value {
        self.tenant.api.get("/api/audit/checkpoint").ok().await
    }

    /// The newest checkpoint, as somebody outside keeps it.
    async fn kept(&self, name: &str) -> String {
        let path: PathBuf = self.dir.path().join(name);
        let command = ["audit", "checkpoint", "--tenant", &self.tenant.slug];
        let note = self.server.cli_ok(&command, "").await;
        std::fs::write(&path, format!("{note}\n")).unwrap();
        path.to_str().unwrap().to_owned()
    }

    async fn sql(&self, sql: &str) {
        change(&self.server, &self.id, sql.to_owned()).await;
    }

    async fn save(&self, as_name: &str) {
        for table in TABLES {
            self.sql(&format!("CREATE TABLE {as_name}_{table} AS SELECT * FROM {table}"))
                .await;
        }
    }

    /// The log as it was; whatever else the program counts goes on from where it is.
    async fn put_back(&self, name: &str) {
        for table in TABLES.into_iter().filter(|table| *table != "counters") {
            self.sql(&format!(
                "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {name}_{table}"
            ))
            .await;
        }
        let counted = format!("SELECT value FROM {name}_counters WHERE name = 'audit_log'");
        self.sql(&format!(
            "UPDATE counters SET value = ({counted}) WHERE name = 'audit_log'"
        ))
        .await;
    }

    async fn verify(&self, more: &[&str]) -> Result<String, String> {
        let mut arguments = vec!["audit", "verify", "--tenant", &self.tenant.slug];
        arguments.extend(more);
        let output = self.server.cli(&arguments, "").await;
        match output.code {
            Some(0) => Ok(output.stdout),
            Some(1) => Err(output.stderr),
            _ => panic!("{output:?}"),
        }
    }

    async fn found(&self, what: &str, expected: &[&str]) {
        let Err(found) = self.verify(&[]).await else {
            panic!("{what} is not found");
        };
        for words in expected {
            assert!(found.contains(words), "{what}: expected «{words}» in {found}");
        }
    }

    async fn stored(&self, table: &str, column: &str, condition: &str) -> String {
        let found = value(&self.server, &self.tenant.slug, table, column, condition).await;
        found.unwrap()
    }

    /// Bytes as hexadecimal digits.
    async fn digits(&self, table: &str, column: &str, condition: &str) -> String {
        let found = self.stored(table, column, condition).await;
        found.trim_start_matches("\\x").to_lowercase()
    }

    /// A literal of bytes.
    fn bytes(&self, hex: &str) -> String {
        match self.server.backend() {
            Backend::Sqlite => format!("x'{hex}'"),
            Backend::Postgres => format!("'\\x{hex}'::bytea"),
        }
    }
}

// R: G9
async fn whatever_is_done_to_the_rows_is_found_and_the_first_bad_entry_named(server: Server) {
    let mut bench = Bench::new(server).await;
    let entries = items(&bench.tenant.api, "/api/audit/entries").await;
    let last = entries.len() - 1;
    let id = |index: usize| text(&entries[index]["id"]);
    bench.server.stop().await;
    bench.save("whole").await;
    assert!(bench.verify(&[]).await.unwrap().contains("The log is whole"));

    let details = bench.digits("audit_entries", "details", "seq = 4").await;
    let (start, end) = details.split_at(details.len() - 2);
    let end = u8::from_str_radix(end, 16).unwrap() ^ 1;
    let flipped = bench.bytes(&format!("{start}{end:02x}"));
    let note = bench.stored("audit_checkpoints", "note", "size = 5").await;
    let tile = bench.digits("audit_tiles", "hashes", "level = 0").await;
    let other = format!("{}{}{}", &tile[..2 * 64], "00".repeat(32), &tile[3 * 64..]);
    let other = bench.bytes(&other);
    let nothing = bench.bytes("");
    let named = |index: usize| format!("entry {index} ({})", id(index));
    let (three, four, five) = (named(3), named(4), named(5));
    let truncated = format!("missing; the first bad entry is {last}");
    let unsigned = format!("the first bad entry is {last}");
    let behind = format!("the first bad entry is {}", last + 1);
    let one_more =
        "INSERT INTO audit_entries (tenant_id, id, at, actor, action, object, salt, details, commitment, seq)";
    let copied = format!(
        "{one_more} SELECT tenant_id, {}, at, actor, action, object, salt, details, commitment, {} FROM audit_entries WHERE seq = 3",
        match bench.server.backend() {
            Backend::Sqlite => "x'01890000000070008000000000000001'",
            Backend::Postgres => "'01890000-0000-7000-8000-000000000001'::uuid",
        },
        last + 1
    );
    let attacks: Vec<(&str, String, Vec<&str>)> = vec![
        (
            "a flipped byte",
            format!("UPDATE audit_entries SET details = {flipped} WHERE seq = 4"),
            vec![four.as_str(), "altered"],
        ),
        (
            "another actor",
            "UPDATE audit_entries SET actor = 'system' WHERE seq = 3".into(),
            vec![three.as_str(), "altered"],
        ),
        (
            "another act",
            "UPDATE audit_entries SET action = 'contact.delete' WHERE seq = 3".into(),
            vec![three.as_str()],
        ),
        (
            "another object",
            "UPDATE audit_entries SET object = 'x' WHERE seq = 5".into(),
            vec![five.as_str()],
        ),
        (
            "another moment",
            "UPDATE audit_entries SET at = at - 1 WHERE seq = 5".into(),
            vec![five.as_str()],
        ),
        (
            "two alterations",
            "UPDATE audit_entries SET at = at - 1 WHERE seq >= 3".into(),
            vec![three.as_str()],
        ),
        (
            "a deletion",
            "DELETE FROM audit_entries WHERE seq = 4".into(),
            vec!["entry 4 is missing"],
        ),
        (
            "an exchange",
            "UPDATE audit_entries SET seq = 1000 WHERE seq = 3; UPDATE audit_entries SET seq = 3 WHERE seq = 4;
             UPDATE audit_entries SET seq = 4 WHERE seq = 1000"
                .into(),
            vec!["entry 3"],
        ),
        (
            "a truncation",
            format!("DELETE FROM audit_entries WHERE seq >= {last}"),
            vec![truncated.as_str()],
        ),
        (
            "content taken out",
            format!(
                "UPDATE audit_entries SET salt = {nothing}, details = {nothing}, actor = '', object = '' WHERE seq = 3"
            ),
            vec![three.as_str(), "no erasure"],
        ),
        (
            "a hash of the tree",
            format!("UPDATE audit_tiles SET hashes = {other} WHERE level = 0"),
            vec!["entry 2", "hashes"],
        ),
        (
            "an altered checkpoint",
            format!(
                "UPDATE audit_checkpoints SET note = '{}' WHERE size = 5",
                note.replacen("\n5\n", "\n4\n", 1)
            ),
            vec!["no checkpoint signed"],
        ),
        (
            "the last checkpoint gone",
            format!("DELETE FROM audit_checkpoints WHERE size > {last}"),
            vec!["no checkpoint signed", unsigned.as_str()],
        ),
        ("an entry put in", copied, vec!["no checkpoint signed", behind.as_str()]),
        (
            "the counter",
            "UPDATE counters SET value = value + 1 WHERE name = 'audit_log'".into(),
            vec!["no checkpoint signed"],
        ),
    ];
    for (what, sql, expected) in attacks {
        bench.sql(&sql).await;
        bench.found(what, &expected).await;
        bench.put_back("whole").await;
    }
    bench.verify(&[]).await.unwrap();
    // Nothing is signed on top of a log that does not fit its signature.
    bench
        .sql(&format!("UPDATE audit_tiles SET hashes = {other} WHERE level = 0"))
        .await;
    bench.server.restart().await;
    let size = bench.checkpoint().await["size"].clone();
    bench
        .tenant
        .api
        .post("/api/contacts", json!({ "name": "Après" }))
        .created()
        .await;
    assert_eq!(bench.checkpoint().await["size"], size);
    assert!(items(&bench.tenant.api, "/api/audit/entries").await.len() as u64 <= size.as_u64().unwrap());
    // Put right, it goes on, and what was done meanwhile is in it.
    bench.server.stop().await;
    bench
        .sql("DELETE FROM audit_tiles; INSERT INTO audit_tiles SELECT * FROM whole_audit_tiles")
        .await;
    bench.server.restart().await;
    assert!(bench.checkpoint().await["size"].as_u64() > size.as_u64());
    bench.verify(&[]).await.unwrap();
}
on_both_databases!(
    whatever_is_done_to_the_rows_is_found_and_the_first_bad_entry_named,
    alone
);

// R: G9
async fn an_entry_rewritten_with_all_its_hashes_contradicts_the_signature(server: Server) {
    let mut bench = Bench::new(server).await;
    let mut entry = items(&bench.tenant.api, "/api/audit/entries").await.swap_remove(4);
    bench.server.stop().await;
    // All that can be computed without a key: the commitment, the leaf, the tile. Only the checkpoints cannot be made.
    entry["actor"] = json!("system");
    let at = entry["at_ms"].as_i64().unwrap();
    let commitment = auditor::hex(&auditor::commitment(&entry, at));
    entry["commitment"] = json!(commitment);
    let leaf = auditor::hex(&auditor::leaf(&entry, at));
    let tile = bench.digits("audit_tiles", "hashes", "level = 0").await;
    let tile = format!("{}{leaf}{}", &tile[..4 * 64], &tile[5 * 64..]);
    let commitment = bench.bytes(&commitment);
    bench
        .sql(&format!(
            "UPDATE audit_entries SET actor = 'system', commitment = {commitment} WHERE seq = 4"
        ))
        .await;
    let tile = bench.bytes(&tile);
    bench
        .sql(&format!("UPDATE audit_tiles SET hashes = {tile} WHERE level = 0"))
        .await;
    bench.found("rewritten", &["entry 4 was rewritten"]).await;
}
on_both_databases!(an_entry_rewritten_with_all_its_hashes_contradicts_the_signature, alone);

// R: G9
async fn an_older_copy_is_found_by_a_checkpoint_kept_outside(server: Server) {
    let mut bench = Bench::new(server).await;
    let early = bench.kept("early").await;
    bench.server.stop().await;
    bench.save("old").await;
    bench.server.restart().await;
    bench.act(3).await;
    let late = bench.kept("late").await;
    let (size, _) = {
        let note = std::fs::read_to_string(&late).unwrap();
        let key = bench
            .server
            .cli_ok(&["audit", "key", "--tenant", &bench.tenant.slug], "")
            .await;
        auditor::opened(&note, &key)
    };
    assert!(
        bench
            .verify(&["--checkpoint", &late, "--checkpoint", &early])
            .await
            .unwrap()
            .contains("2 compared")
    );

    bench.server.stop().await;
    bench.put_back("old").await;
    // By itself the old copy is in order.
    assert!(bench.verify(&[]).await.is_ok());
    let found = bench.verify(&["--checkpoint", &late]).await.unwrap_err();
    assert!(
        found.contains("rolled back") && found.contains(&format!("the first bad entry is {}", size - 3)),
        "{found}"
    );

    // Worked on from there: another history under the same signatures.
    bench.server.restart().await;
    bench.act(5).await;
    assert!(bench.verify(&["--checkpoint", &early]).await.is_ok());
    let found = bench
        .verify(&["--checkpoint", &late, "--checkpoint", &early])
        .await
        .unwrap_err();
    assert!(
        found.contains("not the log the given checkpoint was made of"),
        "{found}"
    );
    assert!(found.contains(&format!("not before {}", size - 3)), "{found}");
    // The checkpoint of another company says nothing about this one.
    let other = bench.server.tenant().await;
    let note = bench
        .server
        .cli_ok(&["audit", "checkpoint", "--tenant", &other.slug], "")
        .await;
    let file = bench.dir.path().join("other");
    std::fs::write(&file, format!("{note}\n")).unwrap();
    let found = bench
        .verify(&["--checkpoint", file.to_str().unwrap()])
        .await
        .unwrap_err();
    assert!(found.contains("another log"), "{found}");
}
on_both_databases!(an_older_copy_is_found_by_a_checkpoint_kept_outside, alone);
