//! Users have changed: what rules make of them, inside the same transaction.

use std::collections::HashMap;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::rules::{Outcome, Redistributor, Wanted};
use licentia_core::seats::{Assignment, Change, Person, Source, Usage};
use licentia_platform::db::Write;
use licentia_platform::problem::Problem;

use super::traits;
use crate::assignments::Member;
use crate::sealed::{self, UserRow, UserState};
use crate::snapshot::Snapshot;

/// A user as a change leaves it, before the rules.
#[derive(Clone, Copy)]
pub(crate) struct After<'a> {
    /// The row.
    pub(crate) row: &'a UserRow,
    /// What is granted, waiting ones included.
    pub(crate) assignments: &'a [Assignment],
}

/// What rules did to some users.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    /// What was written, one change per user.
    pub(crate) changes: Vec<(UserNo, Change)>,
    /// What the ledger says of it: these belong into the entry of the change.
    pub(crate) members: Vec<Member>,
    /// Whether seats became free, so that somebody who waits may be served.
    pub(crate) frees: bool,
    /// The plans that users give up as soon as there is a seat in the one for which they wait instead.
    later: Vec<(UserNo, ModuleNo)>,
}

/// Applies the rules to users that a change has touched and writes what follows. `usage` is the use after the change, and
/// then after the rules.
///
/// # Errors
/// `tampered` when a row that has to go does not carry its seal; the database's.
pub(crate) fn follow_in(
    w: &mut Write<'_>,
    at: &Snapshot,
    usage: &mut Usage,
    users: &[After<'_>],
) -> Result<Followed, Problem> {
    let followed = would_follow(at, usage, w.revision(), users);
    sealed::apply(w, &followed.changes, None)?;
    Ok(followed)
}

/// What users who were there would lose by a change that leaves them like this, and by what the rules make of it, now or as
/// soon as what they wait for instead has a seat, with nothing written. `usage` is the use after the change, and `order` the revision that it would get.
pub(crate) fn would_lose(
    at: &Snapshot,
    usage: &mut Usage,
    order: u64,
    users: &[After<'_>],
) -> Vec<(UserNo, ModuleNo)> {
    losses(at, users, &would_follow(at, usage, order, users))
}

/// What users who were there lose by a change that leaves them like this, and by what the rules made of it.
pub(crate) fn losses(at: &Snapshot, users: &[After<'_>], followed: &Followed) -> Vec<(UserNo, ModuleNo)> {
    let changes = followed.changes.iter();
    let ruled: HashMap<UserNo, &Change> = changes.map(|(no, change)| (*no, change)).collect();
    let mut all: Vec<_> = followed.later.iter().filter(|(no, _)| at.user(*no).is_some()).copied().collect();
    for one in users {
        let Some(user) = at.user(one.row.no) else { continue };
        let mut rows = one.assignments.to_vec();
        ruled.get(&one.row.no).iter().for_each(|change| change.apply(&mut rows));
        all.extend(lost(at, one.row.no, user.assignments(), &rows));
    }
    all
}

/// What gives its module before and no more afterwards.
fn lost(
    at: &Snapshot,
    user: UserNo,
    before: &[Assignment],
    after: &[Assignment],
) -> impl Iterator<Item = (UserNo, ModuleNo)> {
    let today = at.day().today;
    let stays = move |module| after.iter().any(|row| row.module == module && row.acts(today));
    let gives = before.iter().filter(move |row| row.acts(today)).map(|row| row.module);
    gives.filter(move |module| !stays(*module)).map(move |module| (user, module))
}

/// What rules make of users, with nothing written.
fn would_follow(at: &Snapshot, usage: &mut Usage, order: u64, users: &[After<'_>]) -> Followed {
    if at.rules_rest() || (at.rules.rules.is_empty() && !users.iter().any(has_by_rule)) {
        return Followed::default();
    }
    let mut doing = Redistributor::new(at.licences(), at.day(), usage, order);
    let (mut changes, mut told, mut wanted) = (Vec::new(), Vec::new(), Wanted::default());
    let mut later = Vec::new();
    for user in users {
        if at.user(user.row.no).is_some_and(|known| known.assignment_tampered()) {
            continue;
        }
        let outcome = one(&mut doing, at, &at.rules.rules, user, &mut wanted);
        let waiting = outcome.unmet.iter().filter(|unmet| unmet.waits);
        later.extend(waiting.filter_map(|unmet| Some((user.row.no, unmet.beside?))));
        if !outcome.change.is_empty() {
            told.extend(members(user.row.no, user.assignments, &outcome.change));
            changes.push((user.row.no, outcome.change));
        }
    }
    let frees = doing.finish();
    Followed { changes, members: told, frees, later }
}

fn has_by_rule(user: &After<'_>) -> bool {
    user.assignments.iter().any(|row| row.source == Source::Rule)
}

/// Makes one user what `rules` want; whoever has left is wanted nothing for.
pub(super) fn one(
    doing: &mut Redistributor<'_>,
    at: &Snapshot,
    rules: &licentia_core::rules::Rules,
    user: &After<'_>,
    wanted: &mut Wanted,
) -> Outcome {
    let row = user.row;
    if row.state == UserState::Active {
        rules.wanted_into(at.licences(), &traits(row), wanted);
    } else {
        *wanted = Wanted::default();
    }
    let person = Person { no: row.no, kind: row.kind, active: row.acts(), assignments: user.assignments };
    doing.one(&person, wanted)
}

/// What the ledger says of one user's change: what rules gave is recalled, what people gave makes room.
pub(super) fn members(user: UserNo, before: &[Assignment], change: &Change) -> Vec<Member> {
    let recalled = |one: &Member| one.what == "replaced" && one.row.source == Source::Rule;
    let told = Member::of(user, change, before).into_iter();
    told.map(|one| if recalled(&one) { Member { what: "recalled", ..one } } else { one }).collect()
}

/// What a user keeps when everything that rules gave is given anew: rows of rules that rest, and those of others.
pub(crate) fn not_by_rule(at: &Snapshot, rows: &[Assignment]) -> Vec<Assignment> {
    let anew = |row: &&Assignment| {
        row.source == Source::Rule && !at.rules_rest() && at.licences().module(row.module).is_some()
    };
    rows.iter().filter(|row| !anew(row)).copied().collect()
}
