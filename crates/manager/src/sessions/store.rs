//! The SQL of lists of sessions, and of what of `seat_session` is not sealed: when one was last heard of.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::fold_search;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Value, Write, values};
use uuid::Uuid;

use super::list::{Listed, SessionSort, SortBy, Wanted};
use crate::users::Alphabet;
use crate::users::store::name_order;

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

/// The ids of sessions that ended before a moment, in milliseconds UTC, the oldest first.
pub(super) fn ended(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    before_ms: i64,
    most: u32,
) -> Result<Vec<String>, DbError> {
    let text = format!(
        "SELECT id FROM seat_session WHERE scope = $1 AND ended_at < $2 ORDER BY ended_at, id LIMIT {most}"
    );
    let rows = sql.query(&text, &values![scope, before_ms])?;
    rows.iter().map(|row| row.get(0)).collect()
}

const LISTED: &str = "s.id, s.user_no, u.id, u.login, u.name, s.client, s.seats, s.opened_at, s.seen_at";
const OPEN: &str = "seat_session AS s JOIN app_user AS u ON u.scope = s.scope AND u.no = s.user_no \
                    WHERE s.scope = $1 AND s.ended_at IS NULL";

pub(super) fn count(sql: &mut dyn Sql, scope: ScopeNo, wanted: &Wanted) -> Result<u64, DbError> {
    let (conditions, params) = conditions(scope, wanted);
    let row = sql.query_one(&format!("SELECT COUNT(*) FROM {OPEN}{conditions}"), &params)?;
    row.map_or(Ok(0), |row| row.get(0))
}

pub(super) fn page(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    wanted: &Wanted,
    sort: SessionSort,
    limit: u32,
    offset: u64,
) -> Result<Vec<Listed>, DbError> {
    let (conditions, params) = conditions(scope, wanted);
    let down = if sort.down { " DESC" } else { "" };
    let order = match sort.by {
        SortBy::Since => format!("s.opened_at{down}, s.id{down}"),
        SortBy::Heard => format!("s.seen_at{down}, s.id{down}"),
        SortBy::User => format!("{}{down}, s.opened_at{down}, s.id{down}", name_order(sort.alphabet)),
    };
    let text =
        format!("SELECT {LISTED} FROM {OPEN}{conditions} ORDER BY {order} LIMIT {limit} OFFSET {offset}");
    Ok(sql.query(&text, &params)?.iter().filter_map(listed).collect())
}

/// Open sessions by their ids.
pub(super) fn named(sql: &mut dyn Sql, scope: ScopeNo, ids: &[String]) -> Result<Vec<Listed>, DbError> {
    let mut set = Rows::new();
    for id in ids {
        set.row().text(id);
    }
    let text = format!(
        "SELECT {LISTED} FROM {OPEN} AND s.id IN (SELECT value->>0 FROM EACH($2)) ORDER BY {}, s.id",
        name_order(Alphabet::default())
    );
    Ok(sql.query(&text, &values![scope, set])?.iter().filter_map(listed).collect())
}

fn conditions(scope: ScopeNo, wanted: &Wanted) -> (String, Vec<Value>) {
    let (mut text, mut params) = (String::new(), vec![Value::from(scope)]);
    if let Some(search) = &wanted.search {
        let escaped: String = fold_search(search)
            .chars()
            .flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c]))
            .collect();
        params.push(Value::from(format!("%{escaped}%")));
        let n = params.len();
        text.push_str(&format!(" AND u.search_key LIKE ${n} ESCAPE '!'"));
    }
    if let Some(user) = wanted.user {
        params.push(Value::from(user.0));
        text.push_str(&format!(" AND s.user_no = ${}", params.len()));
    }
    if let Some(module) = wanted.module {
        // The seats are a JSON array of numbers, written without blanks.
        params.push(Value::from(format!("%,{},%", module.0)));
        text.push_str(&format!(" AND REPLACE(REPLACE(s.seats, '[', ','), ']', ',') LIKE ${}", params.len()));
    }
    if wanted.seated {
        text.push_str(" AND s.seats <> '[]'");
    }
    if let Some((opened, id)) = &wanted.after {
        params.push(Value::from(*opened));
        params.push(Value::from(id.as_str()));
        text.push_str(&format!(" AND (s.opened_at, s.id) < (${}, ${})", params.len() - 1, params.len()));
    }
    (text, params)
}

fn listed(row: &Row) -> Option<Listed> {
    Some(Listed {
        id: Uuid::parse_str(row.text(0)?).ok()?,
        user: UserNo(row.get(1).ok()?),
        user_id: row.get(2).ok()?,
        login: row.get(3).ok()?,
        name: row.get(4).ok()?,
        client: ModuleNo(row.get(5).ok()?),
        seats: serde_json::from_str(row.text(6)?).ok()?,
        opened_at: row.get(7).ok()?,
        seen_at: row.get(8).ok()?,
    })
}
