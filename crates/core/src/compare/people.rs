//! Who gains what, and who loses what (rules 3 and 8).

use super::side::Side;
use crate::bits::ModuleSet;
use crate::ids::{ModuleNo, UserNo};
use crate::licence::{Scope, UserKind};
use crate::licences::DayState;
use crate::names::ModuleName;
use crate::seats::{Assignment, Load, Person, current, has_left, suite_module, suite_seats};
use std::collections::BTreeMap;

/// The people a package affects, per module in the order of names.
pub(super) struct Affected {
    pub(super) gains: Vec<(ModuleName, Vec<UserNo>)>,
    pub(super) loses: Vec<(ModuleName, Vec<UserNo>)>,
}

/// What a package gives somebody and takes away.
#[derive(Clone)]
struct Effect {
    gains: ModuleSet,
    loses: ModuleSet,
}

/// What is left to those who have the seat of a suite that leaves with the new package, by place.
pub(super) fn without_left_suites(
    register: &[ModuleName],
    after: &Side,
    people: &[Person<'_>],
) -> BTreeMap<usize, Vec<Assignment>> {
    let left = |row: &Assignment| has_left(register, &after.licences, row);
    let with_left = people.iter().enumerate().filter(|(_, person)| person.assignments.iter().any(left));
    with_left
        .map(|(at, person)| (at, person.assignments.iter().copied().filter(|row| !left(row)).collect()))
        .collect()
}

/// The same people without those seats.
pub(super) fn later<'a>(
    people: &[Person<'a>],
    kept: &'a BTreeMap<usize, Vec<Assignment>>,
) -> Vec<Person<'a>> {
    let mut later = people.to_vec();
    for (at, rows) in kept {
        later[*at].assignments = rows;
    }
    later
}

/// `people` as they are, `people_after` as they are afterwards, in the same order; `with_suite`: whoever may log in then
/// gets the seat of a suite beside that.
pub(super) fn affected(
    before: &Side,
    after: &Side,
    people: &[Person<'_>],
    people_after: &[Person<'_>],
    with_suite: bool,
) -> Affected {
    let mut work = Work {
        before,
        after,
        with_suite,
        swap: swap(before, after),
        loads: (Load::new(&before.licences), Load::new(&after.licences)),
        known: BTreeMap::new(),
    };
    let mut gains: BTreeMap<ModuleNo, Vec<UserNo>> = BTreeMap::new();
    let mut loses: BTreeMap<ModuleNo, Vec<UserNo>> = BTreeMap::new();
    for (person, later) in people.iter().zip(people_after).filter(|(person, _)| person.active) {
        let effect = work.effect(person, later);
        for (set, lists) in [(&effect.gains, &mut gains), (&effect.loses, &mut loses)] {
            for no in set.iter() {
                lists.entry(no).or_default().push(person.no);
            }
        }
    }
    let named = |lists: BTreeMap<ModuleNo, Vec<UserNo>>| {
        let name = |no| after.module(no).or(before.module(no)).map(|module| module.name.clone());
        let mut named: Vec<_> =
            lists.into_iter().filter_map(|(no, users)| Some((name(no)?, users))).collect();
        for (_, users) in &mut named {
            users.sort_unstable();
        }
        named.sort();
        named
    };
    Affected { gains: named(gains), loses: named(loses) }
}

/// The seat modules of the suite that leaves and of the one that takes its place.
pub(super) fn swap(before: &Side, after: &Side) -> Option<(ModuleNo, ModuleNo)> {
    let old = current(&after.licences, suite_module(&before.licences, 0)?);
    let new = suite_module(&after.licences, 0)?;
    (old != new).then_some((old, new))
}

struct Work<'a> {
    before: &'a Side,
    after: &'a Side,
    with_suite: bool,
    swap: Option<(ModuleNo, ModuleNo)>,
    loads: (Load, Load),
    /// What happens to those who have one assignment and nothing else: most people.
    known: BTreeMap<(ModuleNo, UserKind), Effect>,
}

impl Work<'_> {
    fn effect(&mut self, person: &Person<'_>, later: &Person<'_>) -> Effect {
        let acts = (self.before.day.today, self.after.day.today);
        let key = match (person.assignments, later.assignments) {
            ([one], [same]) if one.acts(acts.0) && same.acts(acts.1) && !self.with_suite => {
                Some((one.module, person.kind)).filter(|_| one.module == same.module)
            }
            _ => None,
        };
        if let Some(known) = key.and_then(|key| self.known.get(&key)) {
            return known.clone();
        }
        let (old, new) = &mut self.loads;
        let old = has(self.before, &self.after.licences, old, person, false);
        let new = has(self.after, &self.after.licences, new, later, self.with_suite);
        let mut effect = Effect { gains: new.without(&old), loses: old.without(&new) };
        // The seat of the next suite is the same seat in another plan: nobody loses anything by the move itself.
        if let Some((left, _)) = self.swap.filter(|(_, taken)| new.contains(*taken)) {
            effect.loses.remove(left);
        }
        if let Some(key) = key {
            self.known.insert(key, effect.clone());
        }
        effect
    }
}

/// The user modules that somebody may really use under a package: held, in force (neither ended nor
/// stopped after grace), for this kind of user, with what they require. Named as the new package
/// names them.
fn has(
    side: &Side,
    names: &crate::licences::Licences,
    load: &mut Load,
    person: &Person<'_>,
    with_suite: bool,
) -> ModuleSet {
    load.clear();
    load.fill(&side.licences, side.day.today, person.assignments);
    if with_suite {
        let seats = suite_seats(&side.licences, &side.day, person, 0);
        load.fill(&side.licences, side.day.today, &seats);
    }
    let met = |needed: &ModuleNo| {
        let there = side.day.module(*needed).state == DayState::InForce;
        there && (side.day.module(*needed).scope != Scope::User || load.get(*needed) > 0)
    };
    let usable = |no: &&ModuleNo| {
        side.module(**no).is_some_and(|module| {
            module.scope == Scope::User
                && side.day.module(**no).state == DayState::InForce
                && module.kinds.contains(person.kind)
                && module.requires.iter().all(met)
        })
    };
    load.touched().iter().filter(usable).map(|no| current(names, *no)).collect()
}
