//! Letting a user go, in three levels (rule 18): without licences, as a former employee, deleted.
//!
//! [`leaving`] says what each of them would do before any of it is done: seats, who would be served, which application
//! objects. [`remove_licences`] does the first; the others are [`super::change`] and [`super::delete`].

pub(crate) mod api;
pub(crate) mod page;

use std::collections::HashMap;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{self, Assignment, Person, Source, Usage};
use licentia_platform::access::{Granted, ManageLicences, Right, View, last_of};
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use licentia_protocol::api::LeaveLevel;
use licentia_ui::Lang;

use super::Named;
use crate::assignments::{self, Changed, Order, People, would_heal};
use crate::blockers::{self, Despite, Objection};
use crate::sealed::UserState;
use crate::snapshot::{Snapshot, User};
use crate::state::Manager;

/// The most who are said to be served.
const SERVED: usize = 1_000;
/// Of those, so many are named.
const NAMED: usize = 3;

/// What each level would do.
#[derive(Clone, Debug)]
pub(crate) struct Leaving {
    /// Licences, former, delete.
    pub(crate) levels: [LevelEffect; 3],
    /// The applications that are asked first.
    pub(crate) asked: Vec<String>,
    /// What they object to.
    pub(crate) objections: Vec<Objection>,
    /// Open sessions, which end with the log-in.
    pub(crate) sessions: usize,
    /// Whether rules grant something, and may grant it again.
    pub(crate) by_rule: bool,
}

/// One level.
#[derive(Clone, Debug)]
pub(crate) struct LevelEffect {
    pub(crate) level: LeaveLevel,
    /// Why it cannot be done now.
    pub(crate) because: Option<&'static str>,
    /// Seats that become free, hidden modules left out.
    pub(crate) freed: Vec<(ModuleNo, u64)>,
    /// How many intents would be met.
    pub(crate) served: u64,
    /// The first of them.
    pub(crate) served_first: Vec<(Named, ModuleNo)>,
}

/// What letting a user go would do, level by level.
///
/// # Errors
/// 404 `not_found`; the database's.
pub(crate) async fn leaving(
    manager: &Manager,
    granted: &Granted<View>,
    user: &str,
) -> Result<Leaving, Problem> {
    let scope = granted.scope;
    let row = super::find(manager, granted, user).await?.row;
    let at = manager.snapshot(scope).await?;
    let known = at.user(row.no).ok_or_else(|| Problem::not_found("user"))?;
    let last = last_administrator(manager, scope, row.id.clone()).await?;
    let sessions = at.sessions().filter(|(_, session)| session.user == row.no).count();
    let asked: Vec<String> =
        blockers::list(manager, granted).await?.into_iter().map(|blocker| blocker.name).collect();
    let objections = if asked.is_empty() {
        Vec::new()
    } else {
        let today = at.day().today;
        let acting = known.assignments().iter().filter(|a| a.acts(today));
        blockers::glance(manager, scope, &acting.map(|a| (row.no, a.module)).collect::<Vec<_>>()).await
    };
    let blocked = (!objections.is_empty()).then_some("recall_blocked");
    let nothing = removable(&known).next().is_none().then_some("nothing_assigned");
    let former = (row.state == UserState::Former).then_some("already_former");
    let open = (sessions > 0).then_some("user_has_session");
    let last = last.map(|_| "last_administrator");
    let (licences, all) = (freed_by(&at, &known, false), freed_by(&at, &known, true));
    let mut levels = [
        effect(&at, &known, LeaveLevel::Licences, nothing.or(blocked), &licences),
        effect(&at, &known, LeaveLevel::Former, former.or(last).or(blocked), &all),
        effect(&at, &known, LeaveLevel::Delete, open.or(last).or(blocked), &all),
    ];
    name(manager, scope, &mut levels).await?;
    let by_rule = known.assignments().iter().any(|a| a.source == Source::Rule);
    let levels = levels.map(|(effect, _)| effect);
    Ok(Leaving { levels, asked, objections, sessions, by_rule })
}

/// The right that nobody would have any more without this user's account.
async fn last_administrator(manager: &Manager, scope: ScopeNo, id: String) -> Result<Option<Right>, Problem> {
    manager.db().read(move |r| last_of(r, scope, &id)).await
}

/// What is taken away as licences: everything but the seat of a suite, which follows *can log in* (rule 3a).
fn removable<'a>(user: &User<'a>) -> impl Iterator<Item = &'a Assignment> + use<'a> {
    user.assignments().iter().filter(|a| a.source != Source::Suite)
}

/// The units in use that go; with the suite's seat or without.
fn freed_by(at: &Snapshot, user: &User<'_>, suite_too: bool) -> Vec<(ModuleNo, i64)> {
    let person = user.person();
    let all = seats::deactivate(at.licences(), at.day(), &person).usage;
    if suite_too {
        return all;
    }
    let kept: Vec<Assignment> =
        user.assignments().iter().filter(|a| a.source == Source::Suite).copied().collect();
    let rest = Person { assignments: &kept, ..person };
    let rest: HashMap<ModuleNo, i64> =
        seats::deactivate(at.licences(), at.day(), &rest).usage.into_iter().collect();
    let left = |(no, units): (ModuleNo, i64)| (no, units - rest.get(&no).copied().unwrap_or(0));
    all.into_iter().map(left).filter(|(_, units)| *units != 0).collect()
}

type Unnamed = (LevelEffect, Vec<(UserNo, ModuleNo)>);

fn effect(
    at: &Snapshot,
    user: &User<'_>,
    level: LeaveLevel,
    because: Option<&'static str>,
    freed: &[(ModuleNo, i64)],
) -> Unnamed {
    let visible = |no: &ModuleNo| at.licences().module(*no).is_some_and(|module| !module.hidden);
    let seats = freed.iter().filter(|(no, _)| visible(no)).map(|(no, units)| (*no, units.unsigned_abs()));
    let served = served(at, user, freed);
    let effect = LevelEffect {
        level,
        because,
        freed: seats.collect(),
        served: served.len() as u64,
        served_first: Vec::new(),
    };
    (effect, served.into_iter().take(NAMED).collect())
}

/// Who would be served from the waiting list, in the order in which that happens, once this user waits for nothing.
fn served(at: &Snapshot, gone: &User<'_>, freed: &[(ModuleNo, i64)]) -> Vec<(UserNo, ModuleNo)> {
    if freed.is_empty() {
        return Vec::new();
    }
    let mut usage: Usage = at.usage().clone();
    usage.apply(freed);
    let without = Changed { kind: gone.kind(), active: false, assignments: Vec::new() };
    let met = would_heal(at, &usage, &People::from([(gone.no(), without)]));
    met.into_iter().take(SERVED).map(|met| (met.user, met.module)).collect()
}

/// Puts names to those who would be served first.
async fn name(manager: &Manager, scope: ScopeNo, levels: &mut [Unnamed; 3]) -> Result<(), Problem> {
    let mut users: Vec<UserNo> = levels.iter().flat_map(|(_, first)| first).map(|(user, _)| *user).collect();
    users.sort_unstable();
    users.dedup();
    if users.is_empty() {
        return Ok(());
    }
    let names: HashMap<UserNo, Named> = super::names(manager, scope, users).await?.into_iter().collect();
    for (effect, first) in levels {
        let named = first.iter().filter_map(|(user, module)| Some((names.get(user)?.clone(), *module)));
        effect.served_first = named.collect();
    }
    Ok(())
}

/// Takes every licence away, granted in whatever way, waiting intents too; the user stays, and may log in as before.
///
/// # Errors
/// 404 `not_found`; those of [`assignments::recall`].
pub(crate) async fn remove_licences(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    user: &str,
    despite: Despite,
    lang: Lang,
) -> Result<(), Problem> {
    let row = super::find_in(manager, granted.scope, user).await?.row;
    let at = manager.snapshot(granted.scope).await?;
    let known = at.user(row.no).ok_or_else(|| Problem::not_found("user"))?;
    let order = in_order(&at, &known);
    let modules: Vec<String> =
        order.into_iter().filter_map(|no| at.name(no)).map(ToString::to_string).collect();
    if modules.is_empty() {
        return Ok(());
    }
    let order = Order { despite, ..Order::by_hand(vec![row.id], modules, lang) };
    assignments::recall(manager, granted, order).await?;
    Ok(())
}

/// The modules in an order in which each can go: what requires another before that other (rule 4).
fn in_order(at: &Snapshot, user: &User<'_>) -> Vec<ModuleNo> {
    let mut left: Vec<ModuleNo> = removable(user).map(|a| a.module).collect();
    left.sort_unstable();
    left.dedup();
    let mut rows = user.assignments().to_vec();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let person = Person { assignments: &rows, ..user.person() };
        let goes = left.iter().enumerate().find_map(|(place, no)| {
            seats::recall(at.licences(), at.day(), &person, *no, None).ok().map(|change| (place, change))
        });
        // What cannot go is left to the recall itself, which says why.
        let Some((place, change)) = goes else { break };
        change.apply(&mut rows);
        order.push(left.remove(place));
    }
    order.extend(left);
    order
}
