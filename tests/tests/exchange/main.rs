//! A manager and an authority exchange packages, requests, answers and receipts in any order, online and by file, with
//! losses, repeats and restarts. Whatever happens: what is in force never goes back, nothing is accepted that was made
//! for another installation or another question, no licence is over-allocated, and once nothing is lost any more one
//! contact brings both to the same picture.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

mod machine;
mod world;

use std::sync::atomic::Ordering;

use licentia_platform::db::Backend;
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

use machine::{FOREIGN, IN_FORCE, Machine, Step};

/// How many sequences on SQLite, and on PostgreSQL, where every world costs three new databases, a third of them;
/// `LICENTIA_TEST_SCALE` multiplies it for a long run.
const SEQUENCES: u32 = 12;
/// How many steps a sequence has at most.
const STEPS: usize = 40;

#[test]
fn any_exchange_keeps_its_promises_on_sqlite() {
    any_exchange(Backend::Sqlite);
}

#[test]
fn any_exchange_keeps_its_promises_on_postgresql() {
    any_exchange(Backend::Postgres);
}

fn any_exchange(backend: Backend) {
    let scale = std::env::var("LICENTIA_TEST_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let sequences = if backend == Backend::Sqlite { SEQUENCES } else { SEQUENCES / 3 };
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 12,
        ..ProptestConfig::with_cases(sequences * scale)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut steps = 0;
    let counted = std::cell::RefCell::new(&mut steps);
    let story = proptest::collection::vec(Step::any(), STEPS / 2..STEPS);
    TestRunner::new(config)
        .run(&story, |story| {
            **counted.borrow_mut() += story.len();
            runtime.block_on(async {
                let mut machine = Machine::new(backend).await;
                for step in &story {
                    machine.does(step).await?;
                }
                machine.converges().await
            })
        })
        .unwrap_or_else(|failed| match failed {
            TestError::Fail(why, story) => panic!("{why} after {story:?}"),
            TestError::Abort(why) => panic!("{why}"),
        });
    let (in_force, foreign) = (IN_FORCE.load(Ordering::Relaxed), FOREIGN.load(Ordering::Relaxed));
    println!(
        "{steps} steps on {backend:?}: {in_force} packages came into force, {foreign} foreign answers were refused"
    );
    // Every sequence ends with a package in force. A few sequences alone may by chance hold no other, and no answer that
    // was meant for somebody else; a dozen never do.
    assert!(in_force >= sequences, "every sequence must have ended with a package in force");
    assert!(in_force > sequences || sequences < 10, "packages must have come into force on the way");
    assert!(foreign > 0 || sequences < 10, "foreign answers must have been refused");
}
