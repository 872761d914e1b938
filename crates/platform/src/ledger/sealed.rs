//! Sealed tables against the sums in the ledger's head.

use super::Chain;
use crate::db::{Read, ScopeNo};
use crate::problem::Problem;
use crate::seals::Seal;

/// A sealed table, so that [`super::verify`] can compare it with the ledger.
#[derive(Clone, Copy)]
pub struct SealedTable {
    /// Its name, as in [`crate::seals::Sealed::TABLE`].
    pub name: &'static str,
    /// Reads every row of the scope, checks its seal with [`Read::sealer`] and reports it.
    pub recount: Recount,
}

/// Reads every row of a scope and reports it.
pub type Recount = fn(&mut Read<'_>, ScopeNo, &mut dyn FnMut(SealedRow)) -> Result<(), Problem>;

/// What a recount says of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRow {
    /// The seal it carries.
    pub seal: Seal,
    /// The row's name, when the seal is not the one of its content.
    pub wrong: Option<String>,
}

impl SealedRow {
    /// A row that cannot be read at all, and so carries no seal of ours.
    pub fn unreadable(name: impl Into<String>) -> Self {
        Self { seal: Seal { hi: 0, lo: 0 }, wrong: Some(name.into()) }
    }
}

/// A sealed table compared with its sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsCheck {
    /// The table.
    pub table: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// The rows whose seal is wrong: they count as absent. At most 1,000 are named.
    pub wrong: Vec<String>,
    /// What the seals of the rows add up to: for [`crate::db::Write::accept_sum`].
    pub sum: u128,
    /// Whether the sum of all seals is the one in the ledger's head. When it is not although no seal
    /// is wrong, a row was deleted or an old one put back.
    pub sum_matches: bool,
}

impl RowsCheck {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.wrong.is_empty() && self.sum_matches
    }
}

/// Checks every row of `table` and the sum of their seals: at load, in the background, and daily.
///
/// # Errors
/// As any statement.
pub fn check_rows(r: &mut Read<'_>, scope: ScopeNo, table: &SealedTable) -> Result<RowsCheck, Problem> {
    const NAMED: usize = 1_000;
    let mut sealer = r.sealer();
    // A head that does not read back has no sum to match; the rows are still checked one by one.
    let expected = match Chain::peek(r, &mut sealer, scope) {
        Ok(head) => Some(head.and_then(|chain| chain.sums.get(table.name).copied()).unwrap_or_default()),
        Err(problem) if problem.code == "ledger_broken" => None,
        Err(problem) => return Err(problem),
    };
    let mut check = RowsCheck { table: table.name, rows: 0, wrong: Vec::new(), sum: 0, sum_matches: false };
    (table.recount)(r, scope, &mut |row| {
        check.rows += 1;
        check.sum = check.sum.wrapping_add(row.seal.number());
        if let Some(name) = row.wrong
            && check.wrong.len() < NAMED
        {
            check.wrong.push(name);
        }
    })?;
    check.sum_matches = Some(check.sum) == expected;
    Ok(check)
}
