//! What customers are to be invoiced now: their figures against what stands on invoices already.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::tz::TimeZone;
use licentia_core::catalogue::MeterDef;
use licentia_core::invoices::{Obstacle, Pricing, Standing, beyond_all_sums, charge, total};
use licentia_core::month::Month;
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;

use super::document::{Line, Source};
use super::draft::Obstruction;
use super::store;
use crate::catalogue::{self, Current};
use crate::usage;

/// Who is to be invoiced, and of what.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The customer's own currency.
    pub(super) currency: String,
    /// Up to and with this month.
    pub(super) until: Month,
}

/// What one customer is to be invoiced in one currency.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) customer: ScopeNo,
    pub(super) currency: String,
    pub(super) lines: Vec<Line>,
    /// The sum of the lines, in minor units.
    pub(super) total: i64,
}

/// Everything that is due up to some month, and what stands in the way of the rest.
#[derive(Debug, Default)]
pub(super) struct Dues {
    pub(super) due: Vec<Due>,
    pub(super) obstructions: Vec<Obstruction>,
}

/// What these customers are to be invoiced, each in its own currency; what was invoiced in another one before is
/// corrected in that. The sum of each fits an amount: lines that are too large for that stand in nobody's way.
pub(super) fn due(sql: &mut dyn Sql, customers: &BTreeMap<ScopeNo, Asked>) -> Result<Dues, Problem> {
    let Some(latest) = customers.values().map(|asked| asked.until).max() else { return Ok(Dues::default()) };
    let numbers: Vec<ScopeNo> = customers.keys().copied().collect();
    let standings = store::standings(sql, &numbers)?;
    let mut editions = Editions::default();
    let mut dues = Dues::default();
    let mut lines: BTreeMap<(ScopeNo, String), Vec<(Line, Obstruction)>> = BTreeMap::new();
    for reported in usage::store::newest(sql, &numbers, latest)? {
        let figure = &reported.figure;
        let asked = customers.get(&reported.customer).filter(|asked| figure.month <= asked.until);
        let Some(Asked { currency, .. }) = asked else { continue };
        let place = (reported.customer, figure.meter.clone(), figure.month);
        let obstructed = |code: &str, currency: &str| Obstruction {
            serial: reported.serial.clone(),
            customer_name: reported.customer_name.clone(),
            meter: figure.meter.clone(),
            month: figure.month,
            currency: currency.to_owned(),
            code: code.to_owned(),
        };
        match line(sql, &mut editions, &reported, standings.get(&place), currency) {
            Ok(Some((currency, line))) => {
                let too_large = obstructed(TOO_LARGE, &currency);
                lines.entry((reported.customer, currency)).or_default().push((line, too_large));
            }
            Ok(None) => {}
            Err(Stop::Problem(problem)) => return Err(problem),
            Err(Stop::Here(code)) => dues.obstructions.push(obstructed(code, currency)),
        }
    }
    for ((customer, currency), lines) in lines {
        let lines = dues.fitting(lines);
        match total(lines.iter().map(|line| line.amount)) {
            Ok(total) if !lines.is_empty() => dues.due.push(Due { customer, currency, lines, total }),
            _ => {}
        }
    }
    Ok(dues)
}

impl Dues {
    /// The lines whose amounts have a sum, numbered; the others are obstructions.
    fn fitting(&mut self, lines: Vec<(Line, Obstruction)>) -> Vec<Line> {
        let amounts: Vec<i64> = lines.iter().map(|(line, _)| line.amount).collect();
        let beyond = beyond_all_sums(&amounts);
        let mut fitting = Vec::with_capacity(lines.len());
        for (place, (line, too_large)) in lines.into_iter().enumerate() {
            match beyond.contains(&place) {
                true => self.obstructions.push(too_large),
                false => fitting.push(line),
            }
        }
        (1..).zip(&mut fitting).for_each(|(n, line)| line.n = n);
        fitting
    }
}

/// The code of an amount that nobody can owe.
const TOO_LARGE: &str = "amount_too_large";

/// Why a month gets no line.
enum Stop {
    /// Something that sales can do something about: `price_missing`, `amount_too_large`, `meter_unknown`.
    Here(&'static str),
    /// Something is wrong with the server.
    Problem(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The line for one meter and month, and its currency; none when nothing is due.
fn line(
    sql: &mut dyn Sql,
    editions: &mut Editions,
    reported: &usage::Standing,
    standing: Option<&Standing>,
    currency: &str,
) -> Result<Option<(String, Line)>, Stop> {
    let figure = &reported.figure;
    let found = editions.meter(sql, figure.month, &figure.meter)?;
    let pricing = match &found {
        Some((_, meter)) => Pricing::of(meter, currency),
        None if standing.is_some() || reported.overage == 0 => Pricing::Free,
        None => return Err(Stop::Here("meter_unknown")),
    };
    let charge = charge(reported.overage, standing, &pricing).map_err(|obstacle| match obstacle {
        Obstacle::NoPrice => Stop::Here("price_missing"),
        Obstacle::TooLarge => Stop::Here(TOO_LARGE),
    })?;
    let Some(charge) = charge else { return Ok(None) };
    let (catalogue, titles, unit) = found.map_or_else(Default::default, |(edition, meter)| {
        (edition, meter.titles.clone(), meter.unit.clone())
    });
    let line = Line {
        n: 0,
        meter: figure.meter.clone(),
        titles,
        unit,
        month: figure.month,
        blocks: charge.blocks,
        block: charge.terms.block,
        price: charge.terms.price,
        amount: charge.amount,
        source: Source {
            installation: reported.kid.clone(),
            figure: figure.n,
            bundle: reported.bundle.clone(),
            used: figure.used,
            plan_users: figure.plan_users,
            allowance: reported.allowance,
            overage: reported.overage,
            before: standing.map_or(0, |standing| standing.settled),
            package: figure.package.clone(),
            catalogue,
        },
    };
    Ok(Some((charge.terms.currency, line)))
}

/// The editions of the catalogue that months ended under, read once each.
#[derive(Default)]
struct Editions {
    by_month: HashMap<Month, Option<Arc<Current>>>,
    newest: Option<Option<Arc<Current>>>,
}

impl Editions {
    /// A meter as it was sold when `month` ended, and by which edition; one that came later as it is sold now.
    fn meter(
        &mut self,
        sql: &mut dyn Sql,
        month: Month,
        name: &str,
    ) -> Result<Option<(u64, Arc<MeterDef>)>, Problem> {
        let then = match self.by_month.entry(month) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(unknown) => {
                let end = month.next().first_day().to_zoned(TimeZone::UTC);
                let until_ms = end.map_or(i64::MAX, |end| end.timestamp().as_millisecond());
                unknown.insert(catalogue::edition_at(sql, until_ms)?.map(Arc::new)).clone()
            }
        };
        let sold = |edition: &Current| {
            let meter = edition.file.catalogue.meters.iter().find(|meter| meter.name == name)?;
            Some((edition.version, Arc::new(meter.clone())))
        };
        if let Some(found) = then.as_deref().and_then(sold) {
            return Ok(Some(found));
        }
        if self.newest.is_none() {
            self.newest = Some(catalogue::edition_at(sql, i64::MAX)?.map(Arc::new));
        }
        Ok(self.newest.clone().flatten().as_deref().and_then(sold))
    }
}
