//! What signs, the same in every server of a database: whoever replaced the key, wherever.

use std::sync::Arc;

use licentia_core::names::IssuerName;
use licentia_platform::problem::Problem;
use licentia_protocol::package::Trust;
use licentia_protocol::{KeyList, SecretKey};

use super::store::{ListRow, Row};
use super::{Unlock, opened_key, store, trusted};
use crate::state::{Authority, StartError};

/// What signs packages and answers.
pub struct Signer {
    /// For whom.
    pub issuer: IssuerName,
    /// What customers trust.
    pub trust: Trust,
    /// Whether the issuer is a partner of the root's owner.
    pub partner: bool,
    pub(crate) key: SecretKey,
    /// The whole chain, from the root downwards, one signed line each.
    pub(crate) certificates: Vec<String>,
    list: Option<ListRow>,
    withdrawn: bool,
    not_before: i64,
    not_after: i64,
}

impl Signer {
    /// The thumbprint of the signing key.
    pub fn kid(&self) -> &str {
        self.key.public().kid()
    }

    /// The key list that travels with what is signed: its line, without a line end.
    pub fn key_list(&self) -> Option<&str> {
        self.list.as_ref().map(|list| list.line.as_str())
    }

    /// The version of that list; 0 without one.
    pub fn list_version(&self) -> u64 {
        self.list.as_ref().map_or(0, |list| list.version)
    }

    /// Refuses to sign what nobody could verify: with a key that was withdrawn, or outside the days of
    /// its certificate. `iat` is in seconds UTC.
    pub(crate) fn check(&self, iat: i64) -> Result<(), Problem> {
        if self.withdrawn {
            return Err(Problem::conflict("issuer_key_withdrawn").arg("kid", self.kid()));
        }
        if (self.not_before..=self.not_after).contains(&iat) {
            return Ok(());
        }
        Err(Problem::conflict("issuer_key_expired").arg("kid", self.kid()))
    }

    /// What [`store::mark`] answers while this is the one.
    fn is(&self, active: Option<&(String, String)>, version: u64) -> bool {
        active.is_some_and(|(kid, lines)| kid == self.kid() && lines.lines().eq(&self.certificates))
            && version == self.list_version()
    }
}

/// The issuer's key, opened; `None` when there is none yet.
pub(crate) async fn load(authority: &Authority, unlock: &Unlock) -> Result<Option<Signer>, StartError> {
    let (keys, list) = authority.db().read(|r| Ok((store::all(r)?, store::list(r)?))).await?;
    let active = keys.iter().find(|key| key.is_ours() && key.active && !key.waits());
    let Some((row, sealed)) = active.and_then(|row| Some((row, row.sealed.clone()?))) else {
        return Ok(None);
    };
    let unlock = unlock.clone();
    let opened = tokio::task::spawn_blocking(move || unlock.open(&sealed)).await;
    let pem = opened.map_err(|failed| Problem::internal(failed.to_string()))??;
    let key = opened_key(&pem).map_err(Problem::internal)?;
    Ok(Some(signer(row, key, trusted(&keys)?, list)?))
}

fn signer(row: &Row, key: SecretKey, trust: Trust, list: Option<ListRow>) -> Result<Signer, Problem> {
    let unreadable = |what: &str| Problem::internal(format!("key {}: {what}", row.kid));
    let issuer = row.issuer.as_deref().and_then(|name| IssuerName::new(name).ok());
    let known = list.as_ref().map(|list| KeyList::read(&list.line, &trust)).transpose();
    let known = known.map_err(|refused| unreadable(&format!("the stored key list: {refused}")))?;
    Ok(Signer {
        issuer: issuer.ok_or_else(|| unreadable("no issuer"))?,
        partner: row.partner,
        certificates: row.certificates(),
        withdrawn: known.is_some_and(|known| known.withdrawn(&row.kid).is_some()),
        not_before: row.not_before.unwrap_or(0),
        not_after: row.not_after.unwrap_or(0),
        trust,
        key,
        list,
    })
}

/// What signs now. Another server of this database, or a command, may have replaced the key or
/// brought a newer list since this one last looked.
///
/// # Errors
/// 409 `no_issuer_key` when there is none, or nothing opens it.
pub(crate) async fn current(authority: &Authority) -> Result<Arc<Signer>, Problem> {
    let (active, version) = authority.db().read(|r| Ok(store::mark(r)?)).await?;
    if let Ok(signer) = authority.signer()
        && signer.is(active.as_ref(), version)
    {
        return Ok(signer);
    }
    let unlock = authority.unlock()?.clone();
    super::setup::open(authority, &unlock).await?;
    authority.signer()
}

/// The same, looked at a second ago at most: for answers by the thousand. Whatever was signed with a key
/// that was withdrawn in that second is refused by whoever knows the list.
///
/// # Errors
/// As [`current`].
pub(crate) async fn recent(authority: &Authority) -> Result<Arc<Signer>, Problem> {
    if authority.signer_is_fresh()
        && let Ok(signer) = authority.signer()
    {
        return Ok(signer);
    }
    let signer = current(authority).await?;
    authority.signer_was_seen();
    Ok(signer)
}
