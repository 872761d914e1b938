//! What a renewal writes: the old lines with their last day, and the new ones beside them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Reduction, Term};
use crate::catalogue::{Order, OrderLine};
use crate::dates::Dates;

/// What a customer owns once `term` is renewed by `next`, and the five dates of its packages.
///
/// On every day of the present term everything is as it was. From the next term's first day on a module
/// named in `planned` has what that leaves of its units; the others have what they had on the last day.
/// Lines without a last day run on, lines that end with the term are written again for the next one, and
/// what ended before this term goes. Dates move as far as the end of the term does.
pub fn renewed(
    order: &Order,
    dates: &Dates,
    (term, next): (&Term, &Term),
    planned: &BTreeMap<String, Reduction>,
) -> (Order, Dates) {
    let still = |line: &&OrderLine| line.due.is_none_or(|due| due >= term.began());
    let mut lines: Vec<OrderLine> = order.lines.iter().filter(still).cloned().collect();
    let modules: BTreeSet<String> = lines.iter().map(|line| line.module.clone()).collect();
    for module in &modules {
        let planned = planned.get(module).copied();
        let mut turn = Turn { lines: &mut lines, module, term, next };
        for shape in [Shape::There, Shape::Unrestricted] {
            turn.without_number(shape, planned.is_some_and(|planned| planned.to == 0));
        }
        turn.counted(planned);
    }
    lines.retain(|line| line.quantity != Some(0));
    (Order { suite: order.suite.clone(), lines }, moved(dates, term.ends(), next.ends()))
}

/// How a line says how much.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    There,
    Unrestricted,
    Counted,
}

impl Shape {
    fn of(line: &OrderLine) -> Self {
        match (line.unrestricted, line.quantity) {
            (true, _) => Self::Unrestricted,
            (false, None) => Self::There,
            (false, Some(_)) => Self::Counted,
        }
    }
}

/// The turn of one module from a term to the next.
struct Turn<'a> {
    lines: &'a mut Vec<OrderLine>,
    module: &'a str,
    term: &'a Term,
    next: &'a Term,
}

impl Turn<'_> {
    fn is_it(&self, line: &OrderLine, shape: Shape) -> bool {
        line.module == self.module && Shape::of(line) == shape
    }

    /// A module that is there, or has no cap, goes on for the next term, or ends with this one.
    fn without_number(&mut self, shape: Shape, gone: bool) {
        let (last, first) = (self.term.ends(), self.next.began());
        let mut ending = None;
        let mut reaches = false;
        for n in 0..self.lines.len() {
            if !self.is_it(&self.lines[n], shape) {
                continue;
            }
            let line = &mut self.lines[n];
            if gone && line.is_on(last) {
                line.due = Some(last);
            }
            reaches |= line.is_on(first);
            if line.due == Some(last) {
                ending = Some(line.clone());
            }
        }
        if let Some(line) = ending.filter(|_| !gone && !reaches) {
            self.lines.push(OrderLine { start: Some(first), due: Some(self.next.ends()), ..line });
        }
    }

    /// Units in force on a day, of those lines that `of` says.
    fn units(&self, day: Date, of: impl Fn(&OrderLine) -> bool) -> u32 {
        let on = self.lines.iter().filter(|line| self.is_it(line, Shape::Counted) && line.is_on(day));
        on.filter(|line| of(line)).filter_map(|line| line.quantity).fold(0, u32::saturating_add)
    }

    /// A counted module has as many units in the next term as at the end of this one, or the fewer that
    /// were planned. What sales wrote down for the next term already is not lowered otherwise.
    fn counted(&mut self, planned: Option<Reduction>) {
        let (last, first) = (self.term.ends(), self.next.began());
        let had = self.units(last, |_| true);
        let goes_on = self.units(first, |_| true);
        let ending = self.units(last, |line| line.due == Some(last));
        let wanted = match planned.map(|planned| planned.left_of(had)) {
            Some(planned) if planned < had => planned,
            _ if ending > 0 => had.max(goes_on),
            _ => goes_on,
        };
        if wanted >= goes_on {
            self.add(wanted - goes_on, Some(self.next.ends()));
        } else {
            let due = self.cut();
            self.add(wanted, due);
        }
    }

    fn add(&mut self, units: u32, due: Option<Date>) {
        if units > 0 {
            let line = OrderLine::new(self.module, units);
            self.lines.push(OrderLine { start: Some(self.next.began()), due, ..line });
        }
    }

    /// Ends what reaches into the next term, and says until when it would have reached.
    fn cut(&mut self) -> Option<Date> {
        let (last, first) = (self.term.ends(), self.next.began());
        let mut until = Some(self.next.ends());
        for n in 0..self.lines.len() {
            if !self.is_it(&self.lines[n], Shape::Counted) || !self.lines[n].is_on(first) {
                continue;
            }
            let line = &mut self.lines[n];
            until = until.zip(line.due).map(|(until, due)| until.max(due));
            match line.start {
                Some(start) if start > last => line.quantity = Some(0),
                _ => line.due = Some(last),
            }
        }
        until
    }
}

/// Dates that are moved by as many days as the term's end is.
fn moved(dates: &Dates, from: Date, to: Date) -> Dates {
    let by = to.since(from).map_or(0, |span| span.get_days());
    let later = |date: Option<Date>| date.map(|date| date.checked_add(by.days()).unwrap_or(date));
    Dates {
        next_check: later(dates.next_check),
        admin_warning: later(dates.admin_warning),
        expiry: later(dates.expiry),
        grace: later(dates.grace),
        maintenance: later(dates.maintenance),
    }
}
