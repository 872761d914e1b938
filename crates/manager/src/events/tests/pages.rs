//! Stories of the pages: the seven columns, the description, adding, editing, ending, and the banners.

use http::{Method, Request, StatusCode};
use licentia_platform::access::{Right, Rights};
use serde_json::{Value, json};

use super::{application, ask_as, path, started};
use crate::testing::{TestManager, row, stories, token};

stories!(
    the_list_shows_seven_columns_and_the_description_of_one,
    the_list_is_sorted_by_links,
    a_message_is_added_edited_and_ended_on_pages,
    banners_stand_on_every_page_of_those_they_reach,
    what_must_run_says_so_and_whoever_only_sees_changes_nothing,
    a_form_that_is_wrong_keeps_what_was_typed,
);

/// In the zone of the holder.
async fn licensed(t: &TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
}

async fn page(t: &TestManager, path: &str) -> String {
    let (status, body) = t.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    let text = body.as_str().unwrap().to_owned();
    assert!(!text.contains('⟦'), "a text is missing: {text}");
    text
}

async fn send(t: &TestManager, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", licentia_ui::encode(value))).collect();
    let request = Request::post(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded");
    let (status, answer) = t.send(request.body(body.join("&").into()).unwrap()).await;
    (status, answer.as_str().unwrap_or_default().to_owned())
}

async fn the_list_shows_seven_columns_and_the_description_of_one(t: TestManager) {
    licensed(&t).await;
    assert!(page(&t, "/i/test/events").await.contains("Nothing is going on"));
    let (_, import) = ask_as(
        &t,
        &application(&t).await,
        Method::POST,
        "/api/v1/events",
        json!({"key": "import", "message": "Trade fair companies", "done": 3_120, "total": 4_800}),
    )
    .await;
    started(
        &t,
        json!({"key": "no_travel", "message": "Cables <are> cut", "finish_at": "2026-11-21T14:20:00Z"}),
    )
    .await;
    let shown = page(&t, &format!("/i/test/events?event={}", import["id"].as_str().unwrap())).await;
    for column in ["Event", "Status", "Message", "Activated", "Activated by", "Finished", "Type"] {
        assert!(shown.contains(&format!(">{column}</")), "{column} is a column: {shown}");
    }
    assert!(shown.contains("value=\"65\"") && shown.contains("3,120 of 4,800"), "how far it is: {shown}");
    assert!(shown.contains("Import · Whole system"), "the description of the chosen one: {shown}");
    assert!(shown.contains("Cables &lt;are&gt; cut") && shown.contains("today, 15:20"), "{shown}");
    assert!(shown.contains("data-live=\"events\""), "an open page draws it anew");
    let swedish = page(&t, "/i/test/events?lang=sv").await;
    assert!(swedish.contains("Ingen resa") && swedish.contains("Hela systemet"), "{swedish}");
}

async fn the_list_is_sorted_by_links(t: TestManager) {
    licensed(&t).await;
    for (key, message) in [("import", "Beta"), ("no_travel", "alpha"), ("no_freetext", "Gamma")] {
        started(&t, json!({"key": key, "message": message})).await;
        t.pass_ms(1_000).await;
    }
    let order = async |query: &str| {
        let shown = page(&t, &format!("/i/test/events{query}")).await;
        let table = shown.split("<tbody").nth(1).unwrap().split("</table").next().unwrap().to_owned();
        let mut found: Vec<_> =
            ["Beta", "alpha", "Gamma"].into_iter().map(|word| (table.find(word).unwrap(), word)).collect();
        found.sort_unstable();
        (found.into_iter().map(|(_, word)| word).collect::<Vec<_>>().join(" "), shown)
    };
    let (latest, shown) = order("").await;
    assert_eq!(latest, "Gamma alpha Beta");
    assert!(shown.contains("aria-sort=\"descending\""), "and the table says so: {shown}");
    for key in ["event", "status", "message", "activated", "by", "finished", "type"] {
        assert!(shown.contains(&format!("sort={key}")), "{key} is a link: {shown}");
    }
    for (sort, expected) in [
        ("message", "alpha Beta Gamma"),
        ("-message", "Gamma Beta alpha"),
        ("event", "Beta Gamma alpha"),
        ("activated", "Beta alpha Gamma"),
        ("nonsense", "Gamma alpha Beta"),
    ] {
        let (found, shown) = order(&format!("?sort={sort}")).await;
        assert_eq!(found, expected, "{sort}");
        let kept = shown.contains(&format!("?sort={sort}&amp;event="));
        assert!(kept, "choosing one keeps the order {sort}: {shown}");
    }
    for event in t.get("/api/v1/events").await.1["items"].as_array().unwrap().clone() {
        t.delete(&path(&event)).await;
        t.pass_ms(1_000).await;
    }
    for (query, expected) in [
        ("", "Beta alpha Gamma"),
        ("&sort=finished", "Gamma alpha Beta"),
        ("&sort=-activated", "Gamma alpha Beta"),
    ] {
        assert_eq!(order(&format!("?ended=true{query}")).await.0, expected, "{query}");
    }
}

async fn a_message_is_added_edited_and_ended_on_pages(t: TestManager) {
    licensed(&t).await;
    t.user("anna").await;
    let form = page(&t, "/i/test/events/new?back=/i/test/licences").await;
    assert!(form.contains("Message of the day") && form.contains("value=\"/i/test/licences\""), "{form}");
    let fields = [
        ("key", "message_of_the_day"),
        ("message", "Quarter closes"),
        ("finish-day", "2026-11-30"),
        ("finish-time", "18:00"),
        ("scope", "everywhere"),
        ("owner", "typed and then forgotten"),
        ("back", "//evil.example"),
    ];
    let wrong = fields.map(|(name, value)| match name {
        "message" => (name, ""),
        "finish-day" => (name, "30/11"),
        "scope" => (name, "group"),
        "owner" => (name, ""),
        _ => (name, value),
    });
    let (_, again) = send(&t, "/i/test/events/new", &wrong).await;
    assert!(again.contains("3 things need your attention"), "every field at once: {again}");
    assert_eq!(send(&t, "/i/test/events/new", &fields).await.0, StatusCode::SEE_OTHER);
    let (_, list) = t.get("/api/v1/events").await;
    let event = list["items"][0].clone();
    // Six in the evening where the holder is.
    assert_eq!(
        (&event["scope"], &event["finish_at"]),
        (&json!("everywhere"), &json!("2026-11-30T17:00:00Z"))
    );
    let own = format!("/i/test/events/{}", event["id"].as_str().unwrap());
    let form = page(&t, &own).await;
    assert!(form.contains("value=\"2026-11-30\"") && form.contains("value=\"18:00\""), "{form}");
    let seen = event["revision"].to_string();
    let fields =
        [("message", "Quarter closes, Anna"), ("scope", "user"), ("owner", "anna"), ("seen", seen.as_str())];
    assert_eq!(send(&t, &own, &fields).await.0, StatusCode::SEE_OTHER);
    // The form of somebody who saw what it was before overwrites nothing.
    let (status, late) = send(&t, &own, &fields).await;
    assert_eq!(status, StatusCode::OK);
    assert!(late.contains("precondition_failed"), "{late}");
    let (_, now) = t.get(&path(&event)).await;
    assert_eq!((&now["scope"], &now["owner"], now.get("finish_at")), (&json!("user"), &json!("anna"), None));
    assert!(page(&t, &format!("{own}/end")).await.contains("End Message of the day?"));
    assert_eq!(send(&t, &format!("{own}/end"), &[]).await.0, StatusCode::SEE_OTHER);
    assert!(page(&t, "/i/test/events?ended=true").await.contains("Quarter closes, Anna"));
}

async fn banners_stand_on_every_page_of_those_they_reach(t: TestManager) {
    started(&t, json!({"key": "message_of_the_day", "message": "Quarter closes on Monday."})).await;
    started(
        &t,
        json!({"key": "message_of_the_day", "message": "For the moon", "scope": "group", "owner": "Moon"}),
    )
    .await;
    let bar = started(&t, json!({"key": "no_login", "message": "Upgrade."})).await;
    for path in ["/i/test/licences", "/i/test/users", "/i/test/events/banners"] {
        let shown = page(&t, path).await;
        assert!(
            shown.contains("Quarter closes on Monday.") && shown.contains("Nobody can log in"),
            "{shown}"
        );
        assert!(!shown.contains("For the moon"), "{shown}");
        assert!(shown.contains(&format!("/i/test/events?event={}", bar["id"].as_str().unwrap())), "{shown}");
    }
    t.delete(&path(&bar)).await;
    assert!(!page(&t, "/i/test/licences").await.contains("Nobody can log in"));
}

async fn what_must_run_says_so_and_whoever_only_sees_changes_nothing(t: TestManager) {
    let (_, rebuild) =
        ask_as(&t, &application(&t).await, Method::POST, "/api/v1/events", json!({"key": "udef_rebuild"}))
            .await;
    let shown = page(&t, "/i/test/events").await;
    let own = format!("/i/test/events/{}", rebuild["id"].as_str().unwrap());
    assert!(shown.contains("It must run to its end") && !shown.contains(&format!("{own}/end")), "{shown}");
    let (status, kept) = send(&t, &format!("{own}/end"), &[("emergency", "true")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(kept.contains("event_must_run"), "{kept}");
    let viewer = token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    let (status, seen) = ask_as(&t, &viewer, Method::GET, "/i/test/events", Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let seen = seen.as_str().unwrap();
    assert!(seen.contains("User-defined fields rebuild") && !seen.contains("/events/new"), "{seen}");
    for path in ["/i/test/events/new".to_owned(), own] {
        assert_eq!(ask_as(&t, &viewer, Method::GET, &path, Value::Null).await.0, StatusCode::FORBIDDEN);
    }
}

async fn a_form_that_is_wrong_keeps_what_was_typed(t: TestManager) {
    for (field, value, says) in [
        ("message", "", "Write a message of 1 to 500 characters."),
        ("finish-time", "25:00", "Give a day, and a time such as 15:00"),
        ("owner", "nobody-of-this-name", "There is no such group or user."),
    ] {
        let mut fields = vec![
            ("key", "message_of_the_day"),
            ("message", "Typed & kept"),
            ("scope", "user"),
            ("owner", ""),
        ];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        if field != "owner" {
            fields.retain(|(name, _)| *name != "scope" && *name != "owner");
        }
        if field == "finish-time" {
            fields.push(("finish-day", "2026-11-30"));
        }
        let (status, again) = send(&t, "/i/test/events/new", &fields).await;
        assert_eq!(status, StatusCode::OK);
        assert!(again.contains(says) && again.contains("aria-invalid"), "{field}: {again}");
        assert!(field == "message" || again.contains("Typed &amp; kept"), "{again}");
    }
    started(&t, json!({"key": "no_travel"})).await;
    let (_, twice) = send(&t, "/i/test/events/new", &[("key", "no_travel"), ("scope", "everywhere")]).await;
    assert!(twice.contains("No travel is on already for the same."), "{twice}");
}
