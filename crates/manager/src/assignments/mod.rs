//! Assignments: handing seats out, taking them back, and who waits for one (rules 3, 4, 5 and 13).
//!
//! [`assign`] and [`recall`] take these users × these modules, all or nothing unless told otherwise, in one transaction
//! and one ledger entry however many they are; core decides each of them. [`heal_in`] gives the seats that a change has
//! freed to those who wait, oldest first, inside that change.

mod answer;
#[cfg(test)]
mod answer_tests;
pub(crate) mod api;
mod decided;
mod difference;
mod effect;
mod file;
mod heal;
mod list;
mod member;
mod net;
mod order;
pub(crate) mod page;
mod perform;
mod rest;
mod store;
pub mod superfluous;
#[cfg(test)]
mod tests;
mod undo;
mod undone;
mod waiting;
#[cfg(test)]
pub(crate) use waiting::tests as waiting_tests;

pub(crate) use answer::said;
pub(crate) use api::answered;
pub use difference::{Difference, Happened, Made, Meanwhile, apply_difference, meanwhile};
pub(crate) use heal::{
    Changed, Met, People, heal_in, heal_now, heal_over, heal_rest, would_heal, would_heal_over,
};
pub use list::{Asked, Granted as GrantedOne, Listing, list};
pub(crate) use member::Member;
pub(crate) use order::seen;
pub use order::{Order, Who};
pub use perform::{Answered, assign, order, recall};
pub use rest::rest;
pub(crate) use rest::rest_of_job;
pub(crate) use undo::undoable;
pub use undo::{Undoing, undo};
pub(crate) use waiting::api::Doc as WaitingDoc;
pub use waiting::{Intent, Places, place, remove_intents, reprocess};

pub(crate) use api::routes as api_routes;
pub(crate) use waiting::page::routes as page_routes;
