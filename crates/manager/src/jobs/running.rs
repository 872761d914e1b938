//! What runs in this server: how far it is, readable while its transaction is open.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use licentia_platform::by::{By, IdempotencyKey};
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::problem::Problem;
use serde_json::Value;

use super::{FROM, Job, Pages, State, store};

/// How far something is: shared memory, so that it can be read while the transaction is open.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<(AtomicU64, AtomicU64)>);

impl Progress {
    /// How much there is to do in all.
    pub fn total(&self, total: u64) {
        self.0.1.store(total, Ordering::Relaxed);
    }

    /// So much more is done.
    pub fn step(&self, more: u64) {
        self.0.0.fetch_add(more, Ordering::Relaxed);
    }

    /// So much is done.
    pub fn set(&self, done: u64) {
        self.0.0.store(done, Ordering::Relaxed);
    }

    /// Done, and in all.
    pub fn read(&self) -> (u64, u64) {
        let total = self.0.1.load(Ordering::Relaxed);
        (self.0.0.load(Ordering::Relaxed).min(total), total)
    }
}

struct Live {
    job: Job,
    /// Under which key it was asked for.
    key: Option<IdempotencyKey>,
    progress: Progress,
    running: AtomicBool,
    finished: AtomicBool,
    pages: Mutex<Pages>,
}

/// A job at work. Cheap to clone.
#[derive(Clone)]
pub struct Handle(Arc<Live>);

impl Handle {
    /// The job's id.
    pub fn id(&self) -> &str {
        &self.0.job.id
    }

    /// Whose job it is.
    pub fn scope(&self) -> ScopeNo {
        self.0.job.scope
    }

    /// How far it is.
    pub fn progress(&self) -> &Progress {
        &self.0.progress
    }

    /// Ends the job in the transaction of its change: to be called last in the work's write. `answer` is what the job
    /// answers, `pages` the lists that are too long for it.
    ///
    /// # Errors
    /// 409 `job_interrupted` when another server has given the job up meanwhile: nothing of it may stay; the database's.
    pub fn finish(&self, w: &mut Write<'_>, answer: &Value, pages: &[String]) -> Result<(), Problem> {
        let revision = w.revision();
        self.end(w, answer, pages, revision)
    }

    /// The same, when the change it tells of has another revision than this write.
    ///
    /// # Errors
    /// As [`Handle::finish`].
    pub(crate) fn end(
        &self,
        w: &mut Write<'_>,
        answer: &Value,
        pages: &[String],
        revision: u64,
    ) -> Result<(), Problem> {
        w.outside_chain();
        // The change has the moment at which it began; the work ends now.
        let now = w.meanwhile_ms();
        let progress = self.progress().read();
        let ended = store::finish(w, self.scope(), self.id(), answer, revision, now, Some(progress))?;
        if ended == 0 {
            return Err(Problem::conflict("job_interrupted"));
        }
        store::insert_pages(w, self.scope(), self.id(), pages)?;
        self.0.finished.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Lists to keep with the job when its work is refused.
    pub fn keep_pages(&self, pages: Pages) {
        *self.0.pages.lock().unwrap_or_else(PoisonError::into_inner) = pages;
    }

    pub(super) fn take_pages(&self) -> Pages {
        std::mem::take(&mut *self.0.pages.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn running(&self) {
        self.0.running.store(true, Ordering::Relaxed);
    }

    pub(super) fn finished(&self) -> bool {
        self.0.finished.load(Ordering::Relaxed)
    }

    fn job(&self) -> Job {
        let (done, total) = self.progress().read();
        let state = if self.0.running.load(Ordering::Relaxed) { State::Running } else { State::Queued };
        Job { state, done, total, ..self.0.job.clone() }
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Handle").field(&self.id()).finish()
    }
}

/// A job that was asked for under a key before.
pub(super) struct Same {
    pub(super) id: String,
    pub(super) digest: [u8; 32],
}

type Jobs = HashMap<(ScopeNo, String), Handle>;

/// The jobs of this server.
pub(crate) struct Running {
    jobs: Mutex<Jobs>,
    from: AtomicU64,
    files: Mutex<Vec<File>>,
}

/// A file between being looked at and being taken in.
struct File {
    token: String,
    scope: ScopeNo,
    actor: String,
    until_ms: i64,
    bytes: Bytes,
}

/// How many files are kept.
const FILES: usize = 8;
/// How long, in milliseconds.
const FILE_MS: i64 = 30 * 60 * 1_000;

impl Default for Running {
    fn default() -> Self {
        Self { jobs: Mutex::default(), from: AtomicU64::new(FROM), files: Mutex::default() }
    }
}

impl Running {
    /// Keeps a file in memory for half an hour, for whoever sent it.
    pub(crate) fn keep_file(&self, token: String, scope: ScopeNo, actor: String, bytes: Bytes, now_ms: i64) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|file| file.until_ms > now_ms);
        if files.len() >= FILES {
            files.remove(0);
        }
        files.push(File { token, scope, actor, until_ms: now_ms.saturating_add(FILE_MS), bytes });
    }

    /// A kept file, for whoever sent it.
    pub(crate) fn file(&self, token: &str, scope: ScopeNo, actor: &str, now_ms: i64) -> Option<Bytes> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|file| file.until_ms > now_ms);
        let mut known = files.iter().filter(|file| file.scope == scope && file.actor == actor);
        known.find(|file| file.token == token).map(|file| file.bytes.clone())
    }
}

impl Running {
    /// Whether work on so many users is a job.
    pub(crate) fn long(&self, users: u64) -> bool {
        users > self.from.load(Ordering::Relaxed)
    }

    /// Makes work on more users than this a job: for tests.
    #[cfg(test)]
    pub(crate) fn long_from(&self, users: u64) {
        self.from.store(users, Ordering::Relaxed);
    }

    /// Takes a job in, unless one of the same person was asked for under the same key.
    pub(super) fn add(&self, job: Job, by: &By) -> Result<Handle, Same> {
        let mut jobs = self.lock();
        if let Some(asked) = &by.idempotency {
            let of = |live: &&Live| live.job.scope == job.scope && live.job.created_by == job.created_by;
            let mut live = jobs.values().map(|handle| &*handle.0).filter(of);
            let same = live
                .find_map(|live| live.key.as_ref().filter(|key| key.key == asked.key).map(|key| (live, key)));
            if let Some((live, key)) = same {
                return Err(Same { id: live.job.id.clone(), digest: key.digest });
            }
        }
        let progress = Progress::default();
        progress.total(job.total);
        let (running, finished) = (AtomicBool::new(false), AtomicBool::new(false));
        let key = (job.scope, job.id.clone());
        let asked = by.idempotency.clone();
        let live = Live { job, key: asked, progress, running, finished, pages: Mutex::default() };
        let handle = Handle(Arc::new(live));
        jobs.insert(key, handle.clone());
        Ok(handle)
    }

    pub(super) fn remove(&self, handle: &Handle) {
        self.lock().remove(&(handle.scope(), handle.id().to_owned()));
    }

    pub(super) fn get(&self, scope: ScopeNo, id: &str) -> Option<Job> {
        self.lock().get(&(scope, id.to_owned())).map(Handle::job)
    }

    pub(super) fn of(&self, scope: ScopeNo) -> Vec<Job> {
        self.lock().values().filter(|handle| handle.scope() == scope).map(Handle::job).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
