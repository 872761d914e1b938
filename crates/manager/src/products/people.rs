//! Whom a product is granted to, and who could be given it: one page at a time.

use std::sync::Arc;

use jiff::civil::Date;
use licentia_core::bits::ModuleSet;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::Module;
use licentia_core::seats::Source;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::Read;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;

use crate::sealed::UserRow;
use crate::sealed::store as sealed;
use crate::snapshot::{Snapshot, User, waits};
use crate::state::Manager;
use crate::users::portraits::Pictures;
use crate::users::{self, Alphabet, Members, Sort, SortBy};

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// All.
    All,
    /// Those who have used nothing since the day asked for.
    Unused,
    /// Those who have it from a distribution rule.
    FromRules,
}

/// In which order: a key, downwards with a leading `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    name: &'static str,
    /// Where the letters stand that not every alphabet counts apart.
    alphabet: Alphabet,
}

impl Order {
    /// Every order there is.
    pub const EVERY: [&'static str; 6] =
        ["name", "-name", "job-title", "-job-title", "last-used", "-last-used"];

    /// The order of this name; otherwise by name.
    pub fn named(name: &str) -> Self {
        let name = Self::EVERY.into_iter().find(|known| *known == name).unwrap_or("name");
        Self { name, alphabet: Alphabet::default() }
    }

    /// In the alphabet of whoever reads the list.
    #[must_use]
    pub fn read_in(self, lang: Lang) -> Self {
        Self { alphabet: self.sort().read_in(lang).alphabet, ..self }
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        self.name
    }

    fn sort(self) -> Sort {
        let by = match self.name.trim_start_matches('-') {
            "job-title" => SortBy::JobTitle,
            "last-used" => SortBy::LastUsed,
            _ => SortBy::Name,
        };
        Sort { by, down: self.name.starts_with('-'), alphabet: self.alphabet }
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
    /// The address of the portrait.
    pub portrait: Option<String>,
}

/// One page.
#[derive(Clone, Debug)]
pub struct Found {
    /// The people, in the order asked for.
    pub items: Vec<Listed>,
    /// How many were found in all.
    pub total: u64,
}

/// Whom a product is granted to; `unused_since` is the day that tells who uses nothing.
///
/// # Errors
/// The database's.
pub async fn people(
    manager: &Manager,
    granted: &Granted<View>,
    at: &Arc<Snapshot>,
    module: ModuleNo,
    asked: Asked,
    unused_since: Date,
) -> Result<(Found, Counts), Problem> {
    let scope = granted.scope;
    let granting = users::granting(at, module);
    let (all, from_rules) = holders(at, &set(granting.clone()));
    let staged = asked.staged.iter().copied();
    let staged: Members =
        staged.filter(|no| at.user(*no).is_some_and(|user| !users::deleted(&user))).collect();
    let seen = Arc::clone(at);
    let reading = move |r: &mut Read<'_>| {
        let mut unused = users::unused_since(r, scope, unused_since, &granting)?;
        unused.keep(&all);
        let counts = Counts { all: all.count(), unused: unused.count(), from_rules: from_rules.count() };
        let mut found = match asked.only {
            Only::All => all,
            Only::Unused => unused,
            Only::FromRules => from_rules,
        };
        found.join(&staged);
        Ok((page(r, &seen, found, &asked)?, counts))
    };
    manager.db().read(reading).await
}

/// Whoever was granted one of these and does not wait for it, and those of them who have it from a rule.
fn holders(at: &Snapshot, granting: &ModuleSet) -> (Members, Members) {
    let (mut all, mut from_rules) = (Members::default(), Members::default());
    for user in at.users().filter(|user| !users::deleted(user)) {
        for row in user.assignments().iter().filter(|row| granting.contains(row.module) && !waits(row)) {
            all.insert(user.no());
            if row.source == Source::Rule {
                from_rules.insert(user.no());
            }
        }
    }
    (all, from_rules)
}

/// Who could be given a product: whoever has it, in whatever way, waits for it or is staged already is left out, and so is
/// every kind of user that may not have it.
///
/// # Errors
/// The database's.
pub async fn can_be_added(
    manager: &Manager,
    _: &Granted<View>,
    at: &Arc<Snapshot>,
    module: &Module,
    asked: Asked,
) -> Result<Found, Problem> {
    let granting = set(users::granting(at, module.no));
    let staged: Members = asked.staged.iter().copied().collect();
    let lacks = |user: &User<'_>| {
        user.in_service()
            && module.kinds.contains(user.kind())
            && !staged.contains(user.no())
            && !user.assignments().iter().any(|row| granting.contains(row.module))
    };
    let found: Members = at.users().filter(lacks).map(|user| user.no()).collect();
    let seen = Arc::clone(at);
    manager.db().read(move |r| page(r, &seen, found, &asked)).await
}

fn set(modules: Vec<ModuleNo>) -> ModuleSet {
    let mut set = ModuleSet::new();
    for no in modules {
        set.insert(no);
    }
    set
}

fn page(r: &mut Read<'_>, at: &Snapshot, mut members: Members, asked: &Asked) -> Result<Found, Problem> {
    let scope = at.scope();
    users::keep_found(r, scope, &mut members, &asked.search)?;
    let (total, limit) = (members.count(), u64::from(asked.limit.max(1)));
    // A page beyond the last is the last.
    let last = total.saturating_sub(1) / limit * limit;
    let numbers = users::in_order(r, scope, &members, asked.order.sort(), (asked.offset.min(last), limit))?;
    let pictures = Pictures::read(r, at, &numbers)?;
    let mut rows = std::collections::HashMap::with_capacity(numbers.len());
    sealed::users(r, scope, sealed::Which::Users(&numbers), &mut |found| {
        if let Ok(stored) = found {
            let portrait = pictures.get(stored.row.no).map(str::to_owned);
            rows.insert(stored.row.no, Listed { rev: stored.rev, row: stored.row, portrait });
        }
    })?;
    Ok(Found { items: numbers.iter().filter_map(|no| rows.remove(no)).collect(), total })
}
