//! Whom a product is granted to, and who could be given it: one page at a time.

use jiff::civil::Date;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::Module;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::Read;
use licentia_platform::problem::Problem;

use super::store::{self, Which};
use crate::sealed::UserRow;
use crate::sealed::store as sealed;
use crate::snapshot::{Snapshot, waits};
use crate::state::Manager;
use crate::users;

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// All.
    All,
    /// Those who have used nothing since this day.
    UnusedSince(Date),
    /// Those who have it from a distribution rule.
    FromRules,
}

/// In which order: a key, downwards with a leading `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order(&'static str);

impl Order {
    /// Every order there is.
    pub const EVERY: [&'static str; 6] =
        ["name", "-name", "job-title", "-job-title", "last-used", "-last-used"];

    /// The order of this name; otherwise by name.
    pub fn named(name: &str) -> Self {
        Self(Self::EVERY.into_iter().find(|known| *known == name).unwrap_or("name"))
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        self.0
    }

    pub(super) fn key(self) -> &'static str {
        self.0.trim_start_matches('-')
    }

    pub(super) fn down(self) -> bool {
        self.0.starts_with('-')
    }
}

/// Which page of which people.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which of them.
    pub only: Only,
    /// What was typed.
    pub search: String,
    /// In which order.
    pub order: Order,
    /// How many at most.
    pub limit: u32,
    /// How many are left out before them.
    pub offset: u64,
    /// Those staged to be added, who stand in the list beside those who have it.
    pub staged: Vec<UserNo>,
}

/// How many there are of each sort that the list offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Granted to.
    pub all: u64,
    /// Who have used nothing since the day asked for.
    pub unused: u64,
    /// From rules.
    pub from_rules: u64,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The row.
    pub row: UserRow,
    /// The revision that wrote it.
    pub rev: u64,
}

/// One page.
#[derive(Clone, Debug)]
pub struct Found {
    /// The people, in the order asked for.
    pub items: Vec<Listed>,
    /// How many were found in all.
    pub total: u64,
}

/// Whom a product is granted to; `unused_since` is the day for the counts.
///
/// # Errors
/// The database's.
pub async fn people(
    manager: &Manager,
    granted: &Granted<View>,
    at: &Snapshot,
    module: ModuleNo,
    asked: Asked,
    unused_since: Date,
) -> Result<(Found, Counts), Problem> {
    let (scope, granting) = (granted.scope, users::granting(at, module));
    let from_rules = from_rules(at, &granting);
    manager
        .db()
        .read(move |r| {
            let of = |only: &Only, staged: &[UserNo]| Which::granted(scope, &granting, only, staged);
            let counts = Counts {
                all: store::count(r, &of(&Only::All, &[]))?,
                unused: store::count(r, &of(&Only::UnusedSince(unused_since), &[]))?,
                from_rules,
            };
            let which = of(&asked.only, &asked.staged).search(&asked.search);
            Ok((page(r, scope, &which, &asked)?, counts))
        })
        .await
}

fn from_rules(at: &Snapshot, granting: &[ModuleNo]) -> u64 {
    use licentia_core::seats::Source;
    let from_rule = |user: &crate::snapshot::User<'_>| {
        let rows = user.assignments().iter();
        rows.filter(|row| row.source == Source::Rule && !waits(row)).any(|row| granting.contains(&row.module))
    };
    at.users().filter(from_rule).filter(|user| !users::deleted(user)).count() as u64
}

/// Who could be given a product: whoever has it, in whatever way, waits for it or is staged already is left out, and so is
/// every kind of user that may not have it.
///
/// # Errors
/// The database's.
pub async fn can_be_added(
    manager: &Manager,
    granted: &Granted<View>,
    at: &Snapshot,
    module: &Module,
    asked: Asked,
) -> Result<Found, Problem> {
    let scope = granted.scope;
    let which = Which::without(scope, &users::granting(at, module.no), module.kinds, &asked.staged)
        .search(&asked.search);
    manager.db().read(move |r| page(r, scope, &which, &asked)).await
}

fn page(
    r: &mut Read<'_>,
    scope: licentia_platform::db::ScopeNo,
    which: &Which,
    asked: &Asked,
) -> Result<Found, Problem> {
    let total = store::count(r, which)?;
    // A page beyond the last is the last.
    let last = total.saturating_sub(1) / u64::from(asked.limit.max(1)) * u64::from(asked.limit.max(1));
    let numbers = store::page(r, which, asked.order, asked.limit, asked.offset.min(last))?;
    let mut rows = std::collections::HashMap::with_capacity(numbers.len());
    sealed::users(r, scope, sealed::Which::Users(&numbers), &mut |found| {
        if let Ok(stored) = found {
            rows.insert(stored.row.no, Listed { rev: stored.rev, row: stored.row });
        }
    })?;
    Ok(Found { items: numbers.iter().filter_map(|no| rows.remove(no)).collect(), total })
}
