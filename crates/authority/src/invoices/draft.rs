//! Drawing up drafts: for one customer or all, on the configured day or when somebody says so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::month::Month;
use licentia_platform::access::{Granted, Sell};
use licentia_platform::by::By;
use licentia_platform::db::{Done, Read, ScopeNo, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::document::Line;
use super::due::{Asked, Due, due};
use super::silent::silent;
use super::{Invoice, Kind, State, store};
use crate::customers;
use crate::state::{Authority, HOUSE};

/// What came of drawing up drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The month up to and with which they were drawn up.
    pub month: Month,
    /// The drafts that are new or have changed.
    pub drafted: Vec<Invoice>,
    /// How many drafts are as they were.
    pub unchanged: u64,
    /// How many drafts are gone, because nothing is due any more.
    pub removed: u64,
    /// What could not be invoiced, and why.
    pub obstructions: Vec<Obstruction>,
}

/// Something that could not be invoiced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstruction {
    /// The customer's serial number.
    pub serial: String,
    /// The customer's name.
    pub customer_name: String,
    /// The meter; empty where it is about all of them.
    pub meter: String,
    /// The month.
    pub month: Month,
    /// The customer's currency.
    pub currency: String,
    /// `price_missing`, `amount_too_large`, `meter_unknown`, `not_reported`.
    pub code: String,
}

/// Draws up drafts of everything that is due up to `month`, for one customer or for all. With `dry_run` it only
/// says what would be drawn up.
///
/// # Errors
/// 404 `not_found` for the customer; 422 `month_not_over` for a month that has not begun yet.
pub async fn draft(
    authority: &Authority,
    granted: &Granted<Sell>,
    month: Month,
    serial: Option<&str>,
    dry_run: bool,
) -> Result<Done<Run>, Problem> {
    if month > this_month(authority) {
        return Err(Problem::refused(422, "month_not_over").arg("month", month).with("path", "month"));
    }
    let only = customers::scope_if_named(authority, serial).await?;
    if dry_run {
        let today = today(authority);
        let read = move |r: &mut Read<'_>| planned(r, month, only, today).map(|plan| plan.run(month));
        let run = authority.db().read(read).await?;
        return Ok(Done { value: run, revision: 0, replayed: false });
    }
    drawn_up(authority, &granted.by, month, only, false).await
}

/// Draws up the month before, once, from the configured day on. Called now and then by the server; returns whether
/// there was anything to do.
///
/// # Errors
/// The database's.
pub async fn run_due(authority: &Authority) -> Result<bool, Problem> {
    let day = authority.settings().invoices.day;
    let today = today(authority);
    if day == 0 || i64::from(today.day()) < i64::from(day) {
        return Ok(false);
    }
    let month = Month::of(today).previous();
    if authority.db().read(move |r| Ok(store::is_run(r, month)?)).await? {
        return Ok(false);
    }
    let run = drawn_up(authority, &By::system("invoices"), month, None, true).await?.value;
    if !run.obstructions.is_empty() {
        let count = run.obstructions.len();
        tracing::warn!(%month, count, "something was not invoiced, or not reported: draw the drafts up to see what");
    }
    Ok(true)
}

fn today(authority: &Authority) -> Date {
    let now = Timestamp::from_millisecond(authority.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
    now.to_zoned(TimeZone::UTC).date()
}

/// The month that it is, in UTC.
pub(super) fn this_month(authority: &Authority) -> Month {
    Month::of(today(authority))
}

async fn drawn_up(
    authority: &Authority,
    by: &By,
    month: Month,
    only: Option<ScopeNo>,
    by_itself: bool,
) -> Result<Done<Run>, Problem> {
    let today = today(authority);
    let write = move |w: &mut Write<'_>| {
        // Another server may have been faster.
        if by_itself && store::is_run(w, month)? {
            return Ok(Plan::default().run(month));
        }
        let mut plan = planned(w, month, only, today)?;
        plan.write(w)?;
        if only.is_none() {
            store::mark_run(w, month)?;
        }
        plan.tell(w, month)?;
        Ok(plan.run(month))
    };
    authority.db().write(HOUSE, by, write).await
}

/// What is to be done to the drafts.
#[derive(Default)]
struct Plan {
    /// Drafts that are new or change, each with its lines; a new one has no id yet.
    changed: Vec<(Invoice, Vec<Line>)>,
    unchanged: u64,
    removed: Vec<Invoice>,
    obstructions: Vec<Obstruction>,
}

/// Compares what is due with the drafts there are. A draft that reaches further than `month` already is kept at its
/// own month: a customer has one, and what is on it stays due.
fn planned(sql: &mut dyn Sql, month: Month, only: Option<ScopeNo>, today: Date) -> Result<Plan, Problem> {
    let customers = store::invoiced(sql, month, only)?;
    let mut drafts: BTreeMap<(ScopeNo, String), Invoice> = store::drafts(sql, only)?
        .into_iter()
        .map(|draft| ((draft.customer, draft.currency.clone()), draft))
        .collect();
    let mut asked: BTreeMap<ScopeNo, Asked> = BTreeMap::new();
    for (no, party) in &customers {
        asked.insert(*no, Asked { currency: party.currency.clone(), until: month });
    }
    for draft in drafts.values() {
        if let Some(asked) = asked.get_mut(&draft.customer) {
            asked.until = draft.month.max(asked.until);
        }
    }
    let dues = due(sql, &asked)?;
    let mut plan = Plan { obstructions: dues.obstructions, ..Plan::default() };
    for Due { customer, currency, lines, total } in dues.due {
        let month = asked.get(&customer).map_or(month, |asked| asked.until);
        let Some(party) = customers.get(&customer) else { continue };
        let before = drafts.remove(&(customer, currency.clone()));
        if let Some(draft) = &before
            && draft.month == month
            && same(&store::lines(sql, &draft.id)?, &lines)
        {
            plan.unchanged += 1;
            continue;
        }
        let invoice = Invoice {
            id: before.as_ref().map(|draft| draft.id.clone()).unwrap_or_default(),
            customer,
            serial: party.serial.clone(),
            customer_name: party.name.clone(),
            kind: Kind::of_total(total),
            credits: None,
            anew: false,
            credited_by: None,
            state: State::Draft,
            number: None,
            month,
            currency,
            total,
            created_at_ms: 0,
            issued_at_ms: None,
            revision: 0,
        };
        plan.changed.push((invoice, lines));
    }
    plan.removed = drafts.into_values().collect();
    plan.obstructions.extend(silent(sql, month, only, today)?);
    Ok(plan)
}

/// Whether two lists of lines charge the same for the same.
pub(super) fn same(one: &[Line], other: &[Line]) -> bool {
    let what = |line: &Line| {
        (line.meter.clone(), line.month, line.blocks, line.block, line.price, line.amount, line.source.figure)
    };
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| what(one) == what(other))
}

impl Plan {
    fn write(&mut self, w: &mut Write<'_>) -> Result<(), Problem> {
        let gone: BTreeSet<&str> = self.removed.iter().map(|draft| draft.id.as_str()).collect();
        let stale = self.changed.iter().map(|(draft, _)| draft.id.as_str()).filter(|id| !id.is_empty());
        store::remove_lines(w, gone.iter().copied().chain(stale))?;
        store::remove(w, gone.iter().copied())?;
        let (now_ms, revision) = (w.now_ms(), w.revision());
        for (draft, lines) in &mut self.changed {
            let new = draft.id.is_empty();
            if new {
                draft.id = w.new_id().to_string();
            }
            draft.created_at_ms = now_ms;
            draft.revision = revision;
            store::put_draft(w, draft, new)?;
            store::insert_lines(w, &draft.id, lines)?;
        }
        Ok(())
    }

    /// One entry for the whole run; none when nothing changed.
    fn tell(&self, w: &mut Write<'_>, month: Month) -> Result<(), Problem> {
        if self.changed.is_empty() && self.removed.is_empty() {
            w.outside_chain();
            return Ok(());
        }
        let mut entry = Entry::new("invoices.drafted", 1).subject(format!("month/{month}")).after(json!({
            "month": month, "drafted": self.changed.len(), "unchanged": self.unchanged,
            "removed": self.removed.len(), "obstructions": self.obstructions.len(),
        }));
        for (draft, lines) in &self.changed {
            entry.member(&json!([draft.id, draft.customer.0, draft.currency, draft.total, lines.len()]));
        }
        for draft in &self.removed {
            entry.member(&json!([draft.id, draft.customer.0, draft.currency, null, 0]));
        }
        w.record(entry)
    }

    fn run(self, month: Month) -> Run {
        Run {
            month,
            drafted: self.changed.into_iter().map(|(draft, _)| draft).collect(),
            unchanged: self.unchanged,
            removed: self.removed.len() as u64,
            obstructions: self.obstructions,
        }
    }
}
