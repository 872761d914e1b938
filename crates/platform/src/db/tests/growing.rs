//! Statistics follow a table that grows, however few rows come at once.

use super::*;

/// What the planner believes of the table: -1 when it was never looked at.
async fn believed(db: &Db) -> i64 {
    let sql = "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass('seat')";
    db.read(move |r| Ok(r.query_one(sql, &[])?.expect("there is the table").get(0)?)).await.unwrap()
}

async fn take(db: &Db, holders: std::ops::Range<i64>) {
    db.write(ONE, &by(), move |w| {
        let mut rows = Rows::new();
        for holder in holders {
            rows.row().int(ONE.0).int(holder);
        }
        w.insert_rows("seat", &["scope", "holder"], &rows)?;
        w.record(Entry::new("test.seats", 1))
    })
    .await
    .unwrap();
}

#[test]
fn few_rows_at_a_time_are_noticed_on_postgres() {
    crate::testing::run(async {
        let t = start(Backend::Postgres);
        // PostgreSQL's own upkeep looks at every table now and then; here only the server is to.
        t.place().tamper("ALTER TABLE seat SET (autovacuum_enabled = off)");
        for first in (0..950).step_by(50) {
            take(t.db(), first..first + 50).await;
        }
        assert!(believed(t.db()).await <= 0, "nobody looks while there is little");
        take(t.db(), 950..1_000).await;
        assert_eq!(believed(t.db()).await, 1_000);
        take(t.db(), 1_000..2_000).await;
        assert_eq!(believed(t.db()).await, 2_000, "it has doubled");
        take(t.db(), 2_000..2_900).await;
        assert_eq!(believed(t.db()).await, 2_000, "less than half more");
        take(t.db(), 2_900..3_100).await;
        assert_eq!(believed(t.db()).await, 3_100);
    });
}
