//! What happens when things break: servers killed under writes, a second server on the same database, the last seat
//! wanted by two.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

use licentia_tests::house::{Database, House, json_of};
use licentia_tests::{http, until};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Rounds of `kill -9` per database.
const KILLS: u32 = 100;
/// Users that the writers change.
const USERS: usize = 8;

#[test]
fn kill_under_writes_sqlite() {
    kill_under_writes(Database::Sqlite);
}

#[test]
fn kill_under_writes_postgres() {
    kill_under_writes(Database::Postgres);
}

/// Each writer gives its own user one name after the other. Whatever was acknowledged has to be there after the kill:
/// the name is the acknowledged one, or the one that was under way.
fn kill_under_writes(database: Database) {
    let mut house = House::build(database);
    for no in 0..USERS {
        let user =
            json!({"login": format!("writer{no}"), "name": "0", "kind": "internal", "can_log_in": false});
        assert_eq!(http::post(&house.api("/users"), &house.token, &user, &[]).status, 201);
    }
    let mut acknowledged: BTreeMap<usize, u64> = (0..USERS).map(|no| (no, 0)).collect();
    for round in 0..KILLS {
        let reached = write_until_killed(&mut house, &acknowledged, round);
        for (no, last) in &reached {
            let name = name_of(&house, *no);
            let allowed = [*last, last + 1];
            assert!(allowed.contains(&name), "round {round}: writer{no} was told {last} and reads {name}");
            acknowledged.insert(*no, name);
        }
    }
    let verified = json_of(&house.verify());
    assert_eq!(verified["report"]["faults"], json!([]), "{verified}");
    let written: u64 = acknowledged.values().sum();
    println!("{database:?}: {KILLS} kills under {written} writes");
    assert!(written >= u64::from(KILLS), "hardly anything was written: {acknowledged:?}");
}

/// Lets every writer write, kills the server under them, now sooner and now later, but never before one of them was told
/// that something is written; answers what each was told last.
fn write_until_killed(house: &mut House, from: &BTreeMap<usize, u64>, round: u32) -> BTreeMap<usize, u64> {
    let (reached, over) = (Arc::new(Mutex::new(from.clone())), Arc::new(AtomicBool::new(false)));
    let writers: Vec<_> = from
        .iter()
        .map(|(no, last)| {
            let (url, token) = (house.api(&format!("/users/writer{no}")), house.token.clone());
            let (reached, over, no, mut next) = (Arc::clone(&reached), Arc::clone(&over), *no, last + 1);
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    match http::try_patch(&url, &token, &json!({"name": next.to_string()})) {
                        Some(200) => {
                            reached.lock().unwrap().insert(no, next);
                            next += 1;
                        }
                        // Perhaps it is written: the same again.
                        Some(503) => {}
                        Some(other) => panic!("writer{no} was told {other}"),
                        None => return,
                    }
                }
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(u64::from(round * 7 % 80)));
    until("something is written", || {
        let reached = reached.lock().unwrap();
        if *reached == *from { Err(reached.clone()) } else { Ok(()) }
    });
    std::thread::sleep(Duration::from_millis(u64::from(round * 11 % 60)));
    house.kill_and_restart();
    over.store(true, Ordering::Relaxed);
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    Arc::try_unwrap(reached).unwrap().into_inner().unwrap()
}

fn name_of(house: &House, no: usize) -> u64 {
    let user = http::get(&house.api(&format!("/users/writer{no}")), &house.token);
    user.body["name"].as_str().unwrap_or_else(|| panic!("{user:?}")).parse().unwrap()
}

/// What one server was told holds on the other five seconds later at the latest: until then it may answer as it was
/// before, afterwards it answers rightly or says that it does not know (503 `behind`).
#[test]
fn a_second_server_answers_rightly_within_five_seconds() {
    let house = House::build(Database::Postgres);
    let user = json!({"login": "anna", "name": "Anna", "kind": "internal", "can_log_in": true});
    assert_eq!(http::post(&house.api("/users"), &house.token, &user, &[]).status, 201);
    let second = house.second_manager();
    let check = format!("{}/api/v1/checks/anna/superoffice.sale-cal", second.url);
    assert_eq!(http::get(&check, &house.token).body["code"], "no_seat");
    house.manager_does(&["assign", "--module", "superoffice.ten-sales", "anna"]);
    let assigned = Instant::now();
    until("the second server knows of it", || {
        let asked_after = assigned.elapsed();
        let answer = http::try_get(&check, &house.token).unwrap();
        if answer.body["allowed"] == json!(true) {
            return Ok(());
        }
        let may_be_old = asked_after < Duration::from_secs(5) || answer.status == 503;
        assert!(may_be_old, "asked after {asked_after:?}, the second server still says {answer:?}");
        Err(answer)
    });
    println!("the second server answers rightly after {:?}", assigned.elapsed());
}

/// Another program that opens the embedded database and closes it again, a backup or a curious administrator, must not
/// take acknowledged changes with it.
#[test]
fn an_outside_reader_loses_nothing() {
    let mut house = House::build(Database::Sqlite);
    let file = house.database().trim_start_matches("sqlite:").to_owned();
    let script = format!(
        "import sqlite3; c = sqlite3.connect({file:?}); c.execute('SELECT count(*) FROM app_user').fetchone(); c.close()"
    );
    let read = std::process::Command::new("python3").args(["-c", &script]).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let user = json!({"login": "anna", "name": "Anna", "kind": "internal", "can_log_in": true});
    assert_eq!(http::post(&house.api("/users"), &house.token, &user, &[]).status, 201);
    house.kill_and_restart();
    assert_eq!(
        http::get(&house.api("/users/anna"), &house.token).status,
        200,
        "what was acknowledged is there"
    );
}
