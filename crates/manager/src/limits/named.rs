//! What an application means by the name of a limit.

use licentia_core::limits::Tally;
use licentia_core::names::{ModuleName, NameError};
use licentia_core::package::Limit;
use licentia_platform::problem::Problem;

use super::counting::Key;
use super::{Counted, Tallies, Verdict};
use crate::sealed::CENTRAL;
use crate::snapshot::Snapshot;

/// A limit by its name: the plan's, or one that the plan does not have.
pub(super) struct Named<'a> {
    /// Whose it is; empty where nobody has ever licensed anything here.
    issuer: String,
    name: String,
    /// What the plan says about it.
    limit: Option<&'a Limit>,
    /// Nobody knows what the plan says: its package was tampered with.
    tampered: bool,
}

impl<'a> Named<'a> {
    /// The limit of a full name, or the first issuer's that has one of a bare name. A bare name that nobody has
    /// belongs to the first issuer, or stays where it was `counted`.
    pub(super) fn find(at: &'a Snapshot, text: &str, counted: &Tallies) -> Result<Self, Problem> {
        let whole = if text.contains('.') { text.to_owned() } else { format!("{ANY}.{text}") };
        let whole: ModuleName =
            whole.parse().map_err(|e: NameError| Problem::invalid("name", e.to_string()))?;
        let issuer = if text.contains('.') { Some(known(at, whole.issuer())?) } else { None };
        let name = whole.code().to_owned();
        let meant = || holder(at, &name).map(str::to_owned).or_else(|| unplanned(at, &name, counted));
        let issuer = issuer.or_else(meant);
        let limit = issuer.as_deref().and_then(|issuer| limit(at, issuer, &name));
        let tampered = limit.is_none()
            && at.stopped().iter().any(|of| issuer.as_deref().is_none_or(|issuer| issuer == of.as_str()));
        Ok(Self { issuer: issuer.unwrap_or_default(), name, limit, tampered })
    }

    /// Under which its use is kept.
    pub(super) fn key(&self) -> Key {
        (self.issuer.clone(), self.name.clone())
    }

    /// Whether the plan says anything about it.
    pub(super) fn in_plan(&self) -> bool {
        self.limit.is_some()
    }

    /// The highest number the plan allows.
    pub(super) fn max(&self) -> Option<u64> {
        self.limit.and_then(|limit| limit.max)
    }

    /// Whether `units` more may be created.
    pub(super) fn verdict(&self, at: &Snapshot, tally: Tally, units: u64) -> Verdict {
        if at.demo() {
            Verdict::Demo
        } else if self.tampered {
            Verdict::Tampered
        } else if self.max().is_none() {
            Verdict::NoLimit
        } else if (Tally { max: self.max(), ..tally }).allows(units) {
            Verdict::Granted
        } else {
            Verdict::LimitReached
        }
    }

    /// What the application is told.
    pub(super) fn counted(&self, at: &Snapshot, tally: Tally, units: u64) -> Counted {
        Counted {
            issuer: Some(self.issuer.clone()).filter(|issuer| !issuer.is_empty()),
            name: self.name.clone(),
            used: tally.used,
            reserved: tally.reserved,
            max: self.max(),
            verdict: self.verdict(at, tally, units),
            below_zero: false,
            refused: false,
            reservation: None,
        }
    }
}

/// Stands for the issuer of a bare name while it is read.
const ANY: &str = "any";

/// An issuer that has, or has had, licences here; in demo mode any.
fn known(at: &Snapshot, issuer: &str) -> Result<String, Problem> {
    let here = at.demo() || at.installation().in_force.contains_key(issuer);
    if here { Ok(issuer.to_owned()) } else { Err(Problem::not_found("limit")) }
}

/// What an issuer's plan says about a limit.
fn limit<'a>(at: &'a Snapshot, issuer: &str, name: &str) -> Option<&'a Limit> {
    let of = at.licences().issuers().iter().find(|of| of.name.as_str() == issuer)?;
    of.limits.iter().find(|limit| limit.name == name)
}

/// Whether an issuer's plan has a limit.
pub(super) fn has(at: &Snapshot, issuer: &str, name: &str) -> bool {
    limit(at, issuer, name).is_some()
}

/// The first issuer whose plan has a limit.
pub(super) fn holder<'a>(at: &'a Snapshot, name: &str) -> Option<&'a str> {
    let found = at.licences().issuers().iter().find(|of| of.limits.iter().any(|limit| limit.name == name));
    found.map(|of| of.name.as_str())
}

/// The first issuer: of those in force, otherwise of those that ever were.
pub(super) fn first(at: &Snapshot) -> Option<&str> {
    let in_force = at.licences().issuers().first().map(|issuer| issuer.name.as_str());
    in_force.or_else(|| at.installation().in_force.keys().next().map(String::as_str))
}

/// Where the use of a name lies that no plan has: with the first issuer, unless it was counted for another's plan.
fn unplanned(at: &Snapshot, name: &str, counted: &Tallies) -> Option<String> {
    let first = first(at)?;
    let lies = |issuer: &str| counted.contains_key(&(issuer.to_owned(), name.to_owned()));
    let others = || at.installation().in_force.keys().find(|issuer| lies(issuer));
    let there = if lies(first) { None } else { others() };
    Some(there.map_or(first, String::as_str).to_owned())
}

/// The databases whose use counts: the installation itself and its open satellites.
pub(super) fn sites(at: &Snapshot) -> Vec<u32> {
    std::iter::once(CENTRAL).chain(at.satellites().map(|satellite| satellite.no)).collect()
}
