//! Peaks, days, closing, reports; each on both databases.

mod closing;
mod pages;
mod peaks;
mod reports;

use jiff::civil::Date;
use licentia_core::history::{DayUse, Kept};
use licentia_platform::db::{Sql as _, values};

use crate::testing::TestManager;

/// A day in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What is durable of an item: read from the table, past every memory.
async fn stored(t: &TestManager, item: &'static str) -> Vec<DayUse> {
    let scope = t.scope;
    let read = t.manager.db().read(move |r| super::days(r, scope, item, Date::MIN, Date::MAX));
    read.await.expect("days")
}

/// The last day of an item.
async fn last(t: &TestManager, item: &'static str) -> Kept {
    stored(t, item).await.last().expect("a day is kept").kept
}

fn kept(peak: u64, cap: u64, full: bool) -> Kept {
    Kept { peak, cap: Some(cap), full }
}

/// How many rows a table has in the installation.
async fn count(t: &TestManager, table: &str) -> i64 {
    let (scope, text) = (t.scope, format!("SELECT COUNT(*) FROM {table} WHERE scope = $1"));
    let read = t.manager.db().read(move |r| {
        let row = r.query_one(&text, &values![scope])?;
        Ok(row.expect("a count").get::<i64>(0)?)
    });
    read.await.expect("a count")
}
