//! The same stories on both databases.

mod appending;
mod growing;
mod killed;
mod opening;
mod servers;
mod statements;
mod times;
mod writing;

use serde_json::json;

use super::*;
use crate::by::By;
use crate::ledger::Entry;
use crate::testing::TestDb;

/// One scope for most stories.
const ONE: ScopeNo = ScopeNo(1);

/// A few tables to play with.
const TABLES: &[Migration] = &[Migration {
    part: "test",
    version: 1,
    name: "tables",
    sql: "
        CREATE TABLE counter (scope BIGINT PRIMARY KEY, n BIGINT NOT NULL);
        CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL, note TEXT, data BLOB);
        CREATE TABLE seat (scope BIGINT NOT NULL, holder BIGINT NOT NULL, PRIMARY KEY (scope, holder));
        CREATE TABLE child (
          id BIGINT PRIMARY KEY,
          thing BIGINT NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED
        );",
    fill: None,
}];

fn start(backend: Backend) -> TestDb {
    TestDb::with(backend, TABLES, &[])
}

fn by() -> By {
    By::system("test")
}

/// Adds one to the scope's counter, and tells the ledger.
fn count_up(w: &mut Write<'_>) -> Result<i64, Problem> {
    let scope = w.scope();
    let n: i64 = w
        .query(
            "INSERT INTO counter (scope, n) VALUES ($1, 1)
             ON CONFLICT (scope) DO UPDATE SET n = counter.n + 1 RETURNING n",
            &values![scope],
        )?
        .first()
        .ok_or_else(|| Problem::internal("no row"))?
        .get(0)?;
    w.record(Entry::new("test.counted", 1).after(json!({ "n": n })))?;
    Ok(n)
}

async fn counter(db: &Db, scope: ScopeNo) -> i64 {
    db.read(move |r| {
        let row = r.query_one("SELECT n FROM counter WHERE scope = $1", &values![scope])?;
        Ok(match row {
            Some(row) => row.get(0)?,
            None => 0,
        })
    })
    .await
    .unwrap()
}

async fn report(db: &Db, scope: ScopeNo) -> crate::ledger::Report {
    db.read(move |r| crate::ledger::verify(r, scope)).await.unwrap()
}
