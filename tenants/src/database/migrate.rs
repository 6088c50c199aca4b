//! Schema migrations: forward only, one template per step, rendered for each database.
//!
//! A template is plain SQL with type names in braces. In a tenant's template every `CREATE TABLE` gets its
//! `tenant_id`, and on PostgreSQL its forced row-level security, so that no table can be added without them.
//! See `migrations/README.md`.

use super::{Db, Error, Result, Tx};

/// Which tables a step belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// What is known before the tenant is: tenants, people, sessions, tokens.
    Control,
    /// A tenant's own rows.
    Tenant,
}

struct Step {
    version: i64,
    template: &'static str,
}

const CONTROL: &[Step] = &[
    Step {
        version: 1,
        template: include_str!("../../../migrations/control/0001_foundation.sql"),
    },
    Step {
        version: 2,
        template: include_str!("../../../migrations/control/0002_second_factor.sql"),
    },
    Step {
        version: 3,
        template: include_str!("../../../migrations/control/0003_plugins.sql"),
    },
];
const TENANT: &[Step] = &[
    Step {
        version: 1,
        template: include_str!("../../../migrations/tenant/0001_foundation.sql"),
    },
    Step {
        version: 2,
        template: include_str!("../../../migrations/tenant/0002_delivery.sql"),
    },
    Step {
        version: 3,
        template: include_str!("../../../migrations/tenant/0003_tracked_index.sql"),
    },
    Step {
        version: 4,
        template: include_str!("../../../migrations/tenant/0004_push.sql"),
    },
    Step {
        version: 5,
        template: include_str!("../../../migrations/tenant/0005_callbacks.sql"),
    },
    Step {
        version: 6,
        template: include_str!("../../../migrations/tenant/0006_fallback.sql"),
    },
    Step {
        version: 7,
        template: include_str!("../../../migrations/tenant/0007_sealed_imports.sql"),
    },
    Step {
        version: 8,
        template: include_str!("../../../migrations/tenant/0008_other_channels.sql"),
    },
    Step {
        version: 9,
        template: include_str!("../../../migrations/tenant/0009_forgotten.sql"),
    },
    Step {
        version: 10,
        template: include_str!("../../../migrations/tenant/0010_audit_log.sql"),
    },
    Step {
        version: 11,
        template: include_str!("../../../migrations/tenant/0011_sorted_and_summed.sql"),
    },
    Step {
        version: 12,
        template: include_str!("../../../migrations/tenant/0012_modes.sql"),
    },
];

impl Scope {
    fn steps(self) -> &'static [Step] {
        match self {
            Self::Control => CONTROL,
            Self::Tenant => TENANT,
        }
    }

    /// The table that remembers which steps ran.
    fn create_record(self) -> &'static str {
        match self {
            Self::Control => "CREATE TABLE IF NOT EXISTS control_migrations (version BIGINT PRIMARY KEY)",
            Self::Tenant => "CREATE TABLE IF NOT EXISTS tenant_migrations (version BIGINT PRIMARY KEY)",
        }
    }

    fn newest_applied(self) -> &'static str {
        match self {
            Self::Control => "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM control_migrations",
            Self::Tenant => "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM tenant_migrations",
        }
    }

    fn record(self) -> &'static str {
        match self {
            Self::Control => "INSERT INTO control_migrations (version) VALUES ($1)",
            Self::Tenant => "INSERT INTO tenant_migrations (version) VALUES ($1)",
        }
    }
}

/// Brings `db` to the newest schema of `scope`. Each step and its record share a transaction, so an interrupted
/// run continues where it stopped.
pub async fn run(db: &Db, scope: Scope) -> Result<()> {
    let mut tx = db.write().await?;
    lock(&mut tx).await?;
    tx.script(scope.create_record().to_owned()).await?;
    tx.commit().await?;
    for step in scope.steps() {
        let mut tx = db.write().await?;
        lock(&mut tx).await?;
        let (applied,): (i64,) = tx.one(scope.newest_applied(), ()).await?;
        if applied >= step.version {
            continue;
        }
        let sql = render(step.template, scope, tx.is_sqlite());
        tx.script(sql).await?;
        tx.exec(scope.record(), (step.version,)).await?;
        tx.commit().await?;
        tracing::debug!(version = step.version, "schema migrated");
    }
    Ok(())
}

/// Refuses a database whose schema is not the one this program was built for.
pub async fn check(db: &Db, scope: Scope) -> Result<()> {
    let newest = scope.steps().last().map_or(0, |step| step.version);
    let applied = match db.read().await?.one::<(i64,)>(scope.newest_applied(), ()).await {
        Ok((applied,)) => applied,
        Err(Error::Sqlx(sqlx::Error::Database(_))) => 0,
        Err(error) => return Err(error),
    };
    if applied < newest {
        return Err(Error::Setup(format!(
            "the schema is at step {applied}, this program needs {newest}: run `relais migrate` with \
             --admin-database-url, or give --admin-database-url to `relais serve`"
        )));
    }
    Ok(())
}

/// Two nodes starting together must not migrate together. SQLite's write lock already sees to that.
async fn lock(tx: &mut Tx) -> Result<()> {
    if !tx.is_sqlite() {
        tx.exec("SELECT pg_advisory_xact_lock(7264251)", ()).await?;
    }
    Ok(())
}

/// Writes a template in the words of one database.
fn render(template: &str, scope: Scope, sqlite: bool) -> String {
    let types: [(&str, &str, &str); 7] = [
        ("{uuid}", "BLOB", "UUID"),
        ("{bytes}", "BLOB", "BYTEA"),
        ("{text}", "TEXT", "TEXT"),
        ("{int}", "INTEGER", "BIGINT"),
        ("{real}", "REAL", "DOUBLE PRECISION"),
        ("{bool}", "INTEGER", "BOOLEAN"),
        ("{json}", "TEXT", "JSONB"),
    ];
    let mut sql = String::with_capacity(template.len() * 2);
    let mut table = "";
    for line in template.lines() {
        if let Some(name) = line
            .strip_prefix("CREATE TABLE ")
            .and_then(|rest| rest.strip_suffix(" ("))
        {
            table = name;
            sql.push_str(line);
            if scope == Scope::Tenant {
                sql.push_str("\n    tenant_id {uuid} NOT NULL,");
            }
        } else if line == ");" && !table.is_empty() {
            sql.push_str(if sqlite { ") STRICT;" } else { ");" });
            if scope == Scope::Tenant && !sqlite {
                sql.push_str(&ROW_LEVEL_SECURITY.replace("{table}", table));
            }
            table = "";
        } else {
            sql.push_str(line);
        }
        sql.push('\n');
    }
    for (name, in_sqlite, in_postgres) in types {
        sql = sql.replace(name, if sqlite { in_sqlite } else { in_postgres });
    }
    sql
}

/// `NULLIF` because a pooled connection whose setting was local reads `''`; the sub-select makes the planner read
/// the setting once a statement instead of once a row.
const ROW_LEVEL_SECURITY: &str = "
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table}
    USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid))
    WITH CHECK (tenant_id = (SELECT NULLIF(current_setting('app.tenant', true), '')::uuid));";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_brace_survives_rendering() {
        for scope in [Scope::Control, Scope::Tenant] {
            for step in scope.steps() {
                for sqlite in [true, false] {
                    let sql = render(step.template, scope, sqlite);
                    let code: String = sql
                        .lines()
                        .filter(|line| !line.trim_start().starts_with("--"))
                        .collect();
                    assert!(!code.contains('{'), "an unknown type in step {}", step.version);
                }
            }
        }
    }

    #[test]
    fn a_tenant_table_always_carries_its_tenant_and_its_policy() {
        let sql = render(
            "CREATE TABLE things (\n    id {uuid} NOT NULL,\n    PRIMARY KEY (tenant_id, id)\n);\n",
            Scope::Tenant,
            false,
        );
        assert!(sql.contains("tenant_id UUID NOT NULL"));
        assert!(sql.contains("ALTER TABLE things FORCE ROW LEVEL SECURITY"));
        let tables = TENANT
            .iter()
            .flat_map(|step| step.template.lines())
            .filter(|line| line.contains("CREATE TABLE"));
        for line in tables {
            assert!(
                line.starts_with("CREATE TABLE ") && line.ends_with(" ("),
                "the renderer would miss «{line}»"
            );
        }
    }
}
