//! Counting: seats in use, active users, and who held what, today and on past dates (rule 17).
//!
//! Today is answered from the snapshot. The past is answered by the same rules from the same kind of values: how users
//! and assignments were ([`past`]), under the packages that were in force then, on the day it was then.

pub(crate) mod api;
mod csv;
mod moment;
mod page;
mod past;
mod store;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use licentia_core::counting::{Counted, Line};
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::Counting as Takes;
use licentia_core::licences::{Day, Licences};
use licentia_core::names::fold_search;
use licentia_core::seats::{Assignment, Person, Source, current_module, held_through};
use licentia_core::time;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor};

pub(crate) use api::routes as api_routes;
pub use moment::Moment;
pub(crate) use page::routes as page_routes;

use crate::day::zone;
use crate::history;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users::Alphabet;

/// A package that was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Who signed it.
    pub issuer: String,
    /// Its id.
    pub id: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
}

/// What was counted, when, and under which packages.
#[derive(Clone, Debug)]
pub struct Counting {
    /// The moment.
    pub moment: Moment,
    /// The day it was then where the holder is.
    pub day: Date,
    /// The figures.
    pub counted: Counted,
    /// Of what is counted by sessions, the seats that these have; of a past moment, the most that they had on its day.
    pub open: BTreeMap<ModuleNo, u64>,
    /// The first day of which anything is recorded.
    pub records_begin: Option<Date>,
    /// What was in force; its modules' titles are those of then.
    pub licences: std::sync::Arc<Licences>,
    /// The packages in force.
    pub packages: Vec<Evidence>,
    /// Those that cannot be read any more, by id: their licences are missing from the figures.
    pub unreadable: Vec<String>,
}

/// Counts seats in use and active users at a moment.
///
/// # Errors
/// The database's.
pub async fn counting(
    manager: &Manager,
    granted: &Granted<View>,
    moment: Moment,
) -> Result<Counting, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let records_begin = records_begin(manager, &at).await?;
    if moment.is_now() {
        let packages = at.packages().iter().map(|in_force| Evidence::of(&in_force.package)).collect();
        let seen = std::sync::Arc::clone(&at);
        let counted = aside(move || Counted::of(seen.licences(), seen.day(), seen.people())).await?;
        return Ok(Counting {
            moment,
            day: at.day().today,
            open: concurrent(&counted).map(|no| (no, at.open_seats().get(no))).collect(),
            counted,
            records_begin,
            licences: std::sync::Arc::clone(&at.licences),
            packages,
            unreadable: at.wrong().packages.keys().cloned().collect(),
        });
    }
    let count = |past: &past::Past| Counted::of(&past.licences, &past.day, past.people());
    let (past, counted) = past::read(manager, &at, moment, count).await?;
    let (scope, day) = (at.scope(), past.day.today);
    let most = manager.db().read(move |r| history::most_on(r, scope, day)).await?;
    let most_of = |no: ModuleNo| Some((no, *most.get(at.name(no)?.as_str())?));
    Ok(Counting {
        moment,
        day,
        open: concurrent(&counted).filter_map(most_of).collect(),
        counted,
        records_begin,
        packages: past.packages.iter().map(Evidence::of).collect(),
        unreadable: past.unreadable,
        licences: past.licences,
    })
}

impl Counting {
    /// The units of a line that are in use; `None` where nobody recorded how many sessions there were.
    pub(super) fn in_use(&self, line: &Line) -> Option<u64> {
        match line.counting {
            Takes::Named => Some(line.in_use),
            Takes::Concurrent => self.open.get(&line.module).copied(),
        }
    }

    /// Of what is counted by sessions, the units that are assigned.
    pub(super) fn assigned(line: &Line) -> Option<u64> {
        (line.counting == Takes::Concurrent).then_some(line.in_use)
    }
}

/// The modules that are counted by sessions.
fn concurrent(counted: &Counted) -> impl Iterator<Item = ModuleNo> + use<'_> {
    let lines = counted.lines.iter().filter(|line| line.counting == Takes::Concurrent);
    lines.map(|line| line.module)
}

/// The first day of which anything is recorded: that of the first entry of the ledger.
async fn records_begin(manager: &Manager, at: &Snapshot) -> Result<Option<Date>, Problem> {
    let (scope, zone) = (at.scope(), zone(&at.installation().zone));
    let began = manager.db().read(move |r| Ok(store::began_at(r, scope)?)).await?;
    Ok(began.map(|began_ms| time::today(began_ms, &zone)))
}

/// Looks at everybody where nobody waits for it.
async fn aside<T: Send + 'static>(look: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(look).await.map_err(|error| Problem::internal(error.to_string()))
}

impl Evidence {
    fn of(package: &licentia_core::package::Package) -> Self {
        let issuer = package.issuer.as_str().to_owned();
        Self { issuer, id: package.id.clone(), sequence: package.sequence }
    }
}

/// One thing that a user held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What was asked for, or what was granted.
    pub module: ModuleNo,
    /// The granted module or plan that gave it.
    pub through: ModuleNo,
    /// Where the grant came from.
    pub source: Source,
    /// Its units.
    pub units: u32,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
}

/// A user and what the user held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The number.
    pub no: UserNo,
    /// The id.
    pub id: String,
    /// The log-in name of today; empty for a deleted user.
    pub login: String,
    /// The name of today; empty for a deleted user.
    pub name: String,
    /// Whether the user was active then, and so took seats.
    pub active: bool,
    /// What was held: one thing where a module was asked for.
    pub held: Vec<Held>,
}

/// Who held what at a moment: one page by name.
#[derive(Clone, Debug)]
pub struct Holders {
    /// The moment.
    pub moment: Moment,
    /// The day it was then.
    pub day: Date,
    /// The users of this page.
    pub items: Vec<Holder>,
    /// How many users the whole list has.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<String>,
    /// What was in force.
    pub licences: std::sync::Arc<Licences>,
    /// The first day of which anything is recorded.
    pub records_begin: Option<Date>,
}

/// Which holders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolderFilter {
    /// Of this module or plan; of anything without it.
    pub module: Option<String>,
    /// Text in the name or log-in name of today.
    pub search: Option<String>,
    /// Only those who were active, and took seats.
    pub active: bool,
}

/// Which page of the holders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// How many at most.
    pub limit: u32,
    /// How many to pass over.
    pub offset: u64,
    /// Go on after this cursor.
    pub cursor: Option<String>,
    /// In whose alphabet the names are.
    pub alphabet: Alphabet,
}

impl Paging {
    /// The whole list at once.
    pub(super) fn whole() -> Self {
        Self { limit: u32::MAX, ..Self::default() }
    }
}

/// Who held what at a moment.
///
/// # Errors
/// 422 `invalid` for a module that no package ever had; 400 `cursor_invalid`; the database's.
pub async fn holders(
    manager: &Manager,
    granted: &Granted<View>,
    moment: Moment,
    filter: &HolderFilter,
    paging: Paging,
) -> Result<Holders, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let module = filter.module.as_deref().map(|name| {
        let no = at.licences().no(name);
        no.ok_or_else(|| Problem::invalid("module", format!("there is no module `{name}`")))
    });
    let (module, only_active) = (module.transpose()?, filter.active);
    let (day, licences, mut held) = if moment.is_now() {
        let seen = std::sync::Arc::clone(&at);
        let held = move || held_by(seen.licences(), seen.day(), seen.people(), module, only_active);
        let held = aside(held).await?;
        (at.day().today, std::sync::Arc::clone(&at.licences), held)
    } else {
        let look =
            move |past: &past::Past| held_by(&past.licences, &past.day, past.people(), module, only_active);
        let (past, held) = past::read(manager, &at, moment, look).await?;
        (past.day.today, past.licences, held)
    };
    let records_begin = records_begin(manager, &at).await?;
    let users: Vec<UserNo> = held.keys().copied().collect();
    let named = named(manager, &at, users, filter.search.as_deref(), &paging).await?;
    let limit = paging.limit as usize;
    let next = named.rows.get(limit.saturating_sub(1)).filter(|_| named.rows.len() > limit);
    let next = next.map(|last| encode_cursor(&(last.place.as_str(), last.no.0)));
    let items = named.rows.into_iter().take(limit).filter_map(|row| {
        let (active, held) = held.remove(&row.no)?;
        Some(Holder { no: row.no, id: row.id, login: row.login, name: row.name, active, held })
    });
    Ok(Holders { moment, day, items: items.collect(), total: named.total, next, licences, records_begin })
}

/// What everybody held who held anything, or the module asked for.
fn held_by<'a>(
    licences: &Licences,
    day: &Day,
    people: impl Iterator<Item = Person<'a>>,
    module: Option<ModuleNo>,
    only_active: bool,
) -> HashMap<UserNo, (bool, Vec<Held>)> {
    let mut holders = HashMap::new();
    for person in people.filter(|person| person.active || !only_active) {
        let held: Vec<Held> = match module {
            Some(module) => one(licences, day, &person, module).into_iter().collect(),
            None => person
                .assignments
                .iter()
                .filter(|a| a.acts(day.today))
                .map(|a| held(a, current_module(licences, a.module), current_module(licences, a.module)))
                .collect(),
        };
        if !held.is_empty() {
            holders.insert(person.no, (person.active, held));
        }
    }
    holders
}

/// Through what somebody held a module.
fn one(licences: &Licences, day: &Day, person: &Person<'_>, module: ModuleNo) -> Option<Held> {
    let (through, source) = held_through(licences, day, person, module)?;
    let grant = person
        .assignments
        .iter()
        .find(|a| a.source == source && a.acts(day.today) && current_module(licences, a.module) == through)?;
    Some(held(grant, module, through))
}

fn held(grant: &Assignment, module: ModuleNo, through: ModuleNo) -> Held {
    Held {
        module,
        through,
        source: grant.source,
        units: grant.units.max(1),
        from: grant.from,
        until: grant.until,
    }
}

async fn named(
    manager: &Manager,
    at: &Snapshot,
    users: Vec<UserNo>,
    search: Option<&str>,
    paging: &Paging,
) -> Result<store::NamedPage, Problem> {
    let search = search.map(str::trim).filter(|text| !text.is_empty()).map(fold_search);
    let after = paging.cursor.as_deref().map(decode_cursor::<(String, u32)>).transpose()?;
    let (scope, page) = (at.scope(), (paging.alphabet, paging.limit, paging.offset));
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        Ok(store::named(r, scope, &users, search.as_deref(), after.as_ref(), page)?)
    };
    manager.db().read(reading).await
}
