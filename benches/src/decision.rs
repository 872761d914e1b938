//! P3: may this user use this module now, in-process, beside a bare look-up of the same keys.
//!
//! **The least work**: one line of the user's bits, one of what the user holds, one of the module's day, which is in
//! cache. The anchor's is one line of its table. Every fourth user holds nothing; both sides must say yes as often.

use std::hint::black_box;

use anyhow::Result;
use hashbrown::HashMap;
use licentia_core::decide::{Access, decide};
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_manager::checks::{Question, ask};
use licentia_manager::snapshot::Snapshot;
use licentia_platform::db::Backend;
use tokio::runtime::Runtime;

use crate::report::{Budget, Line, Unit, say};
use crate::timing::{on_cpu_ns, rounds};
use crate::world::{MODULES, code, login, said, world};

const USERS: usize = 1_000_000;
const HOLDERS: usize = USERS / 4 * 3;

type Table<K> = HashMap<K, u32, foldhash::fast::RandomState>;

pub(crate) fn run(runtime: &Runtime) -> Result<Vec<Line>> {
    say(&format!("decision: loading {USERS} users"));
    let t = runtime.block_on(world(Backend::Sqlite, USERS, HOLDERS, MODULES - 1))?;
    let snapshot = runtime.block_on(t.manager.snapshot(t.scope)).map_err(said)?;
    Ok(vec![by_number(&snapshot), by_name(&snapshot)])
}

fn by_number(snapshot: &Snapshot) -> Line {
    let number =
        |module: usize| snapshot.licences().no(format!("acme.{}", code(module))).expect("it is licensed");
    let numbers: Vec<ModuleNo> = (0..MODULES).map(number).collect();
    let questions: Vec<(u32, u16)> = users().map(|user| (user as u32, numbers[user % MODULES].0)).collect();
    let table: Table<(u32, u16)> =
        questions.iter().filter(|key| (key.0 as usize) < HOLDERS).map(|key| (*key, key.0)).collect();
    let budget = Budget {
        path: "P3 decision by number, 1M users × 64 modules",
        anchor: "foldhash look-up of the same keys",
        unit: Unit::Nanoseconds,
        gate: Some(0.5),
        goal: Some(1.0),
    };
    let ours = |key: &(u32, u16)| {
        decide(&snapshot.facts(snapshot.user(UserNo(key.0)), Some(ModuleNo(key.1)), None, None)).access
            == Access::Full
    };
    budget.line(&measure(&questions, ours, |key| table.contains_key(key)))
}

fn by_name(snapshot: &Snapshot) -> Line {
    let modules: Vec<String> = (0..MODULES).map(|module| format!("acme.{}", code(module))).collect();
    // One text holds both: the anchor looks all of it up, a check its two halves.
    let questions: Vec<(String, usize)> = users()
        .map(|user| (format!("{}{}", login(user), modules[user % MODULES]), login(user).len()))
        .collect();
    // Made in the order of the numbers, as the manager's: texts that lie in memory in the order asked would be fetched
    // before they are asked for.
    let key = |user: usize| format!("{}{}", login(user), modules[user % MODULES]);
    let table: Table<String> = (0..HOLDERS).map(|user| (key(user), user as u32)).collect();
    let budget = Budget {
        path: "P3 decision by names",
        anchor: "foldhash look-up of the same text",
        unit: Unit::Nanoseconds,
        gate: Some(0.5),
        goal: Some(1.0 / 1.2),
    };
    let ours = |(key, split): &(String, usize)| {
        let (user, module) = key.split_at(*split);
        ask(
            snapshot,
            &Question { user, module, at: None, version: None, released: None, session: None, site: 0 },
        )
        .decision
        .access
            == Access::Full
    };
    budget.line(&measure(&questions, ours, |(key, _)| table.contains_key(key)))
}

/// Nanoseconds per question, of both sides in turn.
fn measure<Q>(questions: &[Q], ours: impl Fn(&Q) -> bool, anchor: impl Fn(&Q) -> bool) -> Vec<(f64, f64)> {
    let side = |answer: &dyn Fn(&[Q]) -> usize| {
        on_cpu_ns(|| {
            assert_eq!(answer(black_box(questions)), HOLDERS, "both sides say yes to those who hold")
        }) / USERS as f64
    };
    let yes_of_ours = |questions: &[Q]| questions.iter().filter(|question| ours(question)).count();
    let yes_of_anchor = |questions: &[Q]| questions.iter().filter(|question| anchor(question)).count();
    rounds(|| side(&yes_of_ours), || side(&yes_of_anchor))
}

/// Every user once, in an order that no cache foresees.
fn users() -> impl Iterator<Item = usize> {
    // 613,651 has no divisor in common with the number of users.
    (0..USERS).map(|n| n * 613_651 % USERS)
}
