//! From what somebody wants to what it changes and costs.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{rest_of_term, unit_price};
use crate::catalogue::{Catalogue, ModuleDef, Order};
use crate::dates::day;
use crate::terms::{Reduction, Term};

/// The most units of one module that can be ordered.
pub const MOST_UNITS: u32 = 1_000_000;

/// What somebody wants to own afterwards: the modules not named stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// A suite above the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// So many units of each; 1 of what is there or not.
    #[serde(default)]
    pub units: BTreeMap<String, u32>,
}

/// When a line of a quote takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// With the package that the order brings.
    Now,
    /// On the first day of the next term.
    AtRenewal,
}

/// One module whose number changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// The module's code.
    pub module: String,
    /// Units today.
    pub from: u32,
    /// Units afterwards.
    pub to: u32,
    /// Units that were to be left from the next term on without this order, where those are fewer than today's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<u32>,
    /// When.
    pub when: When,
    /// What a unit costs in a month, in minor units; none: on request.
    pub unit: Option<u64>,
    /// How much more or less a month costs than without this order.
    pub per_month: Option<i64>,
    /// What the rest of the term costs more; 0 at a renewal, none without a term.
    pub now: Option<i64>,
}

impl QuoteLine {
    /// Units without this order, at the time from which on it counts.
    pub fn before(&self) -> u32 {
        match self.when {
            When::Now => self.from,
            When::AtRenewal => self.planned.unwrap_or(self.from),
        }
    }

    /// How many more there are with it; below 0 fewer.
    pub fn more(&self) -> i64 {
        i64::from(self.to) - i64::from(self.before())
    }
}

/// What an order would change, and what it would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The suite before and after, where it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<(String, String)>,
    /// What changes, in the catalogue's order.
    pub lines: Vec<QuoteLine>,
    /// The currency of every amount.
    pub currency: String,
    /// How much more or less a month costs from now on, as far as there are prices.
    pub per_month: i64,
    /// How much more or less a month costs from the next term on, besides `per_month`, than without the order.
    pub at_renewal: i64,
    /// What the rest of the term costs more; none without a term.
    pub now: Option<i64>,
    /// Whether everything has a price.
    pub priced: bool,
    /// The last day of the term in which it was quoted.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub term_ends: Option<Date>,
}

impl Quote {
    /// The day from which on what is given back costs no more; none without a term.
    pub fn renewal(&self) -> Option<Date> {
        self.term_ends?.tomorrow().ok()
    }

    /// How much more or less a month costs from the next term on than without the order; none where that is what it
    /// costs more from now on.
    pub fn then(&self) -> Option<i64> {
        let differs = self.at_renewal != 0 || self.lines.iter().any(|line| line.when == When::AtRenewal);
        differs.then(|| self.per_month.saturating_add(self.at_renewal))
    }

    /// Whether fewer were planned of something in it, so that the next term is not compared with today.
    pub fn was_planned(&self) -> bool {
        self.lines.iter().any(|line| line.planned.is_some())
    }
}

/// Why there is no quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing would change.
    NothingChanges,
    /// The catalogue sells no such module, or not to this customer.
    NotSold(String),
    /// There is no cap on it already.
    Unrestricted(String),
    /// More than can be ordered.
    TooMany(String),
    /// Without a term nothing is given back by itself.
    NoTerm(String),
    /// A suite's users cannot all go.
    SuiteEmpty(String),
    /// No suite above the present one is called so.
    NotAbove(String),
    /// It costs more than any amount can say.
    TooLarge,
}

/// The modules that a customer can order, in the catalogue's order: what is visible, without the plans
/// that do not go with its suite, and without the suites' own modules for those who have plans.
pub fn sold<'a>(catalogue: &'a Catalogue, order: &Order) -> impl Iterator<Item = &'a ModuleDef> {
    let suite = order.suite.as_deref().and_then(|name| catalogue.suite(name));
    catalogue.modules.iter().filter(move |module| {
        let of_a_suite = catalogue.suites.iter().any(|suite| suite.module == module.code);
        let own = suite.is_some_and(|suite| suite.module == module.code);
        let beside = !(of_a_suite || module.plan && suite.is_some());
        !module.hidden && !module.tier && (own || beside)
    })
}

/// A customer on the day on which something is ordered.
#[derive(Clone, Copy, Debug)]
pub struct Buyer<'a> {
    /// What it owns.
    pub owns: &'a Order,
    /// The last term that was agreed; one that is over is as good as none.
    pub term: Option<&'a Term>,
    /// What is given back with the renewal.
    pub planned: &'a BTreeMap<String, Reduction>,
    /// The day.
    pub today: Date,
    /// The currency of its invoices.
    pub currency: &'a str,
}

/// What somebody's wish changes in what a customer owns, and what that costs.
///
/// # Errors
/// The first thing that cannot be ordered.
pub fn quote(catalogue: &Catalogue, buyer: Buyer<'_>, wanted: &Wanted) -> Result<Quote, Trouble> {
    let Buyer { owns: order, term, planned, today, currency } = buyer;
    // A term that is over has no rest, and no renewal at which anything could be given back.
    let term = term.filter(|term| term.ends() >= today);
    let mut maker = Maker { catalogue, order, term, planned, today, currency, lines: Vec::new() };
    let suite = maker.suite(wanted)?;
    let known: Vec<&str> = sold(catalogue, order).map(|module| module.code.as_str()).collect();
    let above = suite.as_ref().map(|(_, above)| above.as_str());
    for (module, units) in &wanted.units {
        if Some(module.as_str()) == maker.module_of(above) {
            continue;
        }
        if !known.contains(&module.as_str()) {
            return Err(Trouble::NotSold(module.clone()));
        }
        maker.line(module, *units)?;
    }
    let place = |line: &QuoteLine| catalogue.modules.iter().position(|module| module.code == line.module);
    maker.lines.sort_by_key(place);
    maker.finish(suite)
}

struct Maker<'a> {
    catalogue: &'a Catalogue,
    order: &'a Order,
    term: Option<&'a Term>,
    planned: &'a BTreeMap<String, Reduction>,
    today: Date,
    currency: &'a str,
    lines: Vec<QuoteLine>,
}

impl<'a> Maker<'a> {
    /// Whether a module is there or not, and no more of it: of the system, or without a cap.
    fn is_single(&self, module: &str) -> bool {
        self.catalogue.module(module).is_some_and(ModuleDef::is_single)
    }

    fn module_of(&self, suite: Option<&str>) -> Option<&'a str> {
        self.catalogue.suite(suite?).map(|suite| suite.module.as_str())
    }

    /// A higher suite takes over everybody of the present one; the number may be raised with it.
    fn suite(&mut self, wanted: &Wanted) -> Result<Option<(String, String)>, Trouble> {
        let Some(to) = wanted.suite.as_deref().filter(|to| Some(*to) != self.order.suite.as_deref()) else {
            return Ok(None);
        };
        let not_above = || Trouble::NotAbove(to.to_owned());
        let from = self.order.suite.as_deref().ok_or_else(not_above)?;
        if !self.above(from).any(|above| above == to) {
            return Err(not_above());
        }
        let modules = (self.module_of(Some(from)), self.module_of(Some(to)));
        let (Some(old), Some(new)) = modules else { return Err(not_above()) };
        let units = self.units(old)?;
        let after = wanted.units.get(new).or_else(|| wanted.units.get(old)).copied().unwrap_or(units);
        if after > MOST_UNITS {
            return Err(Trouble::TooMany(new.to_owned()));
        }
        self.change(old, units, 0, When::Now)?;
        self.change(new, 0, after.max(units), When::Now)?;
        Ok(Some((from.to_owned(), to.to_owned())))
    }

    /// The suites above one, the next first. A catalogue may not go round in circles, but it is read here.
    fn above(&self, from: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let catalogue = self.catalogue;
        let next = move |name: &&'a str| catalogue.suite(name)?.next.as_deref();
        let first = catalogue.suite(from).and_then(|suite| suite.next.as_deref());
        std::iter::successors(first, next).take(catalogue.suites.len())
    }

    /// Units in force today.
    fn units(&self, module: &str) -> Result<u32, Trouble> {
        let on = || self.order.lines.iter().filter(|line| line.module == module && line.is_on(self.today));
        let unlimited = self.catalogue.module(module).is_some_and(|module| module.unrestricted);
        if on().any(|line| line.unrestricted) || unlimited && on().next().is_some() {
            return Err(Trouble::Unrestricted(module.to_owned()));
        }
        if self.is_single(module) {
            return Ok(u32::from(on().next().is_some()));
        }
        Ok(on().filter_map(|line| line.quantity).fold(0, u32::saturating_add))
    }

    fn line(&mut self, module: &str, to: u32) -> Result<(), Trouble> {
        if self.lines.iter().any(|line| line.module == module) {
            // Its suite goes, and everybody of it moves up.
            return Ok(());
        }
        let from = self.units(module)?;
        if to > if self.is_single(module) { 1 } else { MOST_UNITS } {
            return Err(Trouble::TooMany(module.to_owned()));
        }
        if to < from && self.term.is_none() {
            return Err(Trouble::NoTerm(module.to_owned()));
        }
        if to == 0 && from > 0 && self.module_of(self.order.suite.as_deref()) == Some(module) {
            return Err(Trouble::SuiteEmpty(module.to_owned()));
        }
        // As many as there are, where fewer were planned: the plan is taken back.
        let when = if to <= from { When::AtRenewal } else { When::Now };
        self.change(module, from, to, when)
    }

    /// Units that are left from the next term on without this order, where those are fewer.
    fn left(&self, module: &str, units: u32) -> Option<u32> {
        self.term?;
        self.planned.get(module).map(|planned| planned.left_of(units)).filter(|left| *left < units)
    }

    fn change(&mut self, module: &str, from: u32, to: u32, when: When) -> Result<(), Trouble> {
        let (planned, unit) = (self.left(module, from), unit_price(self.catalogue, module, self.currency));
        let module = module.to_owned();
        let mut line = QuoteLine { module, from, to, planned, when, unit, per_month: None, now: None };
        let more = line.more();
        if more == 0 {
            return Ok(());
        }
        let signed = |amount: u64| i64::try_from(amount).map(|amount| amount * more.signum());
        let all =
            unit.map(|unit| unit.checked_mul(more.unsigned_abs()).ok_or(Trouble::TooLarge)).transpose()?;
        let now = match (all, self.term, when) {
            (Some(all), Some(term), When::Now) => {
                Some(rest_of_term(all, term, self.today).ok_or(Trouble::TooLarge)?)
            }
            (Some(_), Some(_), When::AtRenewal) => Some(0),
            _ => None,
        };
        line.per_month = all.map(signed).transpose().map_err(|_| Trouble::TooLarge)?;
        line.now = now.map(signed).transpose().map_err(|_| Trouble::TooLarge)?;
        self.lines.push(line);
        Ok(())
    }

    fn finish(self, suite: Option<(String, String)>) -> Result<Quote, Trouble> {
        let Self { lines, term, currency, .. } = self;
        if lines.is_empty() {
            return Err(Trouble::NothingChanges);
        }
        let sum = |of: &dyn Fn(&QuoteLine) -> Option<i64>| {
            let amounts = lines.iter().filter_map(of);
            amounts.into_iter().try_fold(0_i64, i64::checked_add).ok_or(Trouble::TooLarge)
        };
        let of = |when: When| move |line: &QuoteLine| line.per_month.filter(|_| line.when == when);
        let per_month = sum(&of(When::Now))?;
        // Whoever adds to what was to become fewer keeps the others, too.
        let kept = lines.iter().filter(|line| line.when == When::Now).try_fold(0_i64, |all, line| {
            let units = line.planned.map_or(0, |left| line.from.saturating_sub(left));
            let amount = line.unit.unwrap_or(0).checked_mul(units.into())?;
            all.checked_add(i64::try_from(amount).ok()?)
        });
        let at_renewal = kept.and_then(|kept| kept.checked_add(sum(&of(When::AtRenewal)).ok()?));
        let at_renewal = at_renewal.ok_or(Trouble::TooLarge)?;
        let now = term.map(|_| sum(&|line| line.now)).transpose()?;
        let priced = lines.iter().all(|line| line.unit.is_some());
        let (currency, term_ends) = (currency.to_owned(), term.map(Term::ends));
        Ok(Quote { suite, lines, currency, per_month, at_renewal, now, priced, term_ends })
    }
}
