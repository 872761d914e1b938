//! Plan limits (rule 14): how much of each is used, reserved and left, and what an application may still create.
//!
//! The application says how many there are, absolutely or by difference. Before it creates something it reserves,
//! creates, and then uses or releases the reservation, so that two creations at 99 of 100 cannot both pass. Everything
//! that changes a number goes through one door, one list at a time, and core decides over the list in its order.
//!
//! A limit is named `issuer.name`, or by its bare name where the first issuer that has it is meant. One that the plan
//! does not have is no limit: the same program runs under every plan. Its use is counted all the same, so that the
//! number is right when a plan with the limit comes.

pub(crate) mod api;
mod counting;
mod moved;
mod named;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use licentia_core::licence::{Texts, text_in};
use licentia_core::limits::{Level, Tally};
use licentia_core::names::IssuerName;
use licentia_core::package::{Limit, NextUp};
use licentia_platform::access::{Check, Granted};
use licentia_platform::db::Write;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

pub(crate) use api::routes as api_routes;
pub use counting::What;
pub(crate) use words::next_up;

use crate::snapshot::Snapshot;
use crate::state::Manager;
use counting::{Counts, Item, Key};
use named::Named;

/// The highest number an application may report: every program reads it exactly, JavaScript included.
pub const MOST: u64 = (1 << 53) - 1;
/// How long a reservation lasts unless told, in seconds.
pub const SECONDS: u32 = 60;
/// How long a reservation may last at most, in seconds.
pub const MOST_SECONDS: u32 = 3_600;

/// The pages: what a suite allows stands with the Status tab.
pub(crate) fn page_routes() -> Router<Manager> {
    Router::new()
}

/// One plan limit of a package in force, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitNow {
    /// Whose limit it is.
    pub issuer: IssuerName,
    /// Its code, for example `active-projects`.
    pub name: String,
    /// Its title per language.
    pub titles: Texts,
    /// What counts, per language.
    pub counts: Texts,
    /// How to free capacity, per language.
    pub advice: Texts,
    /// How many there are, in all databases of the installation.
    pub used: u64,
    /// How many are being created.
    pub reserved: u64,
    /// The highest number; `None` = no limit.
    pub max: Option<u64>,
    /// How near it is.
    pub level: Level,
    /// The next suite up that allows more; `None` where none does.
    pub next: Option<NextUp>,
}

impl LimitNow {
    fn of(issuer: &IssuerName, limit: &Limit, tally: Tally) -> Self {
        Self {
            issuer: issuer.clone(),
            name: limit.name.clone(),
            titles: limit.titles.clone(),
            counts: limit.counts.clone(),
            advice: limit.advice.clone(),
            used: tally.used,
            reserved: tally.reserved,
            max: limit.max,
            level: Level::of(tally.used, limit.max),
            next: limit.next.clone(),
        }
    }

    /// The title in `language`, or the code.
    pub fn title(&self, language: &str) -> &str {
        text_in(&self.titles, language, &self.name)
    }

    /// The plan does not include it at all, and nothing of it is there: reached by rule 14, but nothing to worry about.
    pub fn is_absent(&self) -> bool {
        self.max == Some(0) && self.used == 0
    }
}

/// Every limit of the packages in force, in their order, with what is used and reserved now.
///
/// # Errors
/// The database's.
pub async fn now(manager: &Manager, at: &Snapshot) -> Result<Vec<LimitNow>, Problem> {
    let limits = at
        .licences()
        .issuers()
        .iter()
        .flat_map(|issuer| issuer.limits.iter().map(|limit| (&issuer.name, limit)));
    let limits: Vec<_> = limits.collect();
    if limits.is_empty() {
        return Ok(Vec::new());
    }
    let tallies = tallies(manager, at).await?;
    let known = |issuer: &IssuerName, limit: &Limit| {
        tallies.get(&(issuer.as_str().to_owned(), limit.name.clone())).copied().unwrap_or_default()
    };
    Ok(limits.into_iter().map(|(issuer, limit)| LimitNow::of(issuer, limit, known(issuer, limit))).collect())
}

/// What is used and reserved by issuer and name.
type Tallies = HashMap<Key, Tally>;

async fn tallies(manager: &Manager, at: &Snapshot) -> Result<Tallies, Problem> {
    let (at, now) = (at.clone(), manager.now_ms());
    manager.db().read(move |r| Ok(counting::tallies(r, &at, now)?)).await
}

/// Why something may or may not be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There is room.
    Granted,
    /// The plan does not limit it.
    NoLimit,
    /// Nothing is licensed, and nothing is limited (rule 11).
    Demo,
    /// There is no room.
    LimitReached,
    /// The issuer's licences were tampered with, and nobody knows what they allow (rule 10).
    Tampered,
}

impl Verdict {
    /// Whether it may be created.
    pub fn allowed(self) -> bool {
        matches!(self, Self::Granted | Self::NoLimit | Self::Demo)
    }

    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::NoLimit => "no_limit",
            Self::Demo => "demo",
            Self::LimitReached => "limit_reached",
            Self::Tampered => "tampered",
        }
    }
}

/// What an application is told about one limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Whose limit it is; `None` where nothing is licensed that could tell.
    pub issuer: Option<String>,
    /// Its code.
    pub name: String,
    /// How many there are.
    pub used: u64,
    /// How many are being created.
    pub reserved: u64,
    /// The highest number; `None` = no limit.
    pub max: Option<u64>,
    /// Whether as many as were asked for may be created: one, for a report.
    pub verdict: Verdict,
    /// A difference would have led below 0; the number is 0.
    pub below_zero: bool,
    /// There was no room for what was to be reserved or used, and nothing has changed.
    pub refused: bool,
    /// The reservation that was made, used or released.
    pub reservation: Option<Reserved>,
}

impl Counted {
    /// The name with its issuer, where there is one: `issuer.name`.
    pub fn full_name(&self) -> String {
        self.issuer.as_ref().map_or_else(|| self.name.clone(), |issuer| format!("{issuer}.{}", self.name))
    }

    /// How near the limit is.
    pub fn level(&self) -> Level {
        Level::of(self.used, self.max)
    }
}

/// A reservation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    /// Its id.
    pub id: String,
    /// How many are being created.
    pub units: u64,
    /// Until when, in milliseconds UTC.
    pub until: i64,
}

/// Whether `units` more may be created now. It takes nothing: whoever creates reserves.
///
/// # Errors
/// 404 `not_found` for an issuer nobody knows; 422 `invalid` for a name that is none, or no units; the database's.
pub async fn check(
    manager: &Manager,
    granted: &Granted<Check>,
    name: &str,
    units: u64,
) -> Result<Counted, Problem> {
    counting::between("units", units, MOST)?;
    let at = manager.snapshot(granted.scope).await?;
    let tallies = tallies(manager, &at).await?;
    let named = Named::find(&at, name, &tallies)?;
    let tally = tallies.get(&named.key()).copied().unwrap_or_default();
    let counted = named.counted(&at, tally, units);
    if !counted.verdict.allowed() {
        note_refusal(manager, &at, granted, &counted);
    }
    Ok(counted)
}

/// Counts a refusal (rule 19): of which limit, and whom.
fn note_refusal(manager: &Manager, at: &Snapshot, granted: &Granted<Check>, counted: &Counted) {
    let refused = (counted.full_name(), counted.verdict.as_str());
    manager.refusals().add_limit(at, refused, &granted.by, manager.now_ms());
}

/// Reports how many there are, reserves, uses or releases: one change of one limit, in the order in which they arrive.
/// That there is no room is an answer, not an error. With an idempotency key a repetition is the same change; a refusal
/// is not kept under the key.
///
/// # Errors
/// 404 `not_found` for the issuer or the reservation; 409 `reservation_ended`, `too_many_limits`,
/// `too_many_reservations`; 422 `invalid`; the database's.
pub async fn count(
    manager: &Manager,
    granted: &Granted<Check>,
    name: &str,
    what: What,
) -> Result<Counted, Problem> {
    let counted = decided(manager, granted, name, what).await?;
    if counted.refused {
        let at = manager.snapshot(granted.scope).await?;
        note_refusal(manager, &at, granted, &counted);
    }
    Ok(counted)
}

async fn decided(
    manager: &Manager,
    granted: &Granted<Check>,
    name: &str,
    what: What,
) -> Result<Counted, Problem> {
    what.check()?;
    let slot = manager.slot(granted.scope)?;
    manager.ready(&slot)?;
    let (site, name) = (granted.site, name.to_owned());
    if granted.by.idempotency.is_none() {
        crate::day::begin(manager, &slot).await;
        let item = Item { slot: Arc::clone(&slot), site, name, what };
        return manager.db().append::<Counts>(granted.scope, item).await?;
    }
    let keyed = move |w: &mut Write<'_>, at: &Snapshot| {
        let counted = counting::alone(w, at, (site, &name, &what))?;
        if counted.refused { Err(unkept(&counted)) } else { Ok(counted) }
    };
    match manager.write(granted.scope, &granted.by, keyed).await {
        Ok(done) => Ok(done.value),
        Err(problem) => kept_back(&problem).ok_or(problem),
    }
}

/// A refusal on its way out of a change that must not keep it.
fn unkept(counted: &Counted) -> Problem {
    Problem::conflict(REFUSED).with(REFUSED, counted)
}

fn kept_back(problem: &Problem) -> Option<Counted> {
    let counted = problem.extra.get(REFUSED).filter(|_| problem.code == REFUSED)?;
    serde_json::from_value(counted.clone()).ok()
}

const REFUSED: &str = "limit_refused";
