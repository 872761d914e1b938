//! By which right somebody starts, changes and ends events, and for whom.

use licentia_core::events::Reach;
use licentia_platform::access::{Caller, Check, Granted, ManageLicences, Right};
use licentia_platform::by::{Actor, By};
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;

use super::{Event, Source};
use crate::installations::{site_no, site_slug};
use crate::sealed::CENTRAL;
use crate::snapshot::Snapshot;

/// The right by which somebody starts, changes and ends events.
#[derive(Clone, Debug)]
pub enum Hand {
    /// Manages licences: every event, within what [`events::may_end`] allows.
    Manages(Granted<ManageLicences>),
    /// A program that may only ask: what applications raise, and what its database sees.
    Application(Granted<Check>),
}

impl Hand {
    /// Which of the two a caller has.
    ///
    /// # Errors
    /// 403 `forbidden` for everybody else: seeing is not enough.
    pub fn of(caller: &Caller) -> Result<Self, Problem> {
        let program = matches!(caller.by.actor, Actor::Token { .. }) && caller.rights.has(Right::Check);
        let central = caller.site == CENTRAL;
        match caller.has(Right::ManageLicences) && central {
            true => caller.may::<ManageLicences>().map(Self::Manages),
            false if program => caller.may_here::<Check>().map(Self::Application),
            false => Err(Problem::forbidden(Right::ManageLicences.as_str())),
        }
    }

    pub(super) fn by(&self) -> &By {
        match self {
            Self::Manages(granted) => &granted.by,
            Self::Application(granted) => &granted.by,
        }
    }

    pub(super) fn scope(&self) -> ScopeNo {
        match self {
            Self::Manages(granted) => granted.scope,
            Self::Application(granted) => granted.scope,
        }
    }

    /// The database that a program belongs to; 0 = the central one, which sees all.
    pub(super) fn site(&self) -> u32 {
        match self {
            Self::Manages(_) => CENTRAL,
            Self::Application(granted) => granted.site,
        }
    }

    /// Whether what an event is for is in sight: a satellite has its own database and its users.
    pub(super) fn sees(&self, at: &Snapshot, reach: &Reach) -> bool {
        match (self.site(), reach) {
            (CENTRAL, _) => true,
            (site, Reach::Installation(of)) => site == *of,
            (site, Reach::User(user)) => at.belongs(*user, site),
            (_, Reach::Everywhere | Reach::Group(_)) => false,
        }
    }

    /// The event of this id, if it is active and this one's to change.
    pub(super) fn take<'a>(&self, at: &'a Snapshot, id: &str) -> Result<&'a Event, Problem> {
        let found = at.events().active.iter().find(|event| event.id == id);
        let found = found.filter(|event| self.sees(at, &event.reach));
        let event = found.ok_or_else(|| Problem::not_found("event"))?;
        match (self, event.source) {
            (Self::Application(_), Source::Person) => Err(Problem::forbidden(Right::ManageLicences.as_str())),
            _ => Ok(event),
        }
    }
}

/// Whom an event is for, as somebody names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReachAsked {
    /// `everywhere`, `installation`, `group` or `user`; empty = everywhere, or the satellite whose program asks.
    pub scope: String,
    /// The database's short name (empty = one's own), the group, or the user's id or log-in name.
    pub owner: String,
}

impl ReachAsked {
    /// Whom that means. What a satellite does not see is not there.
    pub(super) fn resolve(&self, at: &Snapshot, hand: &Hand) -> Result<Reach, Problem> {
        let (owner, site) = (self.owner.trim(), hand.site());
        let seen = |reach: &Reach| hand.sees(at, reach);
        match self.scope.as_str() {
            "" | "everywhere" if !owner.is_empty() => {
                Err(Problem::invalid("owner", "Nobody owns an event that is everywhere.")
                    .words("why-no-owner"))
            }
            "" if site != CENTRAL => Ok(Reach::Installation(site)),
            "" | "everywhere" | "group" if site != CENTRAL => Err(Problem::refused(403, "central_only")),
            "" | "everywhere" => Ok(Reach::Everywhere),
            "installation" if owner.is_empty() => Ok(Reach::Installation(site)),
            "installation" => {
                let found = site_no(at, owner).map(Reach::Installation).filter(seen);
                found.ok_or_else(|| unknown("installation_unknown"))
            }
            "group" if (1..=100).contains(&owner.chars().count()) => Ok(Reach::Group(owner.into())),
            "group" => Err(Problem::invalid("owner", "1 to 100 characters.").words("why-name-100")),
            "user" => {
                let found = at.user_named(owner).map(|user| Reach::User(user.no())).filter(seen);
                found.ok_or_else(|| unknown("user_unknown"))
            }
            _ => {
                let problem = Problem::invalid(
                    "scope",
                    "It must be one of: `everywhere`, `installation`, `group`, `user`.",
                );
                Err(problem.words("why-one-of").arg("known", "`everywhere`, `installation`, `group`, `user`"))
            }
        }
    }
}

fn unknown(code: &'static str) -> Problem {
    Problem::unprocessable(code, "owner", "There is none of this name.").words("why-none-called")
}

/// What the owner of an event is called: the database's short name, the group, the user's log-in name.
pub(crate) fn owner(at: &Snapshot, reach: &Reach) -> Option<String> {
    match reach {
        Reach::Everywhere => None,
        Reach::Installation(site) => {
            Some(site_slug(at, *site).map_or_else(|| site.to_string(), str::to_owned))
        }
        Reach::Group(group) => Some(group.to_string()),
        Reach::User(user) => {
            Some(at.user(*user).map_or_else(|| user.to_string(), |user| user.login_key().to_owned()))
        }
    }
}
