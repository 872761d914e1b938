//! A manager and an authority exchange packages, requests, answers and receipts in any order, online and by file, with
//! losses, repeats and restarts. Whatever happens: what is in force never goes back, nothing is accepted that was made
//! for another installation or another question, no licence is over-allocated, and once nothing is lost any more one
//! contact brings both to the same picture.
//!
//! Chance repeats itself: the same `LICENTIA_TEST_SEED` makes the same sequences.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

mod machine;
mod world;

use std::sync::atomic::Ordering;

use licentia_platform::db::Backend;
use licentia_tests::number;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

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
    let scale = u32::try_from(number("LICENTIA_TEST_SCALE", 1)).unwrap();
    let sequences = scale * if backend == Backend::Sqlite { SEQUENCES } else { SEQUENCES / 3 };
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 12,
        ..ProptestConfig::with_cases(sequences)
    };
    let seed = number("LICENTIA_TEST_SEED", 20_261_122);
    let bytes: Vec<u8> = seed.to_le_bytes().repeat(4);
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut steps = 0;
    let counted = std::cell::RefCell::new(&mut steps);
    let story = proptest::collection::vec(Step::any(), STEPS / 2..STEPS);
    TestRunner::new_with_rng(config, chance)
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
        "{steps} steps on {backend:?}, seed {seed}: {in_force} packages came into force, {foreign} foreign answers were refused"
    );
    // Whatever chance did before, every sequence ends with a foreign answer and with two packages that come into force.
    assert!(in_force >= 2 * sequences, "every sequence must have ended with packages in force");
    assert!(foreign >= sequences, "every sequence must have ended with a foreign answer");
}
