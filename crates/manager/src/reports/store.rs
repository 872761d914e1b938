//! The SQL of the past, and of names.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::UserKind;
use licentia_core::seats::{Assignment, Source, State};
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Value, values};

use super::past::WasUser;
use crate::sealed::UserState;
use crate::users::Alphabet;
use crate::users::store::name_order;

/// How users were at a moment, in any order. A row that cannot be read counts as absent.
pub(super) fn users_at(sql: &mut dyn Sql, scope: ScopeNo, at_ms: i64) -> Result<Vec<WasUser>, DbError> {
    let mut users = Vec::new();
    sql.query_each(
        "SELECT no, kind, can_log_in, state, waiting_for_approval FROM app_user \
         WHERE scope = $1 AND since_ms <= $2 \
         UNION ALL SELECT user_no, kind, can_log_in, state, waiting_for_approval FROM user_past \
         WHERE scope = $1 AND until_ms > $2 AND since_ms <= $2",
        &values![scope, at_ms],
        &mut |row| {
            users.extend(user(row));
            Ok(())
        },
    )?;
    Ok(users)
}

fn user(row: &Row) -> Option<WasUser> {
    let (can_log_in, waits) = (row.get::<bool>(2).ok()?, row.get::<bool>(4).ok()?);
    let in_service = UserState::from_stored(row.text(3)?)? == UserState::Active;
    Some(WasUser {
        no: UserNo(row.get(0).ok()?),
        kind: UserKind::from_value(row.get(1).ok()?)?,
        active: can_log_in && in_service && !waits,
    })
}

/// The grants that were not waiting at a moment, in any order.
pub(super) fn grants_at(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    at_ms: i64,
) -> Result<Vec<(UserNo, Assignment)>, DbError> {
    let mut grants = Vec::new();
    sql.query_each(
        "SELECT user_no, module_no, source, units, valid_from, valid_until, since_ms FROM assignment \
         WHERE scope = $1 AND state = 0 AND since_ms <= $2 \
         UNION ALL SELECT user_no, module_no, source, units, valid_from, valid_until, since_ms FROM assignment_past \
         WHERE scope = $1 AND state = 0 AND until_ms > $2 AND since_ms <= $2",
        &values![scope, at_ms],
        &mut |row| {
            grants.extend(grant(row));
            Ok(())
        },
    )?;
    Ok(grants)
}

fn grant(row: &Row) -> Option<(UserNo, Assignment)> {
    let day = |index| match row.text(index) {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    };
    let grant = Assignment {
        module: ModuleNo(row.get(1).ok()?),
        source: Source::from_value(row.get::<i64>(2).ok()?.try_into().ok()?)?,
        units: row.get(3).ok()?,
        from: day(4)?,
        until: day(5)?,
        state: State::Active,
        order: u64::try_from(row.get::<i64>(6).ok()?).ok()?,
    };
    Some((UserNo(row.get(0).ok()?), grant))
}

/// The ids of the packages that were in force at a moment.
pub(super) fn packages_at(sql: &mut dyn Sql, scope: ScopeNo, at_ms: i64) -> Result<Vec<String>, DbError> {
    let rows = sql.query(
        "SELECT id FROM package WHERE scope = $1 AND state = 'in_force' AND activated_at <= $2 \
         UNION SELECT id FROM package_past WHERE scope = $1 AND since_ms <= $2 AND until_ms > $2",
        &values![scope, at_ms],
    )?;
    Ok(rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect())
}

/// When the first entry of an installation's ledger was written.
pub(super) fn began_at(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<i64>, DbError> {
    let first = "SELECT at FROM ledger WHERE scope = $1 ORDER BY revision LIMIT 1";
    sql.query_one(first, &values![scope])?.map(|row| row.get(0)).transpose()
}

/// A user by the name of today.
pub(super) struct Named {
    pub(super) no: UserNo,
    pub(super) id: String,
    pub(super) login: String,
    pub(super) name: String,
    /// Where the name stands in order.
    pub(super) place: String,
}

/// One page of users by name, one more than asked for where there are more.
pub(super) struct NamedPage {
    pub(super) rows: Vec<Named>,
    pub(super) total: u64,
}

/// Those of `users` in one of whose searched texts `search` occurs, by name.
pub(super) fn named(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: &[UserNo],
    search: Option<&str>,
    after: Option<&(String, u32)>,
    (alphabet, limit, offset): (Alphabet, u32, u64),
) -> Result<NamedPage, DbError> {
    let mut set = Rows::new();
    for no in users {
        set.row().int(no.0);
    }
    let mut params = vec![Value::from(scope), Value::from(set)];
    let by = name_order(alphabet);
    let mut text = "FROM app_user u WHERE scope = $1 \
        AND no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($2))"
        .to_owned();
    if let Some(search) = search {
        let escaped: String = search
            .chars()
            .flat_map(|c| matches!(c, '%' | '_' | '!').then_some('!').into_iter().chain([c]))
            .collect();
        params.push(Value::from(format!("%{escaped}%")));
        text.push_str(" AND search_key LIKE $3 ESCAPE '!'");
    }
    let row = sql.query_one(&format!("SELECT COUNT(*) {text}"), &params)?;
    let total = row.map_or(Ok(0), |row| row.get(0))?;
    if let Some((key, no)) = after {
        params.push(Value::from(key.as_str()));
        params.push(Value::from(*no));
        text.push_str(&format!(" AND ({by}, no) > (${}, ${})", params.len() - 1, params.len()));
    }
    let limit = u64::from(limit) + 1;
    let text = format!(
        "SELECT no, id, CASE WHEN state = 'deleted' THEN '' ELSE login END, \
         CASE WHEN state = 'deleted' THEN '' ELSE name END, {by} {text} \
         ORDER BY {by}, no LIMIT {limit} OFFSET {offset}"
    );
    let rows = sql.query(&text, &params)?;
    let named = |row: &Row| {
        Some(Named {
            no: UserNo(row.get(0).ok()?),
            id: row.get(1).ok()?,
            login: row.get(2).ok()?,
            name: row.get(3).ok()?,
            place: row.get(4).ok()?,
        })
    };
    Ok(NamedPage { rows: rows.iter().filter_map(named).collect(), total })
}
