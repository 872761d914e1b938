//! Which users are meant.
//!
//! Whatever the snapshot knows is decided there, one look at each user; the database is asked only about texts. What
//! both say is a set of users ([`Members`]), so that counting is free and any order can be walked over it.

use std::collections::HashSet;

use jiff::civil::Date;
use licentia_core::bits::ModuleSet;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::UserKind;
use licentia_core::licences::DayState;
use licentia_core::names::fold_search;
use licentia_core::seats::Source;
use licentia_platform::db::Sql;
use licentia_platform::problem::Problem;
use licentia_protocol::api::{self, UserFilter, UserQuick};

use super::members::Members;
use super::store::{self, Where};
use super::{deleted, new, site_no};
use crate::assignments::api::source_of;
use crate::snapshot::{Snapshot, User, waits};

/// The word of [`UserFilter::plan`] for users without any plan.
pub(super) const NO_PLAN: &str = "none";

/// A filter that was read: every module and database in it exists.
#[derive(Clone, Debug)]
pub(super) struct Sieve {
    known: Known,
    texts: Option<Where>,
    words: Vec<Word>,
}

/// What the snapshot decides.
#[derive(Clone, Debug, Default)]
struct Known {
    state: Option<api::UserState>,
    kind: Option<UserKind>,
    associates: Option<bool>,
    can_log_in: Option<bool>,
    waiting: Option<bool>,
    quick: Option<UserQuick>,
    source: Option<Source>,
    /// One of each of these was assigned.
    any: Vec<ModuleSet>,
    /// None of these was.
    none: Vec<ModuleSet>,
    /// One of these plans is had, and does not only wait.
    plan: Option<ModuleSet>,
    /// None of these plans is.
    no_plan: Option<ModuleSet>,
    holds: Option<ModuleNo>,
    logged_on: HashSet<UserNo>,
    ended: Ended,
}

/// One word to search for, with the grants that it means as well.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    /// Those of plans in whose titles it occurs, and of the licence whose code it is.
    grants: ModuleSet,
    /// The user whose ID it is.
    user: Option<UserNo>,
}

/// Grants that are over, or whose licence is.
#[derive(Clone, Debug, Default)]
pub(super) struct Ended {
    modules: ModuleSet,
    today: Date,
}

impl Ended {
    pub(super) fn of(at: &Snapshot) -> Self {
        let over = |no: &ModuleNo| {
            matches!(at.day().module(*no).state, DayState::ReadOnly | DayState::Expired | DayState::Absent)
        };
        let mut modules = ModuleSet::new();
        for no in (0..at.names().len()).filter_map(ModuleNo::from_index).filter(over) {
            modules.insert(no);
        }
        for module in at.licences().modules().map(|(_, module)| module).filter(|module| !over(&module.no)) {
            // What a module was called before is over only with the module (rule 8).
            if let Some(was) = module.was {
                modules.remove(was);
            }
        }
        Self { modules, today: at.day().today }
    }

    /// Whether some grant of the user is over.
    pub(super) fn touches(&self, user: &User<'_>) -> bool {
        let over = |a: &licentia_core::seats::Assignment| {
            a.until.is_some_and(|until| until < self.today) || self.modules.contains(a.module)
        };
        user.assignments().iter().any(over)
    }
}

/// Internal, with us, without log-in and licences: somebody who is no user yet.
pub(super) fn potential(user: &User<'_>) -> bool {
    user.kind() == UserKind::Internal
        && user.in_service()
        && !user.may_log_in()
        && !user.waiting_for_approval()
        && user.assignments().is_empty()
}

/// Everybody with an open session.
pub(super) fn logged_on(at: &Snapshot) -> HashSet<UserNo> {
    at.sessions().map(|(_, session)| session.user).collect()
}

/// Reads a filter.
///
/// # Errors
/// 422 `module_unknown`, `installation_unknown`.
pub(super) fn compile(at: &Snapshot, filter: &UserFilter) -> Result<Sieve, Problem> {
    Ok(Sieve { known: known(at, filter)?, texts: texts(at, filter)?, words: words(at, filter) })
}

fn known(at: &Snapshot, filter: &UserFilter) -> Result<Known, Problem> {
    let mut known = Known {
        state: filter.state,
        kind: filter.kind.map(new::kind),
        associates: filter.associates,
        can_log_in: filter.can_log_in,
        waiting: filter.waiting,
        quick: filter.quick,
        source: filter.source.map(source_of),
        ..Known::default()
    };
    match filter.quick {
        Some(UserQuick::LoggedOn) => known.logged_on = logged_on(at),
        Some(UserQuick::Expired) => known.ended = Ended::of(at),
        _ => {}
    }
    if let Some(module) = &filter.module {
        known.any.push(set(same(at, number(at, "module", module)?)));
    }
    if let Some(module) = &filter.without {
        known.none.push(set(same(at, number(at, "without", module)?)));
    }
    match filter.plan.as_deref() {
        None => {}
        Some(NO_PLAN) => known.no_plan = Some(set(plans(at))),
        Some(plan) => known.plan = Some(set(same(at, number(at, "plan", plan)?))),
    }
    known.holds = filter.holds.as_ref().map(|module| number(at, "holds", module)).transpose()?;
    Ok(known)
}

fn texts(at: &Snapshot, filter: &UserFilter) -> Result<Option<Where>, Problem> {
    let mut texts = Where::all(at.scope());
    let asked = [&filter.group, &filter.role, &filter.attribute, &filter.site];
    if asked.iter().all(|text| text.is_none()) {
        return Ok(None);
    }
    if let Some(group) = &filter.group {
        texts.group(group);
    }
    if let Some(role) = &filter.role {
        texts.role(role);
    }
    if let Some(attribute) = &filter.attribute {
        texts.attribute(attribute);
    }
    if let Some(slug) = &filter.site {
        let unknown = || {
            Problem::unprocessable(
                "installation_unknown",
                "site",
                format!("There is no installation `{slug}`."),
            )
        };
        texts.site(site_no(at, slug).ok_or_else(unknown)?);
    }
    Ok(Some(texts))
}

fn words(at: &Snapshot, filter: &UserFilter) -> Vec<Word> {
    let typed = filter.search.as_deref().unwrap_or_default();
    let word = |text: &str| {
        let text = fold_search(text);
        let meant = |module: &licentia_core::licences::Module| {
            let titled = || module.titles.values().any(|title| fold_search(title).contains(&text));
            module.name.code() == text || module.name.as_str() == text || (module.plan && titled())
        };
        let visible = at.licences().modules().filter(|(_, module)| !module.hidden);
        let grants = set(visible.filter(|(_, m)| meant(m)).flat_map(|(no, _)| same(at, no)).collect());
        // Only the whole ID: a part of one is in every hundredth of them.
        let user = uuid::Uuid::try_parse(&text).ok().and_then(|_| at.user_named(&text)).map(|user| user.no());
        Word { text, grants, user }
    };
    typed.split_whitespace().map(word).collect()
}

impl Known {
    fn fits(&self, user: &User<'_>) -> bool {
        let state = match self.state {
            Some(api::UserState::Active) => user.in_service(),
            Some(api::UserState::Former) => !user.in_service() && !deleted(user),
            Some(api::UserState::Deleted) => deleted(user),
            None => user.in_service() || !deleted(user),
        };
        let given = |set: &ModuleSet| user.assignments().iter().any(|a| set.contains(a.module));
        let has = |set: &ModuleSet| had(user, set);
        state
            && self.kind.is_none_or(|kind| user.kind() == kind)
            && self.associates.is_none_or(|internal| (user.kind() == UserKind::Internal) == internal)
            && self.can_log_in.is_none_or(|can| user.may_log_in() == can)
            && self.waiting.is_none_or(|waits| user.waits() == waits)
            && self.source.is_none_or(|source| user.assignments().iter().any(|a| a.source == source))
            && self.holds.is_none_or(|no| user.active() && user.holds(no))
            && self.any.iter().all(given)
            && !self.none.iter().any(given)
            && self.plan.as_ref().is_none_or(has)
            && !self.no_plan.as_ref().is_some_and(has)
            && self.quick.is_none_or(|quick| self.quick(quick, user))
    }

    fn quick(&self, quick: UserQuick, user: &User<'_>) -> bool {
        match quick {
            UserQuick::CanLogIn => user.active(),
            UserQuick::Potential => potential(user),
            UserQuick::Former => !user.in_service(),
            UserQuick::WaitingForApproval => user.in_service() && user.waiting_for_approval(),
            UserQuick::LoggedOn => self.logged_on.contains(&user.no()),
            UserQuick::Expired => self.ended.touches(user),
            UserQuick::None => user.assignments().iter().all(waits),
        }
    }
}

impl Sieve {
    /// Whom the filter finds: `at` and the transaction behind `sql` are of the same moment, or nearly.
    pub(super) fn members(&self, sql: &mut dyn Sql, at: &Snapshot) -> Result<Members, Problem> {
        let mut found: Members =
            at.users().filter(|user| self.known.fits(user)).map(|user| user.no()).collect();
        if let Some(texts) = &self.texts {
            found.keep(&store::select(sql, texts)?);
        }
        let (meaning, plain): (Vec<&Word>, Vec<&Word>) =
            self.words.iter().partition(|word| !word.grants.is_empty() || word.user.is_some());
        if !plain.is_empty() && found.count() > 0 {
            found.keep(&store::search(sql, at.scope(), plain.iter().map(|word| word.text.as_str()))?);
        }
        for word in meaning {
            let mut either = store::search(sql, at.scope(), [word.text.as_str()])?;
            either.join(&given(at, &word.grants));
            if let Some(user) = word.user {
                either.insert(user);
            }
            found.keep(&either);
        }
        Ok(found)
    }
}

/// Whether the user was granted one of these and does not only wait for it.
fn had(user: &User<'_>, modules: &ModuleSet) -> bool {
    user.assignments().iter().any(|a| modules.contains(a.module) && !waits(a))
}

fn given(at: &Snapshot, modules: &ModuleSet) -> Members {
    at.users().filter(|user| had(user, modules)).map(|user| user.no()).collect()
}

/// The numbers of everybody that a filter finds, in order.
pub(crate) fn select(sql: &mut dyn Sql, at: &Snapshot, filter: &UserFilter) -> Result<Vec<UserNo>, Problem> {
    Ok(compile(at, filter)?.members(sql, at)?.numbers().collect())
}

fn number(at: &Snapshot, path: &str, name: &str) -> Result<ModuleNo, Problem> {
    let unknown = || Problem::unprocessable("module_unknown", path, format!("There is no module `{name}`."));
    at.licences().no(name).ok_or_else(unknown)
}

fn set(modules: Vec<ModuleNo>) -> ModuleSet {
    let mut set = ModuleSet::new();
    for no in modules {
        set.insert(no);
    }
    set
}

/// Every number under which a module may have been granted: its own, and what it was called before (rule 8).
fn same(at: &Snapshot, no: ModuleNo) -> Vec<ModuleNo> {
    let was = at.licences().module(no).and_then(|module| module.was);
    [Some(no), was].into_iter().flatten().collect()
}

fn plans(at: &Snapshot) -> Vec<ModuleNo> {
    at.licences().modules().filter(|(_, module)| module.plan).flat_map(|(no, _)| same(at, no)).collect()
}

/// Every grant that brings a module: itself, and the plans whose set names it (rule 3).
pub(crate) fn granting(at: &Snapshot, no: ModuleNo) -> Vec<ModuleNo> {
    let plans = at.licences().plans_with(no).flat_map(|plan| same(at, plan));
    same(at, no).into_iter().chain(plans).collect()
}
