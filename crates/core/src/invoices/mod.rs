//! What overage costs (rule 15): from a month's figure to an exact amount.
//!
//! Overage is sold in *blocks*: a begun block counts as a whole one. A price is a whole number of minor units per
//! block ([`crate::money`]), so that every amount is a product of whole numbers and nothing is ever rounded.
//!
//! A figure says how much its whole month had, and it may be corrected long after the month was invoiced. So a line
//! is never computed from a difference that somebody sent, but from what the month comes to now and what stands on
//! invoices for it already: [`charge`]. However often figures come, and in whatever order invoices are made, what
//! was invoiced for a month is in the end what its last figure costs (a property test holds this to all
//! histories).
//!
//! - The **price of a month stays**: a correction is charged by the terms of the month's first line, even when the
//!   catalogue has another price today.
//! - A **credit note** takes an invoice back. Either its months are to be invoiced anew, then nothing of it counts
//!   any more; or they are settled, then they count as invoiced, and nobody gets back what was credited already.

use crate::catalogue::MeterDef;

#[cfg(test)]
mod tests;

/// What a block costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The currency, three capital letters.
    pub currency: String,
    /// How many units a block has, at least 1.
    pub block: u64,
    /// What a block costs, in minor units.
    pub price: u64,
}

/// What the catalogue says of a meter in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pricing {
    /// Overage costs nothing: no price in any currency, or a price of 0.
    Free,
    /// It costs this.
    Priced(Terms),
    /// It has a price, but none in this currency.
    Missing,
}

impl Pricing {
    /// What `meter` costs in `currency`.
    pub fn of(meter: &MeterDef, currency: &str) -> Self {
        match meter.prices.get(currency) {
            None if meter.prices.is_empty() => Self::Free,
            None => Self::Missing,
            Some(0) => Self::Free,
            Some(price) => Self::Priced(Terms {
                currency: currency.to_owned(),
                block: meter.block.max(1),
                price: *price,
            }),
        }
    }
}

/// What stands on issued invoices for one meter and month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Blocks that need not be invoiced again: invoiced, and not credited to be invoiced anew.
    pub settled: i64,
    /// Blocks that the customer owes or has paid: invoiced, and not credited at all.
    pub owed: i64,
    /// The terms of the first line.
    pub terms: Terms,
}

/// A line to be put on the next invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// How many blocks; below 0 when the customer gets something back.
    pub blocks: i64,
    /// What a block costs.
    pub terms: Terms,
    /// Blocks times price, in minor units.
    pub amount: i64,
}

/// Why a month cannot be invoiced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The meter has no price in the customer's currency.
    NoPrice,
    /// The amount does not fit 63 bits: somebody reported nonsense.
    TooLarge,
}

/// How many blocks an overage comes to: a begun one counts as a whole one.
pub fn blocks(overage: u64, block: u64) -> u64 {
    overage.div_ceil(block.max(1))
}

/// What is to be invoiced for a month whose overage is known to be `overage` now; `None` when nothing is.
///
/// # Errors
/// [`Obstacle::NoPrice`] for overage without a price in the customer's currency, [`Obstacle::TooLarge`].
pub fn charge(
    overage: u64,
    standing: Option<&Standing>,
    pricing: &Pricing,
) -> Result<Option<Charge>, Obstacle> {
    let (terms, settled, owed) = match (standing, pricing) {
        (Some(standing), _) => (&standing.terms, standing.settled, standing.owed),
        (None, Pricing::Priced(terms)) => (terms, 0, 0),
        (None, Pricing::Missing) if overage > 0 => return Err(Obstacle::NoPrice),
        (None, Pricing::Missing | Pricing::Free) => return Ok(None),
    };
    let due = i64::try_from(blocks(overage, terms.block)).map_err(|_| Obstacle::TooLarge)?;
    // Nobody gets back more than they owe: what was credited is not paid back a second time.
    let blocks = due.checked_sub(settled).ok_or(Obstacle::TooLarge)?.max(-owed.max(0));
    if blocks == 0 {
        return Ok(None);
    }
    let amount =
        i64::try_from(i128::from(blocks) * i128::from(terms.price)).map_err(|_| Obstacle::TooLarge)?;
    Ok(Some(Charge { blocks, terms: terms.clone(), amount }))
}

/// The sum of the amounts of an invoice.
///
/// # Errors
/// [`Obstacle::TooLarge`].
pub fn total(amounts: impl IntoIterator<Item = i64>) -> Result<i64, Obstacle> {
    amounts.into_iter().try_fold(0_i64, i64::checked_add).ok_or(Obstacle::TooLarge)
}

/// Which amounts are to be left out, by their places, so that the others have a sum: the largest ones, and no more
/// than it takes. One figure of nonsense keeps nothing else from being invoiced.
pub fn beyond_all_sums(amounts: &[i64]) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..amounts.len()).collect();
    let mut left_out = Vec::new();
    while total(kept.iter().map(|place| amounts[*place])).is_err() {
        let largest = (0..kept.len()).max_by_key(|n| amounts[kept[*n]].unsigned_abs());
        left_out.extend(largest.map(|n| kept.remove(n)));
    }
    left_out.sort_unstable();
    left_out
}
