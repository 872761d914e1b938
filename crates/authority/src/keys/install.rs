//! What the root's owner sent: a certificate for a key of ours, a newer key list, or both.

use licentia_platform::access::{Granted, ManageKeys};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::KeyList;
use licentia_protocol::package::{Certificate, Trust};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::bundle::Bundle;
use super::setup::open;
use super::store::Row;
use super::{lists, refused, seconds, store, trusted};
use crate::state::{Authority, HOUSE};

/// What was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// The key that signs from now on, when there was a certificate for one.
    pub kid: Option<String>,
    /// The version of the key list in force; 0 when there is none.
    pub list: u64,
    /// Whether anything is different from before.
    pub changed: bool,
}

/// Takes in a file from the root's owner, verified against the root that customers trust. The key that
/// it certifies signs from now on; the list, if newer, travels with everything signed.
///
/// # Errors
/// 422 with the reason when a line does not verify, `older_key_list` when a newer list is known here;
/// 409 `key_not_ours`, `certificate_other_issuer`, `certificate_ended`, `key_already_withdrawn`.
pub async fn install(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    bytes: &[u8],
) -> Result<Done<Installed>, Problem> {
    let trust = super::trust(authority).await?.ok_or_else(|| Problem::not_found("key"))?;
    let bundle = Bundle::read(bytes, &trust)?;
    let done = authority.db().write(HOUSE, &granted.by, move |w| take_in(w, &trust, bundle)).await?;
    if let Ok(unlock) = authority.unlock() {
        open(authority, &unlock.clone()).await?;
    }
    Ok(done)
}

fn take_in(w: &mut Write<'_>, trust: &Trust, bundle: Bundle) -> Result<Installed, Problem> {
    let Bundle { chain, lines, list } = bundle;
    let known = lists::read(w, trust)?.map(|current| current.list);
    // A certificate stays good when a newer list came before it; a list alone must be newer.
    let newer = newer(list, known.as_ref(), chain.is_empty())?;
    let in_force = newer.as_ref().map(|(list, _)| list).or(known.as_ref());
    let version = in_force.map_or(0, |list| list.version);
    let row = match chain.last() {
        Some(certificate) => Some(certified(w, certificate, lines, in_force)?),
        None => None,
    };
    let certifies = row.as_ref().is_some_and(|(_, changed)| *changed);
    let kid = row.as_ref().map(|(row, _)| row.kid.clone());
    if !certifies && newer.is_none() {
        return Ok(Installed { kid, list: version, changed: false });
    }
    let mut entry = Entry::new("keys.installed", 1);
    if let Some((row, true)) = &row {
        store::certify(w, row)?;
        entry = entry.subject(format!("key/{}", row.kid));
    }
    if let Some((list, line)) = &newer {
        let now_ms = w.now_ms();
        store::insert_list(w, list.version, line, now_ms)?;
    }
    let bounds =
        row.as_ref().map(|(row, _)| json!({"not_before": row.not_before, "not_after": row.not_after}));
    w.record(entry.after(json!({ "list": version, "certificate": bounds })))?;
    Ok(Installed { kid, list: version, changed: true })
}

/// The list, if it is newer than the one known.
fn newer(
    list: Option<(KeyList, String)>,
    known: Option<&KeyList>,
    alone: bool,
) -> Result<Option<(KeyList, String)>, Problem> {
    let Some((list, line)) = list else { return Ok(None) };
    if !alone && known.is_some_and(|known| known.version > list.version) {
        return Ok(None);
    }
    let newer = list.supersedes(known).map_err(|found| refused(&found))?;
    Ok(newer.then_some((list, line)))
}

/// The row of our key with its certificate, and whether that is a change.
fn certified(
    w: &mut Write<'_>,
    certificate: &Certificate,
    lines: String,
    list: Option<&KeyList>,
) -> Result<(Row, bool), Problem> {
    let kid = certificate.key.kid();
    let keys = store::all(w)?;
    trusted(&keys)?;
    let row = keys.into_iter().find(|key| key.is_ours() && key.kid == kid);
    let row = row.ok_or_else(|| Problem::conflict("key_not_ours").arg("kid", kid))?;
    if row.issuer.as_deref() != Some(certificate.issuer.as_str()) {
        return Err(Problem::conflict("certificate_other_issuer")
            .arg("issuer", &certificate.issuer)
            .arg("ours", row.issuer.as_deref().unwrap_or_default()));
    }
    if list.is_some_and(|list| list.withdrawn(kid).is_some()) {
        return Err(Problem::conflict("key_already_withdrawn").arg("kid", kid));
    }
    if certificate.not_after < seconds(w.now_ms()) {
        return Err(Problem::conflict("certificate_ended").arg("kid", kid));
    }
    let changed = !row.active || row.certificate.as_deref() != Some(lines.as_str());
    let row = Row {
        certificate: Some(lines),
        not_before: Some(certificate.not_before),
        not_after: Some(certificate.not_after),
        partner: certificate.partner,
        active: true,
        ..row
    };
    Ok((row, changed))
}
