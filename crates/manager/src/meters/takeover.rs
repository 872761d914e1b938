//! Usage from before: what another system counted of months that are over, for a house that moves here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use licentia_core::meters::{DAY_ROOM, DayUse, is_closed};
use licentia_core::month::Month;
use licentia_core::package::MeterKind;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::known::Known;
use super::store::{self, days::Counted};
use super::{days, figures};
use crate::snapshot::Snapshot;
use crate::state::{Manager, TAMPERED};

/// What the events of a day came to, before any were counted here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastUse {
    /// The meter's full name.
    pub meter: String,
    /// The day, in the holder's zone.
    pub day: Date,
    /// How many events there were.
    pub events: u64,
    /// What they came to, by the kind of the meter; of a level, also where it stood at the end of the day.
    pub used: u64,
}

/// Takes over days of closed months from before anything was counted here for their issuers: one change, all or nothing.
/// Their figures are written when months are closed next ([`super::run_due`]). Answers how many days there were.
///
/// # Errors
/// 422 `invalid` for a meter that nobody knows, a day of a month that is still open or is counted here already, and for
/// more than a day has room for; 409 `tampered` where a closed figure was edited.
pub async fn take_over(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    past: Vec<PastUse>,
) -> Result<Done<u64>, Problem> {
    let after_days = manager.settings().meters.close_after_days;
    manager.write(granted.scope, &granted.by, move |w, at| take(w, at, &past, after_days)).await
}

fn take(w: &mut Write<'_>, at: &Snapshot, past: &[PastUse], after_days: u32) -> Result<u64, Problem> {
    let known = Known::of(w, at, &past.iter().map(|past| &*past.meter).collect())?;
    let zone = days::zone(at);
    let mut counted = BTreeMap::new();
    for one in past {
        let meter = known.get(&one.meter).ok_or_else(|| wrong(one, "there is no such meter"))?;
        if !is_closed(Month::of(one.day), after_days, at.day().today) {
            return Err(wrong(one, "its month is not closed yet: tell it as events"));
        }
        if one.used > DAY_ROOM {
            return Err(wrong(one, "no day has room for so much"));
        }
        let ends_ms = days::begins_ms(one.day.tomorrow().unwrap_or(one.day), &zone) - 1;
        let stands =
            matches!(meter.kind, MeterKind::Latest | MeterKind::Level).then_some((ends_ms, one.used));
        let day = Counted {
            issuer: meter.issuer.clone(),
            meter: meter.name.clone(),
            day: one.day,
            kind: meter.kind,
            used: DayUse { events: one.events, used: one.used, last: stands },
        };
        if counted.insert((&one.meter, one.day), day).is_some() {
            return Err(wrong(one, "it is told twice"));
        }
    }
    let counted: Vec<Counted> = counted.into_values().collect();
    let issuers: BTreeSet<&str> = counted.iter().map(|day| &*day.issuer).collect();
    refuse_counted(w, &issuers)?;
    store::days::put(w, &counted)?;
    let all = || counted.iter().map(|day| day.day);
    let (Some(from), Some(to)) = (all().min(), all().max()) else { return Ok(0) };
    let after = json!({"issuers": issuers, "from": from, "to": to, "days": counted.len()});
    w.record(Entry::new("meters.taken_over", 1).after(after))?;
    Ok(counted.len() as u64)
}

/// What was before begins before everything: no issuer of whom a day is counted here, or a month closed.
fn refuse_counted(w: &mut Write<'_>, issuers: &BTreeSet<&str>) -> Result<(), Problem> {
    let scope = w.scope();
    for issuer in issuers {
        if let Some(first) = store::days::first(w, scope, issuer)? {
            let detail = format!("usage of {issuer} is counted here already: it begins on {first}");
            return Err(Problem::invalid("days", detail));
        }
    }
    for found in figures::every(w, scope)? {
        let figure = found.map_err(|_| Problem::conflict(TAMPERED))?.row;
        if issuers.contains(figure.issuer.as_str()) {
            return Err(Problem::invalid("days", format!("{} is closed here already", figure.month)));
        }
    }
    Ok(())
}

fn wrong(past: &PastUse, why: &str) -> Problem {
    Problem::invalid("days", format!("`{}` on {}: {why}", past.meter, past.day))
}
