//! Assignments: handing seats out, taking them back, and who waits for one (rules 3, 4, 5 and 13).
//!
//! [`assign`] and [`recall`] take these users × these modules, all or nothing unless told otherwise, in one transaction
//! and one ledger entry however many they are; core decides each of them. [`heal_in`] gives the seats that a change has
//! freed to those who wait, oldest first, inside that change.

mod answer;
pub(crate) mod api;
mod decided;
mod heal;
mod list;
mod order;
mod page;
mod perform;
mod store;
pub mod superfluous;
#[cfg(test)]
mod tests;

pub(crate) use heal::{Changed, Met, People, heal_in, heal_rest};
pub use list::{Asked, Granted as GrantedOne, Listing, list};
pub use order::{Order, Who};
pub use perform::{assign, recall};

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;
