//! Never over-allocated (rule 5): sixteen clients over two server processes on one PostgreSQL, and over one on SQLite,
//! do everything that moves seats, while servers are killed and started again. All along a sampler counts the tables as
//! they are committed; afterwards the tables, the ledger, both servers' own numbers and `licentia verify` have to agree.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

mod clients;
mod ledger;
mod tables;
mod world;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use licentia_tests::chance::Chance;
use licentia_tests::house::Database;
use licentia_tests::number;

use clients::Client;
use tables::{Entry, Tables};
use world::{Told, World};

/// How many clients there are.
const CLIENTS: usize = 16;
/// Operations on each database; `LICENTIA_TEST_SCALE` multiplies it for a long run.
const OPERATIONS: u64 = 2_000;
/// A server is killed about every so many operations.
const BETWEEN_KILLS: u64 = 450;

#[test]
fn never_over_allocated_sqlite() {
    race(Database::Sqlite, 1);
}

#[test]
fn never_over_allocated_postgres() {
    race(Database::Postgres, 2);
}

fn race(database: Database, servers: usize) {
    let operations = OPERATIONS * number("LICENTIA_TEST_SCALE", 1);
    let seed = number("LICENTIA_TEST_SEED", 20_261_121);
    let world = Arc::new(World::build(database, servers, operations));
    let began = Instant::now();
    let sampler = sample(&world);
    let killer = kill(&world, seed);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|no| {
            let (world, chance) = (Arc::clone(&world), Chance::new(seed, no as u64));
            std::thread::spawn(move || Client::new(&world, no, chance).work())
        })
        .collect();
    let told: Vec<Told> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    let took = began.elapsed();
    world.over.store(true, Ordering::Relaxed);
    let kills = killer.join().unwrap();
    let samples = sampler.join().unwrap();
    let told = Told::all(told);
    println!(
        "{database:?}, seed {seed}: {operations} operations in {:.1} s over {servers} server(s), {kills} kills, {samples} samples\n{told}",
        took.as_secs_f64()
    );
    world.settle();
    world.judge(&told);
    assert!(kills * 3 * BETWEEN_KILLS >= operations, "only {kills} kills");
}

/// Counts what is committed, again and again, until all is over.
fn sample(world: &Arc<World>) -> std::thread::JoinHandle<u64> {
    let world = Arc::clone(world);
    std::thread::spawn(move || {
        let mut tables = Tables::open(world.managers.house().database());
        let mut samples = 0;
        while !world.over.load(Ordering::Relaxed) {
            if let Some(moment) = tables.moment() {
                if let Err(breach) = world.fits(&moment) {
                    world.over.store(true, Ordering::Relaxed);
                    panic!(
                        "over-allocated after {samples} samples: {breach}\n{}",
                        last_words(&tables.ledger())
                    );
                }
                samples += 1;
            }
            std::thread::sleep(Duration::from_millis(15));
        }
        samples
    })
}

/// The newest changes, for whoever has to find out which of them it was.
fn last_words(entries: &[Entry]) -> String {
    let line = |entry: &Entry| {
        let members: String = entry.members.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        format!("{} {} {} {members:.300}", entry.revision, entry.kind, entry.subjects.join(" "))
    };
    entries[entries.len().saturating_sub(30)..].iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Kills one of the servers now and then, and starts it again.
fn kill(world: &Arc<World>, seed: u64) -> std::thread::JoinHandle<u64> {
    let (world, mut chance) = (Arc::clone(world), Chance::new(seed, 999));
    std::thread::spawn(move || {
        let _ends = EndsAll(&world);
        let (mut kills, mut next) = (0, chance.below(BETWEEN_KILLS) + 1);
        while !world.over.load(Ordering::Relaxed) {
            world.kill_at.store(next, Ordering::Relaxed);
            if world.done.load(Ordering::Relaxed) < next {
                std::thread::sleep(Duration::from_millis(5));
                continue;
            }
            world.managers.kill_and_restart(chance.below(world.managers.count() as u64) as usize);
            kills += 1;
            next = world.done.load(Ordering::Relaxed) + BETWEEN_KILLS / 2 + chance.below(BETWEEN_KILLS);
        }
        kills
    })
}

/// Nobody goes on when a server does not start again.
struct EndsAll<'a>(&'a World);

impl Drop for EndsAll<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.over.store(true, Ordering::Relaxed);
        }
    }
}
