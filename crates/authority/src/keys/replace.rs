//! The next key of this authority: certified here where the root is ours, otherwise asked for.

use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageKeys};
use licentia_platform::db::Done;
use licentia_platform::problem::Problem;
use licentia_protocol::key_list::KeyState;

use super::certify::check_days;
use super::files::RootKey;
use super::lists::{Becomes, advance};
use super::setup::{NewKey, Waiting, certified, open, told, told_waiting, waiting};
use super::store::{self, Row};
use super::{Unlock, random_key, trusted};
use crate::state::{Authority, HOUSE};

/// How the key that signs is replaced.
pub struct Replace {
    /// The root, which certifies the new key.
    pub root: RootKey,
    /// What encrypts the new key's secret half in the database.
    pub unlock: Unlock,
    /// How long the new key may sign, in days.
    pub valid_days: u32,
    /// Whether somebody else may know the old key's secret half: it is then to be withdrawn first.
    pub suspect: bool,
}

/// Makes a new issuer key, certifies it with the root, signs the next key list, and signs with it from
/// now on. Packages signed with the key before stay valid until it is withdrawn.
///
/// # Errors
/// 404 when there are no keys yet; 409 `wrong_root` when the file holds another root;
/// 409 `partner_keys` at a partner's authority, whose keys the root's owner certifies; 422 `invalid` for a
/// length of time that makes no sense.
pub async fn rotate(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    replace: Replace,
) -> Result<Done<NewKey>, Problem> {
    let Replace { root, unlock, valid_days, suspect } = replace;
    let keys = authority.db().read(|r| Ok(store::all(r)?)).await?;
    let trust = trusted(&keys)?;
    let issuer = ours(&keys)?;
    if keys.iter().any(|key| key.is_ours() && key.partner) {
        return Err(Problem::conflict("partner_keys"));
    }
    root.check(&trust)?;
    check_days(valid_days)?;
    let row = waiting(authority, &random_key(authority), &issuer, &unlock, trust.demo)?;
    let done = authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            let before: Vec<Row> =
                store::all(w)?.into_iter().filter(|key| key.is_ours() && key.active).collect();
            store::insert(w, &row)?;
            let row = certified(w, &root, row, &issuer, valid_days)?;
            let mut changes = vec![Becomes::new(&row.kid, &issuer, KeyState::Active)];
            for old in &before {
                changes.push(Becomes::new(&old.kid, &issuer, KeyState::Retired));
                if suspect {
                    store::suspect(w, &old.kid)?;
                }
            }
            let list = advance(w, &root, &trust, changes)?;
            told(w, &row, &trust, list.version)
        })
        .await?;
    open(authority, &unlock).await?;
    Ok(done)
}

/// Makes the next key of a partner's authority. The one before signs until the root's certificate for
/// the new one is [installed](super::install). A key that waited already is forgotten.
///
/// # Errors
/// 404 when there are no keys yet; 409 `root_is_ours` at the root's own authority.
pub async fn request_replacement(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    unlock: Unlock,
    suspect: bool,
) -> Result<Done<Waiting>, Problem> {
    let keys = authority.db().read(|r| Ok(store::all(r)?)).await?;
    let trust = trusted(&keys)?;
    let issuer = ours(&keys)?;
    if !keys.iter().any(|key| key.is_ours() && key.partner) {
        return Err(Problem::conflict("root_is_ours"));
    }
    let key = random_key(authority);
    let row = Row { partner: true, ..waiting(authority, &key, &issuer, &unlock, trust.demo)? };
    let pem = key.public().to_pem();
    authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            store::forget_waiting(w)?;
            for old in store::all(w)?.iter().filter(|old| suspect && old.is_ours() && old.active) {
                store::suspect(w, &old.kid)?;
            }
            store::insert(w, &row)?;
            told_waiting(w, &row)?;
            Ok(Waiting { kid: row.kid, issuer: issuer.to_string(), pem })
        })
        .await
}

/// The issuer that this authority signs for.
pub(super) fn ours(keys: &[Row]) -> Result<IssuerName, Problem> {
    let name = keys.iter().find(|key| key.is_ours()).and_then(|key| key.issuer.as_deref());
    let name = name.ok_or_else(|| Problem::not_found("key"))?;
    IssuerName::new(name).map_err(|error| Problem::internal(format!("the issuer of the keys: {error}")))
}
