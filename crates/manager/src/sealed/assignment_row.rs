//! A row of `assignment`.

use licentia_core::ids::UserNo;
use licentia_core::seats::Assignment;
use licentia_platform::ledger::TextId;
use licentia_platform::seals::{SealInput, Sealed};

/// One assignment of one user: what core decides with, and the reason an administrator gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentRow {
    /// Whose.
    pub user: UserNo,
    /// What, from where, since when, in which state.
    pub assignment: Assignment,
    /// The administrator's reason, beside the ledger: not sealed, it goes when the text is erased.
    pub comment_text: Option<TextId>,
}

impl Sealed for AssignmentRow {
    const TABLE: &'static str = "assignment";

    fn write(&self, input: &mut SealInput) {
        let a = &self.assignment;
        input.int(i64::from(self.user.0));
        input.int(i64::from(a.module.0));
        input.int(a.source as i64);
        input.int(i64::from(a.units));
        input.text_or_null(a.from.map(|day| day.to_string()).as_deref());
        input.text_or_null(a.until.map(|day| day.to_string()).as_deref());
        input.text(super::store::state_code(a.state).unwrap_or("active"));
        input.int(a.order.cast_signed());
    }
}
