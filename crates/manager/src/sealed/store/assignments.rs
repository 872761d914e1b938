//! `assignment`.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{Assignment, Source, State};
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use licentia_platform::ledger::TextId;
use licentia_platform::problem::Problem;
use licentia_platform::seals::{Seal, Tampered};

use super::{Found, Unreadable, Which, insert, numbers, past};
use crate::sealed::{AssignmentRow, Stored};
use crate::snapshot::Journal;

const ASSIGNMENT: &str = "user_no, module_no, source, units, valid_from, valid_until, state, code, grant_order, \
                          comment_text, rev, seal_hi, seal_lo";

/// Reads assignments in order of user, module and source and hands each to `each`.
///
/// # Errors
/// The database's.
pub fn assignments(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    which: Which<'_>,
    each: &mut dyn FnMut(Found<AssignmentRow>),
) -> Result<(), DbError> {
    let mut found = |row: &Row| {
        each(assignment(row).ok_or_else(|| Unreadable {
            user: row.get(0).ok().map(UserNo),
            module: row.get(1).ok().map(ModuleNo),
        }));
        Ok(())
    };
    match which {
        Which::All => {
            let text = format!(
                "SELECT {ASSIGNMENT} FROM assignment WHERE scope = $1 ORDER BY user_no, module_no, source"
            );
            sql.query_each(&text, &values![scope], &mut found)
        }
        Which::Between(first, last) => {
            let text = format!(
                "SELECT {ASSIGNMENT} FROM assignment WHERE scope = $1 AND user_no BETWEEN $2 AND $3 ORDER BY user_no, module_no, source"
            );
            sql.query_each(&text, &values![scope, first.0, last.0], &mut found)
        }
        Which::Users(list) => {
            let text = format!(
                "SELECT {ASSIGNMENT} FROM assignment WHERE scope = $1 \
                 AND user_no IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($2)) ORDER BY user_no, module_no, source"
            );
            sql.query_each(&text, &values![scope, numbers(list)], &mut found)
        }
    }
}

/// Adds assignments.
///
/// # Errors
/// The database's: a second row of the same user, module and source is [`DbError::Unique`].
pub fn insert_assignments(w: &mut Write<'_>, rows: &[AssignmentRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    Journal::of(w).given(rows);
    let now = w.now_ms();
    let list = assignment_list(w, rows, |_| Some(now));
    insert(w, "assignment", &format!("{ASSIGNMENT}, since_ms"), &list)
}

/// Writes `rows` over the stored ones of the same user, module and source. How those were that change is kept for
/// questions about the past.
///
/// # Errors
/// `tampered` when a stored row does not carry its seal; the database's.
pub fn change_assignments(
    w: &mut Write<'_>,
    stored: &[Stored<AssignmentRow>],
    rows: &[AssignmentRow],
) -> Result<(), Problem> {
    unseal_all(w, stored)?;
    Journal::of(w).given(rows);
    let altered = altered(stored, rows);
    past::keep_assignments(w, stored.iter().map(|s| &s.row).filter(|row| altered.contains(&key(row))))?;
    let now = w.now_ms();
    let list = assignment_list(w, rows, |row| altered.contains(&key(row)).then_some(now));
    let scope = w.scope();
    let text = "UPDATE assignment SET units = CAST(value->>3 AS BIGINT), valid_from = value->>4, \
        valid_until = value->>5, state = CAST(value->>6 AS BIGINT), code = value->>7, \
        grant_order = CAST(value->>8 AS BIGINT), comment_text = value->>9, rev = CAST(value->>10 AS BIGINT), \
        seal_hi = CAST(value->>11 AS BIGINT), seal_lo = CAST(value->>12 AS BIGINT), since_ms = COALESCE(CAST(value->>13 AS BIGINT), since_ms) \
        FROM EACH($2) \
        WHERE scope = $1 AND user_no = CAST(value->>0 AS BIGINT) AND module_no = CAST(value->>1 AS BIGINT) \
        AND source = CAST(value->>2 AS BIGINT)";
    w.execute(text, &values![scope, list])?;
    Ok(())
}

/// Removes stored assignments; how they were is kept for questions about the past.
///
/// # Errors
/// `tampered` when one does not carry its seal; the database's.
pub fn remove_assignments(w: &mut Write<'_>, stored: &[Stored<AssignmentRow>]) -> Result<(), Problem> {
    if stored.is_empty() {
        return Ok(());
    }
    unseal_all(w, stored)?;
    Journal::of(w).gone(stored);
    past::keep_assignments(w, stored.iter().map(|s| &s.row))?;
    let (scope, mut keys) = (w.scope(), Rows::with_capacity(stored.len(), 4));
    for s in stored {
        let a = &s.row.assignment;
        keys.row().int(scope.0).int(s.row.user.0).int(a.module.0).int(a.source as u8);
    }
    // One list of keys looked up in the index; a correlated EXISTS would read the whole list for every row of the table.
    let text = "DELETE FROM assignment WHERE (scope, user_no, module_no, source) IN (SELECT \
        CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT), CAST(value->>2 AS BIGINT), CAST(value->>3 AS BIGINT) \
        FROM EACH($1))";
    w.execute_rows(text, &keys)?;
    Ok(())
}

fn unseal_all(w: &mut Write<'_>, stored: &[Stored<AssignmentRow>]) -> Result<(), Tampered> {
    stored.iter().try_for_each(|old| old.unseal(w).map(drop))
}

type Key = (UserNo, ModuleNo, Source);

fn key(row: &AssignmentRow) -> Key {
    (row.user, row.assignment.module, row.assignment.source)
}

/// Which of `rows` give something else than the stored ones did: other units, dates or state.
fn altered(stored: &[Stored<AssignmentRow>], rows: &[AssignmentRow]) -> HashSet<Key> {
    let gives = |row: &AssignmentRow| {
        let a = &row.assignment;
        (a.units, a.from, a.until, a.state == State::Active)
    };
    let before: HashMap<Key, _> = stored.iter().map(|s| (key(&s.row), gives(&s.row))).collect();
    rows.iter().filter(|row| before.get(&key(row)) != Some(&gives(row))).map(key).collect()
}

/// The rows as cells; `since` is when one became as it is, or nothing where that stays what it was.
fn assignment_list(
    w: &mut Write<'_>,
    rows: &[AssignmentRow],
    since: impl Fn(&AssignmentRow) -> Option<i64>,
) -> Rows {
    let (scope, rev) = (w.scope(), w.revision().cast_signed());
    let mut set = Rows::with_capacity(rows.len(), 15);
    for row in rows {
        let (seal, a) = (w.seal(row), &row.assignment);
        let code = state_code(a.state);
        set.row()
            .int(row.user.0)
            .int(a.module.0)
            .int(a.source as u8)
            .int(a.units)
            .text_or_null(a.from.map(|day| day.to_string()).as_deref())
            .text_or_null(a.until.map(|day| day.to_string()).as_deref())
            .bool(code.is_some())
            .text_or_null(code)
            .int(a.order.cast_signed())
            .text_or_null(row.comment_text.as_ref().map(text_json).as_deref())
            .int(rev)
            .int(seal.hi)
            .int(seal.lo)
            .int_or_null(since(row))
            .int(scope.0);
    }
    set
}

fn assignment(row: &Row) -> Option<Stored<AssignmentRow>> {
    let state = match (row.get::<i64>(6).ok()?, row.get::<Option<String>>(7).ok()?) {
        (0, None) => State::Active,
        (1, Some(code)) => State::Waiting(Code::from_name(&code)?),
        _ => return None,
    };
    Some(Stored {
        row: AssignmentRow {
            user: UserNo(row.get(0).ok()?),
            assignment: Assignment {
                module: ModuleNo(row.get(1).ok()?),
                source: source(row.get(2).ok()?)?,
                units: row.get(3).ok()?,
                from: date(row, 4)?,
                until: date(row, 5)?,
                state,
                order: row.get(8).ok()?,
            },
            comment_text: comment(row, 9)?,
        },
        rev: row.get(10).ok()?,
        seal: Seal { hi: row.get(11).ok()?, lo: row.get(12).ok()? },
    })
}

/// The code of a waiting state, as stored.
pub(crate) fn state_code(state: State) -> Option<&'static str> {
    match state {
        State::Active => None,
        State::Waiting(code) => Some(code.as_str()),
    }
}

fn source(number: i64) -> Option<Source> {
    use Source::{AutoClaim, Import, Manual, Plan, Reservation, Rule, Scim, Suite};
    [Manual, Plan, Rule, Scim, Import, AutoClaim, Reservation, Suite]
        .into_iter()
        .find(|s| *s as i64 == number)
}

/// A day that may be absent; the outer `None` is a column that holds something else.
fn date(row: &Row, index: usize) -> Option<Option<Date>> {
    match row.get::<Option<String>>(index).ok()? {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    }
}

/// A text's place and digest, as JSON; the outer `None` is a column that holds something else.
fn comment(row: &Row, index: usize) -> Option<Option<TextId>> {
    match row.get::<Option<String>>(index).ok()? {
        None => Some(None),
        Some(text) => serde_json::from_str(&text).ok().map(Some),
    }
}

fn text_json(text: &TextId) -> String {
    serde_json::to_string(text).expect("two texts are JSON")
}
