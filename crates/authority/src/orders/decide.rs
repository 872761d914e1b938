//! What becomes of an order: approved with its package, refused with a reason, withdrawn.

use jiff::civil::Date;
use licentia_core::catalogue::Catalogue;
use licentia_core::prices::Quote;
use licentia_platform::access::{Granted, Sell};
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::{Value, json};

use super::{Approval, Order, State, place, store};
use crate::customers::{self, Customer};
use crate::packages::{self, Cause, day_in};
use crate::reason;
use crate::state::Authority;
use crate::subscriptions::SubscriptionPatch;
use crate::terms;

/// Approves an order: what it adds is signed in the same transaction, and the customer's manager fetches it.
///
/// # Errors
/// 404; 409 `order_decided` when somebody was faster, and whatever is in the way of a package; 422 `text_too_long` for
/// the reason.
pub async fn approve(
    authority: &Authority,
    granted: &Granted<Sell>,
    id: &str,
    reason: Option<String>,
) -> Result<Order, Problem> {
    let reason = reason::checked(reason)?;
    let order = super::stored(authority, id).await?;
    let approval = Approval { order: order.id.clone(), rule: false };
    if order.quote.is_now() {
        let cause = Cause::Order(approval);
        packages::issue_because(authority, &granted.by, &order.serial, cause, reason).await?;
    } else {
        let no = customers::scope_of(authority, &order.serial).await?;
        let write = move |w: &mut Write<'_>| {
            let told = approved(w, no, &approval, None)?;
            decided(w, no, "orders.approved", &approval.order, told, reason)
        };
        authority.db().write(no, &granted.by, write).await?;
    }
    super::stored(authority, id).await
}

/// Refuses an order, with a reason that the customer reads.
///
/// # Errors
/// 404; 409 `order_decided`; 422 `reason_needed` without a reason, `text_too_long`.
pub async fn refuse(
    authority: &Authority,
    granted: &Granted<Sell>,
    id: &str,
    reason: String,
) -> Result<Order, Problem> {
    let needed = || Problem::refused(422, "reason_needed").with("path", "reason");
    let reason = reason::checked(Some(reason))?.ok_or_else(needed)?;
    let order = super::stored(authority, id).await?;
    end(authority, &granted.by, &order, State::Refused, Some(reason)).await?;
    super::stored(authority, id).await
}

/// Takes an order back, for the customer that placed it.
///
/// # Errors
/// 409 `order_decided`.
pub(crate) async fn withdraw(authority: &Authority, by: &By, order: &Order) -> Result<(), Problem> {
    end(authority, by, order, State::Withdrawn, None).await
}

async fn end(
    authority: &Authority,
    by: &By,
    order: &Order,
    state: State,
    reason: Option<String>,
) -> Result<(), Problem> {
    let no = customers::scope_of(authority, &order.serial).await?;
    let id = order.id.clone();
    let write = move |w: &mut Write<'_>| {
        let order = waiting(w, no, &id)?;
        store::decide(w, &id, state, false, reason.as_deref(), None)?;
        let kind = if state == State::Refused { "orders.refused" } else { "orders.withdrawn" };
        decided(w, no, kind, &id, json!({ "number": order.n }), reason)
    };
    authority.db().write(no, by, write).await.map(drop)
}

fn decided(
    w: &mut Write<'_>,
    no: ScopeNo,
    kind: &'static str,
    id: &str,
    told: Value,
    reason: Option<String>,
) -> Result<(), Problem> {
    let customer = customers::store::id_of(w, no)?;
    let entry = Entry::new(kind, 1).subject(customers::subject(&customer)).subject(format!("order/{id}"));
    let entry = match reason {
        Some(reason) => entry.reason(w.text_about(&customer, &reason)),
        None => entry,
    };
    w.record(entry.after(told))
}

/// An order of a customer that still waits.
fn waiting(sql: &mut dyn Sql, no: ScopeNo, id: &str) -> Result<Order, Problem> {
    let order = store::one_of(sql, no, id)?.ok_or_else(|| Problem::not_found("order"))?;
    match order.state {
        State::Waiting => Ok(order),
        state => Err(Problem::conflict("order_decided").with("state", state)),
    }
}

/// What the customer owns with an order.
pub(crate) fn changes(
    sql: &mut dyn Sql,
    customer: &Customer,
    catalogue: &Catalogue,
    approval: &Approval,
    today: Date,
) -> Result<SubscriptionPatch, Problem> {
    let order = waiting(sql, customer.no, &approval.order)?;
    let after = order.quote.applied(catalogue, customer.subscription.order.clone(), today);
    let (suite, lines) = (Some(after.suite), Some(after.lines));
    Ok(SubscriptionPatch { suite, lines, ..SubscriptionPatch::default() })
}

/// Refuses an order that was decided meanwhile, and a rule that does not hold any more.
pub(crate) fn still_waits(
    w: &mut Write<'_>,
    customer: &Customer,
    approval: &Approval,
) -> Result<(), Problem> {
    let order = waiting(w, customer.no, &approval.order)?;
    let today = day_in(&customer.details.zone, w.now_ms());
    match place::why(w, customer, &order.quote, today)? {
        Some(waits) if approval.rule => Err(Problem::conflict(waits.as_str())),
        _ => Ok(()),
    }
}

/// Marks an order as approved, plans what it gives back, and says what the ledger is told.
pub(crate) fn approved(
    w: &mut Write<'_>,
    no: ScopeNo,
    approval: &Approval,
    package: Option<&str>,
) -> Result<Value, Problem> {
    let order = waiting(w, no, &approval.order)?;
    store::decide(w, &approval.order, State::Approved, approval.rule, None, package)?;
    plan(w, no, &order.quote)?;
    Ok(json!({ "id": order.id, "number": order.n, "rule": approval.rule }))
}

/// Keeps what an order plans for the renewal: it says the last word about each module that it names.
pub(super) fn plan(w: &mut Write<'_>, no: ScopeNo, quote: &Quote) -> Result<(), Problem> {
    let Some(subscribed) = terms::load(w, no)? else { return Ok(()) };
    let planned = quote.planned(subscribed.planned.clone());
    if planned != subscribed.planned {
        terms::plan(w, no, &planned)?;
        customers::store::touch(w, no)?;
    }
    Ok(())
}
