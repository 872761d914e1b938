//! `Idempotency-Key`: kept in the transaction of the change itself, so that it survives what the
//! change survives, and nothing else.

use serde::{Serialize, de::DeserializeOwned};

use super::{Sql, Write, values};
use crate::by::IdempotencyKey;
use crate::problem::Problem;

/// How long an answer is kept.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// What became of an earlier request with the same key.
pub(crate) enum Earlier<T> {
    /// There was none, or it is forgotten.
    Nothing,
    /// It was committed with this answer.
    Answered {
        /// What it answered.
        answer: T,
        /// The scope's revision after it.
        revision: u64,
    },
}

/// Looks for an earlier request by the same actor under the same key.
pub(crate) fn earlier<T: DeserializeOwned>(
    w: &mut Write<'_>,
    key: &IdempotencyKey,
) -> Result<Earlier<T>, Problem> {
    let actor = w.by().actor.reference();
    let (scope, now_ms) = (w.scope(), w.now_ms());
    let found = w.query_one(
        "SELECT digest, revision, answer FROM idempotency
         WHERE scope = $1 AND actor = $2 AND key = $3 AND at >= $4",
        &values![scope, actor, key.key.as_str(), now_ms - KEPT_MS],
    )?;
    let Some(row) = found else {
        return Ok(Earlier::Nothing);
    };
    if row.get::<Vec<u8>>(0)? != key.digest {
        return Err(Problem::refused(422, "idempotency_key_reused"));
    }
    let answer = serde_json::from_str(&row.get::<String>(2)?)
        .map_err(|error| Problem::internal(format!("a kept answer does not read back: {error}")))?;
    Ok(Earlier::Answered { answer, revision: row.get(1)? })
}

/// Keeps the answer of this change under its key.
pub(crate) fn keep<T: Serialize>(w: &mut Write<'_>, key: &IdempotencyKey, answer: &T) -> Result<(), Problem> {
    let text = serde_json::to_string(answer)
        .map_err(|error| Problem::internal(format!("an answer cannot be kept: {error}")))?;
    let actor = w.by().actor.reference();
    let (scope, revision, now_ms) = (w.scope(), w.revision_after(), w.now_ms());
    w.housekeeping(
        "INSERT INTO idempotency (scope, actor, key, digest, revision, answer, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (scope, actor, key) DO UPDATE
         SET digest = excluded.digest, revision = excluded.revision,
             answer = excluded.answer, at = excluded.at",
        &values![scope, actor, key.key.as_str(), key.digest, revision, text, now_ms],
    )?;
    Ok(())
}

/// Forgets this scope's answers that are older than seven days; returns how many.
///
/// # Errors
/// As any statement.
pub(crate) fn purge(w: &mut Write<'_>) -> Result<u64, Problem> {
    let (scope, now_ms) = (w.scope(), w.now_ms());
    Ok(w.housekeeping(
        "DELETE FROM idempotency WHERE scope = $1 AND at < $2",
        &values![scope, now_ms - KEPT_MS],
    )?)
}
