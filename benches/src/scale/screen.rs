//! P11: the Users screen with a filter and an order, server time with the HTML of 50 rows, beside the SQL of the page and
//! of the count alone.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use http::Request;
use licentia_manager::testing::TestManager;
use licentia_platform::access::{Browser, Chosen, NewAccount, Rights};
use licentia_platform::db::{Sql as _, values};

use crate::report::{Budget, Line, Unit};
use crate::world::said;

const ROUNDS: usize = 15;
const SCREEN: &str = "/i/test/users?tab=associates&plan=acme.plan&can_log_in=true&sort=-name&page=3&lang=en";

pub(super) async fn line(t: &TestManager, database: &str) -> Result<Line> {
    let path = match database {
        "SQLite" => "P11 Users screen, 300,000 users, filter and order, SQLite",
        _ => "P11 Users screen, 300,000 users, filter and order, PostgreSQL",
    };
    let budget = Budget {
        path,
        anchor: "the SQL of its page and count alone",
        unit: Unit::Milliseconds,
        gate: Some(1.0 / 3.0),
        goal: Some(1.0 / 1.3),
    };
    let cookie = sign_in(t).await?;
    let mut rounds = Vec::new();
    for _ in 0..=ROUNDS {
        rounds.push((shown(t, &cookie).await?, bare(t).await?));
    }
    // The first warms up.
    Ok(budget.line(&rounds[1..]))
}

/// Milliseconds until the screen is made.
async fn shown(t: &TestManager, cookie: &str) -> Result<f64> {
    let request = Request::get(SCREEN).header("cookie", cookie).body(axum::body::Body::empty())?;
    let start = Instant::now();
    let (status, page) = t.send(request).await;
    let ms = start.elapsed().as_secs_f64() * 1_000.0;
    let rows = page.as_str().map_or(0, |html| html.matches("<tr").count());
    ensure!(status.is_success() && rows > 50, "{status}, {rows} rows");
    Ok(ms)
}

/// Milliseconds for the two statements that show the same page when the database answers alone.
async fn bare(t: &TestManager) -> Result<f64> {
    let (scope, plan) = (t.scope, t.module("acme.plan").await);
    let which = "FROM app_user u WHERE u.scope = $1 AND u.kind = 1 AND u.can_log_in = 1 AND u.state = 'active' \
        AND EXISTS (SELECT 1 FROM assignment a WHERE a.scope = u.scope AND a.user_no = u.no AND a.module_no = $2 \
        AND a.state = 0)";
    let start = Instant::now();
    let read = t.manager.db().read(move |r| {
        let page = format!(
            "SELECT u.no, u.id, u.login, u.name, u.email, u.groups, u.role, u.last_used {which} \
             ORDER BY u.name_key DESC, u.no DESC LIMIT 50 OFFSET 100"
        );
        let rows = r.query(&page, &values![scope, i64::from(plan.0)])?.len();
        let count = r.query_one(&format!("SELECT COUNT(*) {which}"), &values![scope, i64::from(plan.0)])?;
        Ok((rows, count.map_or(Ok(0), |row| row.get::<i64>(0))?))
    });
    let (rows, count) = read.await.map_err(said)?;
    ensure!(rows == 50 && count == super::HOLDERS as i64, "{rows} rows of {count}");
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}

/// The cookie of somebody who may see everything.
async fn sign_in(t: &TestManager) -> Result<String> {
    let (access, login) = (t.manager.access(), "administrator".to_owned());
    let name = login.clone();
    let new = NewAccount { login: login.clone(), name: name.clone(), rights: Rights::ALL, user: None };
    let link = access.first_administrator(t.scope, new).await.map_err(said)?;
    let token = link.path.rsplit('/').next().unwrap_or_default();
    let chosen = Chosen { login, name, password: "a long password, for a while".to_owned().into() };
    let signed_in = access.set_up(token, chosen, Browser::default()).await.map_err(said)?;
    let mut cookies = signed_in.cookies.iter().filter_map(|line| line.to_str().ok()?.split(';').next());
    let session = cookies.find(|pair| pair.contains("_session="));
    session.map(str::to_owned).context("no session")
}
