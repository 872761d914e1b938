//! What is to be expected of a month, where it is told, and what a month allows that nobody had a licence in.

use licentia_core::package::MeterKind;
use serde_json::{Value, json};

use super::{event, meter, metered, months_ago, send};
use crate::stories;
use crate::testing::{TestManager, plan, row};

stories!(
    what_was_told_once_foretells_nothing,
    a_need_leads_to_its_own_meter,
    before_the_first_licence_nobody_adds_to_the_allowance,
);

/// The meters that need somebody, and where that leads.
async fn needs(t: &TestManager) -> Vec<(String, String)> {
    let (_, today) = t.get("/api/v1/home").await;
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let items = today["items"].as_array().unwrap().iter();
    items.filter(|item| item["kind"] == "meter").map(|item| (text(item, "key"), text(item, "path"))).collect()
}

async fn what_was_told_once_foretells_nothing(t: TestManager) {
    metered(&t).await;
    // The 21st of November, 100 allowed.
    for (kind, quantity) in [("latest", 78), ("level", 78), ("maximum", 78)] {
        send(&t, &[event(&t, kind, kind, 0, json!({ "quantity": quantity }))]).await;
        let month = months_ago(&t, kind, 0).await;
        assert_eq!((month.used, month.forecast, month.expected), (78, None, None), "{kind}");
    }
    assert_eq!(needs(&t).await, []);
    // 66 four days before: three a day more, and nine days to come.
    send(&t, &[event(&t, "earlier", "level", 4, json!({"quantity": 66}))]).await;
    let month = months_ago(&t, "level", 0).await;
    assert_eq!((month.forecast.map(|day| day.day()), month.expected), (Some(29), Some(105)));
}

async fn a_need_leads_to_its_own_meter(t: TestManager) {
    metered(&t).await;
    send(&t, &[event(&t, "a", "latest", 0, json!({"quantity": 90}))]).await;
    let needs = needs(&t).await;
    assert_eq!(needs.len(), 1, "{needs:?}");
    assert_eq!(needs[0].1, "/i/test/meters?meter=acme.latest");
    let (_, page) = t.get(&needs[0].1).await;
    let page = page.as_str().unwrap();
    let chosen =
        page.find("aria-current=\"true\"").map(|at| page[at..].chars().take(400).collect::<String>());
    assert!(chosen.is_some_and(|gauge| gauge.contains("latest")), "{page}");
}

async fn before_the_first_licence_nobody_adds_to_the_allowance(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![plan("sales", 5, &["crm"]), row("crm", 5)];
        package.meters = vec![meter("sum", MeterKind::Sum, 100, 10)];
    })
    .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.sales").await;
    }
    send(&t, &[event(&t, "a", "sum", 40, json!({"quantity": 130}))]).await;
    let october = months_ago(&t, "sum", 1).await;
    assert_eq!((october.plan_users, october.allowance, october.overage), (0, 100, 30));
    assert_eq!(months_ago(&t, "sum", 0).await.plan_users, 2);
    crate::meters::run_due(&t.manager).await.unwrap();
    let october = months_ago(&t, "sum", 1).await;
    assert!(october.closed, "the figure is signed");
    assert_eq!((october.plan_users, october.allowance, october.overage), (0, 100, 30));
}
