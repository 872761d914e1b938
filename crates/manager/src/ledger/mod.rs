//! The history of an installation: shown, exported, and verified against the tables (rule 19).

pub(crate) mod api;
mod page;
mod put_right;
mod read;
mod store;
pub mod subject;
mod verify;

#[cfg(test)]
mod tests;

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;
pub use put_right::{confirm_clock, declare_restore};
pub use read::{From, Shown, checkpoint, entries};
pub use verify::{SEALED, verify};
