//! System events: what bars, warns or informs everybody until somebody ends it (rule 16).
//!
//! Administrators start four kinds: *No login*, *No free text*, *No travel* and the *Message of the day*. Applications
//! raise what they are busy with, and say how far it is. An event never ends by itself, and one that has ended stays
//! for history. Those that are active stand in the snapshot, so that a log-in is barred on every server within the
//! second; how far an application is stands outside the chain.
//!
//! Open pages and applications hear of changes at once: [`live`] sends them as server-sent events.

pub(crate) mod api;
mod change;
pub(crate) mod live;
pub(crate) mod page;
mod progress;
mod start;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod told;
mod wire;

pub use change::{Change, change, end};
pub use progress::{Report, report};
pub use start::{NewEvent, start};

pub(crate) use api::routes as api_routes;
pub(crate) use live::follow_progress;
pub(crate) use page::routes as page_routes;
pub(crate) use told::sentence;

use licentia_core::events::{self, EventKey, Reach, Reader, reaching};
use licentia_core::ids::UserNo;
use licentia_platform::access::{Caller, Check, Granted, ManageLicences, Right, View};
use licentia_platform::by::{Actor, By};
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor};
use serde::{Deserialize, Serialize};

use crate::installations::{site_no, site_slug};
use crate::sealed::CENTRAL;
use crate::sealed::store::{Which, users};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Events that may be active at the same time: everybody reads all of them.
const MOST: usize = 500;

/// Who started an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Somebody who manages licences.
    Person,
    /// An application, about its own work.
    Application,
}

impl Source {
    /// The name in interfaces and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Application => "application",
        }
    }
}

/// A system event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// What it is known by.
    pub key: EventKey,
    /// Whom it is for.
    pub reach: Reach,
    /// Who started it.
    pub source: Source,
    /// Who ends it.
    pub ending: events::Ending,
    /// What an application calls it.
    pub name: Option<String>,
    /// What is told.
    pub message: Option<String>,
    /// When it was started, in milliseconds UTC.
    pub activated_at: i64,
    /// By whom, as the ledger names actors.
    pub activated_by: String,
    /// When it is expected to be over: an estimate, that ends nothing.
    pub finish_at: Option<i64>,
    /// When and by whom it was ended.
    pub ended: Option<(i64, String)>,
    /// The change that last wrote it, progress apart.
    pub revision: u64,
    /// How far the application is. A snapshot has it as it was when the event last changed; lists read it.
    pub progress: Option<events::Progress>,
    /// What it says it is doing; likewise.
    pub status: Option<String>,
}

impl events::Event for Event {
    fn key(&self) -> &EventKey {
        &self.key
    }
    fn reach(&self) -> &Reach {
        &self.reach
    }
}

/// The events that are active, as a snapshot keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// The latest first.
    pub active: Vec<Event>,
    /// The change that last started, changed or ended one.
    pub revision: u64,
}

impl Events {
    /// Whether it must be known to which groups a user belongs.
    pub(crate) fn ask_for_groups(&self) -> bool {
        self.active.iter().any(|event| matches!(event.reach, Reach::Group(_)))
    }
}

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

    fn by(&self) -> &By {
        match self {
            Self::Manages(granted) => &granted.by,
            Self::Application(granted) => &granted.by,
        }
    }

    fn scope(&self) -> ScopeNo {
        match self {
            Self::Manages(granted) => granted.scope,
            Self::Application(granted) => granted.scope,
        }
    }

    /// The database that a program belongs to; 0 = the central one, which sees all.
    fn site(&self) -> u32 {
        match self {
            Self::Manages(_) => CENTRAL,
            Self::Application(granted) => granted.site,
        }
    }

    /// Whether what an event is for is in sight: a satellite has its own database and its users.
    fn sees(&self, at: &Snapshot, reach: &Reach) -> bool {
        match (self.site(), reach) {
            (CENTRAL, _) => true,
            (site, Reach::Installation(of)) => site == *of,
            (site, Reach::User(user)) => at.belongs(*user, site),
            (_, Reach::Everywhere | Reach::Group(_)) => false,
        }
    }

    /// The event of this id, if it is active and this one's to change.
    fn take<'a>(&self, at: &'a Snapshot, id: &str) -> Result<&'a Event, Problem> {
        let found = at.events().active.iter().find(|event| event.id == id);
        let found = found.filter(|event| self.sees(at, &event.reach));
        let event = found.ok_or_else(|| Problem::not_found("event"))?;
        match (self, event.source) {
            (Self::Application(_), Source::Person) => {
                Err(Problem::forbidden(Right::ManageLicences.as_str()))
            }
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
    fn resolve(&self, at: &Snapshot, hand: &Hand) -> Result<Reach, Problem> {
        let (owner, site) = (self.owner.trim(), hand.site());
        let seen = |reach: &Reach| hand.sees(at, reach);
        match self.scope.as_str() {
            "" | "everywhere" if !owner.is_empty() => {
                Err(Problem::invalid("owner", "Nobody owns an event that is everywhere."))
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
            "group" => Err(Problem::invalid("owner", "A group has a name of 1 to 100 characters.")),
            "user" => {
                let found = at.user_named(owner).map(|user| Reach::User(user.no())).filter(seen);
                found.ok_or_else(|| unknown("user_unknown"))
            }
            _ => Err(Problem::invalid("scope", "`everywhere`, `installation`, `group` or `user`.")),
        }
    }
}

fn unknown(code: &'static str) -> Problem {
    Problem::unprocessable(code, "owner", "There is none of this name.")
}

/// What the owner of an event is called: the database's short name, the group, the user's log-in name.
pub(crate) fn owner(at: &Snapshot, reach: &Reach) -> Option<String> {
    match reach {
        Reach::Everywhere => None,
        Reach::Installation(site) => Some(site_slug(at, *site).map_or_else(|| site.to_string(), str::to_owned)),
        Reach::Group(group) => Some(group.to_string()),
        Reach::User(user) => {
            Some(at.user(*user).map_or_else(|| user.to_string(), |user| user.login_key().to_owned()))
        }
    }
}

/// The names of whoever started and ended events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actors {
    known: std::collections::HashMap<String, Named>,
}

/// Who an actor is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// For people: the account's name, or the token's label.
    pub name: String,
    /// The log-in name of an account.
    pub login: Option<String>,
    /// The user whose account it is, by id.
    pub user: Option<String>,
}

impl Actors {
    /// Of whoever acts now.
    fn of(by: &By) -> Self {
        let named = Named { name: by.actor.name().to_owned(), ..Named::default() };
        Self { known: [(by.actor.reference(), named)].into() }
    }

    /// Who that is; `None` for the server itself, and for accounts and tokens that are gone.
    pub fn get(&self, actor: &str) -> Option<&Named> {
        self.known.get(actor)
    }
}

/// Events with the names of whoever started and ended them.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The latest first.
    pub events: Vec<Event>,
    /// Whose they are.
    pub actors: Actors,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// The active events, or a page of those that have ended; the latest first.
///
/// # Errors
/// 400 `cursor_invalid`; the database's.
pub async fn list(
    manager: &Manager,
    granted: &Granted<View>,
    ended: bool,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Found, Problem> {
    let (scope, after) = (granted.scope, cursor.map(decode_cursor::<(i64, String)>).transpose()?);
    let read = manager.db().read(move |r| {
        let mut events = match ended {
            false => store::active(r, scope)?,
            true => store::ended(r, scope, after.as_ref(), limit + 1)?,
        };
        let more = ended && events.len() > limit as usize;
        events.truncate(if ended { limit as usize } else { MOST });
        let place = |event: &Event| Some((event.ended.as_ref()?.0, event.id.clone()));
        let next = events.last().filter(|_| more).and_then(place).map(|place| encode_cursor(&place));
        let actors = named(r, &events)?;
        Ok(Found { events, actors, next })
    });
    read.await
}

/// One event, active or ended.
///
/// # Errors
/// 404 `not_found`; the database's.
pub async fn find(manager: &Manager, granted: &Granted<View>, id: &str) -> Result<Found, Problem> {
    let (scope, id) = (granted.scope, id.to_owned());
    let read = manager.db().read(move |r| {
        let event = store::one(r, scope, &id)?.ok_or_else(|| Problem::not_found("event"))?;
        let events = vec![event];
        Ok(Found { actors: named(r, &events)?, events, next: None })
    });
    read.await
}

fn named(sql: &mut dyn Sql, events: &[Event]) -> Result<Actors, Problem> {
    let mut actors = Actors::default();
    for event in events {
        let ended_by = event.ended.as_ref().map(|(_, by)| by);
        for actor in std::iter::once(&event.activated_by).chain(ended_by) {
            if !actors.known.contains_key(actor)
                && let Some(named) = store::actor(sql, actor)?
            {
                actors.known.insert(actor.clone(), named);
            }
        }
    }
    Ok(actors)
}

/// What an application is told: the active events that reach a user, or its database where it names none.
#[derive(Clone, Debug, Default)]
pub struct Reaching {
    /// The latest first.
    pub events: Vec<Event>,
    /// Whether one of them keeps the user from logging in.
    pub blocks_login: bool,
    /// The change that last started, changed or ended any.
    pub revision: u64,
}

/// The active events that reach a user, by id or log-in name; those of the database where none is named.
///
/// # Errors
/// 404 `user_unknown`; the database's.
pub async fn reaching_user(
    manager: &Manager,
    granted: &Granted<Check>,
    user: Option<&str>,
) -> Result<Reaching, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let here = |no: &UserNo| granted.site == CENTRAL || at.belongs(*no, granted.site);
    let no = match user {
        None => None,
        Some(name) => {
            let found = at.user_named(name).map(|user| user.no()).filter(here);
            Some(found.ok_or_else(|| Problem::refused(404, "user_unknown").arg("user", name))?)
        }
    };
    let (site, scope) = (granted.site, granted.scope);
    let (manages, revision) = (no.is_some_and(|no| may_lift(manager, &at, no)), at.events().revision);
    let read = manager.db().read(move |r| {
        let active = store::active(r, scope)?;
        let groups = match no {
            Some(no) => groups_of(r, scope, &[no])?.pop().map(|(_, groups)| groups).unwrap_or_default(),
            None => Vec::new(),
        };
        let reader = Reader { site, user: no, groups: &groups };
        let blocks_login = events::bars_log_in(&active, &reader, manages).is_some();
        Ok(Reaching { events: reaching(&active, &reader).cloned().collect(), blocks_login, revision })
    });
    read.await
}

/// Whether a user may lift what bars log-ins: whoever manages licences.
fn may_lift(manager: &Manager, at: &Snapshot, user: UserNo) -> bool {
    let id = at.user(user).map(|user| user.id());
    id.is_some_and(|id| manager.access().rights_of_user(at.scope(), id).allows(Right::ManageLicences))
}

/// The groups of some users, in order of their numbers.
pub(crate) fn groups_of(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    of: &[UserNo],
) -> Result<Vec<(UserNo, Vec<String>)>, Problem> {
    let mut found = Vec::with_capacity(of.len());
    users(sql, scope, Which::Users(of), &mut |user| {
        if let Ok(user) = user {
            found.push((user.row.no, user.row.groups));
        }
    })?;
    Ok(found)
}

/// The active events that reach whoever looks at a page.
///
/// # Errors
/// The database's: groups are read where an event asks for them.
pub(crate) async fn of_reader(
    manager: &Manager,
    at: &Snapshot,
    caller: &Caller,
) -> Result<Vec<Event>, Problem> {
    let active = &at.events().active;
    if active.is_empty() {
        return Ok(Vec::new());
    }
    let user = caller.user.as_deref().and_then(|id| at.user_named(id)).map(|user| user.no());
    let mut groups = Vec::new();
    if let (Some(no), true) = (user, at.events().ask_for_groups()) {
        let scope = at.scope();
        groups = manager.db().read(move |r| groups_of(r, scope, &[no])).await?;
    }
    let groups = groups.pop().map(|(_, groups)| groups).unwrap_or_default();
    let reader = Reader { site: CENTRAL, user, groups: &groups };
    Ok(reaching(active, &reader).cloned().collect())
}

impl Snapshot {
    /// The system events that are active.
    pub fn events(&self) -> &Events {
        &self.events
    }
}
