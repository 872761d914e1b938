//! Two servers on one database, and a server whose connections die.

use super::*;
use crate::testing::{PATIENCE, both_databases};

both_databases!(start;
    our_own_commits_are_followed_at_once,
);

async fn our_own_commits_are_followed_at_once(t: TestDb) {
    let mut watch = t.db().head_watch(ONE);
    assert_eq!(watch.revision(), 0);
    t.db().write(ONE, &by(), count_up).await.unwrap();
    assert_eq!(watch.changed().await, Some(1));
    t.db().write(ScopeNo(2), &by(), count_up).await.unwrap();
    t.db().write(ONE, &by(), count_up).await.unwrap();
    assert_eq!(watch.changed().await, Some(2));
    assert_eq!(t.db().behind_ms(), 0);
    t.db().close();
    assert_eq!(watch.changed().await, None);
}

fn on_postgres(test: impl AsyncFnOnce(TestDb)) {
    crate::testing::run(async { test(start(Backend::Postgres)).await });
}

#[test]
fn two_servers_write_one_chain() {
    on_postgres(async |t| {
        let other = t.open().unwrap();
        let mut watch = other.head_watch(ONE);
        let calls: Vec<_> = (0..200)
            .map(|number| {
                let db = if number % 2 == 0 { t.db().clone() } else { other.clone() };
                tokio::spawn(async move { db.write(ONE, &by(), count_up).await.unwrap().revision })
            })
            .collect();
        let mut revisions = Vec::new();
        for call in calls {
            revisions.push(call.await.unwrap());
        }
        revisions.sort_unstable();
        assert_eq!(revisions, (1..=200).collect::<Vec<u64>>());
        assert_eq!(counter(&other, ONE).await, 200);
        assert!(report(&other, ONE).await.is_sound());
        // The other one hears of what the first commits.
        t.db().write(ONE, &by(), count_up).await.unwrap();
        let heard = tokio::time::timeout(PATIENCE, async {
            while watch.revision() < 201 {
                watch.changed().await;
            }
        });
        heard.await.unwrap();
        other.close();
    });
}

/// Whoever is second finds the head that the first has made, and no chain without one.
#[test]
fn two_servers_begin_a_chain_at_once() {
    on_postgres(async |t| {
        let other = t.open().unwrap();
        for scope in (1..=100).map(ScopeNo) {
            let by = by();
            let both = tokio::join!(t.db().write(scope, &by, count_up), other.write(scope, &by, count_up));
            let mut revisions = [both.0.unwrap().revision, both.1.unwrap().revision];
            revisions.sort_unstable();
            assert_eq!(revisions, [1, 2]);
        }
        other.close();
    });
}

#[test]
fn a_follower_hears_even_without_notifications() {
    on_postgres(async |t| {
        t.db().write(ONE, &by(), count_up).await.unwrap();
        let mut watch = t.db().head_watch(ONE);
        t.place().tamper("UPDATE ledger_head SET revision = 77 WHERE scope = 1");
        let heard = tokio::time::timeout(PATIENCE, async {
            while watch.revision() != 77 {
                watch.changed().await;
            }
        });
        heard.await.unwrap();
    });
}

const KILL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'licentia'";

#[test]
fn a_server_outlives_its_connections() {
    on_postgres(async |t| {
        for n in 1..=3 {
            assert_eq!(t.db().write(ONE, &by(), count_up).await.unwrap().value, n);
            assert_eq!(counter(t.db(), ONE).await, n);
            t.place().tamper(KILL);
        }
        let (t, by) = (Arc::new(t), by());
        let place = t.clone();
        let lost = t.db().write(ONE, &by, move |w| {
            count_up(w)?;
            // The connection dies after the closure's last statement and before COMMIT.
            place.place().tamper(KILL);
            Ok(())
        });
        assert_eq!(lost.await.unwrap_err().code, "outcome_unknown");
        let place = t.clone();
        let lost = t.db().write(ONE, &by, move |w| {
            place.place().tamper(KILL);
            count_up(w)
        });
        let problem = lost.await.unwrap_err();
        assert_eq!((problem.status, &*problem.code), (503, "database_unavailable"));
        assert_eq!(t.db().write(ONE, &by, count_up).await.unwrap().value, 4);
        assert!(report(t.db(), ONE).await.is_sound());
    });
}
