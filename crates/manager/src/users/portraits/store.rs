//! `portrait`.

use std::collections::HashMap;

use licentia_core::ids::UserNo;
use licentia_platform::db::{DbError, Rows, ScopeNo, Sql, Write, values};

use super::Portrait;
use super::picture::MediaType;

/// The portrait of a user; one whose row was edited into something else is none.
pub(super) fn one(sql: &mut dyn Sql, scope: ScopeNo, user: UserNo) -> Result<Option<Portrait>, DbError> {
    let text = "SELECT media_type, bytes, sha256 FROM portrait WHERE scope = $1 AND user_no = $2";
    let Some(row) = sql.query_one(text, &values![scope, user.0])? else { return Ok(None) };
    let Some(media_type) = MediaType::from_str(row.text(0).unwrap_or_default()) else { return Ok(None) };
    Ok(Some(Portrait { media_type, bytes: row.get(1)?, sha256: row.get(2)? }))
}

/// The hashes of the portraits of those among these users who have one.
pub(super) fn hashes(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: &[UserNo],
) -> Result<HashMap<UserNo, String>, DbError> {
    if users.is_empty() {
        return Ok(HashMap::new());
    }
    let mut set = Rows::with_capacity(users.len(), 1);
    for user in users {
        set.row().int(user.0);
    }
    let text = "SELECT user_no, sha256 FROM portrait \
                WHERE scope = $1 AND user_no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($2))";
    let rows = sql.query(text, &values![scope, set])?;
    rows.iter().map(|row| Ok((UserNo(row.get(0)?), row.get(1)?))).collect()
}

/// Keeps a portrait in place of the one before.
pub(super) fn put(w: &mut Write<'_>, user: UserNo, portrait: &Portrait) -> Result<(), DbError> {
    let (scope, now) = (w.scope(), w.now_ms());
    w.execute(
        "INSERT INTO portrait (scope, user_no, media_type, bytes, sha256, changed_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (scope, user_no) DO UPDATE SET media_type = $3, bytes = $4, sha256 = $5, changed_at = $6",
        &values![
            scope,
            user.0,
            portrait.media_type.as_str(),
            portrait.bytes.as_slice(),
            portrait.sha256.as_str(),
            now
        ],
    )
    .map(drop)
}

/// Removes a portrait; says whether there was one.
pub(super) fn remove(w: &mut Write<'_>, user: UserNo) -> Result<bool, DbError> {
    let scope = w.scope();
    let removed =
        w.execute("DELETE FROM portrait WHERE scope = $1 AND user_no = $2", &values![scope, user.0])?;
    Ok(removed > 0)
}
