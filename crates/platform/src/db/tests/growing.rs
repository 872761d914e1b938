//! What grows is looked after: statistics follow a table, however few rows come at once, and the write-ahead log stays
//! short.

use std::time::{Duration, Instant};

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

#[test]
fn the_log_of_sqlite_is_moved_into_the_file_and_begun_anew() {
    crate::testing::run(async {
        const MIB: u64 = 1 << 20;
        let t = start(Backend::Sqlite);
        t.place().tamper("CREATE TABLE body (bytes BLOB NOT NULL)");
        let grow = async || {
            let write = |w: &mut Write<'_>| {
                w.outside_chain();
                Ok(w.execute("INSERT INTO body (bytes) VALUES ($1)", &[Value::Blob(vec![7; 4 << 20])])?)
            };
            t.db().write(ONE, &by(), write).await.unwrap();
        };
        let length = |name: &str| std::fs::metadata(t.place().folder().join(name)).unwrap().len();
        for _ in 0..5 {
            grow().await;
        }
        // Nobody writes, and still it comes.
        let until = Instant::now() + Duration::from_secs(120);
        while length("licentia.db") < 16 * MIB {
            assert!(Instant::now() < until, "nobody moves the log: {}", length("licentia.db"));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // However fast it goes on, the log is not much longer than when the writer itself moves it.
        for _ in 0..30 {
            grow().await;
        }
        assert!(length("licentia.db-wal") < 80 * MIB, "{}", length("licentia.db-wal"));
        assert!(length("licentia.db") > 64 * MIB, "{}", length("licentia.db"));
    });
}
