//! From a file to a proposal.

use base64::Engine as _;
use licentia_core::package::{Coverage, Package};
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Trust, Verified, verify};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::meant::meant_for_us;
use super::{Origin, refused, store};
use crate::ledger::subject;
use crate::sealed::{PackageRow, PackageState, Stored, hex, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::{keyring, requests};

/// A package that was verified and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Its id.
    pub id: String,
    /// Whether it had been loaded before.
    pub again: bool,
}

/// Verifies a file that somebody brought and keeps it as a proposal. Nothing that is in force changes.
///
/// # Errors
/// As [`load_from`].
pub async fn load(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    bytes: Vec<u8>,
) -> Result<Done<Loaded>, Problem> {
    load_from(manager, granted, bytes, Origin::File).await
}

/// Verifies a package and keeps it as a proposal. Nothing that is in force changes. One for a coming product version is
/// kept as *prepared* (rule 7): it comes into force when the application reports that version.
///
/// A file that answers a request of ours closes it; a newer list of keys that comes along is kept.
///
/// # Errors
/// 422 with the reason's code for a file that is not a package, was tampered with, or is meant for somebody else; 409
/// `holder_unknown` before serial number and owner are entered (rule 11); 409 `package_id_reused`.
pub async fn load_from(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    bytes: Vec<u8>,
    origin: Origin,
) -> Result<Done<Loaded>, Problem> {
    let trust = manager.trust().clone();
    let verifying = tokio::task::spawn_blocking(move || {
        verify(&bytes, &trust).map(|package| Proposal { package, bytes, trust, origin })
    });
    let verified = verifying.await.map_err(|_| Problem::internal("the verification panicked"))?;
    let proposal = verified.map_err(|reason| refused(&reason))?;
    manager.write(granted.scope, &granted.by, move |w, at| keep(w, at, proposal)).await
}

/// A verified file on its way into the table.
struct Proposal {
    package: Verified<Package>,
    bytes: Vec<u8>,
    trust: Trust,
    origin: Origin,
}

fn keep(w: &mut Write<'_>, at: &Snapshot, proposal: Proposal) -> Result<Loaded, Problem> {
    let Proposal { package, bytes, trust, origin } = proposal;
    meant_for_us(w, at, &trust, &package)?;
    let sha256 = hex(&package.evidence().sha256);
    let state = match package.coverage(at.product().map(|product| product.version)) {
        Coverage::Coming => PackageState::Prepared,
        Coverage::Covered | Coverage::Past => PackageState::Loaded,
    };
    let scope = w.scope();
    if let Some(known) = sealed::package(w, scope, &package.id)? {
        return again(w, &known, &sha256, state);
    }
    let keys = match &package.evidence().key_list_line {
        Some(line) => keyring::take_up(w, &trust, line)?,
        None => None,
    };
    let row = PackageRow {
        id: package.id.clone(),
        issuer: package.issuer.clone(),
        sequence: package.sequence,
        state,
        sha256: sha256.clone(),
        bytes,
        loaded_at: w.now_ms(),
        loaded_by: w.by().actor.reference(),
        activated_at: None,
        activated_revision: None,
    };
    sealed::insert_package(w, &row)?;
    let origin = if package.nonce.is_some() && origin == Origin::File { Origin::Response } else { origin };
    store::set_origin(w, &row.id, origin)?;
    if let Some(nonce) = &package.nonce {
        requests::answered(w, nonce, &row.id)?;
    }
    let after = json!({
        "issuer": row.issuer, "sequence": row.sequence, "sha256": sha256, "origin": origin,
        "state": state.as_str(), "keys": keys,
    });
    w.record(Entry::new("packages.loaded", 1).subject(subject::package(&row.id)).after(after))?;
    Ok(Loaded { id: row.id, again: false })
}

/// The same bytes may be loaded as often as one likes, and what was put aside is then a proposal again; other bytes
/// under a known id may not.
fn again(
    w: &mut Write<'_>,
    known: &Stored<PackageRow>,
    sha256: &str,
    state: PackageState,
) -> Result<Loaded, Problem> {
    let row = &known.row;
    if row.sha256 != sha256 {
        return Err(Problem::conflict("package_id_reused").arg("package", &row.id));
    }
    if row.state == PackageState::Dismissed {
        sealed::change_package(w, known, state)?;
        let after = json!({"issuer": row.issuer, "sequence": row.sequence, "state": state.as_str()});
        w.record(Entry::new("packages.loaded", 1).subject(subject::package(&row.id)).after(after))?;
    }
    Ok(Loaded { id: row.id.clone(), again: true })
}

/// Puts a loaded or prepared package aside.
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
        if !matches!(stored.row.state, PackageState::Loaded | PackageState::Prepared) {
            return Err(Problem::conflict("package_not_loaded").arg("state", stored.row.state.as_str()));
        }
        sealed::change_package(w, &stored, PackageState::Dismissed)?;
        w.record(Entry::new("packages.dismissed", 1).subject(subject::package(&id)))?;
        Ok(Loaded { id, again: false })
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// A short, URL-safe tag of anything that can be written as JSON.
pub(super) fn tag_of(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).unwrap_or_default();
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&licentia_protocol::sha256(&json)[..12])
}
