//! Lists of events, with the names of those who started and ended them.

use std::collections::HashMap;

use licentia_platform::access::{Granted, View};
use licentia_platform::by::By;
use licentia_platform::db::Sql;
use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor};

use super::{Event, MOST, store};
use crate::state::Manager;

/// The names of whoever started and ended events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actors {
    known: HashMap<String, Named>,
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

impl Named {
    /// How lists name them: the log-in name, or the label of a token.
    pub(crate) fn shown(&self) -> &str {
        self.login.as_deref().unwrap_or(&self.name)
    }
}

impl Actors {
    /// Of whoever acts now.
    pub(super) fn of(by: &By) -> Self {
        let named = Named { name: by.actor.name().to_owned(), ..Named::default() };
        Self { known: [(by.actor.reference(), named)].into() }
    }

    /// The users among them, by id.
    pub(crate) fn people(&self) -> impl Iterator<Item = &str> {
        self.known.values().filter_map(|named| named.user.as_deref())
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

/// Which events are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that are active, the latest first.
    Active,
    /// Those that have ended.
    Ended(Past),
}

/// The order of those that have ended; the latest end first unless told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// By when they were started, not by when they were ended.
    pub by_activation: bool,
    /// The oldest first.
    pub oldest_first: bool,
}

/// The active events, or a page of those that have ended.
///
/// # Errors
/// 400 `cursor_invalid`; the database's.
pub async fn list(
    manager: &Manager,
    granted: &Granted<View>,
    which: Which,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Found, Problem> {
    let (scope, after) = (granted.scope, cursor.map(decode_cursor::<(i64, String)>).transpose()?);
    let read = manager.db().read(move |r| {
        let (events, next) = match which {
            Which::Active => {
                let mut events = store::active(r, scope)?;
                events.truncate(MOST);
                (events, None)
            }
            Which::Ended(order) => {
                let mut events = store::ended(r, scope, order, after.as_ref(), limit + 1)?;
                let more = events.len() > limit as usize;
                events.truncate(limit as usize);
                let place = |event: &Event| {
                    let ended_at = event.ended.as_ref()?.0;
                    let at = if order.by_activation { event.activated_at } else { ended_at };
                    Some((at, event.id.clone()))
                };
                let next = events.last().filter(|_| more).and_then(place);
                (events, next.map(|place| encode_cursor(&place)))
            }
        };
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
