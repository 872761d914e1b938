//! What a change of a user's row does to the user's seats.

use licentia_core::ids::ModuleNo;
use licentia_core::licence::UserKind;
use licentia_core::seats::{self, Assignment, Change, Person, Refusal, Source, Usage};
use licentia_platform::problem::Problem;

use super::change::refused;
use crate::rules;
use crate::sealed::{UserRow, UserState};
use crate::snapshot::{Snapshot, User};

/// What the change of the row does to the user's seats.
pub(super) fn moved(
    at: &Snapshot,
    user: &User<'_>,
    before: &UserRow,
    after: &UserRow,
    order: u64,
    without: bool,
) -> Result<Change, Problem> {
    let returns = !user.active() && after.acts();
    let moved = seats_after(at, at.usage(), user, (before, after), order, without);
    moved.map_err(|refusal| {
        let problem = refused(at, &refusal);
        if returns { problem.with("offer", "without_licences") } else { problem }
    })
}

/// The same with `usage` in use by now.
pub(super) fn seats_after(
    at: &Snapshot,
    usage: &Usage,
    user: &User<'_>,
    (before, after): (&UserRow, &UserRow),
    order: u64,
    without: bool,
) -> Result<Change, Refusal> {
    let person = user.person();
    if after.state == UserState::Former && before.state != UserState::Former {
        return Ok(take_everything(at, &person));
    }
    match (person.active, after.acts()) {
        (true, false) => Ok(seats::deactivate(at.licences(), at.day(), &person)),
        (false, true) => reactivate(at, usage, &Person { kind: after.kind, ..person }, order, without),
        (true, true) if before.kind != after.kind => change_kind(at, usage, &person, after.kind, order),
        _ => Ok(Change::default()),
    }
}

/// Seats and assignments both go.
pub(super) fn take_everything(at: &Snapshot, person: &Person<'_>) -> Change {
    let freed = seats::deactivate(at.licences(), at.day(), person);
    Change { remove: person.assignments.iter().map(|a| a.key()).collect(), ..freed }
}

fn reactivate(
    at: &Snapshot,
    usage: &Usage,
    person: &Person<'_>,
    order: u64,
    without: bool,
) -> Result<Change, Refusal> {
    if without {
        return seats::activate_without(at.licences(), at.day(), usage, person, order);
    }
    // What rules gave keeps nobody out: they give it anew, or make it wait (rule 5).
    let rows = rules::not_by_rule(at, person.assignments);
    let again = Person { assignments: &rows, ..*person };
    let mut change = seats::activate(at.licences(), at.day(), usage, &again, order)?;
    change.remove.extend(given_anew(person, &rows));
    Ok(change)
}

/// The rows that rules give anew.
fn given_anew(person: &Person<'_>, kept: &[Assignment]) -> Vec<(ModuleNo, Source)> {
    let keys = person.assignments.iter().map(Assignment::key);
    keys.filter(|key| kept.iter().all(|row| row.key() != *key)).collect()
}

/// Another kind of user may hold other modules: everything is checked as if taken again (rule 4).
fn change_kind(
    at: &Snapshot,
    usage: &Usage,
    person: &Person<'_>,
    kind: UserKind,
    order: u64,
) -> Result<Change, Refusal> {
    let mut usage = usage.clone();
    let freed = seats::deactivate(at.licences(), at.day(), person);
    usage.apply(&freed.usage);
    let mut rows = rules::not_by_rule(at, person.assignments);
    let mut remove = given_anew(person, &rows);
    remove.extend(&freed.remove);
    freed.apply(&mut rows);
    let again = Person { kind, active: false, assignments: &rows, ..*person };
    let taken = seats::activate(at.licences(), at.day(), &usage, &again, order)?;
    let mut units: Vec<(ModuleNo, i64)> = freed.usage;
    units.extend(&taken.usage);
    Ok(Change { add: taken.add, remove, replaced: Vec::new(), usage: net(units) })
}

fn net(mut units: Vec<(ModuleNo, i64)>) -> Vec<(ModuleNo, i64)> {
    units.sort_unstable_by_key(|(no, _)| *no);
    let of_module = units.chunk_by(|a, b| a.0 == b.0);
    of_module
        .map(|same| (same[0].0, same.iter().map(|(_, by)| by).sum()))
        .filter(|(_, by)| *by != 0)
        .collect()
}
