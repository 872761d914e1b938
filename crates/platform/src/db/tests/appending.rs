//! The second door: `append`.

use super::*;
use crate::testing::both_databases;

both_databases!(start;
    ten_seats_for_sixty_four_log_ins,
    a_bad_item_fails_alone,
    more_than_a_list_holds,
    kinds_and_closures_share_a_scope,
);

/// A log-in that takes one of ten seats.
struct TakeSeat;

impl Kind for TakeSeat {
    type Item = i64;
    type Outcome = bool;

    fn apply(w: &mut Write<'_>, items: &[i64]) -> Result<Vec<bool>, Problem> {
        let scope = w.scope();
        let taken: i64 = w.query("SELECT COUNT(*) FROM seat WHERE scope = $1", &values![scope])?[0].get(0)?;
        let free = usize::try_from(10 - taken).unwrap_or(0);
        let mut rows = Rows::new();
        for holder in items.iter().take(free) {
            rows.row().int(scope.0).int(*holder);
        }
        if !rows.is_empty() {
            w.insert_rows("seat", &["scope", "holder"], &rows)?;
            let mut entry = Entry::new("test.seats", 1);
            items.iter().take(free).for_each(|holder| entry.member(holder));
            w.record(entry)?;
        }
        Ok((0..items.len()).map(|at| at < free).collect())
    }
}

async fn ten_seats_for_sixty_four_log_ins(t: TestDb) {
    let calls: Vec<_> = (0..64)
        .map(|holder| {
            let db = t.db().clone();
            tokio::spawn(async move { db.append::<TakeSeat>(ONE, holder).await.unwrap() })
        })
        .collect();
    let mut seated = 0;
    for call in calls {
        seated += u32::from(call.await.unwrap());
    }
    assert_eq!(seated, 10);
    let report = report(t.db(), ONE).await;
    assert!(report.is_sound());
    assert_eq!(report.members, 10);
}

/// Adds the item to the counter; below zero is a fault, 666 a panic.
struct Add;

impl Kind for Add {
    type Item = i64;
    type Outcome = i64;
    const ACTOR: &'static str = "adding";

    fn apply(w: &mut Write<'_>, items: &[i64]) -> Result<Vec<i64>, Problem> {
        assert!(items.len() <= 1_000);
        assert!(!items.contains(&666), "the number of the beast");
        if items.iter().any(|item| *item < 0) {
            return Err(Problem::internal("below zero"));
        }
        let scope = w.scope();
        let sum: i64 = items.iter().sum();
        w.execute(
            "INSERT INTO counter (scope, n) VALUES ($1, $2)
             ON CONFLICT (scope) DO UPDATE SET n = counter.n + excluded.n",
            &values![scope, sum],
        )?;
        w.record(Entry::new("test.added", 1).after(json!({ "sum": sum })))?;
        Ok(items.to_vec())
    }
}

async fn a_bad_item_fails_alone(t: TestDb) {
    let calls: Vec<_> = (0..100_i64)
        .map(|number| {
            let db = t.db().clone();
            let item = match number {
                13 => -1,
                66 => 666,
                _ => 1,
            };
            tokio::spawn(async move { (item, db.append::<Add>(ONE, item).await) })
        })
        .collect();
    for call in calls {
        match call.await.unwrap() {
            (1, outcome) => assert_eq!(outcome.unwrap(), 1),
            (_, outcome) => assert_eq!(outcome.unwrap_err().code, "internal"),
        }
    }
    assert_eq!(counter(t.db(), ONE).await, 98);
    let actors = t.db().read(|r| crate::ledger::entries_after(r, ONE, 0, 1).map_err(Problem::from));
    assert_eq!(actors.await.unwrap()[0].actor, "system:adding");
    assert!(report(t.db(), ONE).await.is_sound());
}

async fn more_than_a_list_holds(t: TestDb) {
    let calls: Vec<_> = (0..5_000_i64)
        .map(|_| {
            let db = t.db().clone();
            tokio::spawn(async move { db.append::<Add>(ONE, 1).await.unwrap() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), 1);
    }
    assert_eq!(counter(t.db(), ONE).await, 5_000);
    assert!(report(t.db(), ONE).await.is_sound());
}

async fn kinds_and_closures_share_a_scope(t: TestDb) {
    let calls: Vec<_> = (0..300_i64)
        .map(|number| {
            let db = t.db().clone();
            tokio::spawn(async move {
                match number % 3 {
                    0 => drop(db.append::<TakeSeat>(ONE, number).await.unwrap()),
                    1 => drop(db.append::<Add>(ONE, 1).await.unwrap()),
                    _ => drop(db.write(ONE, &by(), count_up).await.unwrap()),
                }
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(counter(t.db(), ONE).await, 200);
    assert!(report(t.db(), ONE).await.is_sound());
}
