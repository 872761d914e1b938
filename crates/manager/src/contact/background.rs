//! Asking without being told to: at the start, when it is time, and after a package came into force.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use licentia_core::names::IssuerName;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use tokio::task::JoinSet;

use super::ask::{ask, settle};
use super::schedule::{DAY, Why, after_failure};
use super::{addresses, by, discover, store};
use crate::snapshot::Slot;
use crate::state::Manager;

/// How often it is looked whether somebody is to be asked.
const TICK: Duration = Duration::from_secs(1);
/// How long after a fault of our own the next try is, in milliseconds.
const AGAIN_MS: i64 = 30_000;
/// How many authorities are asked at a time.
const AT_ONCE: usize = 8;

/// One issuer of one installation.
type Whom = (ScopeNo, IssuerName);

/// What this server plans. What counts stands in the issuer's row; this only says when to look there.
#[derive(Default)]
struct Plans {
    /// When to ask, on this machine's clock; `None` while the question is under way.
    due: HashMap<Whom, Option<i64>>,
    /// Packages in force, and figures of closed months, for whose receipt this server has asked once.
    receipts: HashSet<String>,
    /// Whom to ask for one.
    news: HashSet<Whom>,
    /// The revisions at which packages without receipt were last looked for.
    looked: HashMap<ScopeNo, u64>,
    asking: JoinSet<(Whom, Option<i64>)>,
    /// When to ask the vendor's authority whose it is, and how often it has not said.
    discover: (i64, u32),
}

/// Asks for ever. Where nobody may be called, it ends at once.
pub(crate) async fn run(manager: Manager) {
    if !manager.outbound().is_enabled() {
        return;
    }
    let (mut plans, mut ticks) = (Plans::default(), tokio::time::interval(TICK));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        plans.take_answers();
        for slot in manager.slots() {
            if let Err(problem) = plans.look(&manager, &slot).await {
                let scope = slot.scope().0;
                tracing::warn!(scope, code = %problem.code, detail = ?problem.detail, "the authorities could not be asked");
            }
        }
    }
}

impl Plans {
    fn take_answers(&mut self) {
        while let Some(done) = self.asking.try_join_next() {
            if let Ok((whom, next)) = done {
                self.due.insert(whom, next);
            }
        }
    }

    /// Asks whoever is due in one installation.
    async fn look(&mut self, manager: &Manager, slot: &Slot) -> Result<(), Problem> {
        let (scope, at, now) = (slot.scope(), slot.get(), manager.clock().now_ms());
        if at.installation().holder.is_none() || at.installation().serial.is_none() {
            return Ok(());
        }
        if manager.vendor().is_none() && addresses::lacks_vendor(manager, &at) {
            self.discover(manager, now).await;
        }
        // A question under way ends with receipts: what has none afterwards is news.
        if !self.due.iter().any(|((of, _), due)| *of == scope && due.is_none()) {
            let found = self.without_receipt(manager, scope, at.revision()).await?;
            self.news.extend(found.into_iter().map(|issuer| (scope, issuer)));
        }
        for (issuer, address) in addresses::all(manager, &at) {
            let whom = (scope, issuer);
            if address.is_none() || self.asking.len() >= AT_ONCE {
                continue;
            }
            let why = match self.due.get(&whom) {
                None => Why::Start,
                Some(None) => continue,
                // A plan far ahead was made under a wrong clock.
                Some(Some(due)) if *due <= now || *due > now + 2 * DAY => Why::Due,
                Some(Some(_)) if self.news.contains(&whom) => Why::News,
                Some(Some(_)) if manager.visits().is_due(&whom, now) => Why::Visit,
                Some(Some(_)) => continue,
            };
            self.news.remove(&whom);
            self.due.insert(whom.clone(), None);
            self.asking.spawn(one(manager.clone(), whom, why));
        }
        Ok(())
    }

    /// Finds out who the vendor is, now and then.
    async fn discover(&mut self, manager: &Manager, now: i64) {
        let (due, failures) = self.discover;
        if now < due && due <= now + 2 * DAY {
            return;
        }
        if let Err(failure) = discover::vendor(manager).await {
            let (code, detail) = (failure.code, failure.detail);
            tracing::warn!(code, detail, "the vendor's authority does not say whose it is");
            self.discover = (after_failure(now, failures + 1, 100), failures + 1);
        }
    }

    /// Issuers with a package that came into force, or a month that was closed, since the last look, and whose authority
    /// does not know.
    async fn without_receipt(
        &mut self,
        manager: &Manager,
        scope: ScopeNo,
        revision: u64,
    ) -> Result<Vec<IssuerName>, Problem> {
        if self.looked.get(&scope) == Some(&revision) {
            return Ok(Vec::new());
        }
        let found = manager.db().read(move |r| Ok(store::without_receipt(r, scope)?)).await?;
        let figures = crate::meters::report::waiting(manager, scope).await?;
        self.looked.insert(scope, revision);
        let figures =
            figures.into_iter().map(|(issuer, last)| (issuer.to_string(), format!("{issuer}/{last}")));
        let new = found.into_iter().chain(figures).filter(|(_, what)| self.receipts.insert(what.clone()));
        Ok(new.filter_map(|(issuer, _)| issuer.parse().ok()).collect())
    }
}

/// One question, and when to look again.
async fn one(manager: Manager, whom: Whom, why: Why) -> (Whom, Option<i64>) {
    let (scope, issuer) = &whom;
    let asked = async {
        if why == Why::Start {
            settle(&manager, *scope, issuer).await?;
        }
        ask(&manager, *scope, issuer, why, &by()).await
    };
    let now = manager.clock().now_ms();
    let next = match asked.await {
        Ok(next) => next.unwrap_or(now + AGAIN_MS),
        Err(problem) => {
            tracing::warn!(scope = scope.0, %issuer, code = %problem.code, detail = ?problem.detail, "an authority could not be asked");
            now + AGAIN_MS
        }
    };
    (whom, Some(next))
}
