//! A suite that comes and goes with a package (rule 3a), on both databases.

use http::StatusCode;
use licentia_core::package::{Package, Suite};
use serde_json::json;

use super::{activate, holder, in_force, sales, upload};
use crate::testing::{TestManager, plan, row, stories};

stories!(the_seat_of_a_suite_comes_and_goes_with_its_package);

fn suite(seats: u32) -> impl FnOnce(&mut Package) {
    move |package| {
        package.rows = vec![plan("suite-core", seats, &["map"]), row("map", 50)];
        package.suite = Some(Suite {
            name: "core".to_owned(),
            titles: Default::default(),
            module: "suite-core".to_owned(),
            next: Default::default(),
        });
    }
}

async fn the_seat_of_a_suite_comes_and_goes_with_its_package(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    for login in ["anna", "emil"] {
        t.user(login).await;
    }
    let (_, loaded) = upload(&t, t.issue(suite(1))).await;
    assert_eq!(loaded["can_activate"], false, "two can log in: {loaded}");
    in_force(&t, suite(2)).await;
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
