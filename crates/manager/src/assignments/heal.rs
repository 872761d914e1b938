//! Seats have become free inside a change: those who wait get them, oldest first (rule 13).

use std::collections::BTreeMap;

use licentia_core::bits::ModuleSet;
use licentia_core::day::{Healed, heal};
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::UserKind;
use licentia_core::licences::{Day, Licences};
use licentia_core::seats::{Assignment, Change, Person, Source, Usage};
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::Serialize;
use serde_json::json;

use crate::sealed;
use crate::snapshot::{Snapshot, waits};
use crate::state::Manager;

/// Intents met in one change; what is left follows in the next.
const AT_ONCE: usize = 1_000;

/// Somebody as this change leaves them, where that differs from the snapshot.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    /// The kind of user.
    pub(crate) kind: UserKind,
    /// May log in and is with us.
    pub(crate) active: bool,
    /// What is granted, waiting ones included.
    pub(crate) assignments: Vec<Assignment>,
}

/// Everybody whom a change touched.
pub(crate) type People = BTreeMap<UserNo, Changed>;

/// An intent that was met, as a member of a ledger entry: user, module, source, `healed`, and the plans that gave way to
/// it, where any did.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Met(
    UserNo,
    ModuleNo,
    Source,
    &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")] Vec<ModuleNo>,
);

impl Met {
    fn of(met: &Healed) -> Self {
        Self(met.user, met.module, met.source, "healed", met.change.replaced.clone())
    }
}

/// The plans that waiting rules may put in the place of one that a person chose; none while the rules rest.
pub(crate) fn may_replace(at: &Snapshot, licences: &Licences) -> ModuleSet {
    if at.rules_rest() { ModuleSet::new() } else { at.rules.rules.over_manual(licences) }
}

/// Meets what waits, at most 1,000 intents, under `licences` on `day` with `usage` in use, and writes it. `changed` is
/// everybody whom the change has touched so far. The members returned belong into the entry of the change.
///
/// # Errors
/// `tampered` when a waiting row does not carry its seal; the database's.
pub(crate) fn heal_in(
    w: &mut Write<'_>,
    at: &Snapshot,
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    changed: &People,
) -> Result<Vec<Met>, Problem> {
    let over = may_replace(at, licences);
    let healed = heal(licences, day, usage, &over, waiting(at, changed), AT_ONCE);
    write(w, healed)
}

/// The same under the rules that a change is about to put in the place of those there are: `over` is what they may replace.
///
/// # Errors
/// As [`heal_in`].
pub(crate) fn heal_over(
    w: &mut Write<'_>,
    at: &Snapshot,
    usage: &Usage,
    over: &ModuleSet,
    changed: &People,
) -> Result<Vec<Met>, Problem> {
    let healed = heal(at.licences(), at.day(), usage, over, waiting(at, changed), AT_ONCE);
    write(w, healed)
}

fn write(w: &mut Write<'_>, healed: Vec<Healed>) -> Result<Vec<Met>, Problem> {
    let members = healed.iter().map(Met::of).collect();
    // One user may have several intents met, one after the other: each change stands on the one before.
    let mut rest: Vec<(UserNo, Change)> = healed.into_iter().map(|met| (met.user, met.change)).collect();
    rest.sort_by_key(|(user, _)| *user);
    while !rest.is_empty() {
        let (mut round, mut later) = (Vec::new(), Vec::new());
        for (user, change) in rest {
            let again = round.last().is_some_and(|(last, _): &(UserNo, Change)| *last == user);
            if again { later.push((user, change)) } else { round.push((user, change)) }
        }
        sealed::apply(w, &round, None)?;
        rest = later;
    }
    Ok(members)
}

/// Meets what waits as things stand, in a change of its own; answers how many intents were met.
///
/// # Errors
/// As [`heal_in`].
pub(crate) fn heal_now(w: &mut Write<'_>, at: &Snapshot) -> Result<u64, Problem> {
    let met = heal_in(w, at, at.licences(), at.day(), at.usage(), &People::new())?;
    if met.is_empty() {
        return Ok(0);
    }
    let mut entry = Entry::new("assignments.healed", 1).after(json!({"count": met.len()}));
    met.iter().for_each(|member| entry.member(member));
    w.record(entry)?;
    Ok(met.len() as u64)
}

/// Whom seats that are free under `usage` would reach, however many, when `changed` differ from the snapshot.
pub(crate) fn would_heal(at: &Snapshot, usage: &Usage, changed: &People) -> Vec<Healed> {
    would_heal_over(at, usage, &may_replace(at, at.licences()), changed)
}

/// The same with other rules than those there are: `over` is what they may replace.
pub(crate) fn would_heal_over(
    at: &Snapshot,
    usage: &Usage,
    over: &ModuleSet,
    changed: &People,
) -> Vec<Healed> {
    heal(at.licences(), at.day(), usage, over, waiting(at, changed), usize::MAX)
}

/// Everything that waits after the change, oldest first.
pub(super) fn waiting<'a>(at: &'a Snapshot, changed: &'a People) -> Vec<(Person<'a>, usize)> {
    let untouched =
        at.users().filter(|user| user.waits() && !changed.contains_key(&user.no())).map(|user| user.person());
    let touched = changed.iter().map(|(no, c)| Person {
        no: *no,
        kind: c.kind,
        active: c.active,
        assignments: &c.assignments,
    });
    let mut list: Vec<(u64, Person<'a>, usize)> = Vec::new();
    for person in untouched.chain(touched) {
        let intents = person.assignments.iter().enumerate().filter(|(_, a)| waits(a));
        list.extend(intents.map(|(index, a)| (a.order, person, index)));
    }
    list.sort_by_key(|(order, person, index)| (*order, person.no, *index));
    list.into_iter().map(|(_, person, index)| (person, index)).collect()
}

/// Meets what is left when a change has met as many as one change may. The change itself is committed: what goes wrong
/// here is for the log, and the next change that frees seats goes on.
///
/// # Errors
/// None.
pub(crate) async fn heal_rest(manager: &Manager, scope: ScopeNo, healed: u64) -> Result<(), Problem> {
    if healed < AT_ONCE as u64 {
        return Ok(());
    }
    let met = async { crate::day::heal(manager, &manager.slot(scope)?).await };
    if let Err(Problem { code, detail, .. }) = met.await {
        tracing::warn!(scope = scope.0, %code, ?detail, "those who wait could not all be served");
    }
    Ok(())
}
