//! Users from a file: CSV with a heading, up to 300,000 rows. Every problem of every row is found before anything is
//! written; then it is one change.

pub(crate) mod api;
mod check;
mod faults;
mod line;
mod page;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use licentia_core::ids::UserNo;
use licentia_core::seats::{Assignment, Change};
use licentia_platform::access::{Granted, ManageUsers};
use licentia_platform::by::By;
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_platform::web::encode_cursor;
use licentia_protocol::api::{ImportAnswer, ImportCounts, ImportProblem};
use licentia_ui::Lang;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use faults::{Fault, Faults, well_formed};
pub(crate) use page::routes as page_routes;

use super::follow::{Left, follow_up};
use super::kept::Kept;
use super::new::{demo_fits, groups_fit, personal, write_rows};
use crate::assignments::{self, Member};
use crate::blockers::{self, Despite};
use crate::jobs::{self, Handle};
use crate::rules::{self, After, Agreed};
use crate::sealed::{self, Stored, UserRow};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use check::{Checked, check};
use faults::{FIRST, pages, refused};
use line::{Line, read};

/// Rows written with one set of statements.
const AT_ONCE: usize = 10_000;

/// A file to be taken in, and how.
#[derive(Clone, Debug)]
pub(crate) struct Importing {
    /// The file.
    pub(crate) bytes: Bytes,
    /// Only say what would happen.
    pub(crate) dry_run: bool,
    /// Leave out rows with something wrong in them, instead of taking none.
    pub(crate) skip_invalid: bool,
    /// Change users who are there already, instead of finding them at fault.
    pub(crate) update: bool,
    /// Whether whoever asks may hand out licences as well.
    pub(crate) may_assign: bool,
    /// What to do when an application that is asked first gives no answer.
    pub(crate) despite: Despite,
    /// The language of the sentences in the answer.
    pub(crate) lang: Lang,
}

/// What is answered at once: what was done, or the job that does it.
pub(crate) enum Imported {
    /// It is done.
    Now(Done<ImportAnswer>),
    /// A job does it: its id.
    Job(String),
}

/// Takes users in from a file; as a job when they are many.
///
/// # Errors
/// 422 `import_invalid` with every problem of every row, unless they are to be left out; 403 `forbidden` when the file
/// hands out licences and the caller may not; 409 `demo_limit`.
pub(crate) async fn import(
    manager: &Manager,
    granted: &Granted<ManageUsers>,
    importing: Importing,
) -> Result<Imported, Problem> {
    // Whoever only wants to know is answered at once, with everything there is to know.
    let rows = if importing.dry_run { 0 } else { rows(importing.bytes.clone()).await? };
    if !manager.jobs().long(rows) {
        return Ok(Imported::Now(run(manager, granted, importing, None).await?));
    }
    let (own, granted, by) = (manager.clone(), granted.clone(), granted.by.clone());
    let asked = json!({"rows": rows, "update": importing.update, "dry_run": importing.dry_run});
    let scope = granted.scope;
    let work = move |job| async move {
        let done = run(&own, &granted, importing, Some(job)).await?;
        let answer = serde_json::to_value(&done.value).unwrap_or_default();
        Ok(jobs::Ended { answer, revision: done.revision })
    };
    Ok(Imported::Job(jobs::start(manager, &by, scope, (jobs::Kind::Import, asked, rows), work).await?))
}

/// How many rows a file has below its heading, as they will be read.
async fn rows(bytes: Bytes) -> Result<u64, Problem> {
    let counting = tokio::task::spawn_blocking(move || {
        let text = crate::csv::text(&bytes)?;
        Some((crate::csv::records(&text).count() as u64).saturating_sub(1))
    });
    Ok(counting.await.map_err(|error| Problem::internal(error.to_string()))?.unwrap_or(0))
}

/// What came of it, as kept under an idempotency key.
#[derive(Serialize, Deserialize)]
struct Outcome {
    answer: ImportAnswer,
    healed: u64,
}

type Stash = Arc<Mutex<Vec<ImportProblem>>>;

async fn run(
    manager: &Manager,
    granted: &Granted<ManageUsers>,
    importing: Importing,
    job: Option<Handle>,
) -> Result<Done<ImportAnswer>, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let bytes = importing.bytes.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let mut faults = Faults::default();
        let read = read(&at, &bytes, &mut faults);
        (read, faults)
    });
    let (read, faults) = reading.await.map_err(|error| Problem::internal(error.to_string()))?;
    if let Some(job) = &job {
        job.progress().total(read.rows);
    }
    if !importing.may_assign && read.lines.iter().any(|line| !line.plans.is_empty()) {
        return Err(Problem::forbidden("manage_licences"));
    }
    let agreed = ask_first(manager, granted, &importing, &read.lines).await?;
    let kept = Kept::of(manager, granted.scope);
    let (stash, inside) = (Stash::default(), job.clone());
    let outside = Arc::clone(&stash);
    let writing = move |w: &mut Write<'_>, at: &Snapshot| {
        let read = (read.lines, read.rows);
        write(w, at, (&kept, &agreed), &importing, read, faults, (&stash, inside.as_ref()))
    };
    let done = manager.write(granted.scope, &granted.by, writing).await;
    if let (Err(_), Some(job)) = (&done, &job) {
        job.keep_pages(pages(&outside.lock().unwrap_or_else(PoisonError::into_inner)));
    }
    let Done { value, revision, replayed } = done?;
    if value.answer.counts.updated > 0 {
        super::account::heard(manager).await;
    }
    assignments::heal_rest(manager, granted.scope, value.healed).await?;
    Ok(Done { value: value.answer, revision, replayed })
}

/// Asks the applications about what users who are there already would lose by the file.
///
/// # Errors
/// Those of [`blockers::ask`]; the database's.
async fn ask_first(
    manager: &Manager,
    granted: &Granted<ManageUsers>,
    importing: &Importing,
    lines: &[Line],
) -> Result<Agreed, Problem> {
    let scope = granted.scope;
    if importing.dry_run || !importing.update || !blockers::any(manager, scope).await? {
        return Ok(Agreed::default());
    }
    let (kept, lines) = (Kept::of(manager, scope), lines.to_vec());
    // A trial: nobody asked for its answer under any key.
    let by = By { idempotency: None, ..granted.by.clone() };
    let trial = move |w: &mut Write<'_>, at: &Snapshot| {
        let checked = check(w, at, &kept, lines, true, (&mut Faults::default(), None))?;
        let given = standing(&checked.seats);
        let rows: Vec<&UserRow> = checked.updated.iter().map(|(_, new)| new).collect();
        let after = after(at, &rows, &given);
        Ok(rules::would_lose(at, &mut checked.usage.clone(), w.revision(), &after))
    };
    let loses = manager.write(scope, &by, trial).await?.value;
    blockers::ask(manager, scope, &loses, importing.despite).await?;
    Ok(Agreed::to(&loses))
}

fn write(
    w: &mut Write<'_>,
    at: &Snapshot,
    (kept, agreed): (&Kept, &Agreed),
    importing: &Importing,
    (lines, rows): (Vec<Line>, u64),
    mut faults: Faults,
    (stash, job): (&Stash, Option<&Handle>),
) -> Result<Outcome, Problem> {
    let lines_read = lines.len() as u64;
    let checked = check(w, at, kept, lines, importing.update, (&mut faults, job))?;
    let problems = faults.wire(importing.lang);
    if !problems.is_empty() && !importing.skip_invalid && !importing.dry_run {
        return Err(invalid(problems, rows, stash, job));
    }
    demo_fits(at, checked.created.len())?;
    groups_fit(
        w,
        at,
        checked.created.iter().chain(checked.updated.iter().map(|(_, new)| new)).flat_map(|row| &row.groups),
    )?;
    let (created, updated) = (checked.created.len() as u64, checked.updated.len() as u64);
    let (unchanged, assigned) = (checked.unchanged, checked.assigned);
    let skipped = rows.max(lines_read) - created - updated - unchanged;
    let changes = created + updated + checked.seats.len() as u64 > 0 && !importing.dry_run;
    let healed = if changes { put(w, at, checked, agreed, job)? } else { 0 };
    let mut answer = ImportAnswer {
        counts: ImportCounts { rows, created, updated, unchanged, skipped, assigned },
        next: None,
        revision: if changes { w.revision() } else { at.revision() },
        problems,
    };
    finish(w, &mut answer, changes, job)?;
    Ok(Outcome { answer, healed })
}

/// 422 with every problem; with the first thousand of them when it is a job, which keeps the rest.
fn invalid(problems: Vec<ImportProblem>, rows: u64, stash: &Stash, job: Option<&Handle>) -> Problem {
    let Some(job) = job else { return refused(&problems, rows) };
    let mut problem = refused(&problems[..problems.len().min(FIRST)], rows).with("count", problems.len());
    problem.args = vec![("count", problems.len().to_string())];
    if problems.len() > FIRST {
        problem = problem.with("next", encode_cursor(&(job.id(), 0_u64)));
    }
    *stash.lock().unwrap_or_else(PoisonError::into_inner) = problems;
    problem
}

/// Ends the job, and keeps what is too long for the answer.
fn finish(
    w: &mut Write<'_>,
    answer: &mut ImportAnswer,
    changes: bool,
    job: Option<&Handle>,
) -> Result<(), Problem> {
    let pages = pages(&answer.problems);
    if let Some(job) = job {
        answer.problems.truncate(FIRST);
        answer.next = (!pages.is_empty()).then(|| encode_cursor(&(job.id(), 0_u64)));
        let kept = serde_json::to_value(&*answer).unwrap_or_default();
        return job.end(w, &kept, &pages, answer.revision);
    }
    if changes && !pages.is_empty() {
        answer.problems.truncate(FIRST);
        let asked = json!({"rows": answer.counts.rows});
        let id = w.new_id().to_string();
        jobs::keep(w, &id, (jobs::Kind::Import, asked), &Value::Null, &pages)?;
        answer.next = Some(encode_cursor(&(id, 0_u64)));
    }
    Ok(())
}

/// Writes rows, seats and the entry; answers how many who waited were served.
fn put(
    w: &mut Write<'_>,
    at: &Snapshot,
    checked: Checked,
    agreed: &Agreed,
    job: Option<&Handle>,
) -> Result<u64, Problem> {
    let Checked { created, updated, seats, usage, freed, frees, .. } = checked;
    let parts = (created.len() + updated.len() + seats.len()).max(1) as u64;
    let mut written = 0;
    let mut step = |more: usize| {
        written += more as u64;
        if let Some(job) = job {
            let total = job.progress().read().1;
            job.progress().set(total / 2 + total * written / parts / 2);
        }
    };
    let mut entry = Entry::new("users.imported", 1)
        .after(json!({"created": created.len(), "updated": updated.len(), "assigned": seats.len()}));
    for rows in created.chunks(AT_ONCE) {
        write_rows(w, rows)?;
        for row in rows {
            let text = personal(w, row);
            entry.member(&(row.no, &row.id, row.kind, row.can_log_in, text));
        }
        step(rows.len());
    }
    for rows in updated.chunks(AT_ONCE) {
        let now = w.now_ms();
        let (before, after): (Vec<Stored<UserRow>>, Vec<UserRow>) =
            rows.iter().map(|(old, new)| (old.clone(), UserRow { updated_at: now, ..new.clone() })).unzip();
        sealed::store::change_users(w, &before, &after)?;
        // Accounts follow their users, and a file takes the last administrator away no more than a page does (rule 12).
        for followed in super::account::follow_in(w, &after)? {
            entry = entry.subject(followed.subject);
        }
        entry = crate::sessions::end_with_their_users(w, at, &after, entry)?;
        for row in &after {
            let text = personal(w, row);
            entry.member(&(row.no, &row.id, row.kind, row.can_log_in, text, "changed"));
        }
        step(rows.len());
    }
    let changes: Vec<(UserNo, Change)> = seats.iter().map(|(no, change, _)| (*no, change.clone())).collect();
    for part in changes.chunks(AT_ONCE) {
        sealed::apply(w, part, None)?;
        step(part.len());
    }
    for (no, change, _) in &seats {
        let before = at.user(*no).map_or(&[][..], |user| user.assignments());
        for member in Member::of(*no, change, before) {
            entry.member(&member);
        }
    }
    let rows: Vec<&UserRow> = created.iter().chain(updated.iter().map(|(_, new)| new)).collect();
    let users = after(at, &rows, &standing(&seats));
    let left = Left { users: &users, usage, freed: &freed, frees };
    let healed = follow_up(w, at, left, agreed, &mut entry)?;
    w.record(entry)?;
    Ok(healed)
}

/// Whose, what is granted, and the rows that stand afterwards.
type Given = (UserNo, Change, Vec<Assignment>);

fn standing(seats: &[Given]) -> HashMap<UserNo, &[Assignment]> {
    seats.iter().map(|(no, _, after)| (*no, &after[..])).collect()
}

/// The users as the file leaves them, before the rules.
fn after<'a>(
    at: &'a Snapshot,
    rows: &[&'a UserRow],
    given: &HashMap<UserNo, &'a [Assignment]>,
) -> Vec<After<'a>> {
    let stands = |no: UserNo| {
        given.get(&no).copied().or_else(|| at.user(no).map(|user| user.assignments())).unwrap_or_default()
    };
    rows.iter().map(|row| After { row, assignments: stands(row.no) }).collect()
}
