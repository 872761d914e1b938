//! How far an application is: outside the chain, for it may say so every second.

use licentia_platform::db::Write;
use licentia_platform::problem::Problem;

use super::start::{moment, status_line};
use super::{Hand, store};
use crate::state::Manager;

/// What an application reports; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is done.
    pub done: Option<u64>,
    /// Out of so much.
    pub total: Option<u64>,
    /// What it is doing.
    pub status: Option<String>,
    /// When it is expected to be over, in milliseconds UTC.
    pub finish_at: Option<i64>,
}

/// Writes how far an application is with what it raised. Open pages hear of it.
///
/// # Errors
/// 404 `not_found` when the event is not active; 403 `forbidden` for what a person started; 422 `invalid`.
pub async fn report(manager: &Manager, hand: &Hand, id: String, report: Report) -> Result<(), Problem> {
    let slot = manager.slot(hand.scope())?;
    manager.ready(&slot)?;
    let status = status_line(report.status.as_deref())?;
    let finish_at = moment(report.finish_at)?;
    let (acting, inside) = (hand.clone(), slot.clone());
    let write = move |w: &mut Write<'_>| {
        let at = inside.at_head(w)?;
        acting.take(&at, &id)?;
        w.outside_chain();
        let told = Report { status, finish_at, ..report };
        match store::progress(w, &id, &told)? {
            true => Ok(w.now_ms()),
            false => Err(Problem::not_found("event")),
        }
    };
    let told = manager.db().write(hand.scope(), hand.by(), write).await?;
    slot.live().told(told.value);
    Ok(())
}
