//! Granting a module or a plan (rules 1 to 5).
//!
//! **The least work** for one user of a bulk change: what the plan needs is worked out once
//! ([`Prepared`]); a user without assignments costs one comparison per counted module, a user with
//! some costs two passes over a scratch table. Only the answer is allocated.

use super::holds::{Load, current};
use super::prepared::Prepared;
use super::{Ask, Assignment, Change, Person, Refusal, State, Usage};
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licences::{Day, Licences};
use jiff::civil::Date;

/// Decides one grant: the row to add, the plan that gives way, the units it takes.
///
/// What is held in the same way already is an empty change. An inactive user, and a grant whose
/// dates do not include today, take no seat. Assigning a plan removes the user's other plans of
/// the issuer in those days; one that begins later only ends them the day before.
///
/// # Errors
///
/// The first of: `module_unknown`, `tampered`, `no_licence`, `not_assignable`, `not_started`,
/// `expired`, `manual_plan`, `user_kind`, `no_seat`, `prerequisite`.
pub fn assign(
    licences: &Licences,
    day: &Day,
    usage: &Usage,
    person: &Person<'_>,
    ask: &Ask,
) -> Result<Change, Refusal> {
    let prepared = Prepared::of(licences, day, ask.module);
    let context = Context { licences, day, over_manual: false };
    grant(context, usage, &mut Scratch::new(licences), &prepared, person, ask)
}

/// Keeps what could not be granted as an intent on the waiting list (rule 13), with the code of
/// the refusal. Plans that act stay until the intent is met; other waiting plans give way.
///
/// # Errors
///
/// What can never be granted, and what would overrule a person's choice of plan.
pub fn intend(
    licences: &Licences,
    day: &Day,
    person: &Person<'_>,
    ask: &Ask,
    code: Code,
) -> Result<Change, Refusal> {
    intend_over(licences, day, person, ask, (code, false))
}

/// The same for a rule that may take the place of plans chosen by hand, or may not: what would be granted over such a plan
/// waits beside it, and the plan stays until then.
pub(crate) fn intend_over(
    licences: &Licences,
    day: &Day,
    person: &Person<'_>,
    ask: &Ask,
    (code, over_manual): (Code, bool),
) -> Result<Change, Refusal> {
    let prepared = Prepared::of(licences, day, ask.module);
    if let Err(refusal) = prepared.check(licences, ask, first_day(ask, day.today))
        && !matches!(refusal.code, Code::NoLicence | Code::NotStarted | Code::Expired)
    {
        return Err(refusal);
    }
    let context = Context { licences, day, over_manual };
    let rows = rows(context, &prepared, person, ask)?;
    if rows.same.is_some_and(|same| same.state == State::Active) {
        return Ok(Change::default());
    }
    let waiting = |key: &_| person.assignments.iter().any(|a| a.key() == *key && a.state != State::Active);
    let remove: Vec<_> = rows.remove.into_iter().filter(waiting).collect();
    let mut intent = Assignment { order: rows.order, ..ask.granted(State::Waiting(code)) };
    intent.module = prepared.module;
    Ok(Change { add: vec![intent], remove, ..Change::default() })
}

/// What every grant of one change has in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub(super) licences: &'a Licences,
    pub(super) day: &'a Day,
    pub(super) over_manual: bool,
}

/// The tables that grants use again and again.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) before: Load,
    pub(super) after: Load,
}

impl Scratch {
    pub(super) fn new(licences: &Licences) -> Self {
        Self { before: Load::new(licences), after: Load::new(licences) }
    }
}

/// What happens to the rows a user has.
#[derive(Debug, Default)]
struct RowChanges<'a> {
    /// The row of the same module and source.
    same: Option<&'a Assignment>,
    remove: Vec<(ModuleNo, super::Source)>,
    /// Plans that end the day before the new one begins.
    shortened: Vec<Assignment>,
    replaced: Vec<ModuleNo>,
    /// The grant's place in time: that of the row it takes the place of.
    order: u64,
}

pub(super) fn grant(
    context: Context<'_>,
    usage: &Usage,
    scratch: &mut Scratch,
    prepared: &Prepared,
    person: &Person<'_>,
    ask: &Ask,
) -> Result<Change, Refusal> {
    let today = context.day.today;
    let first = first_day(ask, today);
    prepared.check(context.licences, ask, first)?;
    let rows = rows(context, prepared, person, ask)?;
    let mut granted = Assignment { order: rows.order, ..ask.granted(State::Active) };
    granted.module = prepared.module;
    if rows.same == Some(&granted) && rows.replaced.is_empty() && rows.remove.len() == 1 {
        return Ok(Change::default());
    }
    if !prepared.kinds.contains(person.kind) {
        let unfit = prepared.parts.iter().find(|part| !part.kinds.contains(person.kind));
        let because = unfit.map(|part| part.no);
        return Err(Refusal::new(Code::UserKind, ask.module, because));
    }
    let mut add = rows.shortened;
    add.push(granted);
    scratch.fill(context, today, person, &rows.remove, &add);
    let taken = if person.active { seats(context, usage, scratch, prepared, ask)? } else { Vec::new() };
    if first != today {
        scratch.fill(context, first, person, &rows.remove, &add);
    }
    prerequisites(context, scratch, prepared, ask)?;
    Ok(Change { add, remove: rows.remove, replaced: rows.replaced, usage: taken })
}

/// The first day on which a grant acts.
fn first_day(ask: &Ask, today: Date) -> Date {
    ask.from.map_or(today, |from| from.max(today))
}

/// What a grant does to the rows that are there: the same row changes, other plans give way.
fn rows<'a>(
    context: Context<'_>,
    prepared: &Prepared,
    person: &Person<'a>,
    ask: &Ask,
) -> Result<RowChanges<'a>, Refusal> {
    let Context { licences, day, over_manual } = context;
    let first = first_day(ask, day.today);
    let mut rows = RowChanges { order: ask.order, ..RowChanges::default() };
    for row in person.assignments {
        let module = current(licences, row.module);
        if module == prepared.module {
            if row.source == ask.source {
                rows.order = rows.order.min(row.order);
                rows.remove.push(row.key());
                rows.same = Some(row);
            }
            continue;
        }
        let rival = prepared.plan_of.is_some()
            && licences.module(module).and_then(|m| m.plan.then_some(m.issuer)) == prepared.plan_of;
        if !rival || !overlaps(row, first, ask.until) {
            continue;
        }
        if row.source.by_hand() && ask.source.automatic() && !over_manual {
            return Err(Refusal::new(Code::ManualPlan, ask.module, Some(module)));
        }
        rows.remove.push(row.key());
        if row.state == State::Active && row.from.is_none_or(|from| from < first) && first > day.today {
            rows.shortened.push(Assignment { until: first.yesterday().ok(), ..*row });
        }
        if !rows.replaced.contains(&module) {
            rows.replaced.push(module);
        }
    }
    Ok(rows)
}

/// A user's other plan of the issuer of `plan`, today or later: one that a person chose where there is one, else any that
/// acts.
pub(crate) fn rival(
    licences: &Licences,
    day: &Day,
    rows: &[Assignment],
    plan: ModuleNo,
) -> Option<Assignment> {
    let plan_of = |no: ModuleNo| licences.module(no).and_then(|m| m.plan.then_some(m.issuer));
    let (plan, today) = (current(licences, plan), day.today);
    let issuer = plan_of(plan)?;
    let rivals = rows.iter().filter(|row| {
        let other = current(licences, row.module);
        other != plan && plan_of(other) == Some(issuer) && overlaps(row, today, None)
    });
    let weigh = |row: &&Assignment| (row.source.by_hand(), row.acts(today));
    rivals.filter(|row| weigh(row) != (false, false)).max_by_key(weigh).copied()
}

/// Whether a row gives its plan on any day from `first` to `until`.
fn overlaps(row: &Assignment, first: Date, until: Option<Date>) -> bool {
    row.until.is_none_or(|last| first <= last)
        && until.is_none_or(|until| row.from.is_none_or(|from| from <= until))
}

impl Scratch {
    /// What the user holds on `at` before and after the change.
    fn fill(
        &mut self,
        context: Context<'_>,
        at: Date,
        person: &Person<'_>,
        remove: &[(ModuleNo, super::Source)],
        add: &[Assignment],
    ) {
        self.before.clear();
        self.after.clear();
        self.before.fill(context.licences, at, person.assignments);
        let kept = person.assignments.iter().filter(|row| !remove.contains(&row.key()));
        self.after.fill(context.licences, at, kept.chain(add));
    }
}

/// The units that the change takes and gives back, if every one of them is free (rules 3 and 5).
fn seats(
    context: Context<'_>,
    usage: &Usage,
    scratch: &Scratch,
    prepared: &Prepared,
    ask: &Ask,
) -> Result<Vec<(ModuleNo, i64)>, Refusal> {
    for part in &prepared.parts {
        let (before, after) = (scratch.before.get(part.no), scratch.after.get(part.no));
        let more = u64::from(after.saturating_sub(before));
        if more > 0 && part.cap.is_some_and(|cap| usage.get(part.no) + more > cap) {
            return Err(Refusal::new(Code::NoSeat, ask.module, Some(part.no)));
        }
    }
    Ok(scratch.before.difference(context.licences, &scratch.after))
}

/// What is granted has what it requires, and nothing that stays loses what it requires (rule 4).
fn prerequisites(
    context: Context<'_>,
    scratch: &Scratch,
    prepared: &Prepared,
    ask: &Ask,
) -> Result<(), Refusal> {
    let unmet = prepared.unmet(|no| scratch.after.get(no) > 0);
    let orphan = || orphan(context.licences, &scratch.before, &scratch.after);
    match unmet.or_else(orphan) {
        Some(at_fault) => {
            Err(Refusal { code: Code::Prerequisite, module: ask.module, because: Some(at_fault) })
        }
        None => Ok(()),
    }
}

/// A module still held whose prerequisite was held before and is not any more.
pub(crate) fn orphan(licences: &Licences, before: &Load, after: &Load) -> Option<ModuleNo> {
    if before.touched().iter().all(|no| after.get(*no) > 0) {
        return None;
    }
    let lost = |needed: &ModuleNo| before.get(*needed) > 0 && after.get(*needed) == 0;
    let mut held = after.touched().iter().copied();
    held.find(|no| licences.module(*no).is_some_and(|module| module.requires.iter().any(lost)))
}
