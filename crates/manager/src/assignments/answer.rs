//! What an order is answered: counts, the first thousand of each list, and why each refusal.

use std::collections::HashMap;

use jiff::Timestamp;
use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::db::Write;
use licentia_platform::problem::Problem;
use licentia_platform::web::encode_cursor;
use licentia_protocol::api::{AssignAnswer, AssignCounts, RefusedOne, TakenBy, UserModule};
use licentia_ui::{Lang, problem, t};

use super::decided::{Decided, RefusedPair};
use super::effect::effect;
use super::order::{Order, Target, Wanted};
use super::{rest, store};
use crate::snapshot::Snapshot;
use crate::users;

/// How many entries of each list an answer holds.
pub(super) const FIRST: usize = 1_000;

/// The answer to an order that was carried out, or would be.
pub(super) fn answer(
    w: &mut Write<'_>,
    at: &Snapshot,
    order: &Order,
    targets: &[Target<'_>],
    modules: &[Wanted],
    decided: &Decided,
    revision: u64,
) -> Result<AssignAnswer, Problem> {
    let skip = usize::try_from(order.page).unwrap_or(usize::MAX).saturating_mul(order.first);
    let same = |place: &usize| decided.same.contains(place);
    let done = decided.done.iter().enumerate();
    let done = done.map(|(place, pair)| (pair.target, modules[pair.module].name.clone(), same(&place)));
    let replaced = decided.replaced.iter().map(|(target, no)| (*target, name(at, *no), false));
    let done: Vec<_> = done.skip(skip).take(order.first).collect();
    let replaced: Vec<_> = replaced.skip(skip).take(order.first).collect();
    let shown = done.iter().chain(&replaced).map(|(target, ..)| *target);
    let refused_now = decided.refused.iter().skip(skip).take(order.first);
    let names = Names::of(w, at, targets, shown.chain(refused_now.map(|one| one.pair.target)))?;
    let longest = decided.done.len().max(decided.refused.len()).max(decided.replaced.len());
    let named = |list: Vec<(usize, String, bool)>| {
        let entry = |(target, module, already)| UserModule { user: names.get(target), module, already };
        list.into_iter().map(entry).collect()
    };
    Ok(AssignAnswer {
        counts: AssignCounts {
            done: decided.done.len() as u64,
            refused: decided.refused.len() as u64,
            replaced: decided.replaced.len() as u64,
            unchanged: decided.unchanged,
            skipped: order.left_out.0,
        },
        done: named(done),
        refused: refused(w, at, order, modules, &decided.refused, &names)?,
        replaced: named(replaced),
        next: (longest > skip.saturating_add(order.first)).then(|| encode_cursor(&(order.page + 1))),
        revision,
        effect: effect(at, modules, decided),
        problems: order.left_out.1.clone(),
    })
}

/// The refusal of an order that is all or nothing: the code of the first, and the same body with nothing done; its
/// effect is that of what would fit.
pub(super) fn refusal(
    w: &mut Write<'_>,
    at: &Snapshot,
    order: &Order,
    targets: &[Target<'_>],
    modules: &[Wanted],
    decided: &Decided,
) -> Result<Problem, Problem> {
    let usage = at.usage().clone();
    let nothing = Decided { refused: decided.refused.clone(), usage, ..Decided::default() };
    let mut answer = answer(w, at, order, targets, modules, &nothing, at.revision())?;
    answer.effect = effect(at, modules, decided);
    if let Some(job) = &order.job {
        answer.next = answer.next.map(|_| rest::cursor(job.id(), 0));
        job.keep_pages(rest::pages(at, targets, modules, &nothing));
    }
    let first = answer.refused.first();
    let code = first.map_or_else(String::new, |one| one.code.clone());
    let mut problem = Problem::conflict(code).arg("count", answer.counts.refused);
    if let Some(one) = first {
        problem = problem.arg("user", &one.user).arg("module", &one.module);
        if one.taken_by.is_some() {
            problem = problem.detail(taken_words(order.lang, one.taken_by.as_ref()));
        }
    }
    if let Ok(serde_json::Value::Object(members)) = serde_json::to_value(&answer) {
        problem.extra.extend(members);
    }
    Ok(problem)
}

fn refused(
    w: &mut Write<'_>,
    at: &Snapshot,
    order: &Order,
    modules: &[Wanted],
    refused: &[RefusedPair],
    names: &Names,
) -> Result<Vec<RefusedOne>, Problem> {
    let skip = usize::try_from(order.page).unwrap_or(usize::MAX).saturating_mul(order.first);
    let mut takers: HashMap<ModuleNo, Option<TakenBy>> = HashMap::new();
    let mut list = Vec::with_capacity(refused.len().min(order.first));
    for one in refused.iter().skip(skip).take(order.first) {
        let Wanted { name: module, no, .. } = &modules[one.pair.module];
        let full = one.because.or(*no).filter(|_| one.code == Code::NoSeat.as_str());
        let taken_by = match full {
            None => None,
            Some(full) => match takers.get(&full) {
                Some(known) => known.clone(),
                None => {
                    let found = last_grant(w, at, full)?;
                    takers.insert(full, found.clone());
                    found
                }
            },
        };
        let because = one.because.map(|no| name(at, no));
        let message = sentences(&[
            said_code(order.lang, one.code),
            fault(at, order.lang, one.code, because.as_deref()),
            taken_words(order.lang, taken_by.as_ref()),
        ]);
        let code = one.code.to_owned();
        list.push(RefusedOne {
            user: names.get(one.pair.target),
            module: module.clone(),
            code,
            message,
            because,
            taken_by,
        });
    }
    Ok(list)
}

/// Who was given the last seat of a module that was full before this order, by whom and when.
fn last_grant(w: &mut Write<'_>, at: &Snapshot, full: ModuleNo) -> Result<Option<TakenBy>, Problem> {
    if at.usage().free(at.licences(), at.day(), full) != Some(0) {
        return Ok(None);
    }
    let granting = users::granting(at, full);
    let acting =
        |a: &&licentia_core::seats::Assignment| granting.contains(&a.module) && a.acts(at.day().today);
    let newest = at
        .users()
        .filter(|user| user.active())
        .filter_map(|user| {
            Some((user.assignments().iter().filter(acting).map(|a| a.order).max()?, user.no()))
        })
        .max();
    let Some((revision, holder)) = newest else { return Ok(None) };
    let scope = w.scope();
    let Some((actor, at_ms)) = store::who(w, scope, revision)? else { return Ok(None) };
    let name = users::store::actor_name(w, &actor)?;
    let user = users::names_in(w, scope, &[holder])?.pop().map(|(_, named)| named.login);
    let at = Timestamp::from_millisecond(at_ms).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(Some(TakenBy { actor, name, at, user }))
}

/// The sentences of a refusal of before: what is wrong, what to do next, which other module is at fault, and who took the
/// last seat.
pub(crate) fn said(at: &Snapshot, lang: Lang, one: &RefusedOne) -> String {
    let fault = fault(at, lang, &one.code, one.because.as_deref());
    sentences(&[said_code(lang, &one.code), fault, taken_words(lang, one.taken_by.as_ref())])
}

/// Those that say something, one after the other.
pub(super) fn sentences(all: &[String]) -> String {
    let said: Vec<&str> = all.iter().map(String::as_str).filter(|one| !one.is_empty()).collect();
    said.join(" ")
}

/// Which other module is at fault: the one that must come first, or the one that comes along and is full.
pub(super) fn fault(at: &Snapshot, lang: Lang, code: &str, because: Option<&str>) -> String {
    let Some(because) = because else { return String::new() };
    let known = at.licences().no(because).and_then(|no| at.licences().module(no));
    let module = known.map_or(because, |module| module.title(lang.tag()));
    match code {
        "prerequisite" => t!(lang, "assignments-needs", module = module),
        "no_seat" => t!(lang, "assignments-full-along", module = module),
        _ => String::new(),
    }
}

/// The sentence of a refusal: what is wrong and what to do next.
pub(crate) fn said_code(lang: Lang, code: &str) -> String {
    match problem(lang, code, &[]) {
        Some(said) => format!("{} {}", said.title, said.detail).trim_end().to_owned(),
        None => licentia_ui::check(lang, code, &[]).map_or_else(|| code.to_owned(), |said| said.title),
    }
}

fn taken_words(lang: Lang, taken: Option<&TakenBy>) -> String {
    let Some(taken) = taken else { return String::new() };
    let by = taken.name.as_deref().unwrap_or(&taken.actor);
    t!(lang, "assignments-taken-by", by = by, user = taken.user.as_deref().unwrap_or("–"))
}

fn name(at: &Snapshot, no: ModuleNo) -> String {
    at.name(no).map(ToString::to_string).unwrap_or_default()
}

/// What users are called in the answer: as the order named them, otherwise by log-in name.
struct Names {
    named: HashMap<usize, String>,
}

impl Names {
    fn of(
        w: &mut Write<'_>,
        at: &Snapshot,
        targets: &[Target<'_>],
        shown: impl Iterator<Item = usize>,
    ) -> Result<Self, Problem> {
        let (mut named, mut ask): (HashMap<usize, String>, HashMap<UserNo, usize>) = Default::default();
        for place in shown {
            match &targets[place] {
                target if !target.named.is_empty() => drop(named.insert(place, target.named.clone())),
                Target { user: Some(user), .. } => drop(ask.insert(user.no(), place)),
                _ => {}
            }
        }
        let users: Vec<UserNo> = ask.keys().copied().collect();
        if !users.is_empty() {
            for (no, found) in users::names_in(w, at.scope(), &users)? {
                named.insert(ask[&no], found.login);
            }
        }
        Ok(Self { named })
    }

    fn get(&self, target: usize) -> String {
        self.named.get(&target).cloned().unwrap_or_default()
    }
}
