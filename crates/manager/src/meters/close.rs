//! Closing months: their figures are sealed, numbered and recorded; what comes later makes corrections.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use licentia_core::meters::{is_closed, overage};
use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_core::time;
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_platform::seals::{Sealed, Sealer};
use licentia_protocol::package::Trust;
use serde_json::json;

use super::figures::{self, Figure, FigureKind};
use super::months::{self, MeterMonth};
use super::{days, purge, put_right, store};
use crate::snapshot::{Slot, Snapshot};
use crate::state::{Manager, TAMPERED};

/// How many months are closed in one change: whoever comes back after years is served in steps.
const AT_ONCE: usize = 24;

/// Does what is due: closes months that ended long enough ago, corrects the figures of those that late events have
/// changed, and forgets events whose window is over. Called again and again; when nothing is due, nothing is written.
///
/// # Errors
/// The first installation's that failed; the others were seen to.
pub async fn run_due(manager: &Manager) -> Result<(), Problem> {
    let mut failed = None;
    for slot in manager.slots() {
        for done in [close(manager, &slot).await, purge::forget(manager, &slot).await] {
            if let Err(problem) = done {
                tracing::warn!(scope = slot.scope().0, code = %problem.code, detail = ?problem.detail, "meters were not closed");
                failed.get_or_insert(problem);
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Closes what is due of one installation. An issuer of whom a figure was edited waits until it is put right; the others
/// do not.
async fn close(manager: &Manager, slot: &Arc<Slot>) -> Result<(), Problem> {
    let (at, server) = (manager.snapshot(slot.scope()).await?, manager.clone());
    let rules = Rules::of(manager);
    let looked = manager.db().read(move |r| {
        let mut sealer = r.sealer();
        let closed = Closed::look(r, &mut sealer, at.scope())?.closed();
        Ok((due(r, &at, server.trust(), rules, &closed)?.is_empty(), closed.edited.is_empty()))
    });
    let (nothing_due, mut whole) = looked.await?;
    if !nothing_due {
        let (server, by) = (manager.clone(), By::system("meters"));
        // Decided anew inside: another server may have been quicker.
        let written = manager.write(slot.scope(), &by, move |w, at| {
            let closed = Closed::at_head(w, &mut Sealer::new(server.db().secret()))?;
            let figures = due_now(w, at, server.trust(), rules, &closed)?;
            write(w, figures)?;
            Ok(closed.edited.is_empty())
        });
        whole = written.await?.value;
    }
    if whole { Ok(()) } else { Err(Problem::conflict(TAMPERED).arg("table", Figure::TABLE)) }
}

/// What an operator chose.
#[derive(Clone, Copy)]
struct Rules {
    window_days: u32,
    close_after_days: u32,
}

impl Rules {
    fn of(manager: &Manager) -> Self {
        let settings = &manager.settings().meters;
        Self { window_days: settings.window_days, close_after_days: settings.close_after_days }
    }
}

fn due_now(
    w: &mut Write<'_>,
    at: &Snapshot,
    trust: &Trust,
    rules: Rules,
    known: &Closed,
) -> Result<Vec<Figure>, Problem> {
    let now = w.now_ms();
    let mut figures = due(w, at, trust, rules, known)?;
    figures.iter_mut().for_each(|figure| figure.closed_at = now);
    Ok(figures)
}

fn write(w: &mut Write<'_>, figures: Vec<Figure>) -> Result<(), Problem> {
    if figures.is_empty() {
        return Ok(());
    }
    store::figures::insert(w, &figures)?;
    let told: Vec<_> = figures
        .iter()
        .map(|figure| {
            json!({
                "issuer": figure.issuer, "n": figure.n, "meter": figure.meter, "month": figure.month,
                "kind": figure.kind.as_str(), "used": figure.used, "allowance": figure.allowance,
                "overage": figure.overage, "plan_users": figure.plan_users, "package": figure.package,
            })
        })
        .collect();
    w.record(Entry::new("meters.closed", 1).after(json!({ "figures": told })))
}

/// The figures that are due, numbered; nothing is written.
fn due(
    sql: &mut dyn Sql,
    at: &Snapshot,
    trust: &Trust,
    rules: Rules,
    known: &Closed,
) -> Result<Vec<Figure>, Problem> {
    let mut figures = Vec::new();
    for issuer in issuers(sql, at, known)?.difference(&known.edited) {
        finals(sql, at, trust, rules, known, issuer, &mut figures)?;
    }
    corrections(sql, at, trust, rules, known, &mut figures)?;
    known.number(&mut figures);
    Ok(figures)
}

/// Who has meters in force, or had anything counted or closed.
fn issuers(sql: &mut dyn Sql, at: &Snapshot, known: &Closed) -> Result<BTreeSet<IssuerName>, Problem> {
    let in_force = at.packages().iter().filter(|in_force| !in_force.package.meters.is_empty());
    let mut found: BTreeSet<IssuerName> = in_force.map(|in_force| in_force.package.issuer.clone()).collect();
    found.extend(known.last_month.keys().cloned());
    let counted = store::days::meters(sql, at.scope())?;
    found.extend(counted.iter().filter_map(|(issuer, ..)| issuer.parse().ok()));
    Ok(found)
}

/// The months of an issuer that are over and have no figure yet.
fn finals(
    sql: &mut dyn Sql,
    at: &Snapshot,
    trust: &Trust,
    rules: Rules,
    known: &Closed,
    issuer: &IssuerName,
    figures: &mut Vec<Figure>,
) -> Result<(), Problem> {
    let today = at.day().today;
    let first = match known.last_month.get(issuer) {
        Some(last) => Some(last.next()),
        None => first_month(sql, at, issuer)?,
    };
    let Some(first) = first else { return Ok(()) };
    let over = |month: &Month| is_closed(*month, rules.close_after_days, today);
    let Some(last) = std::iter::successors(Some(first), |month| Some(month.next())).take_while(over).last()
    else {
        return Ok(());
    };
    let mut closed = 0;
    for (month, meters) in months::read(sql, at, trust, first, last)? {
        let before = figures.len();
        let own = meters.into_iter().filter(|meter| meter.issuer == *issuer);
        figures.extend(own.map(|meter| figure(meter, month, FigureKind::Final)));
        // A month in which the issuer had no meters leaves no figure, and is passed by each time.
        closed += usize::from(figures.len() > before);
        if closed == AT_ONCE {
            break;
        }
    }
    Ok(())
}

/// The month in which an issuer's first package came into force, or its first event happened.
fn first_month(sql: &mut dyn Sql, at: &Snapshot, issuer: &IssuerName) -> Result<Option<Month>, Problem> {
    let activated = store::packages::first(sql, at.scope(), issuer.as_str())?;
    let activated = activated.map(|ms| Month::of(time::today(ms, &days::zone(at))));
    let counted = store::days::first(sql, at.scope(), issuer.as_str())?.map(Month::of);
    Ok(activated.into_iter().chain(counted).min())
}

/// The closed months whose events now say something else than their last figure: one correction a day at most.
fn corrections(
    sql: &mut dyn Sql,
    at: &Snapshot,
    trust: &Trust,
    rules: Rules,
    known: &Closed,
    figures: &mut Vec<Figure>,
) -> Result<(), Problem> {
    let Some(last) = known.last_month.values().max().copied() else { return Ok(()) };
    let today = at.day().today;
    // Events of a day are taken for a window, and corrected for another one.
    let reach = jiff::Span::new().days(i64::from(rules.window_days) * 2 + 1);
    let first = Month::of(today.checked_sub(reach).unwrap_or(Date::MIN));
    let zone = days::zone(at);
    for (month, meters) in months::read(sql, at, trust, first, last)? {
        let closed = |issuer: &IssuerName| known.last_month.get(issuer).is_some_and(|last| month <= *last);
        for meter in meters.into_iter().filter(|meter| closed(&meter.issuer)) {
            let told = known.last.get(&(meter.issuer.clone(), month, meter.name.clone()));
            if told.map_or(0, |told| told.used) == meter.used {
                continue;
            }
            // A first figure may be corrected at once; a correction waits for the day after the one before.
            let corrected = told.filter(|told| told.kind == FigureKind::Correction);
            if corrected.is_none_or(|told| time::today(told.closed_at, &zone) < today) {
                figures.push(figure(meter, month, FigureKind::Correction));
            }
        }
    }
    Ok(())
}

fn figure(meter: MeterMonth, month: Month, kind: FigureKind) -> Figure {
    Figure {
        overage: overage(meter.used, meter.allowance),
        issuer: meter.issuer,
        n: 0,
        meter: meter.name,
        month,
        kind,
        used: meter.used,
        plan_users: meter.plan_users,
        allowance: meter.allowance,
        package: meter.package,
        closed_at: 0,
        receipted_at: None,
    }
}

/// What was closed before, of the issuers whose figures are what they were.
#[derive(Default)]
struct Closed {
    /// The last month of each issuer with figures of its own.
    last_month: BTreeMap<IssuerName, Month>,
    /// The last figure of each meter and month.
    last: BTreeMap<(IssuerName, Month, String), Figure>,
    /// The highest number of each issuer.
    numbers: BTreeMap<IssuerName, u64>,
    /// Of whom a figure was edited, deleted or added by hand: nothing of theirs is closed until it is put right.
    edited: BTreeSet<IssuerName>,
}

/// The figures as they stand, each with its seal looked at.
struct Looked {
    right: Vec<Figure>,
    /// Whose figures have another seal than their content's, as far as they say whose they are.
    wrong: BTreeSet<IssuerName>,
    /// The sum of all seals; none when some row cannot even be read.
    sum: Option<u128>,
}

impl Looked {
    /// What was closed, as far as the rows themselves tell.
    fn closed(self) -> Closed {
        Closed::of(self.right, self.wrong)
    }
}

impl Closed {
    fn look(sql: &mut dyn Sql, sealer: &mut Sealer, scope: ScopeNo) -> Result<Looked, Problem> {
        let mut looked = Looked { right: Vec::new(), wrong: BTreeSet::new(), sum: Some(0) };
        for found in figures::every(sql, scope)? {
            let Ok(stored) = found else {
                looked.sum = None;
                continue;
            };
            looked.sum = looked.sum.map(|sum| sum.wrapping_add(stored.seal.number()));
            if sealer.matches(scope, stored.rev, &stored.row, stored.seal) {
                looked.right.push(stored.row);
            } else {
                looked.wrong.insert(stored.row.issuer);
            }
        }
        Ok(looked)
    }

    /// The same at the head of the chain, whose sum says whether a figure is missing or an old one was put back. Where
    /// anything is wrong, the ledger tells whose figures are not what they were: a row may say anything.
    fn at_head(w: &mut Write<'_>, sealer: &mut Sealer) -> Result<Self, Problem> {
        let scope = w.scope();
        let looked = Self::look(w, sealer, scope)?;
        if looked.wrong.is_empty() && looked.sum == Some(w.sealed_sum(Figure::TABLE)) {
            return Ok(looked.closed());
        }
        let edited = put_right::edited(w, &looked.right)?;
        Ok(Self::of(looked.right, edited))
    }

    /// Numbers go on above whatever is there.
    fn of(right: Vec<Figure>, edited: BTreeSet<IssuerName>) -> Self {
        let mut known = Self { edited, ..Self::default() };
        for figure in right {
            if known.edited.contains(&figure.issuer) {
                continue;
            }
            let number = known.numbers.entry(figure.issuer.clone()).or_default();
            *number = (*number).max(figure.n);
            if figure.kind == FigureKind::Final {
                let last = known.last_month.entry(figure.issuer.clone()).or_insert(figure.month);
                *last = (*last).max(figure.month);
            }
            known.last.insert((figure.issuer.clone(), figure.month, figure.meter.clone()), figure);
        }
        known
    }

    /// Gives new figures their numbers.
    fn number(&self, figures: &mut [Figure]) {
        let mut numbers = self.numbers.clone();
        for figure in figures {
            let number = numbers.entry(figure.issuer.clone()).or_default();
            *number += 1;
            figure.n = *number;
        }
    }
}
