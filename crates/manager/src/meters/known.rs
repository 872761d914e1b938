//! The meters that events can be counted on.

use std::collections::{BTreeSet, HashMap};

use licentia_core::meters::MeterId;
use licentia_core::package::MeterKind;
use licentia_platform::db::{DbError, Sql};

use super::store;
use crate::snapshot::Snapshot;

/// A meter as events name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownMeter {
    pub(super) id: MeterId,
    pub(super) issuer: String,
    /// Its code.
    pub(super) name: String,
    pub(super) kind: MeterKind,
}

/// The meters by their full names, `issuer.meter`.
pub(super) struct Known {
    by_name: HashMap<String, KnownMeter>,
}

impl Known {
    /// Those of the packages in force. When `names` has one that is not among them, also those of which anything was
    /// counted before: what was used while a package was in force is still told after it.
    pub(super) fn of(sql: &mut dyn Sql, at: &Snapshot, names: &BTreeSet<&str>) -> Result<Self, DbError> {
        let mut known = Self { by_name: HashMap::new() };
        for in_force in at.packages() {
            for meter in &in_force.package.meters {
                known.add(in_force.package.issuer.as_str(), &meter.name, meter.kind);
            }
        }
        if names.iter().any(|name| !known.by_name.contains_key(*name)) {
            for (issuer, meter, kind) in store::days::meters(sql, at.scope())? {
                known.add(&issuer, &meter, kind);
            }
        }
        Ok(known)
    }

    /// The first one of a name stays.
    fn add(&mut self, issuer: &str, meter: &str, kind: MeterKind) {
        let full = format!("{issuer}.{meter}");
        let id = id(&full);
        let (issuer, name) = (issuer.to_owned(), meter.to_owned());
        self.by_name.entry(full).or_insert(KnownMeter { id, issuer, name, kind });
    }

    pub(super) fn get(&self, name: &str) -> Option<&KnownMeter> {
        self.by_name.get(name)
    }

    /// The same by their numbers.
    pub(super) fn by_id(&self) -> HashMap<MeterId, &KnownMeter> {
        self.by_name.values().map(|meter| (meter.id, meter)).collect()
    }
}

/// What events of a meter are stored under: 64 bits of its full name.
pub(super) fn id(full_name: &str) -> MeterId {
    // Half of a hash is a hash.
    super::hash(&[full_name.as_bytes()]) as MeterId
}
