//! Reports as comma-separated values.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{History, Refusal, words};
use crate::csv;

/// A number, or nothing where there is none.
fn maybe(number: Option<impl ToString>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// A cap as a total: nothing is without one.
fn total(cap: Option<u64>) -> String {
    cap.map_or_else(|| "unrestricted".to_owned(), |cap| cap.to_string())
}

fn moment(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).unwrap_or_default().to_string()
}

/// One line per day.
pub(super) fn history(report: &History) -> String {
    let mut text = String::new();
    csv::line(&mut text, ["day", "module", "highest", "highest_at", "total", "at_capacity"]);
    for day in &report.days {
        let full = if day.kept.full { "true" } else { "false" };
        csv::line(
            &mut text,
            [
                day.day.to_string().as_str(),
                &report.item.name,
                &day.kept.peak.to_string(),
                &moment(day.peak_at),
                &total(day.kept.cap),
                full,
            ],
        );
    }
    text
}

/// One line per product.
pub(super) fn capacity(reports: &[History]) -> String {
    let mut text = String::new();
    let names = [
        "module",
        "from",
        "to",
        "in_use",
        "total",
        "days_kept",
        "highest",
        "highest_on",
        "highest_ever",
        "highest_ever_on",
        "average",
        "days_at_capacity",
        "refused",
        "idle",
        "exhausted_on",
    ];
    csv::line(&mut text, names);
    for report in reports {
        let summary = &report.summary;
        let (highest, ever) = (summary.highest.unzip(), report.ever.unzip());
        let on = |day: Option<Date>| maybe(day);
        let cells = [
            report.item.name.clone(),
            report.period.from.to_string(),
            report.period.to.to_string(),
            report.now.used.to_string(),
            total(report.now.cap),
            summary.days.to_string(),
            maybe(highest.0),
            on(highest.1),
            maybe(ever.0),
            on(ever.1),
            maybe(summary.average_tenths().map(words::average)),
            summary.full_days.to_string(),
            report.refused.to_string(),
            maybe(report.idle),
            on(summary.exhausted),
        ];
        csv::line(&mut text, cells);
    }
    text
}

/// The names of what stands in a line about a refusal.
pub(super) fn refusal_names(text: &mut String) {
    csv::line(
        text,
        [
            "user", "login", "name", "module", "code", "times", "days", "first_at", "last_at", "item",
            "asked_by",
        ],
    );
}

/// One line per person, module and reason.
pub(super) fn refusal(text: &mut String, refusal: Refusal) {
    let cells = [
        refusal.user.unwrap_or_default(),
        refusal.login,
        refusal.name,
        refusal.module.unwrap_or_default(),
        refusal.code,
        refusal.times.to_string(),
        refusal.days.to_string(),
        moment(refusal.first_at),
        moment(refusal.last_at),
        refusal.item.unwrap_or_default(),
        refusal.asked_by.unwrap_or_default(),
    ];
    csv::line(text, cells);
}
