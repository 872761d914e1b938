//! Reminders name the people whom a date will hit, so that somebody can choose others (rule 5).

use super::*;

stories!(whoever_will_lose_a_seat_is_named_beforehand, nobody_who_is_deleted_is_named_in_a_message);

/// Three have a seat of which two are left in a week: cleo got hers last.
async fn one_too_few_in_a_week(t: &TestManager) {
    let today = t.manager.snapshot(t.scope).await.unwrap().day().today;
    let last = today.saturating_add(jiff::Span::new().days(5));
    t.activate(|package| {
        let ending = licentia_core::licence::Row { due: Some(last), ..plan("ten-sales", 3, &[]) };
        let fewer = licentia_core::licence::Row {
            start: Some(last.tomorrow().unwrap()),
            ..plan("ten-sales", 2, &[])
        };
        package.rows = vec![ending, fewer];
    })
    .await;
    for login in ["anna", "bo", "cleo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
}

async fn whoever_will_lose_a_seat_is_named_beforehand(t: TestManager) {
    one_too_few_in_a_week(&t).await;
    let sender = mailing(&t).await;
    account(&t, "admin@example.com", "en", &[Right::ManageLicences]).await;
    let (status, hook) = t.post("/api/v1/webhooks", json!({"url": "https://hooks.example.com/all"})).await;
    assert_eq!(status, StatusCode::CREATED, "{hook}");
    run(&sender, t.scope).await.unwrap();
    let names = ["cleo"];
    let others = ["anna", "bo"];
    let sentence = |text: &str| {
        let before = "Unless others give theirs up before, these do: ";
        let said = text.split(before).nth(1).unwrap_or_else(|| panic!("no names in {text}"));
        said.split('.').next().unwrap().to_lowercase()
    };
    let right =
        |said: &str| names.iter().all(|n| said.contains(n)) && !others.iter().any(|n| said.contains(n));
    let messages = messages(&t).await;
    let of = |way: Way| {
        let about = |message: &&super::super::Message| way == Way::Mail || message.subject == "reminder.row";
        messages.iter().filter(about).find(|message| message.way == way).expect("a message")
    };
    assert!(right(&sentence(&of(Way::Mail).body)), "{}", of(Way::Mail).body);
    let hook: Value = serde_json::from_str(&of(Way::Webhook).body).unwrap();
    let about = &hook["data"]["about"]["row"];
    assert_eq!((&about["people"][0]["user"], &about["people_count"]), (&json!("cleo"), &json!(1)), "{hook}");
    for path in ["/api/v1/home", "/api/v1/reminders"] {
        let (_, list) = t.get(path).await;
        let mut items = list["items"].as_array().unwrap().iter();
        let need = items.find(|need| need["kind"] == "row").unwrap_or_else(|| panic!("{list}"));
        assert!(right(&sentence(need["detail"].as_str().unwrap())), "{need}");
        assert_eq!(need["about"]["row"]["people"][0]["user"], "cleo", "{need}");
    }
    // What is kept of it names nobody: a person can be forgotten.
    let scope = t.scope;
    let kept = t.manager.db().read(move |r| {
        let rows = r.query("SELECT need FROM reminder WHERE scope = $1", &values![scope])?;
        Ok(rows.iter().map(|row| row.get::<String>(0)).collect::<Result<Vec<_>, _>>()?)
    });
    assert!(kept.await.unwrap().iter().all(|need| !need.contains("cleo")));
}

/// Deleting erases what is personal (rule 18), wherever it stands.
async fn nobody_who_is_deleted_is_named_in_a_message(t: TestManager) {
    one_too_few_in_a_week(&t).await;
    let (sender, scope) = (mailing(&t).await, t.scope);
    account(&t, "admin@example.com", "en", &[Right::ManageLicences]).await;
    t.post("/api/v1/webhooks", json!({"url": "https://hooks.example.com/all"})).await;
    run(&sender, scope).await.unwrap();
    let naming = async || {
        let messages = messages(&t).await;
        messages.iter().filter(|message| message.body.contains("cleo")).count()
    };
    assert_eq!(naming().await, 2, "a mail and a message to a program are on their way");
    assert_eq!(t.delete("/api/v1/users/cleo").await.0, StatusCode::NO_CONTENT);
    assert_eq!(naming().await, 0);
    let told = messages(&t).await;
    let mail = told.iter().find(|message| message.way == Way::Mail).unwrap();
    assert!(mail.body.contains("these do: …."), "the rest of it is said all the same: {}", mail.body);
    // What has arrived is remembered without what it said.
    let id = mail.id.clone();
    let arrive = move |w: &mut licentia_platform::db::Write<'_>| {
        w.outside_chain();
        let now = w.now_ms();
        Ok(outbox::arrived(w, &id, now)?)
    };
    t.manager.db().write(scope, &licentia_platform::by::By::setup(), arrive).await.unwrap();
    let told = messages(&t).await;
    let mail = told.iter().find(|message| message.way == Way::Mail).unwrap();
    assert_eq!((mail.state(), &*mail.body), ("delivered", ""));
    sender.db().close();
}
