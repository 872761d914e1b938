//! History from before: figures that another system kept, for a house that moves here.

use std::collections::BTreeMap;

use jiff::civil::Date;
use licentia_core::decide::Code;
use licentia_core::history::Kept;
use licentia_core::ids::UserNo;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::{closing, items, store};
use crate::checks;
use crate::sealed;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What one product's use was on a day before the history here began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastDay {
    /// The module's full name, or an issuer's for all its user plans together.
    pub item: String,
    /// The day.
    pub day: Date,
    /// What it came to.
    pub kept: Kept,
}

/// How often somebody was refused something on such a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastRefusal {
    /// The day.
    pub day: Date,
    /// Who.
    pub user: UserNo,
    /// What.
    pub module: licentia_core::ids::ModuleNo,
    /// Why.
    pub code: Code,
    /// How often.
    pub times: u32,
}

/// All that is taken over.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The use of each product on each day.
    pub days: Vec<PastDay>,
    /// Who was refused what.
    pub refusals: Vec<PastRefusal>,
    /// The last day on which each of these users used anything.
    pub last_uses: Vec<(UserNo, Date)>,
}

/// Takes over days from before the first that is kept here, and closes them: one change, all or nothing. Answers how many
/// days there were. Last uses alone are nothing to take over; nobody's becomes earlier than it is.
///
/// # Errors
/// 422 `invalid` for a product of which no use is kept, and for a day that is kept here already.
pub async fn take_over(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    past: Past,
) -> Result<Done<u64>, Problem> {
    manager.write(granted.scope, &granted.by, move |w, at| take(w, at, &past)).await
}

fn take(w: &mut Write<'_>, at: &Snapshot, past: &Past) -> Result<u64, Problem> {
    let (scope, days, refusals) = (w.scope(), &past.days, &past.refusals);
    let known: Vec<String> = items(at).into_iter().map(|item| item.name).collect();
    if let Some(past) = days.iter().find(|past| !known.contains(&past.item)) {
        return Err(Problem::invalid("days", format!("no use is kept of `{}`", past.item)));
    }
    let first = store::first_open(w, scope)?.unwrap_or(at.day().today).min(at.day().today);
    let closed = store::last_closed(w, scope)?;
    let mut by_day: BTreeMap<Date, Vec<(String, Kept)>> = BTreeMap::new();
    for past in days {
        by_day.entry(past.day).or_default().push((past.item.clone(), past.kept));
    }
    let all = by_day.keys().copied().chain(refusals.iter().map(|past| past.day));
    let (Some(from), Some(to)) = (all.clone().min(), all.max()) else { return Ok(0) };
    if to >= first || closed.is_some() {
        let detail = format!("{to} is kept here already: the history here begins on {first}");
        return Err(Problem::invalid("days", detail));
    }
    note_last_uses(w, first, &past.last_uses)?;
    for (day, items) in &by_day {
        let begins = crate::day::ends_ms(day.yesterday().unwrap_or(*day), &at.installation().zone);
        store::keep(w, *day, begins, items)?;
    }
    let zone = &at.installation().zone;
    store::add_refusals(w, refusals, |day| crate::day::ends_ms(day.yesterday().unwrap_or(day), zone))?;
    let mut rows = Vec::new();
    let mut day = from;
    while day < first {
        rows.extend(closing::rows_of(w, scope, day)?);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    sealed::store::insert_closed_days(w, &rows)?;
    let entry = Entry::new("history.taken_over", 1);
    w.record(entry.after(json!({"from": from, "to": to, "days": by_day.len(), "refusals": refusals.len()})))?;
    Ok(by_day.len() as u64)
}

fn note_last_uses(w: &mut Write<'_>, first: Date, last_uses: &[(UserNo, Date)]) -> Result<(), Problem> {
    let mut by_day: BTreeMap<Date, Vec<UserNo>> = BTreeMap::new();
    for (user, day) in last_uses {
        by_day.entry(*day).or_default().push(*user);
    }
    if by_day.keys().next_back().is_some_and(|last| *last >= first) {
        return Err(Problem::invalid("last_uses", format!("the history here begins on {first}")));
    }
    for (day, users) in &by_day {
        checks::used(w, &day.to_string(), users)?;
    }
    Ok(())
}
