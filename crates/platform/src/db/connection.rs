//! What a writer and a reader ask of a connection, beside statements.

use super::{DbError, Sql, Value};

/// A connection that can hold one transaction.
pub(crate) trait Transaction: Sql {
    /// Begins a change; `lock` is the statement, without parameters, that reads the scope's head and
    /// locks it. Its columns come back as text, for so PostgreSQL answers when both go in one message.
    fn begin(&mut self, lock: &str) -> Result<Option<Vec<Option<String>>>, DbError>;
    /// Begins a read-only snapshot.
    fn begin_read(&mut self) -> Result<(), DbError>;
    /// Marks the point to which a failing closure goes back.
    fn savepoint(&mut self) -> Result<(), DbError>;
    /// Keeps what happened since the savepoint.
    fn release(&mut self) -> Result<(), DbError>;
    /// Undoes what happened since the savepoint.
    fn rollback_to(&mut self) -> Result<(), DbError>;
    /// Runs a statement whose answer nobody needs before the next one: PostgreSQL sends it together
    /// with that, which saves a round trip.
    fn later(&mut self, sql: &str, params: &[Value]) -> Result<(), DbError>;
    /// Tells the other servers with this transaction's commit.
    fn notify(&mut self, payload: &str) -> Result<(), DbError>;
    /// Commits. After an error nobody knows what happened.
    fn commit(&mut self) -> Result<(), DbError>;
    /// Whether a statement failed since the savepoint, so that only going back to it helps; on
    /// SQLite, whether the transaction ended by itself.
    fn broken(&self) -> bool;
    /// Undoes the whole transaction, if one is open.
    fn rollback(&mut self) -> Result<(), DbError>;
}
