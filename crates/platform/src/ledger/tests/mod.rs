//! Whoever edits the database without the secret file is noticed; whoever erases as they should is not.

mod chain;
mod reading;
mod sealed;
mod texts;
mod witness;

use serde_json::json;

use super::*;
use crate::by::By;
use crate::db::{Backend, Db, Migration, ScopeNo, Sql, Write, push_hex, values};
use crate::problem::Problem;
use crate::seals::{Seal, SealInput, Sealed};
use crate::testing::TestDb;

const ONE: ScopeNo = ScopeNo(1);

/// A sealed table: who has how much.
const TABLES: &[Migration] = &[Migration {
    part: "test",
    version: 1,
    name: "account",
    sql: "CREATE TABLE purse (
        scope BIGINT NOT NULL, id BIGINT NOT NULL, owner TEXT NOT NULL, amount BIGINT,
        rev BIGINT NOT NULL, seal_hi BIGINT NOT NULL, seal_lo BIGINT NOT NULL, PRIMARY KEY (scope, id));",
    fill: None,
}];

const SEALED: &[SealedTable] = &[SealedTable { name: Purse::TABLE, recount }];

struct Purse {
    id: i64,
    owner: String,
    amount: Option<i64>,
}

impl Sealed for Purse {
    const TABLE: &'static str = "purse";

    fn write(&self, input: &mut SealInput) {
        input.int(self.id);
        input.text(&self.owner);
        input.int_or_null(self.amount);
    }
}

fn start(backend: Backend) -> TestDb {
    TestDb::with(backend, TABLES, SEALED)
}

fn by() -> By {
    By::system("test")
}

const PURSES: &str =
    "SELECT id, owner, amount, rev, seal_hi, seal_lo FROM purse WHERE scope = $1 ORDER BY id";

fn purses(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<(Purse, u64, Seal)>, Problem> {
    sql.query(PURSES, &values![scope])?
        .iter()
        .map(|row| {
            let purse = Purse { id: row.get(0)?, owner: row.get(1)?, amount: row.get(2)? };
            Ok((purse, row.get(3)?, Seal { hi: row.get(4)?, lo: row.get(5)? }))
        })
        .collect()
}

fn recount(
    r: &mut crate::db::Read<'_>,
    scope: ScopeNo,
    each: &mut dyn FnMut(SealedRow),
) -> Result<(), Problem> {
    let mut sealer = r.sealer();
    for (purse, rev, seal) in purses(r, scope)? {
        let right = sealer.matches(scope, rev, &purse, seal);
        each(SealedRow { seal, wrong: (!right).then(|| purse.id.to_string()) });
    }
    Ok(())
}

/// Writes or replaces a purse, as a store does: what was there is checked first.
fn put(w: &mut Write<'_>, id: i64, owner: &str, amount: Option<i64>) -> Result<(), Problem> {
    take(w, id)?;
    let purse = Purse { id, owner: owner.to_owned(), amount };
    let (scope, rev, seal) = (w.scope(), w.revision(), w.seal(&purse));
    w.execute(
        "INSERT INTO purse (scope, id, owner, amount, rev, seal_hi, seal_lo)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &values![scope, id, owner, amount, rev, seal.hi, seal.lo],
    )?;
    Ok(())
}

/// Deletes a purse, if there is one.
fn take(w: &mut Write<'_>, id: i64) -> Result<(), Problem> {
    let scope = w.scope();
    for (purse, rev, seal) in purses(w, scope)?.into_iter().filter(|(purse, ..)| purse.id == id) {
        w.unseal(&purse, rev, seal)?;
    }
    w.execute("DELETE FROM purse WHERE scope = $1 AND id = $2", &values![scope, id])?;
    Ok(())
}

async fn put_purse(db: &Db, id: i64, amount: i64) -> Result<u64, Problem> {
    let by = by();
    let done = db.write(ONE, &by, move |w| {
        put(w, id, "Anna", Some(amount))?;
        w.record(Entry::new("purse.put", 1).subject(id.to_string()).after(json!({ "amount": amount })))
    });
    Ok(done.await?.revision)
}

/// `count` entries that say nothing.
async fn entries(db: &Db, count: usize) {
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.write(ONE, &by(), |w| w.record(Entry::new("test.said", 1))).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

async fn report(db: &Db) -> Report {
    db.read(|r| verify(r, ONE)).await.unwrap()
}

/// The codes of what is wrong, without repetition.
async fn faults(db: &Db) -> Vec<&'static str> {
    let mut codes: Vec<_> = report(db).await.faults.iter().map(|fault| fault.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Bytes as the database writes them, for tampering.
fn blob(backend: Backend, bytes: &[u8]) -> String {
    let mut out = String::from(match backend {
        Backend::Sqlite => "x'",
        Backend::Postgres => "'\\x",
    });
    push_hex(&mut out, bytes);
    out.push('\'');
    out
}
