//! One change of one scope.

use std::any::Any;

use super::connection::Transaction;
use super::statement::changes;
use super::turn::Context;
use super::{Backend, DbError, Row, Rows, ScopeNo, Sql, Value};
use crate::by::By;
use crate::ledger::{self, Chain, Entry, TextId, Texts};
use crate::problem::Problem;
use crate::seals::{Seal, Sealed, Tampered};

/// One change of one scope: statements, seals, and the ledger entry that tells of it.
pub struct Write<'a> {
    pub(crate) transaction: &'a mut dyn Transaction,
    context: &'a mut Context,
    scope: ScopeNo,
    by: &'a By,
    now_ms: i64,
    /// The chain before this change.
    chain: &'a Chain,
    entry: Option<Entry>,
    texts: Texts,
    /// By how much each sealed table's sum changes.
    sums: Vec<(&'static str, u128)>,
    /// Whether a statement changed rows, apart from our own housekeeping.
    changed: bool,
    /// Whether there is anything to commit.
    dirty: bool,
    outside_chain: bool,
    head_accepted: bool,
    /// What the owner of the tables keeps beside this change.
    beside: Option<Box<dyn Any>>,
    when_recorded: Option<WhenRecorded>,
}

/// What runs with the hash of an entry that was written.
type WhenRecorded = Box<dyn FnOnce([u8; 32])>;

impl<'a> Write<'a> {
    pub(crate) fn new(
        transaction: &'a mut dyn Transaction,
        context: &'a mut Context,
        scope: ScopeNo,
        by: &'a By,
        chain: &'a Chain,
    ) -> Self {
        // A head that somebody edited tells no time, and neither does one without an entry; any other
        // has certainly been (rule 20).
        if chain.revision > 0 && chain.suspect.is_none() {
            context.shared.times.raise(chain.at_ms);
        }
        let now_ms = context.shared.times.stamp_ms();
        Self {
            transaction,
            context,
            scope,
            by,
            now_ms,
            chain,
            entry: None,
            texts: Texts::default(),
            sums: Vec::new(),
            changed: false,
            dirty: false,
            outside_chain: false,
            head_accepted: false,
            beside: None,
            when_recorded: None,
        }
    }

    /// The moment of this change, in milliseconds UTC: never before the previous change.
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The moment it is by now, while the change is still being made: never before its own.
    pub fn meanwhile_ms(&self) -> i64 {
        self.context.shared.times.now_ms().max(self.now_ms)
    }

    /// The revision this change will have once it is recorded: what sealed rows carry in `rev`.
    pub fn revision(&self) -> u64 {
        self.chain.revision + 1
    }

    /// SHA-256 of the entry that the chain ends with before this change: of two chains only one has this.
    pub fn head_hash(&self) -> [u8; 32] {
        self.chain.hash
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
        crate::clock::new_id(self.now_ms, self.context.shared.random.as_ref())
    }

    /// Tells the ledger of this change, exactly once per closure that changes rows.
    ///
    /// # Errors
    /// 500 when the closure has recorded one already: a fault of ours.
    pub fn record(&mut self, entry: Entry) -> Result<(), Problem> {
        if let Some(first) = &self.entry {
            return Err(Problem::internal(format!(
                "one change recorded twice: {} and {}",
                first.kind, entry.kind
            )));
        }
        self.entry = Some(entry);
        Ok(())
    }

    /// The kind of the entry that tells of this change, once it is recorded.
    pub fn recorded(&self) -> Option<&'static str> {
        self.entry.as_ref().map(|entry| entry.kind)
    }

    /// Something of the caller's own that lasts as long as this change, made when it is first asked for: what was
    /// written, say, so that nobody has to read it back. One at a time.
    pub fn beside<T: Any + Default>(&mut self) -> &mut T {
        if !self.beside.as_ref().is_some_and(|known| known.is::<T>()) {
            self.beside = Some(Box::<T>::default());
        }
        let made = self.beside.as_mut().and_then(|made| made.downcast_mut());
        made.expect("one of this type was made just now")
    }

    /// Runs `then` with the hash of this change's entry when that is written. The commit is yet to come: whoever relies
    /// on it compares the hash with the chain.
    pub fn when_recorded(&mut self, then: impl FnOnce([u8; 32]) + 'static) {
        self.when_recorded = Some(Box::new(then));
    }

    /// Declares that what this closure changes is not in the chain: heartbeats, usage, refusals,
    /// last use, browser sessions (architecture, "Not in the chain").
    pub fn outside_chain(&mut self) {
        self.outside_chain = true;
    }

    /// Keeps a text beside the ledger, so that it can be erased; the entry carries what is returned.
    pub fn text(&mut self, text: &str) -> TextId {
        self.text_about("", text)
    }

    /// The same for a text about somebody: all texts about `owner` (an id such as the user's) are
    /// erased together by [`Write::erase_about`].
    pub fn text_about(&mut self, owner: &str, text: &str) -> TextId {
        self.texts.add(self.chain.revision + 1, owner, text, self.context.shared.random.as_ref())
    }

    /// Erases texts; the chain still verifies. Returns how many were there.
    ///
    /// # Errors
    /// As any statement.
    pub fn erase(&mut self, texts: &[TextId]) -> Result<u64, DbError> {
        ledger::erase(self, texts)
    }

    /// Erases every text about `owner`; the chain still verifies. Returns how many were there.
    ///
    /// # Errors
    /// As any statement.
    pub fn erase_about(&mut self, owner: &str) -> Result<u64, DbError> {
        ledger::erase_about(self, owner)
    }

    /// The seal of a row about to be written with `rev` = [`Write::revision`]; adds it to its table's sum.
    pub fn seal<S: Sealed + ?Sized>(&mut self, row: &S) -> Seal {
        let revision = self.revision();
        let seal = self.context.sealer.seal(self.scope, revision, row);
        let sum = self.sum(S::TABLE);
        *sum = sum.wrapping_add(seal.number());
        seal
    }

    /// Checks a row about to be replaced or deleted, and takes its seal from its table's sum.
    ///
    /// # Errors
    /// [`Tampered`] when the row does not carry the seal of its content; the sum is then as before.
    pub fn unseal<S: Sealed + ?Sized>(&mut self, row: &S, rev: u64, seal: Seal) -> Result<(), Tampered> {
        self.check(row, rev, seal)?;
        let sum = self.sum(S::TABLE);
        *sum = sum.wrapping_sub(seal.number());
        Ok(())
    }

    /// Checks a row that stays as it is.
    ///
    /// # Errors
    /// [`Tampered`] when the row does not carry the seal of its content.
    pub fn check<S: Sealed + ?Sized>(&mut self, row: &S, rev: u64, seal: Seal) -> Result<(), Tampered> {
        let scope = self.scope;
        if self.context.sealer.matches(scope, rev, row, seal) {
            return Ok(());
        }
        Err(Tampered { table: S::TABLE })
    }

    /// What the seals of a sealed table add up to now, by the scope's chain and this change.
    pub fn sealed_sum(&self, table: &'static str) -> u128 {
        let known = self.chain.sums.get(table).copied().unwrap_or_default();
        let change = self.sums.iter().find(|(changed, _)| *changed == table);
        known.wrapping_add(change.map_or(0, |(_, sum)| *sum))
    }

    /// "Accept": takes the rows of a sealed table as they are, whose seals add up to `sum`
    /// ([`crate::ledger::RowsCheck::sum`]), for what they should be. To be recorded like any change, and
    /// called before the closure seals other rows of that table.
    pub fn accept_sum(&mut self, table: &'static str, sum: u128) {
        let known = self.chain.sums.get(table).copied().unwrap_or_default();
        *self.sum(table) = sum.wrapping_sub(known);
    }

    /// "Accept": takes a head that was edited for what it should be. To be recorded like any change.
    pub fn accept_head(&mut self) {
        self.head_accepted = true;
    }

    /// The revision the scope has after this change: the next one when it recorded, else as before.
    pub(crate) fn revision_after(&self) -> u64 {
        self.chain.revision + u64::from(self.entry.is_some())
    }

    /// A statement on a table of the platform itself that belongs to no chain.
    pub(crate) fn housekeeping(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let changed = self.transaction.execute(sql, params)?;
        self.dirty |= changed > 0;
        Ok(changed)
    }

    /// Whether there is anything to commit.
    pub(crate) fn has_changed(&self) -> bool {
        self.dirty || self.changed || self.entry.is_some()
    }

    /// Writes the entry and what belongs to it; returns the chain after it, when there is one.
    pub(crate) fn finish(self) -> Result<Option<Chain>, Problem> {
        let Some(entry) = self.entry else {
            let sealed = self.sums.iter().any(|(_, sum)| *sum != 0);
            if sealed || !self.texts.is_empty() || (self.changed && !self.outside_chain) {
                return Err(Problem::internal(
                    "a change was not recorded: every write of rows calls record()",
                ));
            }
            return Ok(None);
        };
        let change = ledger::Change {
            scope: self.scope,
            by: self.by,
            at_ms: self.now_ms,
            entry,
            texts: self.texts,
            sums: self.sums,
        };
        let mut chain = change.write(self.transaction, &self.context.shared, self.chain)?;
        if self.head_accepted {
            chain.suspect = None;
        }
        if let Some(then) = self.when_recorded {
            then(chain.hash);
        }
        Ok(Some(chain))
    }

    fn sum(&mut self, table: &'static str) -> &mut u128 {
        let at = match self.sums.iter().position(|(known, _)| *known == table) {
            Some(at) => at,
            None => {
                self.sums.push((table, 0));
                self.sums.len() - 1
            }
        };
        &mut self.sums[at].1
    }
}

impl Sql for Write<'_> {
    fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        if !changes(sql) {
            return self.transaction.query_each(sql, params, each);
        }
        let changed = &mut self.changed;
        self.transaction.query_each(sql, params, &mut |row| {
            *changed = true;
            each(row)
        })
    }

    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let rows = self.transaction.query(sql, params)?;
        self.changed |= changes(sql) && !rows.is_empty();
        Ok(rows)
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let changed = self.transaction.execute(sql, params)?;
        self.changed |= changed > 0 && changes(sql);
        Ok(changed)
    }

    fn insert_rows(&mut self, table: &str, columns: &[&str], rows: &Rows) -> Result<u64, DbError> {
        self.changed |= !rows.is_empty();
        self.transaction.insert_rows(table, columns, rows)
    }

    fn backend(&self) -> Backend {
        self.transaction.backend()
    }
}
