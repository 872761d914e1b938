//! An administrator ends sessions, and the ledger says who did.

use std::collections::HashSet;

use licentia_core::ids::UserNo;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::ledger::subject;
use crate::sealed::{SessionRow, Stored, UserRow, store};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Sessions ended in one act at most.
pub const MOST: usize = 1_000;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How many sessions were ended.
    pub ended: u64,
    /// How many had ended already.
    pub already: u64,
    /// How many concurrent seats came free.
    pub seats: u64,
}

/// Ends sessions, all or none, for whatever reason an administrator has: the application is told at its next heartbeat
/// or check, and the seats are free at once. Those that have ended already stay as they are.
///
/// # Errors
/// 404 `not_found` when one of them never was; 422 `invalid` for none or more than [`MOST`]; 409 `tampered`.
pub async fn end_by_administrator(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    sessions: &[Uuid],
    reason: Option<String>,
) -> Result<Done<Ended>, Problem> {
    if sessions.is_empty() || sessions.len() > MOST {
        return Err(Problem::invalid("sessions", format!("name 1 to {MOST} sessions")));
    }
    let mut named: Vec<String> = sessions.iter().map(Uuid::to_string).collect();
    named.sort_unstable();
    named.dedup();
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let mut found: Vec<Stored<SessionRow>> = Vec::new();
        let scope = w.scope();
        store::sessions(w, scope, Some(&named), &mut |row| found.extend(row.ok()))?;
        if found.len() != named.len() {
            return Err(Problem::not_found("session"));
        }
        found.retain(|stored| stored.row.ended_at.is_none());
        if !found.is_empty() {
            end(w, at, &found, reason.as_deref())?;
        }
        let seats = found.iter().map(|stored| stored.row.seats.len() as u64).sum();
        let ended = found.len() as u64;
        Ok(Ended { ended, already: named.len() as u64 - ended, seats })
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// Ends what is open of those who may not go on: former, deactivated, or waiting for approval. It belongs to the change
/// that said so, and to its entry.
pub(crate) fn end_with_their_users(
    w: &mut Write<'_>,
    at: &Snapshot,
    rows: &[UserRow],
    mut entry: Entry,
) -> Result<Entry, Problem> {
    let gone: HashSet<UserNo> = rows.iter().filter(|row| !row.acts()).map(|row| row.no).collect();
    let of_them = at.sessions().filter(|(_, session)| gone.contains(&session.user));
    let named: Vec<String> = of_them.map(|(id, _)| Uuid::from_u128(id).to_string()).collect();
    if named.is_empty() {
        return Ok(entry);
    }
    let (scope, now) = (w.scope(), w.now_ms());
    let mut open: Vec<Stored<SessionRow>> = Vec::new();
    store::sessions(w, scope, Some(&named), &mut |row| open.extend(row.ok()))?;
    open.retain(|stored| stored.row.ended_at.is_none());
    let ended: Vec<SessionRow> =
        open.iter().map(|stored| SessionRow { ended_at: Some(now), ..stored.row.clone() }).collect();
    store::change_sessions(w, &open, &ended)?;
    for row in &ended {
        entry = entry.subject(subject::session(&row.id));
        entry.member(&(&row.id, "ended", row.user, row.client, &row.seats));
    }
    Ok(entry)
}

fn end(
    w: &mut Write<'_>,
    at: &Snapshot,
    open: &[Stored<SessionRow>],
    reason: Option<&str>,
) -> Result<(), Problem> {
    let now = w.now_ms();
    let rows: Vec<SessionRow> =
        open.iter().map(|stored| SessionRow { ended_at: Some(now), ..stored.row.clone() }).collect();
    store::change_sessions(w, open, &rows)?;
    // What is said of one person goes with the person.
    let one = rows.first().filter(|first| rows.iter().all(|row| row.user == first.user));
    let owner = one.and_then(|row| at.user(row.user)).map(|user| Uuid::from_u128(user.id()).to_string());
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let reason = reason.map(|reason| w.text_about(owner.as_deref().unwrap_or_default(), reason));
    let mut entry = Entry::new("sessions.ended", 1).after(json!({"ended": rows.len(), "reason": reason}));
    for row in &rows {
        entry = entry.subject(subject::session(&row.id)).subject(subject::user(row.user));
    }
    for row in &rows {
        entry.member(&(&row.id, "ended", row.user, row.client, &row.seats));
    }
    w.record(entry)
}
