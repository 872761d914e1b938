//! Names for what entries are about.

use std::collections::HashMap;

use licentia_core::ids::UserNo;
use licentia_platform::db::{DbError, Rows, ScopeNo, Sql, values};

/// The log-in names of users, by number.
pub(super) fn logins(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: &[UserNo],
) -> Result<HashMap<UserNo, String>, DbError> {
    let mut set = Rows::new();
    for user in users {
        set.row().int(user.0);
    }
    let rows = sql.query(
        "SELECT no, login FROM app_user WHERE scope = $1 \
         AND no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($2))",
        &values![scope, set],
    )?;
    rows.iter().map(|row| Ok((UserNo(row.get(0)?), row.get(1)?))).collect()
}
