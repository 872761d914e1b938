//! The root takes a key out of use: nothing that it has signed is accepted by anybody any more, apart
//! from what was activated before.

use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageKeys};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::key_list::KeyState;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::files::RootKey;
use super::lists::{Becomes, advance};
use super::store::Row;
use super::{lists, store, trusted};
use crate::state::{Authority, HOUSE};

/// The longest reason, in characters.
const MOST_REASON: usize = 200;

/// What was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The key's thumbprint.
    pub kid: String,
    /// Whose it was.
    pub issuer: String,
    /// The version of the key list that says so.
    pub list: u64,
    /// How many customers' newest package still hangs on it. What they have activated stays in force;
    /// they cannot load it again.
    pub customers: u64,
}

/// Withdraws a key, ours or one that was certified for somebody else: the next key list says so, with
/// the reason, which everybody may read. `kid` may be the beginning of the thumbprint, as long as it is
/// only one key's.
///
/// # Errors
/// 404; 409 `key_active` for the key that signs here now, `key_is_root`, `key_already_withdrawn`,
/// `wrong_root`; 422 `invalid` without a reason.
pub async fn withdraw(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    root: RootKey,
    kid: String,
    reason: String,
) -> Result<Done<Withdrawn>, Problem> {
    let reason = reason.trim().to_owned();
    let long = reason.chars().count() > MOST_REASON || reason.len() > 2 * MOST_REASON;
    if reason.is_empty() || long || reason.chars().any(char::is_control) {
        let problem = Problem::invalid("reason", format!("say why in 1 to {MOST_REASON} characters"));
        return Err(problem.words("why-reason").arg("most", MOST_REASON));
    }
    authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            let keys = store::all(w)?;
            let trust = trusted(&keys)?;
            root.check(&trust)?;
            let row = found(&keys, &kid)?;
            let issuer = withdrawable(row)?;
            if lists::read(w, &trust)?.is_some_and(|current| current.list.withdrawn(&row.kid).is_some()) {
                return Err(Problem::conflict("key_already_withdrawn").arg("kid", &row.kid));
            }
            let becomes = Becomes {
                reason: Some(reason.clone()),
                ..Becomes::new(&row.kid, &issuer, KeyState::Withdrawn)
            };
            let list = advance(w, &root, &trust, vec![becomes])?.version;
            store::retire(w, &row.kid)?;
            tell(w, row, &issuer, list, &reason)
        })
        .await
}

fn tell(
    w: &mut Write<'_>,
    row: &Row,
    issuer: &IssuerName,
    list: u64,
    reason: &str,
) -> Result<Withdrawn, Problem> {
    let signed = store::signed_by_key(w, issuer.as_str())?;
    let customers = signed.iter().find(|signed| signed.0 == row.kid).map_or(0, |signed| signed.2);
    let entry = Entry::new("keys.withdrawn", 1).subject(format!("key/{}", row.kid));
    let reason = w.text(reason);
    w.record(entry.after(json!({ "issuer": issuer, "list": list, "customers": customers })).reason(reason))?;
    Ok(Withdrawn { kid: row.kid.clone(), issuer: issuer.to_string(), list, customers })
}

/// The key whose thumbprint begins so.
fn found<'a>(keys: &'a [Row], kid: &str) -> Result<&'a Row, Problem> {
    let mut found = keys.iter().filter(|key| key.kid == kid || (kid.len() >= 6 && key.kid.starts_with(kid)));
    match (found.next(), found.next()) {
        (Some(row), None) => Ok(row),
        (Some(_), Some(_)) => Err(Problem::invalid("kid", "more than one key begins so")),
        _ => Err(Problem::not_found("key")),
    }
}

/// Whose key it is, if it may be withdrawn.
fn withdrawable(row: &Row) -> Result<IssuerName, Problem> {
    if row.is_root() {
        return Err(Problem::conflict("key_is_root"));
    }
    if row.is_ours() && row.active {
        return Err(Problem::conflict("key_active").arg("kid", &row.kid));
    }
    if row.certificate.is_none() {
        return Err(Problem::conflict("key_not_certified").arg("kid", &row.kid));
    }
    let name = row.issuer.as_deref().unwrap_or_default();
    IssuerName::new(name).map_err(|error| Problem::internal(format!("the issuer of {}: {error}", row.kid)))
}
