//! Random worlds: a few plans, hidden modules and users, so that seats are short.

use super::world::{Someone, World, hidden, plan, requiring, system, user};
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licence::{Counting, Quantity, Row, UserKind};
use crate::package::Package;
use crate::seats::{Ask, Assignment, Source, State};
use crate::testing::{any_day, kinds, package_of};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Every code of the random packages, and one that none has.
pub(crate) const CODES: [&str; 11] = [
    "server",
    "user",
    "web",
    "sale-cal",
    "ten-sales",
    "ten-service",
    "ten-both",
    "visible-for",
    "desk",
    "renamed",
    "never-sold",
];
/// Users of a random world.
pub(crate) const USERS: usize = 5;

/// A row with a small random quantity, in one or two dated parts.
fn dated(row: Row) -> impl Strategy<Value = Vec<Row>> {
    let quantity =
        || prop_oneof![8 => (0_u32..5).prop_map(Quantity::Count), 1 => Just(Quantity::Unrestricted)];
    let part = (quantity(), of(any_day()), of(any_day()));
    let parts = prop_oneof![
        4 => quantity().prop_map(|quantity| vec![(quantity, None, None)]),
        2 => vec(part, 1..3),
        1 => Just(Vec::new()),
    ];
    parts.prop_map(move |parts| {
        let part = |(quantity, start, due)| Row { quantity, start, due, ..row.clone() };
        parts.into_iter().map(part).collect()
    })
}

fn a_plan(code: &'static str) -> impl Strategy<Value = Vec<Row>> {
    let sets = subsequence(vec!["user", "web", "sale-cal"], 0..=3);
    sets.prop_flat_map(move |set| dated(plan(code, 0, &set)))
}

/// A package whose sets, quantities, dates and kinds differ from one to the next.
pub(crate) fn any_package() -> impl Strategy<Value = Package> {
    let desk = Row { counting: Counting::Concurrent, ..user("desk", 1) };
    let plans = (a_plan("ten-sales"), a_plan("ten-service"), a_plan("ten-both"));
    let hiddens = (dated(hidden("user", 0)), dated(hidden("web", 0)), dated(hidden("sale-cal", 0)));
    let others = (
        dated(requiring(user("visible-for", 0), &["user"])),
        kinds(),
        dated(desk),
        any::<bool>(),
        any::<bool>(),
    );
    (plans, hiddens, others).prop_map(
        |((p, q, r), (a, b, c), (mut visible, kinds, desk, server, renames))| {
            for row in &mut visible {
                row.kinds = kinds;
            }
            if renames {
                for row in &mut visible {
                    row.module = "renamed".into();
                    row.was = Some("visible-for".into());
                }
            }
            let server = if server { vec![system("server")] } else { Vec::new() };
            package_of("superoffice", [server, a, b, c, p, q, r, visible, desk].concat())
        },
    )
}

pub(crate) fn any_source() -> impl Strategy<Value = Source> {
    select(vec![Source::Manual, Source::Rule, Source::Scim, Source::Import])
}

/// Something to ask for, by its place in [`CODES`]; mostly plans.
pub(crate) fn any_ask() -> impl Strategy<Value = (usize, Ask)> {
    let code = prop_oneof![3 => 4_usize..7, 2 => 0..CODES.len()];
    let dates = prop_oneof![3 => Just((None, None)), 1 => (of(any_day()), of(any_day()))];
    (code, any_source(), 0_u32..3, dates).prop_map(|(code, source, units, (from, until))| {
        (code, Ask { units, from, until, ..Ask::new(ModuleNo(0), source, 0) })
    })
}

/// Any assignment at all, of numbers that exist and of numbers that do not.
pub(crate) fn any_assignment() -> impl Strategy<Value = Assignment> {
    let state = prop_oneof![
        3 => Just(State::Active),
        1 => select(vec![Code::NoSeat, Code::Prerequisite]).prop_map(State::Waiting),
    ];
    let what = (0_u16..14, select(Source::EVERY.to_vec()), 0_u32..4, 0_u64..20);
    (what, of(any_day()), of(any_day()), state).prop_map(
        |((module, source, units, order), from, until, state)| Assignment {
            module: ModuleNo(module),
            source,
            units,
            from,
            until,
            state,
            order,
        },
    )
}

/// Users with whatever was granted, unchecked.
pub(crate) fn any_people() -> impl Strategy<Value = Vec<Someone>> {
    let kind = select(UserKind::EVERY.to_vec());
    let someone = (kind, any::<bool>(), vec(any_assignment(), 0..5)).prop_map(|(kind, active, mut rows)| {
        let mut keys = std::collections::BTreeSet::new();
        rows.retain(|row| keys.insert(row.key()));
        Someone { kind, active, assignments: rows }
    });
    vec(someone, 0..8)
}

/// A world whose register knows every code from the start.
pub(crate) fn world_of(package: Package) -> World {
    let mut world = World::with(vec![package], USERS);
    for code in CODES {
        let name = format!("superoffice.{code}").parse().unwrap();
        if !world.names.contains(&name) {
            world.names.push(name);
        }
    }
    world.turn(world.day.today);
    world.people[USERS - 1].kind = UserKind::External;
    world
}
