//! What the ledger alone says that everybody was granted, who may log in, and so which seats are in use: its entries,
//! replayed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::tables::Entry;

/// The numbers by which tables store where a grant comes from.
const SOURCES: [&str; 8] = ["manual", "plan", "rule", "scim", "import", "auto_claim", "reservation", "suite"];

/// What ought to be there.
#[derive(Default)]
pub(crate) struct Replayed {
    /// User, module and source of every row, and whether it waits.
    pub(crate) rows: BTreeMap<(u64, u64, u64), bool>,
    /// Who may log in.
    able: BTreeSet<u64>,
}

impl Replayed {
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let mut replayed = Self::default();
        for entry in entries {
            replayed.people(entry);
            for member in &entry.members {
                replayed.take(member);
            }
        }
        replayed
    }

    /// What acts of each user who may log in: granted modules, by number.
    pub(crate) fn active(&self) -> BTreeMap<u64, BTreeSet<u64>> {
        let mut active: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        let acting = self.rows.iter().filter(|((user, ..), waits)| !**waits && self.able.contains(user));
        for ((user, module, _), _) in acting {
            active.entry(*user).or_default().insert(*module);
        }
        active
    }

    fn people(&mut self, entry: &Entry) {
        let about = entry.subjects.iter().filter_map(|one| one.strip_prefix("user:")?.parse().ok());
        let about: Vec<u64> = about.collect();
        if matches!(entry.kind.as_str(), "users.retired" | "users.deleted") {
            self.rows.retain(|(user, _, _), _| !about.contains(user));
        }
        let Some(can_log_in) = entry.after["can_log_in"].as_bool() else { return };
        let gone = entry.after["state"].as_str().is_some_and(|state| state != "active");
        let able = can_log_in && !gone && entry.after["waiting_for_approval"] != json!(true);
        for user in about {
            match able {
                true => drop(self.able.insert(user)),
                false => drop(self.able.remove(&user)),
            }
        }
    }

    fn take(&mut self, member: &Value) {
        let (Some(user), Some(module), Some(source)) =
            (member[0].as_u64(), member[1].as_u64(), member[2].as_str().and_then(source))
        else {
            return;
        };
        let key = (user, module, source);
        match member[3].as_str() {
            // The ninth says why it waits.
            Some("assigned") => drop(self.rows.insert(key, !member[8].is_null())),
            Some("healed") => drop(self.rows.insert(key, false)),
            Some("recalled" | "replaced" | "withdrawn") => drop(self.rows.remove(&key)),
            _ => {}
        }
    }
}

fn source(name: &str) -> Option<u64> {
    SOURCES.iter().position(|known| *known == name).map(|at| at as u64 + 1)
}
