//! Packages for a coming version come into force when the application reports it (rule 7).

use licentia_core::package::{Coverage, Holder, Version};
use licentia_platform::db::Write;
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::package::Trust;
use serde::{Deserialize, Serialize};

use super::compare::{changes_with, installed};
use super::effect::{Coming, take_effect};
use super::fetched::why_it_waits;
use super::meant::meant_for_us;
use super::verify_stored;
use crate::contact;
use crate::ledger::subject;
use crate::sealed::{PackageState, store as sealed};
use crate::snapshot::Snapshot;

/// A package whose version has come and that does not come into force yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The package.
    pub package: String,
    /// Its issuer.
    pub issuer: String,
    /// Why: `package_blocked`, the reason for which it would be refused, or why somebody has to decide.
    pub code: String,
}

/// What became of the packages that waited for a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// Those that came into force.
    pub in_force: Vec<String>,
    /// Those that wait: what was in force stays so.
    pub held: Vec<Held>,
    /// How many waiting assignments were met.
    pub healed: u64,
}

/// Puts in force what waits for `version`, the newest of each issuer, inside the write that reports it: what somebody
/// prepared, and what was fetched and is harmless. Everything else waits as it was, and the issuer's present package
/// stays. The entry names everybody touched.
pub(crate) fn come_into_force(
    w: &mut Write<'_>,
    at: &Snapshot,
    trust: &Trust,
    version: Version,
    entry: &mut Entry,
) -> Result<Came, Problem> {
    let scope = w.scope();
    let states = [PackageState::Prepared, PackageState::Loaded];
    let mut waiting: Vec<_> = sealed::packages(w, scope, &states)?.into_iter().flatten().collect();
    waiting.sort_by(|a, b| (&a.row.issuer, b.row.sequence).cmp(&(&b.row.issuer, a.row.sequence)));
    let (mut came, mut coming) = (Came::default(), Vec::<Coming>::new());
    for stored in waiting {
        let issuer = stored.row.issuer.clone();
        if coming.iter().any(|new| new.package.issuer == issuer) {
            continue;
        }
        let held = |code: &str| Held {
            package: stored.row.id.clone(),
            issuer: issuer.to_string(),
            code: code.to_owned(),
        };
        let decided = stored.row.state == PackageState::Prepared;
        if w.check(&stored.row, stored.rev, stored.seal).is_err() {
            came.held.extend(decided.then(|| held(crate::state::TAMPERED)));
            continue;
        }
        let package = match verify_stored(&stored.row, trust) {
            Ok(package) if package.versions.is_none_or(|versions| versions.contains(version)) => package,
            Ok(_) => continue,
            Err(problem) => {
                came.held.extend(decided.then(|| held(&problem.code)));
                continue;
            }
        };
        // What did not wait for a version waits on, for whoever decides.
        if !decided && package.coverage(installed(at)) != Coverage::Coming {
            continue;
        }
        match meant_for_us(w, at, trust, &package) {
            Ok(()) => {}
            Err(problem) if problem.status < 500 => {
                came.held.push(held(&problem.code));
                continue;
            }
            Err(problem) => return Err(problem),
        }
        let changes = changes_with(at, &package, Some(version));
        let why = match (decided, changes.can_activate) {
            (true, can) => (!can).then_some("package_blocked"),
            (false, _) => why_it_waits(w, at, &package, Some(version))?,
        };
        match why {
            None => coming.push(Coming { stored, package, changes }),
            Some(why) => came.held.push(held(why)),
        }
    }
    came.held.extend(of_another_holder(&mut coming));
    for new in coming.iter().filter(|new| new.stored.row.state == PackageState::Loaded) {
        contact::activated(w, &new.package.issuer, &new.package.id)?;
    }
    if coming.is_empty() {
        return Ok(came);
    }
    let effect = take_effect(w, at, &coming)?;
    effect.tell(entry);
    came.healed = effect.healed();
    came.in_force = coming.into_iter().map(|new| new.stored.row.id).collect();
    Ok(came)
}

/// When one of them changes whose installation it is, those that are not for the new holder wait: they were compared
/// with the old one.
fn of_another_holder(coming: &mut Vec<Coming>) -> Vec<Held> {
    let Some((_, new)) = coming.iter().find_map(|new| new.changes.holder.clone()) else { return Vec::new() };
    let is_for = |holder: &Holder| (&holder.name, &holder.serial) == (&new.name, &new.serial);
    let others = coming.extract_if(.., |coming| !is_for(&coming.package.holder));
    let held = others.map(|other| Held {
        package: other.stored.row.id,
        issuer: other.stored.row.issuer.to_string(),
        code: "wrong_holder".to_owned(),
    });
    held.collect()
}

/// The subjects of an entry for these packages.
pub(crate) fn subjects(came: &Came) -> impl Iterator<Item = String> {
    came.in_force.iter().map(|id| subject::package(id))
}
