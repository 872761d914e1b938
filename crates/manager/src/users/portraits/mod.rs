//! Portraits of users: a small picture in place of the initials.
//!
//! Whoever manages users sets and removes them, and everybody their own. What is sent is unpacked, cut to a square, made
//! small and packed anew ([`picture`]), so that nothing else the file said is kept. The chain tells that a portrait was
//! set or removed and by whom, with the picture's hash in a text about the person: it is erased with the person, as the
//! portrait is.

pub(crate) mod api;
pub(crate) mod page;
mod picture;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use licentia_core::ids::UserNo;
use licentia_platform::access::{Caller, Granted, ManageUsers};
use licentia_platform::by::By;
use licentia_platform::db::{DbError, ScopeNo, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_platform::web::IfMatch;
use serde_json::json;
use tokio::sync::Semaphore;

use picture::MediaType;

use super::{Listed, find_in, stored_row};
use crate::ledger::subject;
use crate::sealed::{UserState, hex};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// A portrait as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Portrait {
    /// What its bytes are.
    media_type: MediaType,
    bytes: Vec<u8>,
    /// Of the bytes, in hexadecimal.
    sha256: String,
}

/// One picture is unpacked at a time: a small file can be a large picture.
static UNPACKING: Semaphore = Semaphore::const_new(1);

/// Whose portrait may be set and removed, and on whose word.
pub(crate) struct May {
    scope: ScopeNo,
    by: By,
    /// The user's id or log-in name.
    user: Arc<str>,
}

impl May {
    /// Anybody's, by somebody who manages users.
    pub(crate) fn of(granted: &Granted<ManageUsers>, user: &str) -> Self {
        Self { scope: granted.scope, by: granted.by.clone(), user: user.into() }
    }

    /// One's own.
    ///
    /// # Errors
    /// 404 `not_found` for operators and programs: there is no user behind them.
    pub(crate) fn own(caller: &Caller) -> Result<Self, Problem> {
        let user = caller.user.clone().ok_or_else(|| Problem::not_found("user"))?;
        Ok(Self { scope: caller.scope, by: caller.by.clone(), user })
    }

    /// The user, before anything that was sent is looked at.
    ///
    /// # Errors
    /// 404 `not_found`.
    pub(crate) async fn is_there(&self, manager: &Manager) -> Result<(), Problem> {
        match find_in(manager, self.scope, &self.user).await?.row.state {
            UserState::Deleted => Err(Problem::not_found("user")),
            _ => Ok(()),
        }
    }
}

/// Sets a portrait; answers its hash. Nothing is written when it is the one there is.
///
/// # Errors
/// 404 `not_found`; 412 `precondition_failed` when it is not the one `seen`; 413 `portrait_too_large`; 422
/// `portrait_unreadable`; the database's.
pub(crate) async fn set(manager: &Manager, may: May, seen: IfMatch, sent: Bytes) -> Result<String, Problem> {
    may.is_there(manager).await?;
    let portrait = made(sent).await?;
    let sha256 = portrait.sha256.clone();
    let May { scope, by, user } = may;
    manager.write(scope, &by, move |w, at| put(w, at, &user, &seen, &portrait)).await?;
    Ok(sha256)
}

/// Unpacks and packs on a thread that may take its time.
async fn made(sent: Bytes) -> Result<Portrait, Problem> {
    let closed = |error: tokio::sync::AcquireError| Problem::internal(error.to_string());
    let turn = UNPACKING.acquire().await.map_err(closed)?;
    let made = tokio::task::spawn_blocking(move || {
        // Kept to the end of the work, also when nobody waits for it any more.
        let _turn = turn;
        picture::portrait(&sent)
    });
    let made = made.await;
    // A file that the reader of pictures breaks down over is one that cannot be read.
    let (media_type, bytes) = made.unwrap_or_else(|_| Err(picture::unreadable()))?;
    let sha256 = hex(&licentia_protocol::sha256(&bytes));
    Ok(Portrait { media_type, bytes, sha256 })
}

fn put(
    w: &mut Write<'_>,
    at: &Snapshot,
    user: &str,
    seen: &IfMatch,
    portrait: &Portrait,
) -> Result<(), Problem> {
    let user = at.user_named(user).ok_or_else(|| Problem::not_found("user"))?.no();
    let scope = w.scope();
    let id = stored_row(w, scope, user)?.row.id;
    if present(w, user, seen)?.as_ref() == Some(&portrait.sha256) {
        return Ok(());
    }
    store::put(w, user, portrait)?;
    let hash = w.text_about(&id, &portrait.sha256);
    let told = json!({"picture": hash, "bytes": portrait.bytes.len()});
    w.record(Entry::new("users.portrait_set", 1).subject(subject::user(user)).after(told))
}

/// The hash of the portrait there is, if that is the one that was seen.
fn present(w: &mut Write<'_>, user: UserNo, seen: &IfMatch) -> Result<Option<String>, Problem> {
    let scope = w.scope();
    let present = store::hashes(w, scope, &[user])?.remove(&user);
    seen.check(&present.as_deref().map(tag).unwrap_or_default())?;
    Ok(present)
}

/// Removes a portrait. Nothing is written when there is none.
///
/// # Errors
/// 404 `not_found`; 412 `precondition_failed` when it is not the one `seen`; the database's.
pub(crate) async fn remove(manager: &Manager, may: May, seen: IfMatch) -> Result<(), Problem> {
    let May { scope, by, user } = may;
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let user = at.user_named(&user).ok_or_else(|| Problem::not_found("user"))?.no();
        let scope = w.scope();
        stored_row(w, scope, user)?;
        present(w, user, &seen)?;
        match forget(w, user)? {
            true => w.record(Entry::new("users.portrait_removed", 1).subject(subject::user(user))),
            false => Ok(()),
        }
    };
    manager.write(scope, &by, write).await.map(drop)
}

/// Removes the portrait of somebody who is deleted; the caller records it.
pub(super) fn forget(w: &mut Write<'_>, user: UserNo) -> Result<bool, DbError> {
    store::remove(w, user)
}

/// The portrait of a user.
///
/// # Errors
/// 404 `not_found`; the database's.
pub(crate) async fn find(manager: &Manager, scope: ScopeNo, user: UserNo) -> Result<Portrait, Problem> {
    let found = manager.db().read(move |r| Ok(store::one(r, scope, user)?)).await?;
    found.ok_or_else(|| Problem::not_found("portrait"))
}

/// Where the portraits of some users are found, of those who have one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pictures(HashMap<UserNo, String>);

impl Pictures {
    /// Of these users.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn of(
        manager: &Manager,
        at: &Arc<Snapshot>,
        users: Vec<UserNo>,
    ) -> Result<Self, Problem> {
        if users.is_empty() {
            return Ok(Self::default());
        }
        let at = Arc::clone(at);
        manager.db().read(move |r| Ok(Self::read(r, &at, &users)?)).await
    }

    /// The same, inside a transaction.
    ///
    /// # Errors
    /// The database's.
    pub(crate) fn read(sql: &mut dyn Sql, at: &Snapshot, users: &[UserNo]) -> Result<Self, DbError> {
        let hashes = store::hashes(sql, at.scope(), users)?;
        let place = |(no, hash): (UserNo, String)| Some((no, address(at.user(no)?.id(), mark(&hash))));
        Ok(Self(hashes.into_iter().filter_map(place).collect()))
    }

    /// The same user with the portrait.
    pub(super) fn beside(&self, user: Listed) -> Listed {
        Listed { portrait: self.get(user.row.no).map(str::to_owned), ..user }
    }

    /// The address of a user's portrait; `None` of whoever has none.
    pub(crate) fn get(&self, user: UserNo) -> Option<&str> {
        self.0.get(&user).map(String::as_str)
    }
}

/// The address of a portrait, another one for each picture: what was seen under it may be kept for a while.
fn address(id: u128, mark: &str) -> String {
    format!("/api/v1/users/{}/portrait?v={mark}", uuid::Uuid::from_u128(id))
}

/// The address of the same portrait for the person on it, who may see nobody else.
pub(crate) fn own_address(address: &str) -> String {
    let mark = address.rsplit_once("?v=").map_or("", |(_, mark)| mark);
    format!("/api/v1/me/portrait?v={mark}")
}

/// The `ETag` of the portrait of this hash.
fn tag(sha256: &str) -> String {
    format!("\"{sha256}\"")
}

/// The part of a hash that addresses carry.
fn mark(sha256: &str) -> &str {
    sha256.get(..16).unwrap_or(sha256)
}
