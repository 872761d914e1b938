//! What becomes of log-ins and their concurrent seats when the server is killed.
//!
//! Where nothing may end by itself, sessions may be silent for longer than the story lasts, so that no pause of the
//! machine ends one. Where silence has to end them, it is measured: whoever was heard of in time must be in.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use licentia_tests::house::{Database, House, json_of};
use licentia_tests::{http, until};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Users, more than there are seats.
const USERS: usize = 14;
/// Seats of the concurrent module.
const SEATS: usize = 10;
/// Nobody is silent for too long.
const PATIENT: &str = "[sessions]\nheartbeat_seconds = 3600\n";
/// Often, so that the story is short.
const IMPATIENT: &str = "[sessions]\nheartbeat_seconds = 5\n";
/// How long somebody may be silent then, and everybody after a start: two intervals.
const GRACE: Duration = Duration::from_secs(10);

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
    house.kill_and_restart_with(PATIENT);
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
    let speaking = all.iter().take(SEATS / 2).cloned().collect();
    let spoke = speak_through_a_kill(&mut house, &all, speaking);
    // Whoever was silent is out, whoever spoke is in, and the seats of the first are free again.
    house.kill_and_restart_with(PATIENT);
    let still = self::open(&house);
    assert!(still.is_subset(&spoke), "{still:?} came back to {spoke:?}");
    let free = (0..USERS).filter(|no| log_in(&house, *no) == "ok").count();
    assert_eq!(free, SEATS - still.len());
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
    house.kill_and_restart_with(PATIENT);
    threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
}

fn asked(no: usize) -> Value {
    let modules = ["superoffice.service-desk"];
    json!({"user": format!("user{no}"), "client": "superoffice.web", "modules": modules})
}

fn log_in(house: &House, no: usize) -> String {
    let answer = http::post(&house.api("/logins"), &house.token, &asked(no), &[]);
    assert_eq!(answer.body["next_heartbeat_s"].as_u64().unwrap_or(3600), 3600, "{answer:?}");
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

/// Some speak again and again, the others never; the server is killed once, and nobody loses a seat by that: the grace
/// of two intervals begins anew. Waits until those who were silent are out, and answers who is in.
fn speak_through_a_kill(
    house: &mut House,
    all: &BTreeSet<String>,
    speaking: BTreeSet<String>,
) -> BTreeSet<String> {
    let mut started = Instant::now();
    house.kill_and_restart_with(IMPATIENT);
    // When each was last heard of, at the earliest.
    let mut heard: BTreeMap<String, Instant> = speaking.into_iter().map(|id| (id, started)).collect();
    let (began, mut killed) = (started, false);
    until("the silent ones are out", || {
        heard.retain(|id, last| {
            let speaks = Instant::now();
            let path = house.api(&format!("/sessions/{id}/heartbeat"));
            let answer = http::post(&path, &house.token, &json!({}), &[]);
            let goes_on = answer.status == 200;
            // Only if the machine kept us silent for the whole grace.
            assert!(goes_on || last.elapsed() >= GRACE, "a session that speaks goes on: {answer:?}");
            *last = speaks;
            goes_on
        });
        if !killed && began.elapsed() > Duration::from_secs(4) {
            (killed, started) = (true, Instant::now());
            house.kill_and_restart_with(IMPATIENT);
        }
        let open = open(house);
        // Since the server was started at the earliest.
        assert!(
            open == *all || started.elapsed() >= GRACE,
            "nobody is out in the grace after a start: {open:?}"
        );
        heard.retain(|id, last| {
            assert!(open.contains(id) || last.elapsed() >= GRACE, "{id} spoke, and is not in {open:?}");
            open.contains(id)
        });
        std::thread::sleep(Duration::from_millis(300));
        if killed && open.len() == heard.len() { Ok(open) } else { Err(open) }
    })
}
