//! What becomes of log-ins and their concurrent seats when the server is killed.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use licentia_tests::house::{Database, House, json_of};
use licentia_tests::http;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Users, more than there are seats.
const USERS: usize = 14;
/// Seats of the concurrent module.
const SEATS: usize = 10;
/// Often, so that the story is short.
const SETTINGS: &str = "[sessions]\nheartbeat_seconds = 5\n";

#[test]
fn sessions_outlive_a_kill_sqlite() {
    sessions_outlive_a_kill(Database::Sqlite);
}

#[test]
fn sessions_outlive_a_kill_postgres() {
    sessions_outlive_a_kill(Database::Postgres);
}

fn sessions_outlive_a_kill(database: Database) {
    let mut house = House::build(database);
    house.kill_and_restart_with(SETTINGS);
    for no in 0..USERS {
        let user = json!({"login": format!("user{no}"), "name": format!("User {no}"), "kind": "internal", "can_log_in": true});
        assert_eq!(http::post(&house.api("/users"), &house.token, &user, &[]).status, 201);
        for module in ["superoffice.ten-sales", "superoffice.service-desk"] {
            house.manager_does(&["assign", "--module", module, &format!("user{no}")]);
        }
    }
    let acknowledged = log_in_until_killed(&mut house);
    let open = open(&house);
    assert!(acknowledged.iter().all(|id| open.contains(id)), "{acknowledged:?} are not all in {open:?}");
    assert!(open.len() <= SEATS, "{open:?}");
    // The seats that were taken before the kill are taken still: only the rest is given.
    let taken = (0..USERS).filter(|no| log_in(&house, *no) == "ok").count();
    assert_eq!(open.len() + taken, SEATS);
    let all = self::open(&house);
    let speaking: BTreeSet<String> = all.iter().take(SEATS / 2).cloned().collect();
    speak_through_a_kill(&mut house, &all, &speaking);
    // Whoever was silent is out, whoever spoke is in, and the seats of the first are free again.
    let free = (0..USERS).filter(|no| log_in(&house, *no) == "ok").count();
    assert_eq!(free, SEATS - speaking.len());
    let verified = json_of(&house.verify());
    assert_eq!(verified["report"]["faults"], json!([]), "{verified}");
}

/// Everybody logs in at once, and the server is killed meanwhile: the sessions that were acknowledged.
fn log_in_until_killed(house: &mut House) -> Vec<String> {
    let threads: Vec<_> = (0..USERS)
        .map(|no| {
            let (url, token) = (house.api("/logins"), house.token.clone());
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(no as u64 * 2));
                let answer = http::try_post(&url, &token, &asked(no))?;
                answer.body["session"].as_str().map(str::to_owned)
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(18));
    house.kill_and_restart_with(SETTINGS);
    threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
}

fn asked(no: usize) -> Value {
    let modules = ["superoffice.service-desk"];
    json!({"user": format!("user{no}"), "client": "superoffice.web", "modules": modules})
}

fn log_in(house: &House, no: usize) -> String {
    let answer = http::post(&house.api("/logins"), &house.token, &asked(no), &[]);
    assert_eq!(answer.body["next_heartbeat_s"].as_u64().unwrap_or(5), 5, "{answer:?}");
    let result = answer.body["result"].as_str().unwrap().to_owned();
    assert!(["ok", "no_free_session"].contains(&result.as_str()), "{answer:?}");
    result
}

/// The sessions that are open and have a seat.
fn open(house: &House) -> BTreeSet<String> {
    let list = http::get(&house.api("/sessions?seated=true&limit=1000"), &house.token);
    let items = list.body["items"].as_array().unwrap_or_else(|| panic!("{list:?}"));
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Some speak every second, the others never again; the server is killed once, and nobody loses a seat by that: the
/// grace of two intervals begins anew. In the end those who were silent are out.
fn speak_through_a_kill(house: &mut House, all: &BTreeSet<String>, speaking: &BTreeSet<String>) {
    let began = Instant::now();
    let mut killed = None;
    loop {
        for id in speaking {
            let answer =
                http::post(&house.api(&format!("/sessions/{id}/heartbeat")), &house.token, &json!({}), &[]);
            assert_eq!(answer.status, 200, "a session that speaks goes on: {answer:?}");
        }
        if killed.is_none() && began.elapsed() > Duration::from_secs(4) {
            house.kill_and_restart_with(SETTINGS);
            killed = Some(Instant::now());
            assert_eq!(open(house), *all, "nobody is out because the server was");
        }
        let open = open(house);
        assert!(open.is_superset(speaking), "{open:?}");
        if killed.is_some_and(|killed| killed.elapsed() < Duration::from_secs(8)) {
            assert_eq!(open, *all, "the grace after a start");
        }
        if open == *speaking {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "the silent ones are still in: {open:?}");
        std::thread::sleep(Duration::from_millis(500));
    }
}
