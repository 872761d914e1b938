//! The pages of a product: what is staged, what others do meanwhile, and who stands in the list.

use http::StatusCode;
use serde_json::json;

use super::{PAGE, difference, hidden, holders, licensed};
use crate::packages::page_tests::{page, send};
use crate::testing::{TestManager, plan, stories};

stories!(
    edits_are_staged_in_the_address_and_applied_as_one,
    somebody_elses_change_is_shown_by_name,
    another_plan_given_meanwhile_is_told_as_what_it_is,
    a_plan_that_is_over_or_waits_is_not_taken_away,
    the_dialog_adds_those_who_lack_it,
    whoever_may_only_look_stages_nothing,
    the_people_are_found_and_sorted_as_users_are,
    what_a_recall_frees_is_not_free_where_somebody_waits,
);

/// A number of a user as the address carries it.
async fn number(t: &TestManager, login: &str) -> u32 {
    let at = t.manager.snapshot(t.scope).await.unwrap();
    at.user_named(login).unwrap().no().0
}

async fn edits_are_staged_in_the_address_and_applied_as_one(t: TestManager) {
    licensed(&t, 3, &["anna", "bo", "cid", "dan"]).await;
    assert_eq!(difference(&t, json!({"add": ["anna", "bo"]})).await.0, 200);
    let shown = page(&t, PAGE).await;
    assert!(!shown.contains("Nothing is saved yet") && shown.contains("Recall from anna"), "{shown}");
    let revision = t.manager.snapshot(t.scope).await.unwrap().revision();
    // The link beside Anna stages, and changes nothing.
    let link = format!("{PAGE}?lang=en&amp;drop={}&amp;since={revision}", number(&t, "anna").await);
    assert!(shown.contains(&link), "{link} is not on {shown}");
    let staged =
        format!("{PAGE}?drop={}&add={}&since={revision}", number(&t, "anna").await, number(&t, "cid").await);
    let shown = page(&t, &staged).await;
    for words in [
        "1 to add, 1 to recall.",
        "Afterwards 2 of 3 seats are in use.",
        "To be added",
        "To be recalled",
        "Apply 2 changes",
    ] {
        assert!(shown.contains(words), "{words} is not on {shown}");
    }
    assert_eq!(holders(&t).await, ["anna", "bo"]);
    let preview = page(&t, &staged.replace("sales?", "sales/preview?")).await;
    assert!(preview.contains("No seat changes hands"), "{preview}");
    // The product stands first, whatever comes along is folded behind a sentence.
    let more = format!("{PAGE}/preview?add={}&since={revision}", number(&t, "cid").await);
    let preview = page(&t, &more).await;
    let dialog = preview.split("<dialog").nth(1).unwrap();
    let fold = dialog.find("1 module that comes along changes too").unwrap_or_else(|| panic!("{dialog}"));
    assert!(dialog[..fold].contains("<b>3</b>") && dialog[fold..].contains("<b>3</b>"), "{dialog}");
    assert!(shown.contains("1 module comes with it:"), "{shown}");
    let seen = revision.to_string();
    let (status, to) = send(&t, &staged, &[("seen", &seen), ("reason", "Moves")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    assert_eq!(holders(&t).await, ["bo", "cid"]);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), revision + 1, "one change");
    // The same address again: nothing of it is left to do.
    assert!(page(&t, &staged).await.contains("Nothing of what was staged is left"));
    let (status, nothing) = send(&t, &staged, &[("seen", &seen)]).await;
    assert_eq!(status, StatusCode::OK, "{nothing}");
    assert!(
        nothing.contains("Nothing was changed") && !nothing.contains("Nothing is saved yet"),
        "{nothing}"
    );
    // Ticked ones are staged too.
    let bo = number(&t, "bo").await.to_string();
    let (status, _) = send(&t, &format!("{PAGE}/stage?q=b"), &[("user", &bo)]).await;
    assert_eq!((status, holders(&t).await), (StatusCode::SEE_OTHER, vec!["bo".to_owned(), "cid".to_owned()]));
    // More than there are: said, and not to be applied.
    let all = format!("{PAGE}?add=0-4&since={revision}");
    t.user("eva").await;
    let shown = page(&t, &all).await;
    assert!(shown.contains("3 to add.") && shown.contains("2 seats more than there are"), "{shown}");
    let now = t.manager.snapshot(t.scope).await.unwrap().revision().to_string();
    let (status, refused) = send(&t, &all, &[("seen", &now)]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(refused.contains("no_seat"), "{refused}");
    assert_eq!(holders(&t).await, ["bo", "cid"]);
    // Whatever is typed into the address, the page stands.
    for odd in
        ["?add=x--y.-&drop=..&since=zz", "?add=0-zzzzzz", "?page=99999999999", "?only=odd&sort=odd&q=%25_!"]
    {
        page(&t, &format!("{PAGE}{odd}")).await;
    }
}

async fn somebody_elses_change_is_shown_by_name(t: TestManager) {
    licensed(&t, 9, &["anna", "bo", "cid"]).await;
    let since = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (anna, bo) = (number(&t, "anna").await, number(&t, "bo").await);
    let staged = format!("{PAGE}?add={anna}.{bo}&since={since}");
    assert!(page(&t, &staged).await.contains("2 to add."));
    // "test" is what the token is called.
    t.post("/api/v1/assignments", json!({"users": ["anna", "cid"], "modules": ["acme.ten-sales"]})).await;
    let (status, stopped) = send(&t, &staged, &[("seen", &since.to_string())]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "of those still staged nobody was touched: {stopped}");
    t.post("/api/v1/assignments/recall", json!({"users": ["bo"], "modules": ["acme.ten-sales"]})).await;
    let shown = page(&t, &staged).await;
    assert!(shown.contains("test has added") && shown.contains("anna, cid"), "{shown}");
    assert!(shown.contains("test has taken it from bo meanwhile"), "{shown}");
    assert!(shown.contains("1 to add.") && shown.contains("Apply 1 change"), "only Bo is left: {shown}");
    let (status, stopped) = send(&t, &staged, &[("seen", &since.to_string())]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        stopped.contains("changed_meanwhile") && !holders(&t).await.contains(&"bo".to_owned()),
        "{stopped}"
    );
    // Seen now, it may be applied.
    let now = t.manager.snapshot(t.scope).await.unwrap().revision().to_string();
    assert_eq!(send(&t, &staged, &[("seen", &now)]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(holders(&t).await, ["anna", "bo", "cid"]);
}

async fn another_plan_given_meanwhile_is_told_as_what_it_is(t: TestManager) {
    licensed(&t, 9, &["anna", "bo", "cid", "dan", "eve"]).await;
    let since = t.manager.snapshot(t.scope).await.unwrap().revision();
    let staged = format!("{PAGE}?add={}.{}&since={since}", number(&t, "anna").await, number(&t, "bo").await);
    assert!(!page(&t, &staged).await.contains("Applying takes it away"));
    t.post("/api/v1/assignments", json!({"users": ["anna"], "modules": ["acme.ten-service"]})).await;
    let shown = page(&t, &staged).await;
    assert!(shown.contains("test has given anna another plan meanwhile: ten-service."), "{shown}");
    assert!(!shown.contains("test has added"), "anna was not given this one: {shown}");
    assert!(shown.contains("anna has ten-service. Applying takes it away"), "{shown}");
    let (status, stopped) = send(&t, &staged, &[("seen", &since.to_string())]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(stopped.contains("changed_meanwhile") && stopped.contains("Applying takes it away"), "{stopped}");
    // Whoever had another plan all along is told of as well, the first three by name.
    let asked = json!({"users": ["bo", "cid", "dan", "eve"], "modules": ["acme.ten-service"]});
    assert_eq!(t.post("/api/v1/assignments", asked).await.0, StatusCode::OK);
    let now = t.manager.snapshot(t.scope).await.unwrap().revision();
    let last = number(&t, "eve").await;
    let all = format!("{PAGE}?add={}-{last}&since={now}", number(&t, "anna").await);
    let shown = page(&t, &all).await;
    assert!(shown.contains("anna, bo, cid and 2 more have ten-service."), "{shown}");
    t.post("/api/v1/assignments/recall", json!({"users": ["dan"], "modules": ["acme.ten-service"]})).await;
    let shown = page(&t, &all).await;
    assert!(shown.contains("test has taken ten-service from dan meanwhile."), "{shown}");
    // One plan in the place of another is one thing that happened.
    t.post("/api/v1/assignments", json!({"users": ["eve"], "modules": ["acme.other"]})).await;
    let shown = page(&t, &all).await;
    assert!(shown.contains("test has given eve another plan meanwhile: other."), "{shown}");
    assert!(!shown.contains("test has taken ten-service from eve"), "{shown}");
}

async fn a_plan_that_is_over_or_waits_is_not_taken_away(t: TestManager) {
    licensed(&t, 9, &["anna", "bo"]).await;
    let service =
        |user: &str| json!({"users": [user], "modules": ["acme.ten-service"], "until": "2026-11-22"});
    assert_eq!(t.post("/api/v1/assignments", service("anna")).await.0, StatusCode::OK);
    let warned = async |login: &str| {
        let since = t.manager.snapshot(t.scope).await.unwrap().revision();
        let staged = format!("{PAGE}?add={}&since={since}", number(&t, login).await);
        page(&t, &staged).await.contains("Applying takes it away")
    };
    assert!(warned("anna").await, "it is hers today");
    // There is one seat, and a rule wants one for Bo.
    let rule = json!({"name": "Bo", "when": [{"attribute": "group", "is": ["Bo"]}], "modules": ["acme.ten-service"]});
    assert_eq!(t.post("/api/v1/rules", json!({"rule": rule})).await.0, StatusCode::OK);
    t.activate(|package| {
        package.rows = vec![plan("ten-sales", 9, &["sale-cal"]), plan("ten-service", 1, &[]), hidden(9)];
    })
    .await;
    let bo = t.ask(http::Method::PATCH, "/api/v1/users/bo", Some(json!({"groups": ["Bo"]}))).await;
    assert_eq!(bo.0, StatusCode::OK, "{}", bo.1);
    let (_, waits) = t.get("/api/v1/assignments/waiting").await;
    assert!(waits["items"].as_array().unwrap().iter().any(|one| one["user"] == "bo"), "{waits}");
    assert!(!warned("bo").await, "it waits");
    t.pass_ms(2 * 86_400_000).await;
    assert!(!warned("anna").await, "it is over");
}

async fn the_dialog_adds_those_who_lack_it(t: TestManager) {
    licensed(&t, 9, &["anna", "bo", "cid", "dan"]).await;
    assert_eq!(difference(&t, json!({"add": ["anna"]})).await.0, 200);
    t.ask(http::Method::PATCH, "/api/v1/users/cid", Some(json!({"kind": "resource"}))).await;
    let dialog = page(&t, &format!("{PAGE}/add?add={}", number(&t, "dan").await)).await;
    let inside = dialog.split("<dialog").nth(1).unwrap();
    let offered = |login: &str| inside.contains(&format!("Choose {login}"));
    assert!(offered("bo") && offered("cid"), "{inside}");
    assert!(!offered("anna") && !offered("dan"), "whoever has it or is staged is left out");
    let (bo, cid) = (number(&t, "bo").await.to_string(), number(&t, "cid").await.to_string());
    let (status, found) =
        send(&t, &format!("{PAGE}/add"), &[("act", "search"), ("q", "ci"), ("user", &bo)]).await;
    assert_eq!(status, StatusCode::OK);
    let inside = found.split("<dialog").nth(1).unwrap();
    assert!(inside.contains("Choose cid") && !inside.contains("Choose bo"), "{inside}");
    assert!(inside.contains(&format!("name=\"user\" value=\"{bo}\"")), "what was ticked travels along");
    let fields = [("act", "add"), ("user", bo.as_str()), ("user", cid.as_str())];
    let request = http::Request::post(format!("{PAGE}/add"))
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded");
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    use tower::ServiceExt as _;
    let answer = t
        .router
        .clone()
        .oneshot(request.body(axum::body::Body::from(body.join("&"))).unwrap())
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(page(&t, &to).await.contains("2 to add."), "{to}");
    assert_eq!(holders(&t).await, ["anna"], "nothing is saved yet");
}

async fn whoever_may_only_look_stages_nothing(t: TestManager) {
    use licentia_platform::access::{Right, Rights};
    licensed(&t, 9, &["anna"]).await;
    let anna = number(&t, "anna").await;
    let token = crate::testing::token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    let ask = async |method: &str, path: &str| {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/x-www-form-urlencoded");
        t.send(request.body(axum::body::Body::empty()).unwrap()).await
    };
    let (status, shown) = ask("GET", &format!("{PAGE}?add={anna}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        !shown.as_str().unwrap().contains("Apply 1 change") && !shown.as_str().unwrap().contains("Add users")
    );
    for (method, path) in [
        ("POST", format!("{PAGE}?add={anna}")),
        ("POST", format!("{PAGE}/stage")),
        ("POST", format!("{PAGE}/add")),
        ("GET", format!("{PAGE}/add")),
        ("GET", format!("{PAGE}/preview?add={anna}")),
    ] {
        assert_eq!(ask(method, &path).await.0, StatusCode::FORBIDDEN, "{method} {path}");
    }
}

/// Who stands in the list of a page, in its order.
fn listed(shown: &str) -> Vec<String> {
    let after = shown.split("Recall from ").skip(1);
    let mut names: Vec<String> =
        after.map(|rest| rest.split(['"', '<']).next().unwrap_or_default().to_owned()).collect();
    names.dedup();
    names
}

async fn the_people_are_found_and_sorted_as_users_are(t: TestManager) {
    licensed(&t, 9, &["anna", "bo", "cid", "dan"]).await;
    assert_eq!(difference(&t, json!({"add": ["anna", "bo", "cid"]})).await.0, 200);
    for (login, title) in
        [("anna", "Sjuksköterska"), ("bo", "Överläkare"), ("cid", "Assistent"), ("dan", "Överläkare")]
    {
        let body = json!({"job_title": title, "groups": ["Åre norr"]});
        assert_eq!(t.ask(http::Method::PATCH, &format!("/api/v1/users/{login}"), Some(body)).await.0, 200);
    }
    for (query, found) in [
        ("", vec!["anna", "bo", "cid"]),
        ("?sort=-name", vec!["cid", "bo", "anna"]),
        ("?sort=job-title", vec!["cid", "anna", "bo"]),
        ("?sort=-job-title", vec!["bo", "anna", "cid"]),
        // Whoever was given it a minute ago has had no time to use it.
        ("?only=unused&sort=last-used", vec![]),
        ("?only=rules", vec![]),
        // Whatever letters it is typed in, in whatever order, on both databases.
        ("?q=%C3%96VERL%C3%84KARE", vec!["bo"]),
        ("?q=%C3%85RE+norr+CID", vec!["cid"]),
        ("?q=dan", vec![]),
    ] {
        assert_eq!(listed(&page(&t, &format!("{PAGE}{query}")).await), found, "{query}");
    }
    let dialog = page(&t, &format!("{PAGE}/add?q=dan")).await;
    assert_eq!(dialog.matches("value=\"dan\"").count(), 1, "one field asks for it, in the dialog: {dialog}");
    assert!(
        dialog.contains("Choose dan") && dialog.contains("Choose anna"),
        "the page behind is whole: {dialog}"
    );
    let dialog = page(&t, &format!("{PAGE}/add?q=")).await;
    // Who has it stands on the page behind only.
    assert!(dialog.contains("Choose dan") && dialog.matches("Choose anna").count() == 1, "{dialog}");
    t.pass_ms(92 * 24 * 60 * 60 * 1_000).await;
    let unused = page(&t, &format!("{PAGE}?only=unused&sort=last-used")).await;
    assert_eq!(listed(&unused), ["anna", "bo", "cid"]);
}

async fn what_a_recall_frees_is_not_free_where_somebody_waits(t: TestManager) {
    licensed(&t, 2, &["anna", "bo", "cid"]).await;
    let shown = page(&t, PAGE).await;
    assert!(!shown.contains("<th scope=\"row\">Waiting"), "{shown}");
    let rule = json!({"rule": {"name": "All", "when": [], "modules": ["acme.ten-sales"]}});
    assert_eq!(t.post("/api/v1/rules", rule).await.0, StatusCode::OK);
    let shown = page(&t, PAGE).await;
    assert!(shown.contains(">Waiting<") && !shown.contains("from a rule"), "{shown}");
    let since = t.manager.snapshot(t.scope).await.unwrap().revision();
    let staged = format!("drop={}&since={since}", number(&t, "anna").await);
    let (one, both) = (format!("{PAGE}?{staged}"), format!("{PAGE}/preview?{staged}"));
    for path in [&one, &both] {
        let shown = page(&t, path).await;
        assert!(
            shown.contains("Afterwards 2 of 2 seats are in use. 1 seat goes to whoever waits"),
            "{shown}"
        );
        assert!(shown.contains("1 user has it from a rule, which gives it again"), "{shown}");
    }
    // The others' seats are free: one waits, and two are recalled.
    let all = format!("{PAGE}?drop={}.{}&since={since}", number(&t, "anna").await, number(&t, "bo").await);
    let shown = page(&t, &all).await;
    assert!(shown.contains("Afterwards 1 of 2 seats are in use. 1 seat goes"), "{shown}");
}
