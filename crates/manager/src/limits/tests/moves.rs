//! What was counted under a bare name stays counted when plans come and go.

use http::StatusCode;
use serde_json::json;

use super::{core, counts, id, limit, on_core, report, settle};
use crate::testing::{TestManager, row, stories};

stories!(
    what_was_counted_in_demo_mode_counts_under_the_first_plan,
    what_was_counted_for_the_first_issuer_counts_for_a_partner_who_limits_it,
    what_a_full_name_counts_stays_where_it_is,
    made_up_names_are_not_reserved_without_end,
    no_more_is_reserved_than_can_be_added_up,
);

async fn what_was_counted_in_demo_mode_counts_under_the_first_plan(t: TestManager) {
    report(&t, "active-projects", json!({"used": 97})).await;
    let (_, reserved) = t.post("/api/v1/limits/active-projects/reservations", json!({"units": 2})).await;
    t.activate(on_core).await;
    assert_eq!(counts(&t).await, (97, 2));
    let (status, check) = t.post("/api/v1/limits/active-projects/check", json!({"units": 2})).await;
    assert_eq!(
        (status, &check["allowed"], &check["used"]),
        (StatusCode::OK, &json!(false), &json!(97)),
        "{check}"
    );
    let (status, answer) = settle(&t, &id(&reserved), true).await;
    assert_eq!((status, &answer["used"]), (StatusCode::OK, &json!(99)), "{answer}");
    let answer = report(&t, "acme.active-projects", json!({"change": -1})).await;
    assert_eq!((&answer["used"], answer.get("below_zero")), (&json!(98), None), "{answer}");
    assert_eq!(counts(&t).await, (98, 0));
    // It lies there for good: a second server sees one number.
    let again = t.second().await;
    let at = again.snapshot(t.scope).await.unwrap();
    assert_eq!(super::now(&again, &at).await.unwrap()[0].used, 98);
    again.db().close();
}

async fn what_was_counted_for_the_first_issuer_counts_for_a_partner_who_limits_it(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    report(&t, "mailings", json!({"used": 7})).await;
    let partner = async |max: Option<u64>| {
        let file = t.issue_as("partner", None, |package| {
            package.rows = vec![row("mailer", 1)];
            let limit = max.map(|max| limit(0, "mailings", ("Mailings", "Utskick"), Some(max)));
            package.limits = limit.into_iter().collect();
        });
        t.activate_file(file).await;
    };
    partner(Some(8)).await;
    let answer = report(&t, "mailings", json!({"change": 1})).await;
    assert_eq!((&answer["used"], &answer["code"]), (&json!(8), &json!("limit_reached")), "{answer}");
    // A plan without the limit counts on, and the next one with it begins there.
    partner(None).await;
    assert_eq!(report(&t, "mailings", json!({"change": 1})).await["used"], 9);
    partner(Some(9)).await;
    assert_eq!(report(&t, "mailings", json!({"change": -2})).await["used"], 7);
}

async fn what_a_full_name_counts_stays_where_it_is(t: TestManager) {
    core(&t, 5).await;
    t.activate_file(t.issue_as("partner", None, |package| package.rows = vec![row("mailer", 1)])).await;
    for name in ["partner.active-projects", "partner.mailings"] {
        report(&t, name, json!({"used": 3})).await;
        assert_eq!(report(&t, name, json!({"change": 1})).await["used"], 4);
    }
    assert_eq!(report(&t, "active-projects", json!({"change": 1})).await["used"], 6);
}

async fn made_up_names_are_not_reserved_without_end(t: TestManager) {
    core(&t, 0).await;
    let numbers = |most: u32| {
        format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT")
    };
    t.place.tamper(&format!(
        "INSERT INTO limit_use (scope, site, issuer, name, used, updated_at) {} {}, 0, 'acme', 'made-up-' || i, 1, 0 \
         FROM n",
        numbers(1_000),
        t.scope.0
    ));
    let (status, answer) = t.post("/api/v1/limits/one-too-many/reservations", json!({})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("too_many_limits")), "{answer}");
    let (status, _) = t.post("/api/v1/limits/active-projects/reservations", json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "the plan's own goes on");
    t.place.tamper(&format!(
        "INSERT INTO limit_reservation (scope, id, site, issuer, name, units, until, state) {} {}, 'many-' || i, 0, \
         'acme', 'dashboards', 1, 9000000000000, 'open' FROM n",
        numbers(9_999),
        t.scope.0
    ));
    let (status, answer) = t.post("/api/v1/limits/active-projects/reservations", json!({})).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::CONFLICT, &json!("too_many_reservations")),
        "{answer}"
    );
    report(&t, "active-projects", json!({"used": 5})).await;
}

/// The highest number twice is more than the sum of a database holds: everything that adds up would fail until the
/// reservations run out.
async fn no_more_is_reserved_than_can_be_added_up(t: TestManager) {
    core(&t, 0).await;
    let reserve =
        |units: u64| t.post("/api/v1/limits/made-up/reservations", json!({"units": units, "seconds": 3_600}));
    assert_eq!(reserve(crate::limits::MOST - 1).await.0, StatusCode::CREATED);
    let (status, answer) = reserve(2).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")), "{answer}");
    assert_eq!(reserve(1).await.0, StatusCode::CREATED);
    assert_eq!(t.get("/api/v1/limits").await.0, StatusCode::OK);
}
