//! The SQL of jobs.

use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use serde_json::Value;

use super::{Kind, State};

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Whose.
    pub scope: ScopeNo,
    /// The id: a UUID, growing with time.
    pub id: String,
    /// What kind of work.
    pub kind: Kind,
    /// How it stands.
    pub state: State,
    /// What was asked for.
    pub asked: Value,
    /// How many are done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// What it answers, when done.
    pub answer: Option<Value>,
    /// Why it failed.
    pub problem: Option<Value>,
    /// The revision of its change.
    pub revision: Option<u64>,
    /// Since when, in milliseconds UTC.
    pub created_at: i64,
    /// Who asked: `account:3`.
    pub created_by: String,
    /// Whoever runs it is expected to say so before this moment.
    pub runs_until: Option<i64>,
    /// When it ended.
    pub finished_at: Option<i64>,
}

impl Job {
    pub(super) fn new(
        id: String,
        scope: ScopeNo,
        kind: Kind,
        asked: Value,
        created_by: String,
        created_at: i64,
        total: u64,
    ) -> Self {
        Self {
            scope,
            id,
            kind,
            state: State::Queued,
            asked,
            done: 0,
            total,
            answer: None,
            problem: None,
            revision: None,
            created_at,
            created_by,
            runs_until: None,
            finished_at: None,
        }
    }
}

const COLUMNS: &str = "scope, id, kind, state, asked, done, total, answer, problem, revision, created_at, created_by, \
                       runs_until, finished_at";

/// Writes a new job down.
pub(super) fn insert(w: &mut Write<'_>, job: &Job, until: i64) -> Result<(), DbError> {
    w.execute(
        "INSERT INTO job (scope, id, kind, state, asked, total, created_at, created_by, runs_until) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &values![
            job.scope,
            job.id.as_str(),
            job.kind.as_str(),
            State::Running.as_str(),
            job.asked.to_string(),
            job.total,
            job.created_at,
            job.created_by.as_str(),
            until
        ],
    )
    .map(drop)
}

/// It is still at work, and so far.
pub(super) fn renew(
    w: &mut Write<'_>,
    scope: ScopeNo,
    id: &str,
    (done, total): (u64, u64),
    until: i64,
) -> Result<u64, DbError> {
    w.execute(
        "UPDATE job SET done = $1, total = $2, runs_until = $3 WHERE scope = $4 AND id = $5 AND state = 'running'",
        &values![done, total, until, scope, id],
    )
}

/// It is done; 0 when it was given up before.
pub(super) fn finish(
    w: &mut Write<'_>,
    scope: ScopeNo,
    id: &str,
    answer: &Value,
    revision: u64,
    now: i64,
    progress: Option<(u64, u64)>,
) -> Result<u64, DbError> {
    let total = progress.map_or(0, |(_, total)| total);
    w.execute(
        "UPDATE job SET state = 'done', done = $1, total = $1, answer = $2, revision = $3, finished_at = $4, \
         runs_until = NULL WHERE scope = $5 AND id = $6 AND state = 'running'",
        &values![total, answer.to_string(), revision, now, scope, id],
    )
}

/// It failed; only if whoever runs it was expected to be heard of before `silent_since`.
pub(super) fn fail(
    w: &mut Write<'_>,
    scope: ScopeNo,
    id: &str,
    problem: &Value,
    now: i64,
    silent_since: i64,
) -> Result<u64, DbError> {
    w.execute(
        "UPDATE job SET state = 'failed', problem = $1, finished_at = $2, runs_until = NULL \
         WHERE scope = $3 AND id = $4 AND state = 'running' AND runs_until < $5",
        &values![problem.to_string(), now, scope, id, silent_since],
    )
}

/// One job.
pub(super) fn find(sql: &mut dyn Sql, scope: ScopeNo, id: &str) -> Result<Option<Job>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM job WHERE scope = $1 AND id = $2");
    sql.query_one(&text, &values![scope, id])?.as_ref().map(job).transpose()
}

/// The newest jobs, before `before`.
pub(super) fn list(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    before: Option<&str>,
    limit: u32,
) -> Result<Vec<Job>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM job WHERE scope = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
    // Ids are hexadecimal: `g` comes after all of them.
    sql.query(&text, &values![scope, before.unwrap_or("g"), limit])?.iter().map(job).collect()
}

/// Keeps lists that are too long for an answer.
pub(super) fn insert_pages(
    w: &mut Write<'_>,
    scope: ScopeNo,
    id: &str,
    pages: &[String],
) -> Result<(), DbError> {
    if pages.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::new();
    for (no, lines) in pages.iter().enumerate() {
        rows.row().int(scope.0).text(id).int(no as i64).text(lines);
    }
    w.insert_rows("job_page", &["scope", "job", "no", "lines"], &rows).map(drop)
}

/// One piece of a long list.
pub(super) fn page(sql: &mut dyn Sql, scope: ScopeNo, id: &str, no: u64) -> Result<Option<String>, DbError> {
    let row = sql.query_one(
        "SELECT lines FROM job_page WHERE scope = $1 AND job = $2 AND no = $3",
        &values![scope, id, no],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// Forgets whom the jobs of an installation name: their answers, their lists, and what their problems say beyond a code.
pub(super) fn forget_names(w: &mut Write<'_>, scope: ScopeNo) -> Result<(), DbError> {
    w.execute("DELETE FROM job_page WHERE scope = $1", &values![scope])?;
    w.execute("UPDATE job SET answer = NULL WHERE scope = $1 AND answer IS NOT NULL", &values![scope])?;
    let text = "SELECT scope, id, problem FROM job WHERE scope = $1 AND problem IS NOT NULL";
    let kept = w.query(text, &values![scope])?;
    bare(w, &kept)
}

/// Leaves of problems their code and what was counted.
fn bare(w: &mut Write<'_>, kept: &[Row]) -> Result<(), DbError> {
    for row in kept {
        let (scope, id, text) = (row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<String>(2)?);
        let mut problem: Value = serde_json::from_str(&text).unwrap_or_default();
        if let Some(all) = problem.as_object_mut() {
            all.retain(|name, _| matches!(name.as_str(), "code" | "status" | "args" | "detail"));
            all.entry("detail").and_modify(|detail| {
                if detail.is_string() {
                    *detail = "…".into();
                }
            });
        }
        if let Some(args) = problem["args"].as_object_mut() {
            args.iter_mut().filter(|(name, _)| *name != "count").for_each(|(_, value)| *value = "…".into());
        }
        let told = problem.to_string();
        if told != text {
            let text = "UPDATE job SET problem = $1 WHERE scope = $2 AND id = $3";
            w.execute(text, &values![told, scope, id])?;
        }
    }
    Ok(())
}

/// Forgets the lists of jobs that ended before `pages` and whom these name, and jobs that ended before `jobs`.
pub(super) fn forget(w: &mut Write<'_>, pages: i64, jobs: i64) -> Result<u64, DbError> {
    w.execute("UPDATE job SET answer = NULL WHERE finished_at < $1 AND answer IS NOT NULL", &values![pages])?;
    let text = "SELECT scope, id, problem FROM job WHERE finished_at < $1 AND problem IS NOT NULL";
    let kept = w.query(text, &values![pages])?;
    bare(w, &kept)?;
    w.execute(
        "DELETE FROM job_page WHERE EXISTS (SELECT 1 FROM job WHERE job.scope = job_page.scope \
         AND job.id = job_page.job AND job.finished_at < $1)",
        &values![pages],
    )?;
    w.execute("DELETE FROM job WHERE finished_at < $1", &values![jobs])
}

fn job(row: &Row) -> Result<Job, DbError> {
    let unknown = |what: &str| DbError::Failed(format!("a job of unknown {what}"));
    let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
    Ok(Job {
        scope: ScopeNo(row.get(0)?),
        id: row.get(1)?,
        kind: Kind::from_stored(&row.get::<String>(2)?).ok_or_else(|| unknown("kind"))?,
        state: State::from_stored(&row.get::<String>(3)?).ok_or_else(|| unknown("state"))?,
        asked: json(row.get(4)?).unwrap_or_default(),
        done: row.get::<i64>(5)?.cast_unsigned(),
        total: row.get::<i64>(6)?.cast_unsigned(),
        answer: json(row.get(7)?),
        problem: json(row.get(8)?),
        revision: row.get::<Option<i64>>(9)?.map(i64::cast_unsigned),
        created_at: row.get(10)?,
        created_by: row.get(11)?,
        runs_until: row.get(12)?,
        finished_at: row.get(13)?,
    })
}
