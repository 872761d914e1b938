//! One change of one scope.

use super::{Backend, DbError, Row, ScopeNo, Sql, Value};
use crate::by::By;
use crate::ledger::{Entry, TextId};
use crate::problem::Problem;
use crate::seals::{Seal, Sealed, Tampered};

/// One change of one scope: statements, seals, and the ledger entry that tells of it.
pub struct Write<'a> {
    pub(crate) session: &'a mut dyn Sql,
    pub(crate) scope: ScopeNo,
    pub(crate) by: &'a By,
    pub(crate) now_ms: i64,
}

impl Write<'_> {
    /// The moment of this change, in milliseconds UTC: never before the previous change.
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The revision this change will have once it is recorded: what sealed rows carry in `rev`.
    pub fn revision(&self) -> u64 {
        unimplemented!()
    }

    /// The scope being changed.
    pub fn scope(&self) -> ScopeNo {
        self.scope
    }

    /// Who makes the change.
    pub fn by(&self) -> &By {
        self.by
    }

    /// A new UUIDv7.
    pub fn new_id(&mut self) -> uuid::Uuid {
        unimplemented!()
    }

    /// Tells the ledger of this change, exactly once per closure that changes rows.
    ///
    /// # Errors
    /// 500 when the closure has recorded one already: a fault of ours.
    pub fn record(&mut self, entry: Entry) -> Result<(), Problem> {
        unimplemented!()
    }

    /// Declares that what this closure changes is not in the chain: heartbeats, usage, refusals,
    /// last use, browser sessions (architecture, "Not in the chain").
    pub fn outside_chain(&mut self) {
        unimplemented!()
    }

    /// Keeps a text beside the ledger, so that it can be erased; the entry carries what is returned.
    pub fn text(&mut self, text: &str) -> TextId {
        unimplemented!()
    }

    /// The same for a text about somebody: all texts about `owner` (an id such as the user's) are
    /// erased together by [`Write::erase_about`].
    pub fn text_about(&mut self, owner: &str, text: &str) -> TextId {
        unimplemented!()
    }

    /// Erases texts; the chain still verifies. Returns how many were there.
    ///
    /// # Errors
    /// As any statement.
    pub fn erase(&mut self, texts: &[TextId]) -> Result<u64, DbError> {
        unimplemented!()
    }

    /// Erases every text about `owner`; the chain still verifies. Returns how many were there.
    ///
    /// # Errors
    /// As any statement.
    pub fn erase_about(&mut self, owner: &str) -> Result<u64, DbError> {
        unimplemented!()
    }

    /// The seal of a row about to be written with `rev` = [`Write::revision`]; adds it to its table's sum.
    pub fn seal<S: Sealed + ?Sized>(&mut self, row: &S) -> Seal {
        unimplemented!()
    }

    /// Checks a row about to be replaced or deleted, and takes its seal from its table's sum.
    ///
    /// # Errors
    /// [`Tampered`] when the row does not carry the seal of its content; the sum is then as before.
    pub fn unseal<S: Sealed + ?Sized>(
        &mut self,
        row: &S,
        rev: u64,
        seal: Seal,
    ) -> Result<(), Tampered> {
        unimplemented!()
    }
}

impl Sql for Write<'_> {
    fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        self.session.query_each(sql, params, each)
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        self.session.execute(sql, params)
    }

    fn backend(&self) -> Backend {
        self.session.backend()
    }
}
