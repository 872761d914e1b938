//! Packages take effect: the rows of everything that follows from them, inside one write.

use licentia_core::compare;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::{Day, Licences};
use licentia_core::package::Package;
use licentia_core::seats::{self, Source, State, Usage};
use licentia_platform::db::Write;
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::package::Verified;
use serde::Serialize;
use serde_json::json;

use super::meant::is_guest;
use super::store;
use crate::assignments::{Changed, Met, People, heal_in};
use crate::installations::{follow_sites, intern};
use crate::ledger::subject;
use crate::sealed::{self, InstallationRow, Mark, PackageRow, PackageState, Stored, store as sealed_store};
use crate::snapshot::Snapshot;

/// A package about to come into force: everything about it has been decided.
pub(super) struct Coming {
    /// Its row.
    pub(super) stored: Stored<PackageRow>,
    /// Its content.
    pub(super) package: Verified<Package>,
    /// What it changes.
    pub(super) changes: compare::Comparison,
}

/// A seat of a suite that came, went or waits, as a member of a ledger entry.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Followed(UserNo, ModuleNo, Source, &'static str);

/// What came of it, for the entry of the change.
pub(super) struct Effect {
    followed: Vec<Followed>,
    healed: Vec<Met>,
}

impl Effect {
    /// How many waiting assignments were met.
    pub(super) fn healed(&self) -> u64 {
        self.healed.len() as u64
    }

    /// Names everybody touched.
    pub(super) fn tell(&self, entry: &mut Entry) {
        self.followed.iter().for_each(|member| entry.member(member));
        self.healed.iter().for_each(|member| entry.member(member));
    }
}

/// Puts packages of different issuers in force.
///
/// # Errors
/// `tampered`; the database's.
pub(super) fn take_effect(w: &mut Write<'_>, at: &Snapshot, coming: &[Coming]) -> Result<Effect, Problem> {
    for new in coming {
        replace(w, at, new)?;
    }
    let mut names = at.names().to_vec();
    for new in coming {
        names.extend(Licences::missing_names(&names, &new.package));
    }
    let names = intern(w, at, &names)?;
    settle(w, coming)?;
    let issuers: Vec<_> = coming.iter().map(|new| &new.package.issuer).collect();
    let stay = at.packages().iter().map(|in_force| &in_force.package);
    let mut packages: Vec<Package> =
        stay.filter(|package| !issuers.contains(&&package.issuer)).cloned().collect();
    packages.extend(coming.iter().map(|new| Package::clone(&new.package)));
    let stopped: Vec<_> = at.stopped().iter().filter(|stopped| !issuers.contains(stopped)).cloned().collect();
    let licences = Licences::build(&names, &packages, &stopped);
    let day = licences.on(at.day().today);
    let mut usage = Usage::count(&licences, &day, at.people());
    follow_sites(w, at, &licences, &day)?;
    let (followed, people) = follow_suites(w, at, (&names, &licences, &day), &mut usage)?;
    let healed = heal_in(w, at, &licences, &day, &usage, &people)?;
    Ok(Effect { followed, healed })
}

/// The issuer's old package out of force, the new one into it; what was loaded before it is out of date.
fn replace(w: &mut Write<'_>, at: &Snapshot, new: &Coming) -> Result<(), Problem> {
    let (scope, issuer) = (w.scope(), &new.package.issuer);
    let old = match at.package_of(issuer) {
        Some(old) => sealed_store::package(w, scope, &old.package.id)?,
        None => None,
    };
    match old {
        Some(old) => sealed_store::change_package(w, &old, PackageState::Replaced)?,
        None => {
            let mark = at.installation().in_force.get(issuer.as_str());
            sealed_store::put_aside(w, issuer, mark.and_then(|mark| mark.package.as_deref()))?;
        }
    }
    let waiting = sealed_store::packages(w, scope, &[PackageState::Loaded, PackageState::Prepared])?;
    for older in waiting.into_iter().flatten() {
        let is_older = older.row.issuer == *issuer && older.row.sequence < new.package.sequence;
        // One that was tampered with stays as it is, and named.
        if is_older && w.check(&older.row, older.rev, older.seal).is_ok() {
            sealed_store::change_package(w, &older, PackageState::Replaced)?;
        }
    }
    sealed_store::change_package(w, &new.stored, PackageState::InForce)?;
    let changes = serde_json::to_string(&new.changes).unwrap_or_default();
    Ok(store::keep_changes(w, &new.package.id, &changes)?)
}

/// The installation's own row: what is in force, whose it is, and where its days end.
fn settle(w: &mut Write<'_>, coming: &[Coming]) -> Result<(), Problem> {
    let scope = w.scope();
    let stored = sealed_store::installation(w, scope)?.ok_or_else(|| Problem::not_found("installation"))?;
    let mut row = InstallationRow { licensed_before: true, ..stored.row.clone() };
    for Coming { package, .. } in coming {
        let partner = package.evidence().partner;
        let mark = Mark { package: Some(package.id.clone()), sequence: package.sequence, partner };
        row.in_force.insert(package.issuer.as_str().to_owned(), mark);
    }
    for Coming { package, .. } in coming {
        if is_guest(&row, package) {
            continue;
        }
        row.zone.clone_from(&package.zone);
        row.customer.clone_from(&package.holder.customer);
        row.holder = Some(package.holder.name.clone());
        row.serial = Some(package.holder.serial.clone());
    }
    sealed_store::change_installation(w, &stored, &row)
}

/// The seats of suites follow *can log in* (rule 3a): those of one that left go, those of one that came are taken.
fn follow_suites(
    w: &mut Write<'_>,
    at: &Snapshot,
    (names, licences, day): (&[licentia_core::names::ModuleName], &Licences, &Day),
    usage: &mut Usage,
) -> Result<(Vec<Followed>, People), Problem> {
    let moved = seats::follow_suites(names, licences, day, usage, at.people(), w.revision());
    let (mut followed, mut people) = (Vec::new(), People::new());
    for (no, change) in &moved {
        usage.apply(&change.usage);
        for (module, source) in &change.remove {
            followed.push(Followed(*no, *module, *source, "left"));
        }
        for row in &change.add {
            let what = if row.state == State::Active { "joined" } else { "waits" };
            followed.push(Followed(*no, row.module, row.source, what));
        }
        let Some(user) = at.user(*no) else { continue };
        let mut assignments = user.assignments().to_vec();
        change.apply(&mut assignments);
        people.insert(*no, Changed { kind: user.kind(), active: user.active(), assignments });
    }
    sealed::apply(w, &moved, None)?;
    Ok((followed, people))
}

/// The entry of one package that came into force.
pub(super) fn entry(w: &mut Write<'_>, at: &Snapshot, new: &Coming) -> Entry {
    let package = &new.package;
    let before = at
        .package_of(&package.issuer)
        .map(|old| json!({"package": old.package.id, "sequence": old.package.sequence}));
    let mut after =
        json!({"issuer": package.issuer, "sequence": package.sequence, "sha256": new.stored.row.sha256});
    if new.changes.holder.is_some() {
        after["serial"] = json!(package.holder.serial);
        after["holder"] = json!(w.text(&package.holder.name));
    }
    let entry = Entry::new("packages.activated", 1).subject(subject::package(&package.id));
    entry.before(before.unwrap_or_default()).after(after)
}
