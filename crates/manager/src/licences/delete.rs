//! Deleting licences (rule 11): a partner's alone, or all of them, which enters demo mode.
//!
//! Serial number, owner, the highest sequence numbers and the ledger survive. Assignments stay as intents: they give
//! nothing until a package brings their modules again. The issuers learn of it at the next contact.

use std::collections::BTreeSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::ledger::subject;
use crate::sealed::{InstallationRow, Mark, PackageState, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// How many people are named.
const PEOPLE: usize = 1_000;

/// Whose licences are deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// One partner's.
    Issuer(IssuerName),
    /// Everybody's: demo mode begins.
    All,
}

/// What deleting does, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// The issuers whose licences go.
    pub issuers: Vec<String>,
    /// Whether the installation is in demo mode afterwards.
    pub demo: bool,
    /// How many modules go.
    pub modules: u64,
    /// The people who lose a module, the first 1,000. In demo mode everything is allowed, and nobody does.
    pub people: Vec<UserNo>,
    /// How many people lose a module.
    pub people_count: u64,
    /// How many assignments stay as intents.
    pub assignments_kept: u64,
}

/// Deletes licences; with `dry_run` it only says what would happen.
///
/// # Errors
/// 404 `not_found` when nothing of the issuer is in force; 409 `not_a_partner` for the vendor's own licences alone.
pub async fn delete(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    which: Which,
    dry_run: bool,
) -> Result<Done<Deleted>, Problem> {
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let issuers = chosen(at, &which)?;
        let deleted = would(at, &issuers);
        if !dry_run && !issuers.is_empty() {
            perform(w, at, &issuers, &deleted)?;
        }
        Ok(deleted)
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// The issuers whose licences go: those in force, and those whose licences stopped because of tampering.
fn chosen(at: &Snapshot, which: &Which) -> Result<Vec<IssuerName>, Problem> {
    let marks = at.installation().in_force.iter().filter(|(_, mark)| mark.package.is_some());
    let in_force: Vec<IssuerName> = marks.filter_map(|(name, _)| name.parse().ok()).collect();
    let Which::Issuer(issuer) = which else { return Ok(in_force) };
    if !in_force.contains(issuer) {
        return Err(Problem::not_found("licence"));
    }
    if !at.is_partner(issuer) {
        return Err(Problem::conflict("not_a_partner").arg("issuer", issuer));
    }
    Ok(vec![issuer.clone()])
}

fn would(at: &Snapshot, issuers: &[IssuerName]) -> Deleted {
    let theirs = |name: &str| issuers.iter().any(|issuer| issuer.as_str() == name);
    let names = at.names().iter().enumerate().filter(|(_, name)| theirs(name.issuer()));
    let modules: BTreeSet<ModuleNo> = names.filter_map(|(no, _)| ModuleNo::from_index(no)).collect();
    let licensed: Vec<ModuleNo> =
        modules.iter().copied().filter(|no| at.licences().module(*no).is_some()).collect();
    let others = at.packages().iter().any(|in_force| !issuers.contains(&in_force.package.issuer))
        || at.stopped().iter().any(|stopped| !issuers.contains(stopped));
    let loses = |user: &crate::snapshot::User<'_>| {
        others && user.active() && licensed.iter().any(|no| user.holds(*no))
    };
    let people: Vec<UserNo> = at.users().filter(loses).map(|user| user.no()).collect();
    let kept = at.users().flat_map(|user| user.assignments()).filter(|row| modules.contains(&row.module));
    Deleted {
        issuers: issuers.iter().map(ToString::to_string).collect(),
        demo: !others,
        modules: licensed.len() as u64,
        people_count: people.len() as u64,
        people: people.into_iter().take(PEOPLE).collect(),
        assignments_kept: kept.count() as u64,
    }
}

fn perform(
    w: &mut Write<'_>,
    at: &Snapshot,
    issuers: &[IssuerName],
    deleted: &Deleted,
) -> Result<(), Problem> {
    let scope = w.scope();
    let stored = sealed::installation(w, scope)?.ok_or_else(|| Problem::not_found("installation"))?;
    let mut row = InstallationRow { licensed_before: true, ..stored.row.clone() };
    let mut entry = Entry::new("licences.deleted", 1);
    let mut before = Vec::new();
    for issuer in issuers {
        let Some(mark) = row.in_force.get(issuer.as_str()).cloned() else { continue };
        out_of_force(w, issuer, mark.package.as_deref())?;
        before.push(json!({"issuer": issuer, "package": mark.package, "sequence": mark.sequence}));
        entry = mark.package.iter().fold(entry, |entry, id| entry.subject(subject::package(id)));
        row.in_force.insert(issuer.as_str().to_owned(), Mark { package: None, ..mark });
    }
    sealed::change_installation(w, &stored, &row)?;
    let after = json!({
        "issuers": deleted.issuers, "demo": deleted.demo, "people": deleted.people_count,
        "assignments_kept": deleted.assignments_kept, "serial": at.installation().serial,
    });
    w.record(entry.before(json!(before)).after(after))
}

/// The issuer's package out of force. What was prepared for a coming version would come into force by itself: it is put
/// aside, and can be loaded again.
fn out_of_force(w: &mut Write<'_>, issuer: &IssuerName, id: Option<&str>) -> Result<(), Problem> {
    let scope = w.scope();
    let rows = sealed::packages(w, scope, &[PackageState::InForce, PackageState::Prepared])?;
    for stored in rows.into_iter().flatten().filter(|stored| stored.row.issuer == *issuer) {
        if w.check(&stored.row, stored.rev, stored.seal).is_err() {
            continue;
        }
        let state = match stored.row.state {
            PackageState::Prepared => PackageState::Dismissed,
            _ => PackageState::Deleted,
        };
        sealed::change_package(w, &stored, state)?;
    }
    // What was tampered with goes out of force, too, and stays named.
    sealed::put_aside(w, issuer, id)
}
