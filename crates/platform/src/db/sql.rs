//! The one way to run a statement, the same on both databases.

use super::{DbError, Row, Rows, Value};

/// Which database stands behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// SQLite, in the server's own process.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Statements in the portable subset: `$1`, `$2` … for parameters, `RETURNING`, `ON CONFLICT`,
/// BIGINT, TEXT and BLOB, and `EACH($n)` for a set.
///
/// `EACH($n)` stands for a table with one column, `value`, and one row for each element of the JSON
/// array bound to `$n` as text (see [`super::Rows`]). Elements are arrays themselves, so a column of
/// the set reads `CAST(value->>0 AS BIGINT)` or `value->>1`:
///
/// ```sql
/// INSERT INTO t(no, name) SELECT CAST(value->>0 AS BIGINT), value->>1 FROM EACH($1)
/// ```
///
/// On SQLite an `INSERT … SELECT … ON CONFLICT` needs `WHERE true` before `ON`, on both databases it
/// is right.
pub trait Sql {
    /// Runs a statement and collects its rows.
    ///
    /// # Errors
    /// A [`DbError`]; on PostgreSQL the closure must then end, for the transaction takes no more statements.
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let mut rows = Vec::new();
        self.query_each(sql, params, &mut |row| {
            rows.push(row.clone());
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs a statement and returns its first row, if there is one.
    ///
    /// # Errors
    /// As [`Sql::query`].
    fn query_one(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, DbError> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// Runs a statement and hands over its rows one by one, for sets too large to collect.
    ///
    /// # Errors
    /// As [`Sql::query`], and whatever `each` returns.
    fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError>;

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// As [`Sql::query`].
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError>;

    /// Inserts rows as fast as the database can: many rows per statement on SQLite, COPY on
    /// PostgreSQL. Every row has all `columns`, in their order.
    ///
    /// # Errors
    /// As [`Sql::query`].
    fn insert_rows(&mut self, table: &str, columns: &[&str], rows: &Rows) -> Result<u64, DbError>;

    /// Runs a statement that reads its set from `EACH($1)`, 1,000 rows at a time: for an UPDATE, a
    /// DELETE or an INSERT … ON CONFLICT to which each row stands for itself. Returns how many rows
    /// it changed.
    ///
    /// # Errors
    /// As [`Sql::query`].
    fn execute_rows(&mut self, sql: &str, rows: &Rows) -> Result<u64, DbError> {
        const AT_ONCE: usize = 1_000;
        let mut changed = 0;
        for from in (0..rows.len()).step_by(AT_ONCE) {
            let to = rows.len().min(from + AT_ONCE);
            changed += self.execute(sql, &[Value::Text(rows.json_of(from, to))])?;
        }
        Ok(changed)
    }

    /// Which database stands behind; for the rare statement that cannot be portable.
    fn backend(&self) -> Backend;
}
