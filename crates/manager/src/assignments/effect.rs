//! What an order does per product: its seats before and after, and how many users gain, have, lose or are refused it.

use std::collections::BTreeMap;

use licentia_core::day::Healed;
use licentia_core::ids::ModuleNo;
use licentia_core::licences::Total;
use licentia_protocol::api::AssignEffect;

use super::decided::Decided;
use super::order::Wanted;
use crate::snapshot::Snapshot;

/// The effect per visible product: those asked for, and those whose use changes.
pub(super) fn effect(at: &Snapshot, modules: &[Wanted], decided: &Decided) -> Vec<AssignEffect> {
    let visible = |no: &ModuleNo| at.licences().module(*no).is_none_or(|module| !module.hidden);
    let moved = (0..at.names().len())
        .filter_map(ModuleNo::from_index)
        .filter(|no| at.usage().get(*no) != decided.usage.get(*no) && visible(no));
    let mut list: BTreeMap<ModuleNo, AssignEffect> = modules
        .iter()
        .filter_map(|wanted| wanted.no)
        .chain(moved)
        .map(|no| (no, of(at, decided, no)))
        .collect();
    for pair in &decided.done {
        if let Some(one) = modules[pair.module].no.and_then(|no| list.get_mut(&no)) {
            one.already += 1;
        }
    }
    for refused in &decided.refused {
        if let Some(one) = modules[refused.pair.module].no.and_then(|no| list.get_mut(&no)) {
            one.refused += 1;
        }
    }
    for member in &decided.members {
        let no = member.row.module;
        let one = list.entry(no).or_insert_with(|| of(at, decided, no));
        match member.what {
            "assigned" if member.before.is_none() => one.gains += 1,
            "assigned" => {}
            _ => one.loses += 1,
        }
    }
    for one in list.values_mut() {
        one.already = one.already.saturating_sub(one.gains + one.loses);
    }
    list.into_values().collect()
}

/// Adds whom the seats that become free would reach.
pub(super) fn serve(at: &Snapshot, effect: &mut [AssignEffect], healed: &[Healed]) {
    let mut units: BTreeMap<ModuleNo, i64> = BTreeMap::new();
    for (no, taken) in healed.iter().flat_map(|met| &met.change.usage) {
        *units.entry(*no).or_default() += taken;
    }
    for one in effect {
        let taken = at.licences().no(&one.module).and_then(|no| units.get(&no));
        one.served = taken.map_or(0, |taken| u64::try_from(*taken).unwrap_or(0));
    }
}

fn of(at: &Snapshot, decided: &Decided, no: ModuleNo) -> AssignEffect {
    let total = match at.day().total(no) {
        Total::Count(count) => Some(count),
        Total::Absent => Some(0),
        Total::Unrestricted => None,
    };
    AssignEffect {
        module: at.name(no).map(ToString::to_string).unwrap_or_default(),
        in_use: at.usage().get(no),
        in_use_after: decided.usage.get(no),
        served: 0,
        total,
        gains: 0,
        already: 0,
        loses: 0,
        refused: 0,
    }
}
