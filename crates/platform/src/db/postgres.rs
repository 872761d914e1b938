//! PostgreSQL: one connection per scope being written, READ COMMITTED behind the head's lock.
//!
//! A client must be made, used and dropped on a thread of ours: on a tokio worker it panics.

use std::collections::HashMap;
use std::io::Write as _;
use std::str::FromStr as _;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::{Client, Config, NoTls, SimpleQueryMessage, Statement};

use super::connection::Transaction;
use super::grown::Grown;
use super::postgres_values::{Bound, copy_line, insert_literal, literals, value_of};
use super::sqlite::check_rows;
use super::statement::rewrite;
use super::{Backend, DbError, Row, Rows, Sql, Value, values};

/// More statements than the product has.
const STATEMENTS: usize = 512;
/// Up to so many rows go in one INSERT with literals: COPY costs two round trips more.
const FEW_ROWS: usize = 64;
/// How much COPY text goes into one message.
const COPY_BYTES: usize = 256 * 1024;
/// What every session of ours relies on, whatever the server's settings are.
const SESSION: &str = "SET jit = off; SET standard_conforming_strings = on; SET client_min_messages = warning; \
    SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '30s';";
/// A prepared statement keeps its plan, and one made while a table was empty reads all of it for
/// ever after. A change reads what it names through an index, as SQLite does: nested loops only.
const WRITING: &str = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;";
/// A question may be of any kind, and is planned for what it asks.
const READING: &str = "SET plan_cache_mode = force_custom_plan;";

/// One connection to a PostgreSQL server.
pub(crate) struct Postgres {
    client: Client,
    statements: HashMap<String, Statement>,
    /// Statements that go out together with the next one.
    waiting: String,
    /// How much the tables have grown through us.
    grown: Grown,
    /// Whether a statement failed since the savepoint: PostgreSQL then takes no other, and would
    /// answer COMMIT with a silent rollback.
    broken: bool,
}

impl Postgres {
    /// Connects a writer; `url` is `postgres://…`.
    pub(crate) fn writer(url: &str) -> Result<Self, DbError> {
        Self::connect(url, WRITING)
    }

    /// Connects a reader.
    pub(crate) fn reader(url: &str) -> Result<Self, DbError> {
        Self::connect(url, READING)
    }

    fn connect(url: &str, settings: &str) -> Result<Self, DbError> {
        let mut config =
            Config::from_str(url).map_err(|error| DbError::Unavailable(format!("the URL: {error}")))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        config.application_name("licentia");
        config.keepalives_idle(Duration::from_secs(30));
        let mut client = config.connect(NoTls)?;
        client.batch_execute(&format!("{SESSION} {settings}"))?;
        Ok(Self {
            client,
            statements: HashMap::new(),
            waiting: String::new(),
            grown: Grown::default(),
            broken: false,
        })
    }

    /// Runs statements without parameters, one after the other, in one message.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        let mut together = std::mem::take(&mut self.waiting);
        together.push_str(sql);
        let result = self.client.batch_execute(&together);
        Ok(self.noted(result)?)
    }

    fn noted<T, E>(&mut self, result: Result<T, E>) -> Result<T, E> {
        self.broken |= result.is_err();
        result
    }

    /// Waits up to `timeout` for other servers' commits and hands over their payloads.
    pub(crate) fn listen(&mut self, timeout: Duration, each: &mut dyn FnMut(&str)) -> Result<(), DbError> {
        let mut notifications = self.client.notifications();
        let first = notifications.timeout_iter(timeout).next()?;
        if let Some(first) = first {
            each(first.payload());
            // What came in with it is there already.
            let mut rest = notifications.iter();
            while let Some(next) = rest.next()? {
                each(next.payload());
            }
        }
        drop(notifications);
        if self.client.is_closed() {
            return Err(DbError::Unavailable("the connection was closed".to_owned()));
        }
        Ok(())
    }

    fn send_waiting(&mut self) -> Result<(), DbError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.batch("")
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, DbError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let prepared = self.client.prepare(&rewrite(sql, Backend::Postgres));
        let statement = self.noted(prepared)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Sql for Postgres {
    fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let result = self.stream(sql, params, each);
        self.noted(result)
    }

    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let result = self.collect(sql, params);
        self.noted(result)
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let result = self.run(sql, params);
        self.noted(result)
    }

    fn insert_rows(&mut self, table: &str, columns: &[&str], rows: &Rows) -> Result<u64, DbError> {
        let result = self.insert(table, columns, rows);
        self.noted(result)
    }

    fn backend(&self) -> Backend {
        Backend::Postgres
    }
}

impl Postgres {
    fn stream(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        self.look()?;
        self.send_waiting()?;
        let statement = self.statement(sql)?;
        let bound = bind(params)?;
        let columns = statement.columns().len();
        let mut rows = self.client.query_raw(&statement, bound)?;
        let mut row = Row(Vec::with_capacity(columns));
        while let Some(found) = rows.next()? {
            row.0.clear();
            for column in 0..columns {
                row.0.push(value_of(&found, column)?);
            }
            each(&row)?;
        }
        Ok(())
    }

    fn collect(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.look()?;
        self.send_waiting()?;
        let statement = self.statement(sql)?;
        let bound = bind(params)?;
        let bound: Vec<&(dyn postgres::types::ToSql + Sync)> = bound.iter().map(|param| param as _).collect();
        let columns = statement.columns().len();
        self.client
            .query(&statement, &bound)?
            .iter()
            .map(|found| {
                (0..columns).map(|column| value_of(found, column)).collect::<Result<_, _>>().map(Row)
            })
            .collect()
    }

    fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        self.look()?;
        self.send_waiting()?;
        let statement = self.statement(sql)?;
        let bound = bind(params)?;
        let bound: Vec<&(dyn postgres::types::ToSql + Sync)> = bound.iter().map(|param| param as _).collect();
        Ok(self.client.execute(&statement, &bound)?)
    }

    fn insert(&mut self, table: &str, columns: &[&str], rows: &Rows) -> Result<u64, DbError> {
        check_rows(columns, rows)?;
        if rows.is_empty() {
            return Ok(0);
        }
        let rows_in = if rows.len() <= FEW_ROWS {
            let mut insert = String::with_capacity(4 * 1024);
            insert_literal(&mut insert, table, columns, rows);
            self.batch(&insert)?;
            rows.len() as u64
        } else {
            self.copy(table, columns, rows)?
        };
        self.grown.by(table, rows_in);
        Ok(rows_in)
    }

    fn copy(&mut self, table: &str, columns: &[&str], rows: &Rows) -> Result<u64, DbError> {
        self.send_waiting()?;
        let mut writer = self.client.copy_in(&format!("COPY {table} ({}) FROM STDIN", columns.join(",")))?;
        let mut text = String::with_capacity(COPY_BYTES + 1024);
        for row in 0..rows.len() {
            copy_line(&mut text, rows.row_at(row));
            if text.len() >= COPY_BYTES {
                writer.write_all(text.as_bytes()).map_err(copy_failed)?;
                text.clear();
            }
        }
        writer.write_all(text.as_bytes()).map_err(copy_failed)?;
        Ok(writer.finish()?)
    }

    /// Has statistics taken of the tables that have outgrown theirs, before a statement is planned and at the end: many
    /// INSERTs one after the other need them once.
    fn look(&mut self) -> Result<(), DbError> {
        for table in self.grown.take_crowded() {
            let known = "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass($1)";
            let known = self.query_one(known, &values![table.as_str()])?;
            // It is -1 for a table of which none were taken.
            let known = known.map(|row| row.get::<i64>(0)).transpose()?;
            let known = known.map_or(u64::MAX, |known| known.max(0).cast_unsigned());
            if self.grown.outgrew(&table, known) {
                // Whoever else is about to take them does it for us: waiting for them could be waiting for each other.
                self.batch(&format!("ANALYZE (SKIP_LOCKED) {table}"))?;
            }
        }
        Ok(())
    }
}

impl Transaction for Postgres {
    fn begin(&mut self, lock: &str) -> Result<Option<Vec<Option<String>>>, DbError> {
        self.waiting.clear();
        self.broken = false;
        // Two statements in one message are still two: the second sees what was committed while it
        // waited for nothing but BEGIN, and after its lock READ COMMITTED sees the newest head.
        let answer =
            self.client.simple_query(&format!("BEGIN ISOLATION LEVEL READ COMMITTED; {lock} FOR UPDATE"))?;
        Ok(answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
            }
            _ => None,
        }))
    }

    fn begin_read(&mut self) -> Result<(), DbError> {
        self.waiting.clear();
        self.broken = false;
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    fn savepoint(&mut self) -> Result<(), DbError> {
        self.batch("SAVEPOINT change")
    }

    fn release(&mut self) -> Result<(), DbError> {
        self.waiting.push_str("RELEASE SAVEPOINT change;");
        Ok(())
    }

    fn rollback_to(&mut self) -> Result<(), DbError> {
        self.waiting.clear();
        self.broken = false;
        self.waiting.push_str("ROLLBACK TO SAVEPOINT change; RELEASE SAVEPOINT change;");
        Ok(())
    }

    fn later(&mut self, sql: &str, params: &[Value]) -> Result<(), DbError> {
        literals(&mut self.waiting, sql, params)?;
        self.waiting.push(';');
        Ok(())
    }

    fn notify(&mut self, payload: &str) -> Result<(), DbError> {
        self.later("SELECT pg_notify('licentia', $1)", &[Value::Text(payload.to_owned())])
    }

    fn commit(&mut self) -> Result<(), DbError> {
        self.look()?;
        self.batch("COMMIT")
    }

    fn broken(&self) -> bool {
        self.broken
    }

    fn rollback(&mut self) -> Result<(), DbError> {
        self.waiting.clear();
        self.batch("ROLLBACK")
    }
}

fn bind(params: &[Value]) -> Result<Vec<Bound<'_>>, DbError> {
    params
        .iter()
        .enumerate()
        .map(|(at, param)| match param {
            Value::Text(text) if text.contains('\0') => Err(DbError::Parameter(at + 1)),
            other => Ok(Bound(other)),
        })
        .collect()
}

fn copy_failed(error: std::io::Error) -> DbError {
    DbError::Failed(format!("COPY: {error}"))
}

impl From<postgres::Error> for DbError {
    fn from(error: postgres::Error) -> Self {
        let Some(answer) = error.as_db_error() else {
            let text = error.to_string();
            return match std::error::Error::source(&error) {
                // The client closes or never opened: nothing more can be asked of it.
                Some(source) if source.is::<std::io::Error>() => {
                    Self::Unavailable(format!("{text}: {source}"))
                }
                _ if error.is_closed() || text.contains("timeout") => Self::Unavailable(text),
                Some(source) => Self::Failed(format!("{text}: {source}")),
                None => Self::Failed(text),
            };
        };
        let text = answer.to_string();
        match answer.code() {
            code if *code == SqlState::UNIQUE_VIOLATION => Self::Unique(text),
            code if *code == SqlState::UNTRANSLATABLE_CHARACTER
                || *code == SqlState::CHARACTER_NOT_IN_REPERTOIRE =>
            {
                Self::Parameter(0)
            }
            // Class 08 connection, 53 resources, 57 operator intervention, 58 system; 25P03 idle,
            // 55P03 another server holds the scope's lock.
            code if ["08", "53", "57", "58", "25P03", "55P03"]
                .iter()
                .any(|class| code.code().starts_with(class)) =>
            {
                Self::Unavailable(text)
            }
            _ => Self::Failed(text),
        }
    }
}
