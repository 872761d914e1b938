//! What a package would change, and for whom (rule 8).
//!
//! A package is a proposal until it is activated. [`compare`] sets it beside the one in force:
//! per module what is in use, free and owned, before and after, the dates, and the people who
//! would gain or lose something. Activation computes the same comparison again, inside its
//! transaction, and goes ahead only if it is equal to the one that was seen.

mod harmless;
mod later;
mod people;
mod rows;
mod side;

#[cfg(test)]
mod tests;

use crate::dates::Dates;
use crate::ids::UserNo;
use crate::licence::{Counting, Quantity, Scope, Texts};
use crate::licences::{DatedRow, Licences, Total};
use crate::names::{IssuerName, ModuleName};
use crate::package::{Holder, Limit, Meter, Package, Versions};
use crate::seats::{Person, Usage};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use side::Side;

pub use later::LaterLoss;

/// A package beside the one in force. Two are equal when they say the same to a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Whose licences.
    pub issuer: IssuerName,
    /// The modules that change, in the order of the new package, those that go last.
    pub rows: Vec<CompareRow>,
    /// How many modules stay as they are.
    pub unchanged: usize,
    /// Those of the five dates that change.
    pub dates: Vec<DateChange>,
    /// The zone in which days are counted, before and after, when it changes.
    pub zone: Option<(String, String)>,
    /// The holder before and after, when name or serial number changes.
    pub holder: Option<(Holder, Holder)>,
    /// The product versions covered, before and after, when they change (rule 7); open on both sides = every version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<(Versions, Versions)>,
    /// The suite's code before and after, when it changes (rule 3a).
    pub suite: Option<(Option<String>, Option<String>)>,
    /// The plan limits that change (rule 14).
    pub limits: Vec<LimitChange>,
    /// The meters that change (rule 15).
    pub meters: Vec<MeterChange>,
    /// The modules of which more is in use than the new package has, hidden ones included, and by
    /// how many units.
    pub blocked: Vec<(ModuleName, u64)>,
    /// Per module the active users who would have it and do not have it now.
    pub gains: Vec<(ModuleName, Vec<UserNo>)>,
    /// Per module the active users who have it now and would not have it.
    pub loses: Vec<(ModuleName, Vec<UserNo>)>,
    /// Who would lose something on a later day, because a row of the new package is over or another one begins with
    /// fewer units: the day change of that day (rule 5), the days in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<LaterLoss>,
    /// Nothing blocks.
    pub can_activate: bool,
    /// A fetched package may activate itself: every new total, today and on every later date in
    /// it, is at least the use; nobody loses a module, now or later; no date moves earlier; name and serial stay;
    /// the last product version covered stays. Whether the installed one is covered, who reads it knows.
    /// The first package of an issuer is never harmless: somebody leaves demo mode with it.
    pub harmless: bool,
}

/// One module that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompareRow {
    /// The module.
    pub module: ModuleName,
    /// The name it had before, when it is renamed.
    pub was: Option<ModuleName>,
    /// Its title per language.
    pub titles: Texts,
    /// What it reaches; a system module is only on or off.
    pub scope: Scope,
    /// What takes a seat; of concurrent modules nothing is free or used by assigning.
    pub counting: Counting,
    /// A user plan.
    pub plan: bool,
    /// Not shown elsewhere.
    pub hidden: bool,
    /// Units in use today.
    pub in_use: u64,
    /// Units that would be in use under the new package: a changed `set` changes who holds what.
    pub new_in_use: u64,
    /// Free units today, negative when over; `None` = no cap.
    pub free: Option<i64>,
    /// Owned today.
    pub total: Total,
    /// What the package does to the total.
    pub change: Delta,
    /// Owned under the new package, today.
    pub new_total: Total,
    /// Free under the new package, negative when over; `None` = no cap.
    pub new_free: Option<i64>,
    /// Its dated rows today.
    pub spans: Vec<Span>,
    /// Its dated rows in the new package.
    pub new_spans: Vec<Span>,
    /// Why it is listed.
    pub kind: RowKind,
    /// Units that must be recalled before the package can be activated.
    pub to_remove: u64,
}

/// One dated row of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First day, inclusive; `None` = always.
    pub start: Option<Date>,
    /// Last day, inclusive; `None` = for ever.
    pub due: Option<Date>,
    /// How many; `None` = unrestricted.
    pub quantity: Option<u32>,
}

impl From<&DatedRow> for Span {
    fn from(row: &DatedRow) -> Self {
        let quantity = match row.quantity {
            Quantity::Count(count) => Some(count),
            Quantity::Unrestricted => None,
        };
        Self { start: row.start, due: row.due, quantity }
    }
}

/// What happens to a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delta {
    /// Nothing.
    Same,
    /// A system module comes.
    On,
    /// A system module goes.
    Off,
    /// So many more, or fewer.
    By(i64),
    /// The cap goes.
    Lifted,
    /// There was no cap, and now there is.
    Capped,
}

/// Why a module is listed; the first that is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// The module is new.
    New,
    /// The module is not in the new package.
    Gone,
    /// More of it today.
    More,
    /// Less of it today.
    Fewer,
    /// The same today, with other dates or other quantities later.
    Dates,
    /// The same quantities and dates, defined otherwise: name, title, set, prerequisites, kinds.
    Definition,
    /// The row is the same; what uses it changes, or it is over already.
    Use,
}

/// One of the five dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhichDate {
    /// When to ask for news.
    NextCheck,
    /// When administrators are warned.
    AdminWarning,
    /// The end of the proper time.
    Expiry,
    /// The real end.
    Grace,
    /// The last day of releases that are covered.
    Maintenance,
}

/// A date that changes; `None` = never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateChange {
    /// Which.
    pub which: WhichDate,
    /// Before.
    pub old: Option<Date>,
    /// After.
    pub new: Option<Date>,
}

/// A plan limit that changes; `None` = not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitChange {
    /// Before.
    pub old: Option<Limit>,
    /// After.
    pub new: Option<Limit>,
}

/// A meter that changes; `None` = not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterChange {
    /// Before.
    pub old: Option<Meter>,
    /// After.
    pub new: Option<Meter>,
}

/// Sets `new` beside `current`, the package of the same issuer in force, if there is one.
///
/// `names` is the installation's register; names that only `new` knows need not be in it.
/// `people` are all users with everything granted to them. `elsewhere` is the use that does not
/// come from people: units of site modules by installations.
///
/// Users on a suite are counted as if everybody who may log in had the suite's seat; the seats of a
/// suite that leaves go with it (rule 3a).
pub fn compare(
    current: Option<&Package>,
    new: &Package,
    today: Date,
    names: &[ModuleName],
    people: &[Person<'_>],
    elsewhere: &Usage,
) -> Comparison {
    let current = current.filter(|current| current.issuer == new.issuer);
    let mut register = names.to_vec();
    for package in current.into_iter().chain([new]) {
        register.extend(Licences::missing_names(&register, package));
    }
    let before = Side::of(&register, current, today);
    let after = Side::of(&register, Some(new), today);
    let kept = people::without_left_suites(&register, &after, people);
    let people_after = people::later(people, &kept);
    let uses = rows::Uses::count(&before, &after, people, &people_after, elsewhere);
    let (rows, unchanged) = rows::rows(&before, &after, &uses);
    let suites = after.licences.issuers().iter().any(|issuer| issuer.suite.is_some());
    let people::Affected { gains, loses } = people::affected(&before, &after, people, &people_after, suites);
    let later = later::losses(&register, current, new, today, &people_after);
    let blocked: Vec<_> =
        rows.iter().filter(|row| row.to_remove > 0).map(|row| (row.module.clone(), row.to_remove)).collect();
    let old = |get: fn(&Package) -> &str| current.map(get);
    let mut comparison = Comparison {
        issuer: new.issuer.clone(),
        rows,
        unchanged,
        dates: dates(&current.map_or_else(Dates::default, |package| package.dates), &new.dates),
        zone: old(|p| &p.zone).filter(|zone| *zone != new.zone).map(|z| (z.to_owned(), new.zone.clone())),
        holder: current.and_then(|current| holder(current, new)),
        versions: current.and_then(|current| versions(current, new)),
        suite: suite(current, new),
        limits: changed(current.map_or(&[], |p| &p.limits), &new.limits, |l| &l.name, without_place)
            .map(|(old, new)| LimitChange { old, new })
            .collect(),
        meters: changed(
            current.map_or(&[], |p| &p.meters),
            &new.meters,
            |m| &m.name,
            |m| Meter { n: 0, ..m },
        )
        .map(|(old, new)| MeterChange { old, new })
        .collect(),
        can_activate: blocked.is_empty(),
        blocked,
        gains,
        loses,
        later,
        harmless: false,
    };
    comparison.harmless = current.is_some() && harmless::harmless(&comparison, &before, &after, &uses);
    comparison
}

fn dates(old: &Dates, new: &Dates) -> Vec<DateChange> {
    [
        (WhichDate::NextCheck, old.next_check, new.next_check),
        (WhichDate::AdminWarning, old.admin_warning, new.admin_warning),
        (WhichDate::Expiry, old.expiry, new.expiry),
        (WhichDate::Grace, old.grace, new.grace),
        (WhichDate::Maintenance, old.maintenance, new.maintenance),
    ]
    .into_iter()
    .filter(|(_, old, new)| old != new)
    .map(|(which, old, new)| DateChange { which, old, new })
    .collect()
}

fn holder(current: &Package, new: &Package) -> Option<(Holder, Holder)> {
    let (old, new) = (&current.holder, &new.holder);
    let same = old.name == new.name && old.serial == new.serial;
    (!same).then(|| (old.clone(), new.clone()))
}

fn versions(current: &Package, new: &Package) -> Option<(Versions, Versions)> {
    let (old, new) = (current.versions.unwrap_or_default(), new.versions.unwrap_or_default());
    (old != new).then_some((old, new))
}

fn suite(current: Option<&Package>, new: &Package) -> Option<(Option<String>, Option<String>)> {
    let name = |package: &Package| package.suite.as_ref().map(|suite| suite.name.clone());
    let (old, new) = (current.and_then(name), name(new));
    (old != new).then_some((old, new))
}

fn without_place(limit: Limit) -> Limit {
    Limit { n: 0, ..limit }
}

/// Pairs things by name and keeps the pairs that differ in more than their place.
fn changed<'a, T: Clone + PartialEq>(
    old: &'a [T],
    new: &'a [T],
    name: fn(&T) -> &str,
    bare: fn(T) -> T,
) -> impl Iterator<Item = (Option<T>, Option<T>)> + use<'a, T> {
    let find = move |list: &'a [T], wanted: &T| list.iter().find(|t| name(t) == name(wanted)).cloned();
    let pairs = new.iter().map(move |new| (find(old, new), Some(new.clone())));
    let gone = old.iter().filter(move |t| find(new, t).is_none()).map(|old| (Some(old.clone()), None));
    pairs.chain(gone).filter(move |(old, new)| old.clone().map(bare) != new.clone().map(bare))
}
