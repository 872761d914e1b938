//! Numbered migrations, forward only, and never into a database that knows more than we do.

use std::collections::BTreeMap;

use super::connection::Transaction;
use super::statement::rewrite_migration;
use super::{Backend, DbError, OpenError, Sql, values};

/// One step of a schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Whose it is: `manager`, `authority`; `platform` is our own. Each part counts from 1.
    pub part: &'static str,
    /// Its number within the part, without gaps.
    pub version: i64,
    /// What it is for, in a word or two.
    pub name: &'static str,
    /// Portable statements. BLOB is rewritten to BYTEA where needed, TEXT sorts by its bytes on both
    /// databases, and a line `-- sqlite: WORDS` or `-- postgres: WORDS` stands for WORDS on that one.
    pub sql: &'static str,
    /// What SQL cannot say, in the same transaction and after `sql`: it may rely on the tables as they are then, never on
    /// code that later steps change.
    pub fill: Option<Fill>,
}

/// Fills what a migration has made.
pub type Fill = fn(&mut dyn Sql) -> Result<(), DbError>;

/// The platform's own tables.
pub(crate) const PLATFORM: &[Migration] = &[
    Migration {
        part: "platform",
        version: 1,
        name: "ledger",
        sql: include_str!("../../migrations/0001_ledger.sql"),
        fill: None,
    },
    Migration {
        part: "platform",
        version: 2,
        name: "access",
        sql: include_str!("../../migrations/0002_access.sql"),
        fill: None,
    },
    Migration {
        part: "platform",
        version: 3,
        name: "secret",
        sql: include_str!("../../migrations/0003_secret.sql"),
        fill: None,
    },
    Migration {
        part: "platform",
        version: 4,
        name: "person",
        sql: include_str!("../../migrations/0004_person.sql"),
        fill: None,
    },
    Migration {
        part: "platform",
        version: 5,
        name: "site_token",
        sql: include_str!("../../migrations/0005_site_token.sql"),
        fill: None,
    },
];

/// A connection that also runs a whole script.
pub(crate) trait Scripts: Transaction {
    /// Runs statements one after the other.
    fn script(&mut self, sql: &str) -> Result<(), DbError>;
}

impl Scripts for super::sqlite::Sqlite {
    fn script(&mut self, sql: &str) -> Result<(), DbError> {
        self.batch(sql)
    }
}

impl Scripts for super::postgres::Postgres {
    fn script(&mut self, sql: &str) -> Result<(), DbError> {
        self.batch(sql)
    }
}

/// Brings the database to the newest version of every part; touches nothing when it is newer.
pub(crate) fn migrate(
    database: &mut dyn Scripts,
    server: &[Migration],
    now_ms: i64,
) -> Result<(), OpenError> {
    let migrations: Vec<&Migration> = PLATFORM.iter().chain(server).collect();
    let found = versions(database).map_err(unavailable)?;
    refuse_newer(&migrations, &found)?;
    if found.is_empty() {
        database
            .script(
                "CREATE TABLE IF NOT EXISTS schema_version (part TEXT NOT NULL, version BIGINT NOT NULL,
                 name TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (part, version))",
            )
            .map_err(unavailable)?;
    }
    for migration in migrations {
        if migration.version > found.get(migration.part).copied().unwrap_or(0) {
            apply(database, migration, now_ms)?;
        }
    }
    Ok(())
}

fn refuse_newer(migrations: &[&Migration], found: &BTreeMap<String, i64>) -> Result<(), OpenError> {
    for (part, found) in found {
        let known = migrations
            .iter()
            .filter(|migration| migration.part == part)
            .map(|migration| migration.version)
            .max();
        match known {
            None => return Err(OpenError::Other(part.clone())),
            Some(known) if *found > known => {
                return Err(OpenError::Newer { part: part.clone(), found: *found, known });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The newest version of each part; empty for a new database.
fn versions(database: &mut dyn Scripts) -> Result<BTreeMap<String, i64>, DbError> {
    let there = match database.backend() {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE name = 'schema_version'",
        Backend::Postgres => {
            "SELECT 1 FROM pg_tables WHERE tablename = 'schema_version' AND schemaname = ANY (current_schemas(false))"
        }
    };
    if database.query_one(there, &[])?.is_none() {
        return Ok(BTreeMap::new());
    }
    database
        .query("SELECT part, MAX(version) FROM schema_version GROUP BY part ORDER BY part", &[])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

fn apply(database: &mut dyn Scripts, migration: &Migration, now_ms: i64) -> Result<(), OpenError> {
    let sql = rewrite_migration(migration.sql, database.backend());
    let result = database
        .script("BEGIN")
        .and_then(|()| database.script(&sql))
        .and_then(|()| migration.fill.map_or(Ok(()), |fill| fill(database)))
        .and_then(|()| {
            database.execute(
                "INSERT INTO schema_version (part, version, name, applied_at) VALUES ($1, $2, $3, $4)",
                &values![migration.part, migration.version, migration.name, now_ms],
            )
        })
        .and_then(|_| database.script("COMMIT"));
    result.map_err(|error| {
        let _ = database.rollback();
        OpenError::Migration {
            part: migration.part,
            version: migration.version,
            name: migration.name,
            detail: error.to_string(),
        }
    })
}

fn unavailable(error: DbError) -> OpenError {
    OpenError::Unavailable(error.to_string())
}
