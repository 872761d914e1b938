//! Switching *can log in* on and off (rules 3a and 5).

use super::holds::{Load, cap, current, members};
use super::prepared::suite_module;
use super::{Ask, Assignment, Change, Person, Refusal, Source, State, Usage};
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licences::{Day, Licences};

/// Decides whether an inactive user may be switched on by a person: everything assigned takes its
/// seats again, and on a suite the suite's seat is taken (`order` is its place in time). For an
/// active user it is an empty change.
///
/// # Errors
///
/// `no_seat` or `user_kind` for the first assignment that cannot act; the person is then offered
/// [`activate_without`].
pub fn activate(
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    person: &Person<'_>,
    order: u64,
) -> Result<Change, Refusal> {
    if person.active {
        return Ok(Change::default());
    }
    let mut seats = Seats::new(licences, day, usage, person);
    let add = suite_seats(licences, day, person, order);
    for assignment in oldest_first(person.assignments).iter().chain(&add) {
        seats.take(assignment)?;
    }
    Ok(Change { add, usage: seats.taken(), ..Change::default() })
}

/// Switches an inactive user on for SCIM or a rule: what finds no seat goes to the waiting list,
/// the oldest assignment is tried first.
pub fn activate_or_wait(
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    person: &Person<'_>,
    order: u64,
) -> Change {
    let mut change = Change::default();
    if person.active {
        return change;
    }
    let mut seats = Seats::new(licences, day, usage, person);
    for assignment in oldest_first(person.assignments) {
        if let Err(refusal) = seats.take(&assignment) {
            change.remove.push(assignment.key());
            change.add.push(Assignment { state: State::Waiting(refusal.code), ..assignment });
        }
    }
    for assignment in suite_seats(licences, day, person, order) {
        let state = seats.take(&assignment).map_or_else(|r| State::Waiting(r.code), |()| State::Active);
        change.add.push(Assignment { state, ..assignment });
    }
    change.usage = seats.taken();
    change
}

/// Switches an inactive user on without licences: every assignment is removed. On a suite the
/// suite's seat is still needed.
///
/// # Errors
///
/// `no_seat` or `user_kind` for the suite's seat.
pub fn activate_without(
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    person: &Person<'_>,
    order: u64,
) -> Result<Change, Refusal> {
    let bare = Person { assignments: &[], ..*person };
    let mut change = activate(licences, day, usage, &bare, order)?;
    if !person.active {
        change.remove = person.assignments.iter().map(Assignment::key).collect();
    }
    Ok(change)
}

/// Switches a user off: the seats become free, the assignments stay, except for the suite's seat,
/// which follows *can log in*. For an inactive user it is an empty change.
pub fn deactivate(licences: &Licences, day: &Day, person: &Person<'_>) -> Change {
    if !person.active {
        return Change::default();
    }
    let mut load = Load::new(licences);
    load.fill(licences, day.today, person.assignments);
    let suite = person.assignments.iter().filter(|row| row.source == Source::Suite);
    Change {
        remove: suite.map(Assignment::key).collect(),
        usage: load.difference(licences, &Load::new(licences)),
        ..Change::default()
    }
}

/// Gives an active user the seat of a suite that has come into force (rule 3a); empty when the
/// user has it, or waits for it.
///
/// # Errors
///
/// `no_seat`, `user_kind`.
pub fn follow_suite(
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    person: &Person<'_>,
    order: u64,
) -> Result<Change, Refusal> {
    if !person.active {
        return Ok(Change::default());
    }
    let mut seats = Seats::new(licences, day, usage, person);
    seats.before.fill(licences, day.today, person.assignments);
    seats.after.fill(licences, day.today, person.assignments);
    let add = suite_seats(licences, day, person, order);
    for assignment in &add {
        seats.take(assignment)?;
    }
    Ok(Change { add, usage: seats.taken(), ..Change::default() })
}

/// The suite seats that somebody who may log in lacks. Kinds of users that no suite is for, such
/// as programs, need none.
pub(crate) fn suite_seats(
    licences: &Licences,
    day: &Day,
    person: &Person<'_>,
    order: u64,
) -> Vec<Assignment> {
    let has = |module: ModuleNo| {
        let mut suites = person.assignments.iter().filter(|row| row.source == Source::Suite);
        suites.any(|row| current(licences, row.module) == module)
    };
    (0..licences.issuers().len())
        .filter_map(|issuer| suite_module(licences, issuer))
        .filter(|module| day.module(*module).kinds.contains(person.kind) && !has(*module))
        .map(|module| Ask::new(module, Source::Suite, order).granted(State::Active))
        .collect()
}

fn oldest_first(assignments: &[Assignment]) -> Vec<Assignment> {
    let mut sorted = assignments.to_vec();
    sorted.sort_by_key(|assignment| (assignment.order, assignment.key()));
    sorted
}

/// Seats taken one assignment after the other for somebody who is being switched on.
struct Seats<'a> {
    licences: &'a Licences,
    day: &'a Day,
    usage: &'a Usage,
    person: &'a Person<'a>,
    before: Load,
    after: Load,
}

impl<'a> Seats<'a> {
    fn new(licences: &'a Licences, day: &'a Day, usage: &'a Usage, person: &'a Person<'a>) -> Self {
        let (before, after) = (Load::new(licences), Load::new(licences));
        Self { licences, day, usage, person, before, after }
    }

    /// Takes what the assignment needs today, all or nothing.
    fn take(&mut self, assignment: &Assignment) -> Result<(), Refusal> {
        if !assignment.acts(self.day.today) {
            return Ok(());
        }
        let module = current(self.licences, assignment.module);
        for no in std::iter::once(&module).chain(members(self.licences, module)) {
            let refused = |code| Err(Refusal::new(code, assignment.module, Some(*no)));
            if !self.day.module(*no).kinds.contains(self.person.kind) {
                return refused(Code::UserKind);
            }
            let units = u64::from(self.after.get(*no).max(assignment.units.max(1)));
            let others = self.usage.get(*no).saturating_sub(u64::from(self.before.get(*no)));
            let more = u64::from(self.after.get(*no)) < units;
            if more && cap(self.licences, self.day, *no).is_some_and(|cap| others + units > cap) {
                return refused(Code::NoSeat);
            }
        }
        self.after.grant(self.licences, module, assignment.units);
        Ok(())
    }

    /// The units taken.
    fn taken(&self) -> Vec<(ModuleNo, i64)> {
        self.before.difference(self.licences, &self.after)
    }
}
