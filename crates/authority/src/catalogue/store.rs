//! The catalogue's SQL.

use std::collections::{BTreeMap, BTreeSet};

use licentia_platform::db::{DbError, Row, Rows, Sql, Write, values};

use super::Affected;

/// One edition as it is stored.
pub(super) struct Stored {
    pub(super) version: u64,
    pub(super) source: String,
    pub(super) applied_at_ms: i64,
}

/// The edition in force.
pub(super) fn latest(sql: &mut dyn Sql) -> Result<Option<Stored>, DbError> {
    newer_than(sql, 0)
}

/// The edition in force, when it is newer than `known`: asking again costs one look into an index.
pub(super) fn newer_than(sql: &mut dyn Sql, known: u64) -> Result<Option<Stored>, DbError> {
    let row = sql.query_one(
        "SELECT version, source, applied_at FROM catalogue WHERE version > $1 ORDER BY version DESC LIMIT 1",
        &values![i64::try_from(known).unwrap_or(i64::MAX)],
    )?;
    row.map(|row| stored(&row)).transpose()
}

/// The edition that was in force at a moment; the first one, when there was none by then.
pub(super) fn at(sql: &mut dyn Sql, until_ms: i64) -> Result<Option<Stored>, DbError> {
    const COLUMNS: &str = "SELECT version, source, applied_at FROM catalogue";
    let then = format!("{COLUMNS} WHERE applied_at < $1 ORDER BY version DESC LIMIT 1");
    let row = match sql.query_one(&then, &values![until_ms])? {
        Some(row) => Some(row),
        None => sql.query_one(&format!("{COLUMNS} ORDER BY version LIMIT 1"), &[])?,
    };
    row.map(|row| stored(&row)).transpose()
}

/// One edition by its number.
pub(super) fn of_version(sql: &mut dyn Sql, version: u64) -> Result<Option<Stored>, DbError> {
    let row = sql.query_one(
        "SELECT version, source, applied_at FROM catalogue WHERE version = $1",
        &values![i64::try_from(version).unwrap_or(i64::MAX)],
    )?;
    row.map(|row| stored(&row)).transpose()
}

fn stored(row: &Row) -> Result<Stored, DbError> {
    Ok(Stored { version: row.get(0)?, source: row.get(1)?, applied_at_ms: row.get(2)? })
}

/// Every edition, the newest first.
pub(super) fn sources(sql: &mut dyn Sql) -> Result<Vec<String>, DbError> {
    let rows = sql.query("SELECT source FROM catalogue ORDER BY version DESC", &[])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Adds an edition.
pub(super) fn insert(w: &mut Write<'_>, version: u64, issuer: &str, source: &str) -> Result<(), DbError> {
    let (now_ms, by) = (w.now_ms(), w.by().actor.reference());
    w.execute(
        "INSERT INTO catalogue (version, issuer, source, applied_at, applied_by) VALUES ($1, $2, $3, $4, $5)",
        &values![i64::try_from(version).unwrap_or(i64::MAX), issuer, source, now_ms, by],
    )?;
    Ok(())
}

/// The customers who own any of these modules or suites, each with the changed ones it thereby has.
pub(super) fn owners(
    sql: &mut dyn Sql,
    touched: &BTreeMap<String, BTreeSet<String>>,
) -> Result<Vec<Affected>, DbError> {
    let mut codes = Rows::new();
    for code in touched.keys() {
        codes.row().text(code);
    }
    let mut found: Vec<Affected> = Vec::new();
    sql.query_each(
        "SELECT c.serial, c.name, o.module FROM customer c JOIN (
           SELECT customer_no, module FROM subscription_line
           UNION SELECT no, suite FROM customer WHERE suite IS NOT NULL
         ) o ON o.customer_no = c.no
         WHERE o.module IN (SELECT value->>0 FROM EACH($1))
         ORDER BY c.name_key, c.no",
        &values![codes],
        &mut |row| {
            let serial: String = row.get(0)?;
            let module: String = row.get(2)?;
            if found.last().is_none_or(|last| last.serial != serial) {
                found.push(Affected { serial, name: row.get(1)?, modules: BTreeSet::new() });
            }
            if let (Some(last), Some(changed)) = (found.last_mut(), touched.get(&module)) {
                last.modules.extend(changed.iter().cloned());
            }
            Ok(())
        },
    )?;
    Ok(found)
}
