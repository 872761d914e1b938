//! From a file to a proposal.

use base64::Engine as _;
use licentia_core::package::Package;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Expected, InForce, Verified, expect, verify};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::refused;
use crate::ledger::subject;
use crate::sealed::{PackageRow, PackageState, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// A package that was verified and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Its id.
    pub id: String,
    /// Whether it had been loaded before.
    pub again: bool,
}

/// Verifies a file and keeps it as a proposal. Nothing that is in force changes.
///
/// # Errors
/// 422 with the reason's code for a file that is not a package, was tampered with, or is meant for somebody else; 409
/// `holder_unknown` before serial number and owner are entered (rule 11); 409 for an older, reused or present sequence.
pub async fn load(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    bytes: Vec<u8>,
) -> Result<Done<Loaded>, Problem> {
    let trust = manager.trust().clone();
    let verifying =
        tokio::task::spawn_blocking(move || verify(&bytes, &trust).map(|package| (package, bytes)));
    let verified = verifying.await.map_err(|_| Problem::internal("the verification panicked"))?;
    let (package, bytes) = verified.map_err(|reason| refused(&reason))?;
    manager.write(granted.scope, &granted.by, move |w, at| keep(w, at, &package, bytes)).await
}

fn keep(
    w: &mut Write<'_>,
    at: &Snapshot,
    package: &Verified<Package>,
    bytes: Vec<u8>,
) -> Result<Loaded, Problem> {
    meant_for_us(at, package)?;
    let sha256 = hex(&package.evidence().sha256);
    let scope = w.scope();
    if let Some(known) = sealed::package(w, scope, &package.id)? {
        return again(&known.row, &sha256);
    }
    let row = PackageRow {
        id: package.id.clone(),
        issuer: package.issuer.clone(),
        sequence: package.sequence,
        state: PackageState::Loaded,
        sha256: sha256.clone(),
        bytes,
        loaded_at: w.now_ms(),
        loaded_by: w.by().actor.reference(),
        activated_at: None,
        activated_revision: None,
    };
    sealed::insert_package(w, &row)?;
    let after = json!({"issuer": row.issuer, "sequence": row.sequence, "sha256": sha256});
    w.record(Entry::new("packages.loaded", 1).subject(subject::package(&row.id)).after(after))?;
    Ok(Loaded { id: row.id, again: false })
}

/// The same bytes may be loaded as often as one likes; other bytes under a known id may not.
fn again(known: &PackageRow, sha256: &str) -> Result<Loaded, Problem> {
    if known.sha256 == sha256 {
        return Ok(Loaded { id: known.id.clone(), again: true });
    }
    Err(Problem::conflict("package_id_reused").arg("package", &known.id))
}

/// Rule 8: holder and serial exactly equal, sequence greater.
pub(super) fn meant_for_us(at: &Snapshot, package: &Verified<Package>) -> Result<(), Problem> {
    let installation = at.installation();
    let (Some(holder), Some(serial)) = (&installation.holder, &installation.serial) else {
        let there = &package.holder;
        return Err(Problem::conflict("holder_unknown")
            .with("holder", &there.name)
            .with("serial", &there.serial));
    };
    let mark = installation.in_force.get(package.issuer.as_str());
    let present = at.package_of(&package.issuer);
    let in_force = mark.map(|mark| InForce {
        sequence: mark.sequence,
        // After a deletion there are no bytes to compare with: an equal number is then a reused one.
        sha256: present.filter(|p| p.package.sequence == mark.sequence).map_or([0; 32], |p| p.sha256),
    });
    let expected =
        Expected { holder, serial, in_force, installation: Some(&installation.key_id), ..Expected::default() };
    expect(package, &expected).map_err(|reason| refused(&reason))
}

/// Puts a loaded package aside.
///
/// # Errors
/// 404 `not_found`; 409 `package_not_loaded` when it is or was in force.
pub async fn dismiss(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    id: String,
) -> Result<Done<Loaded>, Problem> {
    let write = move |w: &mut Write<'_>, _: &Snapshot| {
        let scope = w.scope();
        let stored = sealed::package(w, scope, &id)?.ok_or_else(|| Problem::not_found("package"))?;
        if stored.row.state != PackageState::Loaded {
            return Err(Problem::conflict("package_not_loaded").arg("state", stored.row.state.as_str()));
        }
        sealed::change_package(w, &stored, PackageState::Dismissed)?;
        w.record(Entry::new("packages.dismissed", 1).subject(subject::package(&id)))?;
        Ok(Loaded { id, again: false })
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// Lower-case hexadecimal, as `sha256sum` prints it.
pub(super) fn hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::with_capacity(digest.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A short, URL-safe tag of anything that can be written as JSON.
pub(super) fn tag_of(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).unwrap_or_default();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&licentia_protocol::sha256(&json)[..12])
}
