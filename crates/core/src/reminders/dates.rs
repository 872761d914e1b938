//! What runs out: the five dates of each issuer, rows of single modules, and the packages that avert it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::losing::{Losing, Lost};
use super::{About, Facts, Kind, Need, Severity, Short, Steps};
use crate::dates::{Dates, Standing};
use crate::ids::ModuleNo;
use crate::licence::{Counting, Scope};
use crate::licences::{Day, DayState, Issuer, Licences, Module};
use crate::names::IssuerName;
use crate::seats::current_module;
use crate::time::days_until;

/// From so many days before an end on, it is more than a notice.
const SOON: i32 = 14;
/// From so many days before an end on, people are told of a package that would avert it and waits.
const DECIDE: i32 = 7;
/// For so many days after the end of maintenance, it is shown.
const REMEMBERED: i32 = 30;

/// The ends that a loaded package averts: the first one of each issuer.
type Averted<'a> = BTreeMap<&'a IssuerName, Date>;

/// Everything that has a date.
pub(super) fn of_dates(facts: &Facts<'_>, steps: &Steps) -> Vec<Need> {
    let (mut needs, mut averted, mut losing) = (Vec::new(), Averted::new(), Losing::new(facts));
    for (index, issuer) in facts.licences.issuers().iter().enumerate().filter(|(_, issuer)| !issuer.tampered)
    {
        let view = View { facts, steps, index, issuer };
        view.ends(&mut needs, &mut averted);
        view.warning(&mut needs);
        view.next_check(&mut needs);
        view.maintenance(&mut needs);
        view.rows(&mut needs, &mut averted, &mut losing);
    }
    needs.extend(packages(facts, steps, &averted));
    needs
}

/// One issuer, as it is looked at.
struct View<'a> {
    facts: &'a Facts<'a>,
    steps: &'a Steps,
    index: usize,
    issuer: &'a Issuer,
}

/// What falls short after a date.
struct After {
    /// By what is in force alone.
    now: Vec<Short>,
    /// With everything that is loaded.
    later: Vec<Short>,
    /// Whether the issuer's licences no longer count then, with everything that is loaded.
    ended: bool,
}

impl<'a> View<'a> {
    /// Expiry and grace. Where a loaded package is enough, that package takes their place.
    fn ends(&self, needs: &mut Vec<Need>, averted: &mut Averted<'a>) {
        let Dates { expiry, grace, .. } = self.issuer.dates;
        let mut told = None;
        for (kind, date, bar) in
            [(Kind::Grace, grace, Standing::Stopped), (Kind::Expiry, expiry, Standing::Expired)]
        {
            let Some(date) = date else { continue };
            let days = days_until(self.facts.today, date);
            // What has stopped has run out as well, and two dates on one day are one.
            if told.is_some_and(|(last, passed)| passed || last == date) {
                break;
            }
            let after = self.after(date, bar);
            let passed = days < 0;
            if !after.later.is_empty() || (passed && after.ended) {
                told = Some((date, passed));
                let severity = match days {
                    ..0 => Severity::Urgent,
                    0..=SOON => Severity::Warning,
                    _ => Severity::Notice,
                };
                needs.extend(self.need(kind, date, severity, after.later));
            } else if !after.now.is_empty() || passed {
                self.avert(averted, date);
            }
        }
    }

    /// The day from which the issuer wants administrators to be told, as long as there is something to tell.
    fn warning(&self, needs: &mut Vec<Need>) {
        let Dates { admin_warning: Some(date), expiry, .. } = self.issuer.dates else { return };
        let (end, bar) = expiry.map_or((date, Standing::Warned), |expiry| (expiry, Standing::Expired));
        let short = self.after(end, bar).later;
        // Once the licences have run out, that is what is told.
        if short.is_empty() || expiry.is_some_and(|expiry| self.facts.today > expiry) {
            return;
        }
        let reached = self.facts.today >= date;
        let severity = if reached { Severity::Warning } else { Severity::Notice };
        needs.extend(self.need(Kind::AdminWarning, date, severity, short));
    }

    /// The day on which to ask for news, where nobody does it by itself.
    fn next_check(&self, needs: &mut Vec<Need>) {
        let Some(date) = self.issuer.dates.next_check else { return };
        if self.facts.heard.contains(&self.issuer.name) || self.is_put_off(date, |dates| dates.next_check) {
            return;
        }
        let overdue = self.facts.today > date;
        let severity = if overdue { Severity::Warning } else { Severity::Notice };
        needs.extend(self.need(Kind::NextCheck, date, severity, Vec::new()));
    }

    fn maintenance(&self, needs: &mut Vec<Need>) {
        let Some(date) = self.issuer.dates.maintenance else { return };
        let long_ago = days_until(self.facts.today, date) < -REMEMBERED;
        if long_ago || self.is_put_off(date, |dates| dates.maintenance) {
            return;
        }
        needs.extend(self.need(Kind::Maintenance, date, Severity::Notice, Vec::new()));
    }

    /// The need of a date, once its first step has begun.
    fn need(&self, kind: Kind, date: Date, severity: Severity, short: Vec<Short>) -> Option<Need> {
        let days = days_until(self.facts.today, date);
        // What a date begins has begun on the day itself.
        let passed = if kind == Kind::AdminWarning { days <= 0 } else { days < 0 };
        let step = if passed { 0 } else { self.steps.at(days)? };
        let issuer = self.issuer.name.to_string();
        Some(Need {
            key: format!("{}:{issuer}:{date}", kind.as_str()),
            step: Some(step.to_string()),
            kind,
            severity,
            about: About::Date { issuer, date, days, short },
        })
    }

    /// Rows of single modules that end, where too few are left for those who use them now.
    fn rows(&self, needs: &mut Vec<Need>, averted: &mut Averted<'a>, losing: &mut Losing<'_>) {
        let (facts, today) = (self.facts, self.facts.licences.on(self.facts.today));
        let own = facts.licences.in_order().into_iter().filter(|module| module.issuer == self.index);
        for module in own.filter(|module| today.module(module.no).state == DayState::InForce) {
            let ends: BTreeSet<Date> = module.rows.iter().filter_map(|row| row.due).collect();
            // A date of all the issuer's licences is told as that.
            let dates = [self.issuer.dates.expiry, self.issuer.dates.grace];
            for date in ends.into_iter().filter(|date| *date >= facts.today && !dates.contains(&Some(*date)))
            {
                let Ok(after) = date.tomorrow() else { continue };
                let then = |licences: &Licences| {
                    gap(facts, module, licences, &licences.on(after), Standing::Stopped)
                };
                match then(facts.later) {
                    Some(short) => {
                        let days = days_until(facts.today, date);
                        let step = self.steps.at(days);
                        needs.extend(
                            step.map(|step| row(short, (date, days), step, losing.of(module.no, after))),
                        );
                    }
                    None if then(facts.licences).is_some() => self.avert(averted, date),
                    None => {}
                }
            }
        }
    }

    fn avert(&self, averted: &mut Averted<'a>, date: Date) {
        averted.entry(&self.issuer.name).and_modify(|first| *first = date.min(*first)).or_insert(date);
    }

    /// Whether a loaded package moves a date of this issuer to later, or does without it.
    fn is_put_off(&self, date: Date, of: impl Fn(&Dates) -> Option<Date>) -> bool {
        let ahead = self.facts.ahead.iter().any(|ahead| ahead.issuer == self.issuer.name);
        let later = issuer(self.facts.later, &self.issuer.name);
        ahead && later.is_some_and(|(_, issuer)| of(&issuer.dates).is_none_or(|later| later > date))
    }

    /// What falls short on the day after `date`, or today if that is later, when licences of standing `bar` no longer
    /// count.
    fn after(&self, date: Date, bar: Standing) -> After {
        let after = date.tomorrow().unwrap_or(date).max(self.facts.today);
        let (now, later) = (self.facts.licences.on(after), self.facts.later.on(after));
        let ended =
            issuer(self.facts.later, &self.issuer.name).is_none_or(|(index, _)| later.standing(index) >= bar);
        After {
            now: self.short(self.facts.licences, &now, bar),
            later: self.short(self.facts.later, &later, bar),
            ended,
        }
    }

    /// What falls short under `licences` on the day `then`, the largest gap first.
    fn short(&self, licences: &Licences, then: &Day, bar: Standing) -> Vec<Short> {
        let own = self.facts.licences.in_order().into_iter().filter(|module| module.issuer == self.index);
        let mut short: Vec<Short> =
            own.filter_map(|module| gap(self.facts, module, licences, then, bar)).collect();
        short.sort_by_key(|short| std::cmp::Reverse(short.used - short.valid));
        short
    }
}

/// The need of a module some of whose rows end.
fn row(short: Short, (date, days): (Date, i32), step: u16, lost: Lost) -> Need {
    let Lost { people, count: people_count } = lost;
    Need {
        key: format!("row:{}:{date}", short.module),
        step: Some(step.to_string()),
        kind: Kind::Row,
        severity: if days <= SOON { Severity::Warning } else { Severity::Notice },
        about: About::Row { short, date, days, people, people_count },
    }
}

/// The packages that wait for a decision. People are told of one only where it averts an end and time is short; one that
/// comes into force by itself waits for nobody.
fn packages(facts: &Facts<'_>, steps: &Steps, averted: &Averted<'_>) -> Vec<Need> {
    let waiting = facts.ahead.iter().filter(|ahead| !ahead.prepared);
    let need = |ahead: &super::Ahead| {
        let date = averted.get(&ahead.issuer).copied();
        let days = date.map(|date| days_until(facts.today, date));
        // Nobody else decides it, however much time there is.
        let severity = if days.is_some_and(|days| days < 0) { Severity::Urgent } else { Severity::Warning };
        let step = match days {
            Some(..0) => Some(0),
            Some(days @ 0..=DECIDE) => steps.at(days),
            _ => None,
        };
        let until = date.map_or_else(String::new, |date| format!(":{date}"));
        Need {
            key: format!("package:{}{until}", ahead.package),
            step: step.map(|step| step.to_string()),
            kind: Kind::Package,
            severity,
            about: About::Package { issuer: ahead.issuer.to_string(), package: ahead.package.clone(), date },
        }
    };
    waiting.map(need).collect()
}

fn issuer<'a>(licences: &'a Licences, name: &IssuerName) -> Option<(usize, &'a Issuer)> {
    licences.issuers().iter().enumerate().find(|(_, issuer)| issuer.name == *name)
}

/// How much of what is used of a module now is not valid under `licences` on the day `then`; `None` where everybody can
/// go on. Hidden modules come and go with plans, which are told.
fn gap(facts: &Facts<'_>, module: &Module, licences: &Licences, then: &Day, bar: Standing) -> Option<Short> {
    if module.hidden {
        return None;
    }
    // What takes no seat of its own is used when it is there.
    let seatless = module.scope == Scope::System || module.counting == Counting::Concurrent;
    let used = facts.usage.get(module.no).max(u64::from(seatless));
    let valid = match valid(licences, then, current_module(licences, module.no), bar) {
        None => 0,
        // It is there, and that is all there is to a module for everybody.
        Some(_) if module.scope == Scope::System => used,
        Some(cap) => cap.unwrap_or(u64::MAX),
    };
    (valid < used).then(|| Short { module: module.name.to_string(), used, valid })
}

/// The units of a module on a day, `None` inside: no cap. The outer `None`: it is not in force, or its issuer's licences
/// no longer count.
fn valid(licences: &Licences, day: &Day, no: ModuleNo, bar: Standing) -> Option<Option<u64>> {
    let issuer = licences.module(no)?.issuer;
    let then = day.module(no);
    (then.state == DayState::InForce && day.standing(issuer) < bar).then(|| then.total.cap())
}
