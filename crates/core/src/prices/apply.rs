//! From a quote to what a customer owns.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Quote, QuoteLine, When};
use crate::catalogue::{Catalogue, ModuleDef, Order, OrderLine};
use crate::terms::Reduction;

impl Quote {
    /// Whether anything takes effect at once, so that a package is due.
    pub fn is_now(&self) -> bool {
        self.lines.iter().any(|line| line.when == When::Now)
    }

    /// What the customer owns with it from `today` on. What is added is added to what there is, whatever
    /// that has become since the quote was made.
    pub fn applied(&self, catalogue: &Catalogue, mut order: Order, today: Date) -> Order {
        if let Some((from, to)) = &self.suite {
            self.move_up(catalogue, &mut order, (from, to));
        }
        let taken = self.taken_over(catalogue);
        for line in self.lines.iter().filter(|line| line.when == When::Now && line.to > line.from) {
            let single = catalogue.module(&line.module).is_some_and(ModuleDef::is_single);
            let had = match taken {
                Some((module, units)) if module == line.module => units,
                _ => line.from,
            };
            let more = line.to.saturating_sub(had);
            if more > 0 {
                order.add(&line.module, if single { None } else { Some(more) }, today);
            }
        }
        order
    }

    /// What is planned for the next term with it: an order says the last word about each module that it
    /// names.
    pub fn planned(&self, mut planned: BTreeMap<String, Reduction>) -> BTreeMap<String, Reduction> {
        for &QuoteLine { ref module, from, to, when, .. } in &self.lines {
            match when {
                When::Now => drop(planned.remove(module)),
                When::AtRenewal if to < from => drop(planned.insert(module.clone(), Reduction { from, to })),
                When::AtRenewal => drop(planned.remove(module)),
            }
        }
        planned
    }

    /// The module of a higher suite, and how many people it takes over.
    fn taken_over<'a>(&self, catalogue: &'a Catalogue) -> Option<(&'a str, u32)> {
        let (from, to) = self.suite.as_ref()?;
        let (old, new) = (&catalogue.suite(from)?.module, &catalogue.suite(to)?.module);
        let units = self.lines.iter().find(|line| line.module == *old).map_or(0, |line| line.from);
        Some((new, units))
    }

    /// Everybody of one suite becomes everybody of another. Whoever has another suite by now keeps it.
    fn move_up(&self, catalogue: &Catalogue, order: &mut Order, (from, to): (&str, &str)) {
        let (Some(old), Some(new)) = (catalogue.suite(from), catalogue.suite(to)) else { return };
        if order.suite.as_deref() != Some(from) {
            return;
        }
        order.suite = Some(to.to_owned());
        for line in order.lines.iter_mut().filter(|line| line.module == old.module) {
            line.module.clone_from(&new.module);
        }
    }
}

impl Order {
    /// Units of a module in force on a day; of one that has no number, 1 while it is there.
    pub fn units(&self, module: &str, day: Date) -> u32 {
        let on = self.lines.iter().filter(|line| line.module == module && line.is_on(day));
        on.fold(0, |sum, line| match line.quantity {
            Some(units) => units.saturating_add(sum),
            None => sum.max(1),
        })
    }

    /// So many more of a module from `today` on, for as long as there is anything of it; a module without
    /// a number is there from now on.
    pub fn add(&mut self, module: &str, more: Option<u32>, today: Date) {
        let of = |line: &&OrderLine| line.module == module && line.due.is_none_or(|due| due >= today);
        let until = self.lines.iter().filter(of).map(|line| line.due.unwrap_or(Date::MAX)).max();
        let due = until.filter(|until| *until < Date::MAX);
        let Some(more) = more else {
            self.lines.push(OrderLine { due, ..OrderLine::there(module) });
            return;
        };
        let mut alike = self.lines.iter_mut().filter(|line| {
            line.module == module && line.due == due && line.is_on(today) && line.quantity.is_some()
        });
        match alike.next() {
            Some(line) => line.quantity = line.quantity.map(|units| units.saturating_add(more)),
            None => self.lines.push(OrderLine { due, ..OrderLine::new(module, more) }),
        }
    }
}
