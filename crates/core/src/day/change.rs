//! The day change: a date has lowered a total below the use (rule 5).
//!
//! The newest assignments give way first, whole ones: when a hidden module is over, the plans that
//! bring it move, not the module alone. Somebody who has the same seat twice loses it only with
//! both, so a newer source of a seat goes together with the older one and not before.

use crate::ids::{ModuleNo, UserNo};
use crate::licences::{Day, Licences};
use crate::seats::{Assignment, Load, Person, Source, Usage, cap, current, members};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An assignment that goes to the waiting list with `no_seat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moved {
    /// Whose.
    pub user: UserNo,
    /// The module or plan, as it is stored.
    pub module: ModuleNo,
    /// Where it came from.
    pub source: Source,
}

/// Which assignments have to wait so that no named module has more units in use than its rows in
/// force allow, newest first.
///
/// A pure function of assignments, rows and date: replicas, previews and reminders get the same
/// list. Empty on nearly every day, after one count of the use.
pub fn day_change(licences: &Licences, day: &Day, people: &[Person<'_>]) -> Vec<Moved> {
    let usage = Usage::count(licences, day, people.iter().copied());
    let over = usage.excess(licences, day);
    if over.is_empty() {
        return Vec::new();
    }
    let mut work = Work {
        licences,
        day,
        people,
        usage,
        waiting: BTreeMap::new(),
        before: Load::new(licences),
        after: Load::new(licences),
    };
    let candidates = work.candidates(&over);
    for candidate in &candidates {
        work.give_way(candidate);
    }
    for candidate in candidates.iter().rev() {
        work.put_back(candidate);
    }
    let moved = candidates.iter().filter(|candidate| work.waits(candidate));
    moved.map(|candidate| work.moved(candidate)).collect()
}

/// An acting assignment that takes a seat somebody must give up.
#[derive(Clone, Copy)]
struct Candidate {
    person: usize,
    index: usize,
}

struct Work<'a> {
    licences: &'a Licences,
    day: &'a Day,
    people: &'a [Person<'a>],
    usage: Usage,
    /// Which assignments wait, by person; only for persons who have any.
    waiting: BTreeMap<usize, Vec<bool>>,
    before: Load,
    after: Load,
}

impl Work<'_> {
    /// Everything that takes a unit of a module that is over, newest first.
    fn candidates(&self, over: &[(ModuleNo, u64)]) -> Vec<Candidate> {
        let takes: Vec<bool> = (0..self.licences.numbers())
            .filter_map(ModuleNo::from_index)
            .map(|no| over.iter().any(|(over, _)| self.gives(no, *over)))
            .collect();
        let mut candidates = Vec::new();
        for (person, who) in self.people.iter().enumerate().filter(|(_, who)| who.active) {
            for (index, row) in who.assignments.iter().enumerate() {
                let takes = takes.get(row.module.index()).copied().unwrap_or(false);
                if takes && row.acts(self.day.today) {
                    candidates.push(Candidate { person, index });
                }
            }
        }
        candidates.sort_by_cached_key(|candidate| Reverse(self.age(candidate)));
        candidates
    }

    /// The order in which assignments were granted, ties broken by what they are.
    fn age(&self, candidate: &Candidate) -> (u64, UserNo, ModuleNo, Source) {
        let row = self.row(candidate);
        (row.order, self.people[candidate.person].no, row.module, row.source)
    }

    fn row(&self, candidate: &Candidate) -> &Assignment {
        &self.people[candidate.person].assignments[candidate.index]
    }

    /// Whether an assignment of `granted` gives `no`.
    fn gives(&self, granted: ModuleNo, no: ModuleNo) -> bool {
        let granted = current(self.licences, granted);
        granted == no || members(self.licences, granted).contains(&no)
    }

    fn is_over(&self, no: ModuleNo) -> bool {
        cap(self.licences, self.day, no).is_some_and(|cap| self.usage.get(no) > cap)
    }

    fn waits(&self, candidate: &Candidate) -> bool {
        self.waiting.get(&candidate.person).is_some_and(|rows| rows[candidate.index])
    }

    /// Moves the candidate if that frees a unit of a module that is over; together with newer
    /// assignments of the same user that would otherwise keep the unit.
    fn give_way(&mut self, candidate: &Candidate) {
        let granted = current(self.licences, self.row(candidate).module);
        let parts: Vec<_> =
            std::iter::once(granted).chain(members(self.licences, granted).iter().copied()).collect();
        for no in parts {
            if self.is_over(no) {
                let together = self.not_older(candidate, no);
                if self.frees(candidate.person, &together, no) {
                    self.set(candidate.person, &together, true);
                }
            }
        }
    }

    /// The user's acting assignments that give `no` and are not older than the candidate.
    fn not_older(&self, candidate: &Candidate, no: ModuleNo) -> Vec<usize> {
        let age = self.age(candidate);
        let rows = 0..self.people[candidate.person].assignments.len();
        rows.filter(|index| {
            let other = Candidate { index: *index, ..*candidate };
            let row = self.row(&other);
            row.acts(self.day.today)
                && !self.waits(&other)
                && self.gives(row.module, no)
                && self.age(&other) >= age
        })
        .collect()
    }

    /// Whether the user takes fewer units of `no` without these.
    fn frees(&self, person: usize, without: &[usize], no: ModuleNo) -> bool {
        let rows = self.people[person].assignments.iter().enumerate();
        let (mut all, mut rest) = (0, 0);
        for (index, row) in rows {
            let acts = row.acts(self.day.today) && !self.waits(&Candidate { person, index });
            if acts && self.gives(row.module, no) {
                all = all.max(row.units.max(1));
                if !without.contains(&index) {
                    rest = rest.max(row.units.max(1));
                }
            }
        }
        rest < all
    }

    /// Gives a moved assignment its seats again where others that moved left room for it.
    fn put_back(&mut self, candidate: &Candidate) {
        if !self.waits(candidate) {
            return;
        }
        let change = self.set(candidate.person, &[candidate.index], false);
        if change.iter().any(|(no, units)| *units > 0 && self.is_over(*no)) {
            self.set(candidate.person, &[candidate.index], true);
        }
    }

    /// Makes assignments of a user wait, or act again, and keeps the use up to date.
    fn set(&mut self, person: usize, indexes: &[usize], waits: bool) -> Vec<(ModuleNo, i64)> {
        let rows = self.people[person].assignments;
        let waiting = self.waiting.entry(person).or_insert_with(|| vec![false; rows.len()]);
        let acting = |waiting: &[bool]| {
            let rows = rows.iter().zip(waiting.to_vec());
            rows.filter(|(_, waits)| !waits).map(|(row, _)| row).collect::<Vec<_>>()
        };
        self.before.clear();
        self.after.clear();
        self.before.fill(self.licences, self.day.today, acting(waiting));
        for index in indexes {
            waiting[*index] = waits;
        }
        self.after.fill(self.licences, self.day.today, acting(waiting));
        let change = self.before.difference(self.licences, &self.after);
        self.usage.apply(&change);
        change
    }

    fn moved(&self, candidate: &Candidate) -> Moved {
        let (module, source) = self.row(candidate).key();
        Moved { user: self.people[candidate.person].no, module, source }
    }
}
