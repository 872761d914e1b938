//! The next term: prepared in time, in the package that carries it.

use jiff::civil::Date;
use licentia_core::terms::renewed;
use licentia_platform::access::{Granted, Sell};
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::problem::Problem;
use serde_json::{Value, json};

use super::{Subscribed, store, touched};
use crate::customers::Customer;
use crate::packages::{self, Cause, Issued, day_in};
use crate::state::Authority;
use crate::subscriptions::SubscriptionPatch;

/// How many subscriptions are looked up at once.
const AT_ONCE: u32 = if cfg!(test) { 2 } else { 1_000 };

/// What became of the subscriptions whose next term was due.
#[derive(Clone, Debug, Default)]
pub struct Renewals {
    /// The packages that carry the next terms.
    pub renewed: Vec<Issued>,
    /// Serial numbers of those that were not renewed, and why.
    pub failed: Vec<(String, Problem)>,
}

/// Renews what is due, without being asked.
///
/// # Errors
/// As any read. What stands in one customer's way stops no other, and is tried again with the next run.
pub async fn run_due(authority: &Authority) -> Result<Renewals, Problem> {
    let renewals = renew(authority, &By::system("renewals")).await?;
    for (serial, problem) in &renewals.failed {
        tracing::warn!(%serial, code = %problem.code, detail = ?problem.detail, "a subscription was not renewed");
    }
    Ok(renewals)
}

/// The same, because somebody asks for it.
///
/// # Errors
/// As [`run_due`].
pub async fn renew_due(authority: &Authority, granted: &Granted<Sell>) -> Result<Renewals, Problem> {
    renew(authority, &granted.by).await
}

async fn renew(authority: &Authority, by: &By) -> Result<Renewals, Problem> {
    let now_ms = authority.now_ms();
    // Somewhere the day is a day further on than here; which day it is for the customer is asked for each.
    let latest = day_in("Etc/GMT-14", now_ms);
    let mut renewals = Renewals::default();
    let mut behind = None;
    loop {
        let candidates = authority.db().read(move |r| Ok(store::due(r, latest, behind, AT_ONCE)?)).await?;
        // However many cannot be renewed for now, those behind them are.
        let Some(last) = candidates.last() else { return Ok(renewals) };
        behind = Some((last.due, last.no));
        for candidate in candidates {
            if candidate.due <= day_in(&candidate.zone, now_ms) {
                renewals.renew(authority, by, candidate.serial).await;
            }
        }
    }
}

impl Renewals {
    async fn renew(&mut self, authority: &Authority, by: &By, serial: String) {
        match packages::issue_because(authority, by, &serial, Cause::Renewal, None).await {
            Ok(done) => self.renewed.push(done.value),
            // Another server was faster.
            Err(problem) if problem.code == NOT_DUE => {}
            Err(problem) => self.failed.push((serial, problem)),
        }
    }
}

/// The next term is not due, or was prepared already.
const NOT_DUE: &str = "renewal_not_due";

/// The subscription of a customer, if its next term is to be prepared on this day.
///
/// # Errors
/// 409 `renewal_not_due`.
pub(crate) fn still_due(sql: &mut dyn Sql, no: ScopeNo, today: Date) -> Result<Subscribed, Problem> {
    let subscribed = store::load(sql, no)?;
    let due = subscribed.filter(|subscribed| subscribed.due().is_some_and(|due| due <= today));
    due.ok_or_else(|| Problem::conflict(NOT_DUE))
}

/// What a customer owns with the next term.
///
/// # Errors
/// 409 `renewal_not_due`.
pub(crate) fn changes(
    sql: &mut dyn Sql,
    customer: &Customer,
    today: Date,
) -> Result<SubscriptionPatch, Problem> {
    let Subscribed { term, planned, .. } = still_due(sql, customer.no, today)?;
    let next = term.next().ok_or_else(|| Problem::conflict(NOT_DUE))?;
    let owned = &customer.subscription;
    let (order, dates) = renewed(&owned.order, &owned.dates, (&term, &next), &planned);
    Ok(SubscriptionPatch { lines: Some(order.lines), dates: Some(dates), ..SubscriptionPatch::default() })
}

/// The next term is the present one now; what the ledger is told of it.
pub(crate) fn advance(w: &mut Write<'_>, no: ScopeNo) -> Result<Value, Problem> {
    let subscribed = store::load(w, no)?.ok_or_else(|| Problem::conflict(NOT_DUE))?;
    let term = subscribed.term.next().ok_or_else(|| Problem::conflict(NOT_DUE))?;
    let reduced = subscribed.planned;
    let next =
        Subscribed { term, planned: Default::default(), renewed_at_ms: Some(w.now_ms()), ..subscribed };
    store::save(w, no, &next)?;
    touched(w, no)?;
    Ok(json!({ "began": term.began(), "ends": term.ends(), "months": term.months(), "reduced": reduced }))
}
