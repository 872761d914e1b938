//! Everything that changes the number of something, decided in the order in which it arrived.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use licentia_core::limits::{Tally, changed};
use licentia_platform::db::{DbError, Kind, Sql, Write};
use licentia_platform::problem::Problem;

use super::moved::{Moved, is_of, read_as_meant, reserved_as_meant};
use super::named::{Named, sites};
use super::store::{self, ReservationRow, ReservationState, UseRow};
use super::{Counted, MOST, MOST_SECONDS, Reserved, Tallies, Verdict};
use crate::snapshot::{Slot, Snapshot};

/// How long it is remembered what became of a reservation, in milliseconds: whoever repeats is told the same.
const REMEMBERED_MS: i64 = 24 * 60 * 60 * 1_000;
/// So many limits are counted for one installation; only a program that makes names up ever has more.
const MOST_NAMES: usize = 1_000;
/// So many reservations are open at a time in one installation: each change adds all of them up.
const MOST_OPEN: u64 = 10_000;

/// What happens to a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// There are so many now, in the reporter's database.
    Report(u64),
    /// There are so many more, or fewer.
    Change(i64),
    /// So many are about to be created.
    Reserve {
        /// How many.
        units: u64,
        /// For how many seconds they are kept free.
        seconds: u32,
    },
    /// What was reserved has been created.
    Use(String),
    /// What was reserved will not be created.
    Release(String),
}

impl What {
    /// Refuses numbers that nobody can mean.
    pub(super) fn check(&self) -> Result<(), Problem> {
        match self {
            Self::Reserve { units, seconds } => {
                between("units", *units, MOST)?;
                between("seconds", u64::from(*seconds), u64::from(MOST_SECONDS))
            }
            Self::Report(used) if *used > MOST => Err(too_many("used")),
            _ => Ok(()),
        }
    }
}

/// What nobody can mean.
fn too_many(path: &str) -> Problem {
    let problem = Problem::invalid(path, format!("More than {MOST} cannot be counted."));
    problem.words("why-most-counted").arg("most", MOST)
}

/// Refuses a number that is not from 1 to `most`.
pub(super) fn between(path: &str, number: u64, most: u64) -> Result<(), Problem> {
    let fits = (1..=most).contains(&number);
    let wrong = || Problem::invalid(path, format!("It must be from 1 to {most}."));
    if fits { Ok(()) } else { Err(wrong().words("why-range").arg("most", most)) }
}

/// One thing that happens to a limit, and the installation it happens in.
pub(crate) struct Item {
    pub(super) slot: Arc<Slot>,
    /// The database whose application it is.
    pub(super) site: u32,
    pub(super) name: String,
    pub(super) what: What,
}

/// The kind of thing that arrives by the thousand.
pub(crate) enum Counts {}

impl Kind for Counts {
    type Item = Item;
    type Outcome = Result<Counted, Problem>;

    fn apply(w: &mut Write<'_>, items: &[Item]) -> Result<Vec<Self::Outcome>, Problem> {
        let Some(first) = items.first() else { return Ok(Vec::new()) };
        let at = first.slot.at_head(w)?;
        let asked: Vec<Asked<'_>> = items.iter().map(|item| (item.site, &*item.name, &item.what)).collect();
        apply(w, &at, &asked)
    }
}

/// The same change alone, for whoever came with an idempotency key.
pub(super) fn alone(w: &mut Write<'_>, at: &Snapshot, asked: Asked<'_>) -> Result<Counted, Problem> {
    let mut outcomes = apply(w, at, &[asked])?;
    outcomes.pop().unwrap_or_else(|| Err(Problem::internal("a change had no outcome")))
}

/// The database, the limit's name, and what happens.
pub(super) type Asked<'a> = (u32, &'a str, &'a What);

fn apply(
    w: &mut Write<'_>,
    at: &Snapshot,
    asked: &[Asked<'_>],
) -> Result<Vec<Result<Counted, Problem>>, Problem> {
    let mut work = Work::new(w, at, asked)?;
    let outcomes = asked.iter().map(|asked| work.decide(w, *asked)).collect();
    work.write(w)?;
    Ok(outcomes)
}

/// What is used and reserved by issuer and name, in the databases whose use counts.
pub(super) fn tallies(sql: &mut dyn Sql, at: &Snapshot, now_ms: i64) -> Result<Tallies, DbError> {
    let read = Rows::read(sql, at, now_ms)?;
    Ok(sum(&read.uses, &read.reserved, &sites(at)))
}

/// What the tables say, as names are meant now.
struct Rows {
    uses: Vec<UseRow>,
    moved: Moved,
    reserved: Vec<UseRow>,
    /// How many reservations are open.
    open: u64,
}

impl Rows {
    fn read(sql: &mut dyn Sql, at: &Snapshot, now_ms: i64) -> Result<Self, DbError> {
        let mut uses = store::uses(sql, at.scope())?;
        let (mut reserved, open) = store::reserved(sql, at.scope(), now_ms)?;
        let moved = read_as_meant(at, &mut uses);
        reserved_as_meant(at, &mut reserved, &moved);
        Ok(Self { uses, moved, reserved, open })
    }
}

/// Issuer and name: one limit of the installation.
pub(super) type Key = (String, String);

/// All limits of an installation while a list is decided.
struct Work<'a> {
    at: &'a Snapshot,
    now_ms: i64,
    /// What each database uses of each limit.
    own: BTreeMap<(u32, Key), u64>,
    /// Which of that lies elsewhere in the table.
    moved: Moved,
    /// What all of them use, and what is reserved.
    tallies: Tallies,
    /// How many reservations are open.
    open: u64,
    /// The reservations that the list names or makes, as earlier items of it left them.
    reservations: BTreeMap<String, ReservationRow>,
    changed_own: BTreeSet<(u32, Key)>,
    changed_reservations: BTreeSet<String>,
    reserves: bool,
}

impl<'a> Work<'a> {
    fn new(w: &mut Write<'_>, at: &'a Snapshot, asked: &[Asked<'_>]) -> Result<Self, Problem> {
        let (scope, now_ms) = (w.scope(), w.now_ms());
        let settled = asked.iter().filter_map(|(_, _, what)| match what {
            What::Use(id) | What::Release(id) => Some(id.as_str()),
            _ => None,
        });
        let settled: Vec<&str> = settled.collect();
        let known = if settled.is_empty() { Vec::new() } else { store::reservations(w, scope, &settled)? };
        let Rows { uses, moved, reserved, open } = Rows::read(w, at, now_ms)?;
        Ok(Self {
            at,
            now_ms,
            moved,
            open,
            tallies: sum(&uses, &reserved, &sites(at)),
            own: uses.into_iter().map(|row| ((row.site, (row.issuer, row.name)), row.used)).collect(),
            reservations: known.into_iter().map(|row| (row.id.clone(), row)).collect(),
            changed_own: BTreeSet::new(),
            changed_reservations: BTreeSet::new(),
            reserves: false,
        })
    }

    fn decide(&mut self, w: &mut Write<'_>, (site, name, what): Asked<'_>) -> Result<Counted, Problem> {
        let named = Named::find(self.at, name, &self.tallies)?;
        let place = (site, named.key());
        match what {
            What::Report(used) => self.report(&named, place, *used, false),
            What::Change(by) => {
                let before = self.own.get(&place).copied().unwrap_or(0);
                let (used, below_zero) = changed(before, *by);
                self.report(&named, place, used, below_zero)
            }
            What::Reserve { units, seconds } => {
                let id = w.new_id().to_string();
                let until = self.now_ms + i64::from(*seconds) * 1_000;
                self.reserve(&named, place, Reserved { id, units: *units, until })
            }
            What::Use(id) => self.used(&named, place, id),
            What::Release(id) => self.released(&named, place, id),
        }
    }

    /// There are so many: what exists is kept, and a report is never refused.
    fn report(
        &mut self,
        named: &Named<'_>,
        place: (u32, Key),
        used: u64,
        below_zero: bool,
    ) -> Result<Counted, Problem> {
        if used > MOST {
            return Err(too_many("used"));
        }
        self.has_room(named, &place)?;
        let before = self.own.get(&place).copied().unwrap_or(0);
        self.tally(named, &place.1).report(before, used);
        self.set(place.clone(), used);
        Ok(Counted { below_zero, ..self.counted(named, &place.1, 1) })
    }

    /// Nobody makes names up without end.
    fn has_room(&self, named: &Named<'_>, place: &(u32, Key)) -> Result<(), Problem> {
        let is_new = !named.in_plan() && !self.own.contains_key(place);
        let full = is_new && self.own.len() >= MOST_NAMES;
        if full { Err(Problem::conflict("too_many_limits").arg("count", MOST_NAMES)) } else { Ok(()) }
    }

    fn reserve(&mut self, named: &Named<'_>, place: (u32, Key), new: Reserved) -> Result<Counted, Problem> {
        self.has_room(named, &place)?;
        if self.open >= MOST_OPEN {
            return Err(Problem::conflict("too_many_reservations").arg("count", MOST_OPEN));
        }
        let (site, key) = place;
        // What nothing limits could otherwise be reserved until no number holds it.
        if self.tally(named, &key).reserved.saturating_add(new.units) > MOST {
            let problem =
                Problem::invalid("units", format!("More than {MOST} cannot be reserved at a time."));
            return Err(problem.words("why-most-reserved").arg("most", MOST));
        }
        let before = self.counted(named, &key, new.units);
        if !before.verdict.allowed() || self.tally(named, &key).reserve(new.units).is_err() {
            return Ok(Counted { refused: true, ..before });
        }
        let (issuer, name) = key.clone();
        self.reserves = true;
        self.open += 1;
        self.keep(ReservationRow {
            id: new.id.clone(),
            site,
            issuer,
            name,
            units: new.units,
            until: new.until,
            state: ReservationState::Open,
        });
        Ok(Counted { verdict: before.verdict, reservation: Some(new), ..self.counted(named, &key, 1) })
    }

    /// What was reserved is there now. Whoever says so twice is told the same twice, and whoever says so too late needs
    /// room as if for the first time.
    fn used(&mut self, named: &Named<'_>, place: (u32, Key), id: &str) -> Result<Counted, Problem> {
        let row = self.reservation(&place, id)?;
        match row.state {
            ReservationState::Released => return Err(Problem::conflict("reservation_ended")),
            ReservationState::Used => return Ok(self.settled(named, &place.1, &row)),
            ReservationState::Open => {}
        }
        self.has_room(named, &place)?;
        let (late, before) = (row.until <= self.now_ms, self.counted(named, &place.1, row.units));
        let tally = self.tally(named, &place.1);
        if !late {
            tally.use_reserved(row.units);
        } else if tally.use_late(row.units).is_err() {
            return Ok(Counted { refused: true, ..before });
        }
        let own = self.own.get(&place).copied().unwrap_or(0);
        self.set(place.clone(), own.saturating_add(row.units).min(MOST));
        self.keep(ReservationRow { state: ReservationState::Used, ..row.clone() });
        Ok(self.settled(named, &place.1, &row))
    }

    fn released(&mut self, named: &Named<'_>, place: (u32, Key), id: &str) -> Result<Counted, Problem> {
        let row = self.reservation(&place, id)?;
        match row.state {
            ReservationState::Used => return Err(Problem::conflict("reservation_ended")),
            ReservationState::Released => {}
            ReservationState::Open => {
                if row.until > self.now_ms {
                    self.tally(named, &place.1).release(row.units);
                }
                self.keep(ReservationRow { state: ReservationState::Released, ..row.clone() });
            }
        }
        Ok(self.settled(named, &place.1, &row))
    }

    /// The reservation, where it is this limit's and this database's.
    fn reservation(&self, place: &(u32, Key), id: &str) -> Result<ReservationRow, Problem> {
        let row = self.reservations.get(id).filter(|row| is_of(self.at, row, place));
        row.cloned().ok_or_else(|| Problem::not_found("reservation"))
    }

    fn tally(&mut self, named: &Named<'_>, key: &Key) -> &mut Tally {
        let tally = self.tallies.entry(key.clone()).or_default();
        tally.max = named.max();
        tally
    }

    fn set(&mut self, place: (u32, Key), used: u64) {
        self.changed_own.insert(place.clone());
        self.own.insert(place, used);
    }

    fn keep(&mut self, row: ReservationRow) {
        self.changed_reservations.insert(row.id.clone());
        self.reservations.insert(row.id.clone(), row);
    }

    fn counted(&mut self, named: &Named<'_>, key: &Key, units: u64) -> Counted {
        let tally = *self.tally(named, key);
        named.counted(self.at, tally, units)
    }

    fn settled(&mut self, named: &Named<'_>, key: &Key, row: &ReservationRow) -> Counted {
        let reservation = Reserved { id: row.id.clone(), units: row.units, until: row.until };
        Counted { reservation: Some(reservation), verdict: Verdict::Granted, ..self.counted(named, key, 1) }
    }

    fn write(self, w: &mut Write<'_>) -> Result<(), Problem> {
        w.outside_chain();
        if !self.changed_own.is_empty() {
            let moved = self.changed_own.iter().filter_map(|(site, (issuer, name))| {
                let lies = self.moved.get(&(*site, (issuer.clone(), name.clone())))?;
                Some((*site, lies.as_str(), name.as_str()))
            });
            store::remove_uses(w, &moved.collect::<Vec<_>>())?;
            let row = |place: (u32, Key)| {
                let used = self.own.get(&place).copied().unwrap_or(0);
                let (site, (issuer, name)) = place;
                UseRow { site, issuer, name, used }
            };
            store::save_uses(w, &self.changed_own.into_iter().map(row).collect::<Vec<_>>())?;
        }
        if !self.changed_reservations.is_empty() {
            let rows = self.changed_reservations.iter().filter_map(|id| self.reservations.get(id).cloned());
            store::save_reservations(w, &rows.collect::<Vec<_>>())?;
        }
        if self.reserves {
            store::forget(w, self.now_ms - REMEMBERED_MS)?;
        }
        Ok(())
    }
}

fn sum(uses: &[UseRow], reserved: &[UseRow], sites: &[u32]) -> Tallies {
    let mut tallies = Tallies::new();
    let mut add = |rows: &[UseRow], to: fn(&mut Tally) -> &mut u64| {
        for row in rows.iter().filter(|row| sites.contains(&row.site)) {
            *to(tallies.entry((row.issuer.clone(), row.name.clone())).or_default()) += row.used;
        }
    };
    add(uses, |tally| &mut tally.used);
    add(reserved, |tally| &mut tally.reserved);
    tallies
}
