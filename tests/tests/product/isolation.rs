//! What keeps companies apart in PostgreSQL even if a statement forgot to ask for its own: looked at from outside.

use relais_tests::{Backend, Server};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use uuid::Uuid;

/// Tables that belong to no company: what is looked up before it is known which one asks.
const CONTROL: [&str; 17] = [
    "installation",
    "tenants",
    "tenant_keys",
    "people",
    "memberships",
    "invitations",
    "sessions",
    "pending_logins",
    "second_factors",
    "recovery_codes",
    "api_tokens",
    "due",
    "plugins",
    "plugin_versions",
    "plugin_components",
    "control_migrations",
    "tenant_migrations",
];

/// A connection as the superuser.
async fn admin(server: &Server) -> PgConnection {
    PgConnection::connect(server.admin_database_url().unwrap())
        .await
        .unwrap()
}

/// A connection as the program's own role, which the program made.
async fn application(server: &Server, admin: &mut PgConnection) -> PgConnection {
    let roles = "SELECT rolname FROM pg_roles WHERE NOT rolsuper AND rolcanlogin
                 AND has_table_privilege(rolname, 'contacts', 'SELECT')";
    let role: String = sqlx::query_scalar(roles).fetch_one(admin).await.unwrap();
    let mut url = reqwest::Url::parse(server.admin_database_url().unwrap()).unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("not-a-secret")).unwrap();
    PgConnection::connect(url.as_str()).await.unwrap()
}

async fn tenant_tables(admin: &mut PgConnection) -> Vec<String> {
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename";
    let all: Vec<String> = sqlx::query_scalar(tables).fetch_all(admin).await.unwrap();
    all.into_iter()
        .filter(|table| !CONTROL.contains(&table.as_str()))
        .collect()
}

// R: O16
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_of_a_company_is_under_forced_row_level_security() {
    let server = Server::start(Backend::Postgres).await;
    let mut admin = admin(&server).await;
    let tables = tenant_tables(&mut admin).await;
    assert!(tables.len() >= 15, "{tables:?}");
    for table in &tables {
        let row = sqlx::query(
            "SELECT relrowsecurity AND relforcerowsecurity AS forced,
                    (SELECT count(*) FROM pg_policies WHERE tablename = $1 AND qual LIKE '%app.tenant%'
                         AND with_check LIKE '%app.tenant%' AND cmd = 'ALL') AS policies,
                    (SELECT count(*) FROM pg_policies WHERE tablename = $1) AS all_policies
             FROM pg_class WHERE oid = $1::regclass",
        )
        .bind(table)
        .fetch_one(&mut admin)
        .await
        .unwrap();
        assert!(row.get::<bool, _>("forced"), "{table} has no forced row-level security");
        assert_eq!(
            (row.get::<i64, _>("policies"), row.get::<i64, _>("all_policies")),
            (1, 1),
            "{table}"
        );
    }
    // Every primary key, unique index and foreign key begins with the company: the tables can be distributed by it.
    let keys: Vec<(String, String)> = sqlx::query_as(
        "SELECT i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid, 1, true) FROM pg_index i
         JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = current_schema()::regnamespace",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    for (table, first) in keys.iter().filter(|(table, _)| tables.contains(table)) {
        assert_eq!(first, "tenant_id", "an index of {table} begins with {first}");
    }
    let foreign: Vec<String> = sqlx::query_scalar(
        "SELECT conrelid::regclass::text FROM pg_constraint c JOIN pg_attribute a
             ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE contype = 'f' AND a.attname <> 'tenant_id'",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert!(foreign.iter().all(|table| !tables.contains(table)), "{foreign:?}");
}

// R: O16
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_programs_role_sees_one_companys_rows_at_a_time() {
    let server = Server::start(Backend::Postgres).await;
    let (one, two) = (server.tenant().await, server.tenant().await);
    for (tenant, count) in [(&one, 2), (&two, 3)] {
        for number in 0..count {
            tenant
                .api
                .post("/api/contacts", json!({ "name": format!("N{number}") }))
                .created()
                .await;
        }
    }
    let mut admin = admin(&server).await;
    let ids: Vec<(String, Uuid)> = sqlx::query_as("SELECT slug, id FROM tenants")
        .fetch_all(&mut admin)
        .await
        .unwrap();
    let id = |slug: &str| ids.iter().find(|(other, _)| other == slug).unwrap().1;
    let tables = tenant_tables(&mut admin).await;
    let mut app = application(&server, &mut admin).await;
    let count = "SELECT count(*) FROM contacts";

    // Without a company there is nothing, and nothing can be put in.
    for table in &tables {
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}")))
            .fetch_one(&mut app)
            .await
            .unwrap();
        assert_eq!(rows, 0, "{table}");
    }
    let insert = "INSERT INTO settings (tenant_id, name, value) VALUES ($1, 'x', '1')";
    assert!(sqlx::query(insert).bind(id(&one.slug)).execute(&mut app).await.is_err());

    for (tenant, expected) in [(&one, 2_i64), (&two, 3)] {
        let mut tx = app.begin().await.unwrap();
        let set = "SELECT set_config('app.tenant', $1, true)";
        sqlx::query(set)
            .bind(id(&tenant.slug).to_string())
            .execute(&mut *tx)
            .await
            .unwrap();
        assert_eq!(
            sqlx::query_scalar::<_, i64>(count).fetch_one(&mut *tx).await.unwrap(),
            expected
        );
        for table in &tables {
            let foreign = AssertSqlSafe(format!("SELECT count(*) FROM {table} WHERE tenant_id <> $1"));
            let rows: i64 = sqlx::query_scalar(foreign)
                .bind(id(&tenant.slug))
                .fetch_one(&mut *tx)
                .await
                .unwrap();
            assert_eq!(rows, 0, "{table}");
        }
        let other = if tenant.slug == one.slug { &two } else { &one };
        let update = "UPDATE contacts SET city = 'Ailleurs' WHERE tenant_id = $1";
        let touched = sqlx::query(update)
            .bind(id(&other.slug))
            .execute(&mut *tx)
            .await
            .unwrap();
        assert_eq!(touched.rows_affected(), 0);
        tx.rollback().await.unwrap();
        // The setting went with the transaction.
        assert_eq!(
            sqlx::query_scalar::<_, i64>(count).fetch_one(&mut app).await.unwrap(),
            0
        );
    }
    // The role owns nothing and cannot switch the protection off.
    for forbidden in [
        "ALTER TABLE contacts DISABLE ROW LEVEL SECURITY",
        "SET row_security = off; SELECT count(*) FROM contacts",
    ] {
        assert!(sqlx::raw_sql(forbidden).execute(&mut app).await.is_err(), "{forbidden}");
    }
}

// R: G12, O16
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_company_leaves_no_row() {
    let server = Server::start(Backend::Postgres).await;
    let (gone, stays) = (server.tenant().await, server.tenant().await);
    for tenant in [&gone, &stays] {
        let body = json!({ "email": "ana@b.fr.test", "attributes": { "segment": "A" } });
        let contact = tenant
            .api
            .post("/api/contacts", body)
            .header("Idempotency-Key", "k")
            .created()
            .await;
        let consents = format!("/api/contacts/{}/consents", contact["id"].as_str().unwrap());
        tenant
            .api
            .post(
                &consents,
                json!({ "channel": "email", "kind": "withdrawn", "evidence": "x" }),
            )
            .created()
            .await;
        let file = b"Nom;Courriel\nEva;eva@b.fr.test\n".to_vec();
        tenant.api.upload("/api/imports", "a.csv", file, &[]).created().await;
    }
    let mut admin = admin(&server).await;
    let (id,): (Uuid,) = sqlx::query_as("SELECT id FROM tenants WHERE slug = $1")
        .bind(&gone.slug)
        .fetch_one(&mut admin)
        .await
        .unwrap();
    server
        .cli_ok(&["tenant", "erase", &gone.slug, "--confirm", &gone.slug], "")
        .await;
    let columns: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.columns
         WHERE table_schema = current_schema() AND column_name = 'tenant_id'",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert!(columns.len() >= 18, "{columns:?}");
    for table in columns {
        let left = AssertSqlSafe(format!("SELECT count(*) FROM {table} WHERE tenant_id = $1"));
        let rows: i64 = sqlx::query_scalar(left).bind(id).fetch_one(&mut admin).await.unwrap();
        assert_eq!(rows, 0, "{table} keeps rows of an erased company");
    }
    gone.api.get("/api/contacts").refused(401).await;
    assert_eq!(
        stays.api.get("/api/contacts").ok().await["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
