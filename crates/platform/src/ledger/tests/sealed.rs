//! Rows edited, deleted or put back behind the server's back.

use super::*;
use crate::testing::both_databases;

both_databases!(start;
    sums_follow_every_change,
    an_edited_row_is_named_and_cannot_be_built_on,
    a_deleted_or_added_row_shows_in_the_sum,
    an_old_row_put_back_shows_in_the_sum,
    a_sum_moved_along_shows_in_the_head,
    what_was_noticed_stays_until_it_is_accepted,
    a_refused_change_moves_no_sum,
);

async fn check(db: &Db) -> RowsCheck {
    db.read(|r| check_rows(r, ONE, &SEALED[0])).await.unwrap()
}

async fn sums_follow_every_change(t: TestDb) {
    assert!(check(t.db()).await.is_sound());
    for round in 0..3 {
        for id in 0..4 {
            put_purse(t.db(), id, round).await.unwrap();
        }
    }
    t.db()
        .write(ONE, &by(), |w| {
            take(w, 2)?;
            put(w, 7, "Bo", None)?;
            w.record(Entry::new("purse.moved", 1))
        })
        .await
        .unwrap();
    let check = check(t.db()).await;
    assert_eq!((check.rows, check.is_sound()), (4, true));
    let report = report(t.db()).await;
    assert_eq!((report.rows, report.faults), (4, vec![]));
}

async fn an_edited_row_is_named_and_cannot_be_built_on(t: TestDb) {
    put_purse(t.db(), 1, 10).await.unwrap();
    put_purse(t.db(), 2, 10).await.unwrap();
    for edit in ["amount = 99", "amount = NULL", "owner = 'anna'", "rev = 1", "seal_lo = 5"] {
        t.place().tamper(&format!(
            "CREATE TABLE kept AS SELECT * FROM purse; UPDATE purse SET {edit} WHERE id = 2"
        ));
        let check = check(t.db()).await;
        assert_eq!(check.wrong, ["2"], "{edit}");
        assert!(faults(t.db()).await.contains(&"row_tampered"));
        let problem = put_purse(t.db(), 2, 11).await.unwrap_err();
        assert_eq!((problem.status, &*problem.code), (409, "tampered"));
        // The others are as good as before.
        put_purse(t.db(), 1, 11).await.unwrap();
        t.place().tamper(
            "DELETE FROM purse WHERE id = 2; INSERT INTO purse SELECT * FROM kept WHERE id = 2; DROP TABLE kept;",
        );
        assert_eq!(faults(t.db()).await, Vec::<&str>::new());
    }
}

async fn a_deleted_or_added_row_shows_in_the_sum(t: TestDb) {
    put_purse(t.db(), 1, 10).await.unwrap();
    put_purse(t.db(), 2, 10).await.unwrap();
    t.place().tamper("DELETE FROM purse WHERE id = 2");
    let deleted = check(t.db()).await;
    assert_eq!((deleted.rows, deleted.wrong.len(), deleted.sum_matches), (1, 0, false));
    assert_eq!(faults(t.db()).await, ["table_sum"]);
    // A copy of a row under another number does not carry the right seal.
    t.place().tamper(
        "INSERT INTO purse SELECT scope, 2, owner, amount, rev, seal_hi, seal_lo FROM purse WHERE id = 1",
    );
    assert_eq!(check(t.db()).await.wrong, ["2"]);
}

async fn an_old_row_put_back_shows_in_the_sum(t: TestDb) {
    put_purse(t.db(), 1, 10).await.unwrap();
    t.place().tamper("CREATE TABLE old AS SELECT * FROM purse");
    put_purse(t.db(), 1, 0).await.unwrap();
    t.place().tamper("DELETE FROM purse; INSERT INTO purse SELECT * FROM old;");
    let check = check(t.db()).await;
    assert_eq!((check.wrong.len(), check.sum_matches), (0, false));
}

async fn a_sum_moved_along_shows_in_the_head(t: TestDb) {
    put_purse(t.db(), 1, 10).await.unwrap();
    t.place().tamper("DELETE FROM purse");
    t.place().tamper(&format!("UPDATE ledger_head SET sums = '{{\"purse\":\"{}\"}}'", "0".repeat(32)));
    assert!(check(t.db()).await.sum_matches);
    assert_eq!(faults(t.db()).await, ["head_differs", "head_edited"]);
}

async fn what_was_noticed_stays_until_it_is_accepted(t: TestDb) {
    put_purse(t.db(), 1, 10).await.unwrap();
    put_purse(t.db(), 2, 10).await.unwrap();
    t.place().tamper("DELETE FROM purse WHERE id = 2; UPDATE ledger_head SET at = 5;");
    assert_eq!(faults(t.db()).await, ["head_differs", "head_edited", "table_sum"]);
    // Going on hides nothing.
    put_purse(t.db(), 3, 10).await.unwrap();
    assert_eq!(faults(t.db()).await, ["head_edited", "table_sum"]);
    let sum = check(t.db()).await.sum;
    t.db()
        .write(ONE, &by(), move |w| {
            w.accept_sum(Purse::TABLE, sum);
            w.accept_head();
            w.record(Entry::new("tampering.accepted", 1))
        })
        .await
        .unwrap();
    assert_eq!(faults(t.db()).await, Vec::<&str>::new());
    put_purse(t.db(), 2, 11).await.unwrap();
    assert!(check(t.db()).await.is_sound());
}

async fn a_refused_change_moves_no_sum(t: TestDb) {
    put_purse(t.db(), 1, 10).await.unwrap();
    let calls: Vec<_> = (0..20_i64)
        .map(|id| {
            let db = t.db().clone();
            tokio::spawn(async move {
                db.write(ONE, &by(), move |w| {
                    put(w, id, "Cleo", Some(id))?;
                    if id % 2 == 0 {
                        return Err(Problem::refused(409, "no"));
                    }
                    w.record(Entry::new("purse.put", 1))
                })
                .await
                .is_ok()
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(check(t.db()).await.rows, 10);
    assert!(report(t.db()).await.is_sound());
}
