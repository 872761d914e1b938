//! Writing assignments with nothing decided, sealed or recorded: what the database alone can do.
//!
//! SQLite: one prepared statement per row in one transaction, synced at its end. PostgreSQL: one COPY, of text made
//! ready beforehand. Both into tables with the columns and indexes of `assignment`, in the very same database.

use anyhow::{Result, ensure};

use crate::connection::{Connection, copy, copy_text};

/// The columns that a plan's assignment fills; the others stay empty.
const COLUMNS: &str =
    "scope, user_no, module_no, source, units, state, grant_order, rev, seal_hi, seal_lo, since_ms";
const WIDTH: usize = 11;
const TABLES: [&str; 2] = ["bare_same", "bare_links"];

/// Writes with nothing decided.
pub(crate) struct Bare(Connection);

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
        Connection::open(url).map(Self)
    }

    /// Makes the tables, and takes the rows from what a manager has written.
    pub(crate) fn prepare(&mut self, brings: usize) -> Result<Rows> {
        for table in TABLES {
            self.0.batch(&format!(
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
        let how = if matches!(self.0, Connection::Sqlite(_)) { "DELETE FROM" } else { "TRUNCATE" };
        TABLES.iter().try_for_each(|table| self.0.batch(&format!("{how} {table}")))
    }

    pub(crate) fn write_same(&mut self, rows: &Rows) -> Result<()> {
        self.write(TABLES[0], &rows.same)
    }

    pub(crate) fn write_links(&mut self, rows: &Rows) -> Result<()> {
        self.write(TABLES[1], &rows.links)
    }

    fn write(&mut self, table: &str, bulk: &Bulk) -> Result<()> {
        match &mut self.0 {
            Connection::Sqlite(connection) => {
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
            Connection::Postgres(client) => copy(client, &format!("{table} ({COLUMNS})"), &bulk.text),
        }
    }

    fn assignments(&mut self) -> Result<Vec<[i64; WIDTH]>> {
        let sql = format!("SELECT {COLUMNS} FROM assignment ORDER BY user_no");
        match &mut self.0 {
            Connection::Sqlite(connection) => {
                let mut rows = connection.prepare(&sql)?;
                let row = |row: &rusqlite::Row<'_>| {
                    let mut cells = [0; WIDTH];
                    (0..WIDTH).try_for_each(|column| row.get(column).map(|cell| cells[column] = cell))?;
                    Ok(cells)
                };
                Ok(rows.query_map([], row)?.collect::<Result<_, _>>()?)
            }
            Connection::Postgres(client) => {
                let rows = client.query(&sql, &[])?;
                Ok(rows.iter().map(|row| std::array::from_fn(|column| row.get(column))).collect())
            }
        }
    }
}

impl Bulk {
    fn new(rows: Vec<[i64; WIDTH]>) -> Self {
        let text = copy_text(&rows);
        Self { rows, text }
    }
}
