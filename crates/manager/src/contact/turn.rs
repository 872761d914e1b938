//! Whose turn it is to ask: one server at a time, whatever else happens.

use licentia_core::names::IssuerName;
use licentia_platform::by::By;
use licentia_platform::db::{Done, ScopeNo};
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

use super::schedule::{TURN, Why, may_ask};
use super::store;
use crate::state::Manager;

/// Whether the turn was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Turn {
    /// It is ours, under this name.
    Ours(String),
    /// It is not; try again at this moment of the machine's clock.
    NotNow(i64),
}

/// Takes the turn to ask `issuer`, unless it is somebody else's or nothing is due.
pub(super) async fn take(
    manager: &Manager,
    scope: ScopeNo,
    issuer: &IssuerName,
    why: Why,
    by: &By,
) -> Result<Done<Turn>, Problem> {
    let (now, issuer, me) = (manager.clock().now_ms(), issuer.clone(), name(manager));
    let write = move |w: &mut licentia_platform::db::Write<'_>| {
        let mut row = store::here(w, issuer.as_str())?;
        if let Err(next) = may_ask(&row, why, now) {
            return Ok(Turn::NotNow(next));
        }
        row.asked_at = Some(now);
        row.turn = Some(me.clone());
        row.turn_until = Some(now + TURN);
        w.outside_chain();
        store::save(w, &row)?;
        Ok(Turn::Ours(me))
    };
    manager.db().write(scope, by, write).await
}

fn name(manager: &Manager) -> String {
    let mut bytes = [0; 16];
    manager.db().random().fill(&mut bytes);
    crate::sealed::hex(&bytes)
}
