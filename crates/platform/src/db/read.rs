//! A read-only snapshot.

use super::{Backend, DbError, Row, Sql, Value};
use crate::seals::Sealer;

/// A read-only snapshot transaction.
pub struct Read<'a> {
    pub(crate) session: &'a mut dyn Sql,
}

impl Read<'_> {
    /// Checks seals of rows that were read.
    pub fn sealer(&self) -> Sealer {
        unimplemented!()
    }
}

impl Sql for Read<'_> {
    fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        self.session.query_each(sql, params, each)
    }

    fn execute(&mut self, _sql: &str, _params: &[Value]) -> Result<u64, DbError> {
        Err(DbError::ReadOnly)
    }

    fn backend(&self) -> Backend {
        self.session.backend()
    }
}
