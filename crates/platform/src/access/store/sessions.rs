use super::super::keys::Hash;
use crate::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};

/// A signed-in browser as it is stored.
#[derive(Clone, Debug)]
pub(in super::super) struct StoredSession {
    pub(in super::super) id: String,
    pub(in super::super) scope: ScopeNo,
    pub(in super::super) account: i64,
    pub(in super::super) opened_at: i64,
    pub(in super::super) seen_at: i64,
    pub(in super::super) expires_at: i64,
    pub(in super::super) agent: String,
    pub(in super::super) address: Option<String>,
    pub(in super::super) mac: [u8; 32],
}

const COLUMNS: &str = "id, scope, account, opened_at, seen_at, expires_at, agent, address, mac";

fn session_of(row: &Row) -> Result<StoredSession, DbError> {
    Ok(StoredSession {
        id: row.get(0)?,
        scope: ScopeNo(row.get(1)?),
        account: row.get(2)?,
        opened_at: row.get(3)?,
        seen_at: row.get(4)?,
        expires_at: row.get(5)?,
        agent: row.get(6)?,
        address: row.get(7)?,
        mac: row.get(8)?,
    })
}

/// The session behind `hash`.
pub(in super::super) fn session(sql: &mut dyn Sql, hash: &Hash) -> Result<Option<StoredSession>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM browser_session WHERE hash = $1");
    let row = sql.query_one(&text, &values![*hash])?;
    row.as_ref().map(session_of).transpose()
}

/// The sessions of an account, newest first.
pub(in super::super) fn sessions_of(sql: &mut dyn Sql, account: i64) -> Result<Vec<StoredSession>, DbError> {
    let text =
        format!("SELECT {COLUMNS} FROM browser_session WHERE account = $1 ORDER BY opened_at DESC, id");
    let rows = sql.query(&text, &values![account])?;
    rows.iter().map(session_of).collect()
}

/// Writes a new session, and takes away those of the same account that have ended.
pub(in super::super) fn insert_session(
    w: &mut Write<'_>,
    hash: &Hash,
    session: &StoredSession,
    idle_since: i64,
) -> Result<(), DbError> {
    let now = w.now_ms();
    w.execute(
        "DELETE FROM browser_session WHERE account = $1 AND (expires_at <= $2 OR seen_at <= $3)",
        &values![session.account, now, idle_since],
    )?;
    w.execute(
        "INSERT INTO browser_session
           (id, scope, account, opened_at, seen_at, expires_at, agent, address, mac, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &values![
            &session.id,
            session.scope,
            session.account,
            session.opened_at,
            session.seen_at,
            session.expires_at,
            &session.agent,
            session.address.as_deref(),
            session.mac,
            *hash
        ],
    )?;
    Ok(())
}

/// Ends the session behind `hash`.
pub(in super::super) fn end_session(w: &mut Write<'_>, hash: &Hash) -> Result<u64, DbError> {
    w.execute("DELETE FROM browser_session WHERE hash = $1", &values![*hash])
}

/// Ends the session `id` of an account.
pub(in super::super) fn end_session_by_id(w: &mut Write<'_>, account: i64, id: &str) -> Result<u64, DbError> {
    w.execute("DELETE FROM browser_session WHERE account = $1 AND id = $2", &values![account, id])
}

/// Ends every session of an account, but for the one behind `keep`.
pub(in super::super) fn end_sessions(
    w: &mut Write<'_>,
    account: i64,
    keep: Option<&Hash>,
) -> Result<u64, DbError> {
    let keep = keep.copied().unwrap_or_default();
    w.execute("DELETE FROM browser_session WHERE account = $1 AND hash <> $2", &values![account, keep])
}

/// Notes when sessions were last seen: `(id, milliseconds)`.
pub(in super::super) fn note_seen(w: &mut Write<'_>, seen: &[(String, i64)]) -> Result<u64, DbError> {
    let mut rows = Rows::new();
    for (id, at) in seen {
        rows.row().text(id).int(*at);
    }
    w.execute(
        "UPDATE browser_session SET seen_at = seen.at
         FROM (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS at FROM EACH($1)) AS seen
         WHERE browser_session.id = seen.id AND browser_session.seen_at < seen.at",
        &values![rows],
    )
}
