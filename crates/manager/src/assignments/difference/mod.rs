//! One difference: these are given a module, those give it up, in one change (the product page's *Apply*).
//!
//! What one gives up another of the same difference may take, before those who wait: the administrator decided both at
//! once, and on balance no seat comes free. What is left over goes to the waiting list as always.

mod meanwhile;

use std::collections::HashSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::problem::Problem;
use licentia_protocol::api::AssignAnswer;
use licentia_ui::Lang;
use serde::{Deserialize, Serialize};

use super::decided::Each;
use super::heal::heal_rest;
use super::order::{Order, Target, Verb, Wanted};
use super::perform::{Agreed, Meant, Outcome, ask_first, carry_out};
use crate::blockers::Despite;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users;

pub use meanwhile::{Happened, Meanwhile, meanwhile};

/// How many people one difference may name; more is for the bulk change.
pub(crate) const AT_MOST: usize = 10_000;

/// Who is given a module, and who gives it up.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The module or plan, `issuer.module`.
    pub module: String,
    /// Who is given it, by id or log-in name.
    pub add: Vec<String>,
    /// Who gives it up.
    pub recall: Vec<String>,
    /// The revision that was looked at: what anybody has changed since for one of these people is not overwritten.
    pub since: Option<u64>,
    /// Why, for the ledger.
    pub reason: Option<String>,
    /// Only say what would happen.
    pub dry_run: bool,
    /// What to do when an application that is asked before a recall gives no answer.
    pub despite: Despite,
    /// The language of the sentences in the answer.
    pub lang: Lang,
}

/// What came of a difference.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Made {
    /// As every order is answered.
    pub answer: AssignAnswer,
    /// The modules whose use changes, with their units in use before and after; in a trial also what those who wait
    /// take of what becomes free.
    pub seats: Vec<(ModuleNo, u64, u64)>,
}

/// Makes a difference, all or nothing, as one change.
///
/// # Errors
/// 409 `changed_meanwhile` when somebody has changed the module of one of these people since; 409 with the code of the
/// first refusal; 404 `not_found` for a module that is not licensed or not assigned by hand; 422 `invalid`.
pub async fn apply_difference(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    difference: Difference,
) -> Result<Done<Made>, Problem> {
    looks_right(&difference)?;
    let asked = ask_first(manager, granted, (difference.dry_run, difference.despite), |granted| {
        let trial = Difference { dry_run: true, ..difference.clone() };
        async move { perform(manager, &granted, trial, None).await }
    });
    let asked = asked.await?;
    let done = perform(manager, granted, difference, asked).await?;
    heal_rest(manager, granted.scope, done.value.healed).await?;
    let Outcome { answer, seats, .. } = done.value;
    Ok(Done { value: Made { answer, seats }, revision: done.revision, replayed: done.replayed })
}

fn looks_right(difference: &Difference) -> Result<(), Problem> {
    if difference.add.is_empty() && difference.recall.is_empty() {
        return Err(Problem::invalid("add", "Name at least one user."));
    }
    if difference.add.len() + difference.recall.len() > AT_MOST {
        return Err(Problem::invalid("add", format!("At most {AT_MOST} users at once.")));
    }
    if difference.reason.as_ref().is_some_and(|reason| reason.chars().count() > super::perform::REASON) {
        let most = super::perform::REASON;
        let problem = Problem::invalid("reason", format!("At most {most} characters."));
        return Err(problem.words("why-most-characters").arg("most", most));
    }
    Ok(())
}

async fn perform(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    difference: Difference,
    asked: Option<Agreed>,
) -> Result<Done<Outcome>, Problem> {
    let write = move |w: &mut Write<'_>, at: &Snapshot| write(w, at, &difference, asked.as_ref());
    manager.write(granted.scope, &granted.by, write).await
}

fn write(
    w: &mut Write<'_>,
    at: &Snapshot,
    difference: &Difference,
    asked: Option<&Agreed>,
) -> Result<Outcome, Problem> {
    let name = difference.module.trim().to_lowercase();
    let no = at.licences().no(&name).filter(|no| at.licences().module(*no).is_some());
    let no = no.ok_or_else(|| Problem::not_found("product"))?;
    let targets = targets(at, difference)?;
    unchanged_since(w, at, no, difference, &targets)?;
    let goes = Wanted { name: name.clone(), no: Some(no), verb: Verb::Recall };
    let comes = Wanted { verb: Verb::Assign, ..goes.clone() };
    let own: Vec<Vec<usize>> =
        (0..targets.len()).map(|place| vec![usize::from(place >= difference.recall.len())]).collect();
    let (adds, recalls) = (!difference.add.is_empty(), !difference.recall.is_empty());
    let order = Order {
        reason: difference.reason.clone(),
        dry_run: difference.dry_run,
        despite: difference.despite,
        instead_of: if adds && recalls { vec![name.clone()] } else { Vec::new() },
        ..Order::by_hand(Vec::new(), vec![name], difference.lang)
    };
    let modules = [goes, comes];
    let meant = Meant { targets: &targets, modules: &modules, each: &Each::Together(&own), asked };
    carry_out(w, at, &order, if adds { Verb::Assign } else { Verb::Recall }, &meant)
}

/// Those who give it up, then those who are given it: what the first give up is there for the others.
fn targets<'a>(at: &'a Snapshot, difference: &Difference) -> Result<Vec<Target<'a>>, Problem> {
    let mut known = HashSet::new();
    let mut targets = Vec::with_capacity(difference.add.len() + difference.recall.len());
    for (place, names) in [("recall", &difference.recall), ("add", &difference.add)] {
        for named in names {
            let user = at.user_named(named).filter(|user| !users::deleted(user));
            if user.is_some_and(|user| !known.insert(user.no())) {
                return Err(Problem::invalid(place, format!("`{named}` is named twice.")));
            }
            targets.push(Target { named: named.clone(), user });
        }
    }
    Ok(targets)
}

/// Refuses to overwrite what somebody has done for one of these people since the caller looked.
fn unchanged_since(
    w: &mut Write<'_>,
    at: &Snapshot,
    no: ModuleNo,
    difference: &Difference,
    targets: &[Target<'_>],
) -> Result<(), Problem> {
    let Some(since) = difference.since else { return Ok(()) };
    let among: HashSet<UserNo> =
        targets.iter().filter_map(|target| target.user.map(|user| user.no())).collect();
    let happened = meanwhile::since(w, at, no, since, Some(&among))?;
    let Some(first) = happened.list.first() else { return Ok(()) };
    let told: Vec<serde_json::Value> = happened.list.iter().take(1_000).map(|one| one.json(at)).collect();
    Err(Problem::conflict("changed_meanwhile")
        .arg("by", first.by())
        .arg("user", &first.name)
        .arg("count", happened.list.len())
        .with("meanwhile", told)
        .with("more", happened.more)
        .with("revision", at.revision()))
}
