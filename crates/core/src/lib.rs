//! The rules of licensing, and nothing else.
//!
//! Pure functions over plain values: no I/O, no clock, no randomness, no SQL, no HTTP, no HTML.
//! Everything a rule needs is an argument, the day and the time included; everything it says is a
//! typed value, put into words elsewhere. Rules are cited by their number in the specification.
//!
//! The way through: a [`package::Package`] is what an issuer signed. Those in force are compiled
//! into [`licences::Licences`], and what they say on a day is a [`licences::Day`]. From these and
//! from assignments follow all decisions: who may use what ([`decide`](decide::decide)), who may be
//! given a seat ([`seats`]), what a new package would change ([`compare`]), what a new day changes
//! ([`day`]), who may log in ([`login`]).
//!
//! - [`names`], [`ids`]: what things are called, and the small integers that stand for them
//! - [`text`]: what people type, and what signed files can carry of it
//! - [`licence`], [`package`], [`dates`]: what an issuer signs
//! - [`licences`], [`bits`]: everything in force, compiled, and sets of modules
//! - [`decide`]: may this user use this module now, and why
//! - [`seats`], [`day`]: granting, recalling, and what happens when a date lowers a total
//! - [`rules`]: what is given by group, kind or attribute
//! - [`reminders`]: what runs out and what fills up
//! - [`sites`]: which of a holder's databases may use what
//! - [`events`]: what bars, warns or informs everybody until somebody ends it
//! - [`compare`]: what a package would change, and for whom
//! - [`counting`]: users and seats in use, for invoices
//! - [`history`]: daily use, high-water marks, and what they advise
//! - [`limits`]: the highest number of something that a plan allows
//! - [`login`], [`time`], [`month`]: who gets in; what time it is; the months that meters count by
//! - [`meters`]: what is used, counted once, and what a month comes to
//! - [`invoices`], [`money`]: what overage costs, in amounts that are exact
//! - [`catalogue`]: the authority's modules, plans and the rows that follow from them
//! - [`prices`], [`terms`]: what an order costs and changes, and how subscriptions renew themselves

pub mod bits;
pub mod catalogue;
pub mod compare;
pub mod counting;
pub mod dates;
pub mod day;
pub mod decide;
pub mod events;
pub mod history;
pub mod ids;
pub mod invoices;
pub mod licence;
pub mod licences;
pub mod limits;
pub mod login;
pub mod meters;
pub mod money;
pub mod month;
pub mod names;
pub mod package;
pub mod prices;
pub mod reminders;
pub mod rules;
pub mod seats;
pub mod sites;
pub mod terms;
pub mod text;
pub mod time;

#[cfg(test)]
mod testing;
