//! The modules that change, with every column.

use super::side::{Side, is_guarded};
use super::{CompareRow, Delta, RowKind, Span};
use crate::ids::ModuleNo;
use crate::licence::Scope;
use crate::licences::{Module, Total};
use crate::seats::{Load, Person, Usage, current, is_counted, suite_seats};

/// Units in use before and after.
pub(super) struct Uses {
    before: Usage,
    after: Usage,
}

impl Uses {
    /// `people` as they are, `people_after` without the seats of suites that leave.
    pub(super) fn count(
        before: &Side,
        after: &Side,
        people: &[Person<'_>],
        people_after: &[Person<'_>],
        elsewhere: &Usage,
    ) -> Self {
        let counted_before = |no| is_counted(&before.licences, no);
        // What is granted and no longer in the package is still in use until it is recalled. On a suite there are no
        // user plans (rule 3a): those of before rest as intents, and the seat of the suite takes their place.
        let on_a_suite = after.licences.issuers().iter().any(|issuer| issuer.suite.is_some());
        let plan = |no| before.module(no).is_some_and(|module| module.plan);
        let gone = |no| after.module(no).is_none() && counted_before(no) && !(on_a_suite && plan(no));
        let counted_after = |no| is_counted(&after.licences, no) || gone(no);
        let mut uses = Self {
            before: Usage::count(&before.licences, &before.day, people.iter().copied()),
            after: Usage::count_where(
                &after.licences,
                &after.day,
                people_after.iter().copied(),
                counted_after,
            ),
        };
        uses.after.apply(&missing_suite_seats(after, people_after));
        for (no, module) in before.licences.modules().filter(|(_, m)| m.scope == Scope::Site) {
            uses.before.set(module.no, elsewhere.get(no));
        }
        for at in 0..after.licences.numbers() {
            let Some(no) = ModuleNo::from_index(at) else { break };
            if after.module(no).or(before.module(no)).is_some_and(|m| m.scope == Scope::Site) {
                let renamed = after.module(no).and_then(|module| module.was);
                let renamed = renamed.filter(|was| after.module(*was).is_none());
                let units = elsewhere.get(no) + renamed.map_or(0, |was| elsewhere.get(was));
                uses.after.set(no, units);
            }
        }
        uses
    }

    /// Units of a module in use today.
    pub(super) fn before(&self, no: ModuleNo) -> u64 {
        self.before.get(no)
    }

    /// Units of a module that the new package would have in use.
    pub(super) fn after(&self, no: ModuleNo) -> u64 {
        self.after.get(no)
    }
}

/// The suite seats of everybody who may log in and has none yet (rule 3a).
fn missing_suite_seats(after: &Side, people: &[Person<'_>]) -> Vec<(ModuleNo, i64)> {
    if after.licences.issuers().iter().all(|issuer| issuer.suite.is_none()) {
        return Vec::new();
    }
    let (mut has, mut gets) = (Load::new(&after.licences), Load::new(&after.licences));
    let mut missing = Vec::new();
    for person in people.iter().filter(|person| person.active) {
        let seats = suite_seats(&after.licences, &after.day, person, 0);
        if seats.is_empty() {
            continue;
        }
        has.clear();
        gets.clear();
        has.fill(&after.licences, after.day.today, person.assignments);
        gets.fill(&after.licences, after.day.today, person.assignments.iter().chain(&seats));
        missing.extend(has.difference(&after.licences, &gets));
    }
    missing
}

/// The rows that change, and how many do not.
pub(super) fn rows(before: &Side, after: &Side, uses: &Uses) -> (Vec<CompareRow>, usize) {
    let mut rows = Vec::new();
    let mut unchanged = 0;
    for new in after.licences.in_order() {
        let was = new.was.filter(|_| before.module(new.no).is_none());
        let was = was.filter(|was| current(&after.licences, *was) == new.no);
        let old = before.module(new.no).or_else(|| before.module(was?));
        match row(before, after, old, Some(new), uses) {
            Some(row) => rows.push(row),
            None => unchanged += 1,
        }
    }
    for old in before.licences.in_order() {
        if current(&after.licences, old.no) == old.no && after.module(old.no).is_none() {
            rows.extend(row(before, after, Some(old), None, uses));
        }
    }
    (rows, unchanged)
}

/// One row, if anything about it changes.
fn row(
    before: &Side,
    after: &Side,
    old: Option<&Module>,
    new: Option<&Module>,
    uses: &Uses,
) -> Option<CompareRow> {
    let module = new.or(old)?;
    let total = old.map_or(Total::Absent, |old| before.total(old.no));
    let new_total = new.map_or(Total::Absent, |new| after.total(new.no));
    let in_use = old.map_or(0, |old| uses.before(old.no));
    let new_in_use = uses.after(module.no);
    let free = |module: &Module, total: Total, used: u64| {
        let cap = total.cap().filter(|_| is_guarded(module))?;
        Some(signed(cap).saturating_sub(signed(used)))
    };
    let new_free = free(module, new_total, new_in_use);
    let mut row = CompareRow {
        module: module.name.clone(),
        was: old.filter(|old| old.no != module.no).map(|old| old.name.clone()),
        titles: module.titles.clone(),
        scope: module.scope,
        counting: module.counting,
        plan: module.plan,
        hidden: module.hidden,
        in_use,
        new_in_use,
        free: old.and_then(|old| free(old, total, in_use)),
        total,
        change: delta(module.scope, total, new_total),
        new_total,
        new_free,
        spans: spans(old),
        new_spans: spans(new),
        kind: RowKind::Use,
        to_remove: new_free.map_or(0, |free| free.min(0).unsigned_abs()),
    };
    row.kind = kind(old, new, &row)?;
    Some(row)
}

fn kind(old: Option<&Module>, new: Option<&Module>, row: &CompareRow) -> Option<RowKind> {
    let (Some(old), Some(new)) = (old, new) else {
        return Some(if new.is_some() { RowKind::New } else { RowKind::Gone });
    };
    Some(match row.change {
        Delta::On | Delta::Lifted => RowKind::More,
        Delta::Off | Delta::Capped => RowKind::Fewer,
        Delta::By(units) => {
            if units > 0 {
                RowKind::More
            } else {
                RowKind::Fewer
            }
        }
        Delta::Same if row.spans != row.new_spans => RowKind::Dates,
        Delta::Same if !alike(old, new) => RowKind::Definition,
        Delta::Same if row.in_use != row.new_in_use || row.to_remove > 0 => RowKind::Use,
        Delta::Same => return None,
    })
}

/// Whether two editions of a module define the same.
fn alike(old: &Module, new: &Module) -> bool {
    let same_list = |old: &[ModuleNo], new: &[ModuleNo]| {
        old.iter().all(|no| new.contains(no)) && new.iter().all(|no| old.contains(no))
    };
    old.name == new.name
        && old.titles == new.titles
        && old.tooltips == new.tooltips
        && old.scope == new.scope
        && old.counting == new.counting
        && (old.hidden, old.plan, old.tier) == (new.hidden, new.plan, new.tier)
        && same_list(&old.set, &new.set)
        && same_list(&old.requires, &new.requires)
        && old.kinds == new.kinds
        && old.when_stopped == new.when_stopped
}

fn spans(module: Option<&Module>) -> Vec<Span> {
    let mut spans: Vec<_> = module.map_or(&[][..], |module| &module.rows).iter().map(Span::from).collect();
    spans.sort_unstable();
    spans
}

fn delta(scope: Scope, old: Total, new: Total) -> Delta {
    if scope == Scope::System {
        return match (old == Total::Absent, new == Total::Absent) {
            (true, false) => Delta::On,
            (false, true) => Delta::Off,
            _ => Delta::Same,
        };
    }
    match (old.cap(), new.cap()) {
        (None, None) => Delta::Same,
        (Some(_), None) => Delta::Lifted,
        (None, Some(_)) => Delta::Capped,
        (Some(old), Some(new)) if old == new => Delta::Same,
        (Some(old), Some(new)) => Delta::By(signed(new).saturating_sub(signed(old))),
    }
}

fn signed(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX)
}
