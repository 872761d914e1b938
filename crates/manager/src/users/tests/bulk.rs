//! One plan for many on the page: what the preview counts, and that whoever is left out is told by name.

use http::header::LOCATION;
use http::{Request, StatusCode};
use serde_json::json;
use tower::ServiceExt as _;

use super::lists_everybody;
use super::pages::{page, send};
use super::screen::{add, bytes};
use crate::testing::{TestManager, row, stories};

stories!(
    whoever_has_it_already_is_not_counted_as_changed,
    whoever_is_left_out_is_told_by_name_with_the_way_to_undo,
    a_change_of_all_is_said_on_the_list,
    a_long_list_of_refused_says_how_many_more,
    a_former_employee_is_offered_nothing,
    licences_are_columns_to_sort_by_and_no_filter_hides,
);

const BULK: &str = "/i/test/users/bulk";

async fn people(t: &TestManager, seats: u32, names: &[(&str, &str)]) -> Vec<String> {
    t.activate(|package| package.rows = vec![row("raindrops", seats)]).await;
    let mut ids = Vec::new();
    for (login, name) in names {
        let user = add(t, json!({"login": login, "name": name})).await;
        ids.push(user["id"].as_str().unwrap().to_owned());
    }
    ids
}

async fn assign(t: &TestManager, logins: &[&str]) {
    let (status, answer) =
        t.post("/api/v1/assignments", json!({"users": logins, "modules": ["acme.raindrops"]})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

fn form<'a>(ids: &'a [String], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fixed = [("act", "assign"), ("plan", "acme.raindrops"), ("query", "tab=associates&q=x")];
    fixed.into_iter().chain(ids.iter().map(|id| ("user", id.as_str()))).chain(more.iter().copied()).collect()
}

/// Sends the form and answers where it leads.
async fn applied(t: &TestManager, fields: &[(&str, &str)]) -> String {
    let encode = licentia_ui::encode;
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let request = Request::post(BULK)
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body.join("&")))
        .unwrap();
    let answer = t.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[LOCATION].to_str().unwrap().to_owned()
}

const FOUR: [(&str, &str); 4] =
    [("anna", "Anna Berg"), ("bo", "Bo Ek"), ("cid", "Cid Holm"), ("dan", "Dan Lund")];

async fn whoever_has_it_already_is_not_counted_as_changed(t: TestManager) {
    let ids = people(&t, 3, &FOUR).await;
    assign(&t, &["anna"]).await;
    let (status, preview) = send(&t, BULK, &form(&ids, &[])).await;
    assert_eq!(status, StatusCode::OK, "{preview}");
    for words in ["users get it.", "user has it already.", "Change 2 users", "One user cannot get it"] {
        assert!(preview.contains(words), "{words} is not in {preview}");
    }
    let (_, file) = send(&t, BULK, &form(&ids, &[("csv", "true")])).await;
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().map(|line| line.trim_end()).collect();
    assert!(lines.contains(&format!("{},acme.raindrops,unchanged,,", ids[0]).as_str()), "{file}");
    assert_eq!(lines.iter().filter(|line| line.contains(",done,")).count(), 2, "{file}");
    // Who has nothing loses nothing.
    let recall: Vec<_> = form(&ids, &[])
        .into_iter()
        .map(|(n, v)| if n == "act" { (n, "recall-one") } else { (n, v) })
        .collect();
    let (_, preview) = send(&t, BULK, &recall).await;
    assert!(preview.contains("Recall from 1 user"), "{preview}");
    // Nobody gets anything: there is nothing to apply.
    let (_, preview) = send(&t, BULK, &form(&ids[..1], &[])).await;
    assert!(!preview.contains("name=\"apply\""), "{preview}");
}

async fn whoever_is_left_out_is_told_by_name_with_the_way_to_undo(t: TestManager) {
    let ids =
        people(&t, 3, &[("anna", "Anna Berg"), ("bo", "Bo Ek"), ("cid", "Cid Holm"), ("eve", "Eve")]).await;
    let (_, preview) = send(&t, BULK, &form(&ids[..3], &[])).await;
    assert!(preview.contains("Change 3 users"), "{preview}");
    // Somebody else takes a seat before it is applied.
    assign(&t, &["eve"]).await;
    let to = applied(&t, &form(&ids[..3], &[("apply", "true")])).await;
    let revision = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(to, format!("/i/test/changes/{revision}"));
    let told = page(&t, &to).await;
    for words in ["2 of 3", "One was left as it was", "Cid Holm", "There is no free seat", "/undo\""] {
        assert!(told.contains(words), "{words} is not in {told}");
    }
    assert!(told.find("Cid Holm").unwrap() < told.find("Anna Berg").unwrap(), "first whoever was left out");
    // The rest is there as long as the lists are kept; that somebody was left out stays.
    t.place.tamper("DELETE FROM job");
    let later = page(&t, &to).await;
    assert!(later.contains("One was left as it was") && !later.contains("Cid Holm"), "{later}");
    // Nobody can be changed any more: said where it was asked for.
    let (status, nobody) = send(&t, BULK, &form(&ids[2..3], &[("apply", "true")])).await;
    assert_eq!(status, StatusCode::OK);
    for words in ["Nobody was changed", "Cid Holm", "test gave the last one to"] {
        assert!(nobody.contains(words), "{words} is not in {nobody}");
    }
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn a_change_of_all_is_said_on_the_list(t: TestManager) {
    let ids = people(&t, 9, &FOUR).await;
    let to = applied(&t, &form(&ids, &[("apply", "true")])).await;
    let revision = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert!(
        to.starts_with("/i/test/users?tab=associates&q=x") && to.ends_with(&format!("did={revision}")),
        "{to}"
    );
    let told = page(&t, &to.replace("q=x", "q=")).await;
    assert!(
        told.contains("4 users were changed.") && told.contains(&format!("/changes/{revision}/undo")),
        "{told}"
    );
    let list = told.split("<tbody").nth(1).unwrap();
    assert!(!list.contains("did="), "said once: {list}");
    // What was so already is no change.
    let same = applied(&t, &form(&ids, &[("apply", "true")])).await;
    assert!(!same.contains("did="), "{same}");
    page(&t, "/i/test/users?did=999999").await;
    page(&t, "/i/test/users?did=x").await;
}

async fn a_long_list_of_refused_says_how_many_more(t: TestManager) {
    let names: Vec<(String, String)> =
        (0..25).map(|n| (format!("u{n:02}"), format!("Person {n:02}"))).collect();
    let names: Vec<(&str, &str)> =
        names.iter().map(|(login, name)| (login.as_str(), name.as_str())).collect();
    let ids = people(&t, 2, &names).await;
    let (_, preview) = send(&t, BULK, &form(&ids, &[])).await;
    let dialog = preview.split("<dialog").nth(1).unwrap();
    for words in ["Change 2 users", "Person 02<br>", ">u02<", "and 3 more"] {
        assert!(dialog.contains(words), "{words} is not in {dialog}");
    }
    assert_eq!(dialog.matches("name=\"csv\"").count(), 1, "beside how many more: {dialog}");
}

async fn a_former_employee_is_offered_nothing(t: TestManager) {
    people(&t, 9, &FOUR).await;
    let shown = page(&t, "/i/test/users/anna").await;
    assert!(shown.contains("Choose a plan, or tick a licence"), "{shown}");
    let (status, left) = super::patch(&t, "anna", json!({"state": "former"})).await;
    assert!(status.is_success(), "{left}");
    let shown = page(&t, "/i/test/users/anna").await;
    assert!(shown.contains("whoever has left has no licences"), "{shown}");
    assert!(!shown.contains("Choose a plan, or tick a licence"), "{shown}");
}

async fn licences_are_columns_to_sort_by_and_no_filter_hides(t: TestManager) {
    people(&t, 9, &FOUR).await;
    assign(&t, &["bo", "dan"]).await;
    let shown = |sort: &str| format!("columns=acme.raindrops&columns=kind&columns=job_title&sort={sort}");
    assert_eq!(lists_everybody(&t, &shown("acme.raindrops")).await, ["bo", "dan", "anna", "cid"]);
    assert_eq!(lists_everybody(&t, &shown("-acme.raindrops")).await, ["cid", "anna", "dan", "bo"]);
    let list = page(&t, &format!("/i/test/users?tab=associates&{}", shown("acme.raindrops"))).await;
    for key in ["sort=-acme.raindrops", "sort=kind", "sort=job_title"] {
        assert!(list.contains(key), "{key} is no heading: {list}");
    }
    let (_, _, file) = bytes(&t, "/i/test/users/export?tab=associates&sort=acme.raindrops").await;
    let file = String::from_utf8(file).unwrap();
    assert!(
        file.find("Dan Lund").unwrap() < file.find("Anna Berg").unwrap(),
        "the file has the order: {file}"
    );
    // Nobody is a former employee, logged on or waits, and all the same one finds that there are such filters.
    for word in
        ["quick=former", "quick=logged_on", "quick=expired", "quick=waiting_for_approval", "waiting=true"]
    {
        assert!(list.contains(word), "{word} is no filter: {list}");
    }
}
