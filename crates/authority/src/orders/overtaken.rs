//! Which reductions count no more: what was ordered for the renewal and then planned otherwise.

use std::collections::{BTreeMap, BTreeSet};

use licentia_core::prices::When;
use licentia_core::terms::Reduction;
use licentia_platform::problem::Problem;

use super::{Order, State};
use crate::customers;
use crate::state::Authority;
use crate::terms::{self, Subscribed};

/// Codes of modules whose line of an order does not count any more.
pub(crate) type Overtaken = BTreeSet<String>;

/// Modules for which a later order, or sales, has planned something else than this order did. Nothing of an order
/// whose renewal has been: what became of that stands in its package.
pub(crate) fn overtaken(order: &Order, subscribed: Option<&Subscribed>) -> Overtaken {
    let quote = &order.quote;
    let same_term = |own: &&Subscribed| Some(own.term.ends()) == quote.term_ends;
    let Some(own) = subscribed.filter(same_term).filter(|_| order.state == State::Approved) else {
        return Overtaken::new();
    };
    let at_renewal = quote.lines.iter().filter(|line| line.when == When::AtRenewal);
    let otherwise = at_renewal.filter(|line| {
        let ordered = (line.to < line.from).then_some(Reduction { from: line.from, to: line.to });
        own.planned.get(&line.module).copied() != ordered
    });
    otherwise.map(|line| line.module.clone()).collect()
}

/// The same of a list of orders of many customers, by the orders' ids.
///
/// # Errors
/// The database's.
pub(crate) async fn overtaken_of(
    authority: &Authority,
    orders: &[Order],
) -> Result<BTreeMap<String, Overtaken>, Problem> {
    let renewals =
        orders.iter().filter(|order| order.quote.lines.iter().any(|line| line.when == When::AtRenewal));
    let renewals: Vec<Order> = renewals.filter(|order| order.state == State::Approved).cloned().collect();
    if renewals.is_empty() {
        return Ok(BTreeMap::new());
    }
    let read = move |r: &mut licentia_platform::db::Read<'_>| {
        let mut terms = BTreeMap::new();
        for order in &renewals {
            if !terms.contains_key(&order.serial) {
                let no = customers::found(r, &order.serial)?.no;
                terms.insert(order.serial.clone(), terms::load(r, no)?);
            }
        }
        let of = |order: &Order| overtaken(order, terms.get(&order.serial).and_then(Option::as_ref));
        Ok(renewals.iter().map(|order| (order.id.clone(), of(order))).collect())
    };
    authority.db().read(read).await
}
