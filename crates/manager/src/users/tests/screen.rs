//! The Users screen: tabs, filters that come from the licences, orders, columns, files, groups.

use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use licentia_core::licence::Row;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::pages::page;
use crate::testing::{TestManager, plan, row, stories};
use crate::users::{NewUser, Sort, create_many};

stories!(
    what_is_kept_about_a_user_is_checked_changed_and_found,
    who_waits_for_approval_takes_no_seat_until_approved,
    quick_filters_find_whom_they_name,
    every_column_sorts_both_ways_and_pages_by_cursor,
    many_are_walked_in_the_same_order_as_few,
    a_search_finds_all_that_somebody_would_type,
);

pub(super) async fn add(t: &TestManager, body: Value) -> Value {
    let (status, user) = t.post("/api/v1/users", body).await;
    assert_eq!(status, StatusCode::CREATED, "{user}");
    user
}

pub(super) async fn patch(t: &TestManager, user: &str, body: Value) -> (StatusCode, Value) {
    t.ask(Method::PATCH, &format!("/api/v1/users/{user}"), Some(body)).await
}

pub(super) async fn logins(t: &TestManager, query: &str) -> Vec<String> {
    let (status, found) = t.get(&format!("/api/v1/users?{query}")).await;
    assert_eq!(status, StatusCode::OK, "{query}: {found}");
    let items = found["items"].as_array().unwrap();
    assert!(found["next"].is_string() || found["total"] == items.len(), "{query}: {found}");
    items.iter().map(|user| user["login"].as_str().unwrap().to_owned()).collect()
}

pub(super) async fn bytes(t: &TestManager, path: &str) -> (StatusCode, String, Vec<u8>) {
    let request = Request::get(path)
        .header("authorization", format!("Bearer {}", t.token))
        .body(axum::body::Body::empty())
        .unwrap();
    let response = t.router.clone().oneshot(request).await.unwrap();
    let (status, kind) = (response.status(), response.headers()["content-type"].to_str().unwrap().to_owned());
    (status, kind, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

async fn what_is_kept_about_a_user_is_checked_changed_and_found(t: TestManager) {
    let anna = add(
        &t,
        json!({"login": "anna", "job_title": "Account manager", "role": " Editor ",
            "attributes": {"department": "Sales", "cost centre": "\"4,2\"", "empty": ""}, "sites": ["test"]}),
    )
    .await;
    assert_eq!((&anna["role"], &anna["job_title"]), (&json!("Editor"), &json!("Account manager")));
    assert_eq!(anna["attributes"], json!({"department": "Sales", "cost centre": "\"4,2\""}));
    assert_eq!((&anna["sites"], &anna["waiting_for_approval"]), (&json!(["test"]), &json!(false)));
    add(&t, json!({"login": "bo", "attributes": {"note": "\"department\":\"Sales\""}})).await;
    for (query, found) in [
        ("role=Editor", vec!["anna"]),
        ("role=Edit", vec![]),
        ("attribute=department%3DSales", vec!["anna"]),
        ("attribute=department", vec!["anna"]),
        ("attribute=cost+centre%3D%224%2C2%22", vec!["anna"]),
        ("attribute=department%3DSale", vec![]),
        ("site=test", vec!["anna", "bo"]),
        ("search=account+EDIT", vec!["anna"]),
    ] {
        assert_eq!(logins(&t, query).await, found, "{query}");
    }
    let (_, changed) = patch(&t, "anna", json!({"role": "", "attributes": {"department": "Ops"}})).await;
    assert_eq!((changed.get("role"), &changed["attributes"]), (None, &json!({"department": "Ops"})));
    assert_eq!(logins(&t, "search=editor").await, Vec::<String>::new());
    let many: serde_json::Map<String, Value> = (0..51).map(|n| (format!("a{n}"), json!("x"))).collect();
    for (body, path) in [
        (json!({"attributes": many}), "attributes"),
        (json!({"attributes": {"a=b": "x"}}), "attributes"),
        (json!({"attributes": {"x".repeat(61): "x"}}), "attributes"),
        (json!({"attributes": {"a": "x".repeat(201)}}), "attributes"),
        (json!({"role": "x".repeat(201)}), "role"),
        (json!({"job_title": "a\u{7}"}), "job_title"),
        (json!({"sites": ["nowhere"]}), "sites"),
    ] {
        let (status, problem) = patch(&t, "anna", body.clone()).await;
        assert_eq!(
            (status, problem["path"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(path)),
            "{body} {problem}"
        );
    }
    let (status, _) = t.get("/api/v1/users?site=nowhere").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn who_waits_for_approval_takes_no_seat_until_approved(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    add(&t, json!({"login": "anna", "waiting_for_approval": true})).await;
    let bo = t.user("bo").await;
    let (_, answer) =
        t.post("/api/v1/assignments", json!({"users": ["anna"], "modules": ["acme.web"]})).await;
    assert_eq!(answer["counts"]["done"], 1, "licences can be given to whoever waits: {answer}");
    assert_eq!(t.get("/api/v1/checks/anna/acme.web").await.1["allowed"], false);
    t.assign(bo, "acme.web").await;
    let (status, problem) = patch(&t, "anna", json!({"waiting_for_approval": false})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("no_seat")));
    patch(&t, "bo", json!({"can_log_in": false})).await;
    assert_eq!(patch(&t, "anna", json!({"waiting_for_approval": false})).await.0, StatusCode::OK);
    assert_eq!(t.get("/api/v1/checks/anna/acme.web").await.1["allowed"], true);
    let list = page(&t, "/i/test/users?quick=can_log_in").await;
    assert!(list.contains("anna") && !list.contains("/users/bo"), "{list}");
}

async fn quick_filters_find_whom_they_name(t: TestManager) {
    let due = "2026-11-21".parse().ok();
    t.activate(|package| package.rows = vec![row("user", 9), row("web", 9), Row { due, ..row("map", 9) }])
        .await;
    for (login, more) in [
        ("active", json!({})),
        ("potential", json!({"can_log_in": false})),
        ("unapproved", json!({"waiting_for_approval": true})),
        ("guest", json!({"kind": "external", "can_log_in": false})),
        ("former", json!({})),
        ("mapper", json!({})),
    ] {
        let mut body = more;
        body["login"] = json!(login);
        add(&t, body).await;
    }
    let give = async |users: Value, modules: Value| {
        let (_, answer) = t.post("/api/v1/assignments", json!({"users": users, "modules": modules})).await;
        assert_eq!(answer["counts"]["refused"], 0, "{answer}");
    };
    give(json!(["active"]), json!(["acme.user", "acme.web"])).await;
    give(json!(["mapper"]), json!(["acme.map"])).await;
    patch(&t, "former", json!({"state": "former"})).await;
    let (_, login) = t.post("/api/v1/logins", json!({"user": "active", "client": "web"})).await;
    assert_eq!(login["result"], "ok", "{login}");
    let expect = async |expired: Vec<&str>, none: Vec<&str>| {
        for (quick, found) in [
            ("can_log_in", vec!["active", "mapper"]),
            ("potential", vec!["potential"]),
            ("former", vec!["former"]),
            ("waiting_for_approval", vec!["unapproved"]),
            ("logged_on", vec!["active"]),
            ("expired", expired),
            ("none", none),
        ] {
            assert_eq!(logins(&t, &format!("sort=login&quick={quick}")).await, found, "{quick}");
            let shown = page(&t, &format!("/i/test/users?tab=everybody&quick={quick}")).await;
            assert!(found.iter().all(|login| shown.contains(&format!("/users/{login}"))), "{quick}: {shown}");
        }
    };
    expect(vec![], vec!["former", "guest", "potential", "unapproved"]).await;
    t.pass_ms(24 * 3_600_000).await;
    t.delete(&format!("/api/v1/sessions/{}", login["session"].as_str().unwrap())).await;
    let (_, login) = t.post("/api/v1/logins", json!({"user": "active", "client": "web"})).await;
    assert_eq!(login["result"], "ok", "{login}");
    // What is over waits for a licence: nothing is had.
    expect(vec!["mapper"], vec!["former", "guest", "mapper", "potential", "unapproved"]).await;
    // The counts beside the filters are those of the list.
    let shown = page(&t, "/i/test/users").await;
    for (word, count) in [("Potential users", 1), ("Former employees", 1), ("Expired", 1), ("Everybody", 5)] {
        assert!(shown.contains(&format!("{word} <span>{count}</span>")), "{word} {count}: {shown}");
    }
    assert_eq!(logins(&t, "source=manual&sort=-login").await, ["mapper", "active"]);
    assert_eq!(logins(&t, "associates=false").await, ["guest"]);
    assert_eq!(t.get("/api/v1/users?quick=nobody").await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn every_column_sorts_both_ways_and_pages_by_cursor(t: TestManager) {
    t.activate(|package| package.rows = vec![plan("basic", 9, &[]), plan("full", 9, &[])]).await;
    for (login, group, role) in
        [("a", "Ops", "Zoo"), ("b", "Sales", ""), ("c", "", "Agent"), ("d", "Ops", "Agent")]
    {
        let groups: Vec<&str> = Some(group).filter(|group| !group.is_empty()).into_iter().collect();
        add(&t, json!({"login": login, "groups": groups, "role": role, "can_log_in": login != "b"})).await;
    }
    for (user, plan) in [("a", "acme.full"), ("c", "acme.basic")] {
        t.post("/api/v1/assignments", json!({"users": [user], "modules": [plan]})).await;
    }
    patch(&t, "b", json!({"kind": "external"})).await;
    for (user, title) in [("a", "Zoologist"), ("c", "Buyer"), ("d", "Adviser")] {
        patch(&t, user, json!({"job_title": title})).await;
    }
    patch(&t, "d", json!({"state": "former"})).await;
    for (sort, order) in [
        ("name", ["a", "b", "c", "d"]),
        ("login", ["a", "b", "c", "d"]),
        ("group", ["a", "d", "b", "c"]),
        ("role", ["b", "c", "d", "a"]),
        ("plan", ["c", "a", "b", "d"]),
        ("state", ["a", "c", "b", "d"]),
        ("last_used", ["a", "b", "c", "d"]),
        ("job_title", ["b", "d", "c", "a"]),
        ("kind", ["a", "c", "d", "b"]),
        ("can_log_in", ["a", "c", "b", "d"]),
    ] {
        for down in [false, true] {
            let mut wanted = order.to_vec();
            if down {
                wanted.reverse();
            }
            let sort = if down { format!("-{sort}") } else { sort.to_owned() };
            // Where an empty text stands among others in an order of words is the database's to say.
            let found = logins(&t, &format!("sort={sort}")).await;
            if !sort.ends_with("group") {
                assert_eq!(found, wanted, "{sort}");
            }
            let (mut paged, mut next) = (Vec::new(), String::new());
            loop {
                let (_, part) = t.get(&format!("/api/v1/users?limit=1&sort={sort}{next}")).await;
                paged.extend(
                    part["items"].as_array().unwrap().iter().map(|u| u["login"].as_str().unwrap().to_owned()),
                );
                match part["next"].as_str() {
                    Some(cursor) => next = format!("&cursor={cursor}"),
                    None => break,
                }
            }
            assert_eq!(paged, found, "{sort} by cursor");
        }
    }
    assert_eq!(t.get("/api/v1/users?cursor=e30").await.1["code"], "cursor_invalid");
}

/// Users whose order is walked in the index (there are more than are fetched by number), with a part of them chosen.
async fn many_are_walked_in_the_same_order_as_few(t: TestManager) {
    use crate::users::order::{self, Window};
    t.activate(|package| package.rows = vec![plan("basic", 9_000, &[])]).await;
    let new = |n: u32| NewUser {
        login: format!("u{n}"),
        name: format!("N{:05}", n.wrapping_mul(7_919) % 6_000),
        groups: vec![format!("G{}", n % 7)],
        ..NewUser::default()
    };
    let granted =
        licentia_platform::access::Granted::to_the_server(licentia_platform::by::By::setup(), t.scope);
    create_many(&t.manager, &granted, (0..6_000).map(new).collect()).await.unwrap();
    let at = t.manager.snapshot(t.scope).await.unwrap();
    for sort in ["name", "-login", "group", "-state", "plan"] {
        let sort: Sort = sort.parse().unwrap();
        for keep in [1, 5, 4_999] {
            let seen = at.clone();
            let read = t.manager.db().read(move |r| {
                let members: crate::users::members::Members = seen
                    .users()
                    .map(|user| user.no())
                    .filter(|no| no.0 % 5_000 < keep || keep == 5 && no.0 % 5 > 0)
                    .collect();
                let all =
                    order::page(r, &seen, &members, sort, &Window { limit: u64::MAX, ..Window::default() })?;
                let mut parts = Vec::new();
                for offset in [0, 1, members.count() / 2, members.count().saturating_sub(3), members.count()]
                {
                    let window = Window { offset, limit: 7, ..Window::default() };
                    parts.push((offset, order::page(r, &seen, &members, sort, &window)?));
                }
                let after = all.get(all.len() / 3).map(|(_, place)| place.clone());
                let window = Window { after, limit: 7, ..Window::default() };
                parts.push((all.len() as u64 / 3 + 1, order::page(r, &seen, &members, sort, &window)?));
                Ok((members.count(), all, parts))
            });
            let (count, all, parts) = read.await.unwrap();
            assert_eq!(all.len() as u64, count, "{sort:?}: everybody once");
            for (offset, part) in parts {
                let wanted: Vec<_> = all.iter().skip(offset as usize).take(7).cloned().collect();
                assert_eq!(part, wanted, "{sort:?} from {offset} of {count}");
            }
        }
    }
}

async fn a_search_finds_all_that_somebody_would_type(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![Row {
            titles: [("en".to_owned(), "Sales Premium".to_owned())].into(),
            ..plan("premium", 9, &[])
        }];
    })
    .await;
    add(
        &t,
        json!({"login": "alva", "name": "Älva Öst", "email": "Alva@Example.org", "groups": ["Östersund", "Fält"],
        "role": "Säljare", "job_title": "Ängsmästare"}),
    )
    .await;
    add(&t, json!({"login": "bo", "name": "Bo 100%_!"})).await;
    t.post("/api/v1/assignments", json!({"users": ["bo"], "modules": ["acme.premium"]})).await;
    for (typed, found) in [
        ("älva", vec!["alva"]),
        ("ÖSTERS", vec!["alva"]),
        ("FÄLT", vec!["alva"]),
        ("säljare", vec!["alva"]),
        ("ängsMÄSTARE", vec!["alva"]),
        ("alva@example", vec!["alva"]),
        ("älva fält", vec!["alva"]),
        ("älva sales", vec![]),
        ("premium", vec!["bo"]),
        ("bo PREM", vec!["bo"]),
        ("100%", vec!["bo"]),
        ("%_!", vec!["bo"]),
        ("_", vec!["bo"]),
        ("  ", vec!["alva", "bo"]),
    ] {
        let typed = licentia_ui::encode(typed);
        assert_eq!(logins(&t, &format!("sort=login&search={typed}")).await, found, "{typed}");
    }
    let shown = page(&t, "/i/test/users?tab=others&q=bo").await;
    assert!(shown.contains("Search everybody"), "who is not found here may be elsewhere: {shown}");
    t.delete("/api/v1/users/alva").await;
    assert_eq!(logins(&t, "search=alva&state=deleted").await, Vec::<String>::new());
}
