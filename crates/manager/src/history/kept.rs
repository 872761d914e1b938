//! The daily peaks: written in the transaction of the change that makes them, or not at all.
//!
//! What this server knows to be durable stands in memory, so that a change which makes no new peak writes nothing and asks
//! nothing. Memory may know less than the table, never more: it learns of a peak only after the commit.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use licentia_core::history::{Figure, Kept, Whose, figures, is_kept};
use licentia_core::ids::ModuleNo;
use licentia_core::licences::{Day, Licences};
use licentia_core::login::OpenSeats;
use licentia_core::seats::Usage;
use licentia_platform::db::{DbError, Write};

use super::store;
use crate::snapshot::Snapshot;

/// What is known to be durable of today.
#[derive(Default)]
pub(crate) struct Today(Mutex<Known>);

#[derive(Default)]
struct Known {
    day: Option<Date>,
    /// The last day that is closed.
    closed: Option<Date>,
    /// The revision that was written last. A chain that is shorter is another one, of which nothing is known.
    revision: u64,
    items: HashMap<String, Kept>,
}

/// What a change has written, for [`Today::learn`] once it is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    day: Date,
    revision: u64,
    items: Vec<(String, Kept)>,
}

/// The state that a change leaves behind, as far as history asks.
pub(crate) struct After<'a> {
    pub(crate) licences: &'a Licences,
    pub(crate) day: &'a Day,
    pub(crate) usage: &'a Usage,
    pub(crate) open: &'a OpenSeats,
}

impl<'a> After<'a> {
    /// The state of a snapshot.
    pub(crate) fn of(at: &'a Snapshot) -> Self {
        Self { licences: at.licences(), day: at.day(), usage: at.usage(), open: at.open_seats() }
    }

    /// Everything whose history is kept, by the name it is kept under.
    pub(super) fn named(&self) -> Vec<(&'a str, Figure)> {
        let figures = figures(self.licences, self.day, self.usage, self.open);
        figures
            .into_iter()
            .filter_map(|(whose, figure)| Some((name(self.licences, whose)?, figure)))
            .collect()
    }
}

/// The name under which something's history is kept: a module's full name, or an issuer's, which has no dot in it.
fn name(licences: &Licences, whose: Whose) -> Option<&str> {
    match whose {
        Whose::Module(no) => Some(licences.module(no)?.name.as_str()),
        Whose::Plans(issuer) => Some(licences.issuers().get(issuer)?.name.as_str()),
    }
}

impl Today {
    /// Writes what today does not hold yet of the state after a change.
    pub(crate) fn note(&self, w: &mut Write<'_>, after: &After<'_>) -> Result<Option<Noted>, DbError> {
        let news = self.news(w, after.day.today, &after.named());
        keep(w, after.day.today, news)
    }

    /// The same of the seats that sessions have taken: the most of each module at any moment of a list of log-ins.
    pub(crate) fn note_seats(
        &self,
        w: &mut Write<'_>,
        at: &Snapshot,
        most: &[(ModuleNo, u64)],
    ) -> Result<Option<Noted>, DbError> {
        let figures = most.iter().filter_map(|(no, used)| {
            let module = at.licences().module(*no).filter(|module| is_kept(module))?;
            Some((module.name.as_str(), Figure { used: *used, cap: at.day().total(*no).cap() }))
        });
        let news = self.news(w, at.day().today, &figures.collect::<Vec<_>>());
        keep(w, at.day().today, news)
    }

    /// What today does not hold yet.
    fn news(&self, w: &Write<'_>, day: Date, figures: &[(&str, Figure)]) -> Vec<(String, Kept)> {
        let known = self.lock();
        let holds = known.day == Some(day) && known.revision < w.revision();
        let of = |name: &str| known.items.get(name).copied().filter(|_| holds);
        let new =
            figures.iter().filter_map(|(name, now)| Some(((*name).to_owned(), Kept::with(of(name), *now)?)));
        new.collect()
    }

    /// Remembers what is durable now.
    pub(crate) fn learn(&self, noted: &Noted) {
        let mut known = self.lock();
        if known.day != Some(noted.day) || known.revision >= noted.revision {
            // Another day, or another chain. Of two changes that are told in the wrong order, the first is written again.
            *known = Known { day: Some(noted.day), closed: known.closed, ..Known::default() };
        }
        known.revision = noted.revision;
        known.items.extend(noted.items.iter().cloned());
    }

    /// The last day that is known to be closed.
    pub(super) fn closed(&self) -> Option<Date> {
        self.lock().closed
    }

    /// Remembers that a day is closed.
    pub(super) fn close(&self, day: Date) {
        self.lock().closed = Some(day);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // Nothing that can panic runs under this lock, so a poisoned state is a whole one.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keep(w: &mut Write<'_>, day: Date, items: Vec<(String, Kept)>) -> Result<Option<Noted>, DbError> {
    if items.is_empty() {
        return Ok(None);
    }
    let now = w.now_ms();
    store::keep(w, day, now, &items)?;
    Ok(Some(Noted { day, revision: w.revision(), items }))
}
