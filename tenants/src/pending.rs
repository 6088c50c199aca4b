//! Logins that wait for a code: the password was right, and there is no session yet.

use crate::clock::Millis;
use crate::database::Result;
use crate::ids::PersonId;
use crate::keys::Sealed;
use crate::people::Person;
use crate::registry::Installation;
use crate::secret::Secret;
use std::time::Duration;

/// How long a code can be given after the password.
pub const PENDING_LIFE: Duration = Duration::from_secs(5 * 60);
/// Codes that can be tried for one password given: guessing on takes the password again.
const TRIES: i64 = 5;

#[derive(sqlx::FromRow)]
struct Row {
    id: PersonId,
    email: Sealed,
    name: Sealed,
    language: String,
}

impl Installation {
    /// Begins to wait for a code of somebody whose password was right.
    pub async fn begin_login(&self, person: PersonId) -> Result<Secret> {
        let secret = Secret::generate(self.rng());
        let mut tx = self.control_write().await?;
        tx.exec(
            "DELETE FROM pending_logins WHERE created_at < $1",
            (self.pending_since(),),
        )
        .await?;
        tx.exec(
            "INSERT INTO pending_logins (token_hash, person_id, tries, created_at) VALUES ($1, $2, 0, $3)",
            (secret.hash(), person, self.now()),
        )
        .await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Whose code is waited for, while it can still be given.
    pub async fn pending_login(&self, secret: &Secret) -> Result<Option<Person>> {
        let row: Option<Row> = self
            .control_read()
            .await?
            .opt(
                "SELECT p.id, p.email, p.name, p.language FROM pending_logins l JOIN people p ON p.id = l.person_id
                 WHERE l.token_hash = $1 AND l.created_at >= $2 AND l.tries < $3",
                (secret.hash(), self.pending_since(), TRIES),
            )
            .await?;
        row.map(|row| self.open_person(&row.email, &row.name, row.id, row.language))
            .transpose()
    }

    /// Takes a code; whoever gave the right one may have a session now. A try counts whatever comes of it.
    pub async fn finish_login(&self, secret: &Secret, code: &str) -> Result<Option<PersonId>> {
        let mut tx = self.control_write().await?;
        let tried: Option<(PersonId,)> = tx
            .opt(
                "UPDATE pending_logins SET tries = tries + 1
                 WHERE token_hash = $1 AND created_at >= $2 AND tries < $3 RETURNING person_id",
                (secret.hash(), self.pending_since(), TRIES),
            )
            .await?;
        let Some((person,)) = tried else { return Ok(None) };
        let right = self.use_code(&mut tx, person, code).await?;
        if right {
            tx.exec("DELETE FROM pending_logins WHERE token_hash = $1", (secret.hash(),))
                .await?;
        }
        tx.commit().await?;
        Ok(right.then_some(person))
    }

    fn pending_since(&self) -> Millis {
        self.now().minus(PENDING_LIFE)
    }
}
