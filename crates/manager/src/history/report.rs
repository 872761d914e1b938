//! What the days say: the history of one product, and the capacity of all.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use licentia_core::counting::{Role, role};
use licentia_core::decide::Code;
use licentia_core::history::{Advice, DayUse, Figure, Situation, Summary, advise, is_kept};
use licentia_core::ids::ModuleNo;
use licentia_core::licence::Counting;
use licentia_core::seats::State;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::Read;
use licentia_platform::problem::Problem;

use super::kept::After;
use super::{Period, store};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Whoever has not used anything for so many days holds idle seats.
pub const IDLE_DAYS: i64 = 90;

/// Something whose use is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The name it is kept under: a module's full name, or an issuer's.
    pub name: String,
    /// The module; `None` for all user plans of an issuer together.
    pub module: Option<ModuleNo>,
}

/// What a product's use was.
#[derive(Clone, Debug)]
pub struct History {
    /// Of what.
    pub item: Item,
    /// The days asked for.
    pub period: Period,
    /// Those of which something is kept, oldest first.
    pub days: Vec<DayUse>,
    /// What they say together.
    pub summary: Summary,
    /// The highest use of all times, and its first day.
    pub ever: Option<(u64, Date)>,
    /// What is in use now.
    pub now: Figure,
    /// How many people were refused, or wait, because no seat was left in these days.
    pub refused: u64,
    /// How many of its seats have not been used for [`IDLE_DAYS`]; `None` where use is not told or seats belong to nobody.
    pub idle: Option<u64>,
    /// What to do about it.
    pub advice: Advice,
}

/// Everything whose use is kept now: an issuer's user plans together where it has several, then the modules in the issuers'
/// order.
pub fn items(at: &Snapshot) -> Vec<Item> {
    let mut items = Vec::new();
    let modules = at.licences().in_order();
    for (index, issuer) in at.licences().issuers().iter().enumerate() {
        let plans = modules.iter().filter(|module| module.issuer == index && is_kept(module));
        if plans.filter(|module| role(at.licences(), module) == Role::Plan).count() > 1 {
            items.push(Item { name: issuer.name.as_str().to_owned(), module: None });
        }
    }
    let kept = modules.iter().filter(|module| is_kept(module));
    items.extend(kept.map(|module| Item { name: module.name.to_string(), module: Some(module.no) }));
    items
}

/// The item of this name.
///
/// # Errors
/// 422 `invalid`.
pub fn item(at: &Snapshot, name: &str) -> Result<Item, Problem> {
    let name = name.trim().to_lowercase();
    let known = at.licences().no(&name).filter(|no| at.licences().module(*no).is_some_and(is_kept));
    if let Some(no) = known {
        return Ok(Item { name, module: Some(no) });
    }
    let plans = items(at).into_iter().find(|item| item.name == name);
    plans.ok_or_else(|| {
        let problem = Problem::invalid("module", format!("No use is kept of `{name}`."));
        problem.words("why-no-use-kept").arg("name", &name)
    })
}

/// The history of one product.
///
/// # Errors
/// The database's.
pub async fn history(
    manager: &Manager,
    granted: &Granted<View>,
    item: Item,
    period: Period,
) -> Result<History, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    manager
        .db()
        .read(move |r| {
            let days = store::days(r, at.scope(), &item.name, (period.from, period.to))?;
            let ever = store::highest(r, at.scope(), &item.name, (Date::MIN, Date::MAX))?;
            Ok(Around::read(r, &at, period, &[(&item, &days)])?.report(item, days, ever))
        })
        .await
}

/// The capacity of every product.
///
/// # Errors
/// The database's.
pub async fn capacity(
    manager: &Manager,
    granted: &Granted<View>,
    period: Period,
) -> Result<Vec<History>, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    manager
        .db()
        .read(move |r| {
            let mut days: BTreeMap<String, Vec<DayUse>> = BTreeMap::new();
            store::all_days(r, at.scope(), (period.from, period.to), &mut |name, day| {
                days.entry(name).or_default().push(day);
            })?;
            let ever = store::all_highest(r, at.scope())?;
            let items = items(&at);
            let of = |item: &Item| days.get(&item.name).map_or(&[][..], Vec::as_slice);
            let looked: Vec<_> = items.iter().map(|item| (item, of(item))).collect();
            let around = Around::read(r, &at, period, &looked)?;
            let line = |item: Item| {
                let days = days.remove(&item.name).unwrap_or_default();
                let ever = ever.get(&item.name).copied();
                around.report(item, days, ever)
            };
            Ok(items.into_iter().map(line).collect())
        })
        .await
}

/// What a report needs to know beside the days of its product, read once for all of them.
struct Around<'a> {
    at: &'a Snapshot,
    period: Period,
    short: Short,
    idle: Option<BTreeMap<ModuleNo, u64>>,
}

impl<'a> Around<'a> {
    fn read(
        r: &mut Read<'_>,
        at: &'a Snapshot,
        period: Period,
        items: &[(&Item, &[DayUse])],
    ) -> Result<Self, Problem> {
        Ok(Self { at, period, short: Short::read(r, at, period, items)?, idle: idle(r, at)? })
    }

    fn report(&self, item: Item, days: Vec<DayUse>, ever: Option<(u64, Date)>) -> History {
        let (summary, now) = (Summary::of(&days), now(self.at, &item));
        let refused = self.short.of(&item);
        let idle = self.idle.as_ref().filter(|_| of_people(self.at, &item));
        let held = |no: ModuleNo| idle.and_then(|idle| idle.get(&no)).copied().unwrap_or(0);
        let idle = idle.map(|_| modules(self.at, &item).map(held).sum::<u64>());
        let advice = advise(&summary, &Situation { cap: now.cap, refused, idle: idle.unwrap_or(0) });
        History { item, period: self.period, days, summary, ever, now, refused, idle, advice }
    }
}

fn now(at: &Snapshot, item: &Item) -> Figure {
    let now = After::of(at).named().into_iter().find(|(name, _)| *name == item.name);
    now.map_or(Figure { used: 0, cap: Some(0) }, |(_, figure)| figure)
}

/// The modules behind an item: itself, or the user plans of an issuer.
fn modules<'a>(at: &'a Snapshot, item: &'a Item) -> impl Iterator<Item = ModuleNo> + 'a {
    let of = move |module: &licentia_core::licences::Module| match item.module {
        Some(no) => module.no == no,
        None => {
            module.name.issuer() == item.name && is_kept(module) && role(at.licences(), module) == Role::Plan
        }
    };
    at.licences().modules().filter(move |(_, module)| of(module)).map(|(no, _)| no)
}

/// Whether its seats belong to people: those of concurrent modules belong to sessions, those of sites to databases.
fn of_people(at: &Snapshot, item: &Item) -> bool {
    item.module.and_then(|no| at.licences().module(no)).is_none_or(|module| {
        module.scope == licentia_core::licence::Scope::User && module.counting == Counting::Named
    })
}

/// How many people were short of a seat of each item.
struct Short(HashMap<String, u64>);

impl Short {
    /// Counts people over the days of each item, whoever is refused how often. A refusal says that somebody held no seat:
    /// only on days when the last one was taken does that mean that there was none to be had.
    fn read(
        r: &mut Read<'_>,
        at: &Snapshot,
        period: Period,
        items: &[(&Item, &[DayUse])],
    ) -> Result<Self, Problem> {
        let mut of: HashMap<ModuleNo, Vec<usize>> = HashMap::new();
        for (place, (item, _)) in items.iter().enumerate() {
            modules(at, item).for_each(|no| of.entry(no).or_default().push(place));
        }
        let full = |(_, days): &(&Item, &[DayUse])| {
            days.iter().filter(|day| day.kept.full).map(|day| day.day).collect::<HashSet<Date>>()
        };
        let full: Vec<HashSet<Date>> = items.iter().map(full).collect();
        let mut people: Vec<HashSet<i64>> = vec![HashSet::new(); items.len()];
        store::refused_for_seats(r, at.scope(), (period.from, period.to), &mut |no, day, user| {
            let places = of.get(&no).into_iter().flatten();
            places.filter(|place| full[**place].contains(&day)).for_each(|place| {
                people[*place].insert(user);
            });
        })?;
        for user in at.users().filter(|user| user.waits()) {
            let waits = |state: State| state == State::Waiting(Code::NoSeat);
            for row in user.assignments().iter().filter(|row| waits(row.state)) {
                of.get(&row.module).into_iter().flatten().for_each(|place| {
                    people[*place].insert(i64::from(user.no().0));
                });
            }
        }
        let counted =
            items.iter().zip(&people).map(|((item, _), people)| (item.name.clone(), people.len() as u64));
        Ok(Self(counted.collect()))
    }

    fn of(&self, item: &Item) -> u64 {
        self.0.get(&item.name).copied().unwrap_or(0)
    }
}

/// How many seats of each module are held by people who have used nothing for [`IDLE_DAYS`]; `None` where no application
/// ever told of anybody's use.
fn idle(r: &mut Read<'_>, at: &Snapshot) -> Result<Option<BTreeMap<ModuleNo, u64>>, Problem> {
    let since = at.day().today.checked_sub(IDLE_DAYS.days()).unwrap_or(Date::MIN);
    let since_ms = crate::day::ends_ms(since, &at.installation().zone);
    let Some(silent) = store::silent(r, at.scope(), since, since_ms)? else { return Ok(None) };
    let kept = at.licences().modules().filter(|(_, module)| is_kept(module)).map(|(no, _)| no);
    let kept: Vec<ModuleNo> = kept.collect();
    let mut idle = BTreeMap::new();
    for user in silent.into_iter().filter_map(|no| at.user(no)).filter(|user| user.active()) {
        for no in kept.iter().filter(|no| user.holds(**no)) {
            *idle.entry(*no).or_insert(0) += 1;
        }
    }
    Ok(Some(idle))
}
