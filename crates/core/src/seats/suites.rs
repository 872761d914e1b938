//! Suites that come and go with a package (rule 3a).

use super::active::suite_seats;
use super::holds::{Load, current};
use super::prepared::suite_module;
use super::{Assignment, Change, Person, Source, State, Usage, follow_suite};
use crate::ids::UserNo;
use crate::licences::{Day, Licences};
use crate::names::ModuleName;
use std::collections::BTreeMap;

/// What the seats of suites become when `licences` have just come into force.
///
/// The seats of a suite that has left, or gave way to another, go first: they follow *can log in* and nobody can recall
/// them by hand. Then everybody who may log in and lacks the seat of a suite gets it, in the order of their numbers; who
/// finds none waits for it. Licences that were deleted altogether leave their seats as intents (rule 11).
///
/// `usage` is the use under `licences` before any of this; `names` is the installation's register.
pub fn follow_suites<'a>(
    names: &[ModuleName],
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    people: impl IntoIterator<Item = Person<'a>>,
    order: u64,
) -> Vec<(UserNo, Change)> {
    let mut usage = usage.clone();
    let mut leaving: BTreeMap<UserNo, Change> = BTreeMap::new();
    let mut joining = Vec::new();
    for person in people {
        if let Some(change) = leave(names, licences, day, &person) {
            usage.apply(&change.usage);
            leaving.insert(person.no, change);
        }
        if person.active && !suite_seats(licences, day, &person, order).is_empty() {
            joining.push(person);
        }
    }
    joining.sort_by_key(|person| person.no);
    for person in joining {
        let mut change = leaving.remove(&person.no).unwrap_or_default();
        let mut rows = person.assignments.to_vec();
        change.apply(&mut rows);
        let rest = Person { assignments: &rows, ..person };
        let joined = join(licences, day, &usage, &rest, order);
        usage.apply(&joined.usage);
        change.add.extend(joined.add);
        change.usage.extend(joined.usage);
        leaving.insert(person.no, change);
    }
    leaving.into_iter().filter(|(_, change)| !change.is_empty()).collect()
}

/// Whether the row is the seat of a suite that its issuer does not have any more.
pub(crate) fn has_left(names: &[ModuleName], licences: &Licences, row: &Assignment) -> bool {
    if row.source != Source::Suite {
        return false;
    }
    let Some(name) = names.get(row.module.index()) else { return false };
    let issuer = licences.issuers().iter().position(|issuer| issuer.name.as_str() == name.issuer());
    issuer.is_some_and(|issuer| suite_module(licences, issuer) != Some(current(licences, row.module)))
}

fn leave(names: &[ModuleName], licences: &Licences, day: &Day, person: &Person<'_>) -> Option<Change> {
    let gone = |row: &&Assignment| has_left(names, licences, row);
    let remove: Vec<_> = person.assignments.iter().filter(gone).map(Assignment::key).collect();
    if remove.is_empty() {
        return None;
    }
    let mut usage = Vec::new();
    if person.active {
        let (mut before, mut after) = (Load::new(licences), Load::new(licences));
        before.fill(licences, day.today, person.assignments);
        after.fill(licences, day.today, person.assignments.iter().filter(|row| !gone(row)));
        usage = before.difference(licences, &after);
    }
    Some(Change { remove, usage, ..Change::default() })
}

/// Gives the seats that are missing, or makes them wait.
fn join(licences: &Licences, day: &Day, usage: &Usage, person: &Person<'_>, order: u64) -> Change {
    follow_suite(licences, day, usage, person, order).unwrap_or_else(|refusal| Change {
        add: suite_seats(licences, day, person, order)
            .into_iter()
            .map(|row| Assignment { state: State::Waiting(refusal.code), ..row })
            .collect(),
        ..Change::default()
    })
}
