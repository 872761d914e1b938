//! Site licences: given to databases, counted, never beyond what is in force (rules 1, 4 and 5).

use licentia_core::decide::Code;
use licentia_core::ids::ModuleNo;
use licentia_core::licences::{Day, Licences};
use licentia_core::seats::{Usage, current_module};
use licentia_core::sites::{self, SATELLITE, SiteGrant};
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::satellites::found;
use super::sites::numbers;
use crate::ledger::subject;
use crate::sealed::{SiteRow, Stored, store};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Gives a database units of a site module, in place of those it has of it.
///
/// # Errors
/// 404 `not_found` for a database or a module; 409 `site_refused` with the `reason` (a code of a check: `no_seat`,
/// `prerequisite`, `not_assignable`, `no_licence` …); 409 `tampered`; 422 `invalid`.
pub async fn assign_to_site(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    which: String,
    module: String,
    units: u32,
) -> Result<Done<()>, Problem> {
    if units == 0 || units > 1_000_000 {
        return Err(Problem::invalid("units", "1 to 1,000,000"));
    }
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let (site, no) = (found(at, &which)?, module_no(at, &module)?);
        super::untampered(at)?;
        let before = stored(w, at, site, no)?;
        // What it had keeps its place among the others.
        let order = before.as_ref().map_or(w.revision(), |before| before.row.granted_at);
        let ask = SiteGrant { order, site, module: no, units };
        sites::may_hold(at.licences(), at.day(), at.site_grants(), &ask)
            .map_err(|refusal| refused(at, no, refusal.code, refusal.because))?;
        if before.as_ref().is_some_and(|before| before.row.units == units && before.row.module == no) {
            return Ok(());
        }
        if let Some(before) = &before {
            store::remove_site_row(w, before)?;
        }
        store::insert_site_row(w, &SiteRow::from(ask))?;
        let had = before.map(|before| json!({"units": before.row.units}));
        record(w, "installations.licence_assigned", site, no, had, Some(json!({"units": units})))
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// Takes a site module from a database. Taking what it does not have is done already.
///
/// # Errors
/// 404 `not_found`; 409 `site_refused` when another licence there needs it, or it is the satellite's own unit.
pub async fn recall_from_site(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    which: String,
    module: String,
) -> Result<Done<()>, Problem> {
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let (site, no) = (found(at, &which)?, module_no(at, &module)?);
        let Some(before) = stored(w, at, site, no)? else { return Ok(()) };
        if at.name(no).is_some_and(|name| name.code() == SATELLITE) {
            return Err(Problem::conflict("satellite_needs_unit"));
        }
        if let Some(other) = sites::needed_by(at.licences(), at.site_grants(), site, no) {
            return Err(refused(at, no, Code::Prerequisite, Some(other)));
        }
        store::remove_site_row(w, &before)?;
        let had = Some(json!({"units": before.row.units}));
        record(w, "installations.licence_recalled", site, no, had, None)
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// What databases get by themselves when packages come into force, inside that write: nothing while a row of satellites or
/// site licences is missing or was edited, for what a row stands for is not known then (rule 10).
///
/// # Errors
/// The database's.
pub(crate) fn follow_sites(
    w: &mut Write<'_>,
    at: &Snapshot,
    licences: &Licences,
    day: &Day,
) -> Result<Vec<SiteGrant>, Problem> {
    if super::untampered(at).is_err() {
        return Ok(Vec::new());
    }
    let order = w.revision();
    let new = sites::follow((at.licences(), licences), day, at.site_grants(), &numbers(at), order);
    for grant in &new {
        store::insert_site_row(w, &SiteRow::from(*grant))?;
    }
    Ok(new)
}

/// The units that databases use, for comparisons.
pub(crate) fn site_usage(at: &Snapshot) -> Usage {
    let mut usage = Usage::default();
    for (no, units) in at.site_held().usage() {
        usage.set(no, units);
    }
    usage
}

fn module_no(at: &Snapshot, module: &str) -> Result<ModuleNo, Problem> {
    at.licences().no(module.to_ascii_lowercase()).ok_or_else(|| Problem::not_found("module"))
}

/// The row of a database and a module, also under the name that the module had before.
fn stored(
    w: &mut Write<'_>,
    at: &Snapshot,
    site: u32,
    no: ModuleNo,
) -> Result<Option<Stored<SiteRow>>, Problem> {
    let scope = w.scope();
    let same = |row: &SiteRow| row.site == site && current_module(at.licences(), row.module) == no;
    Ok(store::site_rows(w, scope)?.into_iter().flatten().find(|stored| same(&stored.row)))
}

fn refused(at: &Snapshot, module: ModuleNo, code: Code, because: Option<ModuleNo>) -> Problem {
    let named = |no| at.name(no).map_or_else(String::new, ToString::to_string);
    let problem = Problem::conflict("site_refused")
        .arg("module", named(module))
        .arg("reason", code.as_str())
        .with("reason", code.as_str());
    match because {
        Some(other) => problem.with("because", named(other)),
        None => problem,
    }
}

fn record(
    w: &mut Write<'_>,
    kind: &'static str,
    site: u32,
    module: ModuleNo,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
) -> Result<(), Problem> {
    let entry = Entry::new(kind, 1).subject(subject::module(module)).subject(format!("installation:{site}"));
    w.record(entry.before(before.unwrap_or_default()).after(after.unwrap_or_default()))
}
