//! The texts by which users are found and put in order, made anew: a server of before made them otherwise.

use std::collections::BTreeMap;

use licentia_core::names::name_sort_key;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, values};

use crate::sealed::search_key;

/// Users that are read, and written, at once.
const AT_ONCE: u32 = 5_000;

/// Makes the texts of all users. They are not sealed. It reads the columns of its migration and no others, for it runs
/// before those that come later are there.
///
/// # Errors
/// The database's.
pub(crate) fn make_texts(sql: &mut dyn Sql) -> Result<(), DbError> {
    let scopes = sql.query("SELECT DISTINCT scope FROM app_user ORDER BY scope", &[])?;
    for scope in scopes {
        let scope = ScopeNo(scope.get(0)?);
        let mut after = i64::MIN;
        while let Some(last) = make_some(sql, scope, after)? {
            after = last;
        }
    }
    Ok(())
}

/// Those of the next numbers; answers the last of them.
fn make_some(sql: &mut dyn Sql, scope: ScopeNo, after: i64) -> Result<Option<i64>, DbError> {
    let text = format!(
        "SELECT no, name_key, login_key, email, role, job_title, groups, attributes FROM app_user \
         WHERE scope = $1 AND no > $2 AND state <> 'deleted' ORDER BY no LIMIT {AT_ONCE}"
    );
    let (mut last, mut found, mut sorted) = (None, Rows::new(), Rows::new());
    sql.query_each(&text, &values![scope, after], &mut |row| {
        let no: i64 = row.get(0)?;
        last = Some(no);
        found.row().int(no).text(&key(row));
        let name = row.text(1).unwrap_or_default();
        if !name.is_ascii() {
            sorted.row().int(no).text(&name_sort_key(name));
        }
        Ok(())
    })?;
    for (column, set) in [("search_key", found), ("name_sort", sorted)] {
        if !set.is_empty() {
            let text = format!(
                "UPDATE app_user SET {column} = value->>1 FROM EACH($2) \
                 WHERE scope = $1 AND no = CAST(value->>0 AS BIGINT)"
            );
            sql.execute(&text, &values![scope, set])?;
        }
    }
    Ok(last)
}

/// What is searched; whatever is no JSON any more is found by its other texts.
fn key(row: &Row) -> String {
    let text = |column| row.text(column).unwrap_or_default();
    let groups: Vec<String> = serde_json::from_str(text(6)).unwrap_or_default();
    let attributes: BTreeMap<String, String> = serde_json::from_str(text(7)).unwrap_or_default();
    let alone = (3..6).filter_map(|column| row.text(column));
    let more = groups.iter().chain(attributes.values()).map(String::as_str);
    search_key(text(1), text(2), alone.chain(more))
}
