//! Entries as people read them: with names for who did it and what it is about.

use std::collections::{BTreeSet, HashMap};

use licentia_core::ids::UserNo;
use licentia_platform::access::{Granted, ManageAccess, View};
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::ledger::{self, SignedCheckpoint, StoredEntry};
use licentia_platform::problem::Problem;

use super::store;
use super::subject::{self, Subject};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Which entries to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The newest.
    Head,
    /// Before this revision, newest first.
    Before(u64),
    /// After this revision, oldest first: for whoever follows.
    After(u64),
}

/// An entry with names.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The entry.
    pub entry: StoredEntry,
    /// Who did it, by name.
    pub actor: String,
    /// Why, in somebody's words, unless it was erased.
    pub reason: Option<String>,
    /// What it is about: the word behind each subject, where there is one.
    pub about: Vec<String>,
}

/// Up to `limit` entries of the installation.
///
/// # Errors
/// The database's.
pub async fn entries(
    manager: &Manager,
    granted: &Granted<View>,
    from: From,
    limit: u32,
) -> Result<Vec<Shown>, Problem> {
    let scope = granted.scope;
    let at = manager.snapshot(scope).await?;
    let found = manager.db().read(move |r| {
        let entries = match from {
            From::Head => ledger::entries_before(r, scope, i64::MAX as u64, limit)?,
            From::Before(revision) => ledger::entries_before(r, scope, revision, limit)?,
            From::After(revision) => ledger::entries_after(r, scope, revision, limit)?,
        };
        let mut reasons = Vec::with_capacity(entries.len());
        for entry in &entries {
            let reason = entry.reason.as_ref().map(|id| ledger::text(r, scope, id)).transpose()?;
            reasons.push(reason.flatten());
        }
        let users = store::logins(r, scope, &users_of(&entries))?;
        Ok((entries, reasons, users))
    });
    let (entries, reasons, users) = found.await?;
    let actors = actors(manager, scope).await?;
    let shown = entries.into_iter().zip(reasons).map(|(entry, reason)| Shown {
        actor: actors.get(&entry.actor).cloned().unwrap_or_else(|| entry.actor.clone()),
        about: entry.subjects.iter().map(|text| about(&at, &users, &actors, text)).collect(),
        reason,
        entry,
    });
    Ok(shown.collect())
}

/// Where the chain stands, signed by the installation's key: what an auditor keeps.
///
/// # Errors
/// The database's.
pub async fn checkpoint(manager: &Manager, granted: &Granted<View>) -> Result<SignedCheckpoint, Problem> {
    let scope = granted.scope;
    let checkpoint = manager.db().read(move |r| ledger::current_checkpoint(r, scope)).await?;
    checkpoint.ok_or_else(|| Problem::not_found("checkpoint"))
}

fn users_of(entries: &[StoredEntry]) -> Vec<UserNo> {
    let subjects = entries.iter().flat_map(|entry| &entry.subjects);
    let users = subjects.filter_map(|text| match subject::parse(text) {
        Some(Subject::User(user)) => Some(user),
        _ => None,
    });
    users.collect::<BTreeSet<_>>().into_iter().collect()
}

fn about(
    at: &Snapshot,
    users: &HashMap<UserNo, String>,
    actors: &HashMap<String, String>,
    text: &str,
) -> String {
    let named = match subject::parse(text) {
        Some(Subject::User(user)) => users.get(&user).cloned(),
        Some(Subject::Module(no)) => at.name(no).map(ToString::to_string),
        _ => actors.get(text).cloned(),
    };
    named.unwrap_or_else(|| text.to_owned())
}

/// The names of accounts and tokens by their reference. The entries themselves hold no names.
async fn actors(manager: &Manager, scope: ScopeNo) -> Result<HashMap<String, String>, Problem> {
    let server = Granted::<ManageAccess>::to_the_server(By::system("ledger"), scope);
    let accounts = manager.access().accounts(&server).await?;
    let tokens = manager.access().tokens(&server).await?;
    let accounts = accounts.into_iter().map(|account| (format!("account:{}", account.no), account.name));
    let tokens = tokens.into_iter().map(|token| (format!("token:{}", token.no), token.label));
    Ok(accounts.chain(tokens).collect())
}
