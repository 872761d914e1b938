//! Taking people in, and handing seats to them.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::Result;
use http::Request;
use licentia_manager::testing::TestManager;
use serde_json::json;

use super::{HOLDERS, USERS, finished, login};

/// A file of users as an identity system writes it.
pub(super) fn people() -> String {
    let mut text = String::from("login,name,email,groups,job_title,role,attribute:Department\n");
    for no in 0..USERS {
        let (login, name) = (login(no), name(no));
        let (group, department) = (no % 40, no % 200);
        writeln!(
            text,
            "{login},{name},{login},Group {group},Title {},Role {},D{department}",
            no % 25,
            no % 8
        )
        .expect("writing to a String cannot fail");
    }
    text
}

/// Names that sort otherwise than numbers.
fn name(no: usize) -> String {
    const FIRST: [&str; 8] = ["Anna", "Bengt", "Cecilia", "David", "Ingrid", "Olof", "Sara", "Tor"];
    const LAST: [&str; 8] = ["Berg", "Dahl", "Ek", "Holm", "Lind", "Nyström", "Solberg", "Åberg"];
    let mixed = no * 613_651 % USERS;
    format!("{} {} {mixed}", FIRST[mixed % 8], LAST[mixed / 8 % 8])
}

/// Seconds until everybody is there.
pub(super) async fn import(t: &TestManager, file: String) -> Result<f64> {
    let request = Request::post("/api/v1/users/import")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "text/csv")
        .body(file.into())?;
    let start = Instant::now();
    let answer = t.send(request).await;
    finished(t, start, answer).await
}

/// Seconds until the holders have the plan, or have it no more (`/recall`).
pub(super) async fn plan(t: &TestManager, verb: &str) -> Result<f64> {
    let users: Vec<String> = (0..HOLDERS).map(login).collect();
    let start = Instant::now();
    let answer = t
        .post(&format!("/api/v1/assignments{verb}"), json!({"users": users, "modules": ["acme.plan"]}))
        .await;
    finished(t, start, answer).await
}
