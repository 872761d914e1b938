//! Whether a package is meant for this installation, now (rule 8).

use licentia_core::package::{Holder, Package};
use licentia_platform::db::Write;
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Expected, InForce, Trust, Verified, expect};
use licentia_protocol::reasons::{Reason, Refused};

use super::refused;
use crate::sealed::{InstallationRow, hex, store as sealed};
use crate::snapshot::Snapshot;
use crate::{keyring, requests};

/// Rule 8: holder and serial number exactly equal, or authorised to change from ours; the sequence greater; a response to
/// a request of ours, signed for our key; by a key that nobody has withdrawn.
pub(super) fn meant_for_us(
    w: &mut Write<'_>,
    at: &Snapshot,
    trust: &Trust,
    package: &Verified<Package>,
) -> Result<(), Problem> {
    let installation = at.installation();
    let (Some(holder), Some(serial)) = (&installation.holder, &installation.serial) else {
        let there = &package.holder;
        return Err(Problem::conflict("holder_unknown")
            .with("holder", &there.name)
            .with("serial", &there.serial));
    };
    let mark = installation.in_force.get(package.issuer.as_str());
    if mark.is_some_and(|mark| mark.package.is_none() && mark.sequence == package.sequence) {
        // Either the very package that was deleted, or another one with its number, which is refused below.
        let scope = w.scope();
        let known = sealed::package(w, scope, &package.id)?;
        if known.is_some_and(|known| known.row.sha256 == hex(&package.evidence().sha256)) {
            return Err(Problem::conflict("package_deleted").arg("number", package.sequence));
        }
    }
    let present = at.package_of(&package.issuer);
    let in_force = mark.map(|mark| InForce {
        sequence: mark.sequence,
        // After a deletion there are no bytes to compare with: an equal number is then a reused one.
        sha256: present.filter(|p| p.package.sequence == mark.sequence).map_or([0; 32], |p| p.sha256),
    });
    let nonces = match package.nonce {
        Some(_) => requests::nonces(w, &package.issuer, &package.id)?,
        None => Vec::new(),
    };
    let nonces: Vec<&str> = nonces.iter().map(String::as_str).collect();
    let keys = keyring::current(w, trust)?;
    let expected = Expected {
        holder,
        serial,
        in_force,
        installation: Some(&installation.key_id),
        nonces: &nonces,
        keys: keys.as_ref(),
    };
    expect(package, &expected).map_err(|reason| refused(&reason))?;
    if is_guest(installation, package) && holder_change(at, package).is_some() {
        let detail = "a partner's package does not change whose installation it is";
        return Err(refused(&Refused::new(Reason::HolderChangeNotAuthorised, detail)));
    }
    Ok(())
}

/// Whether the package adds licences to an installation that somebody else's package describes: a partner's does, where
/// anybody who is no partner is or was in force, whatever became of that package since.
pub(super) fn is_guest(installation: &InstallationRow, package: &Verified<Package>) -> bool {
    let mut marks = installation.in_force.iter();
    package.evidence().partner
        && marks.any(|(issuer, mark)| *issuer != package.issuer.as_str() && !mark.partner)
}

/// The holder before and after, when the package turns ours into another one.
pub(super) fn holder_change(at: &Snapshot, package: &Package) -> Option<(Holder, Holder)> {
    let ours = at.installation();
    let (name, serial) = (ours.holder.clone()?, ours.serial.clone()?);
    let new = &package.holder;
    let same = new.name == name && new.serial == serial;
    (!same).then(|| (Holder { name, serial, customer: ours.customer.clone() }, new.clone()))
}
