//! Who may do what: accounts, rights, sessions and tokens (rule 12).
//!
//! A right is a value. A use case takes [`Granted<ManageUsers>`](Granted), which only
//! [`Caller::may`] hands out, so that forgetting to ask does not compile.

mod caller;
mod rights;

pub use caller::{Caller, Granted};
pub use rights::{
    Check, ManageAccess, ManageCatalogue, ManageKeys, ManageLicences, ManageUsers, Right,
    RightKind, Rights, Sell, View,
};
