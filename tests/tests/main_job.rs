//! The main job from nothing, with the command line and the API, on both databases: a vendor defines its catalogue and
//! signs a package, the customer's administrator compares and activates it, hands out seats, and the application is told
//! yes or no, and why.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use licentia_tests::house::{Database, House, SERIAL, json_of};
use licentia_tests::http;
use serde_json::{Value, json};

#[test]
fn sqlite() {
    story(Database::Sqlite);
}

#[test]
fn postgres() {
    story(Database::Postgres);
}

fn story(database: Database) {
    let house = House::build(database);
    seats_are_handed_out(&house);
    the_application_asks(&house);
    wrong_files_are_refused(&house);
    a_renewal_is_compared_and_activated(&house);
    let verified = json_of(&house.verify());
    assert_eq!(verified["report"]["faults"], json!([]), "{verified}");
}

fn add(house: &House, login: &str) {
    let user =
        json!({"login": login, "name": format!("Story {login}"), "kind": "internal", "can_log_in": true});
    let made = http::post(&house.api("/users"), &house.token, &user, &[]);
    assert_eq!(made.status, 201, "{made:?}");
}

fn seats_are_handed_out(house: &House) {
    for login in ["anna", "björn", "chidi"] {
        add(house, login);
    }
    let again = http::post(
        &house.api("/users"),
        &house.token,
        &json!({"login": "ANNA", "name": "Another", "kind": "internal"}),
        &[],
    );
    assert_eq!((again.status, again.code()), (409, "login_taken"));
    house.manager_does(&["assign", "--module", "superoffice.ten-sales", "anna", "björn"]);
    let beyond: Vec<String> = (0..20).map(|n| format!("extra{n}")).collect();
    beyond.iter().for_each(|login| add(house, login));
    let body = json!({"users": beyond, "modules": ["superoffice.ten-sales"], "partial": false});
    let refused = http::post(&house.api("/assignments"), &house.token, &body, &[]);
    assert_eq!(refused.status, 409, "18 seats are left, 20 are asked for: {refused:?}");
    assert_eq!(refused.body["refused"][0]["code"], "no_seat", "{refused:?}");
    let sales = licence(house, "superoffice.ten-sales");
    assert_eq!((&sales["in_use"], &sales["free"]), (&json!(2), &json!(18)), "all or nothing");
}

fn licence(house: &House, module: &str) -> Value {
    let list = http::get(&house.api("/licences"), &house.token);
    list.body["items"].as_array().unwrap().iter().find(|item| item["module"] == module).unwrap().clone()
}

fn the_application_asks(house: &House) {
    let yes = http::get(&house.api("/checks/anna/superoffice.sale-cal"), &house.token);
    assert_eq!(
        (&yes.body["allowed"], &yes.body["code"], &yes.body["source"]),
        (&json!(true), &json!("granted"), &json!("plan superoffice.ten-sales"))
    );
    let no = http::post(
        &house.api("/checks"),
        &house.token,
        &json!({"user": "chidi", "module": "superoffice.sale-cal"}),
        &[],
    );
    assert_eq!((&no.body["allowed"], &no.body["code"]), (&json!(false), &json!("no_seat")));
    let why = http::post(
        &house.api("/checks/why"),
        &house.token,
        &json!({"user": "chidi", "module": "superoffice.sale-cal"}),
        &[],
    );
    assert_eq!(why.body["code"], "no_seat");
    assert!(!why.body["remedies"].as_array().unwrap().is_empty(), "{why:?}");
    let unknown = http::get(&house.api("/checks/nobody/superoffice.sale-cal"), &house.token);
    assert_eq!(unknown.body["code"], "user_unknown");
    let command = house.manager_command(&["check", "chidi", "superoffice.sale-cal"]).output().unwrap();
    assert_eq!(command.status.code(), Some(1), "no is exit code 1");
}

fn wrong_files_are_refused(house: &House) {
    let before = http::get(&house.api("/packages"), &house.token).body;
    let mut tampered = std::fs::read(house.issue("second.tls")).unwrap();
    let middle = tampered.len() / 2;
    tampered[middle] = if tampered[middle] == b'A' { b'B' } else { b'A' };
    let refused = http::post_bytes(&house.api("/packages"), &house.token, &tampered);
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_ne!(refused.code(), "");
    let text = http::post_bytes(
        &house.api("/packages"),
        &house.token,
        b"Dear customer,\nplease find your licence attached.\n",
    );
    assert_eq!(text.code(), "not_a_package", "{text:?}");
    let zeros = http::post_bytes(&house.api("/packages"), &house.token, &vec![0; 100 << 20]);
    assert_eq!((zeros.status, zeros.code()), (413, "too_large"));
    assert_eq!(http::get(&house.api("/packages"), &house.token).body, before, "nothing changed");
}

fn a_renewal_is_compared_and_activated(house: &House) {
    let renewal = house.issue("renewal.tls");
    let loaded = json_of(&house.manager_does(&["package", "load", renewal.to_str().unwrap(), "--json"]));
    assert_eq!(loaded["can_activate"], true, "{loaded}");
    house.manager_does(&["package", "activate", loaded["id"].as_str().unwrap()]);
    let again = http::post_bytes(&house.api("/packages"), &house.token, &std::fs::read(&renewal).unwrap());
    assert_eq!(again.code(), "already_in_force", "{again:?}");
    let yes = http::get(&house.api("/checks/anna/superoffice.sale-cal"), &house.token);
    assert_eq!(yes.body["allowed"], true, "assignments stay: {yes:?}");
    let list = http::get(&house.api("/licences"), &house.token);
    assert_eq!(list.body["issuers"][0]["serial"], SERIAL);
}
