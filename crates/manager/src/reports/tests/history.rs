//! Whatever happens, a past moment is counted as it was counted then.

use http::Method;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::Row;
use licentia_core::seats::Source;
use licentia_platform::access::{Granted, View};
use licentia_platform::by::By;
use serde_json::json;

use crate::reports::{self, HolderFilter, Moment, Paging};
use crate::testing::{TestManager, plan, row, stories};

stories!(
    as_of_is_what_was_counted_then_first,
    as_of_is_what_was_counted_then_second,
    as_of_is_what_was_counted_then_third,
);

async fn as_of_is_what_was_counted_then_first(t: TestManager) {
    as_of_is_what_was_counted_then(&t, 1).await;
}

async fn as_of_is_what_was_counted_then_second(t: TestManager) {
    as_of_is_what_was_counted_then(&t, 2).await;
}

async fn as_of_is_what_was_counted_then_third(t: TestManager) {
    as_of_is_what_was_counted_then(&t, 3).await;
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

/// Everything that counting says of a moment.
#[derive(Debug, PartialEq)]
struct Said {
    day: jiff::civil::Date,
    lines: Vec<(ModuleNo, u64, licentia_core::licences::Total)>,
    active: [u64; 5],
    packages: Vec<String>,
    held: Vec<(UserNo, bool, ModuleNo, Source, u32)>,
}

async fn said(t: &TestManager, moment: Moment) -> Said {
    let granted = Granted::<View>::to_the_server(By::setup(), t.scope);
    let report = reports::counting(&t.manager, &granted, moment).await.unwrap();
    let all = HolderFilter::default();
    let held = reports::holders(&t.manager, &granted, moment, &all, Paging::whole()).await.unwrap();
    let mut held: Vec<_> = held
        .items
        .iter()
        .flat_map(|user| user.held.iter().map(|h| (user.no, user.active, h.module, h.source, h.units)))
        .collect();
    held.sort_unstable();
    Said {
        day: report.day,
        lines: report.counted.lines.iter().map(|line| (line.module, line.in_use, line.total)).collect(),
        active: report.counted.active,
        packages: report.packages.into_iter().map(|package| package.id).collect(),
        held,
    }
}

const STEPS: u64 = 60;
const LOGINS: [&str; 6] = ["anna", "bo", "carin", "dag", "erik", "frida"];

async fn as_of_is_what_was_counted_then(t: &TestManager, seed: u64) {
    let mut dice = Dice(seed);
    activate(t, &mut dice).await;
    for login in LOGINS {
        t.user(login).await;
    }
    let mut moments: Vec<(Moment, Said)> = Vec::new();
    for step in 0..STEPS {
        // Sometimes several things happen in one moment, sometimes a day passes.
        let pause = [0, 1, 1_000, 3_600_000, 86_400_000][dice.below(5) as usize];
        if pause > 0 {
            t.pass_ms(pause).await;
            let now = Moment::now(&t.manager);
            let told = said(t, now).await;
            moments.push((now, told));
            t.pass_ms(1).await;
        }
        happens(t, &mut dice, step).await;
    }
    t.pass_ms(1_000).await;
    assert!(moments.len() > 20, "the story has too few moments: {}", moments.len());
    let mut seats = 0;
    for (moment, told) in &moments {
        let past = Moment { past: true, ..*moment };
        seats = seats.max(told.held.len());
        assert_eq!(&said(t, past).await, told, "seed {seed}, at {}", moment.timestamp());
    }
    assert!(seats > 3, "hardly anything was held: {seats}");
    let told = said(t, Moment::now(&t.manager)).await;
    let same = Moment { past: true, ..Moment::now(&t.manager) };
    assert_eq!(said(t, same).await, told, "now, by the way of the past");
}

async fn activate(t: &TestManager, dice: &mut Dice) {
    let (sales, service) = (2 + dice.below(6) as u32, 2 + dice.below(6) as u32);
    let set: Vec<&str> = ["cal", "mail", "phone"].into_iter().filter(|_| dice.below(2) == 0).collect();
    let due = (dice.below(3) == 0).then(|| jiff::civil::date(2026, 11, 24));
    let travel = dice.below(2) == 0;
    t.activate(|package| {
        package.rows = vec![
            row("user", 50),
            row("web", 50),
            plan("ten-sales", sales, &set),
            Row { due, ..plan("ten-service", service, &["cal"]) },
            row("cal", 40),
            row("mail", 40),
            row("phone", 40),
        ];
        if travel {
            package.rows.push(row("travel", 3));
        }
    })
    .await;
}

/// Something happens; what the rules refuse does not.
async fn happens(t: &TestManager, dice: &mut Dice, step: u64) {
    let login = dice.of(&LOGINS);
    let path = format!("/api/v1/users/{login}");
    let patch = async |body| drop(t.ask(Method::PATCH, &path, Some(body)).await);
    match dice.below(12) {
        0..=3 => {
            let module = dice.of(&["ten-sales", "ten-service", "user", "web", "travel", "mail"]);
            let body = json!({"users": [login], "modules": [format!("acme.{module}")]});
            t.post("/api/v1/assignments", body).await;
        }
        4 => {
            let module = dice.of(&["ten-sales", "user", "mail"]);
            let until = format!("2026-11-{}", 22 + dice.below(8));
            let body = json!({"users": [login], "modules": [format!("acme.{module}")], "until": until});
            t.post("/api/v1/assignments", body).await;
        }
        5 | 6 => {
            let module = dice.of(&["ten-sales", "ten-service", "user", "web", "travel"]);
            let body = json!({"users": [login], "modules": [format!("acme.{module}")]});
            t.post("/api/v1/assignments/recall", body).await;
        }
        7 => patch(json!({"can_log_in": dice.below(2) == 0})).await,
        8 => patch(json!({"waiting_for_approval": dice.below(2) == 0})).await,
        9 => patch(json!({"kind": dice.of(&["internal", "external"]), "name": format!("N{step}")})).await,
        10 => {
            let state = dice.of(&["former", "active", "active"]);
            patch(json!({"state": state})).await;
            patch(json!({"can_log_in": true})).await;
        }
        _ => activate(t, dice).await,
    }
}
