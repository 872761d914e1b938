//! What was issued, sealed (rule 10): nobody changes an invoice in the database unnoticed.

use licentia_platform::db::{Read, ScopeNo};
use licentia_platform::ledger::{SealedRow, SealedTable};
use licentia_platform::problem::Problem;
use licentia_platform::seals::{Seal, SealInput, Sealed};

use super::store;
use crate::state::HOUSE;

/// The sealed tables of the authority, for the platform's verification.
pub(crate) const SEALED: &[SealedTable] = &[SealedTable { name: "invoice_issued", recount }];

/// One issued invoice or credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Issued {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) sha256: String,
    /// What is printed, as JSON.
    pub(crate) content: String,
}

impl Sealed for Issued {
    const TABLE: &'static str = "invoice_issued";

    fn write(&self, input: &mut SealInput) {
        input.int(self.number.cast_signed());
        input.text(&self.id);
        input.text(&self.sha256);
        input.text(&self.content);
    }
}

/// A row as it stands in its table.
pub(crate) struct Stored {
    pub(crate) row: Issued,
    pub(crate) rev: u64,
    pub(crate) seal: Seal,
}

fn recount(r: &mut Read<'_>, scope: ScopeNo, each: &mut dyn FnMut(SealedRow)) -> Result<(), Problem> {
    if scope != HOUSE {
        return Ok(());
    }
    let mut sealer = r.sealer();
    store::every_issued(r, &mut |stored: Stored| {
        let right = sealer.matches(scope, stored.rev, &stored.row, stored.seal);
        let name = || format!("invoice {}", stored.row.number);
        each(SealedRow { seal: stored.seal, wrong: (!right).then(name) });
    })?;
    Ok(())
}
