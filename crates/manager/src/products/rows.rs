//! The dated rows of a product: those in force, and those of every package that was in force before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use licentia_core::licence::{Counting, Quantity};
use licentia_core::licences::Module;
use licentia_core::package::Package;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_protocol::api::ProductRowState;
use licentia_protocol::package::verify;

use super::store;
use crate::sealed::store as sealed;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// One dated row, and the package that brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// How many.
    pub quantity: Quantity,
    /// What takes a seat.
    pub counting: Counting,
    /// The first day.
    pub start: Option<Date>,
    /// The last day.
    pub due: Option<Date>,
    /// Where it stands today.
    pub state: ProductRowState,
    /// The last day on which the package's licences worked, whatever the row says.
    pub package_end: Option<Date>,
    /// The package's id.
    pub package: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
}

/// What is left of a former package: its rows as far as this page tells them.
type Rows = Arc<Vec<PastRow>>;

#[derive(Clone, Debug)]
struct PastRow {
    module: String,
    quantity: Quantity,
    counting: Counting,
    start: Option<Date>,
    due: Option<Date>,
    /// Of the package.
    ends: Option<Date>,
}

/// The rows of former packages that were verified once: a package never changes.
#[derive(Default)]
pub(crate) struct Past(Mutex<HashMap<String, Rows>>);

/// Beyond this many packages the memory begins anew.
const REMEMBERED: usize = 4_096;

impl Past {
    fn get(&self, sha256: &str) -> Option<Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sha256).cloned()
    }

    fn keep(&self, sha256: String, package: &Package) -> Rows {
        let rows: Rows = Arc::new(package.rows.iter().map(|row| past_row(package, row)).collect());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(sha256, Arc::clone(&rows));
        rows
    }
}

fn past_row(package: &Package, row: &licentia_core::licence::Row) -> PastRow {
    PastRow {
        module: row.module.clone(),
        quantity: row.quantity,
        counting: row.counting,
        start: row.start,
        due: row.due,
        ends: package.dates.grace,
    }
}

/// Every dated row of a product, by its first day. A row that a later package repeats is told once, with that package; a
/// former package that no longer verifies is left out, and named by the check of the sealed rows.
///
/// # Errors
/// The database's.
pub async fn rows(
    manager: &Manager,
    granted: &Granted<View>,
    at: &Snapshot,
    module: &Module,
) -> Result<Vec<Dated>, Problem> {
    let today = at.day().today;
    let mut found: Vec<Dated> = Vec::new();
    if let Some(in_force) =
        at.licences().issuers().get(module.issuer).and_then(|issuer| at.package_of(&issuer.name))
    {
        let package = &in_force.package;
        let own = package.rows.iter().filter(|row| row.module == module.name.code());
        let own = own.map(|row| past_row(package, row));
        found.extend(own.map(|row| {
            let state = state(&row, today, true);
            dated(&row, state, &package.id, package.sequence)
        }));
    }
    let codes = codes(at, module);
    for (former, rows) in former(manager, granted, module.name.issuer()).await? {
        for row in rows.iter().filter(|row| codes.contains(&row.module)) {
            let known = found
                .iter()
                .any(|known| (known.start, known.due, known.quantity) == (row.start, row.due, row.quantity));
            if !known {
                found.push(dated(row, state(row, today, false), &former.id, former.sequence));
            }
        }
    }
    found.sort_by_key(|row| (row.start, row.sequence, row.due));
    Ok(found)
}

/// What the product is and was called.
fn codes(at: &Snapshot, module: &Module) -> Vec<String> {
    let was = module.was.and_then(|no| at.name(no)).map(|name| name.code().to_owned());
    std::iter::once(module.name.code().to_owned()).chain(was).collect()
}

fn dated(row: &PastRow, state: ProductRowState, package: &str, sequence: u64) -> Dated {
    Dated {
        quantity: row.quantity,
        counting: row.counting,
        start: row.start,
        due: row.due,
        package_end: row.ends,
        state,
        package: package.to_owned(),
        sequence,
    }
}

fn state(row: &PastRow, today: Date, in_force: bool) -> ProductRowState {
    if row.due.is_some_and(|due| due < today) {
        return ProductRowState::Past;
    }
    match (in_force, row.start) {
        (false, _) => ProductRowState::Replaced,
        (true, Some(start)) if start > today => ProductRowState::Future,
        (true, _) => ProductRowState::InForce,
    }
}

/// The packages of an issuer that were in force once, the newest first.
async fn former(
    manager: &Manager,
    granted: &Granted<View>,
    issuer: &str,
) -> Result<Vec<(store::Former, Rows)>, Problem> {
    let (scope, issuer) = (granted.scope, issuer.to_owned());
    let list = manager.db().read(move |r| Ok(store::former(r, scope, &issuer)?)).await?;
    let mut found = Vec::with_capacity(list.len());
    for former in list {
        if let Some(rows) = manager.past().get(&former.sha256) {
            found.push((former, rows));
            continue;
        }
        let id = former.id.clone();
        let stored = manager.db().read(move |r| Ok(sealed::package(r, scope, &id)?)).await?;
        let Some(stored) = stored else { continue };
        if let Ok(package) = verify(&stored.row.bytes, manager.trust()) {
            let rows = manager.past().keep(former.sha256.clone(), &package);
            found.push((former, rows));
        }
    }
    Ok(found)
}
