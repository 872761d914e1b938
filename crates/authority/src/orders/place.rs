//! From what somebody wants to an order that stands.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::catalogue::Catalogue;
use licentia_core::prices::{Buyer, Quote, Trouble, Waits, Wanted, quote, waits};
use licentia_platform::access::{Granted, Sell, View};
use licentia_platform::by::By;
use licentia_platform::db::{Done, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::sha256;
use serde_json::json;

use super::{Amount, Approval, NewOrder, Order, Orderer, Placing, Preview, State, store};
use crate::customers::{self, Customer};
use crate::packages::{self, Cause, day_in};
use crate::state::Authority;
use crate::terms;

/// The longest reference of a customer's own, in characters.
const REFERENCE: usize = 100;
/// The longest name and address of whoever orders, in characters.
const PERSON: usize = 200;

/// How long the approval of an order may be under way in another request, in milliseconds.
const UNDER_WAY_MS: i64 = 60_000;
/// How many orders are approved by rule in one run; each leaves the queue, whatever becomes of it.
const AT_ONCE: u32 = 1_000;

/// What an order would change and cost, and whether somebody would have to approve it. Nothing happens.
///
/// # Errors
/// 404; 409 `no_catalogue`; 422 for what cannot be ordered: `nothing_changes`, `not_sold`, `no_term` and so on.
pub async fn preview(
    authority: &Authority,
    _granted: &Granted<View>,
    serial: &str,
    new: NewOrder,
) -> Result<Preview, Problem> {
    let current = authority.catalogue().await?;
    let (serial, now_ms) = (serial.to_owned(), authority.now_ms());
    authority
        .db()
        .read(move |r| {
            let customer = customers::found(r, &serial)?;
            let wanted = wanted(r, &customer, &current.file.catalogue.issuer, &new, now_ms)?;
            look(r, &customer, &current.file.catalogue, &wanted, now_ms)
        })
        .await
}

/// Places an order for a customer. If a rule approves it, its package is signed at once.
///
/// # Errors
/// As [`preview`]; 409 `order_changed` when it would not be what was seen.
pub async fn place(
    authority: &Authority,
    granted: &Granted<Sell>,
    serial: &str,
    new: NewOrder,
) -> Result<Done<Order>, Problem> {
    let current = authority.catalogue().await?;
    let no = customers::scope_of(authority, serial).await?;
    let serial = serial.to_owned();
    let write = move |w: &mut Write<'_>| {
        let customer = customers::found(w, &serial)?;
        let now_ms = w.now_ms();
        let wanted = wanted(w, &customer, &current.file.catalogue.issuer, &new, now_ms)?;
        place_in(w, &customer, &current.file.catalogue, &wanted, new.placing)
    };
    let done = authority.db().write(no, &granted.by, write).await?;
    let order = by_rule(authority, done.value).await?;
    Ok(Done { value: order, ..done })
}

/// What an order would change and cost, inside a read or a write.
pub(crate) fn look(
    sql: &mut dyn Sql,
    customer: &Customer,
    catalogue: &Catalogue,
    wanted: &Wanted,
    now_ms: i64,
) -> Result<Preview, Problem> {
    let today = day_in(&customer.details.zone, now_ms);
    let subscribed = terms::load(sql, customer.no)?;
    let term = subscribed.as_ref().map(|subscribed| subscribed.term);
    let planned = subscribed.map(|subscribed| subscribed.planned).unwrap_or_default();
    let buyer = Buyer {
        owns: &customer.subscription.order,
        term: term.as_ref(),
        planned: &planned,
        today,
        currency: customer.details.currency(),
    };
    let quote = quote(catalogue, buyer, wanted).map_err(|trouble| in_the_way(&trouble))?;
    let mut after = customer.subscription.clone();
    after.order = quote.applied(catalogue, after.order, today);
    after.check(catalogue)?;
    let waits = why(sql, customer, &quote, today)?;
    let shown = json!(quote).to_string();
    let digest = sha256(shown.as_bytes())[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Preview { quote, digest, waits })
}

/// Why somebody has to approve an order; nothing when a rule does.
pub(super) fn why(
    sql: &mut dyn Sql,
    customer: &Customer,
    quote: &Quote,
    today: Date,
) -> Result<Option<Waits>, Problem> {
    let limit = terms::order_limit(sql, customer.no)?;
    let since = first_of_month_ms(today, &customer.details.zone);
    let already = store::approved_by_rule(sql, customer.no, since)?;
    Ok(waits(quote, limit, already, customer.notices.hold.is_some()))
}

/// When the month began for a customer, in milliseconds UTC.
fn first_of_month_ms(today: Date, zone: &str) -> i64 {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    today.first_of_month().to_zoned(zone).map_or(0, |begins| begins.timestamp().as_millisecond())
}

/// What is wanted, as totals. So many more are more than today; so many fewer are fewer than what is left at the renewal
/// anyway. A module may be called by its whole name, as in the customer's manager.
fn wanted(
    sql: &mut dyn Sql,
    customer: &Customer,
    issuer: &str,
    new: &NewOrder,
    now_ms: i64,
) -> Result<Wanted, Problem> {
    let today = day_in(&customer.details.zone, now_ms);
    let subscribed = terms::load(sql, customer.no)?.filter(|subscribed| subscribed.term.ends() >= today);
    let planned = subscribed.map(|subscribed| subscribed.planned).unwrap_or_default();
    let mut units = BTreeMap::new();
    for (n, (name, amount)) in new.lines.iter().enumerate() {
        let own = name.strip_prefix(issuer).and_then(|rest| rest.strip_prefix('.'));
        let module = own.unwrap_or(name);
        let owned = customer.subscription.order.units(module, today);
        let left = planned.get(module).map_or(owned, |planned| planned.left_of(owned));
        let wrong = |why: String| Problem::invalid(&format!("licences[{n}]"), why);
        let total = match *amount {
            Amount::To(total) => total,
            Amount::More(0) => continue,
            Amount::More(more) => {
                let from = if more > 0 { owned } else { left };
                let after = i64::from(from).saturating_add(more);
                let after = u32::try_from(after.min(u32::MAX.into()));
                after.map_err(|_| {
                    let problem = wrong(format!("{module}: there are only {from} to give back."));
                    problem.words("why-too-few-left").arg("module", module).arg("left", from)
                })?
            }
        };
        if units.insert(module.to_owned(), total).is_some() {
            let problem = wrong(format!("{module} is named twice."));
            return Err(problem.words("why-module-twice").arg("module", module));
        }
    }
    Ok(Wanted { suite: new.suite.clone(), units })
}

/// Writes an order down: waiting, or approved where nothing but the renewal changes.
pub(crate) fn place_in(
    w: &mut Write<'_>,
    customer: &Customer,
    catalogue: &Catalogue,
    wanted: &Wanted,
    new: Placing,
) -> Result<Order, Problem> {
    let reference = line(new.reference, "reference", REFERENCE)?;
    let name = line(Some(new.by.name), "name", PERSON)?
        .ok_or_else(|| Problem::invalid("name", "A name is needed.").words("why-name"))?;
    let by = Orderer { name, email: line(new.by.email, "email", PERSON)? };
    let now_ms = w.now_ms();
    let Preview { quote, digest, waits, .. } = look(w, customer, catalogue, wanted, now_ms)?;
    if new.seen.is_some_and(|seen| seen != digest) {
        return Err(Problem::conflict("order_changed"));
    }
    let at_once = !quote.is_now();
    let decided = at_once.then(|| w.by().actor.reference());
    let order = Order {
        id: w.new_id().to_string(),
        n: store::next_number(w, customer.no)?,
        serial: customer.details.serial.clone(),
        customer_name: customer.details.name.clone(),
        state: if at_once { State::Approved } else { State::Waiting },
        origin: new.origin,
        by,
        reference,
        quote,
        waits: waits.map(|waits| waits.as_str().to_owned()),
        rule: at_once,
        decided_at_ms: decided.as_ref().map(|_| now_ms),
        decided_by: decided,
        reason: None,
        package: None,
        ordered_at_ms: now_ms,
    };
    store::insert(w, customer.no, &order)?;
    if at_once {
        super::decide::plan(w, customer.no, &order.quote)?;
    }
    let told = told(w, customer, &order);
    w.record(told)?;
    Ok(order)
}

fn told(w: &mut Write<'_>, customer: &Customer, order: &Order) -> Entry {
    let about = |w: &mut Write<'_>, text: &Option<String>| {
        text.as_deref().map(|text| w.text_about(&customer.id, text))
    };
    let (name, email) = (about(w, &Some(order.by.name.clone())), about(w, &order.by.email));
    let reference = about(w, &order.reference);
    Entry::new("orders.placed", 1)
        .subject(customers::subject(&customer.id))
        .subject(format!("order/{}", order.id))
        .after(json!({
            "number": order.n, "state": order.state, "origin": order.origin, "quote": order.quote,
            "waits": order.waits, "name": name, "email": email, "reference": reference,
        }))
}

/// One line of text without blanks around it, or nothing.
fn line(text: Option<String>, path: &str, most: usize) -> Result<Option<String>, Problem> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > most || text.chars().any(char::is_control) => {
            Err(Problem::refused(422, "text_too_long").arg("path", path).with("path", path))
        }
        text => Ok(text),
    }
}

/// Lets a rule approve an order that needs nobody. Whatever is in the way of its package, it waits then.
pub(crate) async fn by_rule(authority: &Authority, order: Order) -> Result<Order, Problem> {
    if order.state != State::Waiting || order.waits.is_some() {
        return Ok(order);
    }
    let cause = Cause::Order(Approval { order: order.id.clone(), rule: true });
    let issued = packages::issue_because(authority, &By::system("orders"), &order.serial, cause, None).await;
    if let Err(problem) = issued {
        tracing::warn!(order = %order.id, code = %problem.code, detail = ?problem.detail, "an order waits for somebody");
        let (id, code) = (order.id.clone(), problem.code.into_owned());
        let no = customers::scope_of(authority, &order.serial).await?;
        let write = move |w: &mut Write<'_>| {
            w.outside_chain();
            Ok(store::keep_waiting(w, &id, &code)?)
        };
        authority.db().write(no, &By::system("orders"), write).await?;
    }
    super::stored(authority, &order.id).await
}

/// Lets the rule go on where a server stopped between an order and its approval: the customer was told that it takes
/// seconds. Called now and then by the server.
///
/// # Errors
/// The database's.
pub(crate) async fn run_due(authority: &Authority) -> Result<(), Problem> {
    let before_ms = authority.now_ms() - UNDER_WAY_MS;
    let left = authority.db().read(move |r| Ok(store::undecided(r, before_ms, AT_ONCE)?)).await?;
    for order in left {
        by_rule(authority, order).await?;
    }
    Ok(())
}

/// Why something cannot be ordered, as a refusal.
fn in_the_way(trouble: &Trouble) -> Problem {
    let of = |code: &'static str, module: &str| {
        Problem::refused(422, code).arg("module", module).with("module", module)
    };
    match trouble {
        Trouble::NothingChanges => Problem::refused(422, "nothing_changes"),
        Trouble::NotSold(module) => of("not_sold", module),
        Trouble::Unrestricted(module) => of("unrestricted_already", module),
        Trouble::TooMany(module) => of("too_many_units", module),
        Trouble::NoTerm(module) => of("no_term", module),
        Trouble::SuiteEmpty(module) => of("suite_empty", module),
        Trouble::NotAbove(suite) => of("suite_not_above", suite),
        Trouble::TooLarge => Problem::refused(422, "amount_too_large"),
    }
}
