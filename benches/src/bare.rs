//! Writing assignments with nothing decided, sealed or recorded: what the database alone can do.
//!
//! SQLite: one prepared statement per row in one transaction, synced at its end. PostgreSQL: one COPY, of text made
//! ready beforehand. Both into tables with the columns and indexes of `assignment`, in the very same database.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::{Context, Result, ensure};

/// The columns that a plan's assignment fills; the others stay empty.
const COLUMNS: &str =
    "scope, user_no, module_no, source, units, state, grant_order, rev, seal_hi, seal_lo, since_ms";
const WIDTH: usize = 11;
const TABLES: [&str; 2] = ["bare_same", "bare_links"];

/// A connection of its own to a manager's database.
pub(crate) enum Bare {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Client),
}

/// What is written.
pub(crate) struct Rows {
    same: Bulk,
    links: Bulk,
}

struct Bulk {
    rows: Vec<[i64; WIDTH]>,
    /// The same as COPY takes it.
    text: String,
}

impl Bare {
    pub(crate) fn open(url: &str) -> Result<Self> {
        let Some(path) = url.strip_prefix("sqlite:") else {
            return Ok(Self::Postgres(postgres::Client::connect(url, postgres::NoTls)?));
        };
        let connection = rusqlite::Connection::open(path)?;
        connection
            .execute_batch("PRAGMA busy_timeout=10000; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")?;
        Ok(Self::Sqlite(connection))
    }

    /// Makes the tables, and takes the rows from what a manager has written.
    pub(crate) fn prepare(&mut self, brings: usize) -> Result<Rows> {
        for table in TABLES {
            self.batch(&format!(
                "CREATE TABLE {table} (scope BIGINT NOT NULL, user_no BIGINT NOT NULL, module_no BIGINT NOT NULL, \
                 source BIGINT NOT NULL, units BIGINT NOT NULL, valid_from TEXT, valid_until TEXT, state BIGINT NOT NULL, \
                 code TEXT, grant_order BIGINT NOT NULL, comment_text TEXT, rev BIGINT NOT NULL, seal_hi BIGINT NOT NULL, \
                 seal_lo BIGINT NOT NULL, since_ms BIGINT NOT NULL, PRIMARY KEY (scope, user_no, module_no, source)); \
                 CREATE INDEX {table}_module ON {table} (scope, module_no, user_no); \
                 CREATE INDEX {table}_waiting ON {table} (scope, grant_order, user_no) WHERE state = 1"
            ))?;
        }
        let same = self.assignments()?;
        ensure!(!same.is_empty(), "nothing is assigned");
        let link = |row: &[i64; WIDTH], module: usize| {
            let mut link = *row;
            link[2] += module as i64;
            link
        };
        let links = same.iter().flat_map(|row| (0..=brings).map(move |module| link(row, module))).collect();
        Ok(Rows { links: Bulk::new(links), same: Bulk::new(same) })
    }

    /// Empties both tables.
    pub(crate) fn empty(&mut self) -> Result<()> {
        TABLES.iter().try_for_each(|table| match self {
            Self::Sqlite(_) => self.batch(&format!("DELETE FROM {table}")),
            Self::Postgres(_) => self.batch(&format!("TRUNCATE {table}")),
        })
    }

    pub(crate) fn write_same(&mut self, rows: &Rows) -> Result<()> {
        self.write(TABLES[0], &rows.same)
    }

    pub(crate) fn write_links(&mut self, rows: &Rows) -> Result<()> {
        self.write(TABLES[1], &rows.links)
    }

    fn write(&mut self, table: &str, bulk: &Bulk) -> Result<()> {
        match self {
            Self::Sqlite(connection) => {
                let transaction = connection.transaction()?;
                let places = ["?"; WIDTH].join(", ");
                let mut insert =
                    transaction.prepare(&format!("INSERT INTO {table} ({COLUMNS}) VALUES ({places})"))?;
                for row in &bulk.rows {
                    insert.execute(rusqlite::params_from_iter(row))?;
                }
                drop(insert);
                Ok(transaction.commit()?)
            }
            Self::Postgres(client) => {
                let mut copy = client.copy_in(&format!("COPY {table} ({COLUMNS}) FROM STDIN"))?;
                copy.write_all(bulk.text.as_bytes())?;
                copy.finish().map(drop).context("COPY")
            }
        }
    }

    fn assignments(&mut self) -> Result<Vec<[i64; WIDTH]>> {
        let sql = format!("SELECT {COLUMNS} FROM assignment ORDER BY user_no");
        match self {
            Self::Sqlite(connection) => {
                let mut rows = connection.prepare(&sql)?;
                let row = |row: &rusqlite::Row<'_>| {
                    let mut cells = [0; WIDTH];
                    (0..WIDTH).try_for_each(|column| row.get(column).map(|cell| cells[column] = cell))?;
                    Ok(cells)
                };
                Ok(rows.query_map([], row)?.collect::<Result<_, _>>()?)
            }
            Self::Postgres(client) => {
                let rows = client.query(&sql, &[])?;
                Ok(rows.iter().map(|row| std::array::from_fn(|column| row.get(column))).collect())
            }
        }
    }

    fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Self::Postgres(client) => Ok(client.batch_execute(sql)?),
        }
    }
}

impl Bulk {
    fn new(rows: Vec<[i64; WIDTH]>) -> Self {
        let mut text = String::with_capacity(rows.len() * 80);
        for row in &rows {
            for (column, cell) in row.iter().enumerate() {
                let end = if column + 1 == WIDTH { '\n' } else { '\t' };
                write!(text, "{cell}{end}").expect("writing to a String cannot fail");
            }
        }
        Self { rows, text }
    }
}
