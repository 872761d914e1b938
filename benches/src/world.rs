//! A manager with many users, as the rules themselves make one.

use anyhow::{Result, anyhow};
use licentia_core::dates::Dates;
use licentia_core::licence::Row;
use licentia_manager::assignments::{self, Order};
use licentia_manager::testing::{TestManager, add_users, plan, row, user_row};
use licentia_platform::access::ManageLicences;
use licentia_platform::db::Backend;
use licentia_platform::problem::Problem;
use licentia_ui::Lang;

/// The plan that users get: one of the 64 modules of [`world`].
pub(crate) const PLAN: &str = "acme.plan";
/// How many modules there are, the plan included.
pub(crate) const MODULES: usize = 64;
/// Users per change while a world is filled.
const TOGETHER: usize = 50_000;
/// Seats enough for everybody.
const SEATS: u32 = 4_000_000;

/// A manager with so many users, the first `holders` of which have a plan that brings `brings` modules.
/// Every row and the package itself are dated, so that no date goes unread.
pub(crate) async fn world(
    backend: Backend,
    users: usize,
    holders: usize,
    brings: usize,
) -> Result<TestManager> {
    let t = TestManager::on(backend).await;
    let dated = |row: Row| Row { due: Some(jiff::civil::date(2031, 12, 31)), ..row };
    t.activate(|package| {
        let names: Vec<String> = (1..MODULES).map(code).collect();
        let brought: Vec<&str> = names[..brings].iter().map(String::as_str).collect();
        package.rows.push(dated(plan("plan", SEATS, &brought)));
        package.rows.extend(names.iter().map(|name| dated(row(name, SEATS))));
        let date = |year| Some(jiff::civil::date(year, 6, 30));
        package.dates =
            Dates { next_check: date(2029), expiry: date(2030), grace: date(2031), ..Dates::default() };
    })
    .await;
    for first in (0..users).step_by(TOGETHER) {
        let last = users.min(first + TOGETHER);
        add_users(&t, (first..last).map(|no| user_row(no as u32, &login(no))).collect()).await;
    }
    for first in (0..holders).step_by(TOGETHER) {
        assign(&t, first..holders.min(first + TOGETHER)).await?;
    }
    Ok(t)
}

/// Gives the plan to these users through the use case, as one order.
pub(crate) async fn assign(t: &TestManager, users: std::ops::Range<usize>) -> Result<()> {
    let (granted, order) = (t.caller().may::<ManageLicences>().map_err(said)?, order(users));
    assignments::assign(&t.manager, &granted, order).await.map_err(said)?;
    Ok(())
}

/// Takes the plan from these users.
pub(crate) async fn recall(t: &TestManager, users: std::ops::Range<usize>) -> Result<()> {
    let (granted, order) = (t.caller().may::<ManageLicences>().map_err(said)?, order(users));
    assignments::recall(&t.manager, &granted, order).await.map_err(said)?;
    Ok(())
}

fn order(users: std::ops::Range<usize>) -> Order {
    Order::by_hand(users.map(login).collect(), vec![PLAN.to_owned()], Lang::default())
}

/// The log-in name of a user.
pub(crate) fn login(no: usize) -> String {
    format!("user-{no:07}@example.org")
}

/// The code of a module; the plan is the one with number 0.
pub(crate) fn code(no: usize) -> String {
    if no == 0 { "plan".to_owned() } else { format!("module-{no:02}") }
}

/// A problem as an error.
pub(crate) fn said(problem: Problem) -> anyhow::Error {
    anyhow!("{problem}")
}
