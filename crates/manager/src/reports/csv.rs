//! Reports as comma-separated values.

use licentia_core::counting::Line;
use licentia_core::licence::Counting as Takes;
use licentia_core::licences::Total;

use super::{Counting, Holders};
use crate::csv;
use crate::snapshot::Snapshot;

/// What was counted: one line per module, then the active users. Of what is counted by open sessions, `in_use` is what these
/// have or had, empty where that is not recorded, and `assigned` to how many users it is assigned.
pub(super) fn counting(at: &Snapshot, report: &Counting) -> String {
    let mut text = String::new();
    csv::line(&mut text, ["at", "counts", "module", "in_use", "total", "counting", "assigned"]);
    let when = report.moment.timestamp().to_string();
    let total = |line: &Line| match line.total {
        Total::Absent => "0".to_owned(),
        Total::Count(count) => count.to_string(),
        Total::Unrestricted => "unrestricted".to_owned(),
    };
    for line in &report.counted.lines {
        let module = at.name(line.module).map_or_else(String::new, ToString::to_string);
        let figure = |figure: Option<u64>| figure.map_or_else(String::new, |figure| figure.to_string());
        let (in_use, assigned) = (figure(report.in_use(line)), figure(Counting::assigned(line)));
        let counting = match line.counting {
            Takes::Named => "named",
            Takes::Concurrent => "concurrent",
        };
        csv::line(
            &mut text,
            [when.as_str(), super::api::role(line.role), &module, &in_use, &total(line), counting, &assigned],
        );
    }
    let active = report.counted.active_users().to_string();
    csv::line(&mut text, [when.as_str(), "active_users", "", &active, "", "", ""]);
    text
}

/// Who held what: one line per user and grant.
pub(super) fn holders(at: &Snapshot, report: &Holders) -> String {
    let mut text = String::new();
    csv::line(
        &mut text,
        ["at", "user", "login", "name", "active", "module", "through", "source", "units", "from", "until"],
    );
    let when = report.moment.timestamp().to_string();
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    let name = |no| at.name(no).map_or_else(String::new, ToString::to_string);
    for holder in &report.items {
        for held in &holder.held {
            let active = if holder.active { "true" } else { "false" };
            csv::line(
                &mut text,
                [
                    when.as_str(),
                    &holder.id,
                    &holder.login,
                    &holder.name,
                    active,
                    name(held.module).as_str(),
                    &name(held.through),
                    held.source.as_str(),
                    &held.units.to_string(),
                    &day(held.from),
                    &day(held.until),
                ],
            );
        }
    }
    text
}
