//! `seat_session`.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Seal;

use super::{Found, Unreadable, insert};
use crate::sealed::{SessionRow, Stored};
use crate::snapshot::Journal;

const SESSION: &str = "id, user_no, client, seats, opened_at, seen_at, ended_at, rev, seal_hi, seal_lo";

/// Reads the open sessions, or those with these ids whether open or ended.
///
/// # Errors
/// The database's.
pub fn sessions(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    ids: Option<&[String]>,
    each: &mut dyn FnMut(Found<SessionRow>),
) -> Result<(), DbError> {
    let mut found = |row: &Row| {
        each(session(row).ok_or_else(|| Unreadable { user: row.get(1).ok().map(UserNo), module: None }));
        Ok(())
    };
    match ids {
        None => {
            let text = format!("SELECT {SESSION} FROM seat_session WHERE scope = $1 AND ended_at IS NULL");
            sql.query_each(&text, &values![scope], &mut found)
        }
        Some(ids) => {
            let text = format!(
                "SELECT {SESSION} FROM seat_session WHERE scope = $1 AND id IN (SELECT value->>0 FROM EACH($2))"
            );
            let mut set = Rows::new();
            for id in ids {
                set.row().text(id);
            }
            sql.query_each(&text, &values![scope, set], &mut found)
        }
    }
}

/// Reads every session, ended ones too.
///
/// # Errors
/// The database's.
pub fn every_session(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    each: &mut dyn FnMut(Found<SessionRow>),
) -> Result<(), DbError> {
    let text = format!("SELECT {SESSION} FROM seat_session WHERE scope = $1");
    sql.query_each(&text, &values![scope], &mut |row| {
        each(session(row).ok_or_else(|| Unreadable { user: row.get(1).ok().map(UserNo), module: None }));
        Ok(())
    })
}

/// Adds sessions.
///
/// # Errors
/// The database's.
pub fn insert_sessions(w: &mut Write<'_>, rows: &[SessionRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    Journal::of(w).more();
    let list = session_list(w, rows);
    insert(w, "seat_session", SESSION, &list)
}

/// Writes seats and end of `rows` over the stored sessions of the same ids.
///
/// # Errors
/// `tampered` when a stored row does not carry its seal; the database's.
pub fn change_sessions(
    w: &mut Write<'_>,
    stored: &[Stored<SessionRow>],
    rows: &[SessionRow],
) -> Result<(), Problem> {
    for old in stored {
        old.unseal(w)?;
    }
    Journal::of(w).more();
    let (scope, list) = (w.scope(), session_list(w, rows));
    let text = "UPDATE seat_session SET seats = value->>3, seen_at = CAST(value->>5 AS BIGINT), \
        ended_at = CAST(value->>6 AS BIGINT), rev = CAST(value->>7 AS BIGINT), \
        seal_hi = CAST(value->>8 AS BIGINT), seal_lo = CAST(value->>9 AS BIGINT) \
        FROM EACH($2) WHERE scope = $1 AND seat_session.id = value->>0";
    w.execute(text, &values![scope, list])?;
    Ok(())
}

/// Removes stored sessions.
///
/// # Errors
/// `tampered` when one does not carry its seal; the database's.
pub fn remove_sessions(w: &mut Write<'_>, stored: &[Stored<SessionRow>]) -> Result<(), Problem> {
    let (scope, mut ids) = (w.scope(), Rows::new());
    for old in stored {
        ids.row().text(&old.unseal(w)?.id);
    }
    Journal::of(w).more();
    let text = "DELETE FROM seat_session WHERE scope = $1 AND id IN (SELECT value->>0 FROM EACH($2))";
    w.execute(text, &values![scope, ids])?;
    Ok(())
}

fn session_list(w: &mut Write<'_>, rows: &[SessionRow]) -> Rows {
    let (scope, rev) = (w.scope(), w.revision().cast_signed());
    let mut set = Rows::with_capacity(rows.len(), 11);
    for row in rows {
        let seal = w.seal(row);
        set.row()
            .text(&row.id)
            .int(row.user.0)
            .int(row.client.0)
            .text(&seats_json(&row.seats))
            .int(row.opened_at)
            .int(row.seen_at)
            .int_or_null(row.ended_at)
            .int(rev)
            .int(seal.hi)
            .int(seal.lo)
            .int(scope.0);
    }
    set
}

fn session(row: &Row) -> Option<Stored<SessionRow>> {
    Some(Stored {
        row: SessionRow {
            id: row.get(0).ok()?,
            user: UserNo(row.get(1).ok()?),
            client: ModuleNo(row.get(2).ok()?),
            seats: serde_json::from_str(row.text(3)?).ok()?,
            opened_at: row.get(4).ok()?,
            seen_at: row.get(5).ok()?,
            ended_at: row.get(6).ok()?,
        },
        rev: row.get(7).ok()?,
        seal: Seal { hi: row.get(8).ok()?, lo: row.get(9).ok()? },
    })
}

fn seats_json(seats: &[ModuleNo]) -> String {
    serde_json::to_string(seats).expect("numbers are JSON")
}
