//! What a change of what a customer owns costs, exactly.
//!
//! Prices are for one unit and month, in minor units of a currency. What is added in the middle of a
//! term is paid for until its end by days, rounded once per line to the nearest minor unit; what is
//! given back is given back when the term is renewed, and costs nothing until then. [`quote`] says all
//! of that before anything happens, and [`Quote::applied`] does it.

mod apply;
mod approval;
mod quote;
#[cfg(test)]
mod tests;

pub use approval::{Waits, waits};
pub use quote::{Buyer, MOST_UNITS, Quote, QuoteLine, Trouble, Wanted, When, quote, sold};

use jiff::civil::Date;

use crate::catalogue::Catalogue;
use crate::terms::Term;

/// What a unit of a module costs in a month; of a suite's module, what the suite does. None where the
/// catalogue has no price in that currency.
pub fn unit_price(catalogue: &Catalogue, module: &str, currency: &str) -> Option<u64> {
    let own = catalogue.module(module).and_then(|found| found.prices.get(currency));
    let suite = || catalogue.suites.iter().find(|suite| suite.module == module)?.prices.get(currency);
    own.or_else(suite).copied()
}

/// What something that costs `per_month` costs from `today` to the end of a term, both days included.
///
/// The term as a whole costs its months exactly; a part of it as many days as it has of the term's,
/// rounded half up. None where the amount is beyond all amounts.
pub fn rest_of_term(per_month: u64, term: &Term, today: Date) -> Option<u64> {
    let whole = u128::from(per_month) * u128::from(term.months());
    let (left, days) = (u128::from(term.left(today)), u128::from(term.days()));
    u64::try_from((whole * left * 2 + days) / (days * 2)).ok().filter(|amount| i64::try_from(*amount).is_ok())
}
