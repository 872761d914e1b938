//! Prepared packages come into force when the application reports their version (rule 7).

use licentia_core::package::Version;
use licentia_platform::db::Write;
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::package::Trust;
use serde::{Deserialize, Serialize};

use super::compare::changes;
use super::effect::{Coming, take_effect};
use super::meant::meant_for_us;
use super::verify_stored;
use crate::ledger::subject;
use crate::sealed::{PackageState, store as sealed};
use crate::snapshot::Snapshot;

/// A prepared package whose version has come and that cannot come into force yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The package.
    pub package: String,
    /// Its issuer.
    pub issuer: String,
    /// Why: `package_blocked`, or the reason for which it would be refused.
    pub code: String,
}

/// What became of the prepared packages that cover a version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// Those that came into force.
    pub in_force: Vec<String>,
    /// Those that wait: what was in force stays so.
    pub held: Vec<Held>,
    /// How many waiting assignments were met.
    pub healed: u64,
}

/// Puts in force what was prepared for `version`, the newest of each issuer, inside the write that reports it. What
/// blocks waits as it was, and the issuer's present package stays. The entry names everybody touched.
pub(crate) fn come_into_force(
    w: &mut Write<'_>,
    at: &Snapshot,
    trust: &Trust,
    version: Version,
    entry: &mut Entry,
) -> Result<Came, Problem> {
    let scope = w.scope();
    let mut prepared: Vec<_> =
        sealed::packages(w, scope, &[PackageState::Prepared])?.into_iter().flatten().collect();
    prepared.sort_by(|a, b| (&a.row.issuer, b.row.sequence).cmp(&(&b.row.issuer, a.row.sequence)));
    let (mut came, mut coming) = (Came::default(), Vec::<Coming>::new());
    for stored in prepared {
        let issuer = stored.row.issuer.clone();
        if coming.iter().any(|new| new.package.issuer == issuer) {
            continue;
        }
        let held = |code: &str| Held {
            package: stored.row.id.clone(),
            issuer: issuer.to_string(),
            code: code.to_owned(),
        };
        if w.check(&stored.row, stored.rev, stored.seal).is_err() {
            came.held.push(held(crate::state::TAMPERED));
            continue;
        }
        let package = match verify_stored(&stored.row, trust) {
            Ok(package) if package.versions.is_none_or(|versions| versions.contains(version)) => package,
            Ok(_) => continue,
            Err(problem) => {
                came.held.push(held(&problem.code));
                continue;
            }
        };
        match meant_for_us(w, at, trust, &package) {
            Ok(()) => {}
            Err(problem) if problem.status < 500 => {
                came.held.push(held(&problem.code));
                continue;
            }
            Err(problem) => return Err(problem),
        }
        let changes = changes(at, &package);
        if changes.can_activate {
            coming.push(Coming { stored, package, changes });
        } else {
            came.held.push(held("package_blocked"));
        }
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

/// The subjects of an entry for these packages.
pub(crate) fn subjects(came: &Came) -> impl Iterator<Item = String> {
    came.in_force.iter().map(|id| subject::package(id))
}
