//! Usage events in, months and figures out, on both databases.

mod api;
mod closing;
mod counting;
mod expected;
mod page;
mod takeover;

use jiff::Timestamp;
use licentia_core::licence::Texts;
use licentia_core::month::Month;
use licentia_core::package::{Meter, MeterKind};
use serde_json::{Value, json};

use super::{MeterMonth, month};
use crate::testing::{TestManager, plan, row};

/// A meter of the test issuer.
pub(super) fn meter(name: &str, kind: MeterKind, base: u64, per_plan: u64) -> Meter {
    let titles = Texts::from([("en".to_owned(), name.to_owned())]);
    let unit = Texts::from([("en".to_owned(), "pieces".to_owned())]);
    Meter { n: 0, name: name.to_owned(), titles, kind, unit, base, per_plan }
}

/// A meter for the tests of others.
pub(crate) fn sample_meter(name: &str) -> Meter {
    meter(name, MeterKind::Sum, 100, 10)
}

/// A package with a meter of every kind, and a plan.
pub(super) async fn metered(t: &TestManager) {
    t.activate(|package| {
        package.rows = vec![plan("sales", 5, &["crm"]), row("crm", 5)];
        package.meters = MeterKind::EVERY.map(|kind| meter(kind.as_str(), kind, 100, 10)).into();
        for (meter, n) in package.meters.iter_mut().zip(0..) {
            meter.n = n;
        }
    })
    .await;
}

/// An event of the meter `acme.KIND`, `days` before now.
pub(super) fn event(t: &TestManager, id: &str, kind: &str, days: i64, data: Value) -> Value {
    let at = t.manager.now_ms() - days * 24 * 60 * 60 * 1_000;
    json!({
        "specversion": "1.0", "id": id, "source": "/crm", "type": format!("acme.{kind}"), "subject": id,
        "time": Timestamp::from_millisecond(at).unwrap().to_string(), "data": data,
    })
}

/// Sends a batch; the outcome of each event, a refusal by its code.
pub(super) async fn send(t: &TestManager, events: &[Value]) -> Vec<String> {
    let request = http::Request::post("/api/v1/usage")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/cloudevents-batch+json")
        .body(json!(events).to_string().into())
        .unwrap();
    let (status, answer) = t.send(request).await;
    assert_eq!(status, 200, "{answer}");
    let outcome = |event: &Value| event.get("code").unwrap_or(&event["outcome"]).as_str().unwrap().to_owned();
    answer["events"].as_array().unwrap().iter().map(outcome).collect()
}

/// A meter of the present month, or of one that many months before.
pub(super) async fn months_ago(t: &TestManager, name: &str, back: u32) -> MeterMonth {
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let wanted = (0..back).fold(Month::of(at.day().today), |month, _| month.previous());
    let found = month(&t.manager, &at, wanted).await.unwrap();
    found.into_iter().find(|meter| meter.name == name).unwrap_or_else(|| panic!("no {name} in {wanted}"))
}
