//! Stories of who is let in for another reason than a licence, and of what people are told at the door.

use http::Method;
use jiff::civil::date;
use licentia_platform::access::{
    AccountChange, Chosen, Granted, ManageAccess, NewAccount, Purpose, Right, Rights,
};
use licentia_platform::by::By;
use serde_json::{Value, json};

use super::{concurrent, everybody};
use crate::testing::{TestManager, row, stories};

stories!(
    who_may_manage_licences_is_sent_to_the_manager,
    an_invitation_manages_nothing_and_neither_does_what_has_ended,
    who_came_in_by_a_link_manages_as_whoever_chose_a_password,
    who_waits_for_approval_is_told_so,
    managers_are_told_that_licences_run_out_and_users_that_their_own_do,
    a_taken_seat_says_so_to_managers_too,
);

async fn log_in(t: &TestManager, user: &str) -> Value {
    t.post("/api/v1/logins", json!({"user": user, "client": "acme.web"})).await.1
}

/// An account with these rights that hangs on a user, and a password that was chosen; its number.
async fn account(t: &TestManager, login: &str, rights: Rights) -> i64 {
    let no = invited(t, login, rights).await;
    take_up(t, no).await;
    no
}

/// The invitation is taken up: a password is chosen.
async fn take_up(t: &TestManager, no: i64) {
    let (access, granted) =
        (t.manager.access(), Granted::<ManageAccess>::to_the_server(By::setup(), t.scope));
    let link = access.make_link(&granted, no, Purpose::SetUp).await.unwrap().path;
    let token = link.rsplit('/').next().unwrap();
    let password = "correct horse battery".into();
    let chosen = Chosen { login: String::new(), name: String::new(), password };
    access.set_up(token, chosen, Default::default()).await.unwrap();
}

/// An account with these rights that hangs on a user, before a password was chosen; its number.
async fn invited(t: &TestManager, login: &str, rights: Rights) -> i64 {
    let id = t.get(&format!("/api/v1/users/{login}")).await.1["id"].as_str().unwrap().to_owned();
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), t.scope);
    let new = NewAccount { login: login.to_owned(), name: login.to_owned(), rights, user: Some(id) };
    t.manager.access().invite(&granted, new).await.unwrap().value
}

async fn who_may_manage_licences_is_sent_to_the_manager(t: TestManager) {
    everybody(&t, 1, 1).await;
    for user in ["ingrid", "viewer", "nobody-special"] {
        t.user(user).await;
    }
    let ingrid = account(&t, "ingrid", Rights::of(&[Right::ManageLicences])).await;
    account(&t, "viewer", Rights::of(&[Right::View])).await;
    let answer = log_in(&t, "ingrid").await;
    assert_eq!(answer["result"], "needs_licence_manager", "{answer}");
    assert_eq!((&answer["module"], &answer["session"]), (&json!("acme.user"), &Value::Null));
    assert_eq!(log_in(&t, "viewer").await["result"], "needs_licence");
    assert_eq!(log_in(&t, "nobody-special").await["result"], "needs_licence");
    // Who holds what is needed goes in, whatever else they may do.
    let user = t.user("both").await;
    account(&t, "both", Rights::of(&[Right::ManageLicences])).await;
    for module in ["acme.user", "acme.web"] {
        t.assign(user, module).await;
    }
    assert_eq!(log_in(&t, "both").await["result"], "ok");
    // A blocked account opens no door, and a right that was taken away sends nobody anywhere.
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), t.scope);
    let change = |change| t.manager.access().change_account(&granted, ingrid, change);
    account(&t, "nobody-special", Rights::MANAGER).await;
    change(AccountChange { blocked: Some(true), ..AccountChange::default() }).await.unwrap();
    assert_eq!(log_in(&t, "ingrid").await["result"], "needs_licence");
    change(AccountChange { blocked: Some(false), ..AccountChange::default() }).await.unwrap();
    assert_eq!(log_in(&t, "ingrid").await["result"], "needs_licence_manager");
    let rights = Some(Rights::of(&[Right::View]));
    change(AccountChange { rights, ..AccountChange::default() }).await.unwrap();
    assert_eq!(log_in(&t, "ingrid").await["result"], "needs_licence");
    // Another server has read the accounts when it started.
    let second = t.second().await;
    let id = t.manager.snapshot(t.scope).await.unwrap().user_named("both").unwrap().id();
    assert!(second.access().rights_of_user(t.scope, id).has(Right::ManageLicences));
    second.db().close();
}

async fn an_invitation_manages_nothing_and_neither_does_what_has_ended(t: TestManager) {
    everybody(&t, 1, 1).await;
    for user in ["ingrid", "olof"] {
        t.user(user).await;
    }
    let no = invited(&t, "ingrid", Rights::of(&[Right::ManageLicences])).await;
    assert_eq!(log_in(&t, "ingrid").await["result"], "needs_licence", "nobody could repair anything with it");
    assert_eq!(t.get("/api/v1/users/ingrid/account").await.1["state"], "invited");
    let shown = t.get("/i/test/access").await.1;
    assert!(shown.as_str().unwrap().contains("Invited"), "{shown}");
    take_up(&t, no).await;
    assert_eq!(log_in(&t, "ingrid").await["result"], "needs_licence_manager");
    // Until the last day is over, and not a moment longer.
    let until = json!({"rights": ["manage_licences"], "until": "2026-11-22"});
    let olof = account(&t, "olof", Rights::of(&[Right::ManageLicences])).await;
    let (status, answer) = t.ask(Method::PUT, "/api/v1/users/olof/account", Some(until)).await;
    assert!(status.is_success(), "{olof}: {answer}");
    assert_eq!(log_in(&t, "olof").await["result"], "needs_licence_manager");
    let id = t.manager.snapshot(t.scope).await.unwrap().user_named("olof").unwrap().id();
    assert!(t.manager.access().rights_of_user(t.scope, id).has(Right::ManageLicences));
    t.pass_ms(2 * 24 * 60 * 60 * 1_000).await;
    assert!(t.manager.access().rights_of_user(t.scope, id).is_empty());
    assert_eq!(log_in(&t, "olof").await["result"], "needs_licence");
    assert_eq!(t.get("/api/v1/users/olof/account").await.1["state"], "ended");
    assert_eq!(log_in(&t, "ingrid").await["result"], "needs_licence_manager");
}

async fn who_came_in_by_a_link_manages_as_whoever_chose_a_password(t: TestManager) {
    everybody(&t, 1, 1).await;
    t.user("ingrid").await;
    let no = invited(&t, "ingrid", Rights::of(&[Right::ManageLicences])).await;
    let (access, granted) =
        (t.manager.access(), Granted::<ManageAccess>::to_the_server(By::setup(), t.scope));
    let other = t.second().await;
    let link = access.make_link(&granted, no, Purpose::SignIn).await.unwrap().path;
    assert_eq!(log_in(&t, "ingrid").await["result"], "needs_licence", "nobody has used the link yet");
    access.sign_in_by_link(link.rsplit('/').next().unwrap(), Default::default()).await.unwrap();
    assert_eq!(log_in(&t, "ingrid").await["result"], "needs_licence_manager");
    assert_eq!(t.get("/api/v1/users/ingrid/account").await.1["state"], "active");
    let shown = t.get("/i/test/access").await.1;
    assert!(!shown.as_str().unwrap().contains("Invited"), "{shown}");
    other.access().refresh().await.unwrap();
    let id = t.manager.snapshot(t.scope).await.unwrap().user_named("ingrid").unwrap().id();
    assert!(other.access().rights_of_user(t.scope, id).has(Right::ManageLicences), "on every server");
    other.db().close();
}

async fn who_waits_for_approval_is_told_so(t: TestManager) {
    everybody(&t, 1, 1).await;
    let waits = async |waits: bool| {
        let patch = json!({"waiting_for_approval": waits});
        let (status, body) = t.ask(Method::PATCH, "/api/v1/users/user0", Some(patch)).await;
        assert!(status.is_success(), "{body}");
    };
    waits(true).await;
    let answer = log_in(&t, "user0").await;
    assert_eq!((&answer["result"], &answer["session"]), (&json!("waiting_for_approval"), &Value::Null));
    // Nor does it tell more than that to who may not log in at all.
    t.ask(Method::PATCH, "/api/v1/users/user0", Some(json!({"can_log_in": false}))).await;
    assert_eq!(log_in(&t, "user0").await["result"], "not_allowed");
    t.ask(Method::PATCH, "/api/v1/users/user0", Some(json!({"can_log_in": true}))).await;
    waits(false).await;
    assert_eq!(log_in(&t, "user0").await["result"], "ok");
}

async fn managers_are_told_that_licences_run_out_and_users_that_their_own_do(t: TestManager) {
    // Noon of 21 November 2026.
    t.activate(|package| {
        package.dates.admin_warning = Some(date(2026, 11, 1));
        package.dates.expiry = Some(date(2026, 11, 30));
        package.rows = vec![row("user", 5), row("web", 5)];
    })
    .await;
    for user in ["ingrid", "anna"] {
        let no = t.user(user).await;
        for module in ["acme.user", "acme.web"] {
            t.assign(no, module).await;
        }
    }
    account(&t, "ingrid", Rights::of(&[Right::ManageLicences])).await;
    let (ingrid, anna) = (log_in(&t, "ingrid").await, log_in(&t, "anna").await);
    assert_eq!((&ingrid["result"], &anna["result"]), (&json!("ok"), &json!("ok")));
    let told = "The licences from Acme expire on 30 November 2026. Renew them in the licence manager.";
    assert_eq!((&ingrid["notices"], &anna["notices"]), (&json!([told]), &json!([])));
    let body = json!({"users": ["anna"], "modules": ["acme.web"], "until": "2026-11-25", "source": "manual"});
    t.recall_all(t.manager.snapshot(t.scope).await.unwrap().user_named("anna").unwrap().no()).await;
    let no = t.manager.snapshot(t.scope).await.unwrap().user_named("anna").unwrap().no();
    t.assign(no, "acme.user").await;
    let (status, given) = t.post("/api/v1/assignments", body).await;
    if status.is_success() {
        let anna = log_in(&t, "anna").await;
        assert_eq!(anna["notices"], json!(["Your licence for web ends on 25 November 2026."]), "{given}");
    }
}

async fn a_taken_seat_says_so_to_managers_too(t: TestManager) {
    t.activate(|package| package.rows = vec![row("user", 5), row("web", 5), concurrent("cad", 1)]).await;
    for user in ["ingrid", "anna"] {
        let no = t.user(user).await;
        for module in ["acme.user", "acme.web", "acme.cad"] {
            t.assign(no, module).await;
        }
    }
    account(&t, "ingrid", Rights::MANAGER).await;
    let ask = |user: &str| json!({"user": user, "client": "acme.web", "modules": ["acme.cad"]});
    assert_eq!(t.post("/api/v1/logins", ask("anna")).await.1["result"], "ok");
    // Who may manage licences is exempt from the cap into the manager only.
    assert_eq!(t.post("/api/v1/logins", ask("ingrid")).await.1["result"], "no_free_session");
}
