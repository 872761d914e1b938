//! Stories of files that change where people stand, and of what is odd in files.

use http::StatusCode;
use serde_json::json;

use super::{codes, licensed, send};
use crate::testing::{TestManager, plan, row, stories};

stories!(a_file_changes_log_in_kind_and_approval, what_is_odd_in_a_file_is_said_once_and_plainly);

async fn a_file_changes_log_in_kind_and_approval(t: TestManager) {
    licensed(&t).await;
    for login in ["anna", "bo", "cid"] {
        let user = t.user(login).await;
        t.assign(user, "acme.sales").await;
    }
    let waits = t.user("waits").await;
    let no_seat = licentia_core::decide::Code::NoSeat;
    crate::assignments::waiting_tests::wait(&t, "acme.sales", vec![waits], no_seat, 5).await;
    let update = async |file: &'static str| send(&t, "/api/v1/users/import?update=true", file).await;
    let rest = "login;can_log_in;kind;waiting_for_approval\nanna;no;;\nbo;;external;\ncid;;;yes\n";
    let (status, answer) = update(rest).await;
    assert_eq!((status, &answer["counts"]["updated"]), (StatusCode::OK, &json!(3)), "{answer}");
    let user = async |login: &str| t.get(&format!("/api/v1/users/{login}")).await.1;
    assert_eq!(user("anna").await["can_log_in"], false);
    assert_eq!(user("bo").await["kind"], "external");
    assert_eq!(user("cid").await["waiting_for_approval"], true);
    assert_eq!(
        user("waits").await["plans"],
        json!(["acme.sales"]),
        "what becomes free goes to those who wait"
    );
    let in_use = async || {
        let at = t.manager.snapshot(t.scope).await.unwrap();
        let second = t.second().await;
        let fresh = second.snapshot(t.scope).await.unwrap();
        let no = at.licences().no("acme.sales").unwrap();
        assert_eq!(at.usage().get(no), fresh.usage().get(no), "counted anew");
        second.db().close();
        at.usage().get(no)
    };
    assert_eq!(in_use().await, 2);
    // The last seat goes to the first row; the second finds none, and nothing is done at all.
    let back = "login,can_log_in,waiting_for_approval\nanna,yes,\ncid,,no\n";
    let (_, problem) = update(back).await;
    assert_eq!(codes(&problem), [(3, String::new(), "no_seat".to_owned())], "{problem}");
    assert_eq!((user("anna").await["can_log_in"].clone(), in_use().await), (json!(false), 2));
    let (_, answer) = send(&t, "/api/v1/users/import?update=true&skip_invalid=true", back).await;
    assert_eq!(answer["counts"]["updated"], 1, "{answer}");
    assert_eq!((user("anna").await["can_log_in"].clone(), in_use().await), (json!(true), 3));
    // A former employee does not come back by a file.
    t.ask(http::Method::PATCH, "/api/v1/users/bo", Some(json!({"state": "former"}))).await;
    let (_, problem) = update("login,can_log_in\nbo,yes\n").await;
    assert_eq!(codes(&problem)[0].1, "can_log_in", "{problem}");
    let verified = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(verified.faults.is_empty());
}

async fn what_is_odd_in_a_file_is_said_once_and_plainly(t: TestManager) {
    t.activate(|package| {
        package.rows =
            vec![plan("sales", 3, &["diary"]), plan("basic", 5, &["diary"]), row("diary", 9), row("web", 9)];
    })
    .await;
    let said = |row: u64, column: &str, code: &str| (row, column.to_owned(), code.to_owned());
    for (file, expected) in [
        ("\"login,name\nanna,Anna\n", vec![said(1, "", "csv_quote")]),
        ("login,name\nan\u{7}na,Anna\n", vec![said(2, "login", "csv_control")]),
        ("login,plan\nanna,sales|basic\n", vec![said(2, "plan", "csv_two_plans")]),
        ("login,plan\nanna,sales|acme.web\n", vec![]),
    ] {
        let (_, answer) = send(&t, "/api/v1/users/import?dry_run=true", file).await;
        assert_eq!(codes(&answer), expected, "{file:?}: {answer}");
    }
    let (_, problem) = send(&t, "/api/v1/assignments/import", "\"user,module\nanna,acme.web\n").await;
    assert_eq!(codes(&problem), [said(1, "", "csv_quote")]);
    // Whatever a file has in its heading, nobody's terminal is told to do anything.
    let (_, problem) = send(&t, "/api/v1/users/import", "login,\u{1b}[31m\u{202e}x\nanna,1\n").await;
    let told = problem["problems"][0]["message"].as_str().unwrap();
    assert!(told.contains("\u{FFFD}[31m\u{FFFD}x") && !told.contains('\u{1b}'), "{told:?}");
    let (_, problem) = send(&t, "/api/v1/users/import", format!("login,{}\nanna,1\n", "x".repeat(500))).await;
    assert!(problem["problems"][0]["column"].as_str().unwrap().len() < 70, "{problem}");
}
