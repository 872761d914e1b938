//! Stories of the snapshot: it follows the chain, on every server, and notices who edits its rows.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use licentia_core::ids::UserNo;
use licentia_platform::db::Backend;
use licentia_platform::ledger;
use licentia_platform::testing::{run, soon};

use crate::checks::{Question, ask};
use crate::stories;
use crate::testing::{TestManager, plan, row};
use crate::{Manager, snapshot::Snapshot};

fn code(at: &Snapshot, user: &str, module: &str) -> &'static str {
    ask(at, &Question { user, module, at: None, version: None, released: None, session: None, site: 0 })
        .decision
        .code
        .as_str()
}

async fn code_at(manager: &Manager, t: &TestManager, user: &str, module: &str) -> &'static str {
    code(&manager.snapshot(t.scope).await.unwrap(), user, module)
}

/// A manager whose installation has a plan of two seats and a module of its own.
async fn licensed(t: &TestManager) {
    t.activate(|package| {
        package.rows = vec![
            plan("ten-sales", 2, &["sale-cal", "user"]),
            row("sale-cal", 2),
            row("user", 2),
            row("map", 1),
        ];
    })
    .await;
}

/// A second server on the same PostgreSQL answers rightly soon after an assignment made on the first.
#[test]
fn a_second_server_follows() {
    run(async {
        let t = TestManager::on(Backend::Postgres).await;
        licensed(&t).await;
        let anna = t.user("anna").await;
        let second = t.second().await;
        let background = second.start();
        assert_eq!(code_at(&second, &t, "anna", "acme.sale-cal").await, "no_seat");
        t.assign(anna, "acme.ten-sales").await;
        soon(async || code_at(&second, &t, "anna", "acme.sale-cal").await == "granted").await;
        background.stop().await;
        second.db().close();
    });
}

/// A server that hears of a change and cannot read it for seconds does not answer from before it (503 `behind`).
#[test]
fn a_server_that_takes_long_to_follow_says_so() {
    run(async {
        let t = TestManager::on(Backend::Postgres).await;
        licensed(&t).await;
        let second = t.second().await;
        let background = second.start();
        let has =
            async |login: &str| second.snapshot(t.scope).await.is_ok_and(|at| at.user_named(login).is_some());
        t.user("anna").await;
        soon(async || has("anna").await).await;
        // All of its readers have something else to do.
        let (free, occupied) = std::sync::mpsc::channel::<()>();
        let (occupied, busy) = (Arc::new(Mutex::new(occupied)), Arc::new(AtomicUsize::new(0)));
        let readers = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 8));
        for _ in 0..readers {
            let (db, occupied, busy) = (second.db().clone(), Arc::clone(&occupied), Arc::clone(&busy));
            tokio::spawn(async move {
                let read = db.read(move |_| {
                    busy.fetch_add(1, Ordering::SeqCst);
                    let _ = occupied.lock().unwrap().recv();
                    Ok(())
                });
                read.await
            });
        }
        soon(async || busy.load(Ordering::SeqCst) == readers).await;
        t.user("bo").await;
        let slot = second.slot(t.scope).unwrap();
        soon(async || {
            if second.db().behind_ms() < 2_500 {
                t.clock.advance_ms(1_000);
            }
            // It hears of its database all the time.
            second.ready(&slot).is_err_and(|problem| problem.code == "behind")
                && second.db().behind_ms() < 4_000
        })
        .await;
        drop(free);
        soon(async || has("bo").await).await;
        background.stop().await;
        second.db().close();
    });
}

stories!(
    the_difference_equals_a_fresh_load,
    edited_rows_are_named_and_do_not_act,
    an_edited_user_does_not_act_after_a_change_either,
    a_deleted_package_row_stops_its_issuer_instead_of_making_a_demonstration,
    many_users_fit,
    a_deleted_row_is_noticed_by_its_table,
    another_chain_that_came_as_far_is_not_taken_for_ours,
    an_edited_assignment_stops_one_change_only,
    a_number_that_nobody_gets_does_not_hide_the_others,
    an_installation_that_cannot_be_loaded_answers_503,
);

/// A failover that lost a change, and another server wrote another one in its place: no seat is given twice.
async fn another_chain_that_came_as_far_is_not_taken_for_ours(mut t: TestManager) {
    licensed(&t).await;
    let (anna, emil) = (t.user("anna").await, t.user("emil").await);
    let (scope, kept) = (t.scope.0, t.manager.snapshot(t.scope).await.unwrap().revision());
    t.place.tamper("CREATE TABLE kept AS SELECT * FROM ledger_head");
    let back = format!(
        "DELETE FROM ledger WHERE scope = {scope} AND revision > {kept}; DELETE FROM app_user WHERE no > 1; \
         DELETE FROM assignment; DELETE FROM ledger_head; INSERT INTO ledger_head SELECT * FROM kept"
    );
    t.user("eva").await;
    t.place.tamper(&back);
    let second = t.second().await;
    let first = std::mem::replace(&mut t.manager, second);
    t.assign(anna, "acme.map").await;
    let second = std::mem::replace(&mut t.manager, first);
    let theirs = second.snapshot(t.scope).await.unwrap();
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), theirs.revision());
    let refused = t.try_assign(emil, "acme.map").await.unwrap_err();
    assert_eq!(refused.code.as_str(), "no_seat");
    let ours = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!((ours.hash, code(&ours, "anna", "acme.map")), (theirs.hash, "granted"));
    assert!(ours.user_named("eva").is_none(), "that change was lost");
    // And back to a chain that is shorter than the one this server knows.
    t.place.tamper(&back);
    t.assign(emil, "acme.map").await;
    let ours = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!((code(&ours, "anna", "acme.map"), code(&ours, "emil", "acme.map")), ("no_seat", "granted"));
    second.db().close();
}

async fn an_edited_assignment_stops_one_change_only(t: TestManager) {
    licensed(&t).await;
    let (anna, emil) = (t.user("anna").await, t.user("emil").await);
    t.assign(anna, "acme.map").await;
    t.assign(emil, "acme.ten-sales").await;
    t.place.tamper("UPDATE assignment SET grant_order = 1 WHERE user_no = 0");
    let by = licentia_platform::by::By::setup();
    let recall = || {
        t.manager.write(t.scope, &by, |w, at| {
            let all = at.users().filter(|user| !user.assignments().is_empty());
            let all: Vec<_> = all
                .map(|user| {
                    let remove = user.assignments().iter().map(|a| a.key()).collect();
                    (user.no(), licentia_core::seats::Change { remove, ..Default::default() })
                })
                .collect();
            crate::sealed::apply(w, &all, None)?;
            let mut entry = ledger::Entry::new("assignments.recalled", 1);
            for (user, _) in &all {
                entry = entry.subject(crate::ledger::subject::user(*user));
            }
            w.record(entry)?;
            Ok(all.len())
        })
    };
    assert_eq!(recall().await.unwrap_err().code, "tampered");
    assert_eq!(recall().await.unwrap().value, 1, "anna's counts as absent, emil's goes");
    assert_eq!(code_at(&t.manager, &t, "emil", "acme.sale-cal").await, "no_seat");
}

async fn a_number_that_nobody_gets_does_not_hide_the_others(t: TestManager) {
    licensed(&t).await;
    let anna = t.user("anna").await;
    t.user("emil").await;
    t.assign(anna, "acme.map").await;
    t.place.tamper("UPDATE app_user SET no = 9000000000 WHERE no = 1");
    let second = t.second().await;
    let at = second.snapshot(t.scope).await.unwrap();
    assert_eq!(code(&at, "anna", "acme.map"), "granted");
    assert_eq!((at.users().count(), at.wrong().nameless), (1, 1));
    second.db().close();
}

async fn an_installation_that_cannot_be_loaded_answers_503(t: TestManager) {
    t.place.tamper("UPDATE installation SET day = 'someday'");
    let second = t.second().await;
    assert_eq!(second.snapshot(t.scope).await.err().map(|problem| problem.status), Some(503));
    second.db().close();
}

async fn the_difference_equals_a_fresh_load(t: TestManager) {
    licensed(&t).await;
    let (anna, emil) = (t.user("anna").await, t.user("Emil").await);
    t.assign(anna, "acme.ten-sales").await;
    t.assign(emil, "acme.map").await;
    t.recall_all(anna).await;
    t.assign(emil, "acme.ten-sales").await;
    let ours = t.manager.snapshot(t.scope).await.unwrap();
    let second = t.second().await;
    let fresh = second.snapshot(t.scope).await.unwrap();
    assert_eq!((ours.revision(), ours.hash), (fresh.revision(), fresh.hash));
    assert_eq!(ours.usage(), fresh.usage());
    for (a, b) in ours.users().zip(fresh.users()) {
        assert_eq!((a.id(), a.login_key(), a.assignments()), (b.id(), b.login_key(), b.assignments()));
        for no in 0..ours.names().len() {
            let no = licentia_core::ids::ModuleNo::from_index(no).unwrap();
            assert_eq!(a.holds(no), b.holds(no));
        }
    }
    assert_eq!(fresh.user_named("EMIL").unwrap().no(), emil);
    second.db().close();
}

/// Proof of the house: a user and an assignment row edited by SQL are named and do not act.
async fn edited_rows_are_named_and_do_not_act(t: TestManager) {
    licensed(&t).await;
    let (anna, emil, _eva) = (t.user("anna").await, t.user("emil").await, t.user("eva").await);
    t.assign(anna, "acme.map").await;
    t.assign(emil, "acme.ten-sales").await;
    assert_eq!(code_at(&t.manager, &t, "emil", "acme.sale-cal").await, "granted");
    // Somebody makes a seat of another user's, and lets a third one be an external.
    t.place.tamper(
        "UPDATE assignment SET user_no = 2 WHERE user_no = 0; UPDATE app_user SET kind = 3 WHERE no = 1",
    );
    t.manager.slot(t.scope).unwrap().recheck(true).await.unwrap();
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(code(&at, "eva", "acme.map"), "tampered");
    assert_eq!(code(&at, "anna", "acme.map"), "no_seat");
    assert_eq!(code(&at, "emil", "acme.sale-cal"), "tampered");
    assert_eq!(at.wrong().names().len(), 2, "{:?}", at.wrong().names());
    assert_eq!(at.usage().get(t.module("acme.map").await), 0);
    let report = t
        .manager
        .db()
        .read({
            let scope = t.scope;
            move |r| ledger::verify(r, scope)
        })
        .await
        .unwrap();
    let named: Vec<_> = report.faults.iter().map(|fault| (fault.code, fault.detail.as_str())).collect();
    assert_eq!(named.iter().filter(|(code, _)| *code == "row_tampered").count(), 2, "{named:?}");
}

/// Every seal that is left is right: only the sum tells.
async fn a_deleted_row_is_noticed_by_its_table(t: TestManager) {
    licensed(&t).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.map").await;
    let slot = t.manager.slot(t.scope).unwrap();
    slot.recheck(false).await.unwrap();
    assert!(slot.load().wrong().is_empty());
    t.place.tamper("DELETE FROM assignment");
    slot.recheck(false).await.unwrap();
    assert_eq!(slot.load().wrong().names(), ["assignment/missing-or-old"]);
}

/// The row is edited while the server runs: the next change of that user notices it.
async fn an_edited_user_does_not_act_after_a_change_either(t: TestManager) {
    licensed(&t).await;
    let anna = t.user("anna").await;
    t.place.tamper("UPDATE app_user SET kind = 2 WHERE no = 0");
    t.assign(anna, "acme.ten-sales").await;
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(code(&at, "anna", "acme.sale-cal"), "tampered");
    assert!(at.wrong().users.contains(&UserNo(0)));
    assert_eq!(at.usage().get(t.module("acme.ten-sales").await), 0);
}

async fn a_deleted_package_row_stops_its_issuer_instead_of_making_a_demonstration(t: TestManager) {
    licensed(&t).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.map").await;
    t.place.tamper("DELETE FROM package");
    t.manager.slot(t.scope).unwrap().recheck(true).await.unwrap();
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert!(!at.demo());
    assert_eq!(code(&at, "anna", "acme.map"), "tampered");
    assert_eq!(at.wrong().packages.len(), 1);
}

async fn many_users_fit(t: TestManager) {
    licensed(&t).await;
    let rows: Vec<_> = (0..2_500_u32).map(|no| crate::testing::user_row(no, &format!("user{no}"))).collect();
    crate::testing::add_users(&t, rows).await;
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.users().count(), 2_500);
    assert_eq!(at.user_named("user2499").unwrap().no(), UserNo(2_499));
    let second = t.second().await;
    assert_eq!(second.snapshot(t.scope).await.unwrap().users().count(), 2_500);
    second.db().close();
}

/// A user with one plan, in an installation of 64 modules, takes less than 200 bytes: a million fit in 200 MB.
#[test]
fn a_user_takes_less_than_two_hundred_bytes() {
    use licentia_core::bits::ModuleSet;
    use licentia_core::ids::ModuleNo;
    use licentia_core::licence::UserKind;
    use licentia_core::seats::{Assignment, Source, State};

    const USERS: u32 = 100_000;
    let mut users = super::Users::for_modules(64);
    let holds: ModuleSet = (0..18).filter_map(ModuleNo::from_index).collect();
    for first in (0..USERS).step_by(10_000) {
        let records = (first..first + 10_000).map(|no| {
            let plan = Assignment {
                module: ModuleNo(3),
                source: Source::Manual,
                units: 1,
                from: None,
                until: None,
                state: State::Active,
                order: u64::from(no),
            };
            let record = super::Record {
                no: UserNo(no),
                id: u128::from(no) << 64 | u128::from(no.wrapping_mul(2_654_435_761)),
                login_key: format!("firstname.lastname{no}").into(),
                kind: UserKind::Internal,
                in_service: true,
                can_log_in: true,
                waiting_for_approval: false,
                tampered: false,
                assignment_tampered: false,
                assignments: vec![plan],
                sites: None,
            };
            (record, holds.clone())
        });
        users.put(records.collect(), 64);
    }
    let each = users.bytes() / USERS as usize;
    assert!(each < 200, "{each} bytes each");
    assert_eq!(users.by_login("firstname.lastname77777").unwrap().no(), UserNo(77_777));
    assert!(
        users.get(UserNo(5)).unwrap().holds(ModuleNo(17))
            && !users.get(UserNo(5)).unwrap().holds(ModuleNo(18))
    );
}
