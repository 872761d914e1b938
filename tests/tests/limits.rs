//! Plan limits under real callers: two that create the hundredth project at once cannot both pass, over HTTP, through
//! two server processes on PostgreSQL and one on SQLite, and a reservation outlives `kill -9`.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use licentia_tests::house::{Database, House};
use licentia_tests::http;
use serde_json::{Value, json};
use std::sync::{Arc, Barrier};

/// Callers at the same moment.
const CALLERS: usize = 64;
const LIMIT: &str = "/limits/superoffice.active-projects";

#[test]
fn one_server_sqlite() {
    the_last_one_is_taken_once(Database::Sqlite, false);
}

#[test]
fn two_servers_postgres() {
    the_last_one_is_taken_once(Database::Postgres, true);
}

fn the_last_one_is_taken_once(database: Database, two: bool) {
    let mut house = House::build(database);
    on_core(&house);
    assert_eq!(report(&house, &json!({"used": 99}))["level"], "warning");
    let second = two.then(|| house.second_manager());
    let mut servers = vec![house.api("")];
    servers.extend(second.as_ref().map(|server| format!("{}/api/v1", server.url)));
    for round in 0..5 {
        let reserved = reserve_at_once(&servers, &house.token);
        assert_eq!(reserved.len(), 1, "round {round}: {reserved:?}");
        assert_eq!(used_and_reserved(&house), (99, 1));
        let released =
            http::delete(&house.api(&format!("{LIMIT}/reservations/{}", reserved[0])), &house.token);
        assert_eq!(released.status, 200, "{released:?}");
    }
    // What was acknowledged outlives the server, and is used afterwards.
    let id = reserve_at_once(&servers, &house.token).remove(0);
    house.kill_and_restart();
    assert_eq!(used_and_reserved(&house), (99, 1));
    let path = house.api(&format!("{LIMIT}/reservations/{id}/use"));
    for _ in 0..2 {
        let used = http::post(&path, &house.token, &json!({}), &[]);
        assert_eq!((used.status, &used.body["used"]), (200, &json!(100)), "{used:?}");
    }
    assert!(reserve_at_once(&[house.api("")], &house.token).is_empty(), "a hundred is the most");
}

/// Moves the customer to the suite Core: from plans to one plan for everybody.
fn on_core(house: &House) {
    house.moves_to_suite("core", &[("server", 1), ("online-web-services", 1), ("suite2-core", 20)]);
    house.activates_next("core.tls");
}

fn report(house: &House, body: &Value) -> Value {
    let told = http::put(&house.api(LIMIT), &house.token, body);
    assert_eq!(told.status, 200, "{told:?}");
    told.body
}

/// Everybody reserves one at the same moment; answers the ids of those who got it.
fn reserve_at_once(servers: &[String], token: &str) -> Vec<String> {
    let start = Arc::new(Barrier::new(CALLERS));
    let callers: Vec<_> = (0..CALLERS)
        .map(|no| {
            let url = format!("{}{LIMIT}/reservations", servers[no % servers.len()]);
            let (token, start) = (token.to_owned(), Arc::clone(&start));
            std::thread::spawn(move || {
                start.wait();
                http::post(&url, &token, &json!({"seconds": 600}), &[])
            })
        })
        .collect();
    let answers = callers.into_iter().map(|caller| caller.join().unwrap());
    let got = answers.filter_map(|answer| match answer.status {
        201 => Some(answer.body["reservation"]["id"].as_str().unwrap().to_owned()),
        409 => {
            assert_eq!(answer.body["code"], "limit_reached");
            None
        }
        other => panic!("{other}: {answer:?}"),
    });
    got.collect()
}

fn used_and_reserved(house: &House) -> (u64, u64) {
    let limits = http::get(&house.api("/limits"), &house.token).body;
    let projects =
        limits["items"].as_array().unwrap().iter().find(|one| one["limit"] == "superoffice.active-projects");
    let projects = projects.unwrap_or_else(|| panic!("{limits}"));
    (projects["used"].as_u64().unwrap(), projects["reserved"].as_u64().unwrap())
}
