//! A year of days, and random packages under random use.

mod news;
mod people;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::dates::Dates;
use crate::licence::{Quantity, Row};
use crate::licences::Licences;
use crate::package::Package;
use crate::testing::{DAYS, cases, day_at, names_in, no, package, package_of};

/// An installation that stands still while days pass.
struct World {
    names: Vec<crate::names::ModuleName>,
    in_force: Licences,
    later: Licences,
    ahead: Vec<Ahead>,
    usage: Usage,
    heard: Vec<IssuerName>,
    limits: Vec<LimitUse>,
    meters: Vec<MeterUse>,
    waiting: Vec<(ModuleNo, u64)>,
}

impl World {
    fn of(packages: &[Package], loaded: Option<&Package>) -> Self {
        let mut all = packages.to_vec();
        all.extend(loaded.cloned());
        let names = names_in(&all);
        let mut later = packages.to_vec();
        if let Some(loaded) = loaded {
            later.retain(|package| package.issuer != loaded.issuer);
            later.push(loaded.clone());
        }
        let ahead = loaded.map(|package| Ahead {
            issuer: package.issuer.clone(),
            package: package.id.clone(),
            prepared: false,
        });
        Self {
            in_force: Licences::build(&names, packages, &[]),
            later: Licences::build(&names, &later, &[]),
            names,
            ahead: ahead.into_iter().collect(),
            usage: Usage::default(),
            heard: Vec::new(),
            limits: Vec::new(),
            meters: Vec::new(),
            waiting: Vec::new(),
        }
    }

    fn uses(mut self, module: &str, units: u64) -> Self {
        self.usage.set(no(&self.names, module), units);
        self
    }

    fn on(&self, today: Date) -> Vec<Need> {
        let facts = Facts {
            today,
            licences: &self.in_force,
            later: &self.later,
            ahead: &self.ahead,
            people: &(),
            usage: &self.usage,
            heard: &self.heard,
            limits: &self.limits,
            meters: &self.meters,
            waiting: &self.waiting,
        };
        needs(&facts, &Steps::default())
    }

    /// What is told from `first` on for so many days, by whoever remembers what was told: day, key and step.
    fn told(&self, first: Date, days: i64) -> Vec<(Date, String, String)> {
        let (mut told, mut known) = (Vec::new(), std::collections::BTreeSet::new());
        for n in 0..days {
            let today = first.saturating_add(jiff::Span::new().days(n));
            for need in self.on(today) {
                let Some(step) = need.step else { continue };
                if known.insert((need.key.clone(), step.clone())) {
                    told.push((today, need.key, step));
                }
            }
        }
        told
    }
}

fn seats(count: u32) -> Row {
    Row { start: None, ..Row::new(0, "sales", Quantity::Count(count)) }
}

fn yearly(dates: Dates, rows: Vec<Row>) -> Package {
    Package { dates, ..package_of("acme", rows) }
}

fn in_2027() -> Dates {
    Dates {
        next_check: Some(date(2027, 9, 1)),
        admin_warning: Some(date(2027, 10, 1)),
        expiry: Some(date(2027, 11, 1)),
        grace: Some(date(2027, 12, 1)),
        maintenance: Some(date(2027, 8, 1)),
    }
}

fn days_before(date: Date, days: i64) -> Date {
    date.saturating_sub(jiff::Span::new().days(days))
}

#[test]
fn in_a_year_of_days_each_step_of_each_date_is_told_once_and_on_its_day() {
    let world = World::of(&[yearly(in_2027(), vec![seats(10)])], None).uses("acme.sales", 5);
    let mut expected = Vec::new();
    for (kind, end, begins) in [
        ("next_check", date(2027, 9, 1), 1),
        ("admin_warning", date(2027, 10, 1), 0),
        ("expiry", date(2027, 11, 1), 1),
        ("grace", date(2027, 12, 1), 1),
        ("maintenance", date(2027, 8, 1), 1),
    ] {
        let key = format!("{kind}:acme:{end}");
        for step in [90, 60, 30, 14, 7, 1] {
            expected.push((days_before(end, step), key.clone(), step.to_string()));
        }
        expected.push((days_before(end, -begins), key, "0".to_owned()));
    }
    expected.sort();
    let mut told = world.told(date(2027, 1, 1), 365);
    told.sort();
    assert_eq!(told, expected);
}

#[test]
fn whoever_slept_is_told_the_present_step_only() {
    let world = World::of(&[yearly(in_2027(), vec![seats(10)])], None).uses("acme.sales", 5);
    let told = world.told(date(2027, 10, 15), 5);
    let expiry: Vec<_> = told.iter().filter(|(_, key, _)| key.starts_with("expiry")).collect();
    assert_eq!(expiry.len(), 2, "{expiry:?}");
    assert_eq!((expiry[0].0, &*expiry[0].2), (date(2027, 10, 15), "30"));
    assert_eq!((expiry[1].0, &*expiry[1].2), (date(2027, 10, 18), "14"));
}

#[test]
fn nobody_is_told_that_something_ends_which_nobody_uses() {
    let world = World::of(&[yearly(in_2027(), vec![seats(10)])], None);
    let keys: Vec<_> = world.on(date(2027, 10, 31)).into_iter().map(|need| need.key).collect();
    assert_eq!(keys, ["next_check:acme:2027-09-01"], "the vendor is to be asked all the same");
    let kinds: Vec<_> = world.on(date(2027, 11, 2)).into_iter().map(|need| need.kind).collect();
    assert!(kinds.contains(&Kind::Expiry), "that it has run out is told in any case: {kinds:?}");
}

#[test]
fn a_renewal_that_is_enough_silences_and_one_that_is_not_does_not() {
    let present = yearly(in_2027(), vec![seats(10)]);
    let renewal =
        |seats_then| Package { id: "next".to_owned(), ..yearly(Dates::default(), vec![seats(seats_then)]) };
    let enough = World::of(std::slice::from_ref(&present), Some(&renewal(10))).uses("acme.sales", 9);
    let told = enough.told(date(2027, 1, 1), 365);
    let kinds: Vec<&str> = told.iter().map(|(_, key, _)| key.split(':').next().unwrap_or_default()).collect();
    // Only that it waits for a decision, and only when the end is near.
    assert_eq!(kinds, ["capacity", "package", "package", "package"], "{told:?}");
    assert_eq!(told[1].0, date(2027, 10, 25));

    let fewer = World::of(&[present], Some(&renewal(8))).uses("acme.sales", 9);
    let needs = fewer.on(date(2027, 10, 31));
    let expiry = needs.iter().find(|need| need.kind == Kind::Expiry).expect("one is short");
    let About::Date { short, .. } = &expiry.about else { panic!("{expiry:?}") };
    assert_eq!(short, &[Short { module: "acme.sales".to_owned(), used: 9, valid: 8 }]);
}

#[test]
fn a_prepared_package_waits_for_nobody() {
    let renewal = Package { id: "next".to_owned(), ..yearly(Dates::default(), vec![seats(10)]) };
    let mut world = World::of(&[yearly(in_2027(), vec![seats(10)])], Some(&renewal)).uses("acme.sales", 5);
    world.ahead[0].prepared = true;
    assert_eq!(world.told(date(2027, 1, 1), 365), []);
}

#[test]
fn rows_that_follow_one_another_are_no_news() {
    let until = |count, due| Row { due: Some(due), ..seats(count) };
    let from = |count, start| Row { start: Some(start), ..seats(count) };
    let (end, next) = (date(2027, 6, 30), date(2027, 7, 1));
    let world = |rows| World::of(&[yearly(Dates::default(), rows)], None).uses("acme.sales", 5);
    assert_eq!(world(vec![until(10, end), from(6, next)]).told(date(2027, 1, 1), 365), []);

    let told = world(vec![until(10, end), from(4, next)]).told(date(2027, 1, 1), 180);
    let steps: Vec<_> = told.iter().map(|(day, key, step)| (*day, &**key, &**step)).collect();
    let key = "row:acme.sales:2027-06-30";
    let expected = [90, 60, 30, 14, 7, 1].map(|step: i64| (days_before(end, step), step.to_string()));
    assert_eq!(steps, expected.each_ref().map(|(day, step)| (*day, key, &**step)));
}

#[test]
fn what_fills_up_is_told_at_its_marks() {
    let of = |used| World::of(&[yearly(Dates::default(), vec![seats(20)])], None).uses("acme.sales", used);
    let step = |used: u64| of(used).on(date(2027, 1, 1)).into_iter().find_map(|need| need.step);
    assert_eq!(
        [0, 16, 17, 19, 20, 21].map(step),
        [None, None, Some("85"), Some("85"), Some("100"), Some("over")].map(|step| step.map(str::to_owned))
    );

    let limit = |used, max| {
        let mut world = of(0);
        world.limits = vec![LimitUse { issuer: "acme".to_owned(), name: "projects".to_owned(), used, max }];
        world
            .on(date(2027, 1, 1))
            .into_iter()
            .next()
            .map(|need| (need.step.unwrap_or_default(), need.severity))
    };
    assert_eq!(limit(84, 100), None);
    assert_eq!(limit(85, 100), Some(("85".to_owned(), Severity::Warning)));
    assert_eq!(limit(100, 100), Some(("100".to_owned(), Severity::Urgent)));
    assert_eq!(limit(0, 0), None);
    assert_eq!(limit(1, 0), Some(("100".to_owned(), Severity::Urgent)));

    let meter = |used, allowance, forecast| {
        let mut world = of(0);
        let month = date(2027, 1, 1);
        let (issuer, name) = ("acme".to_owned(), "emails".to_owned());
        world.meters = vec![MeterUse { issuer, name, month, used, allowance, forecast }];
        world
            .on(date(2027, 1, 9))
            .into_iter()
            .next()
            .map(|need| format!("{} {}", need.key, need.step.unwrap_or_default()))
    };
    assert_eq!(meter(79, 100, None), None);
    assert_eq!(
        meter(79, 100, Some(date(2027, 1, 20))).as_deref(),
        Some("meter:acme:emails:2027-01 forecast")
    );
    assert_eq!(meter(80, 100, None).as_deref(), Some("meter:acme:emails:2027-01 80"));
    assert_eq!(meter(1, 0, None).as_deref(), Some("meter:acme:emails:2027-01 100"));
    assert_eq!(meter(0, 0, None), None);
}

#[test]
fn steps_are_days_in_order() {
    assert_eq!(Steps::new(vec![7, 30, 7, 1]).map(|steps| steps.days().to_vec()), Ok(vec![30, 7, 1]));
    assert_eq!(Steps::new(vec![0]), Err(StepsError::Days(0)));
    assert_eq!(Steps::new((1..=13).collect()), Err(StepsError::TooMany));
    let steps = Steps::default();
    assert_eq!(
        [91, 90, 61, 60, 15, 1, 0, -1].map(|left| steps.at(left)),
        [None, Some(90), Some(90), Some(60), Some(30), Some(1), Some(1), None]
    );
}

fn use_of(packages: &[Package], units: &[u64]) -> World {
    let mut world = World::of(packages, None);
    for (index, units) in units.iter().enumerate().take(world.names.len()) {
        world.usage.set(ModuleNo::from_index(index).expect("few"), *units);
    }
    world
}

proptest! {
    #![proptest_config(cases(192))]

    /// Whatever is in force and used: steps come in order, each at its time, and every gap is one.
    #[test]
    fn steps_of_dates_come_in_order(packages in vec(package(), 1..3), units in vec(0_u64..9, 9)) {
        let world = use_of(&packages, &units);
        let mut last: BTreeMap<String, u16> = BTreeMap::new();
        for n in -100..DAYS + 2 {
            let needs = world.on(day_at(n));
            let mut keys: Vec<&str> = needs.iter().map(|need| &*need.key).collect();
            keys.sort_unstable();
            keys.dedup();
            prop_assert_eq!(keys.len(), needs.len(), "a key twice on one day");
            for need in &needs {
                let (days, short) = match &need.about {
                    About::Date { days, short, .. } => (*days, short.clone()),
                    About::Row { days, short, .. } => (*days, vec![short.clone()]),
                    _ => continue,
                };
                prop_assert!(short.iter().all(|short| short.valid < short.used));
                let step: u16 = need.step.as_deref().and_then(|step| step.parse().ok()).expect("dates have steps");
                prop_assert!(step == 0 || i32::from(step) >= days, "too early: {need:?}");
                prop_assert!(days <= 90);
                let before = last.insert(need.key.clone(), step).unwrap_or(u16::MAX);
                prop_assert!(step <= before, "{} went back from {before} to {step}", need.key);
            }
        }
    }

    /// However a number goes up and down: a step is told on the days on which it is the highest that is reached, if it
    /// was never reached before, or was not for a month.
    #[test]
    fn a_step_of_a_level_is_told_when_it_was_not_reached_for_a_month(
        stretches in vec((prop::sample::select(vec![0_u64, 84, 85, 99, 100, 120]), 1_usize..45), 1..12),
    ) {
        let uses: Vec<u64> = stretches.into_iter().flat_map(|(used, days)| vec![used; days]).collect();
        let mut last: [Option<usize>; 2] = [None, None];
        let mut expected = Vec::new();
        for (day, used) in uses.iter().enumerate() {
            let reached = [*used >= 85, *used >= 100].into_iter().filter(|reached| *reached).count();
            // The day on which it is seen to be left is the one after the last on which it was reached.
            let is_new = |last: Option<usize>| last.is_none_or(|last| day > last + 30);
            if reached > 0 && is_new(last[reached - 1]) {
                expected.push((day, ["85", "100"][reached - 1].to_owned()));
            }
            for last in &mut last[..reached] {
                *last = Some(day);
            }
        }
        prop_assert_eq!(news::told_of_limit(&uses), expected);
    }

    /// With everything for ever and without a cap loaded, nothing that has a date is told before it is near.
    #[test]
    fn plenty_ahead_silences_every_date(packages in vec(package(), 1..2), units in vec(0_u64..9, 9)) {
        let rows = packages[0].rows.iter().map(|row| Row {
            quantity: Quantity::Unrestricted, start: None, due: None, requires: Vec::new(), ..row.clone()
        });
        let plenty = Package {
            id: "plenty".to_owned(), sequence: 9, dates: Dates::default(), versions: None, rows: rows.collect(),
            ..packages[0].clone()
        };
        let mut world = World::of(&packages, Some(&plenty));
        for (index, units) in units.iter().enumerate().take(world.names.len()) {
            world.usage.set(ModuleNo::from_index(index).expect("few"), *units);
        }
        for n in -100..DAYS + 2 {
            for need in world.on(day_at(n)) {
                prop_assert!(need.days().is_none(), "{need:?}");
            }
        }
    }
}
