//! Stories of checks.

mod simulation;

use http::StatusCode;
use jiff::civil::Date;
use licentia_core::decide::Code;
use licentia_core::licence::{Counting, Kinds, Scope, UserKind, WhenStopped};
use licentia_core::package::{Version, Versions};
use licentia_platform::access::Rights;
use licentia_platform::db::Backend;
use licentia_platform::testing::run;
use licentia_protocol::api::{CheckAnswer, CheckBatchAnswer, WhyAnswer};
use licentia_ui::Lang;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Question, ask, why, write_answer};
use crate::stories;
use crate::testing::{TestManager, plan, row, token};

stories!(
    the_thread_from_package_to_answer,
    the_answers_have_the_shapes_of_the_contract,
    why_says_rule_by_rule_what_stands_in_the_way,
    who_may_not_ask_is_told_so,
    the_way_beneath_the_router_gives_the_same_answers,
    refusals_are_counted_by_day,
    a_flood_of_refusals_is_counted_without_names,
    a_simulation_looks_at_another_day,
    the_last_day_of_use_is_kept,
);

async fn the_thread_from_package_to_answer(t: TestManager) {
    let (status, demo) = t.get("/api/v1/checks/anna/acme.sales").await;
    assert_eq!((status, &demo["code"]), (StatusCode::OK, &json!("user_unknown")), "{demo}");
    t.activate(|package| {
        package.rows = vec![plan("ten-sales", 1, &["sale-cal"]), row("sale-cal", 1)];
        package.rows[1].hidden = true;
    })
    .await;
    let anna = t.user("Anna").await;
    let (_, refused) = t.get("/api/v1/checks/anna/acme.sale-cal").await;
    assert_eq!(refused["code"], "no_seat", "{refused}");
    t.assign(anna, "acme.ten-sales").await;
    let (_, answer) = t.get("/api/v1/checks/ANNA/acme.sale-cal").await;
    assert_eq!(
        (&answer["allowed"], &answer["code"], &answer["source"]),
        (&json!(true), &json!("granted"), &json!("plan acme.ten-sales")),
        "{answer}"
    );
    let emil = t.user("emil").await;
    let refused = t.try_assign(emil, "acme.ten-sales").await.unwrap_err();
    assert_eq!(refused.code, Code::NoSeat);
}

/// An installation with something of everything.
async fn varied(t: &TestManager) {
    t.activate(|package| {
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        package.dates.expiry = day("2027-03-27");
        package.dates.grace = day("2027-04-08");
        package.versions =
            Some(Versions { from: Some(Version::new(11, 0, 0)), to: Some(Version::new(12, 9, 9)) });
        let mut rows = vec![
            plan("ten-sales", 3, &["sale-cal", "sale-mail"]),
            row("sale-cal", 3),
            row("sale-mail", 3),
            row("map", 2),
            row("gps", 5),
            row("cad", 2),
            row("later", 4),
            row("short", 4),
            row("base", 0),
            row("inside", 9),
        ];
        rows[1].hidden = true;
        rows[4].requires = vec!["map".to_owned()];
        rows[5].counting = Counting::Concurrent;
        rows[6].start = day("2027-01-01");
        rows[7].due = day("2026-12-31");
        rows[7].when_stopped = WhenStopped::ReadOnly;
        rows[8].scope = Scope::System;
        rows[9].kinds = Kinds::of(&[UserKind::External]);
        package.rows = rows;
    })
    .await;
    for (login, modules) in [
        ("anna", vec!["ten-sales", "map", "gps"]),
        ("emil", vec!["cad", "short"]),
        ("eva", vec!["map"]),
        ("olof", vec![]),
    ] {
        let user = t.user(login).await;
        for module in modules {
            t.assign(user, &format!("acme.{module}")).await;
        }
    }
}

async fn the_answers_have_the_shapes_of_the_contract(t: TestManager) {
    varied(&t).await;
    let at = t.manager.snapshot(t.scope).await.unwrap();
    for user in ["anna", "emil", "nobody"] {
        for module in ["acme.sale-cal", "acme.short", "acme.base", "acme.none"] {
            for on in [None, Some("2027-01-15".parse().unwrap()), Some("2027-05-01".parse().unwrap())] {
                let question =
                    Question { user, module, at: on, version: None, released: None, session: None, site: 0 };
                let mut out = Vec::new();
                write_answer(&mut out, t.manager.words(), Lang::Sv, &ask(&at, &question));
                let read: CheckAnswer = serde_json::from_slice(&out).unwrap();
                let again = serde_json::to_value(&read).unwrap();
                let written: Value = serde_json::from_slice(&out).unwrap();
                assert_eq!(again, written);
                assert_eq!(read.allowed, read.access == licentia_protocol::api::Access::Full);
                assert!(!read.message.contains('⟦'), "{}", read.message);
            }
        }
    }
    let body = json!({"users": ["anna", "emil"], "modules": ["acme.map", "acme.short"]});
    let (status, batch) = t.post("/api/v1/checks/batch", body).await;
    let batch: CheckBatchAnswer = serde_json::from_value(batch).unwrap();
    let got: Vec<_> =
        batch.items.iter().map(|it| (it.user.as_str(), it.module.as_str(), it.answer.allowed)).collect();
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        got,
        [
            ("anna", "acme.map", true),
            ("anna", "acme.short", false),
            ("emil", "acme.map", false),
            ("emil", "acme.short", true)
        ]
    );
    // Everything one user may use, in one call: every visible module.
    let (_, all) = t.post("/api/v1/checks/batch", json!({"users": ["anna"]})).await;
    assert_eq!(all["items"].as_array().unwrap().len(), 9, "{all}");
    // A batch answers as single checks do, and says who was asked about as it was asked.
    let odd = "a\"b";
    let (_, batch) =
        t.post("/api/v1/checks/batch", json!({"users": ["eva", odd], "modules": ["acme.map"]})).await;
    let (_, mut one) = t.get("/api/v1/checks/eva/acme.map").await;
    one["user"] = json!("eva");
    one["module"] = json!("acme.map");
    assert_eq!((&batch["items"][0], &batch["items"][1]["user"]), (&one, &json!(odd)));
    let many: Vec<String> = (0..5_000).map(|n| format!("user{n}")).collect();
    let (status, problem) = t.post("/api/v1/checks/batch", json!({"users": many})).await;
    assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("too_many_checks")));
}

async fn why_says_rule_by_rule_what_stands_in_the_way(t: TestManager) {
    varied(&t).await;
    let (status, answer) = t.post("/api/v1/checks/why", json!({"user": "olof", "module": "acme.gps"})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let why: WhyAnswer = serde_json::from_value(answer).unwrap();
    assert_eq!(why.answer.code, "no_seat");
    let failed: Vec<_> = why.trace.iter().filter(|step| !step.holds).map(|step| step.rule.as_str()).collect();
    assert_eq!(failed, ["no_seat", "prerequisite"]);
    let needs = why.trace.iter().find(|step| step.rule == "prerequisite").unwrap();
    assert!(needs.detail.contains("map"), "{}", needs.detail);
    assert!(why.remedies.iter().any(|remedy| remedy.who == "administrator"), "{:?}", why.remedies);
    let question = json!({"user": "emil", "module": "acme.short", "at": "2027-02-01", "version": "12.1.0"});
    let (_, later) = t.post("/api/v1/checks/why", question).await;
    assert_eq!((&later["code"], &later["access"]), (&json!("read_only"), &json!("read")), "{later}");
    assert!(licentia_ui::missing_texts().is_empty(), "{:?}", licentia_ui::missing_texts());
}

async fn who_may_not_ask_is_told_so(t: TestManager) {
    varied(&t).await;
    let application = token(&t.manager, t.scope, Rights::APPLICATION).await;
    for (token, path, status, code) in [
        ("lic_wrong", "checks/anna/acme.map", 401, "token_invalid"),
        (&application, "ledger", 403, "forbidden"),
        (&application, "checks/anna/acme.map", 200, "granted"),
    ] {
        let request = http::Request::get(format!("/api/v1/{path}"))
            .header("authorization", format!("Bearer {token}"))
            .body(axum::body::Body::empty())
            .unwrap();
        let (got, problem) = t.send(request).await;
        assert_eq!((got.as_u16(), &problem["code"]), (status, &json!(code)), "{problem}");
    }
    for (body, code) in [
        (json!({"user": "anna"}), "missing_field"),
        (json!({"user": "anna", "module": "acme.map", "at": "soon"}), "invalid"),
        (json!({"user": "anna", "module": "acme.map", "version": "twelve"}), "invalid"),
        (json!({"user": "anna", "module": "acme.map", "versoin": "12.1.0"}), "unknown_field"),
    ] {
        let (status, problem) = t.post("/api/v1/checks", body).await;
        assert_eq!((status.as_u16(), &problem["code"]), (422, &json!(code)), "{problem}");
    }
}

/// One request over a connection of its own; the answer's status and body.
async fn over_http(address: std::net::SocketAddr, request: String) -> (u16, Value) {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head[9..12].parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}")))
}

async fn the_way_beneath_the_router_gives_the_same_answers(t: TestManager) {
    varied(&t).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let manager = t.manager.clone();
    let serving = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        manager.serve(listener, stopped, std::time::Duration::from_secs(5)).await.unwrap();
    });
    let head = format!("host: x\r\nauthorization: Bearer {}\r\nconnection: close\r\n", t.token);
    for path in
        ["anna/acme.map", "ANNA/acme.gps", "nobody/acme.map", "emil/acme.nothing", "an%6Ea/acme.map", "x"]
    {
        let path = format!("/api/v1/checks/{path}");
        let (status, body) = over_http(address, format!("GET {path} HTTP/1.1\r\n{head}\r\n")).await;
        let (expected, same) = t.get(&path).await;
        assert_eq!((status, body), (expected.as_u16(), same), "{path}");
    }
    for question in [
        json!({"user": "anna", "module": "acme.map"}),
        json!({"user": "anna", "module": "acme.short", "at": "2027-02-01"}),
        json!({"user": "anna", "module": "acme.map", "version": "13.0.0"}),
        json!({"user": "a\"nna", "module": "acme.map"}),
        json!({"user": "anna", "modul": "acme.map"}),
        json!([1]),
    ] {
        let text = question.to_string();
        let length = text.len();
        let request = format!(
            "POST /api/v1/checks HTTP/1.1\r\n{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{text}"
        );
        let (status, body) = over_http(address, request).await;
        let (expected, same) = t.post("/api/v1/checks", question).await;
        assert_eq!((status, body), (expected.as_u16(), same), "{text}");
    }
    let (status, body) = over_http(
        address,
        "GET /api/v1/checks/anna/acme.map HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".into(),
    )
    .await;
    assert_eq!((status, &body["code"]), (401, &json!("unauthenticated")));
    drop(stop);
    serving.await.unwrap();
}

async fn refusals_are_counted_by_day(t: TestManager) {
    varied(&t).await;
    for _ in 0..3 {
        t.get("/api/v1/checks/olof/acme.map").await;
    }
    t.get("/api/v1/checks/anna/acme.map").await;
    super::flush(&t.manager).await.unwrap();
    t.get("/api/v1/checks/olof/acme.map").await;
    super::flush(&t.manager).await.unwrap();
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let (scope, olof, map) = (t.scope, at.user_named("olof").unwrap().no().0, t.module("acme.map").await.0);
    let counted = t.manager.db().read(move |r| Ok(super::store::refused(r, scope, olof, map, "2026-11-01")?));
    assert_eq!(counted.await.unwrap().map(|(times, _)| times), Some(4));
    // A simulation is not counted.
    t.post("/api/v1/checks", json!({"user": "olof", "module": "acme.map", "at": "2026-11-30"})).await;
    super::flush(&t.manager).await.unwrap();
    let counted = t.manager.db().read(move |r| Ok(super::store::refused(r, scope, olof, map, "2026-11-01")?));
    assert_eq!(counted.await.unwrap().map(|(times, _)| times), Some(4));
}

async fn a_flood_of_refusals_is_counted_without_names(t: TestManager) {
    let day = t.manager.snapshot(t.scope).await.unwrap().day().today;
    // Every shard is full and counts its rest under the same key.
    let flood = 70_000;
    for user in 0..flood {
        t.manager.refusals().add(t.scope, day, user, 0, Code::NoSeat, 1_000 + user);
    }
    super::flush(&t.manager).await.unwrap();
    let scope = t.scope;
    let sums = t.manager.db().read(move |r| {
        use licentia_platform::db::{Sql as _, values};
        let text = "SELECT COUNT(*), CAST(SUM(count) AS BIGINT), \
            CAST(SUM(CASE WHEN user_no = -1 THEN count ELSE 0 END) AS BIGINT) FROM refusal_day WHERE scope = $1";
        let row = r.query_one(text, &values![scope])?.expect("a sum");
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
    });
    let named = 16 * 4_096;
    assert_eq!(sums.await.unwrap(), (named + 1, flood, flood - named));
}

async fn a_simulation_looks_at_another_day(t: TestManager) {
    varied(&t).await;
    for (at, code) in [
        ("2026-11-21", "granted"),
        ("2027-01-01", "granted"),
        ("2027-04-08", "granted"),
        ("2027-04-09", "expired"),
    ] {
        let (_, answer) =
            t.post("/api/v1/checks", json!({"user": "anna", "module": "acme.map", "at": at})).await;
        let stopped = code == "expired";
        assert_eq!(answer["code"] == "granted", !stopped, "{at}: {answer}");
    }
    let (_, before) = t.post("/api/v1/checks", json!({"user": "olof", "module": "acme.later"})).await;
    assert_eq!(before["code"], "not_started");
    let (_, after) =
        t.post("/api/v1/checks", json!({"user": "olof", "module": "acme.later", "at": "2027-01-01"})).await;
    assert_eq!(after["code"], "no_seat");
}

async fn the_last_day_of_use_is_kept(t: TestManager) {
    varied(&t).await;
    let (scope, second_day) = (t.scope, 24 * 60 * 60 * 1_000);
    let used = || async {
        super::flush_last_use(&t.manager).await.unwrap();
        let read = t.manager.db().read(move |r| {
            let mut used = Vec::new();
            crate::sealed::store::users(r, scope, crate::sealed::store::Which::All, &mut |found| {
                used.push(found.unwrap().row.last_used.unwrap_or_default());
            })?;
            Ok(used)
        });
        read.await.unwrap()
    };
    assert_eq!(used().await, ["", "", "", ""]);
    t.get("/api/v1/checks/anna/acme.map").await;
    t.get("/api/v1/checks/olof/acme.map").await;
    assert_eq!(used().await, ["2026-11-21", "", "", ""], "a refusal is no use");
    t.get("/api/v1/checks/eva/acme.map").await;
    t.pass_ms(second_day).await;
    t.manager.snapshot(scope).await.unwrap();
    assert_eq!(
        used().await,
        ["2026-11-21", "", "2026-11-21", ""],
        "what was used yesterday was used yesterday"
    );
    t.get("/api/v1/checks/anna/acme.map").await;
    assert_eq!(used().await, ["2026-11-22", "", "2026-11-21", ""]);
    let report = t.manager.db().read(move |r| licentia_platform::ledger::verify(r, scope)).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

/// Property: *why* and the check give the same code, whatever is asked on whatever day.
#[test]
fn why_and_check_give_the_same_code() {
    run(async {
        let t = TestManager::on(Backend::Sqlite).await;
        varied(&t).await;
        let asked = json!({"user": "emil", "client": "acme.cad", "modules": []});
        let session = t.post("/api/v1/logins", asked).await.1["session"].as_str().map(str::to_owned);
        let session = session.map(|id| uuid::Uuid::parse_str(&id).unwrap().as_u128());
        let at = t.manager.snapshot(t.scope).await.unwrap();
        let modules: Vec<String> =
            at.names().iter().map(ToString::to_string).chain(["acme.none".to_owned()]).collect();
        let questions = (
            prop::sample::select(vec!["anna", "emil", "eva", "olof", "nobody"]),
            prop::sample::select(modules),
            prop::option::of(0_i32..900),
            prop::option::of((10_u32..14, 0_u32..3)),
            prop::bool::ANY,
        );
        let seen = std::cell::RefCell::new(std::collections::BTreeSet::new());
        let run = || {
            let config = Config { cases: 2_000, failure_persistence: None, ..Config::default() };
            TestRunner::new(config).run(&questions, |(user, module, days, version, with_session)| {
                let start: Date = "2026-11-01".parse().unwrap();
                let on = days.map(|days| start.saturating_add(jiff::Span::new().days(days)));
                let version = version.map(|(major, minor)| Version::new(major, minor, 0));
                let session = session.filter(|_| with_session);
                let question =
                    Question { user, module: &module, at: on, version, released: None, session, site: 0 };
                let decided = ask(&at, &question);
                let (explained, trace) = why(&at, &question);
                prop_assert_eq!(decided.decision, explained.decision);
                prop_assert_eq!(decided.decision, trace.decision);
                prop_assert_eq!(decided.via(), explained.via());
                prop_assert_eq!(trace.steps.iter().filter(|step| step.decides).count(), 1);
                seen.borrow_mut().insert(decided.decision.code);
                Ok(())
            })
        };
        run().unwrap();
        // A question that leads to a rare code may need more tries.
        for _ in 0..20 {
            if seen.borrow().len() < 10 {
                run().unwrap();
            }
        }
        let seen = seen.into_inner();
        assert!(seen.len() >= 10, "the questions reach many codes: {seen:?}");
    });
}
