//! What the ledger alone says that everybody was granted: its members, replayed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::tables::Entry;

/// The numbers by which tables store where a grant comes from.
const SOURCES: [&str; 8] = ["manual", "plan", "rule", "scim", "import", "auto_claim", "reservation", "suite"];

/// User, module and source of every row that ought to be there.
pub(crate) fn replay(entries: &[Entry]) -> BTreeSet<(u64, u64, u64)> {
    let mut rows = BTreeSet::new();
    for entry in entries {
        if matches!(entry.kind.as_str(), "users.retired" | "users.deleted") {
            let gone: Vec<u64> =
                entry.subjects.iter().filter_map(|one| one.strip_prefix("user:")?.parse().ok()).collect();
            rows.retain(|(user, _, _)| !gone.contains(user));
        }
        for member in &entry.members {
            take(&mut rows, member);
        }
    }
    rows
}

fn take(rows: &mut BTreeSet<(u64, u64, u64)>, member: &Value) {
    let (Some(user), Some(module), Some(source)) =
        (member[0].as_u64(), member[1].as_u64(), member[2].as_str().and_then(source))
    else {
        return;
    };
    match member[3].as_str() {
        Some("assigned") => drop(rows.insert((user, module, source))),
        Some("recalled" | "replaced" | "withdrawn") => drop(rows.remove(&(user, module, source))),
        _ => {}
    }
}

fn source(name: &str) -> Option<u64> {
    SOURCES.iter().position(|known| *known == name).map(|at| at as u64 + 1)
}
