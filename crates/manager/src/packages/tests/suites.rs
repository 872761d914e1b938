//! A suite that comes and goes with a package (rule 3a), on both databases.

use http::StatusCode;
use licentia_core::package::{Package, Suite};
use serde_json::json;

use super::{activate, holder, in_force, sales, upload};
use crate::packages::page_tests::page;
use crate::packages::{Fetched, Origin, activate_fetched, load_from};
use crate::testing::{TestManager, plan, row, stories};

stories!(the_seat_of_a_suite_comes_and_goes_with_its_package, the_next_suite_comes_into_force_by_itself,);

fn of(name: &str, seats: u32) -> impl FnOnce(&mut Package) {
    let name = name.to_owned();
    move |package| {
        let module = format!("suite-{name}");
        package.rows = vec![plan(&module, seats, &["map"]), row("map", 50)];
        package.suite = Some(Suite { name, titles: Default::default(), module, next: Default::default() });
    }
}

async fn the_seat_of_a_suite_comes_and_goes_with_its_package(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    for login in ["anna", "emil"] {
        t.user(login).await;
    }
    let (_, loaded) = upload(&t, t.issue(of("core", 1))).await;
    assert_eq!(loaded["can_activate"], false, "two can log in: {loaded}");
    in_force(&t, of("core", 2)).await;
    for login in ["anna", "emil"] {
        let (_, check) = t.get(&format!("/api/v1/checks/{login}/acme.map")).await;
        assert_eq!(
            (&check["code"], &check["source"]),
            (&json!("granted"), &json!("plan acme.suite-core")),
            "{check}"
        );
    }
    let (_, licence) = t.get("/api/v1/licences/acme.suite-core").await;
    assert_eq!((&licence["in_use"], &licence["free"]), (&json!(2), &json!(0)));
    // The suite leaves: nobody has to recall what nobody could assign.
    let (_, loaded) = upload(&t, t.issue(sales(3))).await;
    assert_eq!((&loaded["can_activate"], &loaded["people_count"]), (&json!(true), &json!(2)), "{loaded}");
    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert!(at.users().all(|user| user.assignments().is_empty()));
    let scope = t.scope;
    let report = t.manager.db().read(move |r| licentia_platform::ledger::verify(r, scope)).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
}

/// Bought in the store, it comes into force as soon as it is fetched (rule 8): everybody keeps their seat, and who waited
/// for one gets it.
async fn the_next_suite_comes_into_force_by_itself(t: TestManager) {
    holder(&t).await;
    in_force(&t, of("core", 3)).await;
    for login in ["anna", "emil", "sara"] {
        let (status, made) = t.post("/api/v1/users", json!({"login": login, "can_log_in": true})).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
    }
    let (status, refused) = t.post("/api/v1/users", json!({"login": "vera", "can_log_in": true})).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("no_seat")), "{refused}");
    let granted = t.caller().may().unwrap();
    let bytes = t.issue(of("growth", 5));
    let id = load_from(&t.manager, &granted, bytes, Origin::Fetched).await.unwrap().value.id;
    let (_, loaded) = t.get(&format!("/api/v1/packages/{id}")).await;
    assert_eq!((&loaded["can_activate"], &loaded["harmless"]), (&json!(true), &json!(true)), "{loaded}");
    let shown = page(&t, &format!("/i/test/packages/{id}")).await;
    assert!(shown.contains("3 people") && !shown.contains("Lose a licence"), "{shown}");
    let people = page(&t, &format!("/i/test/packages/{id}/people")).await;
    assert!(people.contains("+ suite-growth") && !people.contains("−"), "{people}");

    let came = activate_fetched(&t.manager, t.scope, id.clone()).await.unwrap();
    assert!(matches!(came, Fetched::Activated(_)), "{came:?}");
    for login in ["anna", "emil", "sara"] {
        let (_, check) = t.get(&format!("/api/v1/checks/{login}/acme.map")).await;
        let with = (&check["code"], &check["source"]);
        assert_eq!(with, (&json!("granted"), &json!("plan acme.suite-growth")), "{check}");
    }
    let (_, licence) = t.get("/api/v1/licences/acme.suite-growth").await;
    assert_eq!((&licence["in_use"], &licence["free"]), (&json!(3), &json!(2)), "{licence}");
    assert_eq!(t.get("/api/v1/licences/acme.suite-core").await.0, StatusCode::NOT_FOUND);
    let (status, vera) = t.post("/api/v1/users", json!({"login": "vera", "can_log_in": true})).await;
    assert_eq!(status, StatusCode::CREATED, "{vera}");
    let (_, status) = t.get("/api/v1/status").await;
    assert_eq!(status["subscriptions"][0]["suite"]["in_use"], 4, "{status}");
    let scope = t.scope;
    let report = t.manager.db().read(move |r| licentia_platform::ledger::verify(r, scope)).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);

    // Fewer seats than people, or a suite that leaves, is for somebody to decide.
    for change in [of("scale", 3), of("core", 3)] {
        let bytes = t.issue(change);
        let id = load_from(&t.manager, &granted, bytes, Origin::Fetched).await.unwrap().value.id;
        let waits = activate_fetched(&t.manager, t.scope, id.clone()).await.unwrap();
        assert_eq!(waits, Fetched::Waits("blocked".to_owned()));
        let shown = page(&t, &format!("/i/test/packages/{id}")).await;
        assert!(shown.contains("Switch off the log-in of 1 person, then activate."), "{shown}");
    }
}
