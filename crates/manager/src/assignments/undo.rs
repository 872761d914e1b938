//! Undoing a bulk change, as far as it still applies: what it gave goes, what it took comes back with its source, units
//! and dates. What somebody has changed since stays as it is now, and is listed with why.

use licentia_core::decide::Code;
use licentia_core::ids::ModuleNo;
use licentia_core::seats::{self, Ask, Assigner, Assignment, Change, Person, Refusal, State};
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::Write;
use licentia_platform::ledger;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;

use super::decided::{Decided, Pair, RefusedPair, Working, members};
use super::heal::heal_rest;
use super::member::Member;
use super::net::Meant;
use super::order::Order;
use super::perform::{Agreed, Answered, Outcome, ask_first, conclude, fits_a_demonstration};
use super::undone::Undone;
use crate::blockers::Despite;
use crate::jobs;
use crate::snapshot::{Snapshot, User};
use crate::state::Manager;

/// The code of what somebody has changed since.
pub(super) const CHANGED_SINCE: &str = "changed_since";
/// The code of what somebody had who is deleted by now.
pub(super) const USER_DELETED: &str = "user_deleted";

/// How a change is to be undone.
#[derive(Clone, Debug)]
pub struct Undoing {
    /// The revision of the change.
    pub revision: u64,
    /// Only say what would happen.
    pub dry_run: bool,
    /// Why, for the ledger.
    pub reason: Option<String>,
    /// What to do when an application that is asked first gives no answer.
    pub despite: Despite,
    /// Which thousand of each list is answered.
    pub page: u64,
    /// The language of the sentences in the answer.
    pub lang: Lang,
}

/// Undoes a bulk change as far as it still applies; as a job when it is about many users.
///
/// # Errors
/// 404 `not_found` when there is no such change; 409 `not_undoable` when it is not one of assignments, `nothing_to_undo`
/// with the list of what stands in the way; those of [`super::assign()`].
pub async fn undo(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    undoing: Undoing,
) -> Result<Answered, Problem> {
    let (scope, revision) = (granted.scope, undoing.revision);
    let count = manager.db().read(move |r| Ok(change(r, scope, revision)?.members)).await?;
    let order = Order {
        partial: true,
        dry_run: undoing.dry_run,
        reason: undoing.reason,
        despite: undoing.despite,
        page: undoing.page,
        ..Order::by_hand(Vec::new(), Vec::new(), undoing.lang)
    };
    if order.dry_run || !manager.jobs().long(count) {
        return perform(manager, granted, order, revision).await;
    }
    let (own, granted, by) = (manager.clone(), granted.clone(), granted.by.clone());
    let asked = serde_json::json!({"undoes": revision});
    let work = move |job| async move {
        match perform(&own, &granted, Order { job: Some(job), ..order }, revision).await? {
            Answered::Now(done) => {
                let answer = serde_json::to_value(&done.value).unwrap_or_default();
                Ok(jobs::Ended { answer, revision: done.revision })
            }
            Answered::Job(_) => Err(Problem::internal("a job started another")),
        }
    };
    Ok(Answered::Job(jobs::start(manager, &by, scope, (jobs::Kind::Undo, asked, count), work).await?))
}

/// The entry of a change that can be undone.
///
/// # Errors
/// 404 `not_found`; 409 `not_undoable`; the database's.
pub(crate) fn change(
    sql: &mut dyn licentia_platform::db::Sql,
    scope: licentia_platform::db::ScopeNo,
    revision: u64,
) -> Result<ledger::StoredEntry, Problem> {
    let before = revision.checked_sub(1).ok_or_else(|| Problem::not_found("change"))?;
    let entry = ledger::entries_after(sql, scope, before, 1)?.pop();
    let entry = entry.filter(|entry| entry.revision == revision);
    let entry = entry.ok_or_else(|| Problem::not_found("change"))?;
    if entry.members > 0 && undoable(&entry.kind) {
        Ok(entry)
    } else {
        Err(Problem::conflict("not_undoable"))
    }
}

/// Whether changes of a kind can be undone.
pub(crate) fn undoable(kind: &str) -> bool {
    matches!(
        kind,
        "assignments.assigned" | "assignments.recalled" | "assignments.changed" | "assignments.undone"
    )
}

async fn perform(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    order: Order,
    revision: u64,
) -> Result<Answered, Problem> {
    let asked = ask_first(manager, granted, (order.dry_run, order.despite), |granted| {
        let trial = Order { dry_run: true, ..order.clone() };
        async move {
            manager.write(granted.scope, &granted.by, move |w, at| write(w, at, &trial, revision, None)).await
        }
    });
    let asked = asked.await?;
    let writing = move |w: &mut Write<'_>, at: &Snapshot| write(w, at, &order, revision, asked.as_ref());
    let done = manager.write(granted.scope, &granted.by, writing).await?;
    heal_rest(manager, granted.scope, done.value.healed).await?;
    let (value, revision, replayed) = (done.value.answer, done.revision, done.replayed);
    Ok(Answered::Now(Box::new(licentia_platform::db::Done { value, revision, replayed })))
}

fn write(
    w: &mut Write<'_>,
    at: &Snapshot,
    order: &Order,
    revision: u64,
    asked: Option<&Agreed>,
) -> Result<Outcome, Problem> {
    let scope = w.scope();
    change(w, scope, revision)?;
    let mut kept = Vec::new();
    ledger::members(w, scope, revision, &mut |member| kept.extend(Member::read(&member)))?;
    let meant = Meant::of(at, kept);
    let undone = Undone::of(w, revision)?;
    let mut decided = Deciding::new(at, order, &meant).decide();
    undone.tell(&meant, &mut decided);
    fits_a_demonstration(at, &decided)?;
    let lost = |member: &&Member| member.what != "assigned";
    let unasked = |asked: &Agreed| {
        decided.members.iter().filter(lost).any(|m| !asked.contains(&(m.user, m.row.module)))
    };
    if asked.is_some_and(unasked) {
        return Err(Problem::conflict("selection_changed").arg("count", meant.targets.len()));
    }
    let nothing = decided.changes.is_empty() && !order.dry_run;
    let lists = (&meant.targets[..], &meant.modules[..]);
    // Nothing is written when nothing is left to undo: then the answer only says why.
    let said = Order { dry_run: order.dry_run || nothing, ..order.clone() };
    let outcome = conclude(w, at, &said, lists, &decided, ("assignments.undone", Some(revision)))?;
    if !nothing {
        return Ok(outcome);
    }
    let mut problem = Problem::conflict("nothing_to_undo");
    if let Some(by) = undone.by {
        problem = problem.with("undone_by", by);
    }
    if let Ok(serde_json::Value::Object(members)) = serde_json::to_value(&outcome.answer) {
        problem.extra.extend(members);
    }
    Err(problem)
}

struct Deciding<'a> {
    at: &'a Snapshot,
    order: &'a Order,
    meant: &'a Meant<'a>,
    usage: seats::Usage,
    decided: Decided,
}

type Why = (&'static str, Option<ModuleNo>);

fn refused(Refusal { code, because, .. }: Refusal) -> Why {
    (code.as_str(), because)
}

impl<'a> Deciding<'a> {
    fn new(at: &'a Snapshot, order: &'a Order, meant: &'a Meant<'a>) -> Self {
        Self { at, order, meant, usage: at.usage().clone(), decided: Decided::default() }
    }

    /// First everybody gives back, then everybody gets back: a unit that the change moved can move back.
    fn decide(mut self) -> Decided {
        let meant = self.meant;
        let mut people: Vec<Working<'a>> =
            meant.targets.iter().map(|target| Working::new(target.user)).collect();
        for (target, members) in meant.members.iter().enumerate() {
            self.order.decided(target, meant.targets.len());
            for (module, member) in members.iter().rev().filter(|(_, member)| member.what == "assigned") {
                if self.gave_way(members, member).is_some() {
                    continue;
                }
                let back = self.take_back(&mut people[target], meant.targets[target].user, member);
                self.tell(Pair { target, module: *module }, back);
            }
        }
        for (target, members) in meant.members.iter().enumerate() {
            for (module, member) in members.iter().rev().filter(|(_, member)| member.what != "assigned") {
                let back = self.give_back(&mut people[target], meant.targets[target].user, members, member);
                self.tell(Pair { target, module: *module }, back);
            }
        }
        for (target, person) in meant.targets.iter().zip(people) {
            if let (Some(user), Some(change)) = (target.user, person.finish()) {
                self.decided.changes.push((user.no(), change));
            }
        }
        self.decided.usage = self.usage;
        self.decided
    }

    fn tell(&mut self, pair: Pair, back: Result<(), Why>) {
        match back {
            Ok(()) => self.decided.done.push(pair),
            Err((code, because)) => self.decided.refused.push(RefusedPair { pair, code, because }),
        }
    }

    /// The plan that gave way to this one in the same change: giving it back takes this one.
    fn gave_way<'m>(&self, members: &'m [(usize, Member)], taken: &Member) -> Option<&'m Member> {
        let issuer = |no| self.at.licences().module(no).filter(|m| m.plan).map(|m| m.issuer);
        let of = issuer(taken.row.module)?;
        let mut gone = members.iter().map(|(_, member)| member).filter(|member| member.what == "replaced");
        gone.find(|member| issuer(member.row.module) == Some(of))
    }

    fn who(user: Option<User<'a>>) -> Result<User<'a>, Why> {
        let user = user.ok_or((USER_DELETED, None))?;
        if user.tampered() || user.assignment_tampered() {
            return Err((Code::Tampered.as_str(), None));
        }
        Ok(user)
    }

    /// Takes what was given, and puts what stood in its place before.
    fn take_back(
        &mut self,
        working: &mut Working<'a>,
        user: Option<User<'a>>,
        member: &Member,
    ) -> Result<(), Why> {
        let user = Self::who(user)?;
        if !working.rows.iter().any(|row| same(row, &member.row)) {
            return Err((CHANGED_SINCE, None));
        }
        let (module, source) = member.row.key();
        let rows = working.rows.to_vec();
        let person = Person { assignments: &rows, ..user.person() };
        match &member.before {
            Some(before) if before.state == State::Active => self.put(working, &person, before),
            before => {
                let change = seats::recall(self.at.licences(), self.at.day(), &person, module, Some(source));
                let change = change.map_err(refused)?;
                self.usage.apply(&change.usage);
                let mut rows = rows.clone();
                change.apply(&mut rows);
                let without = Person { assignments: &rows, ..user.person() };
                // What was refused stays as it is: nothing goes unless what was there before can come.
                let put = before.as_ref().map(|before| self.putting(&without, before)).transpose();
                let put = put.inspect_err(|_| {
                    let back: Vec<_> = change.usage.iter().map(|(no, units)| (*no, -units)).collect();
                    self.usage.apply(&back);
                })?;
                self.done(working, &person, change);
                if let Some(put) = put {
                    self.done(working, &without, put);
                }
                Ok(())
            }
        }
    }

    /// Gives what was taken.
    fn give_back(
        &mut self,
        working: &mut Working<'a>,
        user: Option<User<'a>>,
        members: &[(usize, Member)],
        member: &Member,
    ) -> Result<(), Why> {
        let user = Self::who(user)?;
        if !user.active() && !user.record().in_service {
            return Err((Code::UserInactive.as_str(), None));
        }
        if working.rows.iter().any(|row| row.key() == member.row.key()) {
            return Err((CHANGED_SINCE, None));
        }
        // A plan comes back in the place of the one that this change gave, and of no other.
        let given: Vec<&Assignment> = members
            .iter()
            .filter(|(_, taken)| taken.what == "assigned" && self.gave_way(members, taken).is_some())
            .map(|(_, taken)| &taken.row)
            .collect();
        if member.what == "replaced"
            && !given.is_empty()
            && !given.iter().any(|row| working.rows.iter().any(|now| same(now, row)))
        {
            return Err((CHANGED_SINCE, None));
        }
        let rows = working.rows.to_vec();
        let person = Person { assignments: &rows, ..user.person() };
        let issuer = |no| self.at.licences().module(no).filter(|m| m.plan).map(|m| m.issuer);
        let rival = issuer(member.row.module).is_some_and(|of| {
            let others = rows.iter().filter(|row| issuer(row.module) == Some(of));
            others.into_iter().any(|row| !given.iter().any(|own| same(row, own)))
        });
        if rival {
            return Err((CHANGED_SINCE, None));
        }
        self.put(working, &person, &member.row)
    }

    /// A row as it was: active if there is a seat, waiting if it waited.
    fn put(&mut self, working: &mut Working<'a>, person: &Person<'_>, row: &Assignment) -> Result<(), Why> {
        let change = self.putting(person, row)?;
        self.done(working, person, change);
        Ok(())
    }

    fn putting(&mut self, person: &Person<'_>, row: &Assignment) -> Result<Change, Why> {
        let (licences, day) = (self.at.licences(), self.at.day());
        if row.until.is_some_and(|until| until < day.today) {
            return Err((Code::Expired.as_str(), None));
        }
        let ask = Ask::from(row);
        let change = match row.state {
            State::Active => Assigner::new(licences, day, &mut self.usage).assign(person, &ask),
            State::Waiting(code) => seats::intend(licences, day, person, &ask, code),
        };
        let change = match change {
            Err(refusal) if self.at.demo() && refusal.code == Code::NoLicence => {
                seats::intend(licences, day, person, &ask, Code::NoLicence)
            }
            other => other,
        };
        change.map_err(refused)
    }

    fn done(&mut self, working: &mut Working<'a>, person: &Person<'_>, change: Change) {
        self.decided.frees |= change.usage.iter().any(|(_, units)| *units < 0)
            || change.add.iter().any(|row| row.state != State::Active);
        self.decided.members.extend(members(&change, person, "recalled"));
        working.take(change);
    }
}

/// Whether a row is still as the change left it; whether it acts or waits does not count.
fn same(now: &Assignment, then: &Assignment) -> bool {
    now.key() == then.key()
        && (now.units, now.from, now.until, now.order) == (then.units, then.from, then.until, then.order)
}
