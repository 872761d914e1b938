//! Whether an order needs somebody to look at it.

use super::Quote;

/// Why an order waits for somebody's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// The vendor hands nothing out to this customer for now.
    OnHold,
    /// Something in it has no price.
    NotPriced,
    /// The customer may order nothing by itself.
    NoLimit,
    /// It is more than the customer may order by itself in a month.
    OverLimit,
}

impl Waits {
    /// The name in answers and language files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnHold => "on_hold",
            Self::NotPriced => "not_priced",
            Self::NoLimit => "no_limit",
            Self::OverLimit => "over_limit",
        }
    }
}

/// Why an order waits, or nothing when it stands approved by rule.
///
/// `limit` is how much more a month of the customer's may cost through orders that nobody looked at,
/// counted by calendar month; `already` is how much of it is used. Both in minor units of the quote's
/// currency. What takes effect at the renewal only is the customer's own decision.
pub fn waits(quote: &Quote, limit: Option<u64>, already: u64, on_hold: bool) -> Option<Waits> {
    if !quote.is_now() {
        return None;
    }
    if on_hold {
        return Some(Waits::OnHold);
    }
    if !quote.priced {
        return Some(Waits::NotPriced);
    }
    let Some(limit) = limit else { return Some(Waits::NoLimit) };
    let more = u64::try_from(quote.per_month).unwrap_or(0);
    let over = already.checked_add(more).is_none_or(|sum| sum > limit);
    over.then_some(Waits::OverLimit)
}
