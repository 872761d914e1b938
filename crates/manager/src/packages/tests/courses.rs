//! What becomes of packages in time: history, renewals, renamed modules, future rows, fetched ones; on both databases.

use http::StatusCode;
use licentia_core::licence::Row;
use serde_json::json;

use super::{activate, holder, in_force, sales, upload};
use crate::packages::{Fetched, Origin, activate_fetched, comparison, load_from};
use crate::testing::{TestManager, plan, row, stories};

stories!(
    an_older_one_is_out_of_date_and_what_changed_is_kept,
    a_renewal_adds_rows_that_come_into_force_on_their_day,
    a_renamed_module_keeps_its_people,
    a_fetched_package_activates_by_itself_only_if_it_is_harmless,
    what_was_put_aside_can_be_loaded_again,
);

async fn an_older_one_is_out_of_date_and_what_changed_is_kept(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    let (_, older) = upload(&t, t.issue(sales(4))).await;
    let (_, newer) = upload(&t, t.issue(sales(6))).await;
    activate(&t, &newer["id"]).await;
    let older = older["id"].as_str().unwrap();
    let (_, shown) = t.get(&format!("/api/v1/packages/{older}")).await;
    assert_eq!(shown["state"], "replaced", "it does not wait for anything any more");
    let (status, answer) = t.post(&format!("/api/v1/packages/{older}/activate"), json!({})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("package_not_loaded")));
    in_force(&t, sales(9)).await;
    let granted = t.caller().may().unwrap();
    let id = newer["id"].as_str().unwrap().to_owned();
    let history = comparison(&t.manager, &granted, id).await.unwrap().history.expect("it was in force");
    assert_eq!(history.rows.len(), 2, "from 3 to 6, whatever came later");
    assert_eq!(history.rows[0].new_total.cap(), Some(6));
}

async fn a_renewal_adds_rows_that_come_into_force_on_their_day(t: TestManager) {
    let day = |text: &str| Some(text.parse().unwrap());
    holder(&t).await;
    in_force(&t, |package| package.rows = vec![Row { due: day("2026-11-30"), ..row("map", 2) }]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.map").await;
    let (_, loaded) = upload(
        &t,
        t.issue(|package| {
            package.rows = vec![
                Row { due: day("2026-11-30"), ..row("map", 2) },
                Row { start: day("2026-12-01"), due: day("2027-11-30"), ..row("map", 5) },
            ];
        }),
    )
    .await;
    let row = &loaded["rows"][0];
    assert_eq!((row["dates"].as_array().unwrap().len(), row["new_dates"].as_array().unwrap().len()), (1, 2));
    assert_eq!(
        (&row["kind"], &row["new_dates"][1]["start"]),
        (&json!("dates"), &json!("2026-12-01")),
        "{loaded}"
    );
    activate(&t, &loaded["id"]).await;
    let total = async || t.get("/api/v1/licences/acme.map").await.1["total"].clone();
    assert_eq!(total().await, 2);
    t.pass_ms(9 * 24 * 3_600_000).await; // noon of 30 November: still the old row
    assert_eq!(total().await, 2);
    t.pass_ms(11 * 3_600_000 + 60_000).await; // a minute past midnight in Stockholm
    assert_eq!(total().await, 5);
    let (_, check) = t.get("/api/v1/checks/anna/acme.map").await;
    assert_eq!((&check["code"], &check["until"]), (&json!("granted"), &json!("2027-11-30")), "{check}");
}

async fn a_renamed_module_keeps_its_people(t: TestManager) {
    holder(&t).await;
    in_force(&t, |package| package.rows = vec![plan("ten-sales", 3, &["map"]), row("map", 3)]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    let (_, loaded) = upload(
        &t,
        t.issue(|package| {
            let renamed = Row { was: Some("ten-sales".to_owned()), ..plan("eleven-sales", 3, &["map"]) };
            package.rows = vec![renamed, row("map", 3)];
        }),
    )
    .await;
    assert_eq!(
        (&loaded["people_count"], &loaded["rows"][0]["was"]),
        (&json!(0), &json!("acme.ten-sales")),
        "{loaded}"
    );
    activate(&t, &loaded["id"]).await;
    let (_, check) = t.get("/api/v1/checks/anna/acme.map").await;
    assert_eq!(check["source"], "plan acme.eleven-sales", "{check}");
    let (_, licence) = t.get("/api/v1/licences/acme.eleven-sales").await;
    assert_eq!(licence["in_use"], 1);
}

async fn a_fetched_package_activates_by_itself_only_if_it_is_harmless(t: TestManager) {
    holder(&t).await;
    let granted = t.caller().may().unwrap();
    let fetch = async |seats| {
        let bytes = t.issue(sales(seats));
        let id = load_from(&t.manager, &granted, bytes, Origin::Fetched).await.unwrap().value.id;
        let came = activate_fetched(&t.manager, t.scope, id.clone()).await.unwrap();
        (matches!(came, Fetched::Activated(_)), id)
    };
    assert!(!fetch(3).await.0, "the first one never");
    in_force(&t, sales(4)).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    let (by_itself, id) = fetch(6).await;
    assert!(by_itself);
    let (_, shown) = t.get(&format!("/api/v1/packages/{id}")).await;
    assert_eq!((&shown["state"], &shown["origin"]), (&json!("in_force"), &json!("fetched")));
    assert!(!fetch(0).await.0, "somebody would lose something");
}

async fn what_was_put_aside_can_be_loaded_again(t: TestManager) {
    holder(&t).await;
    let file = t.issue(sales(3));
    let (_, loaded) = upload(&t, file.clone()).await;
    let path = format!("/api/v1/packages/{}", loaded["id"].as_str().unwrap());
    t.delete(&path).await;
    assert_eq!(t.get(&path).await.1["state"], "dismissed");
    let (status, again) = upload(&t, file).await;
    assert_eq!((status, &again["state"]), (StatusCode::OK, &json!("loaded")), "{again}");
    assert_eq!(activate(&t, &loaded["id"]).await.0, StatusCode::OK);
}
