//! The Status tab: whose database this is, its plan and how near it is to each limit, who is in, what runs out next.
//!
//! Nothing is stored here: everything is read from the snapshot, apart from how much of each limit is used.

pub(crate) mod api;
mod page;
mod services;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use licentia_core::dates::Standing;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::{UserKind, text_in};
use licentia_core::licences::{Issuer, Total};
use licentia_core::limits::Level;
use licentia_core::package::Suite;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;
pub(crate) use services::Services;

use crate::licences::{self, Licence};
use crate::limits::{self, LimitNow};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The version of this server.
pub const SERVER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What one issuer's package in force says about the whole installation.
#[derive(Clone, Debug)]
pub struct Subscription<'a> {
    /// Whose it is.
    pub issuer: &'a Issuer,
    /// A partner's, beside the vendor's own.
    pub partner: bool,
    /// Where its dates put it today.
    pub standing: Standing,
    /// The suite with its seats, where everybody has one plan (rule 3a).
    pub suite: Option<(&'a Suite, Seats)>,
    /// Its plan limits as they stand now.
    pub limits: Vec<LimitNow>,
}

/// The seats of a suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// The suite's module.
    pub module: ModuleNo,
    /// How many people have one.
    pub used: u64,
    /// How many there are; `None` = no cap.
    pub total: Option<u64>,
    /// How many people wait for one.
    pub waiting: u64,
}

impl Seats {
    fn of(at: &Snapshot, licence: &Licence<'_>) -> Self {
        let total = match licence.total {
            Total::Unrestricted => None,
            total => Some(total.cap().unwrap_or(0)),
        };
        let (module, waiting) = (licence.module.no, licences::waiting(at, licence.module.no));
        Self { module, used: licence.in_use, total, waiting }
    }

    /// How near they are to their total.
    pub fn level(&self) -> Level {
        Level::of(self.used, self.total)
    }
}

impl<'a> Subscription<'a> {
    /// What the plan is called in `lang`: the suite, where there is one.
    pub fn plan(&self, lang: &str) -> Option<&'a str> {
        self.suite.map(|(suite, _)| text_in(&suite.titles, lang, &suite.name))
    }

    /// The level of the limit that is nearest, of what the plan includes; the seats of the suite are one of them.
    pub fn level(&self) -> Level {
        let seats = self.suite.map(|(_, seats)| seats.level());
        let included = self.limits.iter().filter(|limit| !limit.is_absent());
        included.map(|limit| limit.level).chain(seats).max().unwrap_or(Level::Normal)
    }
}

/// Who is logged in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedIn {
    /// The people, by their numbers.
    pub people: BTreeSet<UserNo>,
    /// How many others are: programs and anonymous users.
    pub services: u64,
    /// How many log-ins are open.
    pub sessions: u64,
}

/// How things stand with the installation.
#[derive(Clone, Debug)]
pub struct Status<'a> {
    /// Every issuer's package in force, the vendor's own first.
    pub subscriptions: Vec<Subscription<'a>>,
    /// The first day on which an issuer's licences expire from today on, and whose they are.
    pub next_expiry: Option<(Date, &'a Issuer)>,
    /// Who is logged in.
    pub logged_in: LoggedIn,
}

/// How things stand now.
///
/// # Errors
/// The database's.
pub async fn status<'a>(
    manager: &Manager,
    granted: &Granted<View>,
    at: &'a Snapshot,
) -> Result<Status<'a>, Problem> {
    debug_assert_eq!(granted.scope, at.scope(), "whoever may look, may look at this installation");
    let mut limits = limits::now(manager, at).await?;
    let mut subscriptions: Vec<_> = at.licences().issuers().iter().enumerate().collect();
    subscriptions.sort_by_key(|(_, issuer)| at.is_partner(&issuer.name));
    let of = |(no, issuer): (usize, &'a Issuer)| {
        let theirs = limits.extract_if(.., |limit| limit.issuer == issuer.name).collect();
        Subscription {
            issuer,
            partner: at.is_partner(&issuer.name),
            standing: at.day().standing(no),
            suite: issuer.suite.as_ref().and_then(|suite| Some((suite, seats(at, issuer, suite)?))),
            limits: theirs,
        }
    };
    let subscriptions = subscriptions.into_iter().map(of).collect();
    Ok(Status { subscriptions, next_expiry: next_expiry(at), logged_in: logged_in(at) })
}

/// The seats of an issuer's suite; `None` where its module has no row.
fn seats(at: &Snapshot, issuer: &Issuer, suite: &Suite) -> Option<Seats> {
    let no = at.licences().no(format!("{}.{}", issuer.name, suite.module))?;
    Some(Seats::of(at, &licences::of_module(at, no)?))
}

/// The first expiry that is still to come, over all issuers; where none is, the last one that has been.
fn next_expiry(at: &Snapshot) -> Option<(Date, &Issuer)> {
    let dated = || at.licences().issuers().iter().filter_map(|issuer| Some((issuer.dates.expiry?, issuer)));
    let coming = dated().filter(|(day, _)| *day >= at.day().today).min_by_key(|(day, _)| *day);
    coming.or_else(|| dated().max_by_key(|(day, _)| *day))
}

fn logged_in(at: &Snapshot) -> LoggedIn {
    let mut logged_in = LoggedIn::default();
    let mut services = BTreeSet::new();
    for (_, session) in at.sessions() {
        logged_in.sessions += 1;
        let kind = at.user(session.user).map(|user| user.kind());
        match kind {
            Some(UserKind::Anonymous | UserKind::System) | None => drop(services.insert(session.user)),
            Some(_) => drop(logged_in.people.insert(session.user)),
        }
    }
    logged_in.services = services.len() as u64;
    logged_in
}
