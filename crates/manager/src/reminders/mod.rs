//! Reminders: what runs out or fills up, told in time, once per step, to those who can do something about it.
//!
//! Core says what needs somebody ([`licentia_core::reminders`]); [`run_due`] tells what of it is new. What was told is
//! remembered in the same transaction in which the messages are written down, so that each step of each matter is told
//! once, whatever happens in between and however many servers look. Everybody reads it in their own language: by mail,
//! in the page *Today* ([`crate::home`]), and programs by webhook ([`crate::interfaces::webhooks`]).
//!
//! It is looked at seven in the morning of the holder's day, and when a package comes into force. Messages wait in the
//! [`outbox`] until they have arrived.

pub(crate) mod api;
mod facts;
mod kept;
mod letter;
pub mod outbox;
mod page;
mod receivers;
mod run;
mod settings;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod told;
mod trial;
mod words;

pub(crate) use outbox::deliver_always;
pub use outbox::{Message, Way, deliver_due};
pub use receivers::Receiver;
pub use run::{Ran, run, run_due};
pub use settings::{Address, Chosen, choose, settings};
pub use store::Made;
pub use trial::trial;
pub(crate) use words::about;
pub use words::{Words, words};

pub(crate) use api::routes as api_routes;
pub(crate) use facts::{Whom, needs_beside};
pub(crate) use kept::{Kept, keep};
pub(crate) use letter::Links;
pub(crate) use page::routes as page_routes;
pub(crate) use receivers::rights_for;

use licentia_platform::access::{Granted, ManageLicences, View};
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;

use crate::state::Manager;

/// How many reminders and messages a list shows.
const LISTED: u32 = 200;

/// What was told, the newest first.
///
/// # Errors
/// The database's.
pub async fn list(manager: &Manager, granted: &Granted<View>) -> Result<Vec<Made>, Problem> {
    let scope = granted.scope;
    let mut made = manager.db().read(move |r| Ok(store::list(r, scope, LISTED)?)).await?;
    facts::name_people(manager, scope, made.iter_mut().map(|made| &mut made.need)).await?;
    Ok(made)
}

/// The messages of the last weeks, the newest first, with how they fare.
///
/// # Errors
/// The database's.
pub async fn deliveries(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
) -> Result<Vec<Message>, Problem> {
    let scope = granted.scope;
    manager.db().read(move |r| Ok(outbox::store::list(r, scope, LISTED)?)).await
}

/// Who gets mail, and who would if an address were known.
///
/// # Errors
/// The database's.
pub async fn receivers(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
) -> Result<Vec<Receiver>, Problem> {
    let (chosen, _) = settings::of(manager, granted.scope).await?;
    receivers::all(manager, granted.scope, &chosen).await
}

/// How many people wait for approval, and how many messages of the last weeks were given up.
pub(crate) async fn beside(manager: &Manager, scope: ScopeNo) -> Result<(u64, u64), Problem> {
    let since = manager.now_ms() - run::REMEMBERED_MS;
    let read = move |r: &mut licentia_platform::db::Read<'_>| {
        Ok((store::approvals(r, scope)?, outbox::store::given_up(r, scope, since)?))
    };
    manager.db().read(read).await
}
