//! Products on both databases: what is told of them, and one difference of who has one.

mod pages;

use http::StatusCode;
use jiff::civil::date;
use licentia_core::licence::{Counting, Quantity, Row, Scope};
use serde_json::{Value, json};

use crate::packages::page_tests::page;
use crate::testing::{TestManager, plan, row, stories};

stories!(
    every_row_that_was_ever_in_force_is_told_once,
    products_are_filtered_searched_and_sorted,
    a_difference_swaps_the_last_seat_in_one_change,
    a_difference_is_all_or_nothing_and_names_who_is_refused,
    what_somebody_changed_meanwhile_is_not_overwritten,
    a_concurrent_product_tells_sessions_and_people_apart,
    what_begins_next_month_is_not_in_force_and_says_when_it_ends,
    what_databases_have_is_counted_in_the_list,
    a_row_that_was_replaced_keeps_its_end,
);

const PAGE: &str = "/i/test/products/acme.ten-sales";

fn between(count: u32, start: (i16, i8, i8), due: (i16, i8, i8)) -> Row {
    let day = |(year, month, day): (i16, i8, i8)| Some(date(year, month, day));
    Row { start: day(start), due: day(due), ..plan("ten-sales", count, &["sale-cal"]) }
}

fn hidden(count: u32) -> Row {
    Row { hidden: true, ..row("sale-cal", count) }
}

/// A plan of `count` seats that brings a hidden module, and users of these log-in names.
async fn licensed(t: &TestManager, count: u32, users: &[&str]) {
    t.activate(|package| {
        package.rows = vec![
            plan("ten-sales", count, &["sale-cal"]),
            plan("ten-service", 9, &[]),
            plan("other", 9, &[]),
            hidden(count),
            row("travel", 4),
        ];
    })
    .await;
    for login in users {
        t.user(login).await;
    }
}

async fn difference(t: &TestManager, body: Value) -> (u16, Value) {
    let (status, answer) = t.post("/api/v1/products/acme.ten-sales/difference", body).await;
    (status.as_u16(), answer)
}

async fn holders(t: &TestManager) -> Vec<String> {
    let (_, list) = t.get("/api/v1/assignments?module=acme.ten-sales&limit=1000").await;
    let mut names: Vec<String> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["user"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

async fn every_row_that_was_ever_in_force_is_told_once(t: TestManager) {
    let (y24, y25) = (between(180, (2024, 1, 1), (2024, 12, 31)), between(200, (2025, 1, 1), (2025, 12, 31)));
    let (y26, y27) = (between(220, (2026, 1, 1), (2026, 12, 31)), between(240, (2027, 1, 1), (2027, 12, 31)));
    let small = between(210, (2026, 1, 1), (2026, 12, 31));
    for rows in [vec![y24.clone()], vec![y24, y25.clone()], vec![y25, small], vec![y26, y27]] {
        t.activate(|package| package.rows = rows.into_iter().chain([hidden(999)]).collect()).await;
    }
    // One that was loaded and never in force is none of them.
    let never = t.issue(|package| package.rows = vec![plan("ten-sales", 777, &[])]);
    let request =
        http::Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    t.send(request.body(never.into()).unwrap()).await;
    let (status, product) = t.get("/api/v1/products/acme.ten-sales").await;
    assert_eq!(status, StatusCode::OK, "{product}");
    let rows: Vec<_> = product["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let state = row["state"].as_str().unwrap();
            (
                row["start"].as_str().unwrap()[..4].to_owned(),
                row["quantity"].as_u64().unwrap(),
                state.to_owned(),
                row["sequence"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("2024", 180, "past", 2),
        ("2025", 200, "past", 3),
        ("2026", 210, "replaced", 3),
        ("2026", 220, "in_force", 4),
        ("2027", 240, "future", 4),
    ];
    let expected =
        expected.map(|(year, count, state, number)| (year.to_owned(), count, state.to_owned(), number));
    assert_eq!(rows, expected);
    assert_eq!(
        (&product["total"], &product["start"], &product["due"], &product["renewal"], &product["kind"]),
        (&json!(220), &json!("2026-01-01"), &json!("2027-12-31"), &json!(true), &json!("personal"))
    );
    let shown = page(&t, PAGE).await;
    for word in ["1 Jan 2024", "No. 2", "Past", "Replaced", "ends in 40 days", "in 41 days", "Renewal loaded"]
    {
        assert!(shown.contains(word), "{word} is not on {shown}");
    }
    assert!(!shown.contains("777"));
    for nothing in ["acme.sale-cal", "acme.none"] {
        let path = format!("/api/v1/products/{nothing}");
        assert_eq!(t.get(&path).await.0, StatusCode::NOT_FOUND, "hidden modules are no products");
        assert_eq!(t.get(&format!("/i/test/products/{nothing}")).await.0, StatusCode::NOT_FOUND);
    }
}

async fn what_begins_next_month_is_not_in_force_and_says_when_it_ends(t: TestManager) {
    t.activate(|package| {
        let (start, due) = (Some(date(2026, 12, 22)), Some(date(2027, 12, 21)));
        package.rows = vec![plan("ten-sales", 5, &[]), Row { start, due, ..row("mobile", 5) }];
    })
    .await;
    let (_, product) = t.get("/api/v1/products/acme.mobile").await;
    assert_eq!(
        (&product["start"], &product["due"], &product["until"], &product["state"], &product["total"]),
        (&json!("2026-12-22"), &json!("2027-12-21"), &json!("2027-12-21"), &json!("not_started"), &json!(0))
    );
    let row_of = |page: &str| {
        let row = page.split("<tr").find(|row| row.contains("/products/acme.mobile"));
        row.unwrap_or_else(|| panic!("it is not on {page}")).to_owned()
    };
    let listed = row_of(&page(&t, "/i/test/products").await);
    assert!(listed.contains("22 Dec 2026") && listed.contains("21 Dec 2027"), "{listed}");
    let licences = row_of(&page(&t, "/i/test/users?tab=licences").await);
    assert!(licences.contains("0 / 0") && licences.contains("From <time"), "{licences}");
    assert!(licences.contains("21 Dec 2027") && !licences.contains("No limit"), "{licences}");
    // What is not in force is no filter, no column and nothing to give to many.
    t.user("anna").await;
    let users = page(&t, "/i/test/users").await;
    assert!(users.contains("acme.ten-sales") && !users.contains("acme.mobile"), "{users}");
    assert_eq!(t.get("/api/v1/users?format=csv&columns=acme.mobile").await.0.as_u16(), 422);
    // From its first day it is all of that.
    t.pass_ms(31 * 86_400_000).await;
    assert!(page(&t, "/i/test/users").await.contains("acme.mobile"));
    let licences = row_of(&page(&t, "/i/test/users?tab=licences").await);
    assert!(licences.contains("0 / 5") && !licences.contains("From <time"), "{licences}");
}

async fn what_databases_have_is_counted_in_the_list(t: TestManager) {
    let at_home = |module, count| Row { scope: Scope::Site, ..row(module, count) };
    t.activate(|package| package.rows = vec![at_home("reporter", 4), row("travel", 4)]).await;
    let path = "/api/v1/installations/test/licences/acme.reporter";
    let (status, given) = t.ask(http::Method::PUT, path, Some(json!({"units": 1}))).await;
    assert!(status.is_success(), "{given}");
    let (_, product) = t.get("/api/v1/products/acme.reporter").await;
    assert_eq!(product["in_use"], 1, "{product}");
    let listed = page(&t, "/i/test/products").await;
    let row = listed.split("<tr").find(|row| row.contains("/products/acme.reporter")).unwrap();
    assert!(row.contains(">1</td>") && row.contains(">4</td>"), "{row}");
}

async fn products_are_filtered_searched_and_sorted(t: TestManager) {
    assert!(page(&t, "/i/test/products").await.contains("There are no products yet"));
    t.activate(|package| {
        package.rows = vec![
            plan("ten-sales", 5, &["sale-cal"]),
            hidden(5),
            row("travel", 4),
            Row { counting: Counting::Concurrent, ..row("maps", 2) },
            Row { scope: Scope::System, ..row("server", 1) },
            Row { scope: Scope::Site, ..row("satellite", 3) },
            Row { flags: 2, ..row("tier", 1) },
            Row { quantity: Quantity::Unrestricted, ..row("web", 0) },
        ];
    })
    .await;
    let names = async |query: &str| -> Vec<String> {
        let (status, list) = t.get(&format!("/api/v1/products{query}")).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        let name = |one: &Value| one["module"].as_str().unwrap().trim_start_matches("acme.").to_owned();
        list["items"].as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(names("").await, ["maps", "satellite", "server", "ten-sales", "travel", "web"]);
    assert_eq!(names("?kind=personal").await, ["ten-sales", "travel", "web"]);
    assert_eq!(names("?kind=concurrent").await, ["maps"]);
    assert_eq!(names("?kind=server").await, ["satellite", "server"]);
    assert_eq!(names("?search=SALE").await, ["ten-sales"]);
    assert_eq!(t.get("/api/v1/products?kind=odd").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    for query in [
        "",
        "?kind=personal",
        "?kind=odd",
        "?sort=-total",
        "?sort=nonsense",
        "?q=zzz",
        "?kind=concurrent&q=zzz",
    ] {
        page(&t, &format!("/i/test/products{query}")).await;
    }
    let list = page(&t, "/i/test/products?sort=-total").await;
    let place =
        |word: &str| list.find(&format!("/products/acme.{word}\"")).unwrap_or_else(|| panic!("{word}"));
    assert!(place("ten-sales") < place("travel") && place("travel") < place("maps"));
    assert!(page(&t, "/i/test/products?q=zzz").await.contains("zzz"));
    for module in ["maps", "server", "satellite", "web", "travel"] {
        page(&t, &format!("/i/test/products/acme.{module}")).await;
    }
}

async fn a_difference_swaps_the_last_seat_in_one_change(t: TestManager) {
    licensed(&t, 1, &["anna", "bo", "cid"]).await;
    assert_eq!(difference(&t, json!({"add": ["anna"]})).await.0, 200);
    // Cid waits; what Anna gives up is for Bo all the same, for both were decided at once.
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (status, dry) = t
        .post(
            "/api/v1/products/acme.ten-sales/difference?dry_run=true",
            json!({"add": ["bo"], "recall": ["anna"]}),
        )
        .await;
    assert_eq!((status, &dry["seats"]), (StatusCode::OK, &json!([])), "no seat changes: {dry}");
    assert_eq!(holders(&t).await, ["anna"], "nothing was done");
    let (status, done) =
        difference(&t, json!({"add": ["bo"], "recall": ["anna"], "reason": "Anna has moved"})).await;
    assert_eq!((status, &done["counts"]["done"]), (200, &json!(2)), "{done}");
    assert_eq!(done["revision"], before + 1, "one change");
    assert_eq!(holders(&t).await, ["bo"]);
    let (_, entries) = t.get("/api/v1/ledger?limit=1").await;
    assert_eq!(entries["items"][0]["kind"], "assignments.changed", "{entries}");
    let (status, recalled) = difference(&t, json!({"recall": ["bo"]})).await;
    let moved = json!([
        {"module": "acme.ten-sales", "before": 1, "after": 0, "total": 1},
        {"module": "acme.sale-cal", "before": 1, "after": 0, "total": 1},
    ]);
    assert_eq!((status, &recalled["seats"]), (200, &moved), "{recalled}");
    for (body, path) in [
        (json!({}), "add"),
        (json!({"add": ["bo", "bo"]}), "add"),
        (json!({"add": ["bo"], "recall": ["bo"]}), "add"),
        (json!({"add": ["bo"], "reason": "x".repeat(1_001)}), "reason"),
    ] {
        let (status, problem) = difference(&t, body).await;
        assert_eq!((status, &problem["path"]), (422, &json!(path)), "{problem}");
    }
}

async fn a_difference_is_all_or_nothing_and_names_who_is_refused(t: TestManager) {
    licensed(&t, 2, &["anna", "bo", "cid", "dan"]).await;
    assert_eq!(difference(&t, json!({"add": ["anna"]})).await.0, 200);
    let (status, problem) = difference(&t, json!({"recall": ["anna"], "add": ["bo", "cid", "dan"]})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("no_seat")), "{problem}");
    assert_eq!(problem["refused"][0]["user"], "dan");
    assert_eq!(holders(&t).await, ["anna"], "nothing was done");
    let (status, problem) = difference(&t, json!({"add": ["nobody"]})).await;
    assert_eq!((status, &problem["code"]), (409, &json!("user_unknown")), "{problem}");
    // A plan takes the place of another, and the answer says so.
    let (_, service) = t.post("/api/v1/products/acme.ten-service/difference", json!({"add": ["anna"]})).await;
    assert_eq!(service["replaced"], json!([{"user": "anna", "module": "acme.ten-sales"}]), "{service}");
}

async fn what_somebody_changed_meanwhile_is_not_overwritten(t: TestManager) {
    licensed(&t, 9, &["anna", "bo", "cid", "dan"]).await;
    let seat = |user: &str| json!({"users": [user], "modules": ["acme.ten-sales"]});
    assert_eq!(t.post("/api/v1/assignments", seat("bo")).await.0, StatusCode::OK);
    let seen = t.get("/api/v1/products/acme.ten-sales").await.1["revision"].clone();
    // Somebody else takes it from Bo and gives it back, gives it to Anna, and Cid another plan.
    t.post("/api/v1/assignments/recall", seat("bo")).await;
    t.post("/api/v1/assignments", seat("bo")).await;
    t.post("/api/v1/assignments", seat("anna")).await;
    t.post("/api/v1/assignments/recall", seat("anna")).await;
    t.post("/api/v1/assignments", json!({"users": ["cid"], "modules": ["acme.ten-service"]})).await;
    for (body, who) in [
        (json!({"recall": ["bo"], "since": seen}), "bo"),
        (json!({"add": ["anna"], "since": seen}), "anna"),
        (json!({"add": ["dan", "cid"], "since": seen}), "cid"),
    ] {
        let (status, problem) = difference(&t, body).await;
        assert_eq!((status, &problem["code"]), (409, &json!("changed_meanwhile")), "{problem}");
        assert_eq!(
            (&problem["meanwhile"][0]["user"], &problem["meanwhile"][0]["by"]),
            (&json!(who), &json!("test"))
        );
    }
    assert_eq!(holders(&t).await, ["bo"]);
    // Of whoever nobody touched it is applied, and with what is known now of the others too.
    assert_eq!(difference(&t, json!({"add": ["dan"], "since": seen})).await.0, 200);
    let now = t.get("/api/v1/products/acme.ten-sales").await.1["revision"].clone();
    assert_eq!(difference(&t, json!({"add": ["anna", "cid"], "recall": ["bo"], "since": now})).await.0, 200);
    assert_eq!(holders(&t).await, ["anna", "cid", "dan"]);
}

async fn a_concurrent_product_tells_sessions_and_people_apart(t: TestManager) {
    t.activate(|package| {
        package.rows =
            vec![row("user", 20), row("web", 20), Row { counting: Counting::Concurrent, ..row("maps", 1) }];
    })
    .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        for module in ["acme.user", "acme.web"] {
            t.assign(user, module).await;
        }
    }
    // Assigned beyond its quantity: only open sessions are capped.
    let (status, done) =
        t.post("/api/v1/products/acme.maps/difference", json!({"add": ["anna", "bo"]})).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let log_in = json!({"user": "anna", "client": "acme.web", "modules": ["acme.maps"]});
    let (_, session) = t.post("/api/v1/logins", log_in).await;
    assert_eq!(session["result"], "ok", "{session}");
    let (_, product) = t.get("/api/v1/products/acme.maps").await;
    assert_eq!(
        (&product["in_use"], &product["granted"], &product["total"], &product["kind"]),
        (&json!(1), &json!(2), &json!(1), &json!("concurrent"))
    );
    let shown = page(&t, "/i/test/products/acme.maps").await;
    assert!(
        shown.contains("Open sessions") && shown.contains("Granted to") && shown.contains("Logged in"),
        "{shown}"
    );
}

async fn a_row_that_was_replaced_keeps_its_end(t: TestManager) {
    for (count, day) in [(3, 9), (4, 10)] {
        t.activate(|package| {
            package.dates.grace = Some(date(2027, 4, day));
            package.rows = vec![plan("ten-sales", count, &["sale-cal"]), hidden(count)];
        })
        .await;
    }
    let shown = page(&t, PAGE).await;
    assert!(shown.contains("2027-04-09") && shown.contains("2027-04-10"), "{shown}");
    assert!(!shown.contains("No end"), "{shown}");
}
