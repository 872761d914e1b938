//! The vendor's server: it keeps the catalogue, the customers and the private keys, and signs packages.
//!
//! One folder per noun, the same few files in each: `mod.rs` holds the use cases, `store.rs` their SQL,
//! `api.rs` the HTTP interface, `page.rs` the HTML. A change goes `request → use case → core decides →
//! rows and one ledger entry → commit → answer`.
//!
//! There is one ledger for the house (catalogue, keys, accounts, new customers) and one for each
//! customer, so that two people working for two customers never wait for each other.
//!
//! | module | what it is |
//! |---|---|
//! | [`catalogue`] | what is sold: one file, planned and applied |
//! | [`customers`] | to whom |
//! | [`subscriptions`] | what a customer owns, and until when |
//! | [`packages`] | what is computed and signed from it |
//! | [`installations`] | the keys that speak for a customer, and what they said |
//! | [`requests`] | the desk: request files, receipts, letters |
//! | [`conversation`] | what managers ask online, and the signed answers |
//! | [`keys`] | the root, the issuer's key, and its certificate |
//! | [`usage`] | what installations used |
//! | [`invoices`] | what that costs |
//! | [`orders`] | what customers order |
//! | [`terms`] | for how long they have subscribed, and how that is renewed |
//! | [`storefront`] | where they order it |
//! | [`search`] | whatever the top bar is asked |
//! | [`lists`] | what the lists of all nouns have in common |
//! | [`ledger`] | every change, read |
//! | [`access`] | who may come in |
//! | `background` | what is done without being asked |
//! | `openapi`, `docs` | the description of the API, as a document and as pages |
//! | [`state`] | [`Authority`]: everything wired together |

pub mod access;
mod background;
pub mod catalogue;
pub mod conversation;
pub mod customers;
mod docs;
pub mod installations;
pub mod invoices;
pub mod keys;
pub mod ledger;
pub mod lists;
mod openapi;
pub mod orders;
pub mod packages;
mod page;
mod reason;
pub mod requests;
mod router;
pub mod search;
pub mod state;
pub mod storefront;
pub mod subscriptions;
pub mod terms;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod usage;

pub use background::Background;
pub use openapi::{openapi, openapi_text};
pub use state::{Authority, HOUSE, Options, StartError};
