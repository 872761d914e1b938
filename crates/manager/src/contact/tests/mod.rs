//! The conversation with an authority that says what the test wants.

mod authority;
mod packages;
mod talking;
mod trouble;
mod usage;

use http::StatusCode;
use licentia_core::package::Package;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::ScopeNo;
use licentia_platform::ledger::{self, StoredEntry};
use licentia_platform::testing::soon;

use self::authority::Authority;
use super::{ContactState, Word, check_now, state};
use crate::Manager;
use crate::testing::{TestManager, hears, plan, row};

/// Rows with this many seats of a plan.
fn sales(seats: u32) -> Vec<licentia_core::licence::Row> {
    vec![plan("ten-sales", seats, &["sale-cal"]), row("sale-cal", seats)]
}

/// A manager whose package in force, with three seats, names a running authority.
async fn talking(t: &TestManager) -> Authority {
    let authority = Authority::start().await;
    let url = authority.url.clone();
    t.activate(|package| {
        package.rows = sales(3);
        package.authority = Some(url);
    })
    .await;
    authority
}

/// A newer package with this many seats, that names the same authority.
fn newer(t: &TestManager, authority: &Authority, seats: u32) -> Vec<u8> {
    newer_with(t, authority, |package| package.rows = sales(seats))
}

fn newer_with(t: &TestManager, authority: &Authority, change: impl FnOnce(&mut Package)) -> Vec<u8> {
    let url = authority.url.clone();
    t.issue(|package| {
        package.rows = sales(3);
        package.authority = Some(url);
        change(package);
    })
}

fn granted(scope: ScopeNo) -> Granted<ManageLicences> {
    Granted::to_the_server(licentia_platform::by::By::setup(), scope)
}

/// Presses the button.
async fn ask(t: &TestManager) -> ContactState {
    check_now(&t.manager, &granted(t.scope), "acme").await.unwrap()
}

async fn state_at(manager: &Manager, scope: ScopeNo) -> ContactState {
    state(manager, scope, "acme").await.unwrap()
}

/// State and code in one.
fn word(state: &ContactState) -> (Word, Option<&str>) {
    (state.state, state.code.as_deref())
}

/// The entries of these kinds, oldest first.
async fn entries(t: &TestManager, prefix: &'static str) -> Vec<StoredEntry> {
    let scope = t.scope;
    let all = t.manager.db().read(move |r| Ok(ledger::entries_after(r, scope, 0, 500)?)).await.unwrap();
    all.into_iter().filter(|entry| entry.kind.starts_with(prefix)).collect()
}

/// How many seats of the plan there are.
async fn seats(t: &TestManager) -> u64 {
    let (status, licence) = t.get("/api/v1/licences/acme.ten-sales").await;
    assert_eq!(status, StatusCode::OK, "{licence}");
    licence["total"].as_u64().unwrap()
}

/// Lets time pass, and waits until another server has heard of its database again, too.
async fn pass_ms(t: &TestManager, other: &Manager, ms: i64) {
    t.pass_ms(ms).await;
    hears(other).await;
}
