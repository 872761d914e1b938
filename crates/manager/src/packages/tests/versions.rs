//! Packages for product versions (rule 7), on both databases.

use http::{Method, StatusCode};
use licentia_core::dates::Dates;
use licentia_core::package::{Package, Versions};
use serde_json::{Value, json};

use super::{activate, holder, in_force, sales, upload};
use crate::packages::{Fetched, Origin, activate_fetched, load_from};
use crate::testing::{TestManager, stories};

stories!(
    a_package_for_a_coming_version_waits_for_it_and_comes_into_force_with_it,
    one_that_blocks_waits_and_loses_nothing,
    a_package_loaded_before_anybody_said_the_version_is_prepared_on_activating,
    only_the_newest_of_what_was_prepared_comes_into_force,
    what_nobody_decided_comes_into_force_only_if_it_was_fetched_and_is_harmless,
    what_waits_for_the_old_holder_waits_on_when_the_holder_changes,
    fewer_versions_are_not_harmless,
    a_version_that_the_package_does_not_cover_is_refused,
    maintenance_bars_versions_released_after_it,
);

async fn report(t: &TestManager, version: &str, released: Option<&str>) -> Value {
    let body = json!({"version": version, "released": released});
    let (status, answer) = t.ask(Method::PUT, "/api/v1/installation/version", Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

fn from(seats: u32, version: &str) -> impl FnOnce(&mut Package) {
    let version = version.parse().unwrap();
    move |package| {
        sales(seats)(package);
        package.versions = Some(Versions { from: Some(version), to: None });
    }
}

async fn total(t: &TestManager) -> Value {
    let (_, licences) = t.get("/api/v1/licences/acme.ten-sales").await;
    licences["total"].clone()
}

async fn a_package_for_a_coming_version_waits_for_it_and_comes_into_force_with_it(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    report(&t, "12.0.3", None).await;
    let (status, loaded) = upload(&t, t.issue(from(7, "12.1.0"))).await;
    assert_eq!((status, &loaded["state"]), (StatusCode::CREATED, &json!("loaded")), "a file stops: {loaded}");
    assert_eq!((&loaded["coming"], &loaded["versions"]["from"]), (&json!(true), &json!("12.1.0")));
    let (status, again) = activate(&t, &loaded["id"]).await;
    assert_eq!((status, &again["state"]), (StatusCode::OK, &json!("prepared")), "decided: {again}");
    let (status, again) = activate(&t, &loaded["id"]).await;
    assert_eq!((status, &again["state"]), (StatusCode::OK, &json!("prepared")), "it stays prepared: {again}");
    assert_eq!(total(&t).await, 3);
    assert_eq!(report(&t, "12.0.4", None).await["in_force"], json!([]));
    let answer = report(&t, "12.1.0", None).await;
    assert_eq!(answer["in_force"], json!([loaded["id"]]), "{answer}");
    assert_eq!(total(&t).await, 7);
    let (_, shown) = t.get(&format!("/api/v1/packages/{}", loaded["id"].as_str().unwrap())).await;
    assert_eq!(shown["state"], "in_force");
    // It happened in the very write that reported the version.
    let (_, ledger) = t.get("/api/v1/ledger?limit=1").await;
    assert_eq!(
        (&ledger["items"][0]["kind"], &ledger["items"][0]["revision"]),
        (&json!("installations.version"), &answer["revision"])
    );
    let second = t.second().await;
    assert_eq!(second.snapshot(t.scope).await.unwrap().product().unwrap().version, "12.1.0".parse().unwrap());
    second.db().close();
}

async fn one_that_blocks_waits_and_loses_nothing(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    for login in ["anna", "emil"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    report(&t, "12.0.0", None).await;
    let (_, loaded) = upload(&t, t.issue(from(1, "12.1.0"))).await;
    activate(&t, &loaded["id"]).await;
    let answer = report(&t, "12.1.0", None).await;
    assert_eq!(answer["held"][0]["code"], "package_blocked", "{answer}");
    assert_eq!(total(&t).await, 3, "the present one stays");
    let (_, check) = t.get("/api/v1/checks/anna/acme.sale-cal").await;
    assert_eq!(check["code"], "granted");
    let emil = t.manager.snapshot(t.scope).await.unwrap().user_named("emil").unwrap().no();
    t.recall_all(emil).await;
    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!(
        (status, &answer["state"]),
        (StatusCode::OK, &json!("in_force")),
        "its version is here: {answer}"
    );
    assert_eq!(total(&t).await, 1);
}

async fn a_package_loaded_before_anybody_said_the_version_is_prepared_on_activating(t: TestManager) {
    holder(&t).await;
    let (_, loaded) = upload(&t, t.issue(from(3, "12.1.0"))).await;
    assert_eq!((&loaded["state"], &loaded["coming"]), (&json!("loaded"), &json!(false)));
    report(&t, "12.0.0", None).await;
    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!((status, &answer["state"]), (StatusCode::OK, &json!("prepared")), "{answer}");
    let (_, licences) = t.get("/api/v1/licences").await;
    assert_eq!(licences["demo"], true, "nothing is in force yet");
    report(&t, "12.2.0", None).await;
    assert_eq!(total(&t).await, 3);
}

async fn only_the_newest_of_what_was_prepared_comes_into_force(t: TestManager) {
    holder(&t).await;
    report(&t, "12.0.0", None).await;
    let (_, older) = upload(&t, t.issue(from(3, "12.1.0"))).await;
    let (_, newer) = upload(&t, t.issue(from(4, "12.1.0"))).await;
    for loaded in [&older, &newer] {
        activate(&t, &loaded["id"]).await;
    }
    let answer = report(&t, "12.1.0", None).await;
    assert_eq!((&answer["in_force"], &answer["held"]), (&json!([newer["id"]]), &json!([])));
    let (_, list) = t.get("/api/v1/packages").await;
    let states: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|item| (&item["id"], &item["state"])).collect();
    assert!(states.contains(&(&older["id"], &json!("replaced"))), "out of date, and says so: {list}");
}

async fn fetch(t: &TestManager, change: impl FnOnce(&mut Package)) -> String {
    let granted = t.caller().may().unwrap();
    load_from(&t.manager, &granted, t.issue(change), Origin::Fetched).await.unwrap().value.id
}

async fn by_itself(t: &TestManager, id: &str) -> String {
    match activate_fetched(&t.manager, t.scope, id.to_owned()).await.unwrap() {
        Fetched::Activated(_) => "activated".to_owned(),
        Fetched::Waits(why) => why,
    }
}

async fn what_nobody_decided_comes_into_force_only_if_it_was_fetched_and_is_harmless(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    report(&t, "12.0.0", None).await;
    // From a file: it stops at the comparison, whichever version comes.
    let (_, file) = upload(&t, t.issue(from(9, "12.1.0"))).await;
    assert_eq!(by_itself(&t, file["id"].as_str().unwrap()).await, "prepared");
    let answer = report(&t, "12.1.0", None).await;
    assert_eq!(
        (&answer["in_force"], &answer["held"][0]["code"]),
        (&json!([]), &json!("from_file")),
        "{answer}"
    );
    assert_eq!(by_itself(&t, file["id"].as_str().unwrap()).await, "from_file");
    // Fetched, and it takes something: other zone, in which days end at another time.
    let zone = |package: &mut Package| package.zone = "Asia/Tokyo".to_owned();
    let id = fetch(&t, |package| {
        from(9, "12.2.0")(package);
        zone(package);
    })
    .await;
    assert_eq!(by_itself(&t, &id).await, "prepared");
    let answer = report(&t, "12.2.0", None).await;
    let held = json!({"package": id, "issuer": "acme", "code": "zone_changes"});
    assert_eq!((&answer["in_force"], &answer["held"]), (&json!([]), &json!([held])), "{answer}");
    assert_eq!(total(&t).await, 3);
    // Fetched and harmless: it comes, and leaves its notice.
    let id = fetch(&t, from(8, "12.3.0")).await;
    assert_eq!(by_itself(&t, &id).await, "prepared");
    let (_, shown) = t.get(&format!("/api/v1/packages/{id}")).await;
    assert_eq!(shown["state"], "loaded", "nobody has decided");
    let answer = report(&t, "12.3.0", None).await;
    assert_eq!(answer["in_force"], json!([id]), "{answer}");
    let told = crate::contact::state(&t.manager, t.scope, "acme").await.unwrap();
    assert_eq!(told.notice.map(|notice| notice.package), Some(id));
    assert_eq!(total(&t).await, 8);
}

async fn what_waits_for_the_old_holder_waits_on_when_the_holder_changes(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    report(&t, "12.0.0", None).await;
    let (_, change) = upload(
        &t,
        t.issue(|package| {
            from(4, "12.1.0")(package);
            package.replaces = Some(package.holder.clone());
            package.holder.name = "Berg Group AB".to_owned();
        }),
    )
    .await;
    let (_, partner) = upload(&t, t.issue_as("partner", None, from(2, "12.1.0"))).await;
    for loaded in [&change, &partner] {
        assert_eq!(activate(&t, &loaded["id"]).await.1["state"], "prepared", "{loaded}");
    }
    let answer = report(&t, "12.1.0", None).await;
    let held = json!([{"package": partner["id"], "issuer": "partner", "code": "wrong_holder"}]);
    assert_eq!((&answer["in_force"], &answer["held"]), (&json!([change["id"]]), &held), "{answer}");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.installation().holder.as_deref(), Some("Berg Group AB"));
}

async fn fewer_versions_are_not_harmless(t: TestManager) {
    let covering = |from: Option<&str>, to: Option<&str>| {
        let versions =
            Versions { from: from.map(|from| from.parse().unwrap()), to: to.map(|to| to.parse().unwrap()) };
        move |package: &mut Package| {
            sales(3)(package);
            package.versions = Some(versions);
        }
    };
    holder(&t).await;
    in_force(&t, covering(Some("12.0.0"), None)).await;
    let (_, loaded) = upload(&t, t.issue(covering(Some("12.0.0"), None))).await;
    assert_eq!(loaded["harmless"], true, "{loaded}");
    for (from, to) in [("12.0.0", Some("12.9.0")), ("12.0.1", None)] {
        let id = fetch(&t, covering(Some(from), to)).await;
        assert_eq!(by_itself(&t, &id).await, "version_not_covered", "{from}");
        let dialog = crate::packages::page_tests::page(&t, &format!("/i/test/packages/{id}")).await;
        assert!(dialog.contains("Product versions") && dialog.contains(from), "{dialog}");
    }
    report(&t, "12.5.0", None).await;
    let id = fetch(&t, covering(Some("12.0.0"), Some("12.4.0"))).await;
    assert_eq!(by_itself(&t, &id).await, "version_not_covered", "not even the one in use");
    let id = fetch(&t, covering(Some("12.5.0"), None)).await;
    assert_eq!(by_itself(&t, &id).await, "activated", "lower ones are not in use any more");
}

async fn a_version_that_the_package_does_not_cover_is_refused(t: TestManager) {
    holder(&t).await;
    in_force(&t, from(3, "12.1.0")).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    for (version, code) in [("12.1.0", "granted"), ("13.0.0", "granted"), ("12.0.9", "version")] {
        let (_, check) = t.get(&format!("/api/v1/checks/anna/acme.sale-cal?version={version}")).await;
        assert_eq!(check["code"], code, "{version}: {check}");
        let body = json!({"user": "anna", "module": "acme.sale-cal", "version": version});
        assert_eq!(t.post("/api/v1/checks", body).await.1["code"], code, "{version}");
    }
    let (status, answer) = t.get("/api/v1/checks/anna/acme.sale-cal?version=12.1").await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
    let body = json!({"version": "12.1"});
    let (status, answer) = t.ask(Method::PUT, "/api/v1/installation/version", Some(body)).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
}

async fn maintenance_bars_versions_released_after_it(t: TestManager) {
    holder(&t).await;
    let maintenance = Some("2026-10-31".parse().unwrap());
    in_force(&t, |package| {
        sales(3)(package);
        package.dates = Dates { maintenance, ..Dates::default() };
    })
    .await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    report(&t, "12.1.0", Some("2026-11-01")).await;
    for (query, code) in [
        ("", "granted"),
        ("?version=12.0.0", "granted"),
        ("?version=12.1.0", "version"),
        ("?version=12.1.0&released=2026-10-31", "granted"),
        ("?released=2026-11-01", "version"),
    ] {
        let (_, check) = t.get(&format!("/api/v1/checks/anna/acme.sale-cal{query}")).await;
        assert_eq!(check["code"], code, "{query}: {check}");
    }
}
