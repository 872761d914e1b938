//! Months and days as comma-separated values.

use licentia_protocol::api::MeterItem;

use crate::csv;

/// One line for each month of each meter.
pub(super) fn months(items: &[MeterItem]) -> String {
    let mut text = String::new();
    csv::line(
        &mut text,
        [
            "month",
            "meter",
            "name",
            "kind",
            "unit",
            "used",
            "events",
            "plan_users",
            "allowance",
            "overage",
            "closed",
        ],
    );
    for item in items {
        let closed = if item.closed { "true" } else { "false" };
        let month = item.month.to_string();
        let numbers =
            [item.used, item.events, item.plan_users, item.allowance, item.overage].map(|n| n.to_string());
        let [used, events, plan_users, allowance, overage] = &numbers;
        csv::line(
            &mut text,
            [
                month.as_str(),
                &item.meter,
                &item.name,
                &item.kind,
                &item.unit,
                used,
                events,
                plan_users,
                allowance,
                overage,
                closed,
            ],
        );
    }
    text
}

/// One line for each day of each meter.
pub(super) fn days(items: &[MeterItem]) -> String {
    let mut text = String::new();
    csv::line(&mut text, ["day", "meter", "name", "unit", "used"]);
    for item in items {
        for day in &item.days {
            let (when, used) = (day.day.to_string(), day.used.to_string());
            csv::line(&mut text, [when.as_str(), &item.meter, &item.name, &item.unit, &used]);
        }
    }
    text
}
