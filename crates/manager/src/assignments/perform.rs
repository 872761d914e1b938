//! Carrying an order out: one write, one entry.

use std::collections::HashSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::api::AssignAnswer;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::answer::{answer, refusal};
use super::decided::{Decided, Each, decide};
use super::heal::{Changed, People, heal_in, heal_rest, would_heal};
use super::order::{Order, Target, Verb, Wanted, Who, modules, own, targets};
use super::{effect, rest};
use crate::blockers::{self, Despite};
use crate::jobs;
use crate::ledger::subject;
use crate::sealed;
use crate::snapshot::{Snapshot, waits};
use crate::state::Manager;

/// The longest reason, in characters.
pub(super) const REASON: usize = 1_000;

/// What came of an order.
#[derive(Serialize, Deserialize)]
pub(super) struct Outcome {
    pub(super) answer: AssignAnswer,
    /// How many who waited were served.
    pub(super) healed: u64,
    /// Who would lose what was granted, when somebody only wants to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) losing: Vec<(UserNo, ModuleNo)>,
    /// The modules whose use changes, each with its units in use before and after; in a trial also what those who
    /// wait take of what becomes free.
    #[serde(default)]
    pub(super) seats: Vec<(ModuleNo, u64, u64)>,
}

/// Hands seats out (rules 1 to 5). A plan takes the place of the user's other plan of the same issuer.
///
/// # Errors
/// 409 with the code of the first refusal and the whole answer in it, unless the order is partial; 409
/// `selection_changed`, `licences_changed`; 422 `invalid`.
pub async fn assign(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    order: Order,
) -> Result<Done<AssignAnswer>, Problem> {
    perform(manager, granted, order, Verb::Assign).await
}

/// Takes seats back, from whatever source, waiting intents included; whoever waits longest gets them.
///
/// # Errors
/// As [`assign()`].
pub async fn recall(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    order: Order,
) -> Result<Done<AssignAnswer>, Problem> {
    perform(manager, granted, order, Verb::Recall).await
}

/// What an order is answered at once: what was done, or the job that does it.
#[derive(Clone, Debug)]
pub enum Answered {
    /// It is done.
    Now(Box<Done<AssignAnswer>>),
    /// A job does it: its id.
    Job(String),
}

/// [`assign()`], or [`recall`], at once; as a job when it is about many users.
///
/// # Errors
/// As [`assign()`], unless it is a job: what goes wrong then is the job's to tell.
pub async fn order(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    order: Order,
    recalls: bool,
) -> Result<Answered, Problem> {
    let verb = if recalls { Verb::Recall } else { Verb::Assign };
    let users = if order.dry_run { 0 } else { size(manager, granted, &order.who).await? };
    if !manager.jobs().long(users) {
        return Ok(Answered::Now(Box::new(perform(manager, granted, order, verb).await?)));
    }
    let kind = if recalls { jobs::Kind::Recall } else { jobs::Kind::Assign };
    let (own, granted, asked) = (manager.clone(), granted.clone(), order.asked(users));
    let (by, scope) = (granted.by.clone(), granted.scope);
    let work = move |job| async move {
        let done = perform(&own, &granted, Order { job: Some(job), ..order }, verb).await?;
        let answer = serde_json::to_value(&done.value).unwrap_or_default();
        Ok(jobs::Ended { answer, revision: done.revision })
    };
    Ok(Answered::Job(jobs::start(manager, &by, scope, (kind, asked, users), work).await?))
}

/// How many users an order is about.
async fn size(manager: &Manager, granted: &Granted<ManageLicences>, who: &Who) -> Result<u64, Problem> {
    match who {
        Who::Named(names) => Ok(names.len() as u64),
        Who::Pairs(pairs) => Ok(pairs.len() as u64),
        Who::Found { expect: Some(count), .. } => Ok(*count),
        Who::Found { filter, .. } => {
            let (at, filter) = (manager.snapshot(granted.scope).await?, filter.clone());
            manager.db().read(move |r| Ok(crate::users::select(r, &at, &filter)?.len() as u64)).await
        }
    }
}

async fn perform(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    order: Order,
    verb: Verb,
) -> Result<Done<AssignAnswer>, Problem> {
    if order.reason.as_ref().is_some_and(|reason| reason.chars().count() > REASON) {
        let problem = Problem::invalid("reason", format!("At most {REASON} characters."));
        return Err(problem.words("why-most-characters").arg("most", REASON));
    }
    if verb == Verb::Recall && (order.from.is_some() || order.until.is_some()) {
        return Err(Problem::invalid("from", "A recall takes effect at once: it has no dates."));
    }
    let asked = ask_first(manager, granted, (order.dry_run, order.despite), |granted| {
        let trial = Order { dry_run: true, ..order.clone() };
        async move {
            manager.write(granted.scope, &granted.by, move |w, at| write(w, at, &trial, verb, None)).await
        }
    });
    let asked = asked.await?;
    let write = move |w: &mut Write<'_>, at: &Snapshot| write(w, at, &order, verb, asked.as_ref());
    let done = manager.write(granted.scope, &granted.by, write).await?;
    heal_rest(manager, granted.scope, done.value.healed).await?;
    Ok(Done { value: done.value.answer, revision: done.revision, replayed: done.replayed })
}

/// Whom the applications were asked about: nobody else may lose anything in this change.
pub(super) type Agreed = HashSet<(UserNo, ModuleNo)>;

/// Asks the applications about those who would lose something according to a trial, which is made with the same right but
/// without the key under which the answer is kept: nobody asked for the trial's. `None` when there is nobody to ask, or
/// somebody only wants to know.
///
/// # Errors
/// What the trial was refused for, unless the order has a key: it may have been carried out before, and is then answered
/// from there; those of [`blockers::ask`].
pub(super) async fn ask_first<T>(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    (dry_run, despite): (bool, Despite),
    trial: impl FnOnce(Granted<ManageLicences>) -> T,
) -> Result<Option<Agreed>, Problem>
where
    T: Future<Output = Result<Done<Outcome>, Problem>> + Send,
{
    if dry_run || !blockers::any(manager, granted.scope).await? {
        return Ok(None);
    }
    let mut without_key = granted.clone();
    without_key.by.idempotency = None;
    let losing = match trial(without_key).await {
        Ok(trial) => trial.value.losing,
        Err(_) if granted.by.idempotency.is_some() => Vec::new(),
        Err(problem) => return Err(problem),
    };
    blockers::ask(manager, granted.scope, &losing, despite).await?;
    Ok(Some(losing.into_iter().collect()))
}

fn write(
    w: &mut Write<'_>,
    at: &Snapshot,
    order: &Order,
    verb: Verb,
    asked: Option<&Agreed>,
) -> Result<Outcome, Problem> {
    order.not_over(at.day().today)?;
    let targets = targets(w, at, &order.who)?;
    let as_seen =
        |seen: &String| targets.iter().all(|t| t.user.is_none_or(|user| super::seen(at, &user) == *seen));
    if !order.seen.as_ref().is_none_or(as_seen) {
        return Err(Problem::conflict("licences_changed"));
    }
    let modules = modules(at, verb, order);
    let own = match &order.who {
        Who::Pairs(pairs) => Some(own(&targets, &modules, pairs, at)),
        _ => None,
    };
    let each = own.as_deref().map_or(Each::All, Each::Own);
    carry_out(w, at, order, verb, &Meant { targets: &targets, modules: &modules, each: &each, asked })
}

/// What an order comes down to.
pub(super) struct Meant<'a> {
    pub(super) targets: &'a [Target<'a>],
    pub(super) modules: &'a [Wanted],
    pub(super) each: &'a Each<'a>,
    /// Whom the applications were asked about, when there are any.
    pub(super) asked: Option<&'a Agreed>,
}

/// Decides and, unless somebody only wants to know, writes.
pub(super) fn carry_out(
    w: &mut Write<'_>,
    at: &Snapshot,
    order: &Order,
    verb: Verb,
    meant: &Meant<'_>,
) -> Result<Outcome, Problem> {
    let Meant { targets, modules, each, asked } = *meant;
    let decided = decide(at, order, targets, modules, each, w.revision());
    if !decided.refused.is_empty() && !order.partial {
        return Err(refusal(w, at, order, targets, modules, &decided)?);
    }
    if verb == Verb::Assign {
        fits_a_demonstration(at, &decided)?;
    }
    if let Some(asked) = asked
        && losing(&decided).iter().any(|lost| !asked.contains(lost))
    {
        // Somebody has changed something between the question and now.
        return Err(Problem::conflict("selection_changed").arg("count", targets.len()));
    }
    let kind = match verb {
        Verb::Recall => "assignments.recalled",
        Verb::Assign if order.modules.is_empty() => "assignments.recalled",
        Verb::Assign if order.instead_of.is_empty() => "assignments.assigned",
        Verb::Assign => "assignments.changed",
    };
    conclude(w, at, order, (targets, modules), &decided, (kind, None))
}

/// Writes what was decided, unless somebody only wants to know, and answers. An undo names the change that it `undoes`.
pub(super) fn conclude(
    w: &mut Write<'_>,
    at: &Snapshot,
    order: &Order,
    (targets, modules): (&[Target<'_>], &[Wanted]),
    decided: &Decided,
    (kind, undoes): (&'static str, Option<u64>),
) -> Result<Outcome, Problem> {
    let changes = !decided.changes.is_empty() && !order.dry_run;
    // Who is left out is kept beside the change, so that its page can tell it.
    let id =
        |w: &mut Write<'_>| order.job.as_ref().map_or_else(|| w.new_id().to_string(), |j| j.id().to_owned());
    let left_out = (changes && !decided.refused.is_empty()).then(|| id(w));
    let kept = left_out.as_deref();
    let healed = match changes {
        true => keep(w, at, order, (targets, modules), decided, (kind, undoes, kept))?,
        false => 0,
    };
    let revision = if changes { w.revision() } else { at.revision() };
    let mut answer = answer(w, at, order, targets, modules, decided, revision)?;
    let would = match order.dry_run && decided.frees {
        true => would_heal(at, &decided.usage, &touched(at, decided)),
        false => Vec::new(),
    };
    effect::serve(at, &mut answer.effect, &would);
    if !order.dry_run {
        let what = match (kind, undoes) {
            (_, Some(_)) => jobs::Kind::Undo,
            ("assignments.recalled", _) => jobs::Kind::Recall,
            _ => jobs::Kind::Assign,
        };
        keep_lists(w, at, (order, what, left_out), (targets, modules), decided, &mut answer)?;
    }
    let losing = if order.dry_run { losing(decided) } else { Vec::new() };
    Ok(Outcome { answer, healed, losing, seats: effect::seats(at, decided, &would) })
}

/// Ends the job, and keeps what is too long for the answer: `next` then leads to it. Whom a change has `left_out` is kept
/// however few they are, under that id.
fn keep_lists(
    w: &mut Write<'_>,
    at: &Snapshot,
    (order, kind, left_out): (&Order, jobs::Kind, Option<String>),
    (targets, modules): (&[Target<'_>], &[Wanted]),
    decided: &Decided,
    answer: &mut AssignAnswer,
) -> Result<(), Problem> {
    let changes = !decided.changes.is_empty();
    let pages =
        if changes || order.job.is_some() { rest::pages(at, targets, modules, decided) } else { Vec::new() };
    if let Some(job) = &order.job {
        answer.next = (!pages.is_empty()).then(|| rest::cursor(job.id(), 0));
        let kept = serde_json::to_value(&*answer).unwrap_or_default();
        return job.end(w, &kept, &pages, answer.revision);
    }
    if !pages.is_empty() || left_out.is_some() {
        let asked = order.asked(targets.len() as u64);
        let id = left_out.unwrap_or_else(|| w.new_id().to_string());
        answer.next = (!pages.is_empty()).then(|| rest::cursor(&id, 0));
        let kept = serde_json::to_value(&*answer).unwrap_or_default();
        jobs::keep(w, &id, (kind, asked), &kept, &pages)?;
    }
    Ok(())
}

/// In demo mode there are no more assignments than 1,000; those that exist stay (rule 11).
pub(super) fn fits_a_demonstration(at: &Snapshot, decided: &Decided) -> Result<(), Problem> {
    if !at.demo() {
        return Ok(());
    }
    let limit = usize::try_from(licentia_core::decide::DEMO_CAP).unwrap_or(usize::MAX);
    let there: usize = at.users().map(|user| user.assignments().len()).sum();
    let (added, gone) = decided
        .changes
        .iter()
        .fold((0, 0), |(added, gone), (_, change)| (added + change.add.len(), gone + change.remove.len()));
    if added > gone && there + added - gone > limit {
        return Err(Problem::conflict("demo_limit").arg("limit", limit).with("limit", limit));
    }
    Ok(())
}

fn losing(decided: &Decided) -> Vec<(UserNo, ModuleNo)> {
    let lost = decided.members.iter().filter(|member| member.what != "assigned");
    lost.map(|member| (member.user, member.row.module)).collect()
}

/// Changes written with one set of statements.
const AT_ONCE: usize = 5_000;

/// Writes the rows and the entry; answers how many who waited were served.
fn keep(
    w: &mut Write<'_>,
    at: &Snapshot,
    order: &Order,
    (targets, modules): (&[Target<'_>], &[Wanted]),
    decided: &Decided,
    (kind, undoes, left_out): (&'static str, Option<u64>, Option<&str>),
) -> Result<u64, Problem> {
    let reason = order.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let owner = match targets {
        [Target { user: Some(user), .. }] => uuid::Uuid::from_u128(user.id()).to_string(),
        _ => String::new(),
    };
    let comment = reason.map(|reason| w.text_about(&owner, reason));
    for (part, changes) in decided.changes.chunks(AT_ONCE).enumerate() {
        sealed::apply(w, changes, comment.as_ref())?;
        order.written(part * AT_ONCE + changes.len(), decided.changes.len());
    }
    let healed = if decided.frees {
        heal_in(w, at, at.licences(), at.day(), &decided.usage, &touched(at, decided))?
    } else {
        Vec::new()
    };
    let mut entry = Entry::new(kind, 1);
    if let [Target { user: Some(user), .. }] = targets {
        entry = entry.subject(subject::user(user.no()));
    }
    let mut named = HashSet::new();
    let asked: Vec<ModuleNo> =
        modules.iter().filter_map(|wanted| wanted.no).filter(|no| named.insert(*no)).collect();
    let mut after = json!({"modules": asked, "users": targets.len(), "changed": decided.changes.len(), "refused": decided.refused.len(), "healed": healed.len()});
    if let Some(undoes) = undoes {
        after["undoes"] = json!(undoes);
    }
    if let Some(job) = left_out {
        after["job"] = json!(job);
    }
    entry = entry.after(after);
    if let Some(comment) = comment {
        entry = entry.reason(comment);
    }
    for member in &decided.members {
        entry.member(member);
    }
    for met in &healed {
        entry.member(met);
    }
    w.record(entry)?;
    Ok(healed.len() as u64)
}

/// Those of the changed whose waiting matters: they waited before, or wait now.
fn touched(at: &Snapshot, decided: &Decided) -> People {
    let mut people = People::new();
    for (no, change) in &decided.changes {
        let Some(user) = at.user(*no).filter(|user| user.waits() || change.add.iter().any(waits)) else {
            continue;
        };
        let mut assignments = user.assignments().to_vec();
        change.apply(&mut assignments);
        people.insert(*no, Changed { kind: user.kind(), active: user.active(), assignments });
    }
    people
}
