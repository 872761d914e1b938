//! The log-in name of a deleted user stays taken for 30 days (rule 18): long enough that no program takes the next one
//! of that name for the one who left. Only a keyed hash is kept, so that the name itself is erased with the person.

use std::collections::HashSet;

use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::problem::Problem;

use super::store;
use crate::state::Manager;

/// How long, in milliseconds.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Hashes log-in names of one installation.
#[derive(Clone)]
pub(super) struct Kept(String);

impl Kept {
    pub(super) fn of(manager: &Manager, scope: ScopeNo) -> Self {
        let seed = manager.db().secret().installation_seed(scope);
        let mut input = b"licentia 1 kept log-in names".to_vec();
        input.extend_from_slice(seed.as_slice());
        Self(crate::sealed::hex(&licentia_protocol::sha256(&input)))
    }

    fn hash(&self, login_key: &str) -> String {
        crate::sealed::hex(&licentia_protocol::sha256(format!("{} {login_key}", self.0).as_bytes()))
    }

    /// Keeps the name of somebody who is deleted now.
    pub(super) fn keep(&self, w: &mut Write<'_>, login_key: &str) -> Result<(), Problem> {
        let until = w.now_ms().saturating_add(KEPT_MS);
        Ok(store::keep_login(w, &self.hash(login_key), until)?)
    }

    /// 409 `login_reserved` while the name is kept.
    pub(super) fn free(&self, w: &mut Write<'_>, place: &str, login_key: &str) -> Result<(), Problem> {
        match store::login_kept(w, &self.hash(login_key))? {
            Some(until) if until > w.now_ms() => Err(Problem::conflict("login_reserved")
                .with("until", until)
                .with("path", format!("{place}login"))),
            _ => Ok(()),
        }
    }

    /// The hashes of all names that are kept now.
    pub(super) fn all(&self, w: &mut Write<'_>) -> Result<HashSet<String>, Problem> {
        Ok(store::logins_kept(w)?)
    }

    /// Whether a name is among them.
    pub(super) fn is_in(&self, kept: &HashSet<String>, login_key: &str) -> bool {
        !kept.is_empty() && kept.contains(&self.hash(login_key))
    }
}
