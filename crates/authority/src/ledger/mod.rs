//! The ledger, read: every change of the house and of each customer (rule 19).
//!
//! What it is and how it is verified is the platform's ([`licentia_platform::ledger`]). Entries hold no
//! names; whoever reads them here gets the names as they are today.

pub(crate) mod api;
mod page;

use std::collections::{BTreeSet, HashMap};

use licentia_platform::access::{Granted, ManageAccess, View};
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::ledger::{self, Entry, StoredEntry};
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
    /// Who did it, by name.
    pub actor: String,
    /// Why, in the words of whoever did it; none when nothing was said, or it was erased.
    pub reason: Option<String>,
    /// What it is about.
    pub about: Vec<About>,
}

/// One thing an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A customer, by name and serial number.
    Customer {
        /// Its name today.
        name: String,
        /// Its serial number.
        serial: String,
    },
    /// A package, by id.
    Package(String),
    /// Anything else, as the entry names it.
    Other(String),
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
    let actors = actors(authority).await?;
    authority
        .db()
        .read(move |r| {
            let entries = ledger::entries_before(r, scope, before.unwrap_or(i64::MAX as u64), limit)?;
            let customers = customers::store::names(r, &customer_ids(&entries))?;
            let mut told = Vec::with_capacity(entries.len());
            for entry in entries {
                let reason = entry.reason.as_ref().map(|id| ledger::text(r, scope, id)).transpose()?;
                told.push(Told {
                    actor: actors.get(&entry.actor).unwrap_or(&entry.actor).clone(),
                    about: entry.subjects.iter().map(|subject| about(&customers, &actors, subject)).collect(),
                    reason: reason.flatten(),
                    entry,
                });
            }
            Ok(told)
        })
        .await
}

/// An entry with what somebody said of why, when they said anything.
pub(crate) fn because(w: &mut Write<'_>, entry: Entry, reason: Option<&str>) -> Entry {
    match reason.filter(|reason| !reason.trim().is_empty()) {
        Some(reason) => entry.reason(w.text(reason)),
        None => entry,
    }
}

async fn scope(authority: &Authority, whose: Whose) -> Result<ScopeNo, Problem> {
    match whose {
        Whose::House => Ok(HOUSE),
        Whose::Customer(serial) => customers::scope_of(authority, &serial).await,
    }
}

fn customer_ids(entries: &[StoredEntry]) -> BTreeSet<String> {
    let subjects = entries.iter().flat_map(|entry| &entry.subjects);
    subjects.filter_map(|subject| subject.strip_prefix("customer/")).map(str::to_owned).collect()
}

fn about(
    customers: &HashMap<String, (String, String)>,
    actors: &HashMap<String, String>,
    subject: &str,
) -> About {
    if let Some(id) = subject.strip_prefix("package/") {
        return About::Package(id.to_owned());
    }
    match subject.strip_prefix("customer/").and_then(|id| customers.get(id)) {
        Some((name, serial)) => About::Customer { name: name.clone(), serial: serial.clone() },
        None => About::Other(actors.get(subject).map_or(subject, String::as_str).to_owned()),
    }
}

/// The names of accounts and tokens by their reference.
pub(crate) async fn actors(authority: &Authority) -> Result<HashMap<String, String>, Problem> {
    let server = Granted::<ManageAccess>::to_the_server(By::system("ledger"), HOUSE);
    let accounts = authority.access().accounts(&server).await?;
    let tokens = authority.access().tokens(&server).await?;
    let accounts = accounts.into_iter().map(|account| (format!("account:{}", account.no), account.name));
    let tokens = tokens.into_iter().map(|token| (format!("token:{}", token.no), token.label));
    Ok(accounts.chain(tokens).collect())
}
