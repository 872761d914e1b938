//! What anchors write with: a connection of their own to the very same database, as durable as a manager's.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::{Context as _, Result};

/// A connection to the database of a manager.
pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Client),
}

impl Connection {
    pub(crate) fn open(url: &str) -> Result<Self> {
        let Some(path) = url.strip_prefix("sqlite:") else {
            return Ok(Self::Postgres(postgres::Client::connect(url, postgres::NoTls)?));
        };
        let connection = rusqlite::Connection::open(path)?;
        connection
            .execute_batch("PRAGMA busy_timeout=10000; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")?;
        Ok(Self::Sqlite(connection))
    }

    /// Runs statements that answer nothing.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Self::Postgres(client) => Ok(client.batch_execute(sql)?),
        }
    }
}

/// Rows as COPY takes them.
pub(crate) fn copy_text<const WIDTH: usize>(rows: &[[i64; WIDTH]]) -> String {
    let mut text = String::with_capacity(rows.len() * 100);
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let end = if column + 1 == WIDTH { '\n' } else { '\t' };
            write!(text, "{cell}{end}").expect("writing to a String cannot fail");
        }
    }
    text
}

/// Writes rows that have been made ready; `into` is the table with its columns.
pub(crate) fn copy(client: &mut postgres::Client, into: &str, text: &str) -> Result<()> {
    let mut copy = client.copy_in(&format!("COPY {into} FROM STDIN"))?;
    copy.write_all(text.as_bytes())?;
    copy.finish().map(drop).context("COPY")
}
