//! Terms: for how long a customer has subscribed, how its next term begins, and what it may order by itself.
//!
//! A subscription that renews itself is renewed so many days before its term ends ([`run_due`]): the next
//! package holds the old lines with their last day and the new ones beside them, so that nothing changes
//! before the day, and the customer has it in time. What was to become fewer becomes fewer then.

pub(crate) mod api;
mod page;
mod renewal;
mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use licentia_core::terms::Term;
use licentia_platform::access::{Granted, Sell, View};
use licentia_platform::db::{Done, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::{Value, json};

use crate::customers::{self, Customer};
use crate::packages::day_in;
use crate::state::Authority;

pub(crate) use api::routes as api_routes;
pub(crate) use page::{panel, routes as page_routes};
pub use renewal::{Renewals, renew_due, run_due};
pub(crate) use renewal::{advance, changes, still_due};
pub(crate) use store::{load, order_limit, plan};

/// How many days before the next term that one is prepared, unless told.
pub const NOTICE: u16 = 30;

/// The most days of notice.
const MOST_NOTICE: u16 = 366;

/// A customer's subscription in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribed {
    /// The term that the newest package belongs to; it may not have begun yet.
    pub term: Term,
    /// Months between two invoices.
    pub period: u16,
    /// How many days before the next term that one is prepared.
    pub notice: u16,
    /// Whether it renews itself.
    pub renews: bool,
    /// Units that there are to be from the next term on, where they are fewer.
    pub planned: BTreeMap<String, u32>,
    /// When the present term was prepared, in milliseconds UTC; none for the first.
    pub renewed_at_ms: Option<i64>,
}

impl Subscribed {
    /// The day on which the next term is prepared; none when it is not.
    pub fn due(&self) -> Option<Date> {
        self.renews.then(|| self.term.renewal_day(self.notice))
    }

    /// What the ledger is told: numbers, days and codes.
    fn told(&self) -> Value {
        json!({
            "began": self.term.began(), "ends": self.term.ends(), "months": self.term.months(),
            "period": self.period, "notice": self.notice, "renews": self.renews, "at_renewal": self.planned,
        })
    }
}

/// Under which terms a customer buys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The term, once one was agreed.
    pub subscribed: Option<Subscribed>,
    /// How much more a month may cost through orders that nobody looks at, per calendar month, in minor
    /// units of the customer's currency.
    pub order_limit: Option<u64>,
}

/// A term as it is agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewTerm {
    /// Its first day; today unless told.
    pub began: Option<Date>,
    /// Its length in months.
    pub months: u16,
    /// Months between two invoices; the whole term unless told.
    pub period: Option<u16>,
    /// See [`NOTICE`].
    pub notice: Option<u16>,
    /// Whether it renews itself.
    pub renews: bool,
    /// Units that there are to be from the next term on.
    pub planned: BTreeMap<String, u32>,
}

/// The terms of a customer.
///
/// # Errors
/// 404 `not_found`.
pub async fn show(authority: &Authority, _granted: &Granted<View>, serial: &str) -> Result<Terms, Problem> {
    let serial = serial.to_owned();
    authority
        .db()
        .read(move |r| {
            let customer = customers::found(r, &serial)?;
            Ok(Terms { subscribed: load(r, customer.no)?, order_limit: order_limit(r, customer.no)? })
        })
        .await
}

/// Agrees other terms, all of them anew.
///
/// # Errors
/// 404; 422 `term_invalid` with the field, `term_over` for one that has ended already.
pub async fn change(
    authority: &Authority,
    granted: &Granted<Sell>,
    serial: &str,
    term: Option<NewTerm>,
    limit: Option<u64>,
) -> Result<Done<()>, Problem> {
    let no = customers::scope_of(authority, serial).await?;
    let catalogue = authority.catalogue_if_any().await?;
    let serial = serial.to_owned();
    if limit.is_some_and(|limit| i64::try_from(limit).is_err()) {
        return Err(Problem::invalid("order_limit", "The amount is too large."));
    }
    authority
        .db()
        .write(no, &granted.by, move |w| {
            let customer = customers::found(w, &serial)?;
            let today = day_in(&customer.details.zone, w.now_ms());
            let before = Terms { subscribed: load(w, no)?, order_limit: order_limit(w, no)? };
            let known = |code: &str| {
                catalogue.as_ref().is_none_or(|current| current.file.catalogue.module(code).is_some())
            };
            let subscribed =
                term.map(|term| term.agreed(today, before.subscribed.as_ref(), known)).transpose()?;
            let after = Terms { subscribed, order_limit: limit };
            if before != after {
                write(w, &customer, &before, &after)?;
            }
            Ok(())
        })
        .await
}

impl NewTerm {
    fn agreed(
        self,
        today: Date,
        before: Option<&Subscribed>,
        known: impl Fn(&str) -> bool,
    ) -> Result<Subscribed, Problem> {
        let invalid = |path: &str| Problem::refused(422, "term_invalid").arg("path", path).with("path", path);
        let began = self.began.unwrap_or(today);
        // The same term keeps the day on which its chain began.
        let same = before.filter(|old| old.term.began() == began && old.term.months() == self.months);
        let term = match same {
            Some(old) => old.term,
            None => Term::new(began, self.months).ok_or_else(|| invalid("months"))?,
        };
        if term.ends() < today {
            return Err(Problem::refused(422, "term_over").arg("date", term.ends()).with("path", "began"));
        }
        let period = self.period.unwrap_or(self.months);
        if !(1..=self.months).contains(&period) {
            return Err(invalid("period"));
        }
        let notice = self.notice.unwrap_or(NOTICE);
        if notice > MOST_NOTICE {
            return Err(invalid("notice"));
        }
        if let Some(code) = self.planned.keys().find(|code| !known(code)) {
            return Err(Problem::refused(422, "not_sold").arg("module", code).with("path", "at_renewal"));
        }
        let renewed_at_ms = same.and_then(|old| old.renewed_at_ms);
        Ok(Subscribed { term, period, notice, renews: self.renews, planned: self.planned, renewed_at_ms })
    }
}

/// Keeps other terms and tells the customer's ledger.
fn write(w: &mut Write<'_>, customer: &Customer, before: &Terms, after: &Terms) -> Result<(), Problem> {
    match &after.subscribed {
        Some(subscribed) => store::save(w, customer.no, subscribed)?,
        None => store::remove(w, customer.no)?,
    }
    store::save_order_limit(w, customer.no, after.order_limit)?;
    touched(w, customer.no)?;
    let told = |terms: &Terms| json!({ "term": terms.subscribed.as_ref().map(Subscribed::told), "order_limit": terms.order_limit });
    let entry = Entry::new("terms.changed", 1).subject(customers::subject(&customer.id));
    w.record(entry.before(told(before)).after(told(after)))
}

/// Whoever has drafted something from the terms before drafts it anew.
fn touched(w: &mut Write<'_>, no: ScopeNo) -> Result<(), Problem> {
    Ok(customers::store::touch(w, no)?)
}
