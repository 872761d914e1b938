//! What is true of every catalogue and order.

use super::{catalogue, codes, english};
use crate::catalogue::{Catalogue, LimitDef, ModuleDef, Order, OrderLine, SuiteDef, difference};
use crate::licence::{Quantity, Scope, Texts};
use crate::licences::{Licences, Total};
use crate::testing::{any_day, cases, counting, kinds, names_in, package_of, scope};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

/// Cases of the properties.
const CASES: u32 = 500;
const CODES: [&str; 7] = ["server", "user", "web", "sale-cal", "ten-sales", "ten-both", "t2"];

fn code() -> impl Strategy<Value = String> {
    prop_oneof![9 => select(codes(&CODES)), 1 => select(codes(&["", "Not A Code", "other"]))]
}

/// Any module at all, right or wrong.
fn any_module() -> impl Strategy<Value = ModuleDef> {
    let lists = (vec(code(), 0..4), vec(code(), 0..3), vec(code(), 0..3), of(code()));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (code(), scope(), counting(), kinds(), lists, flags).prop_map(
        |(code, scope, counting, kinds, lists, flags)| {
            let ((set, requires, brings, was), (hidden, plan, tier, unrestricted)) = (lists, flags);
            let new = ModuleDef::new(code, scope);
            ModuleDef { counting, kinds, set, requires, brings, was, hidden, plan, tier, unrestricted, ..new }
        },
    )
}

fn any_catalogue() -> impl Strategy<Value = Catalogue> {
    let suite = (code(), code(), vec(code(), 0..3), of(code())).prop_map(|(name, module, brings, next)| {
        let [titles, counts, advice] = <[Texts; 3]>::default();
        let limit = LimitDef { name: name.clone(), titles, max: None, counts, advice };
        let (titles, limits, prices) = (Texts::new(), vec![limit], Default::default());
        SuiteDef { name, titles, module, brings, limits, next, prices }
    });
    (code(), vec(any_module(), 0..9), vec(suite, 0..3)).prop_map(|(issuer, modules, suites)| Catalogue {
        issuer,
        suites,
        ..catalogue(modules)
    })
}

fn any_order() -> impl Strategy<Value = Order> {
    let line = (code(), of(0_u32..9), any::<bool>(), of(any_day()), of(any_day()));
    let line = line.prop_map(|(module, quantity, unrestricted, start, due)| OrderLine {
        module,
        quantity,
        unrestricted: unrestricted && quantity.is_none(),
        start,
        due,
    });
    (of(code()), vec(line, 0..7)).prop_map(|(suite, lines)| Order { suite, lines })
}

/// A catalogue that is right: one required system module, hidden modules, plans with any sets.
fn right() -> impl Strategy<Value = Catalogue> {
    let set = || proptest::sample::subsequence(vec!["user", "web", "sale-cal"], 0..=3);
    (set(), set(), any::<bool>()).prop_map(|(one, two, marks)| {
        let module = |code, scope| ModuleDef { titles: english(code), ..ModuleDef::new(code, scope) };
        let hidden = |code| ModuleDef { hidden: true, ..module(code, Scope::User) };
        let brings = codes(if marks { &["t2"] } else { &[] });
        let plan = |code, set: &[&str]| ModuleDef {
            plan: true,
            set: codes(set),
            brings: brings.clone(),
            ..module(code, Scope::User)
        };
        catalogue(vec![
            hidden("user"),
            hidden("web"),
            hidden("sale-cal"),
            ModuleDef { hidden: true, tier: true, ..module("t2", Scope::System) },
            plan("ten-sales", &one),
            plan("ten-both", &two),
        ])
    })
}

fn plans_ordered() -> impl Strategy<Value = Order> {
    let line = (select(codes(&["ten-sales", "ten-both"])), 1_u32..20, of(any_day()), of(any_day()));
    let line = line.prop_filter_map("days in order", |(module, quantity, start, due)| {
        let in_order = start.zip(due).is_none_or(|(start, due)| start <= due);
        in_order.then(|| OrderLine { start, due, ..OrderLine::new(module, quantity) })
    });
    vec(line, 0..6).prop_map(|lines| Order { suite: None, lines })
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn nothing_panics_on_any_catalogue(one in any_catalogue(), two in any_catalogue(), order in any_order()) {
        one.validate();
        drop(one.rows_for(&order));
        for suite in CODES {
            one.suite_for(suite);
            one.limits_for(suite);
        }
        difference(&one, &two);
        prop_assert!(!one.validate().is_empty() || difference(&one, &one).is_empty());
        if one.modules != two.modules && one.validate().is_empty() && two.validate().is_empty() {
            let sorted = |c: &Catalogue| {
                let mut codes: Vec<_> = c.modules.iter().map(|m| m.code.clone()).collect();
                codes.sort();
                codes
            };
            prop_assert!(sorted(&one) == sorted(&two) || !difference(&one, &two).is_empty());
        }
    }

    #[test]
    fn a_cycle_is_found_exactly_where_there_is_one(catalogue in any_catalogue()) {
        let next = |code: &str| {
            let found = catalogue.modules.iter().find(|module| module.code == code);
            found.map_or_else(Vec::new, |module| module.requires.clone())
        };
        let comes_back = |start: &str| {
            let (mut seen, mut todo) = (Vec::new(), next(start));
            while let Some(code) = todo.pop() {
                if code == start {
                    return true;
                }
                if !seen.contains(&code) {
                    todo.extend(next(&code));
                    seen.push(code);
                }
            }
            false
        };
        // The first module of a code is the one that counts.
        let cyclic = catalogue.modules.iter().enumerate().any(|(at, module)| {
            catalogue.modules[..at].iter().all(|other| other.code != module.code) && comes_back(&module.code)
        });
        let found = catalogue.validate().iter().any(|problem| problem.code.as_str() == "cycle_in_requires");
        prop_assert_eq!(found, cyclic);
    }

    #[test]
    fn every_hidden_total_is_the_sum_of_its_plans_on_every_day(
        catalogue in right(), order in plans_ordered(), today in any_day(),
    ) {
        prop_assert_eq!(catalogue.validate(), []);
        let rows = catalogue.rows_for(&order).unwrap();
        let package = package_of("superoffice", rows);
        let names = names_in(std::slice::from_ref(&package));
        let licences = Licences::build(&names, &[package], &[]);
        let day = licences.on(today);
        let total = |code: &str| match licences.no(format!("superoffice.{code}")).map(|no| day.total(no)) {
            Some(Total::Count(count)) => count,
            None | Some(Total::Absent) => 0,
            Some(Total::Unrestricted) => u64::MAX,
        };
        for plan in ["ten-sales", "ten-both"] {
            let lines = order.lines.iter().filter(|line| line.module == plan);
            let in_force = lines.filter(|line| {
                line.start.is_none_or(|start| start <= today) && line.due.is_none_or(|due| today <= due)
            });
            let ordered: u64 = in_force.filter_map(|line| line.quantity).map(u64::from).sum();
            prop_assert_eq!(total(plan), ordered);
        }
        for code in ["user", "web", "sale-cal", "t2"] {
            let plans = catalogue.modules.iter().filter(|module| {
                module.set.iter().chain(&module.brings).any(|name| name == code)
            });
            let sum: u64 = plans.map(|plan| total(&plan.code)).sum();
            prop_assert_eq!(total(code), sum, "{}", code);
        }
        prop_assert!(licences.modules().all(|(_, m)| m.rows.iter().all(|row| row.quantity != Quantity::Count(0))));
    }
}
