//! Which version of the product is installed, as the application reports it (rule 7).

use jiff::civil::Date;
use licentia_core::package::Version;
use licentia_platform::access::{Check, Granted};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store;
use crate::assignments::heal_rest;
use crate::packages::{Came, come_into_force, subjects};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The product version that the application last reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The version.
    pub version: Version,
    /// The day it was released, when the application said so: maintenance bars versions released after it.
    pub released: Option<Date>,
    /// When it was reported, in milliseconds UTC.
    pub reported_at: i64,
}

/// The application says which version it is. What was prepared for that version comes into force in the same write;
/// what blocks waits, and the present package stays.
///
/// # Errors
/// The database's.
pub async fn report_version(
    manager: &Manager,
    granted: &Granted<Check>,
    version: Version,
    released: Option<Date>,
) -> Result<Done<Came>, Problem> {
    let trust = manager.trust().clone();
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let before = at.product().map(|product| (product.version, product.released));
        let mut entry = Entry::new("installations.version", 1);
        let came = come_into_force(w, at, &trust, version, &mut entry)?;
        if before == Some((version, released)) && came.in_force.is_empty() {
            return Ok(came);
        }
        store::put_product(w, version, released)?;
        let entry = subjects(&came).fold(entry, Entry::subject);
        let before = before.map(|(version, released)| json!({"version": version, "released": released}));
        let after = json!({
            "version": version, "released": released, "in_force": came.in_force, "held": came.held,
        });
        w.record(entry.before(before.unwrap_or_default()).after(after))?;
        Ok(came)
    };
    let done = manager.write(granted.scope, &granted.by, write).await?;
    heal_rest(manager, granted.scope, done.value.healed).await?;
    Ok(done)
}
