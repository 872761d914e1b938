//! The licensed databases that this server looks after; each has its own chain, users and licences.

pub(crate) mod api;
mod licences;
mod page;
mod satellites;
pub(crate) mod server;
mod sites;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod version;

pub(crate) use api::routes as api_routes;
pub use licences::{assign_to_site, recall_from_site};
pub(crate) use licences::{follow_sites, site_usage};
pub(crate) use page::routes as page_routes;
pub use satellites::{change_installation, close_satellite, create_satellite};
pub(crate) use server::api::routes as server_api_routes;
pub use server::{ADMINISTRATOR, SERVER, create_installation};
pub(crate) use sites::{database, databases, names};
pub use sites::{site_name, site_no, site_slug};
pub use version::{Product, report_version};

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use licentia_core::ids::ModuleNo;
use licentia_core::names::ModuleName;
use licentia_platform::by::By;
use licentia_platform::db::{Done, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::SecretKey;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::sealed::{InstallationRow, ModuleRow, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// One installation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its scope.
    pub scope: ScopeNo,
    /// Its id.
    pub id: String,
    /// Its short name in page addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// What a new installation is called.
#[derive(Clone, Debug)]
pub struct NewInstallation {
    /// Its short name in page addresses: small letters, digits and single hyphens.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// Every installation, by slug.
///
/// # Errors
/// The database's.
pub async fn list(manager: &Manager) -> Result<Vec<Listed>, Problem> {
    manager.db().read(|r| Ok(store::list(r)?)).await
}

/// What a short name must be, for whoever chose another.
pub(crate) const SLUG: &str =
    "A short name has 1 to 60 characters: small letters, digits and single hyphens between them.";

/// Makes an installation with a chain of its own and loads it. Its first entry names the root of trust.
///
/// It belongs to whoever runs the server, so it asks for no right of an installation: the command line and set-up call
/// it.
///
/// # Errors
/// 409 `slug_taken`; 422 `invalid` for a slug that would not stand in an address.
pub async fn create(manager: &Manager, by: &By, new: NewInstallation) -> Result<Done<Listed>, Problem> {
    if !fits(&new.slug) {
        return Err(Problem::invalid("slug", SLUG).words("why-slug"));
    }
    let done = loop {
        let scope = manager.db().read(|r| Ok(store::next_scope(r)?)).await?;
        match add(manager, by, scope, new.clone()).await {
            // Somebody else took the number between the two steps: the next one is free.
            Err(problem) if problem.code == "scope_taken" => {}
            done => break done?,
        }
    };
    manager.load(done.value.scope, &done.value.slug).await?;
    Ok(done)
}

/// Whether a short name would stand in an address: small letters, digits and single hyphens, at most 60.
fn fits(slug: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    slug.len() <= 60 && slug.split('-').all(word)
}

/// While a row of satellites or site licences is missing or was edited, none is given (rule 10).
fn untampered(at: &Snapshot) -> Result<(), Problem> {
    let tables = ["satellite", "site_assignment"];
    let wrong = at.wrong();
    if wrong.sites.is_empty() && !tables.iter().any(|table| wrong.tables.contains(table)) {
        return Ok(());
    }
    Err(Problem::conflict(crate::state::TAMPERED))
}

/// Makes an installation in a scope of its own.
async fn add(
    manager: &Manager,
    by: &By,
    scope: ScopeNo,
    new: NewInstallation,
) -> Result<Done<Listed>, Problem> {
    let key_id =
        SecretKey::from_seed(&manager.db().secret().installation_seed(scope)).public().kid().to_owned();
    let root = manager.trust().root.kid().to_owned();
    let made = manager.db().write(scope, by, move |w| {
        if store::slug_taken(w, &new.slug)? {
            return Err(Problem::conflict("slug_taken").arg("slug", &new.slug));
        }
        if sealed::installation(w, scope)?.is_some() {
            return Err(Problem::conflict("scope_taken"));
        }
        let row = row_of(w, &new, key_id);
        sealed::insert_installation(w, &row)?;
        let after = json!({"id": row.id, "slug": row.slug, "key": row.key_id, "root": root, "day": row.day});
        w.record(Entry::new("installations.created", 1).after(after))?;
        Ok(Listed { scope: w.scope(), id: row.id, slug: row.slug, name: row.name })
    });
    made.await
}

fn row_of(w: &mut Write<'_>, new: &NewInstallation, key_id: String) -> InstallationRow {
    let now = w.now_ms();
    InstallationRow {
        id: w.new_id().to_string(),
        slug: new.slug.clone(),
        name: new.name.clone(),
        central: None,
        serial: None,
        holder: None,
        customer: None,
        zone: "UTC".to_owned(),
        key_id,
        licensed_before: false,
        in_force: BTreeMap::new(),
        day: Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(TimeZone::UTC).date(),
        created_at: now,
    }
}

/// The numbers of `names`, new ones appended to the register, inside a write. The register as it is then comes along:
/// what [`licentia_core::licences::Licences::build`] takes.
///
/// # Errors
/// 409 `too_many_modules` beyond 65,536 names; the database's.
pub fn intern(w: &mut Write<'_>, at: &Snapshot, names: &[ModuleName]) -> Result<Vec<ModuleName>, Problem> {
    let mut register = at.names().to_vec();
    let mut rows = Vec::new();
    for name in names {
        if register.contains(name) {
            continue;
        }
        let no = ModuleNo::from_index(register.len()).ok_or_else(|| Problem::conflict("too_many_modules"))?;
        rows.push(ModuleRow { no, name: name.clone() });
        register.push(name.clone());
    }
    if !rows.is_empty() {
        sealed::insert_modules(w, &rows)?;
    }
    Ok(register)
}
