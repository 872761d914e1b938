//! *Remove superfluous licences*: more is in use than a package has, and somebody has to give theirs up before it can
//! be activated (rule 8).
//!
//! [`superfluous`] says how many units must go, who holds them, and where there is room for a move. [`remove`] recalls
//! from those who were chosen or moves them to another plan: one change, one ledger entry, all or nothing.

pub(crate) mod api;
mod holders;
mod page;
mod remove;
#[cfg(test)]
mod tests;

pub use holders::{Holder, Room, Superfluous, superfluous};
pub use remove::{Chosen, Removal, Who, remove};

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;
