//! The root certifies somebody else's key: a partner's, or that of another server of the same vendor.

use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageKeys};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::PublicKey;
use licentia_protocol::key_list::KeyState;
use licentia_protocol::package::{Certificate, Trust};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::files::RootKey;
use super::lists::{Becomes, advance};
use super::replace::ours;
use super::store::{Role, Row};
use super::{lists, seconds, store, trusted};
use crate::state::{Authority, HOUSE};

/// The longest that a key may be certified for, in days: ten years.
const MOST_DAYS: u32 = 3_660;

/// What shall be certified.
#[derive(Clone, Debug)]
pub struct NewCertificate {
    /// The public half that came from whoever made the key.
    pub key: PublicKey,
    /// The name that it may sign for.
    pub issuer: IssuerName,
    /// Whether that is a partner.
    pub partner: bool,
    /// For how long, in days.
    pub days: u32,
    /// The thumbprint of the issuer's key before this one: that both are the same partner's is for the
    /// root's owner to know.
    pub replaces: Option<String>,
}

/// What was certified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certified {
    /// The key's thumbprint.
    pub kid: String,
    /// The name it may sign for.
    pub issuer: String,
    /// The last moment that it may sign, in seconds UTC.
    pub not_after: i64,
    /// The version of the key list that names it; 0 when the root was used apart from its authority.
    pub list: u64,
    /// The file for whoever made the key: the certificate and the key list.
    pub file: String,
}

/// Certifies a key with the root and remembers whose it is. The next key list names it.
///
/// # Errors
/// 404 without a root; 409 `wrong_root`; 409 `issuer_is_ours` for the name that this authority signs
/// for; 409 `issuer_certified` when the name is another key's and `replaces` does not say that key;
/// 409 `key_in_use`, `key_already_withdrawn`; 422 `invalid`.
pub async fn certify(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    root: RootKey,
    new: NewCertificate,
) -> Result<Done<Certified>, Problem> {
    check_days(new.days)?;
    authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            let keys = store::all(w)?;
            let trust = trusted(&keys)?;
            root.check(&trust)?;
            let before = may_certify(w, &keys, &trust, &new)?;
            keep(w, &root, &trust, new, before)
        })
        .await
}

/// Certifies a key where the authority's database is not at hand. Nothing is remembered; whoever keeps
/// the root alone keeps the books alone.
///
/// # Errors
/// 422 `invalid` for a length of time that makes no sense.
pub fn certify_apart(root: &RootKey, new: &NewCertificate, now_ms: i64) -> Result<Certified, Problem> {
    check_days(new.days)?;
    let certificate = certificate(new, seconds(now_ms));
    Ok(Certified {
        kid: new.key.kid().to_owned(),
        issuer: new.issuer.to_string(),
        not_after: certificate.not_after,
        list: 0,
        file: format!("{}\n", certificate.sign(root.secret())),
    })
}

/// Refuses a length of time that makes no sense for a key.
pub(super) fn check_days(days: u32) -> Result<(), Problem> {
    match (1..=MOST_DAYS).contains(&days) {
        true => Ok(()),
        false => {
            let problem = Problem::invalid("days", format!("a key may sign for 1 to {MOST_DAYS} days"));
            Err(problem.words("why-key-days").arg("most", MOST_DAYS))
        }
    }
}

fn certificate(new: &NewCertificate, now: i64) -> Certificate {
    Certificate {
        issuer: new.issuer.clone(),
        key: new.key.clone(),
        not_before: now,
        not_after: now + i64::from(new.days) * 86_400,
        certifies: false,
        partner: new.partner,
        iat: now,
    }
}

/// Whether the name is free for this key; answers the key that it replaces.
fn may_certify(
    w: &mut Write<'_>,
    keys: &[Row],
    trust: &Trust,
    new: &NewCertificate,
) -> Result<Option<String>, Problem> {
    if ours(keys).is_ok_and(|ours| ours == new.issuer) {
        return Err(Problem::conflict("issuer_is_ours").arg("issuer", &new.issuer));
    }
    let kid = new.key.kid();
    let known = keys.iter().find(|key| key.kid == kid);
    let same = |key: &Row| key.role == Role::Certified && key.issuer.as_deref() == Some(new.issuer.as_str());
    if known.is_some_and(|known| !same(known)) {
        return Err(Problem::conflict("key_in_use").arg("kid", kid));
    }
    if lists::read(w, trust)?.is_some_and(|current| current.list.withdrawn(kid).is_some()) {
        return Err(Problem::conflict("key_already_withdrawn").arg("kid", kid));
    }
    let present = keys.iter().find(|key| same(key)).filter(|key| key.kid != kid);
    match (present, &new.replaces) {
        (None, None) => Ok(None),
        (None, Some(_)) if known.is_some() => Ok(None),
        (None, Some(_)) => Err(Problem::not_found("key")),
        (Some(present), Some(named)) if present.kid == *named => Ok(Some(named.clone())),
        (Some(present), _) => {
            Err(Problem::conflict("issuer_certified").arg("issuer", &new.issuer).arg("kid", &present.kid))
        }
    }
}

/// Signs certificate and list, and keeps both.
fn keep(
    w: &mut Write<'_>,
    root: &RootKey,
    trust: &Trust,
    new: NewCertificate,
    before: Option<String>,
) -> Result<Certified, Problem> {
    let certificate = certificate(&new, seconds(w.now_ms()));
    let row = Row {
        kid: new.key.kid().to_owned(),
        role: Role::Certified,
        issuer: Some(new.issuer.to_string()),
        public_key: new.key.as_bytes().to_vec(),
        certificate: Some(certificate.sign(root.secret())),
        sealed: None,
        demo: trust.demo,
        not_before: Some(certificate.not_before),
        not_after: Some(certificate.not_after),
        created_at_ms: w.now_ms(),
        active: true,
        partner: new.partner,
        suspect: false,
    };
    if !store::all(w)?.iter().any(|key| key.kid == row.kid) {
        store::insert(w, &row)?;
    }
    store::certify(w, &row)?;
    let mut changes = vec![Becomes::new(&row.kid, &new.issuer, KeyState::Active)];
    if let Some(before) = before.as_deref() {
        changes.push(Becomes::new(before, &new.issuer, KeyState::Retired));
    }
    let list = advance(w, root, trust, changes)?;
    let after = json!({
        "issuer": row.issuer, "partner": row.partner, "root": trust.root.kid(), "not_before": row.not_before,
        "not_after": row.not_after, "replaces": before, "list": list.version,
    });
    w.record(Entry::new("keys.certified", 1).subject(format!("key/{}", row.kid)).after(after))?;
    Ok(Certified {
        file: format!("{}\n{}", row.certificate.unwrap_or_default(), list.file()),
        kid: row.kid,
        issuer: new.issuer.to_string(),
        not_after: certificate.not_after,
        list: list.version,
    })
}
