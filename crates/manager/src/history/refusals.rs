//! Refusals: who was refused what, why, how often, first and last (rule 19).

use jiff::civil::Date;
use licentia_core::decide::Reason;
use licentia_core::names::fold_search;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;

use super::{Period, store};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users::Alphabet;

/// Which refusals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalFilter {
    /// Of which days.
    pub period: Period,
    /// For this reason.
    pub code: Option<Reason>,
    /// Of this module, by its full name.
    pub module: Option<String>,
    /// With this text in the name, the log-in name or whatever else of today users are searched by.
    pub search: Option<String>,
}

impl RefusalFilter {
    /// What the database is asked for.
    pub(super) fn chosen(&self, at: &Snapshot) -> Result<store::Chosen, Problem> {
        let module = self.module.as_deref().map(|name| {
            let no = at.licences().no(name.to_lowercase());
            no.ok_or_else(|| {
                Problem::invalid("module", format!("There is no module `{name}`."))
                    .words("why-no-module")
                    .arg("name", name)
            })
        });
        let search = self.search.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(fold_search);
        Ok(store::Chosen {
            scope: at.scope(),
            days: (self.period.from, self.period.to),
            code: self.code.map(Reason::as_str),
            module: module.transpose()?,
            search,
        })
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RefusalOrder {
    /// The latest first.
    #[default]
    Last,
    /// The most frequent first.
    Times,
    /// By the person's name, in the alphabet of whoever reads it.
    User(Alphabet),
}

/// What somebody was refused, and why: all days of the period together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The user's id; `None` for somebody unknown.
    pub user: Option<String>,
    /// The log-in name of today; empty for a deleted or unknown user.
    pub login: String,
    /// The name of today; empty for a deleted or unknown user.
    pub name: String,
    /// The module's full name; `None` for one that no package ever had, and where it is about no module.
    pub module: Option<String>,
    /// What it is about beside modules: a plan limit, `issuer.limit`, or `login` for a log-in as a whole.
    pub item: Option<String>,
    /// Who asked where no user did: the name of the application's token.
    pub asked_by: Option<String>,
    /// The reason, as a check says it.
    pub code: String,
    /// How often.
    pub times: u64,
    /// On how many days.
    pub days: u64,
    /// When first in the period, in milliseconds UTC.
    pub first_at: i64,
    /// When last, in milliseconds UTC.
    pub last_at: i64,
}

/// Refusals of a period: one page, and what all of them come to.
#[derive(Clone, Debug, Default)]
pub struct Refusals {
    /// The page.
    pub items: Vec<Refusal>,
    /// How many lines the whole list has.
    pub total: u64,
    /// How often somebody was refused, all lines together.
    pub times: u64,
    /// How often on each day, oldest first; days without a refusal are missing.
    pub by_day: Vec<(Date, u64)>,
    /// How often for each reason within everything else that was asked for, the most frequent first.
    pub by_code: Vec<(String, u64)>,
}

/// The refusals of a period.
///
/// # Errors
/// 422 `invalid` for a module that no package ever had; the database's.
pub async fn refusals(
    manager: &Manager,
    granted: &Granted<View>,
    filter: RefusalFilter,
    order: RefusalOrder,
    (limit, offset): (u32, u64),
) -> Result<Refusals, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let chosen = filter.chosen(&at)?;
    manager
        .db()
        .read(move |r| {
            let mut rows = store::refusals(r, &chosen, order, (limit, offset))?;
            store::name_askers(r, rows.iter_mut().map(store::RefusalRow::asker))?;
            let (by_day, by_code) =
                (store::refusals_by_day(r, &chosen)?, store::refusals_by_code(r, &chosen)?);
            let total = store::refusals_total(r, &chosen)?;
            let times = by_day.iter().map(|(_, times)| times).sum();
            let named = |row: store::RefusalRow| row.named(|no| at.name(no).map(ToString::to_string));
            Ok(Refusals { items: rows.into_iter().map(named).collect(), total, times, by_day, by_code })
        })
        .await
}
