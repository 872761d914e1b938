//! The root's list of keys: which are in use, and which have been withdrawn. Versions only go up.

use std::sync::Arc;

use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageKeys};
use licentia_platform::db::{Sql, Write};
use licentia_platform::problem::Problem;
use licentia_protocol::KeyList;
use licentia_protocol::key_list::{KeyState, ListedKey};
use licentia_protocol::package::Trust;

use super::files::RootKey;
use super::store::{ListRow, Row};
use super::{seconds, store, trusted};
use crate::state::{Authority, HOUSE};

/// The list in force, as the root signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentList {
    /// What it says.
    pub list: KeyList,
    /// Its version: they only go up.
    pub version: u64,
    /// The signed line, without a line end.
    pub line: Arc<str>,
    /// When it was last written to a file, in milliseconds UTC.
    pub exported_at_ms: Option<i64>,
}

impl CurrentList {
    /// The bytes of its file.
    pub fn file(&self) -> String {
        format!("{}\n", self.line)
    }

    /// The name of its file.
    pub fn file_name(&self) -> String {
        format!("keys-{}.list", self.version)
    }
}

/// The key list in force; `None` before the first.
///
/// # Errors
/// 500 when the stored list does not verify any more.
pub async fn current_list(authority: &Authority) -> Result<Option<CurrentList>, Problem> {
    authority
        .db()
        .read(|r| {
            let keys = store::all(r)?;
            if keys.is_empty() { Ok(None) } else { read(r, &trusted(&keys)?) }
        })
        .await
}

/// The key list in force, verified again.
pub(super) fn read(sql: &mut dyn Sql, trust: &Trust) -> Result<Option<CurrentList>, Problem> {
    let Some(row) = store::list(sql)? else { return Ok(None) };
    let list = KeyList::read(&row.line, trust)
        .map_err(|refused| Problem::internal(format!("the stored key list does not verify: {refused}")))?;
    let ListRow { version, line, exported_at_ms } = row;
    Ok(Some(CurrentList { list: list.into_inner(), version, line: line.into(), exported_at_ms }))
}

/// The list for a file, for managers that never call. That it was written is remembered, so that the
/// operator is not told to write it twice.
///
/// # Errors
/// 404 before the first list.
pub async fn export(authority: &Authority, granted: &Granted<ManageKeys>) -> Result<CurrentList, Problem> {
    let current = current_list(authority).await?.ok_or_else(|| Problem::not_found("key_list"))?;
    let version = current.version;
    let mark = move |w: &mut Write<'_>| {
        // Not a change of anything that the ledger keeps: the list itself is in it.
        w.outside_chain();
        let now_ms = w.now_ms();
        Ok(store::exported(w, version, now_ms)?)
    };
    authority.db().write(HOUSE, &granted.by, mark).await?;
    Ok(current)
}

/// What becomes of one key in the next list.
pub(super) struct Becomes<'a> {
    pub(super) kid: &'a str,
    pub(super) issuer: &'a IssuerName,
    pub(super) state: KeyState,
    pub(super) reason: Option<String>,
}

impl<'a> Becomes<'a> {
    pub(super) fn new(kid: &'a str, issuer: &'a IssuerName, state: KeyState) -> Self {
        Self { kid, issuer, state, reason: None }
    }
}

/// Signs the next list with the root and keeps it: the one before, with these changes.
pub(super) fn advance(
    w: &mut Write<'_>,
    root: &RootKey,
    trust: &Trust,
    changes: Vec<Becomes<'_>>,
) -> Result<CurrentList, Problem> {
    root.check(trust)?;
    let now = seconds(w.now_ms());
    let (version, mut keys) = match read(w, trust)? {
        Some(CurrentList { list, .. }) => (list.version, list.keys),
        None => (0, from_rows(&store::all(w)?)),
    };
    for Becomes { kid, issuer, state, reason } in changes {
        let next = ListedKey { kid: kid.to_owned(), issuer: issuer.clone(), state, since: now, reason };
        match keys.iter_mut().find(|key| key.kid == kid) {
            Some(key) if key.state == state => {}
            Some(key) => *key = next,
            None => keys.push(next),
        }
    }
    let list = KeyList { version: version + 1, iat: now, keys };
    let line = list.sign(root.secret());
    // Whatever cannot be read again must not become the list that everybody reads.
    KeyList::read(&line, trust)
        .map_err(|refused| Problem::internal(format!("the next key list: {refused}")))?;
    let now_ms = w.now_ms();
    store::insert_list(w, list.version, &line, now_ms)?;
    Ok(CurrentList { version: list.version, list, line: line.into(), exported_at_ms: None })
}

/// What the first list says of keys that are older than any list.
fn from_rows(rows: &[Row]) -> Vec<ListedKey> {
    let listed = |row: &Row| {
        row.certificate.as_ref()?;
        Some(ListedKey {
            kid: row.kid.clone(),
            issuer: IssuerName::new(row.issuer.as_deref()?).ok()?,
            state: if row.active { KeyState::Active } else { KeyState::Retired },
            since: seconds(row.created_at_ms),
            reason: None,
        })
    };
    rows.iter().filter_map(listed).collect()
}
