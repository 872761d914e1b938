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
use licentia_core::catalogue::Order;
use licentia_core::terms::{Reduction, Term};
use licentia_platform::access::{Granted, Sell, View};
use licentia_platform::db::{Done, ScopeNo, Sql, Write};
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
    /// The billing period in months, for the vendor's own books.
    pub period: u16,
    /// How many days before the next term that one is prepared.
    pub notice: u16,
    /// Whether it renews itself.
    pub renews: bool,
    /// What is given back with the renewal.
    pub planned: BTreeMap<String, Reduction>,
    /// When a term was prepared last, in milliseconds UTC; none for the first.
    pub renewed_at_ms: Option<i64>,
}

impl Subscribed {
    /// The day on which the next term is prepared; none when it is not.
    pub fn due(&self) -> Option<Date> {
        self.renews.then(|| self.term.renewal_day(self.notice))
    }

    /// Units that there will be from the next term on, where they will be fewer than are owned today.
    pub fn fewer(&self, owned: &Order, today: Date) -> BTreeMap<String, u32> {
        let then = self.planned.iter().filter_map(|(module, planned)| {
            let units = owned.units(module, today);
            let left = planned.left_of(units);
            (left < units).then(|| (module.clone(), left))
        });
        then.collect()
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
    /// Units that there will be from the next term on, where they will be fewer.
    pub at_renewal: BTreeMap<String, u32>,
    /// The customer's revision: its `ETag`.
    pub revision: u64,
}

impl Terms {
    fn read(sql: &mut dyn Sql, customer: &Customer, now_ms: i64) -> Result<Self, Problem> {
        let subscribed = load(sql, customer.no)?;
        let today = day_in(&customer.details.zone, now_ms);
        let fewer = subscribed.as_ref().map(|own| own.fewer(&customer.subscription.order, today));
        let order_limit = order_limit(sql, customer.no)?;
        Ok(Self {
            subscribed,
            order_limit,
            at_renewal: fewer.unwrap_or_default(),
            revision: customer.revision,
        })
    }
}

/// A term as it is agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewTerm {
    /// Its first day; today unless told.
    pub began: Option<Date>,
    /// Its length in months.
    pub months: u16,
    /// The billing period in months; the whole term unless told.
    pub period: Option<u16>,
    /// See [`NOTICE`].
    pub notice: Option<u16>,
    /// Whether it renews itself.
    pub renews: bool,
    /// Units that there are to be from the next term on; what was planned stays unless told.
    pub at_renewal: Option<BTreeMap<String, u32>>,
}

/// The terms of a customer.
///
/// # Errors
/// 404 `not_found`.
pub async fn show(authority: &Authority, _granted: &Granted<View>, serial: &str) -> Result<Terms, Problem> {
    let (serial, now_ms) = (serial.to_owned(), authority.now_ms());
    authority
        .db()
        .read(move |r| {
            let customer = customers::found(r, &serial)?;
            Terms::read(r, &customer, now_ms)
        })
        .await
}

/// Agrees other terms, all of them anew. `unchanged` is asked with the customer's present revision, so that nobody
/// writes over a renewal, or an order, that they have not seen.
///
/// # Errors
/// 404; 412 `precondition_failed` when somebody was faster; 422 `term_invalid` with the field, `term_over` for one that
/// has ended already, `term_renewed` for one whose next term was prepared.
pub async fn change(
    authority: &Authority,
    granted: &Granted<Sell>,
    serial: &str,
    unchanged: impl FnOnce(u64) -> Result<(), Problem> + Send + 'static,
    term: Option<NewTerm>,
    limit: Option<u64>,
) -> Result<Done<()>, Problem> {
    let no = customers::scope_of(authority, serial).await?;
    let catalogue = authority.catalogue_if_any().await?;
    let serial = serial.to_owned();
    if limit.is_some_and(|limit| i64::try_from(limit).is_err()) {
        return Err(Problem::invalid("order_limit", "The amount is too large.").words("why-amount"));
    }
    authority
        .db()
        .write(no, &granted.by, move |w| {
            let customer = customers::found(w, &serial)?;
            unchanged(customer.revision)?;
            let today = day_in(&customer.details.zone, w.now_ms());
            let now_ms = w.now_ms();
            let before = Terms::read(w, &customer, now_ms)?;
            let known = |code: &str| {
                catalogue.as_ref().is_none_or(|current| current.file.catalogue.module(code).is_some())
            };
            let owned = &customer.subscription.order;
            let agreed = |term: NewTerm| term.agreed(today, before.subscribed.as_ref(), owned, known);
            let subscribed = term.map(agreed).transpose()?;
            if before.subscribed != subscribed || before.order_limit != limit {
                write(w, &customer, &before, (subscribed.as_ref(), limit))?;
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
        owned: &Order,
        known: impl Fn(&str) -> bool,
    ) -> Result<Subscribed, Problem> {
        let invalid = |path: &str| Problem::refused(422, "term_invalid").arg("path", path).with("path", path);
        let began = self.began.unwrap_or(today);
        let renewed_at_ms = before.and_then(|old| old.renewed_at_ms);
        // Its package is signed already: whoever begins an earlier term again would have it renewed, and paid, twice.
        let prepared = before.filter(|_| renewed_at_ms.is_some()).map(|old| old.term.began());
        if let Some(first) = prepared.filter(|first| began < *first) {
            return Err(Problem::refused(422, "term_renewed").arg("date", first).with("path", "began"));
        }
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
        // More notice than a term has days, in its longest months, would have the one after the next prepared as well.
        if notice > MOST_NOTICE.min(self.months.saturating_mul(31)) {
            return Err(invalid("notice"));
        }
        let former = before.map(|old| old.planned.clone()).unwrap_or_default();
        let planned = match self.at_renewal {
            None => former,
            Some(units) => {
                if let Some(code) = units.keys().find(|code| !known(code)) {
                    let refused = Problem::refused(422, "not_sold").arg("module", code);
                    return Err(refused.with("path", "at_renewal"));
                }
                let given_back = |(module, to)| given_back(owned, today, &former, module, to);
                units.into_iter().filter_map(given_back).collect()
            }
        };
        Ok(Subscribed { term, period, notice, renews: self.renews, planned, renewed_at_ms })
    }
}

/// What is to be given back of a module, so that `to` are left; none when there are no more today. What comes to the same
/// as before stays as it was ordered.
fn given_back(
    owned: &Order,
    today: Date,
    former: &BTreeMap<String, Reduction>,
    module: String,
    to: u32,
) -> Option<(String, Reduction)> {
    let from = owned.units(&module, today);
    let kept = former.get(&module).copied().filter(|former| former.left_of(from) == to);
    (to < from).then(|| (module, kept.unwrap_or(Reduction { from, to })))
}

/// Keeps other terms and tells the customer's ledger.
fn write(
    w: &mut Write<'_>,
    customer: &Customer,
    before: &Terms,
    (subscribed, limit): (Option<&Subscribed>, Option<u64>),
) -> Result<(), Problem> {
    match subscribed {
        Some(subscribed) => store::save(w, customer.no, subscribed)?,
        None => store::remove(w, customer.no)?,
    }
    store::save_order_limit(w, customer.no, limit)?;
    touched(w, customer.no)?;
    let told = |term: Option<&Subscribed>, limit: Option<u64>| json!({ "term": term.map(Subscribed::told), "order_limit": limit });
    let (was, is) = (told(before.subscribed.as_ref(), before.order_limit), told(subscribed, limit));
    let entry = Entry::new("terms.changed", 1).subject(customers::subject(&customer.id));
    w.record(entry.before(was).after(is))
}

/// Whoever has drafted something from the terms before drafts it anew.
fn touched(w: &mut Write<'_>, no: ScopeNo) -> Result<(), Problem> {
    Ok(customers::store::touch(w, no)?)
}
