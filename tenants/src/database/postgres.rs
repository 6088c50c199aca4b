//! Opening PostgreSQL: the application role sees one tenant's rows at a time and can never see more.

use super::{Db, Error, Result, Tx};
use crate::ids::TenantId;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgPool, Postgres, Transaction};
use std::str::FromStr;
use std::time::Duration;

const CONNECTIONS: u32 = 20;

/// Connects the application role and refuses one that row-level security would not bind.
pub async fn open(url: &str) -> Result<PgPool> {
    let pool = connect(url, CONNECTIONS).await?;
    check_role(&pool).await?;
    Ok(pool)
}

/// Connects the role that owns the schema; used to migrate, and for nothing else.
pub async fn open_admin(url: &str) -> Result<Db> {
    Ok(Db::Postgres {
        pool: connect(url, 2).await?,
        tenant: None,
    })
}

async fn connect(url: &str, connections: u32) -> Result<PgPool> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("relais")
        .statement_cache_capacity(128);
    Ok(PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options)
        .await?)
}

/// Begins a transaction that sees what others commit meanwhile.
pub(super) async fn begin(pool: &PgPool, tenant: Option<TenantId>) -> Result<Tx> {
    begin_as(pool, "BEGIN", tenant).await
}

/// Begins a transaction whose statements all see the same moment, as SQLite's readers do.
pub(super) async fn begin_view(pool: &PgPool, tenant: Option<TenantId>) -> Result<Tx> {
    begin_as(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ", tenant).await
}

async fn begin_as(pool: &PgPool, begin: &'static str, tenant: Option<TenantId>) -> Result<Tx> {
    let tx = match tenant {
        // A UUID's text holds only hexadecimal digits and dashes: safe to write into the statement, and it saves
        // a round trip.
        Some(tenant) => {
            let begin = format!("{begin}; SELECT set_config('app.tenant', '{}', true)", tenant.uuid());
            pool.begin_with(sqlx::AssertSqlSafe(begin)).await?
        }
        None => pool.begin_with(begin).await?,
    };
    Ok(Tx::postgres(tx))
}

/// Has the planner count again what it knows of the large tables.
pub(super) async fn refresh_statistics(pool: &PgPool) -> Result<()> {
    sqlx::query("SELECT relais_refresh_statistics()").execute(pool).await?;
    Ok(())
}

/// The same within a transaction, which goes on without when it cannot be done.
pub(super) async fn refresh_statistics_in(tx: &mut Transaction<'static, Postgres>) -> Result<()> {
    let mut part = tx.begin().await?;
    match sqlx::query("SELECT relais_refresh_statistics()")
        .execute(&mut *part)
        .await
    {
        Ok(_) => part.commit().await?,
        Err(error) => {
            part.rollback().await?;
            untold(&error);
        }
    }
    Ok(())
}

/// Slower, not wrong: as when the roles were made by hand.
pub(super) fn untold(error: &dyn std::fmt::Display) {
    tracing::debug!(%error, "the database's statistics are left to its own daemon");
}

async fn check_role(pool: &PgPool) -> Result<()> {
    let (role, superuser, bypass, owned): (String, bool, bool, i64) = sqlx::query_as(
        "SELECT rolname::text, rolsuper, rolbypassrls,
                (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user)
         FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(pool)
    .await?;
    if superuser || bypass || owned > 0 {
        return Err(Error::Setup(format!(
            "the role «{role}» of --database-url is {}, so tenants would not be kept apart. Give --database-url a \
             plain role and put this one in --admin-database-url: Relais then creates the plain role and its rights.",
            if superuser {
                "a superuser"
            } else if bypass {
                "allowed to bypass row-level security"
            } else {
                "the owner of the tables"
            }
        )));
    }
    Ok(())
}

/// Closes the administrator's connections once the schema is up to date.
pub async fn close(admin: &Db) {
    if let Db::Postgres { pool, .. } = admin {
        pool.close().await;
    }
}

/// Creates the role named in `app_url` with the password given there, or sets its password, and grants it the
/// tables. Runs as the administrator.
pub async fn grant(admin: &Db, app_url: &str) -> Result<()> {
    let app = PgConnectOptions::from_str(app_url)?;
    let Db::Postgres { pool, .. } = admin else {
        return Err(Error::Setup("roles exist on PostgreSQL only".into()));
    };
    two_roles(pool.connect_options().get_username(), app.get_username())?;
    let password = url_password(app_url);
    let mut tx = pool.begin().await?;
    // Two programs starting together must not change the role together.
    sqlx::query("SELECT pg_advisory_xact_lock(7264251)")
        .execute(&mut *tx)
        .await?;
    sqlx::query("SELECT set_config('relais.role', $1, true), set_config('relais.password', $2, true)")
        .bind(app.get_username())
        .bind(password.unwrap_or_default())
        .execute(&mut *tx)
        .await?;
    sqlx::raw_sql(
        "DO $$
         DECLARE
           app text := current_setting('relais.role');
           secret text := current_setting('relais.password');
         BEGIN
           IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = app) THEN
             EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', app);
           END IF;
           IF secret <> '' THEN
             EXECUTE format('ALTER ROLE %I PASSWORD %L', app, secret);
           END IF;
           EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), app);
           EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', current_schema(), app);
           -- A page is not read from a turning disk, and no statement of ours is worth compiling.
           EXECUTE format('ALTER ROLE %I SET random_page_cost = 1.1', app);
           EXECUTE format('ALTER ROLE %I SET jit = off', app);
           -- Only the owner of a table may have it analysed. One at a time is enough.
           EXECUTE format('CREATE OR REPLACE FUNCTION relais_refresh_statistics() RETURNS void
             LANGUAGE plpgsql SECURITY DEFINER SET search_path = %I, pg_temp AS $body$
             BEGIN
               IF pg_try_advisory_xact_lock(7264252) THEN
                 ANALYZE contacts; ANALYZE consents; ANALYZE messages;
               END IF;
             END $body$', current_schema());
           REVOKE ALL ON FUNCTION relais_refresh_statistics() FROM PUBLIC;
           EXECUTE format('GRANT EXECUTE ON FUNCTION relais_refresh_statistics() TO %I', app);
         END $$",
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The administrator owns the tables, and no policy holds for their owner.
fn two_roles(admin: &str, app: &str) -> Result<()> {
    if admin == app {
        return Err(Error::Setup(format!(
            "--database-url and --admin-database-url name the same role «{app}», so tenants would not be kept apart. Name \
             another role in --database-url, one that need not exist yet: Relais creates it with its rights."
        )));
    }
    Ok(())
}

/// The password in a connection URL; the driver keeps its own copy to itself.
fn url_password(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    Some(
        percent_encoding::percent_decode_str(url.password()?)
            .decode_utf8_lossy()
            .into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_administrator_is_not_the_role_of_the_application() {
        assert!(two_roles("postgres", "relais").is_ok());
        let refused = two_roles("relais", "relais").unwrap_err().to_string();
        assert!(
            refused.contains("--database-url") && refused.contains("«relais»"),
            "{refused}"
        );
    }
}
