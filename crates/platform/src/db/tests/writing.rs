//! The first and the third door: `write` and `read`.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::by::IdempotencyKey;
use crate::testing::both_databases;

both_databases!(start;
    sixty_four_writers_count_without_a_gap,
    a_failing_closure_fails_alone,
    a_panic_fails_alone_and_the_server_lives,
    a_failed_statement_cannot_be_ignored,
    a_change_must_be_recorded_exactly_once,
    a_closure_that_changes_nothing_costs_no_revision,
    the_same_key_has_one_effect,
    a_key_is_forgotten_after_seven_days,
    a_failed_commit_is_of_unknown_outcome_to_all_in_it,
    scopes_do_not_wait_for_each_other,
    a_read_is_one_moment_and_changes_nothing,
    a_clock_set_back_does_not_turn_the_chain_back,
    after_closing_there_is_an_answer,
);

async fn sixty_four_writers_count_without_a_gap(t: TestDb) {
    let writers: Vec<_> = (0..64)
        .map(|_| {
            let db = t.db().clone();
            tokio::spawn(async move {
                let mut revisions = Vec::new();
                for _ in 0..5 {
                    let done = db.write(ONE, &by(), count_up).await.unwrap();
                    assert_eq!(done.value, i64::try_from(done.revision).unwrap());
                    assert!(!done.replayed);
                    revisions.push(done.revision);
                }
                revisions
            })
        })
        .collect();
    let mut revisions = Vec::new();
    for writer in writers {
        revisions.extend(writer.await.unwrap());
    }
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=320).collect::<Vec<u64>>());
    let report = report(t.db(), ONE).await;
    assert_eq!((report.entries, report.faults), (320, vec![]));
}

async fn a_failing_closure_fails_alone(t: TestDb) {
    let calls = (0..64).map(|number| {
        let db = t.db().clone();
        tokio::spawn(async move {
            db.write(ONE, &by(), move |w| {
                let n = count_up(w)?;
                if number % 8 == 3 {
                    return Err(Problem::refused(409, "no").arg("n", n));
                }
                Ok(n)
            })
            .await
        })
    });
    let calls: Vec<_> = calls.collect();
    let mut refused = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(done) => assert_eq!(done.value, i64::try_from(done.revision).unwrap()),
            Err(problem) => {
                assert_eq!(problem.code, "no");
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 8);
    assert_eq!(counter(t.db(), ONE).await, 56);
    assert!(report(t.db(), ONE).await.is_sound());
}

async fn a_panic_fails_alone_and_the_server_lives(t: TestDb) {
    let calls: Vec<_> = (0..32)
        .map(|number| {
            let db = t.db().clone();
            tokio::spawn(async move {
                db.write(ONE, &by(), move |w| {
                    let n = count_up(w)?;
                    assert_ne!(number, 7, "the seventh panics");
                    Ok(n)
                })
                .await
            })
        })
        .collect();
    let mut panicked = 0;
    for call in calls {
        if let Err(problem) = call.await.unwrap() {
            assert_eq!((problem.status, &*problem.code), (500, "internal"));
            panicked += 1;
        }
    }
    assert_eq!((panicked, counter(t.db(), ONE).await), (1, 31));
    let alone = t.db().write(ONE, &by(), |_| -> Result<(), Problem> { panic!("alone") }).await;
    assert_eq!(alone.unwrap_err().code, "internal");
    let read = t.db().read(|_| -> Result<(), Problem> { panic!("reading") }).await;
    assert_eq!(read.unwrap_err().code, "internal");
    assert_eq!(t.db().write(ONE, &by(), count_up).await.unwrap().value, 32);
    assert!(report(t.db(), ONE).await.is_sound());
}

async fn a_failed_statement_cannot_be_ignored(t: TestDb) {
    let ignored = t
        .db()
        .write(ONE, &by(), |w| {
            w.execute("INSERT INTO thing (id, name) VALUES (1, 'a')", &[])?;
            let twice = w.execute("INSERT INTO thing (id, name) VALUES (1, 'b')", &[]);
            assert!(matches!(twice, Err(DbError::Unique(_))));
            w.record(Entry::new("test.made", 1))
        })
        .await;
    // SQLite goes on after a failed statement; PostgreSQL would roll back in silence.
    match t.db().backend() {
        Backend::Sqlite => assert!(ignored.is_ok()),
        Backend::Postgres => assert_eq!(ignored.unwrap_err().code, "internal"),
    }
    assert_eq!(t.db().write(ONE, &by(), count_up).await.unwrap().value, 1);
    assert!(report(t.db(), ONE).await.is_sound());
}

async fn a_change_must_be_recorded_exactly_once(t: TestDb) {
    const INSERT: &str = "INSERT INTO thing (id, name) VALUES (1, 'a')";
    let silent = t.db().write(ONE, &by(), |w| Ok(w.execute(INSERT, &[])?)).await;
    assert_eq!(silent.unwrap_err().code, "internal");
    let returning =
        t.db().write(ONE, &by(), |w| Ok(w.query(&format!("{INSERT} RETURNING id"), &[])?.len())).await;
    assert_eq!(returning.unwrap_err().code, "internal");
    let twice = t
        .db()
        .write(ONE, &by(), |w| {
            w.record(Entry::new("test.a", 1))?;
            w.record(Entry::new("test.b", 1))
        })
        .await;
    assert_eq!(twice.unwrap_err().code, "internal");
    let outside = t
        .db()
        .write(ONE, &by(), |w| {
            w.outside_chain();
            Ok(w.execute(INSERT, &[])?)
        })
        .await
        .unwrap();
    assert_eq!((outside.value, outside.revision), (1, 0));
    let kept = t.db().read(|r| Ok(r.query("SELECT id FROM thing", &[])?.len())).await;
    assert_eq!(kept.unwrap(), 1);
}

async fn a_closure_that_changes_nothing_costs_no_revision(t: TestDb) {
    t.db().write(ONE, &by(), count_up).await.unwrap();
    let done = t
        .db()
        .write(ONE, &by(), |w| {
            w.execute("UPDATE thing SET name = 'x' WHERE id = 99", &[])?;
            Ok("nothing".to_owned())
        })
        .await
        .unwrap();
    assert_eq!((done.value.as_str(), done.revision), ("nothing", 1));
}

fn with_key(key: &str, digest: u8) -> By {
    By { idempotency: Some(IdempotencyKey { key: key.to_owned(), digest: [digest; 32] }), ..by() }
}

async fn the_same_key_has_one_effect(mut t: TestDb) {
    let first = t.db().write(ONE, &with_key("k", 1), count_up).await.unwrap();
    t.db().write(ONE, &by(), count_up).await.unwrap();
    let again = t.db().write(ONE, &with_key("k", 1), count_up).await.unwrap();
    assert_eq!((again.value, again.revision, again.replayed), (first.value, first.revision, true));
    let reused = t.db().write(ONE, &with_key("k", 2), count_up).await.unwrap_err();
    assert_eq!((reused.status, &*reused.code), (422, "idempotency_key_reused"));
    t.restart();
    assert!(t.db().write(ONE, &with_key("k", 1), count_up).await.unwrap().replayed);
    // Another scope, another actor: other keys.
    assert!(!t.db().write(ScopeNo(2), &with_key("k", 2), count_up).await.unwrap().replayed);
    let other = By { idempotency: with_key("k", 2).idempotency, ..By::setup() };
    assert_eq!(t.db().write(ONE, &other, count_up).await.unwrap().value, 3);

    // All at once, in one commit and in several: still one.
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let db = t.db().clone();
            tokio::spawn(async move { db.write(ONE, &with_key("many", 1), count_up).await })
        })
        .collect();
    let mut replayed = 0;
    for call in calls {
        let done = call.await.unwrap().unwrap();
        assert_eq!((done.value, done.revision), (4, 4));
        replayed += u32::from(done.replayed);
    }
    assert_eq!(replayed, 39);

    // A refusal is not kept: the next try is a new one.
    let refused =
        t.db().write(ONE, &with_key("later", 1), |_| Err::<i64, _>(Problem::refused(409, "no_seat"))).await;
    assert_eq!(refused.unwrap_err().code, "no_seat");
    assert_eq!(t.db().write(ONE, &with_key("later", 1), count_up).await.unwrap().value, 5);

    // What changes nothing is kept as well.
    let nothing = |_: &mut Write<'_>| Ok("none".to_owned());
    assert!(!t.db().write(ONE, &with_key("nothing", 1), nothing).await.unwrap().replayed);
    let done = t.db().write(ONE, &with_key("nothing", 1), nothing).await.unwrap();
    assert_eq!((done.replayed, done.revision), (true, 5));
}

async fn a_key_is_forgotten_after_seven_days(t: TestDb) {
    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
    t.db().write(ONE, &with_key("k", 1), count_up).await.unwrap();
    t.clock().advance_ms(6 * DAY_MS);
    assert!(t.db().write(ONE, &with_key("k", 1), count_up).await.unwrap().replayed);
    assert_eq!(t.db().purge_idempotency(ONE).await.unwrap(), 0);
    t.clock().advance_ms(DAY_MS + 1);
    let again = t.db().write(ONE, &with_key("k", 2), count_up).await.unwrap();
    assert_eq!((again.value, again.replayed), (2, false));
    t.clock().advance_ms(8 * DAY_MS);
    assert_eq!(t.db().purge_idempotency(ONE).await.unwrap(), 1);
}

async fn a_failed_commit_is_of_unknown_outcome_to_all_in_it(t: TestDb) {
    let running = std::sync::Arc::new(AtomicU32::new(0));
    let calls: Vec<_> = (0..20)
        .map(|number| {
            let (db, running) = (t.db().clone(), running.clone());
            tokio::spawn(async move {
                db.write(ONE, &by(), move |w| {
                    if number == 0 {
                        w.execute("INSERT INTO child (id, thing) VALUES (1, 404)", &[])?;
                    }
                    running.fetch_add(1, Ordering::Relaxed);
                    count_up(w)
                })
                .await
            })
        })
        .collect();
    let mut unknown = 0;
    for call in calls {
        if let Err(problem) = call.await.unwrap() {
            assert_eq!((problem.status, &*problem.code), (503, "outcome_unknown"));
            unknown += 1;
        }
    }
    assert!(unknown >= 1);
    assert_eq!(running.load(Ordering::Relaxed), 20);
    assert_eq!(counter(t.db(), ONE).await, 20 - unknown);
    // The connection is another one, and the head was read again.
    let done = t.db().write(ONE, &by(), count_up).await.unwrap();
    assert_eq!(done.value, i64::try_from(done.revision).unwrap());
    assert!(report(t.db(), ONE).await.is_sound());
}

async fn scopes_do_not_wait_for_each_other(t: TestDb) {
    for scope in 1..=20 {
        let done = t.db().write(ScopeNo(scope), &by(), count_up).await.unwrap();
        assert_eq!(done.revision, 1);
    }
    let calls: Vec<_> = (0..400)
        .map(|number| {
            let db = t.db().clone();
            tokio::spawn(async move { db.write(ScopeNo(1 + number % 20), &by(), count_up).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    for scope in 1..=20 {
        assert_eq!(counter(t.db(), ScopeNo(scope)).await, 21);
        assert!(report(t.db(), ScopeNo(scope)).await.is_sound());
    }
}

async fn a_read_is_one_moment_and_changes_nothing(t: TestDb) {
    t.db().write(ONE, &by(), count_up).await.unwrap();
    let (db, runtime) = (t.db().clone(), tokio::runtime::Handle::current());
    let seen = t
        .db()
        .read(move |r| {
            let ask = |r: &mut Read<'_>| -> Result<i64, Problem> {
                Ok(r.query("SELECT n FROM counter WHERE scope = 1", &[])?[0].get(0)?)
            };
            let before = ask(r)?;
            runtime.block_on(db.write(ONE, &by(), count_up))?;
            Ok((before, ask(r)?))
        })
        .await
        .unwrap();
    assert_eq!(seen, (1, 1));
    assert_eq!(counter(t.db(), ONE).await, 2);
    for way in 0..2 {
        let result = t
            .db()
            .read(move |r| {
                Ok(match way {
                    0 => r.execute("UPDATE counter SET n = 9", &[])?,
                    _ => r.query("UPDATE counter SET n = 9 RETURNING n", &[])?.len() as u64,
                })
            })
            .await;
        assert_eq!(result.unwrap_err().code, "internal");
    }
    assert_eq!(counter(t.db(), ONE).await, 2);
}

async fn a_clock_set_back_does_not_turn_the_chain_back(t: TestDb) {
    let now = |w: &mut Write<'_>| {
        count_up(w)?;
        Ok(w.now_ms())
    };
    let first = t.db().write(ONE, &by(), now).await.unwrap().value;
    t.clock().set_ms(first - 3_600_000);
    assert_eq!(t.db().write(ONE, &by(), now).await.unwrap().value, first);
    t.clock().set_ms(first + 5);
    assert_eq!(t.db().write(ONE, &by(), now).await.unwrap().value, first + 5);
    assert!(report(t.db(), ONE).await.is_sound());
}

async fn after_closing_there_is_an_answer(t: TestDb) {
    t.db().write(ONE, &by(), count_up).await.unwrap();
    t.db().close();
    assert_eq!(t.db().write(ONE, &by(), count_up).await.unwrap_err().code, "closing");
    assert_eq!(t.db().read(|_| Ok(())).await.unwrap_err().code, "closing");
}
