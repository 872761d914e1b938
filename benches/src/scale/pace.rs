//! P12: how long the slowest of a thousand checks take while changes, log-ins and a bulk assignment run, beside the same
//! checks alone. They are asked at fixed moments, whether or not the ones before were answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use axum::Router;
use http::Request;
use licentia_manager::testing::TestManager;
use serde_json::json;
use tower::ServiceExt as _;

use super::{Figures, USERS, act, login};
use crate::report::{Budget, Line, Unit};

/// How long checks are asked alone.
const ALONE: Duration = Duration::from_secs(4);
const ROUNDS: usize = 3;

pub(super) async fn line(t: &TestManager, figures: &mut Figures) -> Result<Line> {
    let path = match figures.database.as_str() {
        "SQLite" => "P12 slowest of 1,000 checks while a bulk assignment runs, SQLite",
        _ => "P12 slowest of 1,000 checks while a bulk assignment runs, PostgreSQL",
    };
    let budget = Budget {
        path,
        anchor: "the same checks alone",
        unit: Unit::Microseconds,
        gate: Some(1.0 / 8.0),
        goal: Some(1.0 / 3.0),
    };
    let each = capacity(t).await;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (stop, pause) = (Arc::new(AtomicBool::new(false)), each * 4);
        let alone = checks(t, pause, Arc::clone(&stop));
        tokio::time::sleep(ALONE).await;
        stop.store(true, Ordering::Relaxed);
        let alone = slowest(alone.await?);
        let stop = Arc::new(AtomicBool::new(false));
        let (asked, others) = (checks(t, pause, Arc::clone(&stop)), changes(t, pause, Arc::clone(&stop)));
        act::plan(t, "").await?;
        act::plan(t, "/recall").await?;
        stop.store(true, Ordering::Relaxed);
        others.await?;
        rounds.push((slowest(asked.await?), alone));
    }
    figures.line("checks a second meanwhile", format!("{:.0}", 0.25 / each.as_secs_f64()));
    Ok(budget.line(&rounds))
}

/// How long a check takes when one is asked after the other.
async fn capacity(t: &TestManager) -> Duration {
    const ASKED: u32 = 5_000;
    let start = Instant::now();
    for n in 0..ASKED {
        check(t.router.clone(), &t.token, n as usize).await;
    }
    start.elapsed() / ASKED
}

async fn check(router: Router, token: &str, n: usize) {
    let path = format!("/api/v1/checks/{}/acme.module-07", login(n * 7_919 % USERS));
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    let request = request.body(axum::body::Body::empty()).expect("it is one");
    let answer = router.oneshot(request).await;
    assert!(answer.is_ok_and(|answer| answer.status().is_success()), "every check is answered");
}

/// Checks at fixed moments until told to stop: how long each took since its moment, in microseconds.
fn checks(t: &TestManager, pause: Duration, stop: Arc<AtomicBool>) -> tokio::task::JoinHandle<Vec<f64>> {
    let (router, token) = (t.router.clone(), t.token.clone());
    tokio::spawn(async move {
        let (mut took, begin) = (Vec::new(), Instant::now());
        for n in 0_u32.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let due = begin + pause * n;
            if let Some(early) =
                due.checked_duration_since(Instant::now()).filter(|e| *e > Duration::from_millis(2))
            {
                tokio::time::sleep(early - Duration::from_millis(1)).await;
            }
            while Instant::now() < due {
                tokio::task::yield_now().await;
            }
            check(router.clone(), &token, n as usize).await;
            took.push(due.elapsed().as_secs_f64() * 1e6);
        }
        took
    })
}

/// One change of a user and one log-in for every hundred checks.
fn changes(t: &TestManager, pause: Duration, stop: Arc<AtomicBool>) -> tokio::task::JoinHandle<()> {
    let (router, token) = (t.router.clone(), t.token.clone());
    tokio::spawn(async move {
        for n in 0.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            tokio::time::sleep(pause * 100).await;
            let post = |path: &str, body: serde_json::Value| {
                Request::post(path)
                    .header("authorization", format!("Bearer {token}"))
                    .header("content-type", "application/json")
                    .body(axum::body::Body::from(body.to_string()))
                    .expect("it is one")
            };
            let user = login(USERS - 1 - n % 1_000);
            let order = json!({"users": [user], "modules": ["acme.module-03"]});
            let verb = if n / 1_000 % 2 == 0 { "" } else { "/recall" };
            let _ = router.clone().oneshot(post(&format!("/api/v1/assignments{verb}"), order)).await;
            let _ = router
                .clone()
                .oneshot(post("/api/v1/logins", json!({"user": user, "client": "acme.module-03"})))
                .await;
        }
    })
}

/// The 99.9th percentile.
fn slowest(mut took: Vec<f64>) -> f64 {
    took.sort_by(f64::total_cmp);
    took.get(took.len().saturating_sub(1) * 999 / 1_000).copied().unwrap_or(f64::NAN)
}
