//! From a file to a proposal.

use base64::Engine as _;
use licentia_core::names::IssuerName;
use licentia_core::package::Package;
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

/// Verifies a package and keeps it as a proposal. Nothing that is in force changes, and nothing will before somebody
/// decides ([`super::activate()`]) or it is found harmless ([`super::activate_fetched`]).
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
    bring(manager, granted, bytes, origin, None).await
}

/// What an authority named in its answer.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// Who was asked.
    pub(crate) issuer: IssuerName,
    /// The package's id.
    pub(crate) id: String,
    /// Its number in the issuer's sequence.
    pub(crate) sequence: u64,
}

/// Keeps a package that was fetched, if it is the one that was named: an authority speaks for its own packages alone.
///
/// # Errors
/// 422 `another_package_than_offered`; as [`load_from`].
pub(crate) async fn load_fetched(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    bytes: Vec<u8>,
    named: Named,
) -> Result<Done<Loaded>, Problem> {
    bring(manager, granted, bytes, Origin::Fetched, Some(named)).await
}

async fn bring(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    bytes: Vec<u8>,
    origin: Origin,
    named: Option<Named>,
) -> Result<Done<Loaded>, Problem> {
    let trust = manager.trust().clone();
    let verifying = tokio::task::spawn_blocking(move || {
        verify(&bytes, &trust).map(|package| Proposal { package, bytes, trust, origin })
    });
    let verified = verifying.await.map_err(|_| Problem::internal("the verification panicked"))?;
    let proposal = verified.map_err(|reason| refused(&reason))?;
    let there = &proposal.package;
    let is_named = |named: &Named| {
        (&named.issuer, &named.id, named.sequence) == (&there.issuer, &there.id, there.sequence)
    };
    if !named.as_ref().is_none_or(is_named) {
        let detail = format!("what came is no. {} of {}, {}", there.sequence, there.issuer, there.id);
        return Err(Problem::refused(422, "another_package_than_offered").detail(detail));
    }
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
    let scope = w.scope();
    if let Some(known) = sealed::package(w, scope, &package.id)? {
        return again(w, &known, &sha256);
    }
    let keys = match &package.evidence().key_list_line {
        Some(line) => keyring::take_up(w, &trust, line)?,
        None => None,
    };
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
    let origin = if package.nonce.is_some() && origin == Origin::File { Origin::Response } else { origin };
    store::set_origin(w, &row.id, origin)?;
    if let Some(nonce) = &package.nonce {
        requests::answered(w, nonce, &row.id)?;
    }
    let after = json!({
        "issuer": row.issuer, "sequence": row.sequence, "sha256": sha256, "origin": origin,
        "state": PackageState::Loaded.as_str(), "keys": keys,
    });
    w.record(Entry::new("packages.loaded", 1).subject(subject::package(&row.id)).after(after))?;
    Ok(Loaded { id: row.id, again: false })
}

/// The same bytes may be loaded as often as one likes, and what was put aside is then a proposal again; other bytes
/// under a known id may not.
fn again(w: &mut Write<'_>, known: &Stored<PackageRow>, sha256: &str) -> Result<Loaded, Problem> {
    let row = &known.row;
    if row.sha256 != sha256 {
        return Err(Problem::conflict("package_id_reused").arg("package", &row.id));
    }
    if row.state == PackageState::Dismissed {
        sealed::change_package(w, known, PackageState::Loaded)?;
        let after = json!({
            "issuer": row.issuer, "sequence": row.sequence, "state": PackageState::Loaded.as_str(),
        });
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
