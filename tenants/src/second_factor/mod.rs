//! The second factor of those who sign in: codes of an authenticator (RFC 6238), and recovery codes for who lost it.
//!
//! It belongs to the person, whatever companies they work for; that it was turned on or off is recorded with the company
//! they were working for. What waits for a code is in `pending`.

mod key;
mod recovery;

pub use key::Key;
pub use recovery::{COUNT as RECOVERY_CODES, RecoveryCode};

use crate::audit::{self, Actor, Entry};
use crate::clock::Millis;
use crate::database::{Error, Result, Tx};
use crate::ids::PersonId;
use crate::keys::{Aad, Sealed};
use crate::registry::Installation;
use crate::secret::Secret;
use crate::tenant::Tenant;
use serde_json::json;
use std::time::Duration;

/// How long an offered key can be confirmed.
const OFFER_LIFE: Duration = Duration::from_secs(15 * 60);

/// Where somebody's second factor stands.
#[derive(Clone, Debug)]
pub enum SecondFactor {
    /// They sign in with their password alone.
    Off,
    /// They were given a key, and have not shown yet that their authenticator has it.
    Offered(Key),
    /// A code is asked for.
    On {
        /// Since when.
        since: Millis,
        /// Recovery codes not used yet.
        recovery_codes: i64,
    },
}

#[derive(sqlx::FromRow)]
struct Row {
    secret: Sealed,
    created_at: Millis,
    confirmed_at: Option<Millis>,
}

impl Installation {
    /// Where somebody's second factor stands.
    pub async fn second_factor(&self, person: PersonId) -> Result<SecondFactor> {
        let mut tx = self.control_read().await?;
        let Some(row) = row(&mut tx, person).await? else {
            return Ok(SecondFactor::Off);
        };
        if let Some(since) = row.confirmed_at {
            let sql = "SELECT COUNT(*) FROM recovery_codes WHERE person_id = $1";
            let (recovery_codes,): (i64,) = tx.one(sql, (person,)).await?;
            return Ok(SecondFactor::On { since, recovery_codes });
        }
        if row.created_at.plus(OFFER_LIFE) < self.now() {
            return Ok(SecondFactor::Off);
        }
        Ok(SecondFactor::Offered(self.open_key(person, &row.secret)?))
    }

    /// Gives somebody a key to put in their authenticator, in place of one they did not confirm; a confirmed one stays.
    pub async fn offer_second_factor(&self, person: PersonId) -> Result<()> {
        let key = Key::generate(self.rng());
        let sealed = self.house().seal(place(&person), key.as_bytes());
        let mut tx = self.control_write().await?;
        tx.exec(
            "INSERT INTO second_factors (person_id, secret, created_at, confirmed_at, used_step)
             VALUES ($1, $2, $3, NULL, 0)
             ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
             WHERE second_factors.confirmed_at IS NULL",
            (person, sealed, self.now()),
        )
        .await?;
        tx.commit().await
    }

    /// Turns the second factor on, for a code that shows that the authenticator has the key; ends every session of theirs
    /// but `kept` (ASVS 5.0, 7.4.3). The recovery codes, which are not kept; nothing when the code is wrong.
    pub async fn confirm_second_factor(
        &self,
        tenant: &Tenant,
        person: PersonId,
        code: &str,
        kept: &Secret,
    ) -> Result<Option<Vec<RecoveryCode>>> {
        let now = self.now();
        let mut control = self.control_write().await?;
        let offered = row(&mut control, person)
            .await?
            .filter(|row| row.confirmed_at.is_none() && row.created_at.plus(OFFER_LIFE) >= now);
        let Some(offered) = offered else { return Ok(None) };
        let Some(step) = self.open_key(person, &offered.secret)?.step_of(code, now) else {
            return Ok(None);
        };
        let confirmed = control
            .exec(
                "UPDATE second_factors SET confirmed_at = $2, used_step = $3
                 WHERE person_id = $1 AND confirmed_at IS NULL AND created_at = $4",
                (person, now, step, offered.created_at),
            )
            .await?;
        if confirmed == 0 {
            return Ok(None);
        }
        let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES)
            .map(|_| RecoveryCode::generate(self.rng()))
            .collect();
        for code in &codes {
            control
                .exec(
                    "INSERT INTO recovery_codes (person_id, code_hash) VALUES ($1, $2)",
                    (person, code.hash(self.house(), person)),
                )
                .await?;
        }
        end_elsewhere(&mut control, person, kept).await?;
        record(tenant, person, "second_factor.on").await?;
        control.commit().await?;
        Ok(Some(codes))
    }

    /// Turns it off, and ends every session of theirs but `kept`; `false` when it was not on.
    pub async fn end_second_factor(&self, tenant: &Tenant, person: PersonId, kept: &Secret) -> Result<bool> {
        let mut control = self.control_write().await?;
        let ended = control
            .exec(
                "DELETE FROM second_factors WHERE person_id = $1 AND confirmed_at IS NOT NULL",
                (person,),
            )
            .await?;
        if ended == 0 {
            return Ok(false);
        }
        control
            .exec("DELETE FROM recovery_codes WHERE person_id = $1", (person,))
            .await?;
        end_elsewhere(&mut control, person, kept).await?;
        record(tenant, person, "second_factor.off").await?;
        control.commit().await?;
        Ok(true)
    }

    /// Whether somebody's password alone does not let them in.
    pub async fn asks_for_code(&self, person: PersonId) -> Result<bool> {
        let asked: Option<(PersonId,)> = self
            .control_read()
            .await?
            .opt(
                "SELECT person_id FROM second_factors WHERE person_id = $1 AND confirmed_at IS NOT NULL",
                (person,),
            )
            .await?;
        Ok(asked.is_some())
    }

    /// Uses a code of somebody whose second factor is on; `false` when it is wrong or was used. The writes themselves decide,
    /// so that of two requests with the same code one gets in.
    pub(crate) async fn use_code(&self, tx: &mut Tx, person: PersonId, code: &str) -> Result<bool> {
        if let Some(code) = RecoveryCode::parse(code) {
            let used = tx
                .exec(
                    "DELETE FROM recovery_codes WHERE person_id = $1 AND code_hash = $2",
                    (person, code.hash(self.house(), person)),
                )
                .await?;
            return Ok(used > 0);
        }
        let Some(row) = row(tx, person).await?.filter(|row| row.confirmed_at.is_some()) else {
            return Ok(false);
        };
        let Some(step) = self.open_key(person, &row.secret)?.step_of(code, self.now()) else {
            return Ok(false);
        };
        let used = tx
            .exec(
                "UPDATE second_factors SET used_step = $2 WHERE person_id = $1 AND used_step < $2",
                (person, step),
            )
            .await?;
        Ok(used > 0)
    }

    fn open_key(&self, person: PersonId, sealed: &Sealed) -> Result<Key> {
        self.house()
            .open_bytes(place(&person), sealed)
            .ok()
            .and_then(|bytes| Key::from_bytes(&bytes))
            .ok_or_else(|| Error::Setup("second_factors.secret cannot be opened".to_owned()))
    }
}

fn place(person: &PersonId) -> Aad<'_> {
    Aad {
        table: "second_factors",
        column: "secret",
        row: person.0.as_bytes(),
    }
}

async fn row(tx: &mut Tx, person: PersonId) -> Result<Option<Row>> {
    tx.opt(
        "SELECT secret, created_at, confirmed_at FROM second_factors WHERE person_id = $1",
        (person,),
    )
    .await
}

/// Ends what somebody began elsewhere.
async fn end_elsewhere(control: &mut Tx, person: PersonId, kept: &Secret) -> Result<()> {
    control
        .exec(
            "DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2",
            (person, kept.hash()),
        )
        .await?;
    control
        .exec("DELETE FROM pending_logins WHERE person_id = $1", (person,))
        .await?;
    Ok(())
}

async fn record(tenant: &Tenant, person: PersonId, action: &'static str) -> Result<()> {
    let mut tx = tenant.write().await?;
    let entry = Entry {
        actor: Actor::Person(person),
        action,
        object: &person.to_string(),
        details: json!({}),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await
}
