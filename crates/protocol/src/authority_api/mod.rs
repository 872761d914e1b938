//! The shapes of the authority's HTTP interface, `/api/v1`, shared by server, SDK and command line.
//!
//! What both servers share (pages, problems, dates) is in [`crate::api`].

mod catalogue;
mod conversation;
mod customers;
mod invoices;
mod keys;
mod orders;
mod packages;
mod usage;

pub use catalogue::*;
pub use conversation::*;
pub use customers::*;
pub use invoices::*;
pub use keys::*;
pub use orders::*;
pub use packages::*;
pub use usage::*;
