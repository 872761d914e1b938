//! The shapes of the manager's HTTP interface, `/api/v1`, shared by server, SDK and command line.
//!
//! Members are added over time and never removed: a reader ignores what it does not know, while the
//! servers refuse unknown members in what they are sent (a misspelt member must not pass silently).
//! Times are RFC 3339 with a zone, days are `2027-12-31`, modules are named `issuer.module`, and a
//! user is named by id or log-in name.

mod assignments;
mod changes;
mod checks;
mod common;
mod events;
mod history;
mod imports;
mod installations;
mod jobs;
mod ledger;
mod licences;
mod limits;
mod meters;
mod packages;
mod people;
mod products;
mod reminders;
mod reports;
mod requests;
mod rules;
mod sessions;
mod status;
mod usage_report;
mod users;

pub use assignments::*;
pub use changes::*;
pub use checks::*;
pub use common::*;
pub use events::*;
pub use history::*;
pub use imports::*;
pub use installations::*;
pub use jobs::*;
pub use ledger::*;
pub use licences::*;
pub use limits::*;
pub use meters::*;
pub use packages::*;
pub use people::*;
pub use products::*;
pub use reminders::*;
pub use reports::*;
pub use requests::*;
pub use rules::*;
pub use sessions::*;
pub use status::*;
pub use usage_report::*;
pub use users::*;

#[cfg(test)]
mod tests;
