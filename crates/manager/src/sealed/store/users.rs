//! `app_user`.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use licentia_core::ids::UserNo;
use licentia_core::licence::UserKind;
use licentia_core::names::name_sort_key;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Seal;

use super::{Found, USERS_END, Unreadable, Which, insert, numbers, past};
use crate::sealed::{Stored, UserLayout, UserRow, UserState};
use crate::snapshot::Journal;

const USER: &str = "no, id, login, login_key, name, name_key, email, kind, can_log_in, state, groups, \
                    created_at, updated_at, last_used, layout, job_title, role, attributes, waiting_for_approval, \
                    sites, rev, seal_hi, seal_lo";

/// Reads users in order of their numbers and hands each to `each`.
///
/// # Errors
/// The database's.
pub fn users(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    which: Which<'_>,
    each: &mut dyn FnMut(Found<UserRow>),
) -> Result<(), DbError> {
    let mut found = |row: &Row| {
        each(user(row).ok_or_else(|| Unreadable { user: row.get(0).ok().map(UserNo), module: None }));
        Ok(())
    };
    match which {
        Which::All => {
            let text = format!("SELECT {USER} FROM app_user WHERE scope = $1 ORDER BY no");
            sql.query_each(&text, &values![scope], &mut found)
        }
        Which::Between(first, last) => {
            let text =
                format!("SELECT {USER} FROM app_user WHERE scope = $1 AND no BETWEEN $2 AND $3 ORDER BY no");
            sql.query_each(&text, &values![scope, first.0, last.0], &mut found)
        }
        Which::Users(list) => {
            let text = format!(
                "SELECT {USER} FROM app_user WHERE scope = $1 \
                 AND no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($2)) ORDER BY no"
            );
            sql.query_each(&text, &values![scope, numbers(list)], &mut found)
        }
    }
}

/// The last of the `limit` user numbers from `from` on; `None` when there is none.
///
/// # Errors
/// The database's.
pub fn last_of_page(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    from: UserNo,
    limit: u32,
) -> Result<Option<UserNo>, DbError> {
    let text = "SELECT MAX(no) FROM (SELECT no FROM app_user WHERE scope = $1 AND no >= $2 AND no < $4 \
        ORDER BY no LIMIT $3) AS page";
    let row = sql.query_one(text, &values![scope, from.0, limit, USERS_END])?;
    Ok(row.and_then(|row| row.get::<u32>(0).ok()).map(UserNo))
}

/// How many users and assignments have numbers of users that nobody gets: they were edited, and no page holds them.
///
/// # Errors
/// The database's.
pub fn beyond(sql: &mut dyn Sql, scope: ScopeNo) -> Result<u64, DbError> {
    let text = "SELECT (SELECT COUNT(*) FROM app_user WHERE scope = $1 AND (no < 0 OR no >= $2)) \
        + (SELECT COUNT(*) FROM assignment WHERE scope = $1 AND (user_no < 0 OR user_no >= $2))";
    let row = sql.query_one(text, &values![scope, USERS_END])?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Adds users.
///
/// # Errors
/// The database's: a log-in name that is taken is [`DbError::Unique`].
pub fn insert_users(w: &mut Write<'_>, rows: &[UserRow]) -> Result<(), DbError> {
    Journal::of(w).users(rows);
    let now = w.now_ms();
    let list = user_list(w, rows, |_| Some(now));
    insert(w, "app_user", &format!("{USER}, since_ms, search_key, name_sort"), &list)
}

/// Writes `rows` over the stored ones of the same numbers. How those were whose right to a seat changes is kept for
/// questions about the past.
///
/// # Errors
/// `tampered` when a stored row does not carry its seal; the database's.
pub fn change_users(w: &mut Write<'_>, stored: &[Stored<UserRow>], rows: &[UserRow]) -> Result<(), Problem> {
    Journal::of(w).users(rows);
    for old in stored {
        old.unseal(w)?;
    }
    let altered = altered(stored, rows);
    past::keep_users(w, &altered)?;
    let now = w.now_ms();
    let list = user_list(w, rows, |row| altered.contains(&row.no).then_some(now));
    let text = "UPDATE app_user SET login = value->>2, login_key = value->>3, name = value->>4, \
        name_key = value->>5, email = value->>6, kind = CAST(value->>7 AS BIGINT), \
        can_log_in = CAST(value->>8 AS BIGINT), state = value->>9, groups = value->>10, \
        updated_at = CAST(value->>12 AS BIGINT), layout = CAST(value->>14 AS BIGINT), job_title = value->>15, \
        role = value->>16, attributes = value->>17, waiting_for_approval = CAST(value->>18 AS BIGINT), \
        sites = value->>19, rev = CAST(value->>20 AS BIGINT), seal_hi = CAST(value->>21 AS BIGINT), \
        seal_lo = CAST(value->>22 AS BIGINT), since_ms = COALESCE(CAST(value->>23 AS BIGINT), since_ms), \
        search_key = value->>24, name_sort = value->>25 FROM EACH($2) \
        WHERE scope = $1 AND no = CAST(value->>0 AS BIGINT)";
    let scope = w.scope();
    w.execute(text, &values![scope, list])?;
    Ok(())
}

/// The rows with their new seals: the columns [`USER`], since when the right to a seat is as it is, what is searched and
/// where the name stands in order.
fn user_list(w: &mut Write<'_>, rows: &[UserRow], since: impl Fn(&UserRow) -> Option<i64>) -> Rows {
    let (scope, rev) = (w.scope(), w.revision().cast_signed());
    let mut set = Rows::with_capacity(rows.len(), 27);
    for u in rows {
        let u = &*in_layout_of_now(u);
        let seal = w.seal(u);
        set.row()
            .int(u.no.0)
            .text(&u.id)
            .text(&u.login)
            .text(&u.login_key)
            .text(&u.name)
            .text(&u.name_key)
            .text_or_null(u.email.as_deref())
            .int(u.kind.value())
            .bool(u.can_log_in)
            .text(u.state.as_str())
            .text(&groups_json(&u.groups))
            .int(u.created_at)
            .int(u.updated_at)
            .text_or_null(u.last_used.as_deref())
            .int(u.layout as u8)
            .text_or_null(u.job_title.as_deref())
            .text_or_null(u.role.as_deref())
            .text(&u.attributes_json())
            .bool(u.waiting_for_approval)
            .text(&numbers_json(&u.sites))
            .int(rev)
            .int(seal.hi)
            .int(seal.lo)
            .int_or_null(since(u))
            .text(&u.search_key())
            .text(&name_sort_key(&u.name_key))
            .int(scope.0);
    }
    set
}

/// Which of `rows` take or leave seats in another way than the stored ones did.
fn altered(stored: &[Stored<UserRow>], rows: &[UserRow]) -> BTreeSet<UserNo> {
    let counts = |row: &UserRow| (row.kind, row.can_log_in, row.state, row.waiting_for_approval);
    let before: HashMap<UserNo, _> = stored.iter().map(|s| (s.row.no, counts(&s.row))).collect();
    rows.iter().filter(|row| before.get(&row.no) != Some(&counts(row))).map(|row| row.no).collect()
}

fn user(row: &Row) -> Option<Stored<UserRow>> {
    Some(Stored {
        row: UserRow {
            no: UserNo(row.get(0).ok()?),
            id: row.get(1).ok()?,
            login: row.get(2).ok()?,
            login_key: row.get(3).ok()?,
            name: row.get(4).ok()?,
            name_key: row.get(5).ok()?,
            email: row.get(6).ok()?,
            kind: UserKind::from_value(row.get(7).ok()?)?,
            can_log_in: row.get(8).ok()?,
            state: UserState::from_stored(row.text(9)?)?,
            groups: serde_json::from_str(row.text(10)?).ok()?,
            created_at: row.get(11).ok()?,
            updated_at: row.get(12).ok()?,
            last_used: row.get(13).ok()?,
            layout: UserLayout::from_stored(row.get(14).ok()?)?,
            job_title: row.get(15).ok()?,
            role: row.get(16).ok()?,
            attributes: serde_json::from_str(row.text(17)?).ok()?,
            waiting_for_approval: row.get(18).ok()?,
            sites: serde_json::from_str(row.text(19)?).ok()?,
        },
        rev: row.get(20).ok()?,
        seal: Seal { hi: row.get(21).ok()?, lo: row.get(22).ok()? },
    })
}

/// Rows are written in the newest layout, however they were read.
fn in_layout_of_now(row: &UserRow) -> Cow<'_, UserRow> {
    if row.layout == UserLayout::NOW {
        Cow::Borrowed(row)
    } else {
        Cow::Owned(UserRow { layout: UserLayout::NOW, ..row.clone() })
    }
}

fn numbers_json(numbers: &[u32]) -> String {
    serde_json::to_string(numbers).expect("numbers are JSON")
}

fn groups_json(groups: &[String]) -> String {
    serde_json::to_string(groups).expect("texts are JSON")
}
