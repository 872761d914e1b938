//! `refusal_day`.

use licentia_core::ids::UserNo;
use licentia_platform::db::{DbError, Rows, ScopeNo, Sql, Write, values};

use super::refusals::{Count, Key};

pub(super) fn add_refusals(w: &mut Write<'_>, counts: &[(Key, Count)]) -> Result<(), DbError> {
    let (scope, mut set) = (w.scope(), Rows::new());
    // What comes after its day was closed counts for the first day that is open.
    let open = crate::history::first_open_day(w, scope)?;
    for (key, count) in counts {
        set.row()
            .text(&open.map_or(key.day, |open| key.day.max(open)).to_string())
            .int(key.user)
            .int(key.module)
            .text(key.code)
            .int(count.times)
            .int(count.first_at)
            .int(count.last_at)
            .text(&key.item)
            .text(&key.asker);
    }
    w.execute(
        "INSERT INTO refusal_day (scope, day, user_no, module_no, code, count, first_at, last_at, item, asker) \
         SELECT CAST($1 AS BIGINT), value->>0, CAST(value->>1 AS BIGINT), CAST(value->>2 AS BIGINT), value->>3, \
         CAST(value->>4 AS BIGINT), CAST(value->>5 AS BIGINT), CAST(value->>6 AS BIGINT), value->>7, value->>8 \
         FROM EACH($2) WHERE true \
         ON CONFLICT (scope, day, user_no, module_no, code, item, asker) DO UPDATE SET count = refusal_day.count + excluded.count, \
         last_at = excluded.last_at",
        &values![scope, set],
    )
    .map(drop)
}

/// How often a user was refused a module since a day, and when last, in milliseconds UTC.
pub(super) fn refused(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    user: u32,
    module: u16,
    since: &str,
) -> Result<Option<(i64, i64)>, DbError> {
    let row = sql.query_one(
        "SELECT CAST(SUM(count) AS BIGINT), MAX(last_at) FROM refusal_day \
         WHERE scope = $1 AND user_no = $2 AND module_no = $3 AND day >= $4",
        &values![scope, user, module, since],
    )?;
    Ok(row.and_then(|row| Some((row.get(0).ok()?, row.get(1).ok()?))))
}

/// The ids of the users with this folded name; two are enough to know that it says nothing.
pub(super) fn ids_named(sql: &mut dyn Sql, scope: ScopeNo, name_key: &str) -> Result<Vec<String>, DbError> {
    let rows = sql.query(
        "SELECT id FROM app_user WHERE scope = $1 AND name_key = $2 ORDER BY no LIMIT 2",
        &values![scope, name_key],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Makes `day` the last day of use of these users. The column is not sealed and belongs to no chain.
pub(crate) fn used(w: &mut Write<'_>, day: &str, users: &[UserNo]) -> Result<(), DbError> {
    let (scope, mut set) = (w.scope(), Rows::with_capacity(users.len(), 1));
    for user in users {
        set.row().int(user.0);
    }
    w.execute(
        "UPDATE app_user SET last_used = $2 WHERE scope = $1 AND (last_used IS NULL OR last_used < $2) \
         AND no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($3))",
        &values![scope, day, set],
    )
    .map(drop)
}
