//! Metered services (rule 15): what an event is counted as, once, and what a month then comes to.
//!
//! Usage arrives as events, each known by a [`Key`] made of its source and its id. [`Event::check`] says whether one can
//! be counted at all; [`decide`] takes a list of them in order, with what the store knows of those keys, and says what
//! becomes of each and what has to be written, so that an event that comes twice, in one list, in two or years of
//! retries apart, counts once. A correction names an earlier event and replaces its quantity.
//!
//! A day's events make a [`DayUse`], the days of a month a [`MonthUse`]. What a month allows is [`allowance`], what goes
//! beyond it [`overage`]; [`exhausted`] says on which day the allowance is used up, and [`expected`] what the month will
//! come to. [`hear`] and [`anew`] are the two sides of how a closed month's figures reach their issuer.

mod day;
mod decide;
mod event;
mod forecast;
mod month;
mod report;

#[cfg(test)]
mod tests;

pub use day::{DAY_ROOM, DayUse};
pub use decide::{Asked, Decided, Facts, Outcome, Stored, SubjectUse, decide};
pub use event::{Event, Key, MAX_QUANTITY, MeterId, Refusal, Subject, Window, counts_values};
pub use forecast::{exhausted, expected};
pub use month::{MonthUse, closes, is_closed, month};
pub use report::{Heard, Here, Word, anew, hear};

/// What a month allows: the base, and so much more for each plan seat in use (rule 15).
pub fn allowance(base: u64, per_plan: u64, plan_users: u64) -> u64 {
    base.saturating_add(per_plan.saturating_mul(plan_users))
}

/// What goes beyond the allowance.
pub fn overage(used: u64, allowance: u64) -> u64 {
    used.saturating_sub(allowance)
}
