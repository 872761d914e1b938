//! The ledger, read: every change of the house and of each customer (rule 19).
//!
//! What it is and how it is verified is the platform's ([`licentia_platform::ledger`]).

pub(crate) mod api;
mod page;

use licentia_platform::access::{Granted, View};
use licentia_platform::db::ScopeNo;
use licentia_platform::ledger::{self, StoredEntry};
use licentia_platform::problem::Problem;

use crate::customers;
use crate::state::{Authority, HOUSE};

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;

/// One entry with its words.
#[derive(Clone, Debug)]
pub struct Told {
    /// What the chain holds.
    pub entry: StoredEntry,
    /// Why, in the words of whoever did it; none when nothing was said, or it was erased.
    pub reason: Option<String>,
}

/// Whose ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The house's: catalogue, keys, accounts, new customers.
    House,
    /// A customer's, by serial number.
    Customer(String),
}

/// Entries before a revision, newest first; from the newest when there is none.
///
/// # Errors
/// 404 `not_found` when there is no such customer.
pub async fn entries(
    authority: &Authority,
    _granted: &Granted<View>,
    whose: Whose,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<Told>, Problem> {
    let scope = scope(authority, whose).await?;
    authority
        .db()
        .read(move |r| {
            let before = before.unwrap_or(i64::MAX as u64);
            let entries = ledger::entries_before(r, scope, before, limit)?;
            let mut told = Vec::with_capacity(entries.len());
            for entry in entries {
                let reason = match &entry.reason {
                    Some(id) => ledger::text(r, scope, id)?,
                    None => None,
                };
                told.push(Told { entry, reason });
            }
            Ok(told)
        })
        .await
}

async fn scope(authority: &Authority, whose: Whose) -> Result<ScopeNo, Problem> {
    match whose {
        Whose::House => Ok(HOUSE),
        Whose::Customer(serial) => customers::scope_of(authority, &serial).await,
    }
}
