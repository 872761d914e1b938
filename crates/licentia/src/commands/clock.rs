//! `licentia manager clock` and `licentia authority clock`: what time is certain (rule 20).

use super::place::{Place, Side};
use super::problems::said;
use super::servers::{open_authority, open_manager};
use crate::output::{self, Format};
use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use licentia_authority::HOUSE;
use licentia_core::time::ClockState;
use licentia_manager::installations;
use licentia_platform::by::By;
use licentia_platform::db::{Db, ScopeNo};
use serde_json::json;

/// Options of `clock`.
#[derive(Args, Debug)]
pub(crate) struct Clock {
    #[command(flatten)]
    place: Place,
    /// Confirm that this machine's clock is right, when it is ahead and not believed
    #[arg(long)]
    confirm: bool,
}

impl Clock {
    pub(super) async fn run(self, side: Side, format: Format) -> Result<()> {
        let settings = self.place.settings(side)?;
        let _held = if self.confirm { self.place.hold(&settings, side)? } else { None };
        let (db, scope) = self.database(side).await?;
        if self.confirm
            && let Some(scope) = scope
        {
            db.confirm_clock(scope, &By::setup()).await.map_err(said)?;
        }
        let state = db.clock_state();
        tell(format, state, db.certain_now_ms(), db.clock().now_ms());
        Ok(())
    }

    /// The database, and the chain that a confirmation is kept in: a manager without an installation has none.
    async fn database(&self, side: Side) -> Result<(Db, Option<ScopeNo>)> {
        match side {
            Side::Manager => {
                let manager = open_manager(&self.place, true).await?;
                let first = installations::list(&manager).await.map_err(said)?.into_iter().next();
                Ok((manager.db().clone(), first.map(|installation| installation.scope)))
            }
            Side::Authority => Ok((open_authority(&self.place).await?.db().clone(), Some(HOUSE))),
        }
    }
}

fn tell(format: Format, state: ClockState, now_ms: i64, clock_ms: i64) {
    let (word, by_ms) = match state {
        ClockState::Right => ("right", 0),
        ClockState::SetBack { by_ms, .. } => ("set_back", by_ms),
        ClockState::Ahead { by_ms } => ("ahead", by_ms),
    };
    if format == Format::Json {
        let document = json!({"state": word, "by_ms": by_ms, "now_ms": now_ms, "clock_ms": clock_ms});
        return output::json(&document);
    }
    let time = |ms| Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |at| format!("{at:.0}"));
    let sentence = match state {
        ClockState::Right => "This machine's clock is believed.",
        ClockState::SetBack { .. } => {
            "It was set back: the time stands still until it has caught up. Nothing locks."
        }
        ClockState::Ahead { .. } => {
            "It is ahead and not believed. If it is right, say so with --confirm; a contact with the authority or a new package does too."
        }
    };
    output::line(&format!("Time   {}", time(now_ms)));
    output::line(&format!("Clock  {}", time(clock_ms)));
    output::line(sentence);
}
