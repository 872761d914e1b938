//! One person, one row: the account of a user follows what becomes of the user (rule 12).

use http::header::{COOKIE, SET_COOKIE};
use http::{Method, Request, StatusCode};
use licentia_platform::access::Rights;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::last::administrator;
use super::pages::{page, send};
use super::patch;
use crate::testing::{TestManager, stories, token};

stories!(
    what_cannot_be_read_is_told_in_a_sentence,
    an_account_is_given_changed_and_taken_away,
    the_account_follows_its_user,
    an_account_of_nobody_becomes_somebodys,
    nobody_gives_more_than_they_have,
    an_account_ends_on_its_last_day,
    who_may_not_log_in_gets_no_account,
    the_page_shows_the_link_once,
    a_deleted_person_is_erased_with_the_account,
    a_link_to_send_is_whole,
    a_page_names_the_right_that_is_missing_in_words,
);

async fn put(t: &TestManager, user: &str, body: Value) -> (StatusCode, Value) {
    t.ask(Method::PUT, &format!("/api/v1/users/{user}/account"), Some(body)).await
}

/// The cookies of somebody who signs in, or none.
pub(crate) async fn sign_in(t: &TestManager, login: &str) -> Option<String> {
    sign_in_with(t, login, &format!("a good long password of {}", login.len())).await
}

async fn sign_in_with(t: &TestManager, login: &str, password: &str) -> Option<String> {
    let body = format!("login={}&password={}", licentia_ui::encode(login), licentia_ui::encode(password));
    let request = Request::post("/sign-in").header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(axum::body::Body::from(body)).unwrap();
    let response = t.router.clone().oneshot(request).await.unwrap();
    let cookies = response.headers().get_all(SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
    let session = cookies.filter_map(|line| line.split(';').next()).find(|pair| pair.contains("_session="));
    session.map(str::to_owned)
}

/// `GET` with a session's cookie.
pub(crate) async fn get_as(t: &TestManager, cookie: &str, path: &str) -> (StatusCode, Value) {
    t.send(Request::get(path).header(COOKIE, cookie).body(axum::body::Body::empty()).unwrap()).await
}

async fn what_cannot_be_read_is_told_in_a_sentence(t: TestManager) {
    t.user("anna").await;
    for (body, said) in [
        (json!({"rights": [], "until": "tomorrow"}), "`until` must be a date such as `2027-03-01`"),
        (json!({"rights": [], "until": "2027-13-01"}), "`until` must be a date such as `2027-03-01`"),
        (json!({"rights": [], "link": "yes"}), "`link` must be `true` or `false`."),
        (json!({"rights": "view"}), "`rights` must be a list."),
        (json!({"rights": [], "untill": null}), "There is no field `untill`"),
        (json!({}), "The field `rights` is missing."),
    ] {
        let (status, problem) = put(&t, "anna", body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(said), "{problem}");
    }
    let (_, problem) = t.get("/api/v1/users?limit=many").await;
    assert!(problem["detail"].as_str().unwrap().contains("`limit` must be a whole number"), "{problem}");
    let (status, problem) = t.get("/api/v1/users?search=a%00b").await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("text_invalid")));
    assert!(!problem["detail"].as_str().unwrap().contains('$'), "{problem}");
}

async fn an_account_is_given_changed_and_taken_away(t: TestManager) {
    administrator(&t, "ingrid", &["manage_licences", "manage_access"]).await;
    t.user("anna").await;
    assert_eq!(t.get("/api/v1/users/anna/account").await.0, StatusCode::NOT_FOUND);
    let given = administrator(&t, "anna", &["view"]).await;
    assert_eq!(given["account"]["login"], "anna");
    assert_eq!(given["account"]["has_password"], false);
    assert_eq!(given["account"]["state"], "invited");
    let cookie = sign_in(&t, "anna").await.expect("the password works");
    assert_eq!(get_as(&t, &cookie, "/i/test/users").await.0, StatusCode::OK);
    // Fewer rights count at once, in the session that is open.
    let (status, answer) = put(&t, "anna", json!({"rights": []})).await;
    assert_eq!((status, &answer["link"]), (StatusCode::OK, &Value::Null), "{answer}");
    assert_eq!(get_as(&t, &cookie, "/i/test/users").await.0, StatusCode::FORBIDDEN);
    assert_eq!(get_as(&t, &cookie, "/i/test/me").await.0, StatusCode::OK);
    let (_, shown) = t.get("/api/v1/users/anna/account").await;
    assert_eq!((&shown["state"], &shown["has_password"]), (&json!("active"), &json!(true)));
    // The same again is no change; a new link is one.
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(put(&t, "anna", json!({"rights": []})).await.0, StatusCode::OK);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before);
    let (_, linked) = put(&t, "anna", json!({"rights": [], "link": true})).await;
    assert!(linked["link"]["url"].as_str().unwrap().contains("/set-up/"), "{linked}");
    assert_eq!(t.delete("/api/v1/users/anna/account").await.0, StatusCode::NO_CONTENT);
    assert!(get_as(&t, &cookie, "/i/test/me").await.0 != StatusCode::OK, "the session ends");
    assert_eq!(sign_in(&t, "anna").await, None);
    assert_eq!(t.get("/api/v1/users/anna").await.0, StatusCode::OK, "the user stays");
    for (body, path) in
        [(json!({"rights": ["sell"]}), "rights"), (json!({"rights": [], "until": "2026-11-20"}), "until")]
    {
        let (status, problem) = put(&t, "anna", body).await;
        assert_eq!((status, &problem["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(path)), "{problem}");
    }
}

async fn the_account_follows_its_user(t: TestManager) {
    administrator(&t, "ingrid", &["manage_licences", "manage_access"]).await;
    administrator(&t, "anna", &["view"]).await;
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    // Renamed: the account has the user's log-in name.
    assert_eq!(patch(&t, "anna", json!({"login": "annab", "name": "Anna Berg"})).await.0, StatusCode::OK);
    assert_eq!(sign_in(&t, "anna").await, None);
    assert!(sign_in_with(&t, "annab", "a good long password of 4").await.is_some());
    // Switched off: it rests, and the open session ends; switched on, it comes back.
    assert_eq!(patch(&t, "annab", json!({"can_log_in": false})).await.0, StatusCode::OK);
    assert_eq!(t.get("/api/v1/users/annab/account").await.1["state"], "resting");
    assert!(get_as(&t, &cookie, "/i/test/users").await.0 != StatusCode::OK);
    assert_eq!(sign_in_with(&t, "annab", "a good long password of 4").await, None);
    assert_eq!(patch(&t, "annab", json!({"can_log_in": true})).await.0, StatusCode::OK);
    assert!(sign_in_with(&t, "annab", "a good long password of 4").await.is_some());
    // A former employee who comes back gets nothing back.
    assert_eq!(patch(&t, "annab", json!({"state": "former"})).await.0, StatusCode::OK);
    assert_eq!(patch(&t, "annab", json!({"state": "active", "can_log_in": true})).await.0, StatusCode::OK);
    assert_eq!(t.get("/api/v1/users/annab/account").await.1["state"], "blocked");
    assert_eq!(sign_in_with(&t, "annab", "a good long password of 4").await, None);
    assert_eq!(put(&t, "annab", json!({"rights": ["view"]})).await.1["account"]["state"], "active");
    assert!(sign_in_with(&t, "annab", "a good long password of 4").await.is_some());
    // Two people do not get one name.
    let (status, problem) = patch(&t, "annab", json!({"login": "INGRID"})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("login_taken")));
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn an_account_of_nobody_becomes_somebodys(t: TestManager) {
    use licentia_platform::access::{Granted, ManageAccess, NewAccount};
    let granted = Granted::<ManageAccess>::to_the_server(licentia_platform::by::By::setup(), t.scope);
    let new = NewAccount {
        login: "Ingrid".to_owned(),
        name: "Ingrid".to_owned(),
        rights: Rights::MANAGER,
        user: None,
    };
    t.manager.access().invite(&granted, new).await.expect("an operator");
    t.user("ingrid").await;
    let (status, problem) = put(&t, "ingrid", json!({"rights": []})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("login_taken")), "{problem}");
    assert_eq!(problem["offer"], "adopt");
    let rights = json!(["manage_licences", "manage_users", "view", "manage_access", "check"]);
    let (status, answer) = put(&t, "ingrid", json!({"rights": rights, "adopt": true})).await;
    assert_eq!((status, &answer["account"]["rights"]), (StatusCode::OK, &rights), "{answer}");
    assert_eq!(t.manager.access().accounts(&granted).await.unwrap().len(), 1, "one person, one row");
    let (_, refused) = patch(&t, "ingrid", json!({"state": "former"})).await;
    assert_eq!(refused["code"], "last_administrator");
}

async fn nobody_gives_more_than_they_have(t: TestManager) {
    t.user("anna").await;
    let lesser =
        token(&t.manager, t.scope, "manage_access view".split(' ').map(|r| r.parse().unwrap()).collect())
            .await;
    let request = |rights: Value| {
        Request::put("/api/v1/users/anna/account")
            .header("authorization", format!("Bearer {lesser}"))
            .header("content-type", "application/json")
            .body(json!({"rights": rights, "link": true}).to_string().into())
            .unwrap()
    };
    let (status, problem) = t.send(request(json!(["manage_licences"]))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("right_not_held")), "{problem}");
    administrator(&t, "anna", &["manage_licences", "manage_access"]).await;
    // Rights that are there may stay, but a link would make one into that person.
    let (status, problem) = t.send(request(json!(["manage_licences", "manage_access"]))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("right_not_held")), "{problem}");
}

async fn an_account_ends_on_its_last_day(t: TestManager) {
    administrator(&t, "anna", &["view"]).await;
    let (status, answer) = put(&t, "anna", json!({"rights": ["view"], "until": "2026-11-22"})).await;
    assert_eq!((status, &answer["account"]["until"]), (StatusCode::OK, &json!("2026-11-22")), "{answer}");
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    t.pass_ms(10 * 60 * 60 * 1_000).await;
    let cookie = match get_as(&t, &cookie, "/i/test/users").await.0 {
        StatusCode::OK => cookie,
        _ => sign_in(&t, "anna").await.expect("still on the last day"),
    };
    t.pass_ms(26 * 60 * 60 * 1_000).await;
    assert!(get_as(&t, &cookie, "/i/test/users").await.0 != StatusCode::OK);
    assert_eq!(sign_in(&t, "anna").await, None);
    assert!(page(&t, "/i/test/users/anna").await.contains("Ended"));
}

async fn who_may_not_log_in_gets_no_account(t: TestManager) {
    for (login, body, code) in [
        ("room", json!({"login": "room", "kind": "resource"}), "account_user_kind"),
        ("bot", json!({"login": "bot", "kind": "system"}), "account_user_kind"),
        ("anna", json!({"login": "anna", "can_log_in": false}), "account_user_inactive"),
        ("bo", json!({"login": "bo", "waiting_for_approval": true}), "account_user_inactive"),
    ] {
        assert_eq!(t.post("/api/v1/users", body).await.0, StatusCode::CREATED);
        let (status, problem) = put(&t, login, json!({"rights": []})).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!(code)), "{problem}");
    }
}

async fn the_page_shows_the_link_once(t: TestManager) {
    t.user("anna").await;
    assert!(page(&t, "/i/test/users/anna").await.contains("Give access"));
    assert!(page(&t, "/i/test/users/anna/account").await.contains("name=\"manage_licences\""));
    let (status, made) = send(&t, "/i/test/users/anna/account", &[("view", "yes")]).await;
    assert_eq!(status, StatusCode::OK);
    let token = made.split("/set-up/").nth(1).expect("the link").split(['"', '<', ' ']).next().unwrap();
    assert!(!page(&t, "/i/test/users/anna").await.contains(token));
    let (_, open) =
        t.send(Request::get(format!("/set-up/{token}")).body(axum::body::Body::empty()).unwrap()).await;
    let open = open.as_str().unwrap();
    assert!(
        open.contains("name=\"password\"") && !open.contains("name=\"name\""),
        "names are the user's: {open}"
    );
    let (_, wrong) = send(&t, "/i/test/users/anna/account", &[("until", "tomorrow")]).await;
    assert!(wrong.contains("invalid"), "{wrong}");
    assert!(page(&t, "/i/test/users/anna/account/remove").await.contains("can no longer sign in"));
    assert_eq!(send(&t, "/i/test/users/anna/account/remove", &[]).await.0, StatusCode::SEE_OTHER);
}

async fn a_deleted_person_is_erased_with_the_account(t: TestManager) {
    administrator(&t, "ingrid", &["manage_licences", "manage_access"]).await;
    administrator(&t, "zebedee", &["view"]).await;
    assert_eq!(t.delete("/api/v1/users/zebedee").await.0, StatusCode::NO_CONTENT);
    let scope = t.scope;
    let left = t.manager.db().read(move |r| {
        use licentia_platform::db::{Sql as _, values};
        let mut left = Vec::new();
        for sql in [
            "SELECT bytes FROM ledger_text WHERE scope = $1 AND bytes IS NOT NULL",
            "SELECT CAST(login || name AS BLOB) FROM account WHERE scope = $1",
        ] {
            let sql = match r.backend() {
                licentia_platform::db::Backend::Postgres => {
                    sql.replace("CAST(login || name AS BLOB)", "CONVERT_TO(login || name, 'UTF8')")
                }
                licentia_platform::db::Backend::Sqlite => sql.to_owned(),
            };
            for row in r.query(&sql, &values![scope])? {
                left.push(String::from_utf8_lossy(&row.get::<Vec<u8>>(0)?).into_owned());
            }
        }
        Ok(left)
    });
    for text in left.await.unwrap() {
        assert!(!text.contains("zebedee"), "still there: {text}");
    }
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn a_link_to_send_is_whole(t: TestManager) {
    t.user("anna").await;
    let form = Request::post("/i/test/users/anna/account")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("host", "licences.example")
        .header("origin", "https://licences.example");
    let (status, shown) = t.send(form.body("view=true".into()).unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    let shown = shown.as_str().unwrap();
    assert!(shown.contains("https://licences.example/set-up/"), "{shown}");
}

async fn a_page_names_the_right_that_is_missing_in_words(t: TestManager) {
    super::last::administrator(&t, "anna", &[]).await;
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    for (lang, words) in [("en", "for the right “View”."), ("sv", "om behörigheten ”Se”.")] {
        let request = Request::get(format!("/i/test/users?lang={lang}")).header(COOKIE, &cookie);
        let request = request.header("accept", "text/html").body(axum::body::Body::empty()).unwrap();
        let (status, shown) = t.send(request).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(shown.as_str().unwrap().contains(words), "{shown}");
    }
}
