//! What an order does per product: its seats before and after, and how many users gain, have, lose or are refused it.

use std::collections::BTreeMap;

use licentia_core::day::Healed;
use licentia_core::ids::ModuleNo;
use licentia_core::licences::Total;
use licentia_core::seats::Source;
use licentia_protocol::api::AssignEffect;

use super::decided::Decided;
use super::member::Member;
use super::order::Wanted;
use crate::snapshot::{Snapshot, waits};

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
    for of_one in decided.members.chunk_by(|one, other| one.user == other.user) {
        for no in modules_of(of_one) {
            let one = list.entry(no).or_insert_with(|| of(at, decided, no));
            match becomes(at, of_one, no) {
                Moved::Gains => one.gains += 1,
                Moved::Stays => {}
                Moved::Loses { by_rule } => {
                    one.loses += 1;
                    one.by_rules += u64::from(by_rule);
                }
            }
        }
    }
    for one in list.values_mut() {
        one.already = one.already.saturating_sub(one.gains + one.loses);
    }
    list.into_values().collect()
}

/// The modules of one user that a change touches.
fn modules_of(members: &[Member]) -> Vec<ModuleNo> {
    let mut modules: Vec<ModuleNo> = members.iter().map(|member| member.row.module).collect();
    modules.sort_unstable();
    modules.dedup();
    modules
}

/// What becomes of one user and one module, from however many sources it came.
enum Moved {
    Gains,
    Stays,
    /// `by_rule`: a rule wants it, and nothing was given in its place.
    Loses {
        by_rule: bool,
    },
}

fn becomes(at: &Snapshot, members: &[Member], no: ModuleNo) -> Moved {
    let rows = at.user(members[0].user).map_or(&[][..], |user| user.assignments());
    let mut sources: Vec<Source> =
        rows.iter().filter(|row| row.module == no && !waits(row)).map(|row| row.source).collect();
    let (had, mut by_rule) = (!sources.is_empty(), false);
    for member in members.iter().filter(|member| member.row.module == no) {
        let source = member.row.source;
        sources.retain(|other| *other != source);
        if member.what == "assigned" {
            sources.push(source);
        } else {
            by_rule |= source == Source::Rule;
        }
    }
    match (had, sources.is_empty()) {
        (false, false) => Moved::Gains,
        // A place in the queue is lost, too.
        (_, true) => Moved::Loses { by_rule: by_rule && members.iter().all(|one| one.what != "assigned") },
        (true, false) => Moved::Stays,
    }
}

/// The modules whose use changes, with their units before and after; `healed` are whom free seats would reach.
pub(super) fn seats(at: &Snapshot, decided: &Decided, healed: &[Healed]) -> Vec<(ModuleNo, u64, u64)> {
    let mut usage = decided.usage.clone();
    for met in healed {
        usage.apply(&met.change.usage);
    }
    // What goes and comes again is told of what people see only.
    let visible = |no: ModuleNo| at.licences().module(no).is_none_or(|module| !module.hidden);
    let numbers = (0..at.names().len()).filter_map(ModuleNo::from_index);
    let moved = numbers.map(|no| (no, at.usage().get(no), usage.get(no)));
    moved
        .filter(|(no, before, after)| before != after || (*before != decided.usage.get(*no) && visible(*no)))
        .collect()
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
        by_rules: 0,
        refused: 0,
    }
}
