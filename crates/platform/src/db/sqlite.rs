//! SQLite: WAL, `synchronous=FULL`, one writer.

use std::collections::HashMap;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};

use super::connection::Transaction;
use super::log_mover::LogMover;
use super::rows::CellRef;
use super::statement::rewrite;
use super::{Backend, DbError, Row, Rows, Sql, Value};

/// How many rows one INSERT takes: measured, 1.6 times as fast as one by one; more gains nothing.
const INSERT_ROWS: usize = 50;
/// SQLite's limit on the parameters of one statement.
const PARAMETERS: usize = 32_766;
/// More statements than the product has.
const STATEMENTS: usize = 512;

/// What every connection relies on. The log shrinks again after a bulk change.
const SESSION: &str = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; \
    PRAGMA cache_size=-65536; PRAGMA journal_size_limit=67108864;";

/// One connection to a SQLite file.
pub(crate) struct Sqlite {
    connection: Connection,
    /// Each statement in SQLite's words.
    rewritten: HashMap<String, String>,
    /// Kept for its end, which comes after that of the connection by which it is asked.
    mover: Option<LogMover>,
}

impl Sqlite {
    /// The writer's connection; makes the file, readable by its owner only, when there is none.
    ///
    /// An existing file is never opened here beside SQLite: closing any descriptor of it would drop the locks that
    /// this process holds (POSIX), and another program's last close would then take the write-ahead log away from
    /// under us, with everything acknowledged since.
    pub(crate) fn writer(path: &Path) -> Result<Self, DbError> {
        let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        match made {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(DbError::Unavailable(format!("{}: {error}", path.display()))),
        }
        Self::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// The same for many changes, whose log is moved into the file beside them.
    pub(crate) fn writer_with_mover(path: &Path) -> Result<Self, DbError> {
        let mut writer = Self::writer(path)?;
        writer.mover = Some(LogMover::start(path, &mut writer.connection)?);
        Ok(writer)
    }

    /// A reader's connection.
    pub(crate) fn reader(path: &Path) -> Result<Self, DbError> {
        Self::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn open(path: &Path, flags: OpenFlags) -> Result<Self, DbError> {
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(Duration::from_secs(10))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.execute_batch(SESSION)?;
        Ok(Self { connection, rewritten: HashMap::new(), mover: None })
    }

    /// Runs statements without parameters, one after the other.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        Ok(self.connection.execute_batch(sql)?)
    }

    /// Runs one of our own few words, such as BEGIN, without parsing it again.
    fn word(&mut self, sql: &str) -> Result<(), DbError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// In builds for development: refuses a set statement that would read its whole list for every row of a table,
    /// instead of looking up a row for each of the list.
    fn look_up(&self, words: &str, params: usize) -> Result<(), DbError> {
        if !cfg!(debug_assertions) || !words.starts_with("UPDATE") || !words.contains("FROM json_each(") {
            return Ok(());
        }
        let mut plan = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {words}"))?;
        let steps =
            plan.query_map(rusqlite::params_from_iter(vec![None::<i64>; params]), |row| row.get(3))?;
        let steps: Vec<String> = steps.collect::<Result<_, _>>()?;
        match steps.first() {
            Some(first) if !first.contains("json_each") => Err(DbError::Failed(format!(
                "the set statement {words} reads its list again and again: {steps:?}"
            ))),
            _ => Ok(()),
        }
    }

    fn words<'a>(rewritten: &'a mut HashMap<String, String>, sql: &str) -> &'a str {
        if !rewritten.contains_key(sql) {
            if rewritten.len() >= STATEMENTS {
                rewritten.clear();
            }
            rewritten.insert(sql.to_owned(), rewrite(sql, Backend::Sqlite));
        }
        &rewritten[sql]
    }
}

impl Sql for Sqlite {
    fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let words = Self::words(&mut self.rewritten, sql);
        let mut statement = self.connection.prepare_cached(words)?;
        bind(&mut statement, params)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut row = Row(Vec::with_capacity(columns));
        while let Some(found) = rows.next()? {
            row.0.clear();
            for column in 0..columns {
                row.0.push(value_of(found.get_ref(column)?)?);
            }
            each(&row)?;
        }
        Ok(())
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        if !self.rewritten.contains_key(sql) {
            self.look_up(&rewrite(sql, Backend::Sqlite), params.len())?;
        }
        let words = Self::words(&mut self.rewritten, sql);
        let mut statement = self.connection.prepare_cached(words)?;
        bind(&mut statement, params)?;
        Ok(statement.raw_execute()? as u64)
    }

    fn insert_rows(&mut self, table: &str, columns: &[&str], rows: &Rows) -> Result<u64, DbError> {
        check_rows(columns, rows)?;
        let together = INSERT_ROWS.min(PARAMETERS / columns.len().max(1)).max(1);
        let whole = rows.len() - rows.len() % together;
        for (from, to, size) in [(0, whole, together), (whole, rows.len(), 1)] {
            if from == to {
                continue;
            }
            let mut statement = self.connection.prepare_cached(&insert_statement(table, columns, size))?;
            for first in (from..to).step_by(size) {
                let cells = (first..first + size).flat_map(|row| rows.row_at(row));
                for (at, cell) in cells.enumerate() {
                    statement.raw_bind_parameter(at + 1, Bound(cell))?;
                }
                statement.raw_execute()?;
            }
        }
        Ok(rows.len() as u64)
    }

    fn backend(&self) -> Backend {
        Backend::Sqlite
    }
}

impl Transaction for Sqlite {
    fn begin(&mut self, lock: &str) -> Result<Option<Vec<Option<String>>>, DbError> {
        self.word("BEGIN IMMEDIATE")?;
        let head = self.query_one(lock, &[])?;
        Ok(head.map(Row::texts))
    }

    fn begin_read(&mut self) -> Result<(), DbError> {
        self.word("BEGIN DEFERRED")
    }

    fn savepoint(&mut self) -> Result<(), DbError> {
        self.word("SAVEPOINT change")
    }

    fn release(&mut self) -> Result<(), DbError> {
        self.word("RELEASE SAVEPOINT change")
    }

    fn rollback_to(&mut self) -> Result<(), DbError> {
        self.word("ROLLBACK TO SAVEPOINT change")?;
        self.release()
    }

    fn later(&mut self, sql: &str, params: &[Value]) -> Result<(), DbError> {
        self.execute(sql, params).map(drop)
    }

    fn commit(&mut self) -> Result<(), DbError> {
        self.word("COMMIT")
    }

    fn broken(&self) -> bool {
        // SQLite ends a transaction by itself on a full disk and the like.
        self.connection.is_autocommit()
    }

    fn rollback(&mut self) -> Result<(), DbError> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.word("ROLLBACK")
    }

    fn notify(&mut self, _payload: &str) -> Result<(), DbError> {
        Ok(())
    }
}

/// Refuses rows that do not fit the columns, or that hold what no database keeps.
pub(crate) fn check_rows(columns: &[&str], rows: &Rows) -> Result<(), DbError> {
    if !rows.is_empty() && rows.width() != Some(columns.len()) {
        return Err(DbError::Failed(format!(
            "rows do not have the {} columns they are inserted into",
            columns.len()
        )));
    }
    if rows.has_nul() {
        return Err(DbError::Parameter(1));
    }
    Ok(())
}

fn insert_statement(table: &str, columns: &[&str], rows: usize) -> String {
    let tuple = format!("({})", vec!["?"; columns.len()].join(","));
    format!("INSERT INTO {table} ({}) VALUES {}", columns.join(","), vec![tuple.as_str(); rows].join(","))
}

fn bind(statement: &mut Statement<'_>, params: &[Value]) -> Result<(), DbError> {
    // A parameter that the statement does not use is a fault: PostgreSQL says so too.
    if statement.parameter_count() != params.len() {
        return Err(DbError::Failed(format!(
            "the statement takes {} parameters, not {}",
            statement.parameter_count(),
            params.len()
        )));
    }
    for (at, param) in params.iter().enumerate() {
        let cell = match param {
            Value::Null => CellRef::Null,
            Value::Int(number) => CellRef::Int(*number),
            Value::Text(text) if text.contains('\0') => return Err(DbError::Parameter(at + 1)),
            Value::Text(text) => CellRef::Text(text),
            Value::Blob(bytes) => CellRef::Blob(bytes),
        };
        statement.raw_bind_parameter(at + 1, Bound(cell))?;
    }
    Ok(())
}

struct Bound<'a>(CellRef<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            CellRef::Null => ValueRef::Null,
            CellRef::Int(number) => ValueRef::Integer(number),
            CellRef::Text(text) => ValueRef::Text(text.as_bytes()),
            CellRef::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value_of(value: ValueRef<'_>) -> Result<Value, DbError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(bytes) => Value::Text(
            std::str::from_utf8(bytes)
                .map_err(|_| DbError::Failed("a text in the database is not UTF-8".to_owned()))?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        ValueRef::Real(_) => {
            return Err(DbError::Failed(
                "a statement answered with a fraction: the portable subset has none".to_owned(),
            ));
        }
    })
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        let rusqlite::Error::SqliteFailure(failure, _) = error else {
            return Self::Failed(text);
        };
        match (failure.code, failure.extended_code) {
            (_, rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
                Self::Unique(text)
            }
            (
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::CannotOpen
                | ErrorCode::NotADatabase
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::SystemIoFailure
                | ErrorCode::DiskFull,
                _,
            ) => Self::Unavailable(text),
            _ => Self::Failed(text),
        }
    }
}
