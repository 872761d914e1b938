//! Subscriptions: what a customer owns, as sales wrote it down, and until when.
//!
//! A subscription is not yet a licence. It becomes one when a package is issued from it
//! ([`crate::packages`]): the hidden modules and their quantities are computed then.

mod page;
mod store;
pub(crate) mod wire;

use jiff::civil::Date;
use licentia_core::catalogue::{Catalogue, Order, OrderLine, Problem as RuleProblem};
use licentia_core::dates::Dates;
use licentia_core::licence::Row;
use licentia_core::package::Versions;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::catalogue::file::Proposal;

pub(crate) use page::routes as page_routes;
pub(crate) use store::{load, save};

/// What one customer owns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Suite and modules, with their quantities and days.
    #[serde(flatten)]
    pub order: Order,
    /// The five dates of its packages (rule 7).
    #[serde(default)]
    pub dates: Dates,
    /// The product versions its packages cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<Versions>,
}

/// What to change in a subscription; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubscriptionPatch {
    /// Another suite, or none.
    pub suite: Option<Option<String>>,
    /// Everything the customer owns from now on.
    pub lines: Option<Vec<OrderLine>>,
    /// Other dates.
    pub dates: Option<Dates>,
    /// Other product versions, or all.
    pub versions: Option<Option<Versions>>,
}

impl SubscriptionPatch {
    /// Whether nothing is to change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The subscription afterwards.
    pub(crate) fn applied_to(self, mut before: Subscription) -> Subscription {
        if let Some(suite) = self.suite {
            before.order.suite = suite;
        }
        if let Some(lines) = self.lines {
            before.order.lines = lines;
        }
        if let Some(dates) = self.dates {
            before.dates = dates;
        }
        if let Some(versions) = self.versions {
            before.versions = versions;
        }
        before
    }
}

impl Subscription {
    /// Refuses what could never be issued: what the catalogue does not have, quantities of nothing,
    /// days and dates in the wrong order. An empty subscription is fine.
    ///
    /// # Errors
    /// 422 `subscription_invalid`, with every problem in `problems`.
    pub(crate) fn check(&self, catalogue: &Catalogue) -> Result<(), Problem> {
        self.rows(catalogue).map(drop)
    }

    /// The rows of a package for it, hidden ones included.
    ///
    /// # Errors
    /// As [`Subscription::check`].
    pub(crate) fn rows(&self, catalogue: &Catalogue) -> Result<Vec<Row>, Problem> {
        let rows = catalogue.rows_for(&self.order).map_err(|problems| order_problem(&problems))?;
        self.check_dates()?;
        Ok(rows)
    }

    /// Expiry and grace in their order; the reminders before them (rule 7).
    fn check_dates(&self) -> Result<(), Problem> {
        let Dates { next_check, admin_warning, expiry, grace, .. } = self.dates;
        let ordered = |first: Option<Date>, then: Option<Date>| match (first, then) {
            (Some(first), Some(then)) => first <= then,
            _ => true,
        };
        let wrong = [
            (ordered(next_check, expiry), "dates.next_check"),
            (ordered(admin_warning, expiry), "dates.admin_warning"),
            (ordered(expiry, grace), "dates.grace"),
            // Grace without expiry would stop what never expired.
            (grace.is_none() || expiry.is_some(), "dates.expiry"),
        ];
        match wrong.iter().find(|(fine, _)| !fine) {
            Some((_, path)) => {
                Err(Problem::refused(422, "dates_out_of_order").arg("path", path).with("path", path))
            }
            None => self.check_versions(),
        }
    }

    fn check_versions(&self) -> Result<(), Problem> {
        let backwards =
            |versions: &Versions| versions.from.zip(versions.to).is_some_and(|(from, to)| to < from);
        if self.versions.as_ref().is_some_and(backwards) {
            return Err(Problem::refused(422, "versions_out_of_order").with("path", "versions_to"));
        }
        Ok(())
    }
}

/// The five dates that the catalogue proposes for an expiry.
pub fn proposed_dates(expiry: Date, proposal: &Proposal) -> Dates {
    let shifted = |days: Option<u64>, sign: i64| {
        let days = i64::try_from(days?).ok()? * sign;
        expiry.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
    };
    let admin_warning = shifted(proposal.admin_warning, -1);
    Dates {
        next_check: shifted(proposal.next_check, -1),
        admin_warning,
        expiry: Some(expiry),
        grace: shifted(proposal.grace, 1),
        maintenance: Some(expiry),
    }
}

/// What the catalogue's rules say against an order, as one refusal that lists everything.
fn order_problem(problems: &[RuleProblem]) -> Problem {
    let listed: Vec<_> = problems
        .iter()
        .map(|problem| json!({"code": problem.code.as_str(), "at": problem.at, "names": problem.names}))
        .collect();
    let first = problems.first();
    Problem::refused(422, "subscription_invalid")
        .arg("count", problems.len())
        .arg("names", first.map(|problem| problem.names.join(", ")).unwrap_or_default())
        .detail(
            first.map(|problem| format!("{} ({})", problem.at, problem.code.as_str())).unwrap_or_default(),
        )
        .with("problems", listed)
}
