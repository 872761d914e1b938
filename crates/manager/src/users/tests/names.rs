//! The order of names, and what stands above the list of users.

use serde_json::json;

use super::lists_everybody;
use super::pages::page;
use super::screen::{add, logins};
use crate::testing::{TestManager, row, stories};
use crate::users::{NewUser, create_many};

stories!(
    names_stand_where_readers_look_for_them,
    of_very_many_names_too,
    every_list_of_people_has_them_so,
    what_a_view_finds_is_said_once,
);

const NAMES: [(&str, &str); 8] = [
    ("zoe", "Zoë"),
    ("elodie", "Élodie"),
    ("asa", "Åsa"),
    ("emil", "Emil"),
    ("inigo", "Íñigo"),
    ("orjan", "Örjan"),
    ("olafur", "Ólafur"),
    ("edda", "Edda"),
];
const ENGLISH: [&str; 8] = ["asa", "edda", "elodie", "emil", "inigo", "olafur", "orjan", "zoe"];
const SWEDISH: [&str; 8] = ["edda", "elodie", "emil", "inigo", "olafur", "zoe", "asa", "orjan"];

async fn names_stand_where_readers_look_for_them(t: TestManager) {
    for (login, name) in NAMES {
        add(&t, json!({"login": login, "name": name})).await;
    }
    assert_eq!(logins(&t, "sort=name").await, ENGLISH);
    let down: Vec<&str> = ENGLISH.into_iter().rev().collect();
    assert_eq!(logins(&t, "sort=-name").await, down);
    assert_eq!(lists_everybody(&t, "lang=en").await, ENGLISH);
    assert_eq!(lists_everybody(&t, "lang=sv").await, SWEDISH);
    let down: Vec<&str> = SWEDISH.into_iter().rev().collect();
    assert_eq!(lists_everybody(&t, "lang=sv&sort=-name").await, down);
    // A page at a time comes to the same, and whoever gets another name moves.
    assert_eq!(page_by_page(&t, "/api/v1/users?sort=name&limit=3").await, ENGLISH);
    let (status, _) = super::patch(&t, "zoe", json!({"name": "Éa"})).await;
    assert!(status.is_success());
    assert_eq!(lists_everybody(&t, "lang=sv").await[0], "zoe");
}

/// More than are fetched by number and sorted: the order is that of the index.
async fn of_very_many_names_too(t: TestManager) {
    t.activate(|package| package.rows = vec![row("mail", 3)]).await;
    let new =
        |n: usize| NewUser { login: format!("m{n:04}"), name: format!("M{n:04}"), ..NewUser::default() };
    let granted =
        licentia_platform::access::Granted::to_the_server(licentia_platform::by::By::setup(), t.scope);
    create_many(&t.manager, &granted, (0..2_500).map(new).collect()).await.unwrap();
    for (login, name) in NAMES {
        add(&t, json!({"login": login, "name": name})).await;
    }
    assert_eq!(logins(&t, "sort=name&limit=5").await, ["asa", "edda", "elodie", "emil", "inigo"]);
    assert_eq!(logins(&t, "sort=-name&limit=3").await, ["zoe", "orjan", "olafur"]);
    assert_eq!(lists_everybody(&t, "lang=sv&sort=-name").await[..3], ["orjan", "asa", "zoe"]);
    assert_eq!(lists_everybody(&t, "lang=sv").await[..4], ["edda", "elodie", "emil", "inigo"]);
}

/// Who held something, who is logged in, and who was refused.
async fn every_list_of_people_has_them_so(t: TestManager) {
    t.activate(|package| package.rows = vec![row("user", 9), row("web", 9)]).await;
    let names = &NAMES[..5];
    for (login, name) in names {
        add(&t, json!({"login": login, "name": name})).await;
        let given = json!({"users": [login], "modules": ["acme.user", "acme.web"]});
        assert!(t.post("/api/v1/assignments", given).await.0.is_success());
        let (_, entered) = t.post("/api/v1/logins", json!({"user": login, "client": "acme.web"})).await;
        assert_eq!(entered["result"], "ok", "{entered}");
        t.get(&format!("/api/v1/checks/{login}/acme.nothing")).await;
    }
    crate::checks::flush(&t.manager).await.unwrap();
    let of = |list: &[&str]| {
        list.iter()
            .filter(|one| names.iter().any(|(login, _)| login == *one))
            .map(|one| (*one).to_owned())
            .collect::<Vec<_>>()
    };
    let (english, swedish) = (of(&ENGLISH), of(&SWEDISH));
    for path in ["/reports/holders?module=acme.web", "/sessions?sort=user", "/history/refusals?sort=user"] {
        for (lang, order) in [("en", &english), ("sv", &swedish)] {
            let shown = page(&t, &format!("/i/test{path}&lang={lang}")).await;
            let rows = shown.split("<tbody").nth(1).unwrap_or_else(|| panic!("{path}: {shown}"));
            let mut stand: Vec<_> =
                order.iter().map(|login| (rows.find(&format!(">{login}<")), login)).collect();
            stand.sort();
            let found: Vec<_> = stand.iter().map(|(_, login)| (*login).clone()).collect();
            assert!(stand.iter().all(|(at, _)| at.is_some()), "{path} {stand:?}: {rows}");
            assert_eq!(found, *order, "{path} in {lang}");
        }
    }
    let found = page_by_page(&t, "/api/v1/reports/holders?module=acme.web&limit=2").await;
    assert_eq!(found, english, "a page at a time");
}

/// The log-in names in a list that is read to its end.
async fn page_by_page(t: &TestManager, list: &str) -> Vec<String> {
    let (mut found, mut path) = (Vec::new(), list.to_owned());
    loop {
        let (_, answer) = t.get(&path).await;
        let items = answer["items"].as_array().unwrap().iter();
        found.extend(items.map(|one| one["login"].as_str().unwrap().to_owned()));
        let Some(next) = answer["next"].as_str() else { return found };
        path = format!("{list}&cursor={next}");
    }
}

async fn what_a_view_finds_is_said_once(t: TestManager) {
    for (login, group) in [("anna", "Sales"), ("andy", "Sales"), ("bo", "Sales"), ("andrea", "Service")] {
        add(&t, json!({"login": login, "groups": [group]})).await;
    }
    let shown = page(&t, "/i/test/users?tab=associates&group=Sales&q=an").await;
    assert!(shown.contains(">2 found<"), "beside the search: {shown}");
    let chip = shown.split("Group: Sales").nth(1).unwrap();
    assert!(!chip[..chip.find("</a>").unwrap()].contains('2'), "and not at one of the filters: {chip}");
    let top = shown.split("</header>").next().unwrap();
    assert!(!top.contains("value=\"an\""), "the search of everything is not filled with the list's: {top}");
    let everybody = page(&t, "/i/test/users").await;
    assert!(!everybody.contains(" found<"), "where nothing is filtered the tab says it: {everybody}");
}
