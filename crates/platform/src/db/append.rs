//! The door for what arrives by the thousand.

use super::Write;
use crate::problem::Problem;

/// One kind of item that arrives by the thousand.
///
/// `apply` makes one read of what the whole list needs, one pure decision over the ordered list, one
/// set statement per table and one ledger entry; never a statement per item.
pub trait Kind: Send + 'static {
    /// What arrives.
    type Item: Send + 'static;
    /// What its sender is told.
    type Outcome: Send + 'static;

    /// Applies the items in order and returns one outcome for each. A refusal is an outcome.
    ///
    /// # Errors
    /// A [`Problem`] when nothing of the list can be applied: the items are then tried one by one,
    /// so that one bad item fails alone.
    fn apply(w: &mut Write<'_>, items: &[Self::Item]) -> Result<Vec<Self::Outcome>, Problem>;
}
