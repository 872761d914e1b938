//! How rows were: a row for every stretch of time that is over, written by whoever changes or removes them.
//!
//! These tables are not sealed. They answer questions about the past; what a decision stands on is never read from them.

use std::collections::BTreeSet;

use licentia_core::ids::UserNo;
use licentia_core::names::IssuerName;
use licentia_platform::db::{DbError, Rows, Sql as _, Write, values};

use crate::sealed::AssignmentRow;

/// Keeps how these assignments stand in their table, before they are written over or removed. What became so in this
/// very millisecond never was.
pub(super) fn keep_assignments<'a>(
    w: &mut Write<'_>,
    rows: impl Iterator<Item = &'a AssignmentRow>,
) -> Result<(), DbError> {
    let (scope, now, mut keys) = (w.scope(), w.now_ms(), Rows::new());
    for row in rows {
        let a = &row.assignment;
        keys.row().int(scope.0).int(row.user.0).int(a.module.0).int(a.source as u8).int(now);
    }
    if keys.is_empty() {
        return Ok(());
    }
    let text = "INSERT INTO assignment_past (scope, user_no, module_no, source, units, valid_from, valid_until, \
        state, since_ms, until_ms) \
        SELECT a.scope, a.user_no, a.module_no, a.source, a.units, a.valid_from, a.valid_until, a.state, a.since_ms, \
        k.until_ms FROM (SELECT CAST(value->>0 AS BIGINT) AS scope, CAST(value->>1 AS BIGINT) AS user_no, \
        CAST(value->>2 AS BIGINT) AS module_no, CAST(value->>3 AS BIGINT) AS source, \
        CAST(value->>4 AS BIGINT) AS until_ms FROM EACH($1)) AS k \
        JOIN assignment AS a ON a.scope = k.scope AND a.user_no = k.user_no AND a.module_no = k.module_no \
        AND a.source = k.source WHERE a.since_ms < k.until_ms";
    w.execute_rows(text, &keys).map(drop)
}

/// The same of users.
pub(super) fn keep_users(w: &mut Write<'_>, users: &BTreeSet<UserNo>) -> Result<(), DbError> {
    if users.is_empty() {
        return Ok(());
    }
    let (scope, now, mut keys) = (w.scope(), w.now_ms(), Rows::new());
    for no in users {
        keys.row().int(scope.0).int(no.0).int(now);
    }
    let text = "INSERT INTO user_past (scope, user_no, kind, can_log_in, state, waiting_for_approval, since_ms, \
        until_ms) SELECT u.scope, u.no, u.kind, u.can_log_in, u.state, u.waiting_for_approval, u.since_ms, k.until_ms \
        FROM (SELECT CAST(value->>0 AS BIGINT) AS scope, CAST(value->>1 AS BIGINT) AS no, \
        CAST(value->>2 AS BIGINT) AS until_ms FROM EACH($1)) AS k \
        JOIN app_user AS u ON u.scope = k.scope AND u.no = k.no WHERE u.since_ms < k.until_ms";
    w.execute_rows(text, &keys).map(drop)
}

/// Keeps since when packages in force were so, before they go out of force: those of an issuer, and one by its id.
pub(super) fn keep_packages(
    w: &mut Write<'_>,
    issuer: Option<&IssuerName>,
    id: Option<&str>,
) -> Result<(), DbError> {
    let (scope, now) = (w.scope(), w.now_ms());
    w.execute(
        "INSERT INTO package_past (scope, id, since_ms, until_ms) SELECT scope, id, activated_at, CAST($2 AS BIGINT) FROM package \
         WHERE scope = $1 AND state = 'in_force' AND activated_at < $2 AND (issuer = $3 OR id = $4)",
        &values![
            scope,
            now,
            issuer.map_or_else(String::new, |issuer| issuer.as_str().to_owned()),
            id.unwrap_or_default()
        ],
    )
    .map(drop)
}
