//! The store: where a customer's people order licences on account.
//!
//! Nobody signs in here. An administrator presses *Purchase new licences* in the manager, which signs a link
//! with the installation's key ([`licentia_protocol::conversation::Visit`]) and sends the browser here with it.
//! The key that is bound to the customer vouches for the person: [`enter`] takes the link once, within five
//! minutes, and gives the browser a cookie for one visit. What is chosen is kept with the visit until it is
//! ordered ([`order`]); what becomes of an order is [`crate::orders`]'.

mod enter;
mod page;
mod store;
#[cfg(test)]
mod tests;

use axum::Router;
use licentia_core::prices::Wanted;
use licentia_platform::by::{Actor, By, Origin as Door};
use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::problem::Problem;

use crate::customers::{self, Customer};
use crate::installations;
use crate::orders::{self, Order, Orderer, Origin, Placing};
use crate::state::Authority;

pub(crate) use enter::enter;
pub(crate) use page::routes as page_routes;

/// How long a visit lasts, in milliseconds: long enough to ask somebody at the next desk, and not much longer. A right
/// that is taken away in the manager meanwhile keeps nobody from ordering until then.
const LASTS_MS: i64 = 30 * 60 * 1_000;

/// A visit that is going on.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// SHA-256 of the cookie: what it is found by.
    pub(crate) hash: [u8; 32],
    /// Whose store it is for now.
    pub(crate) customer: ScopeNo,
    /// The key of the installation that vouched for the person.
    pub(crate) kid: String,
    /// Who came.
    pub(crate) by: Orderer,
    /// The tag of the language that the person reads.
    pub(crate) lang: String,
    /// What the person was looking at.
    pub(crate) module: Option<String>,
    /// Where the way leads back to.
    pub(crate) back: Option<String>,
    /// What was chosen so far.
    pub(crate) basket: Wanted,
}

/// The API has no part in this: programs order at `/orders`.
pub(crate) fn api_routes() -> Router<Authority> {
    Router::new()
}

/// Whoever is in the store.
fn by(address: Option<String>) -> By {
    By { actor: Actor::System("store"), origin: Door::Page, address, idempotency: None }
}

/// The store is entered from a manager only.
fn closed() -> Problem {
    Problem::refused(403, "store_closed")
}

/// Whether somebody was refused at the door of the store: a customer, and nobody of the vendor's.
pub(crate) fn is_at_the_door(code: &str) -> bool {
    code == "store_closed" || code == "not_a_visit" || code.starts_with("visit_")
}

/// The visit of a cookie, and the customer it is for.
///
/// # Errors
/// 403 `store_closed` when there is none, or it is over.
pub(crate) async fn going_on(authority: &Authority, hash: [u8; 32]) -> Result<(Visit, Customer), Problem> {
    let now_ms = authority.now_ms();
    authority
        .db()
        .read(move |r| {
            let visit = store::visit(r, &hash, now_ms)?.ok_or_else(closed)?;
            let customer = customer(r, visit.customer)?;
            Ok((visit, customer))
        })
        .await
}

fn customer(sql: &mut dyn Sql, no: ScopeNo) -> Result<Customer, Problem> {
    let party = customers::store::party(sql, no)?.ok_or_else(closed)?;
    customers::found(sql, &party.serial)
}

/// Keeps what was chosen so far.
///
/// # Errors
/// 403 `store_closed`.
pub(crate) async fn choose(authority: &Authority, visit: &Visit, basket: Wanted) -> Result<(), Problem> {
    let hash = visit.hash;
    let write = move |w: &mut Write<'_>| {
        w.outside_chain();
        match store::keep_basket(w, &hash, &basket)? {
            true => Ok(()),
            false => Err(closed()),
        }
    };
    authority.db().write(visit.customer, &by(None), write).await.map(drop)
}

/// Orders what was chosen, exactly as it was shown. If a rule approves it, its package is signed at once.
///
/// # Errors
/// 403 `store_closed`; 409 `order_changed` when it would not be what was seen; 422 for what cannot be ordered.
pub(crate) async fn order(
    authority: &Authority,
    visit: &Visit,
    address: Option<String>,
    seen: String,
    reference: String,
) -> Result<Order, Problem> {
    let current = authority.catalogue().await?;
    let (hash, no) = (visit.hash, visit.customer);
    let write = move |w: &mut Write<'_>| {
        let now_ms = w.now_ms();
        let visit = store::visit(w, &hash, now_ms)?.ok_or_else(closed)?;
        let customer = customer(w, no)?;
        still_vouched_for(w, &visit)?;
        let placing = Placing {
            reference: Some(reference),
            by: visit.by.clone(),
            origin: Origin::Store,
            seen: Some(seen),
        };
        let order = orders::place_in(w, &customer, &current.file.catalogue, &visit.basket, placing)?;
        // The same form sent twice orders nothing twice.
        store::keep_basket(w, &hash, &Wanted::default())?;
        Ok(order)
    };
    let done = authority.db().write(no, &by(address), write).await?;
    orders::by_rule(authority, done.value).await
}

/// The installation's key is still the customer's: support may have released it since.
fn still_vouched_for(sql: &mut dyn Sql, visit: &Visit) -> Result<(), Problem> {
    let bound = installations::store::bound(sql, visit.customer)?;
    match bound {
        Some((kid, ..)) if kid == visit.kid => Ok(()),
        _ => Err(closed()),
    }
}

/// An order of this customer's.
///
/// # Errors
/// 404 `not_found`, the same for another customer's.
pub(crate) async fn own_order(authority: &Authority, visit: &Visit, id: &str) -> Result<Order, Problem> {
    let (no, id) = (visit.customer, id.to_owned());
    let found = authority.db().read(move |r| Ok(orders::one_of(r, no, &id)?)).await?;
    found.ok_or_else(|| Problem::not_found("order"))
}

/// This customer's orders, newest first.
pub(crate) async fn own_orders(
    authority: &Authority,
    visit: &Visit,
    most: u32,
) -> Result<Vec<Order>, Problem> {
    let no = visit.customer;
    authority.db().read(move |r| Ok(orders::latest_of(r, no, most)?)).await
}

/// Takes an order back that nobody has decided yet.
///
/// # Errors
/// 404; 409 `order_decided`.
pub(crate) async fn withdraw(
    authority: &Authority,
    visit: &Visit,
    address: Option<String>,
    id: &str,
) -> Result<(), Problem> {
    let order = own_order(authority, visit, id).await?;
    orders::withdraw(authority, &by(address), &order).await
}
