//! Months that are over: figures, corrections, allowances.

use licentia_core::package::MeterKind;
use licentia_platform::db::Write;
use serde_json::json;

use super::{event, meter, metered, months_ago, send};
use crate::ledger;
use crate::meters::figures::{self, Figure, FigureKind};
use crate::meters::run_due;
use crate::stories;
use crate::testing::{TestManager, plan, row};

stories!(
    a_month_closes_three_days_after_its_end_with_every_figure,
    late_events_make_one_correction_a_day,
    the_allowance_grows_with_plan_seats_in_use,
    a_month_follows_the_package_that_was_in_force_last_in_it,
    levels_go_on_into_the_next_month,
    the_latest_quantity_counts_in_its_own_month_only,
    another_way_of_counting_changes_no_closed_month,
    whoever_comes_back_after_a_year_closes_every_month,
    years_without_meters_keep_none_from_being_closed,
    two_servers_close_a_month_once,
    receipts_are_noted_and_figures_are_sealed,
    an_issuer_whose_figures_were_edited_keeps_no_other_from_closing,
    an_edited_figure_is_named_until_it_is_put_right,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn every(t: &TestManager) -> Vec<Figure> {
    let scope = t.scope;
    let found = t.manager.db().read(move |r| Ok(figures::every(r, scope)?)).await.unwrap();
    found.into_iter().map(|figure| figure.unwrap().row).collect()
}

fn of<'a>(figures: &'a [Figure], meter: &str) -> Vec<&'a Figure> {
    figures.iter().filter(|figure| figure.meter == meter).collect()
}

async fn pass_days(t: &TestManager, days: i64) {
    t.pass_ms(days * DAY_MS).await;
    run_due(&t.manager).await.unwrap();
}

async fn a_month_closes_three_days_after_its_end_with_every_figure(t: TestManager) {
    metered(&t).await;
    send(&t, &[event(&t, "a", "sum", 1, json!({"quantity": 140})), event(&t, "b", "count", 1, json!({}))])
        .await;
    // The third of December.
    pass_days(&t, 12).await;
    assert!(every(&t).await.is_empty());
    assert!(!months_ago(&t, "sum", 1).await.closed);
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    pass_days(&t, 1).await;
    let figures = every(&t).await;
    assert_eq!(figures.len(), 6, "one for each meter, also for those that nobody used");
    assert_eq!(figures.iter().map(|figure| figure.n).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    let sum = of(&figures, "sum")[0];
    assert_eq!((sum.used, sum.allowance, sum.overage, sum.plan_users), (140, 100, 40, 0));
    assert_eq!((sum.month.to_string(), sum.kind), ("2026-11".to_owned(), FigureKind::Final));
    assert!(sum.package.is_some() && sum.receipted_at.is_none());
    assert!(months_ago(&t, "sum", 1).await.closed);
    // One entry, told once; the day's own change was the other one.
    run_due(&t.manager).await.unwrap();
    let (_, entries) = t.get("/api/v1/ledger?limit=5").await;
    let kinds: Vec<&str> =
        entries["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "meters.closed").count(), 1, "{kinds:?} after {before}");
    assert_eq!(every(&t).await.len(), 6);
}

async fn late_events_make_one_correction_a_day(t: TestManager) {
    metered(&t).await;
    send(&t, &[event(&t, "a", "sum", 1, json!({"quantity": 90}))]).await;
    pass_days(&t, 13).await;
    let late =
        |id: &str, quantity: u64, days: i64| event(&t, id, "sum", days, json!({ "quantity": quantity }));
    assert_eq!(send(&t, &[late("b", 5, 10), late("c", 5, 1)]).await, ["late", "counted"]);
    run_due(&t.manager).await.unwrap();
    send(&t, &[late("d", 10, 10)]).await;
    run_due(&t.manager).await.unwrap();
    let figures = every(&t).await;
    let sum = of(&figures, "sum");
    assert_eq!(
        sum.iter().map(|figure| (figure.kind, figure.used)).collect::<Vec<_>>(),
        [(FigureKind::Final, 90), (FigureKind::Correction, 95),]
    );
    pass_days(&t, 1).await;
    let figures = every(&t).await;
    let last = *of(&figures, "sum").last().unwrap();
    assert_eq!((last.used, last.allowance, last.overage, last.n), (105, 100, 5, 8));
    pass_days(&t, 1).await;
    assert_eq!(every(&t).await.len(), 8, "nothing came since");
    let back = event(&t, "e", "sum", 0, json!({"quantity": 0, "corrects": "a"}));
    assert_eq!(send(&t, &[back]).await, ["correction"]);
    run_due(&t.manager).await.unwrap();
    let figures = every(&t).await;
    assert_eq!(of(&figures, "sum").last().unwrap().used, 15);
    assert_eq!(months_ago(&t, "sum", 1).await.overage, 0);
}

async fn the_allowance_grows_with_plan_seats_in_use(t: TestManager) {
    metered(&t).await;
    assert_eq!(months_ago(&t, "sum", 0).await.allowance, 100);
    let (anna, bo) = (t.user("anna").await, t.user("bo").await);
    t.assign(anna, "acme.sales").await;
    t.assign(bo, "acme.sales").await;
    let month = months_ago(&t, "sum", 0).await;
    assert_eq!((month.plan_users, month.allowance), (2, 120));
    t.recall_all(bo).await;
    let month = months_ago(&t, "sum", 0).await;
    assert_eq!((month.plan_users, month.allowance), (2, 120), "the most of any moment of the month");
    pass_days(&t, 13).await;
    let month = months_ago(&t, "sum", 0).await;
    assert_eq!((month.plan_users, month.allowance), (1, 110));
    assert_eq!(of(&every(&t).await, "sum")[0].allowance, 120);
}

async fn a_month_follows_the_package_that_was_in_force_last_in_it(t: TestManager) {
    metered(&t).await;
    send(&t, &[event(&t, "a", "sum", 1, json!({"quantity": 90}))]).await;
    pass_days(&t, 11).await;
    // The second of December: November is not closed yet.
    t.activate(|package| package.meters = vec![meter("sum", MeterKind::Sum, 7, 0)]).await;
    assert_eq!(months_ago(&t, "sum", 0).await.allowance, 7);
    assert_eq!(months_ago(&t, "sum", 1).await.allowance, 100);
    pass_days(&t, 2).await;
    let figures = every(&t).await;
    assert_eq!((figures.len(), of(&figures, "sum")[0].allowance), (6, 100));
    pass_days(&t, 31).await;
    let figures = every(&t).await;
    assert_eq!(figures.len(), 7, "December knows one meter only");
    assert_eq!((figures[6].allowance, figures[6].used), (7, 0));
}

async fn levels_go_on_into_the_next_month(t: TestManager) {
    metered(&t).await;
    send(
        &t,
        &[
            event(&t, "a", "level", 2, json!({"quantity": 140})),
            event(&t, "b", "level", 1, json!({"quantity": 110})),
        ],
    )
    .await;
    pass_days(&t, 13).await;
    assert_eq!(of(&every(&t).await, "level")[0].used, 140);
    let december = months_ago(&t, "level", 0).await;
    assert_eq!((december.used, december.overage, december.events), (110, 10, 0));
    assert_eq!(december.forecast.map(|day| day.to_string()), Some("2026-12-01".to_owned()));
    send(&t, &[event(&t, "c", "level", 0, json!({"quantity": 30}))]).await;
    let december = months_ago(&t, "level", 0).await;
    assert_eq!((december.used, december.days.last().unwrap().1), (110, 110));
    pass_days(&t, 31).await;
    assert_eq!(months_ago(&t, "level", 0).await.used, 30);
}

async fn the_latest_quantity_counts_in_its_own_month_only(t: TestManager) {
    metered(&t).await;
    send(&t, &[event(&t, "a", "latest", 1, json!({"quantity": 5_000}))]).await;
    // November to March are closed, each at its time, and looked at again and again.
    for _ in 0..5 {
        pass_days(&t, 31).await;
        run_due(&t.manager).await.unwrap();
    }
    let figures = every(&t).await;
    let told: Vec<_> = of(&figures, "latest").iter().map(|figure| (figure.kind, figure.used)).collect();
    let nothing = (FigureKind::Final, 0);
    assert_eq!(told, [(FigureKind::Final, 5_000), nothing, nothing, nothing, nothing]);
    assert_eq!(months_ago(&t, "latest", 0).await.used, 0);
}

async fn another_way_of_counting_changes_no_closed_month(t: TestManager) {
    metered(&t).await;
    for (id, quantity) in [("a", 60), ("b", 50)] {
        send(&t, &[event(&t, id, "sum", 1, json!({ "quantity": quantity }))]).await;
    }
    pass_days(&t, 13).await;
    t.activate(|package| {
        package.rows = vec![plan("sales", 5, &["crm"]), row("crm", 5)];
        package.meters = vec![meter("sum", MeterKind::Maximum, 100, 10)];
    })
    .await;
    send(&t, &[event(&t, "c", "sum", 0, json!({"quantity": 7}))]).await;
    pass_days(&t, 1).await;
    assert_eq!(of(&every(&t).await, "sum").len(), 1, "nothing is corrected");
    assert_eq!((months_ago(&t, "sum", 1).await.used, months_ago(&t, "sum", 0).await.used), (110, 7));
    pass_days(&t, 31).await;
    let figures = every(&t).await;
    assert_eq!(of(&figures, "sum").iter().map(|figure| figure.used).collect::<Vec<_>>(), [110, 7]);
}

async fn whoever_comes_back_after_a_year_closes_every_month(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![plan("sales", 5, &["crm"]), row("crm", 5)];
        package.meters = vec![meter("sum", MeterKind::Sum, 100, 10)];
    })
    .await;
    send(&t, &[event(&t, "a", "sum", 30, json!({"quantity": 1}))]).await;
    // A jump of a year is not believed until somebody confirms it: it passes in steps.
    for _ in 0..20 {
        t.pass_ms(20 * DAY_MS).await;
        t.manager.snapshot(t.scope).await.unwrap();
    }
    run_due(&t.manager).await.unwrap();
    let months: Vec<String> = every(&t).await.iter().map(|figure| figure.month.to_string()).collect();
    assert_eq!(months.len(), 14, "{months:?}");
    assert_eq!((months[0].as_str(), months[13].as_str()), ("2026-10", "2027-11"));
}

async fn years_without_meters_keep_none_from_being_closed(t: TestManager) {
    metered(&t).await;
    pass_days(&t, 13).await;
    assert_eq!(every(&t).await.len(), 6);
    let package = |meters: Vec<licentia_core::package::Meter>| {
        move |package: &mut licentia_core::package::Package| {
            package.rows = vec![plan("sales", 5, &["crm"]), row("crm", 5)];
            package.meters = meters;
        }
    };
    t.activate(package(Vec::new())).await;
    for _ in 0..14 {
        pass_days(&t, 62).await;
    }
    assert_eq!(every(&t).await.len(), 6, "more than two years without meters");
    t.activate(package(vec![meter("sum", MeterKind::Sum, 100, 10)])).await;
    pass_days(&t, 31).await;
    pass_days(&t, 31).await;
    let months: Vec<String> = every(&t).await[6..].iter().map(|figure| figure.month.to_string()).collect();
    assert_eq!(months, ["2029-04", "2029-05"]);
}

async fn two_servers_close_a_month_once(t: TestManager) {
    metered(&t).await;
    send(&t, &[event(&t, "a", "sum", 1, json!({"quantity": 140}))]).await;
    let other = t.second().await;
    t.pass_ms(13 * DAY_MS).await;
    while other.db().behind_ms() > 1_000 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let (one, two) = tokio::join!(run_due(&t.manager), run_due(&other));
    one.unwrap();
    two.unwrap();
    other.db().close();
    assert_eq!(every(&t).await.len(), 6);
}

async fn receipts_are_noted_and_figures_are_sealed(t: TestManager) {
    metered(&t).await;
    pass_days(&t, 13).await;
    let issuer = "acme".parse().unwrap();
    let noting = move |w: &mut Write<'_>| figures::note_receipt(w, &issuer, 4);
    let by = licentia_platform::by::By::setup();
    let noted = t.manager.write(t.scope, &by, move |w, _| {
        let count = noting(w)?;
        w.record(licentia_platform::ledger::Entry::new("meters.receipted", 1))?;
        Ok(count)
    });
    assert_eq!(noted.await.unwrap().value, 4);
    let (scope, issuer) = (t.scope, "acme".parse().unwrap());
    let open =
        t.manager.db().read(move |r| Ok(figures::without_receipt(r, scope, &issuer, 10)?)).await.unwrap();
    let numbers: Vec<u64> = open.into_iter().map(|figure| figure.unwrap().row.n).collect();
    assert_eq!(numbers, [5, 6]);
    let granted = t.caller().may().unwrap();
    assert!(ledger::verify(&t.manager, &granted).await.unwrap().is_sound());
    t.place.tamper("UPDATE usage_figure SET used = 1 WHERE n = 2");
    let report = ledger::verify(&t.manager, &granted).await.unwrap();
    assert!(!report.is_sound());
    assert!(format!("{report:?}").contains("figure 2 of acme"), "{report:?}");
}

/// Figures of an issuer, by number.
async fn months_of(t: &TestManager, issuer: &str) -> Vec<String> {
    let scope = t.scope;
    let found = t.manager.db().read(move |r| Ok(figures::every(r, scope)?)).await.unwrap();
    let rows = found.into_iter().filter_map(Result::ok).map(|stored| stored.row);
    let own = rows.filter(|figure| figure.issuer.as_str() == issuer);
    own.map(|figure| format!("{} {}", figure.n, figure.month)).collect()
}

async fn an_issuer_whose_figures_were_edited_keeps_no_other_from_closing(t: TestManager) {
    t.activate(|package| package.meters = vec![meter("sum", MeterKind::Sum, 100, 10)]).await;
    let theirs = |package: &mut licentia_core::package::Package| {
        package.meters = vec![meter("mails", MeterKind::Sum, 5, 0)];
    };
    t.activate_file(t.issue_as("partner", None, theirs)).await;
    pass_days(&t, 13).await;
    let (mut acme, mut partner) = (vec!["1 2026-11".to_owned()], vec!["1 2026-11".to_owned()]);
    assert_eq!(
        (months_of(&t, "acme").await, months_of(&t, "partner").await),
        (acme.clone(), partner.clone())
    );
    // However it was done, and whatever the row says of whose it is.
    let edits = [
        ("2026-12", "UPDATE usage_figure SET used = 1 WHERE issuer = 'acme' AND n = 1"),
        ("2027-01", "UPDATE usage_figure SET kind = 'nonsense' WHERE issuer = 'acme' AND n = 2"),
        ("2027-02", "DELETE FROM usage_figure WHERE issuer = 'acme' AND n = 3"),
        ("2027-03", "UPDATE usage_figure SET issuer = 'nobody' WHERE issuer = 'acme' AND n = 4"),
    ];
    for (n, (month, edit)) in (2..).zip(edits) {
        t.place.tamper(edit);
        t.pass_ms(31 * DAY_MS).await;
        assert_eq!(run_due(&t.manager).await.unwrap_err().code, "tampered", "{edit}");
        partner.push(format!("{n} {month}"));
        assert_eq!(months_of(&t, "partner").await, partner, "{edit}");
        assert!(!months_of(&t, "acme").await.iter().any(|told| told.ends_with(month)), "{edit}");
        // Put right, the one who waited follows.
        let (status, done) = t.post("/api/v1/usage/figures/put-right", json!({})).await;
        assert_eq!(status, 200, "{edit}: {done}");
        run_due(&t.manager).await.unwrap();
        acme.push(format!("{n} {month}"));
        assert_eq!(
            (months_of(&t, "acme").await, months_of(&t, "partner").await),
            (acme.clone(), partner.clone()),
            "{edit}"
        );
    }
}

async fn an_edited_figure_is_named_until_it_is_put_right(t: TestManager) {
    metered(&t).await;
    pass_days(&t, 13).await;
    let (slot, other) = (t.manager.slot(t.scope).unwrap(), t.second().await);
    slot.recheck(false).await.unwrap();
    assert!(slot.load().wrong().is_empty(), "{:?}", slot.load().wrong().names());
    for (edit, named) in [
        ("UPDATE usage_figure SET used = 1 WHERE n = 2", "usage_figure/figure 2 of acme"),
        ("DELETE FROM usage_figure WHERE n = 3", "usage_figure/missing-or-old"),
    ] {
        t.place.tamper(edit);
        for manager in [&t.manager, &other] {
            manager.slot(t.scope).unwrap().recheck(true).await.unwrap();
            assert_eq!(manager.snapshot(t.scope).await.unwrap().wrong().names(), [named]);
        }
        let (_, page) = t.get("/i/test/ledger").await;
        let page = page.as_str().unwrap();
        assert!(page.contains(named) && page.contains("/i/test/meters/report/put-right"), "{page}");
        let form = http::Request::post("/i/test/meters/report/put-right")
            .header("authorization", format!("Bearer {}", t.token))
            .body(axum::body::Body::empty())
            .unwrap();
        assert_eq!(t.send(form).await.0, 303);
        assert!(t.manager.snapshot(t.scope).await.unwrap().wrong().is_empty());
        let head = t.manager.snapshot(t.scope).await.unwrap().revision();
        other.slot(t.scope).unwrap().reach(head).await.unwrap();
        assert!(other.snapshot(t.scope).await.unwrap().wrong().is_empty(), "the other server hears of it");
        assert!(!t.get("/i/test/ledger").await.1.as_str().unwrap().contains("put-right"));
    }
    other.db().close();
}
