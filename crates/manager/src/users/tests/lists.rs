//! The tabs of the Users screen, their columns, files of them, and acting on all that a filter finds.

use std::io::Read as _;

use http::{Method, StatusCode};
use licentia_core::licence::Row;
use proptest::prelude::*;
use serde_json::json;

use super::pages::{page, send};
use super::screen::{add, bytes, logins};
use crate::testing::{TestManager, plan, row, stories};
use crate::users::{NewUser, Sort, create_many};

stories!(
    the_tabs_show_their_own,
    columns_and_filters_come_from_the_licences,
    a_file_has_everybody_and_no_formulas,
    a_workbook_opens,
    a_group_gets_another_name_in_one_change,
    the_whole_filter_is_chosen_over_tabs_and_words,
    a_list_is_in_the_order_of_addresses,
);

async fn the_tabs_show_their_own(t: TestManager) {
    add(&t, json!({"login": "anna"})).await;
    add(&t, json!({"login": "room", "kind": "resource"})).await;
    let link = |login: &str| format!("/i/test/users/{login}");
    for (query, anna, room) in [
        ("", true, false),
        ("?tab=associates", true, false),
        ("?tab=others", false, true),
        ("?tab=others&kind=external", false, false),
        ("?q=o", false, true),
        ("?tab=everybody", true, true),
        ("?can_log_in=true", true, true),
    ] {
        let shown = page(&t, &format!("/i/test/users{query}")).await;
        assert_eq!(
            (shown.contains(&link("anna")), shown.contains(&link("room"))),
            (anna, room),
            "{query}: {shown}"
        );
    }
    assert!(page(&t, "/i/test/users?tab=licences").await.contains("There are no licences for users"));
    assert!(page(&t, "/i/test/users?tab=groups").await.contains("There are no groups yet"));
    assert!(page(&t, "/i/test/users?page=7").await.contains("This page is empty now"));
}

async fn columns_and_filters_come_from_the_licences(t: TestManager) {
    t.activate(|package| {
        let names: Vec<String> = (0..12).map(|n| format!("mod-{n}")).collect();
        let mut rows = vec![plan("basic", 1, &["diary"]), Row { hidden: true, ..row("diary", 9) }];
        rows.extend(names.iter().map(|name| row(name, 9)));
        package.rows = rows;
    })
    .await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.basic").await;
    t.assign(anna, "acme.mod-3").await;
    let shown = page(&t, "/i/test/users").await;
    assert!(shown.contains("basic <span>1</span>") && shown.contains("All 13 licences"), "{shown}");
    assert!(!shown.contains("value=\"acme.diary\""), "hidden modules are no columns");
    assert!(!shown.contains("sort=acme.mod-3"));
    for query in ["columns=acme.mod-3,email", "columns=acme.mod-3&columns=email"] {
        let shown = page(&t, &format!("/i/test/users?{query}")).await;
        assert!(shown.contains("sort=acme.mod-3\">mod-3</a></th>"), "{shown}");
        assert!(shown.contains("value=\"acme.mod-3\" checked"), "{shown}");
    }
    let tab = page(&t, "/i/test/users?tab=licences").await;
    assert!(
        tab.contains("/i/test/users?holds=acme.mod-3") && tab.contains("/i/test/products/acme.mod-3"),
        "{tab}"
    );
    let holders = page(&t, "/i/test/users?module=acme.mod-3").await;
    assert!(holders.contains("1–1 of 1") && holders.contains("aria-current=\"true\""), "{holders}");
    assert!(page(&t, "/i/test/users?module=acme.diary").await.contains("With diary"));
}

async fn a_file_has_everybody_and_no_formulas(t: TestManager) {
    t.activate(|package| package.rows = vec![plan("basic", 9, &[])]).await;
    add(
        &t,
        json!({"login": "anna", "name": "Anna, \"Åsa\" Berg", "groups": ["Sales", "Oslo"], "role": "=1+1"}),
    )
    .await;
    add(&t, json!({"login": "bo", "name": "Bo", "kind": "external"})).await;
    t.post("/api/v1/assignments", json!({"users": ["anna"], "modules": ["acme.basic"]})).await;
    let (status, kind, file) =
        bytes(&t, "/api/v1/users/export?columns=login,name,groups,role,plan,acme.basic,kind").await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/csv; charset=utf-8; header=present"));
    let text = String::from_utf8(file).unwrap();
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap().split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "login,name,groups,role,plan,acme.basic,kind",
            "anna,\"Anna, \"\"Åsa\"\" Berg\",\"Sales; Oslo\",\"'=1+1\",acme.basic,1,internal",
            "bo,Bo,,,,,external",
            ""
        ]
    );
    let (_, _, file) = bytes(&t, "/api/v1/users/export?sort=-login").await;
    let text = String::from_utf8(file).unwrap();
    assert!(text.lines().count() == 3 && text.find("bo,").unwrap() < text.find("anna").unwrap(), "{text}");
    // The page's file has its columns, its filter, and words instead of codes.
    let (status, _, file) =
        bytes(&t, "/i/test/users/export?tab=others&columns=email&format=csv&lang=sv").await;
    let text = String::from_utf8(file).unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("Inloggningsnamn") && text.contains("Extern") && !text.contains("anna"), "{text}");
    for (query, code) in
        [("format=pdf", "invalid"), ("columns=nothing", "invalid"), ("plan=acme.none", "module_unknown")]
    {
        let (status, problem) = t.get(&format!("/api/v1/users/export?{query}")).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{query}");
    }
    // More than is read at a time: everybody is there once, in order.
    let new = |n: usize| NewUser { login: format!("u{n:04}"), ..NewUser::default() };
    let granted =
        licentia_platform::access::Granted::to_the_server(licentia_platform::by::By::setup(), t.scope);
    create_many(&t.manager, &granted, (0..2_500).map(new).collect()).await.unwrap();
    let (_, _, file) = bytes(&t, "/api/v1/users/export?columns=login&search=u&sort=login").await;
    let text = String::from_utf8(file).unwrap();
    let found: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(found.len(), 2_500);
    assert!(found.windows(2).all(|two| two[0] < two[1]));
}

async fn a_workbook_opens(t: TestManager) {
    add(&t, json!({"login": "anna", "name": "=HYPERLINK(\"x\")"})).await;
    let (status, kind, file) = bytes(&t, "/api/v1/users/export?format=xlsx").await;
    assert_eq!(status, StatusCode::OK);
    assert!(kind.ends_with("spreadsheetml.sheet"), "{kind}");
    assert!(file.starts_with(b"PK\x03\x04"), "a workbook is an archive");
    let mut last = Vec::new();
    file.as_slice().take(u64::MAX).read_to_end(&mut last).unwrap();
    assert!(last.windows(4).any(|four| four == b"PK\x05\x06"), "and a whole one");
    let (status, _, _) = bytes(&t, "/i/test/users/export?format=xlsx").await;
    assert_eq!(status, StatusCode::OK);
}

async fn a_group_gets_another_name_in_one_change(t: TestManager) {
    t.activate(|package| package.rows = vec![plan("basic", 9, &[]), row("map", 9)]).await;
    for (login, groups) in
        [("anna", json!(["Sales", "Oslo"])), ("bo", json!(["Oslo"])), ("cid", json!(["Sales", "Sälj"]))]
    {
        add(&t, json!({"login": login, "groups": groups})).await;
    }
    t.post("/api/v1/assignments", json!({"users": ["anna"], "modules": ["acme.basic"]})).await;
    let (_, groups) = t.get("/api/v1/groups").await;
    let sales = groups["items"].as_array().unwrap().iter().find(|group| group["name"] == "Sales").unwrap();
    let plans = json!([{"plan": "acme.basic", "users": 1}]);
    assert_eq!(*sales, json!({"name": "Sales", "members": 2, "can_log_in": 2, "plans": plans}));
    let when = json!([{"attribute": "group", "is": ["Sälj"]}]);
    let rule = json!({"rule": {"name": "Sellers", "when": when, "modules": ["acme.map"]}});
    let (status, rules) = t.post("/api/v1/rules", rule).await;
    assert!(status.is_success(), "{rules}");
    assert_eq!(t.get("/api/v1/checks/anna/acme.map").await.1["allowed"], false);
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (status, done) = t.ask(Method::PATCH, "/api/v1/groups/Sales", Some(json!({"name": " Sälj "}))).await;
    assert_eq!((status, done), (StatusCode::OK, json!({"users": 2})));
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before + 1);
    assert_eq!(t.get("/api/v1/users/anna").await.1["groups"], json!(["Sälj", "Oslo"]));
    assert_eq!(t.get("/api/v1/checks/anna/acme.map").await.1["allowed"], true, "rules follow at once");
    assert_eq!(t.get("/api/v1/users/cid").await.1["groups"], json!(["Sälj"]), "the two became one");
    for (group, body, status) in [
        ("Nobody", json!({"name": "X"}), StatusCode::NOT_FOUND),
        ("Oslo", json!({"name": " "}), StatusCode::UNPROCESSABLE_ENTITY),
        ("Oslo", json!({"name": "x".repeat(201)}), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (found, problem) = t.ask(Method::PATCH, &format!("/api/v1/groups/{group}"), Some(body)).await;
        assert_eq!(found, status, "{problem}");
    }
    let list = page(&t, "/i/test/users?tab=groups").await;
    assert!(list.contains("Sälj") && list.contains("basic 1") && !list.contains(">Sales<"), "{list}");
    assert!(page(&t, "/i/test/users?tab=groups&q=osl&sort=-members").await.contains("Oslo"));
    assert!(
        page(&t, "/i/test/users/groups/rename?group=Oslo").await.contains("2 users belong to this group")
    );
    let long = "x".repeat(300);
    let typed = [("group", "Oslo"), ("name", long.as_str())];
    let (_, told) = send(&t, "/i/test/users/groups/rename?lang=sv", &typed).await;
    assert!(told.contains("Högst 200 tecken."), "{told}");
    let form = [("group", "Oslo"), ("name", "Bergen")];
    assert_eq!(send(&t, "/i/test/users/groups/rename", &form).await.0, StatusCode::SEE_OTHER);
    assert_eq!(logins(&t, "group=Bergen&sort=login").await, ["anna", "bo"]);
    let (status, again) = send(&t, "/i/test/users/groups/rename", &form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(again.contains("not_found"), "{again}");
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn the_whole_filter_is_chosen_over_tabs_and_words(t: TestManager) {
    t.activate(|package| package.rows = vec![plan("basic", 9, &[])]).await;
    for login in ["anna", "anders", "bo"] {
        add(&t, json!({"login": login})).await;
    }
    add(&t, json!({"login": "andy", "kind": "external"})).await;
    let shown = page(&t, "/i/test/users?q=an&tab=associates&chosen=all").await;
    assert!(shown.contains("name=\"expect\" value=\"2\""), "{shown}");
    let query = shown.split("name=\"query\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let query = query.replace("&amp;", "&");
    let whole = [
        ("act", "assign"),
        ("plan", "acme.basic"),
        ("all", "true"),
        ("query", query.as_str()),
        ("expect", "2"),
        ("apply", "true"),
    ];
    assert_eq!(send(&t, "/i/test/users/bulk", &whole).await.0, StatusCode::SEE_OTHER);
    assert_eq!(logins(&t, "plan=acme.basic&sort=login").await, ["anders", "anna"]);
}

proptest! {
    #[test]
    fn an_order_is_read_as_it_is_written(index in 0_usize..10, down in any::<bool>()) {
        const WORDS: [&str; 10] =
            ["name", "login", "group", "role", "plan", "state", "last_used", "job_title", "kind", "can_log_in"];
        let word = WORDS[index];
        let text = if down { format!("-{word}") } else { word.to_owned() };
        let sort: Sort = text.parse().unwrap();
        prop_assert_eq!((sort.by.word(), sort.down), (word, down));
    }
}

async fn a_list_is_in_the_order_of_addresses(t: TestManager) {
    for (login, email) in [("a", Some("Zoe@x.org")), ("b", None), ("c", Some("adam@x.org"))] {
        let (status, answer) = t.post("/api/v1/users", json!({"login": login, "email": email})).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
    assert_eq!(logins(&t, "sort=email").await, ["b", "c", "a"]);
    assert_eq!(logins(&t, "sort=-email").await, ["a", "c", "b"]);
    let (_, first) = t.get("/api/v1/users?sort=email&limit=2").await;
    let (_, rest) =
        t.get(&format!("/api/v1/users?sort=email&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!((&rest["items"][0]["login"], rest["items"].as_array().unwrap().len()), (&json!("a"), 1));
    let shown = page(&t, "/i/test/users?columns=email&sort=-email").await;
    assert!(shown.contains("sort=email") && shown.find("Zoe@x.org") < shown.find("adam@x.org"), "{shown}");
}
