//! The customer's server: it activates packages, hands seats to users, and answers "may this user use this module?".
//!
//! One folder per noun, the same few files in each: `mod.rs` holds the use cases, `store.rs` their SQL, `api.rs` the
//! HTTP interface, `page.rs` the HTML. A change goes `request → use case → core decides → rows and one ledger entry →
//! commit → snapshot`; a question goes `request → snapshot → core decides → answer`, without database or lock.
//!
//! | module | what it is |
//! |---|---|
//! | [`access`] | signing in, administrators and tokens |
//! | [`packages`] | load a package, compare it with what is in force, activate it |
//! | [`requests`] | request files for a vendor who is not reached online |
//! | [`licences`] | what is in force, with use and standing |
//! | [`users`] | the people and other users of an installation |
//! | [`products`] | what an issuer sells by name: dated rows, holders, staged edits |
//! | [`assignments`] | assign and recall, one and many, and who waits |
//! | `banners` | what stands on every page until it ends |
//! | [`blockers`] | applications that are asked before a user loses a licence |
//! | [`rules`] | automatic distribution by group, attribute or kind |
//! | [`jobs`] | long work and how far it is |
//! | [`changes`] | bulk changes, and undoing them |
//! | [`reports`] | counting, today and on past dates |
//! | [`home`] | what needs somebody today |
//! | [`status`] | the Status tab |
//! | [`limits`] | plan limits: used, reserved, left |
//! | [`meters`] | usage events, months, overage |
//! | [`events`] | system events |
//! | [`reminders`] | what runs out, told in time |
//! | [`history`] | daily use, high-water marks, refusals |
//! | [`storefront`] | the way to an issuer's store |
//! | [`checks`] | may this user use this module now, and why |
//! | [`contact`] | the conversation with each issuer's authority |
//! | [`keyring`] | the issuers' keys as the root last listed them |
//! | [`sessions`] | log-ins and the concurrent seats they take |
//! | `search` | users, products and packages by what they are called |
//! | [`installations`] | the licensed databases this server looks after |
//! | [`ledger`] | the history of changes, shown and verified |
//! | [`day`] | what happens when a day begins |
//! | [`interfaces`] | other people's protocols |
//! | [`snapshot`] | an installation in memory, which all of this asks |
//! | [`sealed`] | the rows that nobody edits unnoticed |
//! | `openapi`, `docs` | the description of the API, as a document and as pages |
//! | [`state`] | [`Manager`]: everything wired together |

pub mod access;
pub mod assignments;
mod banners;
pub mod blockers;
pub mod changes;
pub mod checks;
pub mod contact;
mod csv;
pub mod day;
mod docs;
pub mod events;
pub mod history;
pub mod home;
pub mod installations;
pub mod interfaces;
pub mod jobs;
pub mod keyring;
pub mod ledger;
pub mod licences;
pub mod limits;
pub mod meters;
mod openapi;
pub mod packages;
mod page;
pub mod products;
pub mod reminders;
pub mod reports;
pub mod requests;
pub mod rules;
pub mod sealed;
mod search;
pub mod sessions;
pub mod snapshot;
pub mod state;
pub mod status;
pub mod storefront;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod users;

pub use openapi::{openapi, openapi_text};
pub use state::{Manager, Options};
