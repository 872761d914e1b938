//! Changing the rules and applying them: first what would happen, then done as seen, in one transaction.

use std::collections::HashSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::rules::Rules;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::by::By;
use licentia_platform::clock::new_id;
use licentia_platform::db::{Done, ScopeNo, Write};
use licentia_platform::ledger::{self, Entry};
use licentia_platform::problem::Problem;
use licentia_platform::seals::{Sealed as _, Sealer};
use licentia_protocol::api::{RulesAnswer, RulesEffect};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::edit::{Edit, Making};
use super::effect::{Effect, From, effect};
use super::follow::members;
use super::wire;
use crate::assignments::{heal_over, heal_rest};
use crate::blockers::{self, Despite};
use crate::jobs::{self, Ended, Handle, Kind};
use crate::ledger::SEALED;
use crate::sealed::{self, RuleRow, Stored};
use crate::snapshot::Snapshot;
use crate::state::{Manager, TAMPERED};

/// The longest list of an answer.
const LISTED: usize = 1_000;

/// What to do with the rules.
#[derive(Clone, Debug)]
pub struct Asked {
    /// How to edit them.
    pub edit: Edit,
    /// The effect that was seen in a preview; another one is refused.
    pub seen: Option<String>,
    /// What to do when an application that is asked before somebody loses a licence gives no answer.
    pub despite: Despite,
}

impl Asked {
    /// An edit, whatever its effect.
    pub fn of(edit: Edit) -> Self {
        Self { edit, seen: None, despite: Despite::Nothing }
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Answered {
    /// It is done.
    Done(Box<RulesAnswer>),
    /// It concerns so many that it goes on beside the request: the id of the job.
    Job(String),
}

/// What an edit of the rules would do, with nothing changed.
///
/// # Errors
/// 404 `not_found`; 409 `tampered` while a rule is; 422 as [`change`].
pub async fn preview(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    edit: Edit,
) -> Result<RulesAnswer, Problem> {
    let (rows, effect, at) = trial(manager, granted.scope, edit).await?;
    let (scope, revision) = (granted.scope, at.revision());
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        let (seen, mut effect) = (effect.seen(), effect);
        effect.heal(&at);
        let effect = wire::effect(r, &at, scope, &effect, (seen, LISTED))?;
        Ok(RulesAnswer { rules: wire::rules(&at, &rows), effect, revision })
    };
    manager.db().read(reading).await
}

/// Everything that an edit would do, for a file: every list in full.
///
/// # Errors
/// As [`preview`].
pub(crate) async fn every_line(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    edit: Edit,
) -> Result<RulesEffect, Problem> {
    let (_, mut effect, at) = trial(manager, granted.scope, edit).await?;
    let scope = granted.scope;
    effect.heal(&at);
    manager.db().read(move |r| wire::effect(r, &at, scope, &effect, (String::new(), usize::MAX))).await
}

/// The rules after an edit, what applying them comes to, and where it was looked at.
type Trial = (Vec<RuleRow>, Effect, std::sync::Arc<Snapshot>);

/// The rules after an edit and what applying them comes to, on paper.
pub(super) async fn trial(manager: &Manager, scope: ScopeNo, edit: Edit) -> Result<Trial, Problem> {
    trial_sparing(manager, scope, edit, HashSet::new()).await
}

/// The same with some users left as they are.
pub(super) async fn trial_sparing(
    manager: &Manager,
    scope: ScopeNo,
    edit: Edit,
    spared: HashSet<UserNo>,
) -> Result<Trial, Problem> {
    let at = manager.snapshot(scope).await?;
    let putting = edit == Edit::PutRight;
    if !putting {
        not_tampered(&at)?;
    }
    let (now_ms, random) = (manager.now_ms(), manager.db().random().clone());
    let mut ids = move || new_id(now_ms, &*random).to_string();
    let rows = Making { at: &at, now_ms, new_id: &mut ids }.edited(edit)?;
    let (rules, sealer) = (compiled(&rows), Sealer::new(manager.db().secret()));
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        if !putting {
            complete(r, scope)?;
        }
        let order = at.revision() + 1;
        let from = From { scope, sealer, progress: None, spared: &spared };
        let effect = effect(r, &at, &rules, order, from)?;
        Ok((rows, effect, at))
    };
    manager.db().read(reading).await
}

fn compiled(rows: &[RuleRow]) -> Rules {
    Rules::new(rows.iter().map(|row| row.rule.clone()))
}

/// Refuses when a rule was deleted, or an old one put back: the others would take away what it gave.
fn complete(r: &mut licentia_platform::db::Read<'_>, scope: ScopeNo) -> Result<(), Problem> {
    let table = SEALED.iter().find(|table| table.name == RuleRow::TABLE);
    let sound =
        table.map_or(Ok(true), |table| ledger::check_rows(r, scope, table).map(|check| check.is_sound()))?;
    if sound { Ok(()) } else { Err(Problem::conflict(TAMPERED)) }
}

fn not_tampered(at: &Snapshot) -> Result<(), Problem> {
    if at.rules_rest() { Err(Problem::conflict(TAMPERED)) } else { Ok(()) }
}

/// Edits the rules and makes everybody's assignments what they want, in one transaction; what concerns very many goes on
/// beside the request.
///
/// # Errors
/// 404 `not_found`; 409 `effect_changed` with the `answer` as it would be now; `demo_limit`; `tampered`; those of
/// [`blockers::ask`]; 422 `invalid`, `module_unknown`, `not_assignable`.
pub async fn change(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    asked: Asked,
) -> Result<Answered, Problem> {
    let keyed = granted.by.idempotency.is_some();
    let (concerned, agreed) = match trial(manager, granted.scope, asked.edit.clone()).await {
        Ok((_, trial, _)) => {
            if !keyed && asked.seen.as_ref().is_some_and(|seen| *seen != trial.seen()) {
                let now = preview(manager, granted, asked.edit).await?;
                return Err(Problem::conflict("effect_changed").with("answer", now));
            }
            blockers::ask(manager, granted.scope, &trial.at_stake(), asked.despite).await?;
            (trial.changes.len() as u64, Agreed::of(manager, granted.scope, &trial).await?)
        }
        // It may have been done before under this key, and is then answered from there.
        Err(_) if keyed => (0, Agreed::of(manager, granted.scope, &Effect::default()).await?),
        Err(problem) => return Err(problem),
    };
    let total = manager.snapshot(granted.scope).await?.users().count() as u64;
    let by = granted.by.clone();
    if !manager.jobs().long(concerned) {
        let done = write(manager, granted.scope, &by, asked, agreed, None).await?;
        return Ok(Answered::Done(Box::new(done.value.answer)));
    }
    let (scope, owner) = (granted.scope, manager.clone());
    let work = move |handle: Handle| async move {
        handle.progress().total(total);
        let by = By { idempotency: None, ..by };
        let done = write(&owner, scope, &by, asked, agreed, Some(handle)).await?;
        Ok(Ended { answer: summary(&done.value.answer.effect), revision: done.revision })
    };
    let what = json!({"users": concerned});
    Ok(Answered::Job(jobs::start(manager, &granted.by, scope, (Kind::Rules, what, total), work).await?))
}

/// What the applications were asked about: nobody may lose anything else in this change. Without any to ask, everything.
#[derive(Debug, Default)]
pub(crate) struct Agreed {
    asked: Option<HashSet<(UserNo, ModuleNo)>>,
    /// Who keeps everything as it is, because an application objects.
    spared: HashSet<UserNo>,
}

impl Agreed {
    pub(super) async fn of(manager: &Manager, scope: ScopeNo, trial: &Effect) -> Result<Self, Problem> {
        let asked = blockers::any(manager, scope).await?;
        Ok(if asked { Self::to(&trial.at_stake()) } else { Self::default() })
    }

    /// To these losses and no others.
    pub(crate) fn to(loses: &[(UserNo, ModuleNo)]) -> Self {
        Self { asked: Some(loses.iter().copied().collect()), spared: HashSet::new() }
    }

    /// With these users left as they are.
    pub(super) fn sparing(self, spared: HashSet<UserNo>) -> Self {
        Self { spared, ..self }
    }

    /// # Errors
    /// 409 `effect_changed` when somebody would lose something else: that has to be asked about first.
    pub(crate) fn covers(&self, loses: &[(UserNo, ModuleNo)]) -> Result<(), Problem> {
        let asked = |lost| self.asked.as_ref().is_none_or(|agreed| agreed.contains(lost));
        if loses.iter().all(asked) { Ok(()) } else { Err(Problem::conflict("effect_changed")) }
    }
}

/// What is kept of a change for whoever sends the same key again.
#[derive(Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) answer: RulesAnswer,
    pub(super) healed: u64,
}

/// Edits and applies, in one transaction and one entry.
pub(super) async fn write(
    manager: &Manager,
    scope: ScopeNo,
    by: &By,
    asked: Asked,
    agreed: Agreed,
    handle: Option<Handle>,
) -> Result<Done<Made>, Problem> {
    let sealer = Sealer::new(manager.db().secret());
    let putting = asked.edit == Edit::PutRight;
    let done =
        manager.write(scope, by, move |w, at| make(w, at, sealer, asked, &agreed, handle.as_ref())).await?;
    if putting {
        // Whether anything else is wrong with the tables is looked at as well.
        manager.slot(scope)?.recheck(false).await?;
    }
    heal_rest(manager, scope, done.value.healed).await?;
    Ok(done)
}

fn make(
    w: &mut Write<'_>,
    at: &Snapshot,
    sealer: Sealer,
    asked: Asked,
    agreed: &Agreed,
    handle: Option<&Handle>,
) -> Result<Made, Problem> {
    let (scope, now_ms) = (w.scope(), w.now_ms());
    let putting = asked.edit == Edit::PutRight;
    let rows = if putting {
        right_ones(w)?
    } else {
        not_tampered(at)?;
        Making { at, now_ms, new_id: &mut || w.new_id().to_string() }.edited(asked.edit)?
    };
    let progress = handle.map(Handle::progress);
    let from = From { scope, sealer, progress, spared: &agreed.spared };
    let mut effect = effect(w, at, &compiled(&rows), w_revision(at), from)?;
    let seen = effect.seen();
    if asked.seen.is_some_and(|asked| asked != seen) {
        return Err(Problem::conflict("effect_changed"));
    }
    agreed.covers(&effect.at_stake())?;
    let edited = if putting { put_right(w)? } else { save_rules(w, at, &rows)? };
    let changed = edited.is_some() || !effect.changes.is_empty();
    let healed = if changed { keep(w, at, &effect, edited)? } else { 0 };
    effect.heal(at);
    let revision = if changed { w.revision() } else { at.revision() };
    let effect = wire::effect(w, at, scope, &effect, (seen, LISTED))?;
    let answer = RulesAnswer { rules: wire::rules(at, &rows), effect, revision };
    if let Some(handle) = handle.filter(|_| changed) {
        handle.finish(w, &summary(&answer.effect), &[])?;
    }
    Ok(Made { answer, healed })
}

/// The revision that a change on top of a snapshot gets.
fn w_revision(at: &Snapshot) -> u64 {
    at.revision() + 1
}

/// What a job answers.
fn summary(effect: &RulesEffect) -> Value {
    json!({"counts": effect.counts, "seats": effect.seats})
}

/// Writes the assignments and the entry; answers how many who waited were served.
fn keep(w: &mut Write<'_>, at: &Snapshot, effect: &Effect, edited: Option<Edited>) -> Result<u64, Problem> {
    sealed::apply(w, &effect.changes, None)?;
    let healed = if effect.frees {
        heal_over(w, at, &effect.usage, &effect.over, &effect.people)?
    } else {
        Vec::new()
    };
    let kind = edited.as_ref().map_or("rules.applied", |edited| edited.kind);
    let counts = json!({"gains": effect.gains.len(), "loses": effect.loses.len(), "unmet": effect.unmet.len(), "healed": healed.len()});
    let mut entry = Entry::new(kind, 1);
    match edited {
        None => entry = entry.after(json!({"effect": counts})),
        Some(Edited { before, after, .. }) => {
            entry = entry.before(json!({"rules": before})).after(json!({"rules": after, "effect": counts}));
        }
    }
    for (user, change) in &effect.changes {
        let before = at.user(*user).map_or(&[][..], |user| user.assignments());
        members(*user, before, change).iter().for_each(|member| entry.member(member));
    }
    healed.iter().for_each(|met| entry.member(met));
    w.record(entry)?;
    Ok(healed.len() as u64)
}

/// What the ledger says of an edit: the rules that changed, as they were and as they are.
struct Edited {
    kind: &'static str,
    before: Vec<Value>,
    after: Vec<Value>,
}

/// Writes the rules that changed; `None` when none did.
fn save_rules(w: &mut Write<'_>, at: &Snapshot, rows: &[RuleRow]) -> Result<Option<Edited>, Problem> {
    let old = &at.rules.rows;
    let gone: HashSet<_> = old.iter().filter(|row| !rows.contains(row)).map(RuleRow::no).collect();
    let new: Vec<RuleRow> = rows.iter().filter(|row| !old.contains(row)).cloned().collect();
    if gone.is_empty() && new.is_empty() {
        return Ok(None);
    }
    let scope = w.scope();
    let stored: Vec<Stored<RuleRow>> = sealed::store::rules(w, scope)?
        .into_iter()
        .flatten()
        .filter(|stored| gone.contains(&stored.row.no()))
        .collect();
    let before = stored.iter().map(|stored| told(w, at, &stored.row)).collect();
    sealed::store::remove_rules(w, &stored)?;
    sealed::store::insert_rules(w, &new)?;
    let after = new.iter().map(|row| told(w, at, row)).collect();
    Ok(Some(Edited { kind: "rules.changed", before, after }))
}

/// The rules that carry their seal, first to last.
fn right_ones(w: &mut Write<'_>) -> Result<Vec<RuleRow>, Problem> {
    Ok(sealed_ones(w)?.into_iter().map(|stored| stored.row).collect())
}

fn sealed_ones(w: &mut Write<'_>) -> Result<Vec<Stored<RuleRow>>, Problem> {
    let scope = w.scope();
    let mut found: Vec<_> = sealed::store::rules(w, scope)?.into_iter().flatten().collect();
    found.retain(|stored| w.check(&stored.row, stored.rev, stored.seal).is_ok());
    Ok(found)
}

/// Removes the rules that do not carry their seal, and takes those that are left for all there are; `None` when nothing
/// was wrong. What the others say cannot be believed, and is not told.
fn put_right(w: &mut Write<'_>) -> Result<Option<Edited>, Problem> {
    let right = sealed_ones(w)?;
    let numbers: Vec<_> = right.iter().map(|stored| stored.row.no()).collect();
    let gone = sealed::store::keep_only_rules(w, &numbers)?;
    let sum = right.iter().fold(0_u128, |sum, stored| sum.wrapping_add(stored.seal.number()));
    if gone == 0 && sum == w.sealed_sum(RuleRow::TABLE) {
        return Ok(None);
    }
    w.accept_sum(RuleRow::TABLE, sum);
    let (before, after) = (vec![json!({"tampered": gone})], vec![json!({"left": right.len()})]);
    Ok(Some(Edited { kind: "rules.put_right", before, after }))
}

/// A rule for the ledger: names and conditions may be about people, and are kept beside it.
fn told(w: &mut Write<'_>, at: &Snapshot, row: &RuleRow) -> Value {
    let said = wire::said(at, row);
    let text = w.text(&json!({"name": said.name, "when": said.when}).to_string());
    json!({"id": row.id, "place": row.rule.priority, "enabled": row.rule.enabled,
        "over_manual": row.rule.over_manual, "modules": row.rule.modules, "said": text})
}
