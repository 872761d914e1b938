//! What an installation of 300,000 users takes, through the same endpoints and pages as in service.
//!
//! A file of 300,000 users is taken in, 100,000 of them get a plan of 18 modules in one act and lose it again, the Users
//! screen is shown with a filter and an order, 50,000 who wait are served when a package brings seats, and the server is
//! started again. Meanwhile checks are asked at a quarter of what one processor can answer.
//!
//! These are figures, not ratios, but for the Users screen (P11: beside its own SQL) and the checks (P12: beside the same
//! checks alone).

mod act;
mod pace;
mod screen;
mod waiting;

use std::time::Instant;

use anyhow::{Result, ensure};
use licentia_core::licence::Row;
use licentia_manager::testing::{TestManager, plan, row};
use licentia_platform::db::Backend;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::report::{Line, say};
use crate::world::code;

const USERS: usize = 300_000;
/// Those who get the plan.
const HOLDERS: usize = 100_000;
/// Modules that the plan brings.
const BRINGS: usize = 18;
/// Those who wait.
const WAITING: usize = 50_000;
const SEATS: u32 = 400_000;
/// The module that is waited for.
const SCARCE: &str = "scarce";

pub(crate) fn run(runtime: &Runtime) -> Result<Vec<Line>> {
    let mut lines = runtime.block_on(on(Backend::Sqlite, "SQLite"))?;
    lines.extend(runtime.block_on(on(Backend::Postgres, "PostgreSQL"))?);
    Ok(lines)
}

async fn on(backend: Backend, name: &str) -> Result<Vec<Line>> {
    say(&format!("scale: {USERS} users on {name}"));
    let t = TestManager::on(backend).await;
    activate(&t, 1).await;
    let mut figures = Figures { database: name.to_owned(), lines: Vec::new() };
    let before = memory_kb();
    let file = act::people();
    let taken = act::import(&t, file).await?;
    figures.add("a file of 300,000 users, checked and taken in", "POST /users/import", taken);
    let at = t.manager.snapshot(t.scope).await.map_err(crate::world::said)?;
    ensure!(at.users().count() == USERS, "everybody was taken in");
    figures.line("the snapshot, per user", format!("{} bytes", at.user_bytes() / USERS));
    figures.line(
        "the server grows by, per user",
        format!("{} bytes", memory_kb().saturating_sub(before) * 1_024 / USERS),
    );
    drop(at);
    let (assigned, recalled) = (act::plan(&t, "").await?, act::plan(&t, "/recall").await?);
    figures.add("a plan of 18 modules to 100,000 of them", "POST /assignments", assigned);
    figures.add("the same taken back", "POST /assignments/recall", recalled);
    let mut lines = vec![pace::line(&t, &mut figures).await?];
    act::plan(&t, "").await?;
    lines.push(screen::line(&t, name).await?);
    figures.add(
        "50,000 who wait are served",
        "POST /assignments/waiting/reprocess",
        waiting::serve(&t).await?,
    );
    let start = Instant::now();
    let again = t.second().await;
    figures.add(
        "the server starts again",
        "300,000 users, 150,000 assignments",
        start.elapsed().as_secs_f64(),
    );
    again.db().close();
    Ok(figures.lines.into_iter().map(Line::figure).chain(lines).collect())
}

/// Figures of one database, said as they are taken.
struct Figures {
    database: String,
    lines: Vec<[String; 3]>,
}

impl Figures {
    fn add(&mut self, what: &str, how: &str, seconds: f64) {
        self.line(&format!("{what} ({how})"), format!("{seconds:.2} s"));
    }

    fn line(&mut self, what: &str, figure: String) {
        say(&format!("{}: {what} · {figure}", self.database));
        self.lines.push([what.to_owned(), self.database.clone(), figure]);
    }
}

/// Puts a package in force with so many seats of the module that is waited for.
async fn activate(t: &TestManager, scarce: u32) {
    let dated = |row: Row| Row { due: Some(jiff::civil::date(2031, 12, 31)), ..row };
    t.activate(|package| {
        let names: Vec<String> = (1..=BRINGS).map(code).collect();
        let brought: Vec<&str> = names.iter().map(String::as_str).collect();
        package.rows.push(dated(plan("plan", SEATS, &brought)));
        package.rows.extend(names.iter().map(|name| dated(row(name, SEATS))));
        package.rows.push(row(SCARCE, scarce));
    })
    .await;
}

/// The log-in name of a user.
fn login(no: usize) -> String {
    format!("user-{no:06}@example.org")
}

/// Kilobytes of memory that this process has taken.
fn memory_kb() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Asks again until a job has ended; how long that took since `start`.
async fn finished(
    t: &TestManager,
    start: Instant,
    answer: (http::StatusCode, serde_json::Value),
) -> Result<f64> {
    let (status, answer) = answer;
    if status == http::StatusCode::OK {
        return Ok(start.elapsed().as_secs_f64());
    }
    ensure!(status == http::StatusCode::ACCEPTED, "{status}: {answer}");
    let job = format!("/api/v1/jobs/{}", answer["job"].as_str().unwrap_or_default());
    loop {
        let (_, job) = t.get(&job).await;
        if job["state"] == json!("done") {
            return Ok(start.elapsed().as_secs_f64());
        }
        ensure!(job["state"] != json!("failed"), "{job}");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}
