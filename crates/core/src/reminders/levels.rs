//! What fills up: seats, plan limits, allowances, and the list of those who wait.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{About, Facts, Kind, Need, Severity};
use crate::licence::{Counting, Scope};
use crate::licences::{DayState, Total};

/// From this day of a month on, its use says something about the rest of it.
const TELLING: i8 = 5;

/// A plan limit and how much of it is used (rule 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitUse {
    /// The issuer.
    pub issuer: String,
    /// The limit's code.
    pub name: String,
    /// Used and reserved together.
    pub used: u64,
    /// The highest number.
    pub max: u64,
}

/// A meter in one month, and how much of its allowance is used (rule 15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterUse {
    /// The issuer.
    pub issuer: String,
    /// The meter's code.
    pub name: String,
    /// The first day of the month.
    pub month: Date,
    /// Used so far.
    pub used: u64,
    /// What the month includes.
    pub allowance: u64,
    /// The day on which the allowance will be used up if it goes on like this; only in this month.
    pub forecast: Option<Date>,
}

/// Whether `used` is at least `per_cent` of `of`. Nothing at all is full from the start.
fn reaches(used: u64, of: u64, per_cent: u64) -> bool {
    u128::from(used) * 100 >= u128::from(of) * u128::from(per_cent)
}

/// Seats of named and site licences: from 85 %, when all are taken, and when there are fewer than are in use.
pub(super) fn capacity(facts: &Facts<'_>, needs: &mut Vec<Need>) {
    let day = facts.licences.on(facts.today);
    for module in facts.licences.in_order() {
        let counted = module.scope != Scope::System && module.counting == Counting::Named && !module.hidden;
        let today = day.module(module.no);
        let (Total::Count(total), DayState::InForce, true) = (today.total, today.state, counted) else {
            continue;
        };
        let used = facts.usage.get(module.no);
        let (step, severity) = match used {
            0 => continue,
            _ if used > total => ("over", Severity::Urgent),
            _ if used == total => ("100", Severity::Notice),
            _ if reaches(used, total, 85) => ("85", Severity::Notice),
            _ => continue,
        };
        needs.push(Need {
            key: format!("capacity:{}:{total}", module.name),
            step: Some(step.to_owned()),
            kind: Kind::Capacity,
            severity,
            about: About::Seats { module: module.name.to_string(), used, total },
        });
    }
}

/// Plan limits: from 85 %, and when nothing more can be created.
pub(super) fn limits(facts: &Facts<'_>, needs: &mut Vec<Need>) {
    for limit in facts.limits {
        let (step, severity) = match limit.used {
            used if used >= limit.max => ("100", Severity::Urgent),
            used if reaches(used, limit.max, 85) => ("85", Severity::Warning),
            _ => continue,
        };
        // A plan without any of it is no news, unless somebody has some all the same.
        if limit.max == 0 && limit.used == 0 {
            continue;
        }
        needs.push(Need {
            key: format!("limit:{}:{}:{}", limit.issuer, limit.name, limit.max),
            step: Some(step.to_owned()),
            kind: Kind::Limit,
            severity,
            about: About::Limit(limit.clone()),
        });
    }
}

/// Allowances: from 80 %, when they are used up, and when they will be before the month is over.
pub(super) fn meters(facts: &Facts<'_>, needs: &mut Vec<Need>) {
    for meter in facts.meters.iter().filter(|meter| meter.used > 0) {
        let (step, severity) = match meter.used {
            used if used >= meter.allowance => ("100", Severity::Warning),
            used if reaches(used, meter.allowance, 80) => ("80", Severity::Notice),
            _ if meter.forecast.is_some() && facts.today.day() >= TELLING => ("forecast", Severity::Notice),
            _ => continue,
        };
        let month = meter.month.strftime("%Y-%m");
        needs.push(Need {
            key: format!("meter:{}:{}:{month}", meter.issuer, meter.name),
            step: Some(step.to_owned()),
            kind: Kind::Meter,
            severity,
            about: About::Meter(meter.clone()),
        });
    }
}

/// Those who wait: told when the first one does, and when they become ten and a hundred.
pub(super) fn waiting(facts: &Facts<'_>, needs: &mut Vec<Need>) {
    for (no, count) in facts.waiting {
        let step = match count {
            0 => continue,
            1..10 => "1",
            10..100 => "10",
            _ => "100",
        };
        let Some(module) = facts.licences.module(*no) else { continue };
        needs.push(Need {
            key: format!("waiting:{}", module.name),
            step: Some(step.to_owned()),
            kind: Kind::Waiting,
            severity: Severity::Warning,
            about: About::Waiting { module: module.name.to_string(), count: *count },
        });
    }
}
