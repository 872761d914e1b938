//! Stories about users from files, on both databases.

use std::time::Duration;

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::{TestManager, plan, row, stories};

stories!(
    users_come_in_from_a_file,
    every_problem_of_every_row_is_listed_and_nothing_written,
    rows_at_fault_are_left_out_when_asked_to,
    who_is_there_is_changed_when_asked_to,
    a_long_file_is_a_job_that_keeps_its_problems,
    a_file_with_licences_needs_that_right,
    the_page_shows_what_a_file_would_do_first,
    assignments_come_from_a_file_too,
    what_a_file_gives_back_is_for_those_who_wait,
    a_log_in_name_is_nobodys_id,
);

mod standing;

async fn send(t: &TestManager, path: &str, text: impl Into<Vec<u8>>) -> (StatusCode, Value) {
    let request = Request::post(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "text/csv")
        .body(text.into().into())
        .unwrap();
    t.send(request).await
}

async fn licensed(t: &TestManager) {
    t.activate(|package| {
        let hidden = licentia_core::licence::Row { hidden: true, ..row("notes", 9) };
        package.rows = vec![plan("sales", 3, &["diary"]), row("diary", 9), row("web", 9), hidden];
    })
    .await;
}

fn codes(answer: &Value) -> Vec<(u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let problems = answer["problems"].as_array().cloned().unwrap_or_default();
    problems
        .iter()
        .map(|one| (one["row"].as_u64().unwrap(), text(&one["column"]), text(&one["code"])))
        .collect()
}

async fn users_come_in_from_a_file(t: TestManager) {
    licensed(&t).await;
    let file = "\u{FEFF}Log-in name;Name;E-mail;Groups;Kind;Can log in;Job title;Role;Attribute: Cost centre;Plan\r\n\
        anna;\"Berg; Anna\";anna@example.org;Sales|North;intern;ja;Chief;admin;4711;sales\r\n\
        bo;Bo Ek;;;;nej;;;;acme.web\r\n\r\n\
        cid;;;;;;;;;\r\n";
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (status, seen) = send(&t, "/api/v1/users/import?dry_run=true", file).await;
    assert_eq!((status, &seen["revision"]), (StatusCode::OK, &json!(before)), "{seen}");
    let (status, answer) = send(&t, "/api/v1/users/import", file).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["counts"], seen["counts"]);
    assert_eq!(
        answer["counts"],
        json!({"rows": 3, "created": 3, "updated": 0, "unchanged": 0, "skipped": 0, "assigned": 2})
    );
    assert_eq!(answer["revision"], before + 1, "one change");
    let (_, anna) = t.get("/api/v1/users/anna").await;
    assert_eq!((anna["name"].as_str(), anna["job_title"].as_str()), (Some("Berg; Anna"), Some("Chief")));
    assert_eq!(
        (&anna["groups"], &anna["attributes"]),
        (&json!(["Sales", "North"]), &json!({"Cost centre": "4711"}))
    );
    assert_eq!(anna["plans"], json!(["acme.sales"]));
    assert_eq!(t.get("/api/v1/users/bo").await.1["can_log_in"], false);
    let (_, list) = t.get("/api/v1/assignments").await;
    assert_eq!((&list["total"], &list["items"][0]["source"]), (&json!(2), &json!("import")));
    let verified = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(verified.faults.is_empty());
    let (_, page) = t.get("/i/test/changes").await;
    assert!(page.as_str().unwrap().contains("Imported users"));
}

const BAD: &str = "login,name,email,kind,can_log_in,plan,groups\n\
    anna,Anna,anna,robot,perhaps,acme.nothing,\n\
    ,Nobody,,,,,\n\
    bo,Bo\n\
    BO,Bo again,,,,,\n\
    there,There,,,,,\n\
    cid,\"Cid \"x,,,,,\n\
    dag,Dag,dag@example.org,internal,yes,sales,North\n";

async fn every_problem_of_every_row_is_listed_and_nothing_written(t: TestManager) {
    licensed(&t).await;
    t.user("there").await;
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (status, problem) = send(&t, "/api/v1/users/import", BAD).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("import_invalid"))
    );
    let said = |row: u64, column: &str, code: &str| (row, column.to_owned(), code.to_owned());
    assert_eq!(
        codes(&problem),
        [
            said(2, "email", "csv_email"),
            said(2, "kind", "csv_kind"),
            said(2, "can_log_in", "csv_yes_no"),
            said(2, "plan", "module_unknown"),
            said(3, "login", "csv_login_missing"),
            said(4, "", "csv_cells"),
            said(5, "login", "csv_twice"),
            said(6, "login", "login_exists"),
            said(7, "", "csv_quote"),
        ]
    );
    assert_eq!((&problem["count"], &problem["rows"]), (&json!(9), &json!(7)));
    assert!(problem["problems"][6]["message"].as_str().unwrap().contains("row 4"));
    for (file, code) in [
        (&b""[..], "csv_empty"),
        (&b"\xFF\xFEl\0"[..], "csv_encoding"),
        (&b"name,email\nx,y"[..], "csv_no_column"),
        (&b"login,login\na,b"[..], "csv_column_twice"),
        (&b"login,shoe\na,42"[..], "csv_unknown_column"),
        (&b"login\na\xFFb"[..], "csv_encoding"),
        (&b"login\na\x07b"[..], "csv_control"),
    ] {
        let (status, problem) = send(&t, "/api/v1/users/import", file).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!(codes(&problem)[0].2, code, "{problem}");
    }
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before, "nothing was written");
    // More than there are seats: whoever comes too late is named.
    let file = "login,plan\na,sales\nb,sales\nc,sales\nd,sales\n";
    let (_, problem) = send(&t, "/api/v1/users/import", file).await;
    assert_eq!(codes(&problem), [said(5, "plan", "no_seat")]);
}

async fn rows_at_fault_are_left_out_when_asked_to(t: TestManager) {
    licensed(&t).await;
    t.user("there").await;
    let (status, answer) = send(&t, "/api/v1/users/import?skip_invalid=true", BAD).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        answer["counts"],
        json!({"rows": 7, "created": 1, "updated": 0, "unchanged": 0, "skipped": 6, "assigned": 1})
    );
    assert_eq!(codes(&answer).len(), 9);
    let file = "login,plan\na,sales\nb,sales\nc,sales\nd,sales\n";
    let (_, answer) = send(&t, "/api/v1/users/import?skip_invalid=true", file).await;
    assert_eq!(
        (&answer["counts"]["created"], &answer["counts"]["skipped"]),
        (&json!(2), &json!(2)),
        "{answer}"
    );
}

async fn who_is_there_is_changed_when_asked_to(t: TestManager) {
    licensed(&t).await;
    send(&t, "/api/v1/users/import", "login,name,job_title,groups\nanna,Anna,Chief,A\nbo,Bo,Clerk,B\n").await;
    let file = "login,job_title,plan,attribute:Floor\nANNA,,sales,3\nbo,Clerk,,\ncid,New,,\n";
    let (_, problem) = send(&t, "/api/v1/users/import", file).await;
    assert_eq!(codes(&problem).len(), 2, "{problem}");
    let (status, answer) = send(&t, "/api/v1/users/import?update=true", file).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        answer["counts"],
        json!({"rows": 3, "created": 1, "updated": 1, "unchanged": 1, "skipped": 0, "assigned": 1})
    );
    let (_, anna) = t.get("/api/v1/users/anna").await;
    assert_eq!((&anna["job_title"], &anna["groups"]), (&Value::Null, &json!(["A"])), "{anna}");
    assert_eq!((&anna["plans"], &anna["attributes"]["Floor"]), (&json!(["acme.sales"]), &json!("3")));
}

async fn a_long_file_is_a_job_that_keeps_its_problems(t: TestManager) {
    licensed(&t).await;
    t.manager.jobs().long_from(100);
    let mut file = "login,email\n".to_owned();
    for no in 0..2_500 {
        file.push_str(&format!("u{no},no address\n"));
    }
    let (status, started) = send(&t, "/api/v1/users/import", file.clone()).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{started}");
    let job = ended(&t, &started).await;
    let problem = &job["problem"];
    assert_eq!((&problem["code"], &problem["count"]), (&json!("import_invalid"), &json!(2_500)), "{job}");
    let mut rows = codes(problem);
    let mut next = problem["next"].as_str().map(str::to_owned);
    while let Some(cursor) = next {
        let id = started["job"].as_str().unwrap();
        let (_, page) = t.get(&format!("/api/v1/jobs/{id}/problems?cursor={cursor}")).await;
        rows.extend(codes(&json!({"problems": page["items"]})));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!((rows.len(), rows[2_499].0), (2_500, 2_501));
    let (_, started) = send(&t, "/api/v1/users/import", file.replace("no address", "a@example.org")).await;
    let job = ended(&t, &started).await;
    assert_eq!(job["answer"]["counts"]["created"], 2_500, "{job}");
    assert_eq!(job["done"], 2_500);
    assert_eq!(t.get("/api/v1/users?limit=1").await.1["total"], 2_500);
}

async fn ended(t: &TestManager, started: &Value) -> Value {
    let id = started["job"].as_str().unwrap();
    loop {
        let (_, job) = t.get(&format!("/api/v1/jobs/{id}")).await;
        if matches!(job["state"].as_str(), Some("done" | "failed")) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn a_file_with_licences_needs_that_right(t: TestManager) {
    use licentia_platform::access::{Right, Rights};
    licensed(&t).await;
    let token = crate::testing::token(&t.manager, t.scope, Rights::of(&[Right::ManageUsers])).await;
    for (file, status) in
        [("login,plan\na,sales\n", StatusCode::FORBIDDEN), ("login,plan\na,\n", StatusCode::OK)]
    {
        let request = Request::post("/api/v1/users/import")
            .header("authorization", format!("Bearer {token}"))
            .body(file.to_owned().into())
            .unwrap();
        assert_eq!(t.send(request).await.0, status, "{file}");
    }
}

async fn upload(t: &TestManager, text: &str) -> String {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"users.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{text}\r\n--x--\r\n"
    );
    let request = Request::post("/i/test/users/import")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(body.into())
        .unwrap();
    let (status, page) = t.send(request).await;
    assert_eq!(status, StatusCode::OK);
    page.as_str().unwrap().to_owned()
}

async fn apply(t: &TestManager, page: &str, act: &str) -> (StatusCode, Value) {
    let token = page.split("name=\"file\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let request = Request::post("/i/test/users/import/apply")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("file={token}&act={act}").into())
        .unwrap();
    t.send(request).await
}

async fn the_page_shows_what_a_file_would_do_first(t: TestManager) {
    licensed(&t).await;
    for lang in ["sv", "en"] {
        let (status, page) = t.get(&format!("/i/test/users/import?lang={lang}")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.as_str().unwrap().contains('⟦'));
    }
    let page = upload(&t, BAD).await;
    assert!(
        page.contains("csv_twice") && page.contains("Something is wrong with") && !page.contains('⟦'),
        "{page}"
    );
    let (_, file) = apply(&t, &page, "problems").await;
    assert_eq!(file.as_str().unwrap().lines().count(), 9, "{file}");
    assert_eq!(apply(&t, &page, "skip").await.0, StatusCode::SEE_OTHER);
    assert_eq!(t.get("/api/v1/users?limit=1").await.1["total"], 2);
    let page = upload(&t, "login\neva\n").await;
    assert!(page.contains("Import 1 user"), "{page}");
    assert_eq!(apply(&t, &page, "apply").await.0, StatusCode::SEE_OTHER);
    assert_eq!(t.get("/api/v1/users/eva").await.0, StatusCode::OK);
    let (_, gone) = apply(&t, "name=\"file\" value=\"0\"", "apply").await;
    assert!(gone.as_str().unwrap().contains("kept here no more"));
}

async fn assignments_come_from_a_file_too(t: TestManager) {
    licensed(&t).await;
    for login in ["anna", "bo", "cid"] {
        t.user(login).await;
    }
    let bad = "user,module\nanna,acme.web\nnobody,acme.web\nbo,acme.nothing\nAnna,ACME.web\nbo,acme.notes\n";
    let (status, problem) = send(&t, "/api/v1/assignments/import", bad).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let said: Vec<_> = codes(&problem).into_iter().map(|(row, _, code)| (row, code)).collect();
    let expected = [(3, "user_unknown"), (4, "module_unknown"), (5, "csv_twice"), (6, "not_assignable")];
    assert_eq!(said, expected.map(|(row, code)| (row, code.to_owned())));
    let good = "user;module\nanna;acme.web\nanna;acme.sales\nbo;acme.sales\n";
    let (status, answer) = send(&t, "/api/v1/assignments/import?dry_run=true", good).await;
    assert_eq!((status, &answer["counts"]["done"]), (StatusCode::OK, &json!(3)), "{answer}");
    let (status, answer) = send(&t, "/api/v1/assignments/import", good).await;
    assert_eq!((status, &answer["counts"]["done"]), (StatusCode::OK, &json!(3)), "{answer}");
    assert_eq!(t.get("/api/v1/assignments").await.1["total"], 3);
    let (_, answer) =
        send(&t, "/api/v1/assignments/import?recall=true", "user,module\nanna,acme.web\n").await;
    assert_eq!(answer["counts"]["done"], 1, "{answer}");
    assert_eq!(t.get("/api/v1/assignments").await.1["total"], 2);
}

async fn what_a_file_gives_back_is_for_those_who_wait(t: TestManager) {
    t.activate(|package| {
        package.rows =
            vec![plan("sales", 1, &["diary"]), plan("basic", 5, &["web"]), row("diary", 9), row("web", 9)];
    })
    .await;
    let anna = t.user("anna").await;
    let waits = t.user("waits").await;
    t.assign(anna, "acme.sales").await;
    let no_seat = licentia_core::decide::Code::NoSeat;
    crate::assignments::waiting_tests::wait(&t, "acme.sales", vec![waits], no_seat, 5).await;
    let file = "login,plan\nanna,basic\nbo,sales\n";
    let (_, problem) = send(&t, "/api/v1/users/import?update=true", file).await;
    assert_eq!(codes(&problem), [(3, "plan".to_owned(), "no_seat".to_owned())], "{problem}");
    let (status, answer) = send(&t, "/api/v1/users/import?update=true&skip_invalid=true", file).await;
    assert_eq!((status, &answer["counts"]["assigned"]), (StatusCode::OK, &json!(1)), "{answer}");
    assert_eq!(t.get("/api/v1/users/waits").await.1["plans"], json!(["acme.sales"]));
    assert_eq!(t.get("/api/v1/users/anna").await.1["plans"], json!(["acme.basic"]));
    let verified = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(verified.faults.is_empty());
}

async fn a_log_in_name_is_nobodys_id(t: TestManager) {
    licensed(&t).await;
    t.user("there").await;
    let (_, there) = t.get("/api/v1/users/there").await;
    let file = format!("login\n{}\n", there["id"].as_str().unwrap());
    let (_, problem) = send(&t, "/api/v1/users/import?update=true", file).await;
    assert_eq!(codes(&problem), [(2, "login".to_owned(), "login_exists".to_owned())], "{problem}");
    // A lone carriage return ends a row as well.
    t.manager.jobs().long_from(2);
    assert_eq!(send(&t, "/api/v1/users/import", "login\ra\rb\rc\r").await.0, StatusCode::ACCEPTED);
}
