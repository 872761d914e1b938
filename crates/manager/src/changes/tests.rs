//! Stories about undoing bulk changes, on both databases.

use std::collections::BTreeMap;

use http::{Request, StatusCode};
use jiff::civil::date;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::Row;
use licentia_core::seats::{Assignment, Source};
use serde_json::{Value, json};

use crate::testing::{TestManager, add_users, plan, row, stories, user_row};

stories!(
    what_was_handed_out_is_taken_back_and_comes_again,
    what_was_recalled_comes_back_as_it_was,
    a_plan_that_gave_way_returns,
    what_was_changed_since_stays_and_is_listed,
    a_seat_that_was_given_on_does_not_come_back,
    a_preview_says_that_what_becomes_free_goes_to_those_who_wait,
    who_has_left_gets_nothing_back,
    any_change_and_its_undoing_lead_back,
    the_pages_ask_first_and_undo,
    only_changes_of_assignments_are_undone,
);

type Standing = BTreeMap<(UserNo, ModuleNo, Source), (u32, Option<String>, Option<String>, u64, bool)>;

async fn standing(t: &TestManager) -> Standing {
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let mut all = Standing::new();
    for user in at.users() {
        for a in user.assignments() {
            let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
            let Assignment { units, from, until, order, .. } = *a;
            let state = a.state == licentia_core::seats::State::Active;
            all.insert((user.no(), a.module, a.source), (units, day(from), day(until), order, state));
        }
    }
    all
}

async fn people(t: &TestManager, count: u32) {
    add_users(t, (0..count).map(|no| user_row(no, &format!("u{no}"))).collect()).await;
}

async fn order(t: &TestManager, path: &str, body: Value) -> u64 {
    let (status, answer) = t.post(path, body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["revision"].as_u64().unwrap()
}

async fn undo(t: &TestManager, revision: u64) -> (StatusCode, Value) {
    let preview = t.post(&format!("/api/v1/changes/{revision}/undo?dry_run=true"), json!({})).await;
    let before = standing(t).await;
    let done = t.post(&format!("/api/v1/changes/{revision}/undo"), json!({})).await;
    if done.0 == StatusCode::OK {
        assert_eq!(preview.1["counts"], done.1["counts"], "the preview says what is done");
        assert_eq!(preview.1["refused"], done.1["refused"]);
    } else {
        assert_eq!(before, standing(t).await);
    }
    let verified = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    done
}

async fn licensed(t: &TestManager) {
    t.activate(|package| {
        let hidden = |name: &str| Row { hidden: true, ..row(name, 40) };
        package.rows = vec![
            plan("basic", 10, &["diary"]),
            plan("full", 10, &["diary", "deals"]),
            hidden("diary"),
            hidden("deals"),
            row("web", 4),
            Row { requires: vec!["web".to_owned()], ..row("extra", 4) },
        ];
    })
    .await;
}

async fn what_was_handed_out_is_taken_back_and_comes_again(t: TestManager) {
    licensed(&t).await;
    people(&t, 5).await;
    let empty = standing(&t).await;
    let body = json!({"users": ["u0", "u1", "u2"], "modules": ["acme.full", "acme.web", "acme.extra"], "until": "2027-03-01"});
    let given = order(&t, "/api/v1/assignments", body).await;
    let full = standing(&t).await;
    assert_eq!(full.len(), 9);
    let (status, answer) = undo(&t, given).await;
    assert_eq!(
        (status, &answer["counts"]),
        (StatusCode::OK, &json!({"done": 9, "refused": 0, "replaced": 0, "unchanged": 0, "skipped": 0}))
    );
    assert_eq!(standing(&t).await, empty);
    let undone = answer["revision"].as_u64().unwrap();
    let (_, change) = t.get(&format!("/api/v1/changes/{given}")).await;
    assert_eq!(
        (change["undone_by"].as_u64(), change["members"].as_u64()),
        (Some(undone), Some(9)),
        "{change}"
    );
    assert_eq!(change["touched"][0]["what"], "assigned");
    let (_, answer) = undo(&t, undone).await;
    assert_eq!(answer["counts"]["done"], 9, "{answer}");
    assert_eq!(standing(&t).await, full, "the same rows, with dates and place in time");
    let (_, list) = t.get("/api/v1/changes").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
    assert_eq!(
        (&list["items"][1]["kind"], &list["items"][1]["undoes"]),
        (&json!("assignments.undone"), &json!(given))
    );
    let (status, again) = undo(&t, given).await;
    assert_eq!(
        (status, again["counts"]["done"].as_u64()),
        (StatusCode::OK, Some(9)),
        "it stands again as it was given"
    );
}

async fn what_was_recalled_comes_back_as_it_was(t: TestManager) {
    licensed(&t).await;
    people(&t, 4).await;
    let body = json!({"users": ["u0", "u1", "u2", "u3"], "modules": ["acme.web"], "from": "2026-11-01", "until": "2027-01-31"});
    order(&t, "/api/v1/assignments", body).await;
    order(&t, "/api/v1/assignments", json!({"users": ["u0"], "modules": ["acme.extra"]})).await;
    let full = standing(&t).await;
    let body = json!({"filter": {}, "modules": ["acme.web", "acme.extra"], "reason": "the wrong ones"});
    let recalled = order(&t, "/api/v1/assignments/recall", body).await;
    assert!(standing(&t).await.is_empty());
    let (_, answer) = undo(&t, recalled).await;
    assert_eq!((&answer["counts"]["done"], &answer["counts"]["refused"]), (&json!(5), &json!(0)), "{answer}");
    assert_eq!(standing(&t).await, full);
    let web = t.module("acme.web").await;
    let first = full.iter().find(|((_, module, _), _)| *module == web).unwrap().1;
    assert_eq!(first.2.as_deref(), Some(date(2027, 1, 31).to_string().as_str()));
}

async fn a_plan_that_gave_way_returns(t: TestManager) {
    licensed(&t).await;
    people(&t, 8).await;
    let users: Vec<String> = (0..8).map(|no| format!("u{no}")).collect();
    order(&t, "/api/v1/assignments", json!({"users": users, "modules": ["acme.basic"]})).await;
    let basic = standing(&t).await;
    let changed = order(&t, "/api/v1/assignments", json!({"users": users, "modules": ["acme.full"]})).await;
    let (_, answer) = undo(&t, changed).await;
    assert_eq!(answer["counts"]["done"], 8, "{answer}");
    assert_eq!(standing(&t).await, basic);
    let effect = answer["effect"].as_array().unwrap();
    let of = |module: &str| effect.iter().find(|one| one["module"] == module).unwrap();
    assert_eq!((&of("acme.full")["in_use"], &of("acme.full")["in_use_after"]), (&json!(8), &json!(0)));
    assert_eq!((&of("acme.basic")["gains"], &of("acme.full")["loses"]), (&json!(8), &json!(8)));
}

async fn what_was_changed_since_stays_and_is_listed(t: TestManager) {
    licensed(&t).await;
    people(&t, 3).await;
    let body = json!({"users": ["u0", "u1", "u2"], "modules": ["acme.basic"]});
    let given = order(&t, "/api/v1/assignments", body).await;
    order(&t, "/api/v1/assignments", json!({"users": ["u1"], "modules": ["acme.full"]})).await;
    let until = json!({"users": ["u2"], "modules": ["acme.basic"], "until": "2027-01-01"});
    order(&t, "/api/v1/assignments", until).await;
    let (_, answer) = undo(&t, given).await;
    assert_eq!(
        answer["counts"],
        json!({"done": 1, "refused": 2, "replaced": 0, "unchanged": 0, "skipped": 0}),
        "{answer}"
    );
    let refused: Vec<_> = answer["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["user"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(refused, [("u1", "changed_since"), ("u2", "changed_since")]);
    assert_eq!(standing(&t).await.len(), 2);
    let (status, problem) = undo(&t, given).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("nothing_to_undo")));
    let codes: Vec<_> =
        problem["refused"].as_array().unwrap().iter().map(|one| (&one["user"], &one["code"])).collect();
    let (undone, since) = (json!("undone_already"), json!("changed_since"));
    assert_eq!(
        codes,
        [(&json!("u0"), &undone), (&json!("u1"), &since), (&json!("u2"), &since)],
        "what the first undoing did is nobody else's change: {problem}"
    );
    assert_eq!(problem["undone_by"], answer["revision"], "{problem}");
    // Once the undoing is undone, the change is as it was.
    let (status, back) = undo(&t, answer["revision"].as_u64().unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{back}");
    let (status, again) = undo(&t, given).await;
    assert_eq!((status, &again["counts"]["done"]), (StatusCode::OK, &json!(1)), "{again}");
    let codes: Vec<_> = again["refused"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, [&since, &since]);
}

async fn a_seat_that_was_given_on_does_not_come_back(t: TestManager) {
    licensed(&t).await;
    people(&t, 8).await;
    order(&t, "/api/v1/assignments", json!({"users": ["u0", "u1", "u2", "u3"], "modules": ["acme.web"]}))
        .await;
    let body = json!({"users": ["u0", "u1"], "modules": ["acme.web"]});
    let recalled = order(&t, "/api/v1/assignments/recall", body).await;
    order(&t, "/api/v1/assignments", json!({"users": ["u5"], "modules": ["acme.web"]})).await;
    let (_, answer) = undo(&t, recalled).await;
    assert_eq!(
        answer["counts"],
        json!({"done": 1, "refused": 1, "replaced": 0, "unchanged": 0, "skipped": 0}),
        "{answer}"
    );
    assert_eq!(answer["refused"][0]["code"], "no_seat");
}

async fn a_preview_says_that_what_becomes_free_goes_to_those_who_wait(t: TestManager) {
    licensed(&t).await;
    people(&t, 8).await;
    let body = json!({"users": ["u0", "u1", "u2", "u3"], "modules": ["acme.web"]});
    let given = order(&t, "/api/v1/assignments", body.clone()).await;
    let no_seat = licentia_core::decide::Code::NoSeat;
    crate::assignments::waiting_tests::wait(&t, "acme.web", vec![UserNo(5), UserNo(6)], no_seat, 5).await;
    let figures = |one: &Value| ["in_use", "in_use_after", "served"].map(|name| one[name].as_u64().unwrap());
    let told = |answer: &Value| {
        let effect = answer["effect"].as_array().unwrap().iter().find(|one| one["module"] == "acme.web");
        figures(effect.unwrap())
    };
    for path in
        [&*format!("/api/v1/changes/{given}/undo?dry_run=true"), "/api/v1/assignments/recall?dry_run=true"]
    {
        let asked = if path.contains("undo") { json!({}) } else { body.clone() };
        let (status, preview) = t.post(path, asked).await;
        assert_eq!((status, told(&preview)), (StatusCode::OK, [4, 0, 2]), "{path}: {preview}");
    }
    let ask = page(&t, &format!("/i/test/changes/{given}/undo")).await;
    assert!(ask.contains("Goes to those who wait"), "{ask}");
    let (_, done) = undo(&t, given).await;
    assert_eq!(done["counts"]["done"], 4, "{done}");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.usage().get(at.licences().no("acme.web").unwrap()), 2, "as the preview said");
}

async fn who_has_left_gets_nothing_back(t: TestManager) {
    licensed(&t).await;
    people(&t, 4).await;
    order(&t, "/api/v1/assignments", json!({"filter": {}, "modules": ["acme.web"]})).await;
    let recalled =
        order(&t, "/api/v1/assignments/recall", json!({"filter": {}, "modules": ["acme.web"]})).await;
    let (_, gone) = t.get("/api/v1/users/u0").await;
    assert_eq!(t.delete("/api/v1/users/u0").await.0, StatusCode::NO_CONTENT);
    let former = json!({"state": "former"});
    assert_eq!(t.ask(http::Method::PATCH, "/api/v1/users/u1", Some(former)).await.0, StatusCode::OK);
    let (_, answer) = undo(&t, recalled).await;
    assert_eq!(
        answer["counts"],
        json!({"done": 2, "refused": 2, "replaced": 0, "unchanged": 0, "skipped": 0}),
        "{answer}"
    );
    let codes: Vec<_> = answer["refused"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert!(codes.contains(&json!("user_deleted")) && codes.contains(&json!("user_inactive")), "{codes:?}");
    let refused = answer["refused"].as_array().unwrap();
    let deleted = refused.iter().find(|one| one["code"] == "user_deleted").unwrap();
    assert_eq!(deleted["user"], gone["id"], "the id is what is left of a name");
    assert!(deleted["message"].as_str().unwrap().starts_with("This user is deleted."), "{deleted}");
    let one = page(&t, &format!("/i/test/changes/{recalled}")).await;
    assert!(one.contains("Deleted user") && !one.contains("users/u0"), "{one}");
    let (_, change) = t.get(&format!("/api/v1/changes/{recalled}")).await;
    assert_eq!(change["touched"].as_array().unwrap().iter().filter(|one| one["user"].is_null()).count(), 1);
    // Undone once more: nothing can come back, and the page says of whom.
    let ask = page(&t, &format!("/i/test/changes/{recalled}/undo")).await;
    assert!(ask.contains("Deleted user") && ask.contains("This was undone already"), "{ask}");
}

/// A small stream of numbers that looks random and is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn any_change_and_its_undoing_lead_back(t: TestManager) {
    licensed(&t).await;
    people(&t, 12).await;
    let mut dice = Dice(20_261_121);
    let modules = ["acme.basic", "acme.full", "acme.web", "acme.extra"];
    for _ in 0..40 {
        let users: Vec<String> = (0..12).filter(|_| dice.roll(2) == 0).map(|no| format!("u{no}")).collect();
        let chosen: Vec<&str> = modules.iter().copied().filter(|_| dice.roll(3) == 0).collect();
        if users.is_empty() || chosen.is_empty() {
            continue;
        }
        let recalls = dice.roll(2) == 0;
        let path = if recalls { "/api/v1/assignments/recall" } else { "/api/v1/assignments" };
        let before = standing(&t).await;
        let mut body = json!({"users": users, "modules": chosen, "partial": true});
        if !recalls && dice.roll(3) == 0 {
            body["until"] = json!("2027-02-28");
        }
        let revision = order(&t, path, body).await;
        let after = standing(&t).await;
        if before == after {
            continue;
        }
        let (status, answer) = undo(&t, revision).await;
        assert_eq!((status, &answer["counts"]["refused"]), (StatusCode::OK, &json!(0)), "{answer}");
        assert_eq!(standing(&t).await, before);
        if dice.roll(2) == 0 {
            undo(&t, answer["revision"].as_u64().unwrap()).await;
            // Whoever was given anew what was there before keeps the older place in time.
            let rows = |all: Standing| all.into_iter().map(|(key, row)| (key, (row.0, row.1, row.2, row.4)));
            let (now, then): (Vec<_>, Vec<_>) = (rows(standing(&t).await).collect(), rows(after).collect());
            assert_eq!(now, then);
        }
    }
}

async fn page(t: &TestManager, path: &str) -> String {
    let mut english = String::new();
    for lang in ["sv", "en"] {
        let sign = if path.contains('?') { '&' } else { '?' };
        let (status, body) = t.get(&format!("{path}{sign}lang={lang}")).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        english = body.as_str().unwrap_or_default().to_owned();
        assert!(!english.contains('⟦'), "{path} in {lang} lacks a text: {english}");
    }
    english
}

async fn the_pages_ask_first_and_undo(t: TestManager) {
    licensed(&t).await;
    people(&t, 4).await;
    assert!(page(&t, "/i/test/changes").await.contains("Nothing was done for many"));
    let body = json!({"users": ["u0", "u1", "u2"], "modules": ["acme.basic"], "reason": "new team"});
    let given = order(&t, "/api/v1/assignments", body).await;
    let list = page(&t, "/i/test/changes").await;
    assert!(list.contains("Handed out basic") && list.contains("new team"), "{list}");
    let one = page(&t, &format!("/i/test/changes/{given}")).await;
    assert!(one.contains("u2") && one.contains("Given"), "{one}");
    let ask = page(&t, &format!("/i/test/changes/{given}/undo")).await;
    assert!(ask.contains("Undo 3 assignments"), "{ask}");
    let request = Request::post(format!("/i/test/changes/{given}/undo"))
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("reason=a+mistake".into())
        .unwrap();
    let (status, answer) = t.send(request).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{answer}");
    assert!(standing(&t).await.is_empty());
    let list = page(&t, "/i/test/changes").await;
    assert!(list.contains("Undone") && list.contains("a mistake"), "{list}");
    let ask = page(&t, &format!("/i/test/changes/{given}/undo")).await;
    assert!(!ask.contains("Undo 3 assignments"), "{ask}");
}

async fn only_changes_of_assignments_are_undone(t: TestManager) {
    licensed(&t).await;
    people(&t, 2).await;
    let head = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (status, problem) = undo(&t, head).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("not_undoable")));
    for missing in [0, head + 10] {
        assert_eq!(undo(&t, missing).await.0, StatusCode::NOT_FOUND);
        assert_eq!(t.get(&format!("/api/v1/changes/{missing}")).await.0, StatusCode::NOT_FOUND);
    }
}

#[test]
fn the_index_is_over_the_kinds_that_are_listed() {
    let kinds: Vec<String> = super::KINDS.iter().map(|kind| format!("'{kind}'")).collect();
    let condition = format!("WHERE kind IN ({})", kinds.join(", "));
    // SQLite takes an index over a part only for exactly these words.
    assert!(crate::state::MIGRATIONS.iter().any(|one| one.sql.contains(&condition)), "{condition}");
}
