//! Making, renaming and closing satellites (rule 1).
//!
//! A satellite lives in its central installation's chain, so that seats stay one count and packages and holder are the
//! central one's by nature: nothing is replicated, and nothing goes upwards.

use licentia_core::ids::UserNo;
use licentia_core::sites::{Lacking, SiteGrant, room_for_satellite};
use licentia_platform::access::{Access, Granted, ManageLicences};
use licentia_platform::db::{Done, Read, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::api::{InstallationPatch, SatelliteClosed};
use serde_json::json;

use super::sites::{grants_of, satellite, site_no};
use super::{NewInstallation, SLUG, fits};
use crate::assignments::heal_rest;
use crate::blockers::Despite;
use crate::ledger::subject;
use crate::rules::Agreed;
use crate::sealed::store::Which;
use crate::sealed::{
    CENTRAL, InstallationRow, SatelliteRow, SatelliteState, SiteRow, Stored, UserRow, store,
};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users;

/// The most databases beneath one central installation.
const MOST: usize = 1_000;
/// Users in one statement.
const AT_ONCE: usize = 16_384;

/// Makes a satellite. It takes a unit of `satellite`, and `area-management` must be in force; a demonstration asks for
/// neither.
///
/// # Errors
/// 409 `slug_taken`, `no_area_management`, `no_satellite_licence`, `no_satellite_left`, `too_many_installations`;
/// 422 `invalid`.
pub async fn create_satellite(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    new: NewInstallation,
) -> Result<Done<u32>, Problem> {
    let new = NewInstallation { slug: slug(&new.slug)?, name: name(&new.name)? };
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        free_slug(at, &new.slug, None)?;
        let unit = unit_for(at)?;
        let scope = w.scope();
        let known = store::satellites(w, scope)?;
        let closed = |row: &SatelliteRow| row.state == SatelliteState::Closed;
        let open = known.iter().filter(|found| !found.as_ref().is_some_and(|stored| closed(&stored.row)));
        if open.count() >= MOST {
            return Err(Problem::conflict("too_many_installations").arg("limit", MOST));
        }
        let row = SatelliteRow {
            no: known.iter().flatten().map(|stored| stored.row.no).max().unwrap_or(CENTRAL) + 1,
            id: w.new_id().to_string(),
            slug: new.slug,
            name: new.name,
            state: SatelliteState::Active,
            created_at: w.now_ms(),
        };
        store::insert_satellite(w, &row)?;
        let mut entry = Entry::new("installations.satellite_created", 1);
        if let Some(module) = unit {
            let grant = SiteGrant { order: w.revision(), site: row.no, module, units: 1 };
            store::insert_site_row(w, &SiteRow::from(grant))?;
            entry = entry.subject(subject::module(module));
        }
        let name = w.text(&row.name);
        let after = json!({"no": row.no, "id": row.id, "slug": row.slug, "name": name, "unit": unit});
        w.record(entry.after(after))?;
        Ok(row.no)
    };
    manager.write(granted.scope, &granted.by, write).await
}

/// The module of which a new satellite takes a unit; none in a demonstration.
fn unit_for(at: &Snapshot) -> Result<Option<licentia_core::ids::ModuleNo>, Problem> {
    if at.demo() {
        let cap = licentia_core::decide::DEMO_CAP as usize;
        let full = at.satellites().count() >= cap;
        return if full { Err(Problem::conflict("demo_limit").arg("limit", cap)) } else { Ok(None) };
    }
    super::untampered(at)?;
    let lacking = |lacking| match lacking {
        Lacking::AreaManagement => Problem::conflict("no_area_management"),
        Lacking::Satellite => Problem::conflict("no_satellite_licence"),
        Lacking::Unit => Problem::conflict("no_satellite_left"),
    };
    room_for_satellite(at.licences(), at.day(), at.site_grants()).map(Some).map_err(lacking)
}

/// Gives a database another name, a satellite another short name, too.
///
/// # Errors
/// 404 `not_found`; 409 `slug_taken`, `central_slug`; 422 `invalid`.
pub async fn change_installation(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    which: String,
    patch: InstallationPatch,
) -> Result<Done<u32>, Problem> {
    let wanted_slug = patch.slug.as_deref().map(slug).transpose()?;
    let wanted_name = patch.name.as_deref().map(name).transpose()?;
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let no = found(at, &which)?;
        let scope = w.scope();
        if no == CENTRAL {
            let stored = store::installation(w, scope)?.ok_or_else(|| Problem::not_found("installation"))?;
            if wanted_slug.is_some_and(|slug| slug != stored.row.slug) {
                return Err(Problem::conflict("central_slug"));
            }
            let new = wanted_name.unwrap_or_else(|| stored.row.name.clone());
            if new == stored.row.name {
                return Ok(no);
            }
            let row = InstallationRow { name: new, ..stored.row.clone() };
            store::change_installation(w, &stored, &row)?;
            let names = [&stored.row.name, &row.name].map(|name| w.text(name));
            return record(w, no, json!({"name": names[0]}), json!({"name": names[1]}));
        }
        let stored = stored_satellite(w, no)?;
        let old = &stored.row;
        let row = SatelliteRow {
            slug: wanted_slug.unwrap_or_else(|| old.slug.clone()),
            name: wanted_name.unwrap_or_else(|| old.name.clone()),
            ..old.clone()
        };
        free_slug(at, &row.slug, Some(no))?;
        if row == *old {
            return Ok(no);
        }
        store::change_satellite(w, &stored, &row)?;
        let names = [&old.name, &row.name].map(|name| w.text(name));
        let said = |name, slug: &str| json!({"slug": slug, "name": name});
        record(w, no, said(&names[0], &old.slug), said(&names[1], &row.slug))
    };
    manager.write(granted.scope, &granted.by, write).await
}

fn record(
    w: &mut Write<'_>,
    no: u32,
    before: serde_json::Value,
    mut after: serde_json::Value,
) -> Result<u32, Problem> {
    after["no"] = json!(no);
    w.record(Entry::new("installations.renamed", 1).before(before).after(after))?;
    Ok(no)
}

/// Closes a satellite: its site licences are free again, and who belonged to it alone belongs to the central
/// installation. With `dry_run` it only says so.
///
/// # Errors
/// 404 `not_found`; 409 `central_stays`; those of [`blockers::ask`] when rules take licences from its users.
///
/// [`blockers::ask`]: crate::blockers::ask
pub async fn close_satellite(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    which: String,
    dry_run: bool,
) -> Result<SatelliteClosed, Problem> {
    if dry_run {
        let at = manager.snapshot(granted.scope).await?;
        let no = closable(&at, &which)?;
        return Ok(told(&at, no, None));
    }
    let tried = which.clone();
    let loses = move |r: &mut Read<'_>, at: &Snapshot| {
        let (_, after) = moved_users(r, at, closable(at, &tried)?, 0)?;
        Ok(users::would_lose(at, &after))
    };
    let agreed = users::agree(manager, granted.scope, Despite::Nothing, loses).await?;
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let no = closable(at, &which)?;
        let said = told(at, no, Some(w.revision()));
        let scope = w.scope();
        for stored in store::site_rows(w, scope)?.into_iter().flatten().filter(|stored| stored.row.site == no)
        {
            store::remove_site_row(w, &stored)?;
        }
        let stored = stored_satellite(w, no)?;
        let row = SatelliteRow { state: SatelliteState::Closed, ..stored.row.clone() };
        store::change_satellite(w, &stored, &row)?;
        let tokens = Access::end_tokens_of_site(w, no)?;
        let mut entry = Entry::new("installations.satellite_closed", 1)
            .before(json!({"no": no, "slug": row.slug, "licences": said.freed}))
            .after(json!({"moved": said.moved, "tokens": tokens}));
        let healed = move_users(w, at, no, &agreed, &mut entry)?;
        w.record(entry)?;
        Ok((said, healed))
    };
    let done = manager.write(granted.scope, &granted.by, write).await?;
    manager.access().refresh().await?;
    let (said, healed) = done.value;
    heal_rest(manager, granted.scope, healed).await?;
    Ok(said)
}

/// Everybody who belongs to the satellite belongs to it no more, which rules may look at; answers how many who waited
/// were served.
fn move_users(
    w: &mut Write<'_>,
    at: &Snapshot,
    no: u32,
    agreed: &Agreed,
    entry: &mut Entry,
) -> Result<u64, Problem> {
    let now_ms = w.now_ms();
    let (before, after) = moved_users(w, at, no, now_ms)?;
    for (before, after) in before.chunks(AT_ONCE).zip(after.chunks(AT_ONCE)) {
        store::change_users(w, before, after)?;
    }
    for (old, new) in before.iter().zip(&after) {
        entry.member(&(new.no, &old.row.sites, &new.sites));
    }
    users::follow(w, at, &after, agreed, entry)
}

/// The rows of everybody who belongs to the satellite, as they are and as they are without it.
fn moved_users(
    sql: &mut dyn Sql,
    at: &Snapshot,
    no: u32,
    now_ms: i64,
) -> Result<(Vec<Stored<UserRow>>, Vec<UserRow>), Problem> {
    let users: Vec<UserNo> =
        at.elsewhere.iter().filter(|(_, sites)| sites.contains(&no)).map(|(user, _)| user).collect();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for page in users.chunks(AT_ONCE) {
        store::users(sql, at.scope(), Which::Users(page), &mut |found| {
            let Ok(stored) = found else { return };
            let mut sites: Vec<u32> = stored.row.sites.iter().copied().filter(|site| *site != no).collect();
            if sites.is_empty() {
                sites.push(CENTRAL);
            }
            after.push(UserRow { sites, updated_at: now_ms, ..stored.row.clone() });
            before.push(stored);
        })?;
    }
    Ok((before, after))
}

fn told(at: &Snapshot, no: u32, revision: Option<u64>) -> SatelliteClosed {
    let moved = at.elsewhere.iter().filter(|(_, sites)| *sites == [no]).count() as u64;
    let freed = grants_of(at, no).filter_map(|grant| at.name(grant.module)).map(ToString::to_string);
    SatelliteClosed { moved, freed: freed.collect(), revision }
}

fn closable(at: &Snapshot, which: &str) -> Result<u32, Problem> {
    match found(at, which)? {
        CENTRAL => Err(Problem::conflict("central_stays")),
        no => Ok(no),
    }
}

/// The number of a database that somebody named.
pub(super) fn found(at: &Snapshot, which: &str) -> Result<u32, Problem> {
    site_no(at, which).ok_or_else(|| Problem::not_found("installation"))
}

fn stored_satellite(w: &mut Write<'_>, no: u32) -> Result<Stored<SatelliteRow>, Problem> {
    let scope = w.scope();
    let mut found = store::satellites(w, scope)?.into_iter().flatten().filter(|stored| stored.row.no == no);
    found.next().ok_or_else(|| Problem::not_found("installation"))
}

/// Whether no database of the installation, but the one that may, has this short name.
fn free_slug(at: &Snapshot, slug: &str, but: Option<u32>) -> Result<(), Problem> {
    let taken = site_no(at, slug).filter(|no| Some(*no) != but);
    let own = but.and_then(|no| satellite(at, no)).is_some_and(|own| own.slug == slug);
    if taken.is_some() && !own { Err(Problem::conflict("slug_taken").arg("slug", slug)) } else { Ok(()) }
}

fn slug(typed: &str) -> Result<String, Problem> {
    let slug = typed.trim();
    // `new` is a page of its own beside those of the databases.
    if !fits(slug) || slug == "new" {
        return Err(Problem::invalid("slug", SLUG).words("why-slug"));
    }
    Ok(slug.to_owned())
}

fn name(typed: &str) -> Result<String, Problem> {
    let name = typed.trim();
    let length = name.chars().count();
    if length == 0 || length > 200 || name.chars().any(char::is_control) {
        return Err(Problem::invalid("name", "A name has 1 to 200 characters.").words("why-name-200"));
    }
    Ok(name.to_owned())
}
