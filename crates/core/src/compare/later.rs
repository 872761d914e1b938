//! What a package takes away on a later day, and from whom (rules 5 and 8).
//!
//! The rows of a package begin and end on their own days, and on each of them the day change does what it does: it is
//! asked here for every day on which there will be less than on the day before, as if nobody did anything until then.
//!
//! The end of a licence as a whole is a matter of dates, and everybody would be listed there: it counts only where the
//! package in force goes on for longer, or where what ended on the same day is renewed for longer.

use super::people::{affected, later};
use super::side::Side;
use crate::day::day_change;
use crate::ids::{ModuleNo, UserNo};
use crate::licence::Scope;
use crate::licences::{Day, DayState, Licences};
use crate::names::ModuleName;
use crate::package::Package;
use crate::seats::{Assignment, Person, Source, State, members, suite_seats};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Who loses what on a later day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterLoss {
    /// The first day without it.
    pub day: Date,
    /// Per module the active users who would have it on the day before and not on this one.
    pub loses: Vec<(ModuleName, Vec<UserNo>)>,
}

/// Who loses what on which later day. `people` are as they will be when the package has come into force.
pub(super) fn losses(
    register: &[ModuleName],
    in_force: Option<&Package>,
    new: &Package,
    today: Date,
    people: &[Person<'_>],
) -> Vec<LaterLoss> {
    let package = going_on(in_force, new);
    let days = days(&package, today);
    if days.is_empty() {
        return Vec::new();
    }
    let licences = Licences::build(register, &[package], &[]);
    let seated = with_suite_seats(&licences, &licences.on(today), people);
    let people = &later(people, &seated);
    let granted = granted(&licences, people);
    let mut losses = Vec::new();
    for (eve, day) in days.into_iter().filter_map(|day| Some((day.yesterday().ok()?, day))) {
        let (before, then) = (licences.on(eve), licences.on(day));
        if takes(&licences, &before, &then, &granted) {
            let loses = overnight(&licences, (before, then), people);
            losses.extend((!loses.is_empty()).then_some(LaterLoss { day, loses }));
        }
    }
    losses
}

/// The new package without the ends that are a matter of dates.
fn going_on(in_force: Option<&Package>, new: &Package) -> Package {
    let mut package = new.clone();
    let mut ends: BTreeMap<&str, (Option<Date>, Date)> = BTreeMap::new();
    for row in &new.rows {
        let end = row.due.unwrap_or(Date::MAX);
        let old = || last_day(in_force, &[Some(row.module.as_str()), row.was.as_deref()]);
        let known = ends.entry(&row.module).or_insert_with(|| (old(), end));
        known.1 = known.1.max(end);
    }
    for row in &mut package.rows {
        let Some((old, end)) = ends.get(row.module.as_str()) else { continue };
        let renewed = |old: Date| ends.values().any(|(other, later)| *other == Some(old) && later > end);
        if row.due == Some(*end) && old.is_none_or(|old| old <= *end && !renewed(old)) {
            row.due = None;
        }
    }
    package
}

/// The last day of a module by any of its names; never is later than any day.
fn last_day(package: Option<&Package>, names: &[Option<&str>]) -> Option<Date> {
    let rows = package?.rows.iter().filter(|row| names.contains(&Some(&row.module)));
    rows.map(|row| row.due.unwrap_or(Date::MAX)).max()
}

/// The days to come on which a row begins, or is over; as long as the licences have not stopped altogether.
fn days(package: &Package, today: Date) -> BTreeSet<Date> {
    let over = |row: &crate::licence::Row| row.due.and_then(|due| due.tomorrow().ok());
    let days = package.rows.iter().flat_map(|row| row.start.into_iter().chain(over(row)));
    days.filter(|day| *day > today && package.dates.grace.is_none_or(|grace| *day <= grace)).collect()
}

/// The same people with the seats of a suite that comes (rule 3a): theirs are the newest.
fn with_suite_seats(
    licences: &Licences,
    day: &Day,
    people: &[Person<'_>],
) -> BTreeMap<usize, Vec<Assignment>> {
    if licences.issuers().iter().all(|issuer| issuer.suite.is_none()) {
        return BTreeMap::new();
    }
    let active = people.iter().enumerate().filter(|(_, person)| person.active);
    let seats = active.map(|(at, person)| (at, person, suite_seats(licences, day, person, u64::MAX)));
    seats
        .filter(|(.., seats)| !seats.is_empty())
        .map(|(at, person, seats)| (at, [person.assignments, &seats].concat()))
        .collect()
}

/// Units of each module that are granted to those who may log in: as many as can be in use on any day, and more where
/// somebody has a module from two sources or not for all days.
pub(super) fn granted(licences: &Licences, people: &[Person<'_>]) -> Vec<u64> {
    let mut alone = vec![0_u64; licences.numbers()];
    let rows = people.iter().filter(|person| person.active).flat_map(|person| person.assignments);
    for row in rows.filter(|row| row.state == State::Active) {
        if let Some(units) = alone.get_mut(row.module.index()) {
            *units += u64::from(row.units.max(1));
        }
    }
    for (no, module) in licences.modules() {
        if let Some(was) = module.was.filter(|was| licences.module(*was).is_none()) {
            alone[no.index()] += alone.get(was.index()).copied().unwrap_or(0);
        }
    }
    let mut granted = alone.clone();
    for (no, _) in licences.modules() {
        members(licences, no).iter().for_each(|part| granted[part.index()] += alone[no.index()]);
    }
    granted
}

/// Whether a day can take anything from anybody: something stops that was granted, or there is less of it than the day
/// before and than is granted. On every other day everybody need not be looked at.
pub(super) fn takes(licences: &Licences, before: &Day, then: &Day, granted: &[u64]) -> bool {
    licences.modules().any(|(no, module)| {
        let (old, new, units) = (before.module(no), then.module(no), granted[no.index()]);
        let less =
            new.total.cap().is_some_and(|new| new < units && old.total.cap().is_none_or(|old| new < old));
        let stops = old.state == DayState::InForce && new.state != DayState::InForce;
        less || (stops && (units > 0 || module.scope != Scope::User))
    })
}

/// Who loses what between two days. Somebody whose own assignment ends loses nothing by the package.
fn overnight(
    licences: &Licences,
    (before, then): (Day, Day),
    people: &[Person<'_>],
) -> Vec<(ModuleName, Vec<UserNo>)> {
    let days = (before.today, then.today);
    let (eve, morning) = (acting(licences, &before, people, days), acting(licences, &then, people, days));
    let (before, then) =
        (Side { licences: licences.clone(), day: before }, Side { licences: licences.clone(), day: then });
    affected(&before, &then, &later(people, &eve), &later(people, &morning), false).loses
}

/// What is left to those of whom some assignment waits after the change of that day, or is not theirs on both days.
fn acting(
    licences: &Licences,
    day: &Day,
    people: &[Person<'_>],
    (eve, morning): (Date, Date),
) -> BTreeMap<usize, Vec<Assignment>> {
    let moved = day_change(licences, day, people);
    let moved: HashSet<(UserNo, (ModuleNo, Source))> =
        moved.into_iter().map(|moved| (moved.user, (moved.module, moved.source))).collect();
    let stays = |person: &Person<'_>, row: &Assignment| {
        row.acts(eve) == row.acts(morning) && !moved.contains(&(person.no, row.key()))
    };
    let touched = people
        .iter()
        .enumerate()
        .filter(|(_, person)| person.active && person.assignments.iter().any(|row| !stays(person, row)));
    touched
        .map(|(at, person)| {
            (at, person.assignments.iter().copied().filter(|row| stays(person, row)).collect())
        })
        .collect()
}
