//! The SQL of assignments: lists, and who granted what.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::fold_search;
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Value, values};

/// Who made a change, and when in milliseconds UTC.
pub(super) fn who(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    revision: u64,
) -> Result<Option<(String, i64)>, DbError> {
    let row = sql.query_one(
        "SELECT actor, at FROM ledger WHERE scope = $1 AND revision = $2",
        &values![scope, revision],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Where a list of assignments goes on: grant, user, module, source.
pub(super) type Place = (u64, u32, u16, u8);

/// Which assignments.
#[derive(Clone, Debug, Default)]
pub(super) struct Which {
    pub(super) user: Option<UserNo>,
    pub(super) module: Option<ModuleNo>,
    /// Only those that wait, or only those that act.
    pub(super) waiting: Option<bool>,
    pub(super) code: Option<String>,
    pub(super) search: Option<String>,
    pub(super) after: Option<Place>,
}

/// One row of a list.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) user: UserNo,
    pub(super) login: String,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) module: ModuleNo,
    pub(super) source: u8,
    pub(super) units: u32,
    pub(super) from: Option<String>,
    pub(super) until: Option<String>,
    pub(super) waits: bool,
    pub(super) code: Option<String>,
    pub(super) order: u64,
    /// When it was granted, in milliseconds UTC.
    pub(super) at_ms: Option<i64>,
}

const LINE: &str = "a.user_no, u.login, u.id, u.name, a.module_no, a.source, a.units, a.valid_from, a.valid_until, \
                    a.state, a.code, a.grant_order, l.at";

/// Assignments, oldest grant first.
pub(super) fn list(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    which: &Which,
    limit: u32,
) -> Result<Vec<Line>, DbError> {
    let (condition, params) = condition(scope, which);
    let text = format!(
        "SELECT {LINE} FROM assignment a JOIN app_user u ON u.scope = a.scope AND u.no = a.user_no \
         LEFT JOIN ledger l ON l.scope = a.scope AND l.revision = a.grant_order WHERE {condition} \
         ORDER BY a.grant_order, a.user_no, a.module_no, a.source LIMIT {limit}"
    );
    sql.query(&text, &params)?.iter().map(line).collect()
}

/// How many there are.
pub(super) fn count(sql: &mut dyn Sql, scope: ScopeNo, which: &Which) -> Result<u64, DbError> {
    let (condition, params) = condition(scope, &Which { after: None, ..which.clone() });
    let join = match which.search {
        Some(_) => "JOIN app_user u ON u.scope = a.scope AND u.no = a.user_no",
        None => "",
    };
    let row =
        sql.query_one(&format!("SELECT COUNT(*) FROM assignment a {join} WHERE {condition}"), &params)?;
    row.map_or(Ok(0), |row| row.get::<i64>(0).map(i64::cast_unsigned))
}

fn condition(scope: ScopeNo, which: &Which) -> (String, Vec<Value>) {
    let (mut text, mut params) = ("a.scope = $1".to_owned(), vec![Value::from(scope)]);
    let mut and = |condition: &str, value: Value| {
        params.push(value);
        text.push_str(&format!(" AND {condition} ${}", params.len()));
    };
    if let Some(user) = which.user {
        and("a.user_no =", Value::from(user.0));
    }
    if let Some(module) = which.module {
        and("a.module_no =", Value::from(module.0));
    }
    if let Some(code) = &which.code {
        and("a.code =", Value::from(code.clone()));
    }
    if let Some(search) = &which.search {
        params.push(Value::from(contains(&fold_search(search))));
        let n = params.len();
        text.push_str(&format!(" AND u.search_key LIKE ${n} ESCAPE '!'"));
    }
    let after = which.after.map(|(order, user, module, source)| {
        for value in
            [Value::from(order), Value::from(user), Value::from(module), Value::from(i64::from(source))]
        {
            params.push(value);
        }
        let last = params.len();
        let (a, b, c, d) = (last - 3, last - 2, last - 1, last);
        format!(" AND (a.grant_order, a.user_no, a.module_no, a.source) > (${a}, ${b}, ${c}, ${d})")
    });
    text.push_str(after.as_deref().unwrap_or(""));
    match which.waiting {
        // Written out, so that the index of what waits is used.
        Some(true) => text.push_str(" AND a.state = 1"),
        Some(false) => text.push_str(" AND a.state = 0"),
        None => {}
    }
    (text, params)
}

/// A pattern that finds texts with this in them.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

fn line(row: &Row) -> Result<Line, DbError> {
    Ok(Line {
        user: UserNo(row.get(0)?),
        login: row.get(1)?,
        id: row.get(2)?,
        name: row.get(3)?,
        module: ModuleNo(u16::try_from(row.get::<u32>(4)?).unwrap_or(u16::MAX)),
        source: u8::try_from(row.get::<u32>(5)?).unwrap_or(0),
        units: row.get(6)?,
        from: row.get(7)?,
        until: row.get(8)?,
        waits: row.get::<i64>(9)? != 0,
        code: row.get(10)?,
        order: row.get::<i64>(11)?.cast_unsigned(),
        at_ms: row.get(12)?,
    })
}
