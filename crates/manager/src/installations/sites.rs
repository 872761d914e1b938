//! The databases of one holder: what each is called, what it holds, and who belongs to it (rule 1).

use std::collections::{BTreeSet, HashMap};

use licentia_core::seats;
use licentia_core::sites::SiteGrant;
use licentia_protocol::api::{Installation, InstallationKind, SiteLicence};

use crate::sealed::{CENTRAL, SatelliteRow};
use crate::snapshot::{Snapshot, User};
use crate::users;

/// The number of a database by its short name or id: 0 is the central one. Closed satellites are not found.
pub fn site_no(at: &Snapshot, name: &str) -> Option<u32> {
    let central = at.installation();
    if name == central.slug || name == central.id {
        return Some(CENTRAL);
    }
    at.satellites().find(|satellite| name == satellite.slug || name == satellite.id).map(|found| found.no)
}

/// The short name of a database.
pub fn site_slug(at: &Snapshot, no: u32) -> Option<&str> {
    if no == CENTRAL { Some(&at.installation().slug) } else { satellite(at, no).map(|found| &*found.slug) }
}

/// The name of a database.
pub fn site_name(at: &Snapshot, no: u32) -> Option<&str> {
    if no == CENTRAL { Some(&at.installation().name) } else { satellite(at, no).map(|found| &*found.name) }
}

/// The satellite of this number, unless it was closed.
pub(crate) fn satellite(at: &Snapshot, no: u32) -> Option<&SatelliteRow> {
    at.satellites().find(|satellite| satellite.no == no)
}

/// Every database, the central one first.
pub(crate) fn databases(at: &Snapshot, lang: &str) -> Vec<Installation> {
    let all = std::iter::once(CENTRAL).chain(at.satellites().map(|satellite| satellite.no));
    let counted = counted(at);
    all.filter_map(|no| one(at, no, lang, &counted)).collect()
}

/// The short name and the name of every database, the central one first.
pub(crate) fn names(at: &Snapshot) -> impl Iterator<Item = (&str, &str)> {
    let central = at.installation();
    let satellites = at.satellites().map(|satellite| (&*satellite.slug, &*satellite.name));
    std::iter::once((&*central.slug, &*central.name)).chain(satellites)
}

/// One database.
pub(crate) fn database(at: &Snapshot, no: u32, lang: &str) -> Option<Installation> {
    one(at, no, lang, &counted(at))
}

fn one(at: &Snapshot, no: u32, lang: &str, users: &HashMap<u32, Users>) -> Option<Installation> {
    let central = at.installation();
    let (id, slug, name, kind) = match satellite(at, no) {
        Some(found) => (&found.id, &found.slug, &found.name, InstallationKind::Satellite),
        None if no == CENTRAL => (&central.id, &central.slug, &central.name, InstallationKind::Central),
        None => return None,
    };
    let (id, slug, name) = (id.clone(), slug.clone(), name.clone());
    let (licensed, counted) = (at.site_licensed(no), users.get(&no).copied().unwrap_or_default());
    let (Users { users, can_log_in }, licences) = (counted, licences(at, no, lang));
    Some(Installation { no, id, slug, name, kind, licensed, users, can_log_in, licences })
}

/// How many users belong to a database, and how many of them may log in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Users {
    users: u64,
    can_log_in: u64,
}

impl Users {
    fn add(&mut self, user: &User<'_>) {
        self.users += 1;
        self.can_log_in += u64::from(user.active());
    }
}

/// Who belongs to each database, counted in one pass.
fn counted(at: &Snapshot) -> HashMap<u32, Users> {
    let (mut counts, mut away) = (HashMap::<u32, Users>::new(), Users::default());
    for (no, sites) in at.elsewhere.iter() {
        let Some(user) = at.user(no).filter(|user| !users::deleted(user)) else { continue };
        if !sites.contains(&CENTRAL) {
            away.add(&user);
        }
        for site in sites.iter().filter(|site| **site != CENTRAL) {
            counts.entry(*site).or_default().add(&user);
        }
    }
    let mut all = Users::default();
    at.users().filter(|user| !users::deleted(user)).for_each(|user| all.add(&user));
    let central = Users { users: all.users - away.users, can_log_in: all.can_log_in - away.can_log_in };
    counts.insert(CENTRAL, central);
    counts
}

fn licences(at: &Snapshot, no: u32, lang: &str) -> Vec<SiteLicence> {
    let grants = at.site_grants().iter().filter(|grant| grant.site == no);
    grants
        .filter_map(|grant| {
            let module = seats::current_module(at.licences(), grant.module);
            let name = at.name(module)?.to_string();
            let title = at.licences().module(module).map_or(&*name, |module| module.title(lang)).to_owned();
            let holds = at.site_holds(no, module);
            Some(SiteLicence { module: name, name: title, units: grant.units, holds })
        })
        .collect()
}

/// The numbers of the satellites that are there, oldest first.
pub(super) fn numbers(at: &Snapshot) -> Vec<u32> {
    let numbers: BTreeSet<u32> = at.satellites().map(|satellite| satellite.no).collect();
    numbers.into_iter().collect()
}

/// The grants of a database.
pub(super) fn grants_of(at: &Snapshot, no: u32) -> impl Iterator<Item = &SiteGrant> {
    at.site_grants().iter().filter(move |grant| grant.site == no)
}
