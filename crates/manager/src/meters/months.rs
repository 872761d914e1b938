//! What the months of each meter come to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use licentia_core::licence::Texts;
use licentia_core::meters::{self, DayUse, MonthUse};
use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_core::package::MeterKind;
use licentia_platform::db::{DbError, ScopeNo, Sql};
use licentia_platform::problem::Problem;
use licentia_protocol::package::Trust;

use super::figures::{self, Figure};
use super::terms::Terms;
use super::{days, store};
use crate::history;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// A meter in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeterMonth {
    /// Whose meter it is.
    pub issuer: IssuerName,
    /// Its code, without the issuer.
    pub name: String,
    /// Its title per language; none of a meter that no package in force has any more.
    pub titles: Texts,
    /// How it counts.
    pub kind: MeterKind,
    /// What it counts, per language.
    pub unit: Texts,
    /// The month's figure so far.
    pub used: u64,
    /// How many events it is made of.
    pub events: u64,
    /// The most seats of the issuer's user plans in use on any day of the month.
    pub plan_users: u64,
    /// What the month allows: the base and so much more for each of them.
    pub allowance: u64,
    /// What goes beyond it.
    pub overage: u64,
    /// The day on which the use went beyond the allowance, or will if it goes on like this; `None` when it does not.
    pub forecast: Option<Date>,
    /// What the month will come to if it goes on like this; `None` when it is over, or nothing is known of that.
    pub expected: Option<u64>,
    /// What each day added, or where it stood: from the first day to the last, or to today.
    pub days: Vec<(Date, u64)>,
    /// Whether the month is closed and its figure gone to the issuer, or about to.
    pub closed: bool,
    /// The package whose rows gave the allowance.
    pub package: Option<String>,
}

/// What each meter comes to in a month, in the order of the packages. Nothing of a month that has not begun.
///
/// # Errors
/// The database's.
pub async fn month(manager: &Manager, at: &Snapshot, month: Month) -> Result<Vec<MeterMonth>, Problem> {
    let found = months(manager, at, month, month).await?;
    Ok(found.into_iter().next().map(|(_, meters)| meters).unwrap_or_default())
}

/// The same of every month from `from` to `to`, both included, the oldest first.
///
/// # Errors
/// The database's.
pub async fn months(
    manager: &Manager,
    at: &Snapshot,
    from: Month,
    to: Month,
) -> Result<Vec<(Month, Vec<MeterMonth>)>, Problem> {
    let (at, server) = (at.clone(), manager.clone());
    manager.db().read(move |r| read(r, &at, server.trust(), from, to)).await
}

/// [`months`] inside a transaction.
pub(super) fn read(
    sql: &mut dyn Sql,
    at: &Snapshot,
    trust: &Trust,
    from: Month,
    to: Month,
) -> Result<Vec<(Month, Vec<MeterMonth>)>, Problem> {
    let to = to.min(Month::of(at.day().today));
    if from > to {
        return Ok(Vec::new());
    }
    let mut days = Days::read(sql, at.scope(), from, to)?;
    let figures = Latest::read(sql, at.scope(), from, to)?;
    let mut found = Vec::new();
    let mut month = from;
    loop {
        let mut meters = Vec::new();
        for issuer in issuers(at, &days, &figures) {
            // What a closed month allowed stands in its figures.
            let terms = match figures.closed(&issuer, month) {
                true => Terms::now(at, &issuer),
                false => Terms::of(sql, at, trust, &issuer, month)?,
            };
            meters.extend(of_issuer(sql, at, &mut days, &figures, &terms, month)?);
        }
        found.push((month, meters));
        if month == to {
            return Ok(found);
        }
        month = month.next();
    }
}

/// Whoever has a meter in force, or ever had anything counted: the packages' issuers first, the vendor before its partners
/// as everywhere.
fn issuers(at: &Snapshot, days: &Days, figures: &Latest) -> Vec<IssuerName> {
    let mut found: Vec<IssuerName> =
        at.packages().iter().map(|in_force| in_force.package.issuer.clone()).collect();
    found.sort_by_key(|issuer| at.is_partner(issuer));
    let others = days.of.keys().map(|(issuer, _)| issuer).chain(figures.0.keys().map(|(issuer, ..)| issuer));
    for issuer in others {
        if let Ok(issuer) = issuer.parse::<IssuerName>()
            && !found.contains(&issuer)
        {
            found.push(issuer);
        }
    }
    found
}

/// The meters of an issuer in a month.
fn of_issuer(
    sql: &mut dyn Sql,
    at: &Snapshot,
    days: &mut Days,
    figures: &Latest,
    terms: &Terms,
    month: Month,
) -> Result<Vec<MeterMonth>, Problem> {
    let (issuer, today) = (&terms.issuer, at.day().today);
    let mut made = Vec::new();
    let mut plan_users = None;
    for name in names(days, figures, terms, month) {
        let (meter, figure) = (terms.meter(&name), figures.get(issuer, &name, month));
        let (counted, signed) = (days.kind(issuer, &name, month), meter.map(|meter| meter.kind));
        // Whatever a later package says of how a meter counts: a closed month stays what it was.
        let kind = if figure.is_some() { counted.or(signed) } else { signed.or(counted) };
        let used = days.month(issuer, &name, kind.unwrap_or(MeterKind::Sum), month, today);
        let users = match (figure, plan_users) {
            (Some(figure), _) => figure.plan_users,
            (None, Some(users)) => users,
            (None, None) => *plan_users.insert(plan_users_of(sql, at, issuer, month)?),
        };
        made.push(of_meter(
            terms,
            &name,
            kind.unwrap_or(MeterKind::Sum),
            figure,
            used,
            users,
            (month, today),
        ));
    }
    Ok(made)
}

/// The most plan seats in use on any day of a month. Of one that no day is kept of, those in use now: unless the issuer's
/// first licence came after it, for then nobody had any.
fn plan_users_of(
    sql: &mut dyn Sql,
    at: &Snapshot,
    issuer: &IssuerName,
    month: Month,
) -> Result<u64, Problem> {
    if let Some(most) = history::month_plan_users(sql, at, issuer, month)? {
        return Ok(most);
    }
    let over = days::begins_ms(month.next().first_day(), &days::zone(at));
    let first = store::packages::first(sql, at.scope(), issuer.as_str())?;
    Ok(if first.is_some_and(|first| first < over) { history::plan_users(at, issuer) } else { 0 })
}

/// The meters of a month: those that a package had in it, or that it was closed with, and whatever was counted; in the
/// order of the package.
fn names(days: &Days, figures: &Latest, terms: &Terms, month: Month) -> Vec<String> {
    let issuer = &terms.issuer;
    let mut names: BTreeSet<String> = match figures.closed(issuer, month) {
        true => figures.of_month(issuer, month).map(str::to_owned).collect(),
        false => terms.meters.iter().map(|meter| meter.name.clone()).collect(),
    };
    names.extend(days.in_month(issuer, month));
    let mut names: Vec<String> = names.into_iter().collect();
    let place = |name: &String| terms.meters.iter().position(|meter| meter.name == *name);
    names.sort_by_key(|name| place(name).unwrap_or(usize::MAX));
    names
}

fn of_meter(
    terms: &Terms,
    name: &str,
    kind: MeterKind,
    figure: Option<&Figure>,
    used: MonthUse,
    plan_users: u64,
    (month, today): (Month, Date),
) -> MeterMonth {
    let meter = terms.meter(name);
    let allowance = match (figure, meter) {
        (Some(figure), _) => figure.allowance,
        (None, Some(meter)) => meters::allowance(meter.base, meter.per_plan, plan_users),
        (None, None) => 0,
    };
    MeterMonth {
        issuer: terms.issuer.clone(),
        name: name.to_owned(),
        titles: meter.map(|meter| meter.titles.clone()).unwrap_or_default(),
        kind,
        unit: meter.map(|meter| meter.unit.clone()).unwrap_or_default(),
        events: used.events,
        plan_users,
        allowance,
        overage: meters::overage(used.used, allowance),
        forecast: meters::exhausted(kind, month, &used, allowance, today),
        expected: meters::expected(kind, month, &used, today),
        used: used.used,
        days: used.days,
        closed: figure.is_some(),
        package: figure.map_or_else(|| terms.package.clone(), |figure| figure.package.clone()),
    }
}

/// What the days of some months say, and the levels that the meters stood at before them.
struct Days {
    of: BTreeMap<(String, String), BTreeMap<Date, DayUse>>,
    /// How each of these days was counted.
    kinds: BTreeMap<(String, String), BTreeMap<Date, MeterKind>>,
    /// The level that each month begins with, as they are looked at one after the other.
    levels: HashMap<(String, String), u64>,
}

impl Days {
    fn read(sql: &mut dyn Sql, scope: ScopeNo, from: Month, to: Month) -> Result<Self, DbError> {
        let (mut of, mut kinds) =
            (BTreeMap::<_, BTreeMap<_, _>>::new(), BTreeMap::<_, BTreeMap<_, _>>::new());
        for counted in store::days::between(sql, scope, from.first_day(), to.last_day())? {
            let key = (counted.issuer, counted.meter);
            kinds.entry(key.clone()).or_default().insert(counted.day, counted.kind);
            of.entry(key).or_default().insert(counted.day, counted.used);
        }
        let levels = store::days::levels_before(sql, scope, from.first_day())?;
        let levels = levels.into_iter().map(|(issuer, meter, level)| ((issuer, meter), level)).collect();
        Ok(Self { of, kinds, levels })
    }

    /// The meters of an issuer of which anything was counted in a month.
    fn in_month(&self, issuer: &IssuerName, month: Month) -> Vec<String> {
        let of_issuer = self.of.iter().filter(|((of, _), _)| of == issuer.as_str());
        let counted = of_issuer.filter(|(_, days)| days.keys().any(|day| month.contains(*day)));
        counted.map(|((_, name), _)| name.clone()).collect()
    }

    /// How the last day up to the end of a month was counted.
    fn kind(&self, issuer: &IssuerName, name: &str, month: Month) -> Option<MeterKind> {
        let days = self.kinds.get(&(issuer.as_str().to_owned(), name.to_owned()))?;
        days.range(..=month.last_day()).next_back().map(|(_, kind)| *kind)
    }

    /// What a month comes to. Months are asked for in their order, so that each leaves its level to the next.
    fn month(
        &mut self,
        issuer: &IssuerName,
        name: &str,
        kind: MeterKind,
        month: Month,
        today: Date,
    ) -> MonthUse {
        let key = (issuer.as_str().to_owned(), name.to_owned());
        let none = BTreeMap::new();
        let days = self.of.get(&key).unwrap_or(&none);
        let opening = self.levels.get(&key).copied();
        let made = meters::month(kind, month, days, opening, today.min(month.last_day()));
        if let Some(level) = made.closing {
            self.levels.insert(key, level);
        }
        made
    }
}

/// The last figure of each meter and month.
struct Latest(BTreeMap<(String, Month, String), Figure>);

impl Latest {
    /// One that cannot be read counts as absent; the check of the sealed rows names it.
    fn read(sql: &mut dyn Sql, scope: ScopeNo, from: Month, to: Month) -> Result<Self, DbError> {
        let found = figures::of_months(sql, scope, from, to)?;
        let figures = found.into_iter().filter_map(|found| found.ok()).map(|stored| stored.row);
        let keyed = figures
            .map(|figure| ((figure.issuer.as_str().to_owned(), figure.month, figure.meter.clone()), figure));
        Ok(Self(keyed.collect()))
    }

    /// Whether a month of an issuer is closed.
    fn closed(&self, issuer: &IssuerName, month: Month) -> bool {
        self.of_month(issuer, month).next().is_some()
    }

    fn get(&self, issuer: &IssuerName, name: &str, month: Month) -> Option<&Figure> {
        self.0.get(&(issuer.as_str().to_owned(), month, name.to_owned()))
    }

    fn of_month(&self, issuer: &IssuerName, month: Month) -> impl Iterator<Item = &str> {
        let of_month = self.0.keys().filter(move |(of, at, _)| of == issuer.as_str() && *at == month);
        of_month.map(|(_, _, name)| &**name)
    }
}
