//! The databases of one installation: which there are, what they hold, and who belongs to them (rule 1).

use std::collections::BTreeMap;
use std::sync::Arc;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::{Day, Licences};
use licentia_core::sites::{self, Held, SiteGrant};
use licentia_platform::db::Sql;
use licentia_platform::problem::Problem;

use super::load::Reader;
use super::{Snapshot, Wrong};
use crate::sealed::{CENTRAL, SatelliteRow, SatelliteState, store};

/// Satellites and site licences, as they stand in their tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sites {
    pub(crate) satellites: Vec<SatelliteRow>,
    pub(crate) grants: Vec<SiteGrant>,
}

/// Reads them. A tampered row is named and counts as absent.
pub(super) fn read(sql: &mut dyn Sql, reader: &mut Reader<'_>, wrong: &mut Wrong) -> Result<Sites, Problem> {
    let mut sites = Sites::default();
    wrong.sites.clear();
    for (at, found) in store::satellites(sql, reader.scope)?.into_iter().enumerate() {
        match found {
            Some(stored) if reader.right(&stored) => sites.satellites.push(stored.row),
            Some(stored) => drop(wrong.sites.insert(format!("satellite/{}", stored.row.no))),
            None => drop(wrong.sites.insert(format!("satellite/row-{at}"))),
        }
    }
    for (at, found) in store::site_rows(sql, reader.scope)?.into_iter().enumerate() {
        match found {
            Some(stored) if reader.right(&stored) => sites.grants.push(stored.row.grant()),
            Some(stored) => {
                let name = format!("site_assignment/{}/{}", stored.row.site, stored.row.module);
                wrong.sites.insert(name);
            }
            None => drop(wrong.sites.insert(format!("site_assignment/row-{at}"))),
        }
    }
    Ok(sites)
}

/// Users who do not belong to the central database alone: few, and kept apart, so that the others cost nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Elsewhere {
    shards: BTreeMap<u32, Arc<Shard>>,
}

/// The databases of each user of a shard.
type Shard = BTreeMap<UserNo, Box<[u32]>>;

/// Users whose exceptions are copied together when one of them changes.
const SHARD: u32 = 1_024;

impl Elsewhere {
    /// Where the user belongs.
    #[inline]
    pub(crate) fn of(&self, user: UserNo) -> &[u32] {
        if self.shards.is_empty() {
            return &[CENTRAL];
        }
        let found = self.shards.get(&(user.0 / SHARD)).and_then(|shard| shard.get(&user));
        found.map_or(&[CENTRAL], |sites| sites)
    }

    /// Says where a user belongs from now on.
    pub(super) fn put(&mut self, user: UserNo, sites: &[u32]) {
        let shard = user.0 / SHARD;
        if sites == [CENTRAL] {
            let Some(of_shard) = self.shards.get_mut(&shard).filter(|found| found.contains_key(&user)) else {
                return;
            };
            let of_shard = Arc::make_mut(of_shard);
            of_shard.remove(&user);
            if of_shard.is_empty() {
                self.shards.remove(&shard);
            }
            return;
        }
        if self.of(user) != sites {
            Arc::make_mut(self.shards.entry(shard).or_default()).insert(user, sites.into());
        }
    }

    /// Everybody who is not simply at the central database.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (UserNo, &[u32])> {
        self.shards.values().flat_map(|shard| shard.iter().map(|(user, sites)| (*user, &**sites)))
    }
}

impl Snapshot {
    /// The satellites that are there, by number.
    pub fn satellites(&self) -> impl Iterator<Item = &SatelliteRow> {
        self.sites.satellites.iter().filter(|satellite| satellite.state == SatelliteState::Active)
    }

    /// What was given to databases.
    pub fn site_grants(&self) -> &[SiteGrant] {
        &self.sites.grants
    }

    /// What databases hold today.
    pub fn site_held(&self) -> &Held {
        &self.site_held
    }

    /// Whether the database holds a site module today.
    #[inline]
    pub fn site_holds(&self, site: u32, module: ModuleNo) -> bool {
        self.site_held.holds(site, module)
    }

    /// Whether licences reach the database: the central one, a satellite with its unit, any in a demonstration.
    #[inline]
    pub fn site_licensed(&self, site: u32) -> bool {
        site == CENTRAL || self.site_held.licensed(site) || self.demo()
    }

    /// The databases that the user belongs to.
    #[inline]
    pub fn sites_of(&self, user: UserNo) -> &[u32] {
        self.elsewhere.of(user)
    }

    /// Whether the user belongs to the database.
    #[inline]
    pub fn belongs(&self, user: UserNo, site: u32) -> bool {
        (site == CENTRAL && self.elsewhere.shards.is_empty()) || self.elsewhere.of(user).contains(&site)
    }

    /// Works out what databases hold today, and puts it among the units in use.
    pub(super) fn hold_sites(&mut self) {
        let (licences, day): (&Licences, &Day) = (&self.licences, &self.day);
        let held = sites::held(licences, day, &self.sites.grants);
        for (no, units) in held.usage() {
            self.usage.set(no, units);
        }
        self.site_held = Arc::new(held);
    }
}
