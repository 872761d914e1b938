//! Stories about the waiting list, on both databases.

use std::time::Instant;

use http::StatusCode;
use licentia_core::decide::Code;
use licentia_core::ids::UserNo;
use licentia_core::licence::Row;
use licentia_core::seats::{Assignment, Source, State};
use licentia_platform::by::By;
use licentia_platform::ledger::Entry;
use serde_json::{Value, json};

use super::Places;
use crate::sealed::{self, AssignmentRow};
use crate::testing::{TestManager, add_users, row, stories, user_row};
use crate::users::tests::pages::{page, send};

stories!(
    everybody_has_a_place,
    the_list_is_searched_and_filtered,
    reprocessing_serves_whom_it_can_and_says_why_the_others_wait,
    an_intent_is_taken_off_the_list_and_nothing_else,
    whatever_a_filter_finds_is_taken_off_the_list,
    who_waits_is_served_from_the_page,
    a_long_queue_heals_whole,
);

/// Puts people on the list for a module, in this order, for a reason.
pub(crate) async fn wait(t: &TestManager, module: &str, users: Vec<UserNo>, code: Code, order: u64) {
    let module = t.module(module).await;
    let by = By::setup();
    let made = t.manager.write(t.scope, &by, move |w, _| {
        let mut entry = Entry::new("assignments.assigned", 1);
        let mut rows = Vec::new();
        for (user, turn) in users.iter().zip(0..) {
            let assignment = Assignment {
                module,
                source: Source::Manual,
                units: 1,
                from: None,
                until: None,
                state: State::Waiting(code),
                order: order + turn,
            };
            rows.push(AssignmentRow { user: *user, assignment, comment_text: None });
            entry.member(&(user, module));
        }
        sealed::store::insert_assignments(w, &rows)?;
        w.record(entry)
    });
    made.await.unwrap();
}

async fn three(t: &TestManager) -> Vec<UserNo> {
    t.activate(|package| {
        package.rows = vec![row("web", 1), Row { requires: vec!["web".to_owned()], ..row("mail", 2) }];
    })
    .await;
    let mut users = Vec::new();
    for login in ["anna", "bo", "cleo"] {
        users.push(t.user(login).await);
    }
    users
}

fn logins(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|one| one["user"].as_str().unwrap()).collect()
}

async fn everybody_has_a_place(t: TestManager) {
    let users = three(&t).await;
    t.assign(users[0], "acme.web").await;
    wait(&t, "acme.web", vec![users[2], users[1]], Code::NoSeat, 5).await;
    let (_, list) = t.get("/api/v1/assignments/waiting").await;
    assert_eq!(logins(&list), ["cleo", "bo"]);
    assert_eq!((&list["items"][1]["place"], &list["items"][1]["of"]), (&json!(2), &json!(2)), "{list}");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let web = t.module("acme.web").await;
    assert_eq!(super::place(&at, users[1], web), Some((2, 2)));
    assert_eq!(super::place(&at, users[0], web), None, "who has it does not wait");
    assert_eq!(Places::of(&at).get(users[2], web, Source::Manual), Some((1, 2)));
    // Whoever may not log in is in nobody's way, and has no place meanwhile.
    let (status, _) =
        t.ask(http::Method::PATCH, "/api/v1/users/cleo", Some(json!({"can_log_in": false}))).await;
    assert_eq!(status, StatusCode::OK);
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!((super::place(&at, users[2], web), super::place(&at, users[1], web)), (None, Some((1, 1))));
}

async fn the_list_is_searched_and_filtered(t: TestManager) {
    let users = three(&t).await;
    wait(&t, "acme.web", vec![users[0], users[1]], Code::NoSeat, 5).await;
    wait(&t, "acme.mail", vec![users[1], users[2]], Code::Prerequisite, 9).await;
    let get = async |query: &str| {
        let (status, list) = t.get(&format!("/api/v1/assignments/waiting?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        (list["total"].as_u64().unwrap(), logins(&list).join(" "))
    };
    assert_eq!(get("module=acme.web").await, (2, "anna bo".to_owned()));
    assert_eq!(get("code=prerequisite").await, (2, "bo cleo".to_owned()));
    assert_eq!(get("search=BO").await, (2, "bo bo".to_owned()));
    assert_eq!(get("search=100%25").await.0, 0);
    assert_eq!(get("search=bo&module=acme.mail&code=no_seat").await.0, 0);
    let (_, first) = t.get("/api/v1/assignments/waiting?limit=3&search=o").await;
    assert_eq!((first["total"].as_u64(), logins(&first)), (Some(3), vec!["bo", "bo", "cleo"]));
    assert_eq!(t.get("/api/v1/assignments/waiting?module=acme.none").await.1["code"], "module_unknown");
    assert_eq!(t.get("/api/v1/assignments/waiting?user=nobody").await.1["code"], "user_unknown");
    let list = page(&t, "/i/test/assignments/waiting?module=acme.mail").await;
    assert!(list.contains("Another module must come first") && !list.contains(">anna<"), "{list}");
    assert!(page(&t, "/i/test/assignments/waiting?q=nobody").await.contains("Nobody waits for that"));
}

async fn reprocessing_serves_whom_it_can_and_says_why_the_others_wait(t: TestManager) {
    let users = three(&t).await;
    // There is one seat, and the intents were put there by hand: nobody has served them.
    wait(&t, "acme.web", vec![users[0], users[1]], Code::Prerequisite, 5).await;
    wait(&t, "acme.mail", vec![users[2]], Code::NoSeat, 9).await;
    let (status, done) = t.post("/api/v1/assignments/waiting/reprocess", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(
        (&done["met"], &done["updated"], &done["waiting"]),
        (&json!(1), &json!(2), &json!(2)),
        "{done}"
    );
    let (_, list) = t.get("/api/v1/assignments/waiting").await;
    assert_eq!((list["items"][0]["code"].as_str(), logins(&list)), (Some("no_seat"), vec!["bo", "cleo"]));
    assert_eq!(list["items"][1]["code"], "prerequisite");
    let again = t.post("/api/v1/assignments/waiting/reprocess", json!({})).await.1;
    assert_eq!(
        (&again["met"], &again["updated"], &again["revision"]),
        (&json!(0), &json!(0), &done["revision"])
    );
    let report = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

async fn an_intent_is_taken_off_the_list_and_nothing_else(t: TestManager) {
    let users = three(&t).await;
    t.assign(users[0], "acme.web").await;
    wait(&t, "acme.web", vec![users[1], users[2]], Code::NoSeat, 5).await;
    let remove = async |intents: Value| {
        t.post("/api/v1/assignments/waiting/remove", json!({"intents": intents})).await
    };
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    // What acts is nobody's intent.
    let (status, same) = remove(json!([{"user": "anna", "module": "acme.web"}])).await;
    assert_eq!((status, same["revision"].as_u64()), (StatusCode::OK, Some(before)), "{same}");
    let (status, problem) =
        remove(json!([{"user": "bo", "module": "acme.web"}, {"user": "x", "module": "acme.web"}])).await;
    assert_eq!(
        (status, problem["path"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("intents[1].user")),
        "{problem}"
    );
    let twice = json!([{"user": "bo", "module": "acme.web", "source": "manual"}, {"user": "BO", "module": "acme.web"}]);
    assert_eq!(remove(twice).await.0, StatusCode::OK);
    assert_eq!(logins(&t.get("/api/v1/assignments/waiting").await.1), ["cleo"]);
    assert_eq!(t.get("/api/v1/assignments?user=anna").await.1["total"], 1);
    assert_eq!(remove(json!([])).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn whatever_a_filter_finds_is_taken_off_the_list(t: TestManager) {
    let users = three(&t).await;
    t.assign(users[2], "acme.web").await;
    wait(&t, "acme.web", vec![users[0], users[1]], Code::NoSeat, 5).await;
    wait(&t, "acme.mail", vec![users[0], users[1]], Code::Prerequisite, 8).await;
    let remove = async |body: Value| t.post("/api/v1/assignments/waiting/remove", body).await;
    let waiting = async || {
        let (_, list) = t.get("/api/v1/assignments/waiting").await;
        let of =
            |one: &Value| format!("{} {}", one["user"].as_str().unwrap(), one["module"].as_str().unwrap());
        let mut all: Vec<String> = list["items"].as_array().unwrap().iter().map(of).collect();
        all.sort();
        all
    };
    let everything = waiting().await;
    let list = page(&t, "/i/test/assignments/waiting").await;
    assert!(
        list.contains("no free seat <span>2</span>") && !list.contains(". <span>"),
        "a chip is no sentence: {list}"
    );
    for (body, code) in [
        (json!({"filter": {}, "expect": 3}), "selection_changed"),
        (json!({"filter": {}, "modules": ["acme.nothing"]}), "module_unknown"),
        (json!({"filter": {}, "intents": [{"user": "bo", "module": "acme.web"}]}), "invalid"),
        (json!({"modules": ["acme.web"]}), "invalid"),
    ] {
        let (status, problem) = remove(body).await;
        assert!(status.is_client_error() && problem["code"] == code, "{problem}");
    }
    assert_eq!(waiting().await, everything);
    let of_bo = json!({"filter": {"search": "bo"}, "modules": ["acme.web"], "code": "no_seat", "expect": 1});
    assert_eq!(remove(of_bo).await.0, StatusCode::OK);
    assert_eq!(
        waiting().await,
        everything.iter().filter(|one| *one != "bo acme.web").cloned().collect::<Vec<_>>()
    );
    assert_eq!(remove(json!({"filter": {}, "code": "prerequisite"})).await.0, StatusCode::OK);
    assert_eq!(waiting().await, ["anna acme.web"]);
    assert_eq!(remove(json!({"filter": {}})).await.0, StatusCode::OK);
    assert!(waiting().await.is_empty());
}

async fn who_waits_is_served_from_the_page(t: TestManager) {
    let users = three(&t).await;
    wait(&t, "acme.web", vec![users[0], users[1], users[2]], Code::NoSeat, 5).await;
    let list = page(&t, "/i/test/assignments/waiting").await;
    assert!(list.contains("Reprocess") && list.contains("of 3"), "{list}");
    let (status, _) = send(&t, "/i/test/assignments/waiting/reprocess", &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(page(&t, "/i/test/assignments/waiting?done=1-0").await.contains("1 was served"));
    let id = t.get("/api/v1/users/bo").await.1["id"].as_str().unwrap().to_owned();
    let (status, _) =
        send(&t, "/i/test/assignments/waiting", &[("intent", &format!("{id}|acme.web|manual"))]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(logins(&t.get("/api/v1/assignments/waiting").await.1), ["cleo"]);
}

/// How many wait in the story of the long queue; `LICENTIA_TEST_SCALE` makes them more.
fn many() -> u32 {
    let scale = std::env::var("LICENTIA_TEST_SCALE").ok().and_then(|text| text.parse::<u32>().ok());
    1_200 * scale.unwrap_or(1)
}

#[expect(clippy::print_stdout, reason = "what was measured, for whoever asks for more")]
async fn a_long_queue_heals_whole(t: TestManager) {
    let count = many();
    t.activate(|package| package.rows = vec![row("web", 0), row("mail", 0)]).await;
    add_users(&t, (0..count).map(|no| user_row(no, &format!("u{no}"))).collect()).await;
    wait(&t, "acme.web", (0..count).map(UserNo).collect(), Code::NoSeat, 10).await;
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let begun = Instant::now();
    assert_eq!(
        super::place(&at, UserNo(count - 1), t.module("acme.web").await),
        Some((count.into(), count.into()))
    );
    let placed = begun.elapsed();
    // Nothing is free: looking at everybody costs next to nothing.
    let begun = Instant::now();
    let healed = crate::assignments::would_heal(&at, at.usage(), &Default::default());
    let looked = begun.elapsed();
    assert!(healed.is_empty());
    t.activate(|package| package.rows = vec![row("web", count), row("mail", 0)]).await;
    let begun = Instant::now();
    let done = t.post("/api/v1/assignments/waiting/reprocess", json!({})).await.1;
    let served = begun.elapsed();
    assert_eq!((done["met"].as_u64(), done["waiting"].as_u64()), (Some(count.into()), Some(0)), "{done}");
    println!("{count} waiting: place {placed:?}, nothing free {looked:?}, all served {served:?}");
}
