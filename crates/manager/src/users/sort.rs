//! What a list of users is sorted by.

use std::str::FromStr;

use licentia_core::ids::ModuleNo;
use licentia_core::licence::UserKind;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;

use super::columns::{Column, Has, has_of};
use super::members::Members;
use crate::snapshot::{Snapshot, User};

/// What a list of users is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// The name for people.
    #[default]
    Name,
    /// The log-in name.
    Login,
    /// The e-mail address; those without any come first.
    Email,
    /// The primary group.
    Group,
    /// The role.
    Role,
    /// The plan, in the issuers' order; those without any come last.
    Plan,
    /// Active, waiting for a seat, for approval, without log-in, former.
    State,
    /// The last day of use.
    LastUsed,
    /// The job title.
    JobTitle,
    /// The kind of user.
    Kind,
    /// Whether the user may log in.
    CanLogIn,
    /// How the user has a licence: by a grant of its own, with a plan, waiting, not at all. Its word is the licence's name.
    Licence(ModuleNo),
}

/// The words for the orders, as they stand in addresses.
const WORDS: [(&str, SortBy); 11] = [
    ("name", SortBy::Name),
    ("login", SortBy::Login),
    ("email", SortBy::Email),
    ("group", SortBy::Group),
    ("role", SortBy::Role),
    ("plan", SortBy::Plan),
    ("state", SortBy::State),
    ("last_used", SortBy::LastUsed),
    ("job_title", SortBy::JobTitle),
    ("kind", SortBy::Kind),
    ("can_log_in", SortBy::CanLogIn),
];

impl SortBy {
    /// As in addresses.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(_, by)| *by == self).map_or("name", |(word, _)| word)
    }

    /// Whether only the snapshot knows this order: within it, names decide.
    pub(super) fn remembered(self) -> bool {
        matches!(self, Self::Plan | Self::State | Self::Kind | Self::CanLogIn | Self::Licence(_))
    }
}

/// Where the letters å, ä, æ, ö and ø stand in a list of names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alphabet {
    /// With a and o.
    #[default]
    Latin,
    /// After z, as readers of Swedish and Finnish look for them.
    Nordic,
}

impl Alphabet {
    /// Of whoever reads this language.
    pub fn of(lang: Lang) -> Self {
        if matches!(lang.tag(), "sv" | "fi") { Self::Nordic } else { Self::Latin }
    }
}

/// The order of a list of users: `name`, `-last_used`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// From the largest to the smallest.
    pub down: bool,
    /// In whose alphabet names are.
    pub alphabet: Alphabet,
}

impl Sort {
    /// In the alphabet of whoever reads the list.
    #[must_use]
    pub fn read_in(self, lang: Lang) -> Self {
        Self { alphabet: Alphabet::of(lang), ..self }
    }
}

impl Sort {
    /// The order of this name, which may be a licence that lists offer.
    pub(super) fn named(at: &Snapshot, text: &str) -> Option<Self> {
        let (down, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        text.parse().ok().or_else(|| match Column::named(at, name)? {
            Column::Module(no) => Some(Self { by: SortBy::Licence(no), down, ..Self::default() }),
            _ => None,
        })
    }
}

impl FromStr for Sort {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (down, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let by = WORDS.iter().find(|(word, _)| *word == name).map(|(_, by)| *by);
        let wrong = "`sort` must be name, login, email, group, role, plan, state, last_used, job_title, kind or can_log_in; - before \
            it turns it round.";
        let by = by.ok_or_else(|| Problem::invalid("sort", wrong))?;
        Ok(Self { by, down, ..Self::default() })
    }
}

/// A user's place in the order of states.
fn state(user: &User<'_>) -> usize {
    match () {
        () if !user.in_service() => 4,
        () if user.waiting_for_approval() => 2,
        () if user.waits() => 1,
        () if !user.may_log_in() => 3,
        () => 0,
    }
}

/// Those who come together, in order, where the snapshot says so: within each the name decides. Nothing where a column
/// of the table is the order.
pub(super) fn together(at: &Snapshot, members: &Members, sort: Sort) -> Option<Vec<Members>> {
    let mut buckets = match sort.by {
        SortBy::State => spread(at, members, 5, state),
        SortBy::Plan => by_plan(at, members),
        SortBy::Kind => spread(at, members, UserKind::EVERY.len() + 1, |user| user.kind() as usize),
        SortBy::CanLogIn => spread(at, members, 2, |user| usize::from(!user.may_log_in())),
        SortBy::Licence(no) => spread(at, members, 4, |user| match has_of(at, user, no) {
            Has::Granted(_) => 0,
            Has::ByPlan => 1,
            Has::Waits => 2,
            Has::Nothing => 3,
        }),
        _ => return None,
    };
    if sort.down {
        buckets.reverse();
    }
    Some(buckets)
}

fn by_plan(at: &Snapshot, members: &Members) -> Vec<Members> {
    let plans: Vec<_> = at.licences().in_order().into_iter().filter(|module| module.plan).collect();
    let mut ranks = vec![plans.len(); at.names().len()];
    for (rank, plan) in plans.iter().enumerate() {
        for no in std::iter::once(plan.no).chain(plan.was) {
            if let Some(place) = ranks.get_mut(no.index()) {
                *place = rank;
            }
        }
    }
    let rank = |no: ModuleNo| ranks.get(no.index()).copied().unwrap_or(plans.len());
    spread(at, members, plans.len() + 1, |user| {
        user.assignments().iter().map(|a| rank(a.module)).min().unwrap_or(plans.len())
    })
}

fn spread(
    at: &Snapshot,
    members: &Members,
    buckets: usize,
    place: impl Fn(&User<'_>) -> usize,
) -> Vec<Members> {
    let mut spread = vec![Members::default(); buckets];
    for user in members.numbers().filter_map(|no| at.user(no)) {
        spread[place(&user).min(buckets - 1)].insert(user.no());
    }
    spread
}
