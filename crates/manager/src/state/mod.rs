//! [`Manager`]: the server as one value, which every handler holds a clone of.

mod background;
mod migrations;
mod open;
mod router;
mod serve;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arc_swap::ArcSwap;
use licentia_core::names::IssuerName;
use licentia_platform::access::Access;
use licentia_platform::by::By;
use licentia_platform::clock::{Clock, Random};
use licentia_platform::db::{Db, Done, ScopeNo, Write};
use licentia_platform::mail::Mailer;
use licentia_platform::outbound::Outbound;
use licentia_platform::problem::Problem;
use licentia_platform::secret::Secret;
use licentia_platform::settings::Settings;
use licentia_protocol::package::Trust;
use licentia_ui::Lang;
use serde::{Serialize, de::DeserializeOwned};

use crate::checks::{Refusals, Words};
use crate::sessions::Beats;
use crate::snapshot::{Slot, Snapshot};

pub use background::Background;
pub use migrations::MIGRATIONS;
pub use open::OpenError;

/// Beyond this many milliseconds behind the chain, checks are refused rather than answered from the past.
pub const BEHIND_MS: i64 = 5_000;

/// The code of a change that met a row without its seal.
pub(crate) const TAMPERED: &str = "tampered";

/// What [`Manager::open`] needs.
pub struct Options {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    pub url: String,
    /// The server's secret file.
    pub secret: Arc<Secret>,
    /// The root of trust (rule 9).
    pub trust: Trust,
    /// Everything an operator can choose.
    pub settings: Settings,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where unpredictable bytes come from.
    pub random: Arc<dyn Random>,
}

/// The customer's server. Cheap to clone.
#[derive(Clone)]
pub struct Manager(Arc<Inner>);

/// The installations that are loaded.
type Slots = HashMap<ScopeNo, Arc<Slot>, foldhash::fast::RandomState>;

struct Inner {
    db: Db,
    access: Access,
    trust: Arc<Trust>,
    settings: Settings,
    slots: ArcSwap<Slots>,
    /// Installations that could not be loaded.
    unloaded: Mutex<BTreeSet<ScopeNo>>,
    default_lang: Lang,
    words: Words,
    refusals: Refusals,
    beats: Beats,
    jobs: crate::jobs::Running,
    streams: crate::events::live::Streams,
    outbound: Outbound,
    /// The same for addresses that other people give.
    hooks: Outbound,
    mailer: Mailer,
    /// How many things need somebody.
    counted: crate::home::Counted,
    /// Rows of former packages, as products tell them.
    past: crate::products::Past,
    /// How many users there are of each sort.
    overviews: crate::users::Overviews,
    /// Who went to an issuer's store a moment ago.
    visits: crate::storefront::Visits,
    /// The vendor's issuer, once its authority has said so.
    vendor: OnceLock<IssuerName>,
}

impl Manager {
    /// The database, for lists and for what concerns no installation.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Accounts, sessions and tokens.
    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// The root of trust.
    pub fn trust(&self) -> &Trust {
        &self.0.trust
    }

    /// What the operator chose.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Where the time comes from.
    pub fn clock(&self) -> &dyn Clock {
        &**self.0.db.clock()
    }

    pub(crate) fn refusals(&self) -> &Refusals {
        &self.0.refusals
    }

    pub(crate) fn past(&self) -> &crate::products::Past {
        &self.0.past
    }

    pub(crate) fn overviews(&self) -> &crate::users::Overviews {
        &self.0.overviews
    }

    pub(crate) fn words(&self) -> &Words {
        &self.0.words
    }

    /// The one way to other servers.
    pub(crate) fn outbound(&self) -> &Outbound {
        &self.0.outbound
    }

    /// The way to addresses that other people give: not into this server's own network, unless the operator says so.
    pub(crate) fn hooks(&self) -> &Outbound {
        &self.0.hooks
    }

    /// Mail to people.
    pub(crate) fn mailer(&self) -> &Mailer {
        &self.0.mailer
    }

    pub(crate) fn counted(&self) -> &crate::home::Counted {
        &self.0.counted
    }

    /// The vendor's issuer, as its authority's certificates name it; `None` before it was asked.
    pub(crate) fn vendor(&self) -> Option<&IssuerName> {
        self.0.vendor.get()
    }

    /// Who went to an issuer's store a moment ago.
    pub(crate) fn visits(&self) -> &crate::storefront::Visits {
        &self.0.visits
    }

    /// Remembers the vendor's issuer; the first one stays.
    pub(crate) fn set_vendor(&self, issuer: IssuerName) {
        self.0.vendor.get_or_init(|| issuer);
    }

    pub(crate) fn beats(&self) -> &Beats {
        &self.0.beats
    }

    /// The snapshot of an installation, on today's day.
    ///
    /// # Errors
    /// 404 `not_found` when there is no such installation; 503 `behind` when this server has not heard of the chain for
    /// [`BEHIND_MS`].
    pub async fn snapshot(&self, scope: ScopeNo) -> Result<Arc<Snapshot>, Problem> {
        let slot = self.slot(scope)?;
        self.ready(&slot)?;
        crate::day::begin(self, &slot).await;
        Ok(slot.get())
    }

    /// One change of an installation: `f` gets the transaction and the snapshot at exactly the head of the chain. It
    /// returns once the change is committed and this server's own snapshot holds it.
    ///
    /// # Errors
    /// What `f` returned, and what [`Db::write`] may.
    pub async fn write<T, F>(&self, scope: ScopeNo, by: &By, f: F) -> Result<Done<T>, Problem>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(&mut Write<'_>, &Snapshot) -> Result<T, Problem> + Send + 'static,
    {
        let slot = self.slot(scope)?;
        crate::day::begin_to_write(self, &slot).await;
        let inside = Arc::clone(&slot);
        let noted = Arc::new(OnceLock::new());
        let noting = Arc::clone(&noted);
        let done = self
            .0
            .db
            .write(scope, by, move |w| {
                let at = inside.at_head(w)?;
                let value = f(w, &at)?;
                inside.foresee(w, &at)?.into_iter().for_each(|peaks| drop(noting.set(peaks)));
                Ok(value)
            })
            .await;
        if let (Ok(_), Some(noted)) = (&done, noted.get()) {
            slot.kept().learn(noted);
        }
        // A change that was refused may still have found the database on another chain.
        self.reach(&slot, done.as_ref().map_or(0, |done| done.revision)).await;
        if done.as_ref().is_err_and(|problem| problem.code == TAMPERED) {
            slot.notice().await;
        }
        done
    }

    /// Waits until the snapshot holds a revision that is committed. When the snapshot cannot follow, the change stands
    /// all the same, and checks will say `behind`.
    pub(crate) async fn reach(&self, slot: &Slot, revision: u64) {
        if let Err(problem) = slot.reach(revision).await {
            tracing::warn!(scope = slot.scope().0, code = %problem.code, "a change is committed but not in the snapshot yet");
        }
    }

    pub(crate) fn slot(&self, scope: ScopeNo) -> Result<Arc<Slot>, Problem> {
        let slot = self.0.slots.load().get(&scope).cloned();
        slot.ok_or_else(|| match self.unloaded().contains(&scope) {
            true => Problem::unavailable("behind").detail("the installation could not be loaded"),
            false => Problem::not_found("installation"),
        })
    }

    fn unloaded(&self) -> MutexGuard<'_, BTreeSet<ScopeNo>> {
        self.0.unloaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every slot, for a question that is answered at once.
    #[inline]
    pub(crate) fn slots_now(&self) -> arc_swap::Guard<Arc<Slots>> {
        self.0.slots.load()
    }

    /// Who listens to this server.
    pub(crate) fn streams(&self) -> &crate::events::live::Streams {
        &self.0.streams
    }

    /// The long work that goes on in this server.
    pub(crate) fn jobs(&self) -> &crate::jobs::Running {
        &self.0.jobs
    }

    /// The language of those who ask for none.
    pub(crate) fn default_lang(&self) -> Lang {
        self.0.default_lang
    }

    pub(crate) fn slots(&self) -> Vec<Arc<Slot>> {
        self.0.slots.load().values().cloned().collect()
    }

    /// Refuses when the slot's snapshot may be older than [`BEHIND_MS`].
    pub(crate) fn ready(&self, slot: &Slot) -> Result<(), Problem> {
        if slot.behind_ms() > BEHIND_MS {
            return Err(Problem::unavailable("behind"));
        }
        Ok(())
    }

    /// Loads an installation. While it cannot be loaded, it answers 503.
    pub(crate) async fn load(&self, scope: ScopeNo, slug: &str) -> Result<(), Problem> {
        self.0.access.name_scope(scope, slug);
        let opened = Slot::open(&self.0.db, &self.0.trust, scope).await;
        if opened.is_err() {
            self.unloaded().insert(scope);
        }
        let slot = Arc::new(opened?);
        self.0.slots.rcu(|slots| {
            let mut slots = Slots::clone(slots);
            slots.entry(scope).or_insert_with(|| Arc::clone(&slot));
            slots
        });
        self.unloaded().remove(&scope);
        Ok(())
    }
}
