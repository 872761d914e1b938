//! Reminders name the people whom a date will hit, so that somebody can choose others (rule 5).

use super::*;

stories!(whoever_will_lose_a_seat_is_named_beforehand);

async fn whoever_will_lose_a_seat_is_named_beforehand(t: TestManager) {
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
