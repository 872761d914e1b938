//! The daily peak is durable with the change that makes it.

use licentia_core::licence::{Counting, Row};
use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_platform::db::{Sql as _, values};
use serde_json::json;

use super::{DAY_MS, count, kept, last, stored};
use crate::testing::{TestManager, add_users, plan, row, stories, user_row};

stories!(
    a_peak_stays_when_seats_are_given_back,
    the_day_begins_with_what_is_held,
    a_change_without_a_new_peak_writes_nothing,
    a_refused_change_leaves_no_peak,
    another_package_another_total,
    moving_between_plans_is_one_seat_of_all,
    sessions_make_the_peak_of_concurrent_modules,
    days_without_a_server_are_filled_in,
    two_servers_keep_one_peak,
    many_at_once_are_one_peak,
    hidden_and_system_modules_are_not_kept,
);

async fn house(t: &TestManager) {
    t.activate(|package| {
        package.rows = vec![
            plan("ten-sales", 3, &["sale-cal"]),
            plan("ten-service", 2, &[]),
            Row { hidden: true, ..row("sale-cal", 3) },
            row("web", 20),
            Row { counting: Counting::Concurrent, ..row("mobile", 2) },
        ];
    })
    .await;
}

async fn a_peak_stays_when_seats_are_given_back(t: TestManager) {
    house(&t).await;
    assert_eq!(
        last(&t, "acme.ten-sales").await,
        kept(0, 3, false),
        "the first figures come with the package"
    );
    let (anna, bo, cia) = (t.user("anna").await, t.user("bo").await, t.user("cia").await);
    for user in [anna, bo] {
        t.assign(user, "acme.ten-sales").await;
    }
    assert_eq!(last(&t, "acme.ten-sales").await, kept(2, 3, false));
    t.recall_all(anna).await;
    t.recall_all(bo).await;
    assert_eq!(last(&t, "acme.ten-sales").await, kept(2, 3, false));
    for user in [anna, bo, cia] {
        t.assign(user, "acme.ten-sales").await;
    }
    t.recall_all(cia).await;
    assert_eq!(last(&t, "acme.ten-sales").await, kept(3, 3, true), "full once is full for the day");
    assert_eq!(stored(&t, "acme.ten-sales").await.len(), 1);
}

async fn the_day_begins_with_what_is_held(t: TestManager) {
    house(&t).await;
    let (anna, bo) = (t.user("anna").await, t.user("bo").await);
    t.assign(anna, "acme.ten-sales").await;
    t.assign(bo, "acme.ten-sales").await;
    t.recall_all(bo).await;
    t.pass_ms(DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    let peaks: Vec<u64> = stored(&t, "acme.ten-sales").await.iter().map(|day| day.kept.peak).collect();
    assert_eq!(peaks, [2, 1], "yesterday keeps its peak, today begins with what is held");
}

async fn a_change_without_a_new_peak_writes_nothing(t: TestManager) {
    house(&t).await;
    let (anna, bo) = (t.user("anna").await, t.user("bo").await);
    t.assign(anna, "acme.ten-sales").await;
    let first = stored(&t, "acme.ten-sales").await[0];
    t.pass_ms(60_000).await;
    t.recall_all(anna).await;
    t.assign(bo, "acme.ten-sales").await;
    assert_eq!(
        stored(&t, "acme.ten-sales").await,
        [first],
        "one seat again is no new peak, and its moment stays"
    );
    // What memory knows spares the statement: a row that was taken away behind its back does not come again.
    t.place.tamper("DELETE FROM use_day");
    t.recall_all(bo).await;
    t.assign(anna, "acme.ten-sales").await;
    assert_eq!(count(&t, "use_day").await, 0);
    t.assign(bo, "acme.ten-sales").await;
    assert_eq!(last(&t, "acme.ten-sales").await, kept(2, 3, false), "a new peak is written all the same");
}

async fn a_refused_change_leaves_no_peak(t: TestManager) {
    house(&t).await;
    let anna = t.user("anna").await;
    let by = licentia_platform::by::By::setup();
    let write = t.manager.write(t.scope, &by, move |w, at| {
        let ask = licentia_core::seats::Ask::new(
            at.licences().no("acme.ten-sales").unwrap(),
            licentia_core::seats::Source::Manual,
            w.revision(),
        );
        let person = at.user(anna).unwrap().person();
        let change =
            licentia_core::seats::assign(at.licences(), at.day(), at.usage(), &person, &ask).unwrap();
        crate::sealed::apply(w, &[(anna, change)], None)?;
        w.record(licentia_platform::ledger::Entry::new("assignments.assigned", 1).subject("user:0"))?;
        Err::<(), _>(licentia_platform::problem::Problem::refused(409, "conflict"))
    });
    assert!(write.await.is_err());
    assert_eq!(last(&t, "acme.ten-sales").await, kept(0, 3, false));
    t.assign(anna, "acme.ten-sales").await;
    assert_eq!(last(&t, "acme.ten-sales").await, kept(1, 3, false), "and memory believed nothing of it");
}

async fn another_package_another_total(t: TestManager) {
    house(&t).await;
    for name in ["anna", "bo", "cia"] {
        let user = t.user(name).await;
        t.assign(user, "acme.ten-sales").await;
    }
    assert_eq!(last(&t, "acme.ten-sales").await, kept(3, 3, true));
    t.activate(|package| {
        package.rows =
            vec![plan("ten-sales", 10, &["sale-cal"]), Row { hidden: true, ..row("sale-cal", 10) }];
        package.rows.push(row("new", 5));
    })
    .await;
    assert_eq!(
        last(&t, "acme.ten-sales").await,
        kept(3, 10, true),
        "the new total, and the shortage of the morning"
    );
    assert_eq!(last(&t, "acme.new").await, kept(0, 5, false));
}

async fn moving_between_plans_is_one_seat_of_all(t: TestManager) {
    house(&t).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    t.recall_all(anna).await;
    t.assign(anna, "acme.ten-service").await;
    assert_eq!(last(&t, "acme.ten-sales").await.peak + last(&t, "acme.ten-service").await.peak, 2);
    assert_eq!(last(&t, "acme").await, kept(1, 5, false));
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let (issuer, month) = (IssuerName::new("acme").unwrap(), Month::of(at.day().today));
    let other = Month::of(at.day().today).previous();
    let seen = t.manager.db().read(move |r| {
        let now = crate::history::month_plan_users(r, &at, &issuer, month)?;
        Ok((now, crate::history::month_plan_users(r, &at, &issuer, other)?))
    });
    assert_eq!(seen.await.unwrap(), (Some(1), None), "nothing is kept of the month before");
}

async fn sessions_make_the_peak_of_concurrent_modules(t: TestManager) {
    house(&t).await;
    for name in ["anna", "bo"] {
        let user = t.user(name).await;
        t.assign(user, "acme.web").await;
        t.assign(user, "acme.mobile").await;
    }
    assert_eq!(last(&t, "acme.mobile").await, kept(0, 2, false), "who may open one has opened none");
    let log_in = |name: &'static str| json!({"user": name, "client": "acme.web", "modules": ["acme.mobile"]});
    let (status, first) = t.post("/api/v1/logins", log_in("anna")).await;
    assert_eq!((status.as_u16(), &first["result"]), (200, &json!("ok")), "{first}");
    assert_eq!(last(&t, "acme.mobile").await, kept(1, 2, false));
    let session = first["session"].as_str().unwrap();
    t.delete(&format!("/api/v1/sessions/{session}")).await;
    let (_, second) = t.post("/api/v1/logins", log_in("bo")).await;
    assert_eq!(second["result"], "ok");
    assert_eq!(last(&t, "acme.mobile").await, kept(1, 2, false), "never two at once");
    t.post("/api/v1/logins", log_in("anna")).await;
    assert_eq!(last(&t, "acme.mobile").await, kept(2, 2, true));
}

async fn days_without_a_server_are_filled_in(t: TestManager) {
    house(&t).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    t.pass_ms(5 * DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    let days = stored(&t, "acme.ten-sales").await;
    assert_eq!(days.len(), 6, "no day is missing");
    assert!(days.windows(2).all(|two| two[0].day.tomorrow().is_ok_and(|next| next == two[1].day)));
    assert!(days.iter().all(|day| day.kept == kept(1, 3, false)), "a held seat is a used seat: {days:?}");
}

async fn two_servers_keep_one_peak(t: TestManager) {
    house(&t).await;
    let other = t.second().await;
    let (anna, bo) = (t.user("anna").await, t.user("bo").await);
    t.assign(anna, "acme.ten-sales").await;
    let by = licentia_platform::by::By::setup();
    let write = other.write(t.scope, &by, move |w, at| {
        let module = at.licences().no("acme.ten-sales").unwrap();
        let ask = licentia_core::seats::Ask::new(module, licentia_core::seats::Source::Manual, w.revision());
        let person = at.user(bo).unwrap().person();
        let change =
            licentia_core::seats::assign(at.licences(), at.day(), at.usage(), &person, &ask).unwrap();
        crate::sealed::apply(w, &[(bo, change)], None)?;
        w.record(
            licentia_platform::ledger::Entry::new("assignments.assigned", 1)
                .subject(crate::ledger::subject::user(bo)),
        )
    });
    write.await.unwrap();
    assert_eq!(last(&t, "acme.ten-sales").await, kept(2, 3, false));
    t.recall_all(bo).await;
    let cia = t.user("cia").await;
    t.assign(cia, "acme.ten-service").await;
    assert_eq!(last(&t, "acme.ten-sales").await, kept(2, 3, false), "what the other server saw stays");
    other.db().close();
}

async fn many_at_once_are_one_peak(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1_000)]).await;
    add_users(&t, (0..600).map(|no| user_row(no, &format!("u{no}"))).collect()).await;
    let users: Vec<String> = (0..600).map(|no| format!("u{no}")).collect();
    let (status, answer) =
        t.post("/api/v1/assignments", json!({"users": users, "modules": ["acme.web"]})).await;
    assert_eq!(status.as_u16(), 200, "{answer}");
    assert_eq!(last(&t, "acme.web").await, kept(600, 1_000, false));
}

async fn hidden_and_system_modules_are_not_kept(t: TestManager) {
    house(&t).await;
    assert!(stored(&t, "acme.sale-cal").await.is_empty());
    let scope = t.scope;
    let items = t.manager.db().read(move |r| {
        let rows = r.query("SELECT item FROM use_day WHERE scope = $1 ORDER BY item", &values![scope])?;
        Ok(rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect::<Vec<_>>())
    });
    let expected = ["acme", "acme.mobile", "acme.ten-sales", "acme.ten-service", "acme.web"];
    assert_eq!(items.await.unwrap(), expected);
}
