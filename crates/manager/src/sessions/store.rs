//! What of `seat_session` is not sealed: when a session was last heard of.

use licentia_platform::db::{DbError, Rows, ScopeNo, Sql, Write, values};
use uuid::Uuid;

pub(super) fn seen(w: &mut Write<'_>, beats: &[(Uuid, i64)]) -> Result<(), DbError> {
    let (scope, mut set) = (w.scope(), Rows::new());
    for (session, at) in beats {
        set.row().text(&session.to_string()).int(*at);
    }
    w.execute(
        "UPDATE seat_session SET seen_at = CAST(value->>1 AS BIGINT) FROM EACH($2) \
         WHERE scope = $1 AND seat_session.id = value->>0 AND seen_at < CAST(value->>1 AS BIGINT)",
        &values![scope, set],
    )
    .map(drop)
}

pub(super) fn silent(sql: &mut dyn Sql, scope: ScopeNo, before_ms: i64) -> Result<Vec<Uuid>, DbError> {
    let rows = sql.query(
        "SELECT id FROM seat_session WHERE scope = $1 AND ended_at IS NULL AND seen_at < $2 ORDER BY seen_at LIMIT 1000",
        &values![scope, before_ms],
    )?;
    Ok(rows.iter().filter_map(|row| Uuid::parse_str(row.text(0)?).ok()).collect())
}
