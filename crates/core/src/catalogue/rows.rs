//! From an order to the rows of a package (rule 3).
//!
//! What is ordered is written as ordered. What follows is computed: each module in the `set` of an
//! ordered plan, and each counted module or tier marker that something ordered brings, gets as many
//! units as the plans that contain it, day by day; each system module that is brought is there for
//! as long as what brings it.

use super::problem::ProblemCode as Code;
use super::{Catalogue, ModuleDef, Order, OrderLine, Problem};
use crate::licence::{Quantity, Row, Scope};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A module by its place in the catalogue, with the days of a row; sorts as packages list rows.
type Key = (usize, Option<Date>, Option<Date>);

impl Catalogue {
    /// The rows of a package for `order`, in the order of the catalogue and numbered from 0.
    ///
    /// The catalogue must be valid; names that do not exist bring nothing.
    ///
    /// # Errors
    ///
    /// Every problem of the order: unknown modules, missing quantities, dates that end before they
    /// start, required modules that nothing ordered provides.
    pub fn rows_for(&self, order: &Order) -> Result<Vec<Row>, Vec<Problem>> {
        let problems = self.check_lines(order);
        if !problems.is_empty() {
            return Err(problems);
        }
        let amounts = Counter::new(self).count(order);
        let mut problems = Vec::new();
        let mut rows = Vec::new();
        for (key, amount) in &amounts {
            let module = &self.modules[key.0];
            match amount.quantity(module) {
                Some(quantity) => rows.push(row(rows.len(), module, quantity, *key)),
                None => problems.push(too_large(module)),
            }
        }
        problems.extend(self.missing(&rows));
        if problems.is_empty() { Ok(rows) } else { Err(problems) }
    }

    fn check_lines(&self, order: &Order) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (index, line) in order.lines.iter().enumerate() {
            let at = format!("lines[{index}]");
            let mut add = |code| problems.push(Problem::new(code, at.as_str(), &[&line.module]));
            if line.start.zip(line.due).is_some_and(|(start, due)| due < start) {
                add(Code::DueBeforeStart);
            }
            let Some(module) = self.module(&line.module) else {
                add(Code::UnknownModule);
                continue;
            };
            match (line.quantity, line.unrestricted) {
                (Some(_), true) => add(Code::TwoQuantities),
                (Some(0), false) => add(Code::QuantityZero),
                (None, false) if module.scope != Scope::System && !module.unrestricted => {
                    add(Code::QuantityMissing);
                }
                _ => {}
            }
        }
        problems.extend(self.check_suite(order));
        problems
    }

    /// A suite is one module for everybody: it needs its quantity, and no user plans beside it.
    fn check_suite(&self, order: &Order) -> Option<Problem> {
        let name = order.suite.as_deref()?;
        let Some(suite) = self.suite(name) else {
            return Some(Problem::new(Code::UnknownSuite, "suite", &[name]));
        };
        let plan = |line: &&OrderLine| {
            line.module != suite.module && self.module(&line.module).is_some_and(|m| m.plan)
        };
        if let Some(beside) = order.lines.iter().find(plan) {
            return Some(Problem::new(Code::SuiteLines, "suite", &[name, &beside.module]));
        }
        let ordered = order.lines.iter().any(|line| line.module == suite.module);
        (!ordered).then(|| Problem::new(Code::SuiteLines, "suite", &[name, &suite.module]))
    }

    /// Required modules that no row provides.
    fn missing(&self, rows: &[Row]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut last = None;
        for row in rows {
            if last.replace(&row.module) == Some(&row.module) {
                continue;
            }
            for needed in &row.requires {
                if !rows.iter().any(|row| row.module == *needed) {
                    let names = [row.module.as_str(), needed];
                    problems.push(Problem::new(Code::RequiresMissing, row.module.as_str(), &names));
                }
            }
        }
        problems
    }
}

fn too_large(module: &ModuleDef) -> Problem {
    Problem::new(Code::QuantityTooLarge, module.code.as_str(), &[&module.code])
}

/// What one row adds up to.
#[derive(Clone, Copy, Default)]
struct Amount {
    units: u64,
    unrestricted: bool,
}

impl Amount {
    /// `None` when the sum does not fit.
    fn quantity(self, module: &ModuleDef) -> Option<Quantity> {
        let there = module.scope == Scope::System && !module.tier;
        if there || module.unrestricted || self.unrestricted {
            return Some(Quantity::Unrestricted);
        }
        u32::try_from(self.units).ok().map(Quantity::Count)
    }
}

/// Adds the lines of an order up.
struct Counter<'a> {
    catalogue: &'a Catalogue,
    by_code: BTreeMap<&'a str, usize>,
    amounts: BTreeMap<Key, Amount>,
}

impl<'a> Counter<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
        let codes = catalogue.modules.iter().enumerate();
        let by_code = codes.map(|(at, module)| (module.code.as_str(), at)).collect();
        Self { catalogue, by_code, amounts: BTreeMap::new() }
    }

    fn count(mut self, order: &Order) -> BTreeMap<Key, Amount> {
        let suite = order.suite.as_deref().and_then(|name| self.catalogue.suite(name));
        for line in &order.lines {
            let Some(at) = self.by_code.get(line.module.as_str()).copied() else { continue };
            let also = suite.filter(|suite| suite.module == line.module);
            let also = also.map_or(&[][..], |suite| &suite.brings);
            for reached in self.reach(at, also) {
                self.add((reached, line.start, line.due), line.amount());
            }
        }
        self.without_repetition()
    }

    /// The module itself, what is in its set, and whatever they bring, each once.
    fn reach(&self, at: usize, also: &'a [String]) -> Vec<usize> {
        let mut seen = vec![false; self.catalogue.modules.len()];
        let mut found = vec![at];
        seen[at] = true;
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            let module = &self.catalogue.modules[at];
            let set = if module.plan { &module.set[..] } else { &[] };
            let also = if next == 0 { also } else { &[] };
            for name in set.iter().chain(&module.brings).chain(also) {
                if let Some(reached) = self.by_code.get(name.as_str()).copied()
                    && !std::mem::replace(&mut seen[reached], true)
                {
                    found.push(reached);
                }
            }
            next += 1;
        }
        found
    }

    fn add(&mut self, key: Key, amount: Option<Quantity>) {
        let total = self.amounts.entry(key).or_default();
        match amount {
            Some(Quantity::Unrestricted) => total.unrestricted = true,
            Some(Quantity::Count(units)) => total.units += u64::from(units),
            // A system module brings one of what it brings.
            None => total.units += 1,
        }
    }

    /// Leaves out the rows of uncounted modules that a longer row of theirs already covers.
    fn without_repetition(self) -> BTreeMap<Key, Amount> {
        let covers = |long: &Key, short: &Key| {
            long != short
                && long.0 == short.0
                && long.1.is_none_or(|start| short.1.is_some_and(|other| start <= other))
                && long.2.is_none_or(|due| short.2.is_some_and(|other| other <= due))
        };
        let uncounted: Vec<Key> = self
            .amounts
            .iter()
            .filter(|(key, amount)| {
                amount.quantity(&self.catalogue.modules[key.0]) == Some(Quantity::Unrestricted)
            })
            .map(|(key, _)| *key)
            .collect();
        let mut kept = self.amounts;
        kept.retain(|key, _| !uncounted.iter().any(|long| covers(long, key)));
        kept
    }
}

fn row(n: usize, module: &ModuleDef, quantity: Quantity, (_, start, due): Key) -> Row {
    Row {
        n: u32::try_from(n).unwrap_or(u32::MAX),
        module: module.code.clone(),
        titles: module.titles.clone(),
        tooltips: module.tooltips.clone(),
        scope: module.scope,
        counting: module.counting,
        quantity,
        hidden: module.hidden,
        flags: module.flags(),
        set: module.set.clone(),
        requires: module.requires.clone(),
        kinds: module.kinds,
        start,
        due,
        when_stopped: module.when_stopped,
        was: module.was.clone(),
    }
}
