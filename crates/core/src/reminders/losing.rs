//! Whose licences will wait when a row ends: what the day change will do if nobody does anything until then (rule 5).
//!
//! Everybody is looked at for that, so each day is worked out once, however many modules end on it, and only when somebody
//! is to be named. Where nothing is left of a module there is nothing to weigh: everybody who has it loses it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use super::{Facts, PEOPLE, Somebody};
use crate::day::{Moved, day_change};
use crate::ids::{ModuleNo, UserNo};
use crate::licences::Day;
use crate::seats::{Person, cap, current_module, gives};

/// Who loses a module on a day.
pub(super) struct Lost {
    /// The newest first, at most [`PEOPLE`].
    pub(super) people: Vec<Somebody>,
    /// How many there are in all.
    pub(super) count: u64,
}

impl Lost {
    fn of(first: impl Iterator<Item = UserNo>, count: usize) -> Self {
        let somebody = |no| Somebody { no, login: String::new(), name: String::new() };
        Self { people: first.take(PEOPLE).map(somebody).collect(), count: count as u64 }
    }
}

/// What was worked out so far.
pub(super) struct Losing<'a> {
    facts: &'a Facts<'a>,
    people: Option<Vec<Person<'a>>>,
    days: BTreeMap<Date, Vec<Moved>>,
}

impl<'a> Losing<'a> {
    pub(super) fn new(facts: &'a Facts<'a>) -> Self {
        Self { facts, people: None, days: BTreeMap::new() }
    }

    /// Who loses a module when `date` begins.
    pub(super) fn of(&mut self, module: ModuleNo, date: Date) -> Lost {
        let facts = self.facts;
        let people = self.people.get_or_insert_with(|| facts.people.everybody());
        let (licences, day) = (facts.later, facts.later.on(date));
        let module = current_module(licences, module);
        if cap(licences, &day, module) == Some(0) {
            return everybody(facts, &day, module, people);
        }
        let moved = self.days.entry(date).or_insert_with(|| day_change(licences, &day, people));
        let of_it =
            moved.iter().filter(|moved| gives(licences, moved.module, module)).map(|moved| moved.user);
        let mut known = HashSet::new();
        let users: Vec<UserNo> = of_it.filter(|user| known.insert(*user)).collect();
        Lost::of(users.iter().copied(), users.len())
    }
}

/// Everybody who has the module on the day, in the order in which the day change takes it from them.
fn everybody(facts: &Facts<'_>, day: &Day, module: ModuleNo, people: &[Person<'_>]) -> Lost {
    let newest = |person: &Person<'_>| {
        let rows = person.assignments.iter();
        let acting = rows.filter(|row| row.acts(day.today) && gives(facts.later, row.module, module));
        acting.map(|row| (row.order, person.no, row.module, row.source)).max()
    };
    let active = people.iter().filter(|person| person.active);
    let mut ages: Vec<_> = active.filter_map(newest).map(Reverse).collect();
    let count = ages.len();
    if count > PEOPLE {
        ages.select_nth_unstable(PEOPLE);
        ages.truncate(PEOPLE);
    }
    ages.sort_unstable();
    Lost::of(ages.into_iter().map(|Reverse((_, no, ..))| no), count)
}
