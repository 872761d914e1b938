//! Blockers: applications that are asked before a user loses a licence.
//!
//! A vendor's application may know a reason that licensing cannot: somebody still has open requests. It registers an
//! address, and [`ask`] puts the question to it before a licence is recalled, moved or lost with its user, whichever
//! door the change comes through. Its objection is final; an application that cannot be asked stops the change too,
//! unless whoever makes it says to go on.
//!
//! The question is asked before the write, never inside it: no transaction waits for another company's server.

pub(crate) mod api;
mod ask;
mod store;
#[cfg(test)]
mod tests;

pub use ask::{Objection, any, ask, ask_about, glance, objections};

pub(crate) use api::routes as api_routes;

use licentia_core::names::ModuleName;
use licentia_platform::access::{Granted, ManageLicences, View};
use licentia_platform::db::Done;
use licentia_platform::ledger::Entry;
use licentia_platform::outbound::given_address;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::state::Manager;

/// How many blockers an installation may have: every one is asked before every removal.
const MOST: usize = 16;

/// An application that is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// Its id.
    pub id: String,
    /// What people call it: `Service`.
    pub name: String,
    /// Where it is asked.
    pub url: String,
    /// The modules it is asked about, `issuer.module`; empty = all.
    pub modules: Vec<String>,
    /// When it was registered, in milliseconds UTC.
    pub created_at: i64,
}

/// An application to register.
#[derive(Clone, Debug, Default)]
pub struct NewBlocker {
    /// What people call it.
    pub name: String,
    /// Where it is asked.
    pub url: String,
    /// The modules it is asked about; empty = all.
    pub modules: Vec<String>,
}

/// What to do when a blocker cannot be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Despite {
    /// Refuse.
    #[default]
    Nothing,
    /// Go on: somebody has decided that it need not be asked. The ledger says so.
    Silence,
}

/// Every blocker of an installation, by name.
///
/// # Errors
/// The database's.
pub async fn list(manager: &Manager, granted: &Granted<View>) -> Result<Vec<Blocker>, Problem> {
    let scope = granted.scope;
    manager.db().read(move |r| Ok(store::list(r, scope)?)).await
}

/// Registers an application that is asked from now on.
///
/// # Errors
/// 422 `invalid` for a name, an address or a module that is none; 409 `too_many_blockers` beyond sixteen.
pub async fn register(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    new: NewBlocker,
) -> Result<Done<Blocker>, Problem> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 {
        let problem = Problem::invalid("name", "1 to 100 characters.");
        return Err(problem.words("why-name-100"));
    }
    let url = given_address(&new.url)?;
    let mut modules = Vec::with_capacity(new.modules.len());
    for module in &new.modules {
        let name = module.trim().to_lowercase().parse::<ModuleName>();
        modules.push(name.map_err(|error| Problem::invalid("modules", error.to_string()))?.to_string());
    }
    modules.sort_unstable();
    modules.dedup();
    let write = move |w: &mut licentia_platform::db::Write<'_>, _: &crate::snapshot::Snapshot| {
        let scope = w.scope();
        if store::list(w, scope)?.len() >= MOST {
            return Err(Problem::conflict("too_many_blockers").arg("count", MOST));
        }
        let id = w.new_id().to_string();
        let blocker = Blocker { id, name, url, modules, created_at: w.now_ms() };
        store::insert(w, &blocker)?;
        let told = w.text(&format!("{} <{}>", blocker.name, blocker.url));
        let after = json!({"blocker": blocker.id, "modules": blocker.modules, "address": told});
        w.record(Entry::new("blockers.registered", 1).after(after))?;
        Ok(blocker)
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// Asks an application no more.
///
/// # Errors
/// 404 `not_found`.
pub async fn remove(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    id: String,
) -> Result<Done<()>, Problem> {
    let write = move |w: &mut licentia_platform::db::Write<'_>, _: &crate::snapshot::Snapshot| {
        if !store::delete(w, &id)? {
            return Err(Problem::not_found("blocker"));
        }
        w.record(Entry::new("blockers.removed", 1).before(json!({"blocker": id})))
    };
    manager.write(granted.scope, &granted.by, write).await
}
