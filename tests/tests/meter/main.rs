//! Each usage event counts exactly once (rule 15): clients tell events in batches of any size over two server processes
//! on one PostgreSQL, and over one on SQLite, tell them again, tell the same ones at the same moment on both, correct
//! some, and ask again whenever nobody answered, while servers are killed with SIGKILL and connections to the database
//! cut. In the end every server's months are compared with a tally that was kept apart: lost 0, doubled 0.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

mod clients;
mod libraries;
mod tally;
mod world;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use licentia_tests::chance::Chance;
use licentia_tests::house::Database;
use licentia_tests::number;

use clients::{Client, Told};
use tally::Tally;
use world::World;

/// How many clients there are, each a source of its own.
const CLIENTS: usize = 8;
/// Events on each database; `LICENTIA_TEST_SCALE` multiplies it for a long run: a hundred times it is over a million.
const EVENTS: u64 = 12_000;
/// How often something is killed or cut, whatever the number of events.
const TROUBLES: u64 = 6;

#[test]
fn counted_once_sqlite() {
    counted_once(Database::Sqlite, 1);
}

#[test]
fn counted_once_postgres() {
    counted_once(Database::Postgres, 2);
}

fn counted_once(database: Database, servers: usize) {
    let (scale, seed) = (number("LICENTIA_TEST_SCALE", 1), number("LICENTIA_TEST_SEED", 20_261_122));
    let world = Arc::new(World::build(database, servers, EVENTS * scale));
    let began = Instant::now();
    let troubles = trouble(&world, seed, TROUBLES * scale.isqrt());
    let clients: Vec<_> = (0..CLIENTS)
        .map(|no| {
            let (world, chance) = (Arc::clone(&world), Chance::new(seed, no as u64));
            std::thread::spawn(move || Client::new(world, no, chance).work())
        })
        .collect();
    let mut tally = Tally::default();
    let mut told = Told::default();
    for client in clients {
        let (own, heard) = client.join().unwrap();
        tally.add(own);
        told.add(&heard);
    }
    let took = began.elapsed();
    world.over.store(true, Ordering::Relaxed);
    let (kills, cuts) = troubles.join().unwrap();
    println!(
        "{database:?}: {} events ({} corrections) in {} requests, {} of them without an answer, {} events told again; \
         {kills} kills, {cuts} times every connection cut; {:.0} events a second",
        tally.events(),
        told.corrections,
        told.requests,
        told.unanswered,
        told.duplicates,
        tally.events() as f64 / took.as_secs_f64()
    );
    assert!(kills > 0 && told.unanswered > 0, "nothing was killed under any request");
    assert!(told.duplicates > 0 && told.corrections > 0, "{told:?}");
    let (lost, doubled) = world.judge(&tally);
    println!("{database:?}: lost {lost}, doubled {doubled}");
    assert_eq!((lost, doubled), (0, 0));
}

/// Kills servers, and cuts connections, each time so much more has been told.
fn trouble(world: &Arc<World>, seed: u64, times: u64) -> std::thread::JoinHandle<(u64, u64)> {
    let (world, mut chance) = (Arc::clone(world), Chance::new(seed, u64::MAX));
    std::thread::spawn(move || {
        let (mut kills, mut cuts) = (0, 0);
        for time in 1..=times {
            let due = world.wanted * time / (times + 1);
            while world.told.load(Ordering::Relaxed) < due {
                if world.over.load(Ordering::Relaxed) {
                    return (kills, cuts);
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            if world.managers.count() > 1 && time % 3 == 0 {
                world.cut_connections();
                cuts += 1;
            } else {
                world.managers.kill_and_restart(chance.below(world.managers.count() as u64) as usize);
                kills += 1;
            }
        }
        (kills, cuts)
    })
}
