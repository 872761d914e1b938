//! Long work: what was asked, how far it is, what came of it.
//!
//! What touches more than [`FROM`] users is a job: the request is answered at once, and the work goes on beside it. It is
//! still **one** transaction, and the job's own row is finished in it, so that a server that dies leaves everything done
//! or nothing. [`start`] starts one and hands the work a [`Handle`]: [`Handle::progress`] says how far it is, from inside
//! the transaction, and [`Handle::finish`] ends the job in it.
//!
//! Rows of jobs are outside the chain, and outside the installation's queue of writers: whoever asks how far a job is
//! never waits for it.

mod api;
mod page;
mod running;
mod store;
#[cfg(test)]
mod tests;

use std::time::Duration;

use licentia_platform::access::{Granted, View};
use licentia_platform::by::By;
use licentia_platform::clock::new_id;
use licentia_platform::db::{Backend, ScopeNo, Write};
use licentia_platform::problem::Problem;
use serde_json::{Value, json};
use tokio::sync::oneshot;

pub(crate) use api::routes as api_routes;
pub(crate) use api::{Doc, accepted};
pub(crate) use page::{left_out, routes as page_routes, title};
pub(crate) use running::Running;
use running::Same;
pub use running::{Handle, Progress};
pub use store::Job;

use crate::state::Manager;

/// What touches more users than this is a job.
pub const FROM: u64 = 10_000;
/// The chain under which rows of jobs are written; nothing is ever recorded in it.
pub(crate) const SCOPE: ScopeNo = ScopeNo(0);
/// How long whoever runs a job may be silent, in milliseconds.
const SILENT_MS: i64 = 30_000;
/// How often it says that it is still there.
const RENEW: Duration = Duration::from_secs(5);
/// How long the answer waits until the job is written down.
const WRITTEN: Duration = Duration::from_secs(2);
/// How long the lists of a job are kept: they may name people.
const PAGES_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// How long a job is kept.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Handing out seats.
    Assign,
    /// Taking seats back.
    Recall,
    /// Users or assignments from a file.
    Import,
    /// Undoing a bulk change.
    Undo,
    /// Applying the rules of distribution.
    Rules,
}

impl Kind {
    /// As stored and as answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Recall => "recall",
            Self::Import => "import",
            Self::Undo => "undo",
            Self::Rules => "rules",
        }
    }

    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        [Self::Assign, Self::Recall, Self::Import, Self::Undo, Self::Rules]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Other work goes first.
    Queued,
    /// It is at work.
    Running,
    /// Its change is committed.
    Done,
    /// Nothing was changed.
    Failed,
}

impl State {
    /// As stored and as answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Done, Self::Failed].into_iter().find(|s| s.as_str() == text)
    }

    /// Whether nothing more comes.
    pub fn ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// What came of the work, when nothing was left to finish in a transaction: nothing to change, or done before under the
/// same key.
#[derive(Clone, Debug)]
pub struct Ended {
    /// What the job answers.
    pub answer: Value,
    /// The revision of its change.
    pub revision: u64,
}

/// A list that is too long for an answer, in pieces.
pub type Pages = Vec<String>;

/// Starts a job of the installation `scope` and answers its id. `asked` says what was asked for, without personal data;
/// `total` is how many users it is about. `work` runs beside the request; its last write calls [`Handle::finish`]. The
/// idempotency key in `by` is the job's: the same key gets the same job again.
///
/// # Errors
/// 422 `idempotency_key_reused`; the database's. What goes wrong in the work is the job's own to tell.
pub async fn start<W, F>(
    manager: &Manager,
    by: &By,
    scope: ScopeNo,
    (kind, asked, total): (Kind, Value, u64),
    work: W,
) -> Result<String, Problem>
where
    W: FnOnce(Handle) -> F + Send + 'static,
    F: Future<Output = Result<Ended, Problem>> + Send + 'static,
{
    let db = manager.db();
    let id = new_id(db.certain_now_ms(), &**db.random()).to_string();
    let job = Job::new(id.clone(), scope, kind, asked, by.actor.reference(), db.certain_now_ms(), total);
    let handle = match manager.jobs().add(job.clone(), by) {
        Ok(handle) => handle,
        // The same request again, while the first one's job is here: it may not be written down yet.
        Err(Same { id, digest }) if by.idempotency.as_ref().is_some_and(|key| key.digest == digest) => {
            return Ok(id);
        }
        Err(_) => return Err(Problem::refused(422, "idempotency_key_reused")),
    };
    let (told, known) = oneshot::channel();
    let (manager, by, own) = (manager.clone(), by.clone(), id.clone());
    tokio::spawn(async move {
        let row = job.clone();
        let inserting = move |w: &mut Write<'_>| {
            w.outside_chain();
            store::insert(w, &row, w.now_ms().saturating_add(SILENT_MS))?;
            Ok(row.id)
        };
        match manager.db().write(SCOPE, &by, inserting).await {
            Ok(done) if done.value == job.id => {
                let _ = told.send(Ok(done.value));
                run(&manager, handle, work).await;
            }
            other => {
                manager.jobs().remove(&handle);
                let _ = told.send(other.map(|done| done.value));
            }
        }
    });
    match tokio::time::timeout(WRITTEN, known).await {
        Ok(Ok(known)) => known,
        Ok(Err(_)) => Err(Problem::internal("a job ended before it began")),
        // The writer is busy with another job: this one is known here, and written down when its turn comes.
        Err(_) => Ok(own),
    }
}

async fn run<W, F>(manager: &Manager, handle: Handle, work: W)
where
    W: FnOnce(Handle) -> F,
    F: Future<Output = Result<Ended, Problem>>,
{
    let renewing = tokio::spawn(renew(manager.clone(), handle.clone()));
    handle.running();
    let ended = work(handle.clone()).await;
    renewing.abort();
    let closed = close(manager, &handle, ended).await;
    if let Err(Problem { code, detail, .. }) = closed {
        let id = handle.id();
        tracing::warn!(id, %code, ?detail, "the end of a job was not written down: it will be shown as interrupted");
    }
    manager.jobs().remove(&handle);
}

/// Writes how the job ended, unless its change has done so itself.
async fn close(manager: &Manager, handle: &Handle, ended: Result<Ended, Problem>) -> Result<(), Problem> {
    let handle = handle.clone();
    let by = By::system("jobs");
    match ended {
        Ok(_) if handle.finished() => Ok(()),
        Ok(Ended { answer, revision }) => {
            let write = move |w: &mut Write<'_>| handle.end(w, &answer, &[], revision);
            manager.db().write(SCOPE, &by, write).await.map(drop)
        }
        // Nobody knows: if it was committed the row says so, and otherwise it is overdue soon.
        Err(problem) if problem.code == "outcome_unknown" => Err(problem),
        Err(problem) => {
            if problem.is_internal() {
                tracing::error!(id = handle.id(), code = %problem.code, detail = problem.detail, "a job failed");
            }
            let pages = handle.take_pages();
            let write = move |w: &mut Write<'_>| {
                w.outside_chain();
                let (now, told) = (w.now_ms(), told(&problem));
                store::fail(w, handle.scope(), handle.id(), &told, now, i64::MAX)?;
                Ok(store::insert_pages(w, handle.scope(), handle.id(), &pages)?)
            };
            manager.db().write(SCOPE, &by, write).await.map(drop)
        }
    }
}

/// A problem as it is kept; faults of ours without their cause.
fn told(problem: &Problem) -> Value {
    let detail = problem.detail.as_ref().filter(|_| !problem.is_internal());
    let args: serde_json::Map<String, Value> =
        problem.args.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({"code": problem.code, "status": problem.status, "detail": detail, "args": args, "extra": problem.extra})
}

/// Says every few seconds that the job is still at work, and how far, to whoever asks another server. SQLite belongs to
/// one server, and its one writer is busy with the job.
async fn renew(manager: Manager, handle: Handle) {
    if manager.db().backend() == Backend::Sqlite {
        return;
    }
    loop {
        tokio::time::sleep(RENEW).await;
        let (own, (done, total)) = (handle.clone(), handle.progress().read());
        let write = move |w: &mut Write<'_>| {
            w.outside_chain();
            let until = w.now_ms().saturating_add(SILENT_MS);
            Ok(store::renew(w, own.scope(), own.id(), (done, total), until)?)
        };
        if let Err(problem) = manager.db().write(SCOPE, &By::system("jobs"), write).await {
            tracing::warn!(id = handle.id(), code = %problem.code, "a job could not say that it is at work");
        }
    }
}

/// One job.
///
/// # Errors
/// 404 `not_found`; the database's.
pub async fn find(manager: &Manager, granted: &Granted<View>, id: &str) -> Result<Job, Problem> {
    // First what runs here, then what is written: a job that ends in between is then found ended.
    let live = manager.jobs().get(granted.scope, id);
    let (scope, asked) = (granted.scope, id.to_owned());
    let stored = manager.db().read(move |r| Ok(store::find(r, scope, &asked)?)).await?;
    match (stored, live) {
        // It has not ended before whoever asks can see what it did.
        (_, Some(live)) => Ok(live),
        (Some(job), None) if job.state.ended() => Ok(job),
        (Some(job), None) => settled(manager, job).await,
        (None, None) => Err(Problem::not_found("job")),
    }
}

/// The newest jobs, newest first; `before` is the id of the last one seen.
///
/// # Errors
/// The database's.
pub async fn list(
    manager: &Manager,
    granted: &Granted<View>,
    before: Option<String>,
    limit: u32,
) -> Result<(Vec<Job>, bool), Problem> {
    let scope = granted.scope;
    let live = manager.jobs().of(scope);
    let beyond = before.clone();
    let stored = manager.db().read(move |r| Ok(store::list(r, scope, beyond.as_deref(), limit + 1)?)).await?;
    let mut jobs = Vec::with_capacity(stored.len());
    for job in stored {
        match live.iter().find(|live| live.id == job.id) {
            Some(live) => jobs.push(live.clone()),
            None if !job.state.ended() => jobs.push(settled(manager, job).await?),
            _ => jobs.push(job),
        }
    }
    let unwritten = |job: &&Job| before.is_none() && jobs.iter().all(|known| known.id != job.id);
    let unwritten: Vec<Job> = live.iter().filter(unwritten).cloned().collect();
    jobs.extend(unwritten);
    // Ids grow with time.
    jobs.sort_by(|a, b| b.id.cmp(&a.id));
    let more = jobs.len() > limit as usize;
    jobs.truncate(limit as usize);
    Ok((jobs, more))
}

/// A job that no server is known to run: when it has been silent for too long, it is over, and nothing was changed.
async fn settled(manager: &Manager, job: Job) -> Result<Job, Problem> {
    // It may have begun after whoever asks looked at what runs here.
    if let Some(live) = manager.jobs().get(job.scope, &job.id) {
        return Ok(live);
    }
    let alone = manager.db().backend() == Backend::Sqlite;
    let now = manager.db().certain_now_ms();
    if !alone && job.runs_until.is_none_or(|until| until >= now) {
        return Ok(job);
    }
    let before = if alone { i64::MAX } else { now };
    let (scope, id) = (job.scope, job.id.clone());
    let problem = told(&Problem::refused(503, "job_interrupted"));
    let write = move |w: &mut Write<'_>| {
        w.outside_chain();
        store::fail(w, scope, &id, &problem, w.now_ms(), before)?;
        Ok(())
    };
    manager.db().write(SCOPE, &By::system("jobs"), write).await?;
    let id = job.id;
    let found = manager.db().read(move |r| Ok(store::find(r, scope, &id)?)).await?;
    found.ok_or_else(|| Problem::not_found("job"))
}

/// One piece of a job's long list; `None` when there is none of that number.
///
/// # Errors
/// The database's.
pub(crate) async fn page_of(
    manager: &Manager,
    scope: ScopeNo,
    id: String,
    no: u64,
) -> Result<Option<String>, Problem> {
    manager.db().read(move |r| Ok(store::page(r, scope, &id, no)?)).await
}

/// Keeps the lists of a change that was made at once, in its own transaction: a job of this id that is done.
///
/// # Errors
/// The database's.
pub(crate) fn keep(
    w: &mut Write<'_>,
    id: &str,
    (kind, asked): (Kind, Value),
    answer: &Value,
    pages: &[String],
) -> Result<(), Problem> {
    let (scope, now) = (w.scope(), w.now_ms());
    let actor = w.by().actor.reference();
    let total = asked["users"].as_u64().or_else(|| asked["rows"].as_u64()).unwrap_or(0);
    let job = Job::new(id.to_owned(), scope, kind, asked, actor, now, total);
    store::insert(w, &job, now.saturating_add(SILENT_MS))?;
    let revision = w.revision();
    store::finish(w, scope, id, answer, revision, now, Some((total, total)))?;
    Ok(store::insert_pages(w, scope, id, pages)?)
}

/// Forgets whom the jobs of the installation name, with a person who is deleted (rule 18), in that transaction.
///
/// # Errors
/// The database's.
pub(crate) fn forget_names(w: &mut Write<'_>) -> Result<(), Problem> {
    let scope = w.scope();
    Ok(store::forget_names(w, scope)?)
}

/// Forgets lists of jobs and whom their answers name after a week, and jobs after a month.
///
/// # Errors
/// The database's.
pub(crate) async fn purge(manager: &Manager) -> Result<(), Problem> {
    manager.db().purge_idempotency(SCOPE).await?;
    let forget = |w: &mut Write<'_>| {
        w.outside_chain();
        let now = w.now_ms();
        Ok(store::forget(w, now - PAGES_MS, now - KEPT_MS)?)
    };
    manager.db().write(SCOPE, &By::system("jobs"), forget).await.map(drop)
}
