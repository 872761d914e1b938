//! The first keys: of a root authority, and of a partner's.

use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageKeys};
use licentia_platform::db::{Done, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::SecretKey;
use licentia_protocol::key_list::KeyState;
use licentia_protocol::package::{Certificate, Trust};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::files::{KeyFiles, RootKey};
use super::lists::{Becomes, advance};
use super::store::{Role, Row};
use super::{Unlock, random_key, seal_problem, sealed_key, seconds, signer, store};
use crate::state::{Authority, HOUSE, StartError};

/// What setting up the keys of a root authority needs.
pub struct NewKeys {
    /// Whose packages they will sign.
    pub issuer: IssuerName,
    /// Whether this is a demonstration, which no real server trusts.
    pub demo: bool,
    /// Where the root's key goes.
    pub files: KeyFiles,
    /// What encrypts the root's secret half.
    pub root_unlock: Unlock,
    /// What encrypts the issuer's secret half in the database.
    pub unlock: Unlock,
    /// How long the issuer's key may sign, in days.
    pub valid_days: u32,
}

/// What was set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    /// The thumbprint of the issuer's key.
    pub kid: String,
    /// The root's thumbprint.
    pub root: String,
    /// The version of the key list that names it.
    pub list: u64,
}

/// Makes the root key, the first issuer key and the first key list, and lets the issuer sign from now on.
///
/// # Errors
/// 409 `keys_exist` when there are keys already; 409 `key_file_exists` when a file is in the way;
/// what encrypting or writing a file says. Files may then be left behind, rows never.
pub async fn init(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    new: NewKeys,
) -> Result<Done<NewKey>, Problem> {
    authority.db().read(|r| none_yet(r)).await?;
    let root = random_key(authority);
    let trust = Trust { root: root.public().clone(), demo: new.demo };
    // The file comes first: a key that is in the database but in no file would be lost for ever.
    new.files.write(&sealed_key(&root, &new.root_unlock)?, &trust.to_pem())?;
    let root = RootKey::from(root);
    let key = random_key(authority);
    let row = waiting(authority, &key, &new.issuer, &new.unlock, new.demo)?;
    let root_row = Row::root(&trust, authority.now_ms());
    let (issuer, days) = (new.issuer, new.valid_days);
    let done = authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            none_yet(w)?;
            store::insert(w, &root_row)?;
            store::insert(w, &row)?;
            first(w, &root, &trust, row, &issuer, days)
        })
        .await?;
    open(authority, &new.unlock).await?;
    Ok(done)
}

/// Certifies the first key and tells of it.
fn first(
    w: &mut Write<'_>,
    root: &RootKey,
    trust: &Trust,
    row: Row,
    issuer: &IssuerName,
    days: u32,
) -> Result<NewKey, Problem> {
    let row = certified(w, root, row, issuer, days)?;
    let list = advance(w, root, trust, vec![Becomes::new(&row.kid, issuer, KeyState::Active)])?;
    told(w, &row, trust, list.version)
}

/// The entry of a key that was certified here and signs from now on.
pub(super) fn told(w: &mut Write<'_>, row: &Row, trust: &Trust, list: u64) -> Result<NewKey, Problem> {
    let root = trust.root.kid().to_owned();
    let after = json!({
        "issuer": row.issuer, "root": root, "not_before": row.not_before, "not_after": row.not_after, "list": list,
    });
    w.record(Entry::new("keys.certified", 1).subject(format!("key/{}", row.kid)).after(after))?;
    Ok(NewKey { kid: row.kid.clone(), root, list })
}

/// What setting up a partner's authority needs.
pub struct NewPartner {
    /// The partner's issuer name, as the root's owner will certify it.
    pub issuer: IssuerName,
    /// What customers trust: the root that will certify the key.
    pub trust: Trust,
    /// What encrypts the issuer's secret half in the database.
    pub unlock: Unlock,
}

/// A key that waits for its certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Its thumbprint.
    pub kid: String,
    /// For whom it will sign.
    pub issuer: String,
    /// Its public half as PEM: what the root's owner gets.
    pub pem: String,
}

/// Makes a partner's first key. It signs once the root's certificate for it is [installed](super::install).
///
/// # Errors
/// 409 `keys_exist` when there are keys already.
pub async fn init_partner(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    new: NewPartner,
) -> Result<Done<Waiting>, Problem> {
    let NewPartner { issuer, trust, unlock } = new;
    let key = random_key(authority);
    let row = Row { partner: true, ..waiting(authority, &key, &issuer, &unlock, trust.demo)? };
    let root = Row::root(&trust, authority.now_ms());
    let public = key.public().clone();
    authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            none_yet(w)?;
            store::insert(w, &root)?;
            store::insert(w, &row)?;
            told_waiting(w, &row)?;
            Ok(Waiting { kid: row.kid, issuer: issuer.to_string(), pem: public.to_pem() })
        })
        .await
}

/// The entry of a key that was made here and waits for its certificate.
pub(super) fn told_waiting(w: &mut Write<'_>, row: &Row) -> Result<(), Problem> {
    let after = json!({ "issuer": row.issuer });
    w.record(Entry::new("keys.made", 1).subject(format!("key/{}", row.kid)).after(after))
}

fn none_yet(sql: &mut dyn Sql) -> Result<(), Problem> {
    match store::all(sql)?.is_empty() {
        true => Ok(()),
        false => Err(Problem::conflict("keys_exist")),
    }
}

/// The row of a new key that has no certificate yet.
pub(super) fn waiting(
    authority: &Authority,
    key: &SecretKey,
    issuer: &IssuerName,
    unlock: &Unlock,
    demo: bool,
) -> Result<Row, Problem> {
    Ok(Row {
        kid: key.public().kid().to_owned(),
        role: Role::Issuer,
        issuer: Some(issuer.to_string()),
        public_key: key.public().as_bytes().to_vec(),
        certificate: None,
        sealed: Some(sealed_key(key, unlock)?),
        demo,
        not_before: None,
        not_after: None,
        created_at_ms: authority.now_ms(),
        active: false,
        partner: false,
        suspect: false,
    })
}

/// Certifies a stored key of ours with the root; it signs for its issuer from now on.
pub(super) fn certified(
    w: &mut Write<'_>,
    root: &RootKey,
    mut row: Row,
    issuer: &IssuerName,
    days: u32,
) -> Result<Row, Problem> {
    let now = seconds(w.now_ms());
    let certificate = Certificate {
        issuer: issuer.clone(),
        key: row.key()?,
        not_before: now,
        not_after: now + i64::from(days) * 86_400,
        certifies: false,
        partner: row.partner,
        iat: now,
    };
    row.certificate = Some(certificate.sign(root.secret()));
    row.not_before = Some(certificate.not_before);
    row.not_after = Some(certificate.not_after);
    row.active = true;
    store::certify(w, &row)?;
    Ok(row)
}

/// Opens what signs from now on.
pub(super) async fn open(authority: &Authority, unlock: &Unlock) -> Result<(), Problem> {
    let signer = signer::load(authority, unlock).await.map_err(|error| match error {
        StartError::Key(error) => seal_problem(&error),
        StartError::Stored(problem) => problem,
        StartError::Database(error) => Problem::internal(error.to_string()),
    })?;
    authority.set_signer(signer);
    Ok(())
}
