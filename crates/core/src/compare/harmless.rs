//! Whether a fetched package may activate itself (rule 8).
//!
//! Where the rule leaves a choice, the careful side: a lower plan limit is not harmless, because
//! its use is not known here; nor is another zone, in which days end at another time.

use super::people::swap;
use super::rows::Uses;
use super::side::{Side, is_guarded};
use super::{Comparison, DateChange, LimitChange, Span};
use crate::licence::Scope;
use crate::licences::{DatedRow, Module, Total};
use crate::seats::current;
use jiff::civil::Date;

pub(super) fn harmless(seen: &Comparison, before: &Side, after: &Side, uses: &Uses) -> bool {
    let today = after.day.today;
    let enough = |module: &Module| {
        let use_of = match module.scope {
            Scope::System => u64::from(after.total(module.no) != Total::Absent),
            _ if is_guarded(module) => uses.after(module.no),
            _ => 0,
        };
        covers(&module.rows, use_of, today)
    };
    // A system module that goes, or whose row ends, is lost by everybody.
    let kept = |module: &Module| {
        module.scope != Scope::System
            || before.total(module.no) == Total::Absent
            || after.total(current(&after.licences, module.no)) != Total::Absent
    };
    seen.can_activate
        && seen.loses.is_empty()
        && seen.later.is_empty()
        && seen.holder.is_none()
        && seen.zone.is_none()
        && !seen.suite.as_ref().is_some_and(comes_or_goes)
        && !seen.versions.is_some_and(|(old, new)| new.ends_before(&old))
        && !seen.dates.iter().any(moves_earlier)
        && !seen.limits.iter().any(is_lowered)
        && !seen.rows.iter().any(|row| ends_earlier(&row.spans, &row.new_spans))
        && !shorter_seat(before, after)
        && before.licences.modules().all(|(_, module)| kept(module))
        && after.licences.modules().all(|(_, module)| enough(module))
}

/// Whether the rows cover `units` today and on every later date in them. The end of the last row
/// is the end of the licence, which is a matter of dates; the end of an earlier one is not.
fn covers(rows: &[DatedRow], units: u64, today: Date) -> bool {
    if units == 0 {
        return true;
    }
    let starts = rows.iter().filter_map(|row| row.start);
    let ends = rows.iter().filter_map(|row| row.due);
    let afterwards = ends.clone().filter_map(|due| due.tomorrow().ok());
    let goes_on = |date: &Date| rows.iter().any(|row| row.due.is_none_or(|due| due >= *date));
    let mut dates = std::iter::once(today)
        .chain(starts.chain(ends).chain(afterwards).filter(|date| *date > today))
        .filter(|date| *date == today || goes_on(date));
    dates.all(|date| {
        let in_force = rows.iter().filter(|row| row.in_force(date));
        in_force.fold(Total::Absent, |sum, row| sum.plus(row.quantity)).holds(units)
    })
}

/// Whether people come to a suite or leave it; from one suite to the next they lose nothing that is not said elsewhere.
fn comes_or_goes((old, new): &(Option<String>, Option<String>)) -> bool {
    old.is_none() || new.is_none()
}

/// Whether the seat of the next suite ends before that of the one it takes the place of.
fn shorter_seat(before: &Side, after: &Side) -> bool {
    let spans = |module: Option<&Module>| -> Vec<Span> {
        module.map_or(&[][..], |module| &module.rows).iter().map(Span::from).collect()
    };
    swap(before, after)
        .is_some_and(|(old, new)| ends_earlier(&spans(before.module(old)), &spans(after.module(new))))
}

/// Never is later than any day.
fn moves_earlier(date: &DateChange) -> bool {
    date.new.is_some_and(|new| date.old.is_none_or(|old| new < old))
}

/// Whether a row's last day moves earlier. Rows are paired by their ends, the latest first, so that
/// rows may be added to a renewal and ended ones left out.
fn ends_earlier(old: &[Span], new: &[Span]) -> bool {
    let ends = |spans: &[Span]| {
        let mut ends: Vec<_> = spans.iter().map(|span| span.due.unwrap_or(Date::MAX)).collect();
        ends.sort_unstable_by(|a, b| b.cmp(a));
        ends
    };
    ends(old).iter().zip(ends(new)).any(|(old, new)| new < *old)
}

fn is_lowered(limit: &LimitChange) -> bool {
    let max = |limit: &Option<crate::package::Limit>| limit.as_ref().and_then(|limit| limit.max);
    max(&limit.new).is_some_and(|new| max(&limit.old).is_none_or(|old| new < old))
}
