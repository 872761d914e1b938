//! Which databases are opened, and which are refused untouched.

use super::*;
use crate::testing::both_databases;

both_databases!(start;
    what_was_written_is_there_after_a_restart,
    a_newer_database_is_refused_and_untouched,
    another_servers_database_is_refused,
    another_servers_secret_is_refused,
    an_older_database_is_migrated,
    a_migration_that_fails_leaves_nothing,
);

async fn what_was_written_is_there_after_a_restart(mut t: TestDb) {
    t.db().write(ONE, &by(), count_up).await.unwrap();
    t.restart();
    assert_eq!(counter(t.db(), ONE).await, 1);
    assert_eq!(t.db().write(ONE, &by(), count_up).await.unwrap().revision, 2);
}

async fn another_servers_secret_is_refused(t: TestDb) {
    let open = |secret| {
        Db::open(DbOptions {
            url: t.place().url().to_owned(),
            migrations: TABLES,
            sealed: &[],
            secret,
            clock: Arc::new(t.clock().clone()),
            random: Arc::new(crate::clock::SystemRandom),
        })
    };
    let other = Arc::new(Secret::random(&crate::clock::SystemRandom));
    assert_eq!(open(other).err().unwrap().code(), "secret_other");
    open(t.secret().clone()).unwrap().close();
}

async fn a_newer_database_is_refused_and_untouched(t: TestDb) {
    t.db().write(ONE, &by(), count_up).await.unwrap();
    t.db().close();
    t.place().tamper(
        "INSERT INTO schema_version (part, version, name, applied_at) VALUES ('test', 2, 'future', 0)",
    );
    let file = t.place().folder().join("licentia.db");
    let before = std::fs::read(&file).ok();
    let error = t.open().err().unwrap();
    assert_eq!(error.code(), "database_newer");
    assert!(error.to_string().contains("test is at 2, this version knows 1"), "{error}");
    assert_eq!(std::fs::read(&file).ok(), before);
    // Not even when it knows older migrations that this database lacks.
    t.place().tamper("DELETE FROM schema_version WHERE part = 'platform' AND version > 1");
    assert_eq!(t.open().err().unwrap().code(), "database_newer");
}

async fn another_servers_database_is_refused(t: TestDb) {
    let error = t.open_with(&[]).err().unwrap();
    assert_eq!(error.code(), "database_other");
}

async fn an_older_database_is_migrated(t: TestDb) {
    const MORE: &[Migration] = &[
        TABLES[0],
        Migration {
            part: "test",
            version: 2,
            name: "more",
            sql: "CREATE TABLE more (a TEXT NOT NULL, b BLOB)\n-- sqlite: WITHOUT_NOTHING_IS_A_COMMENT_HERE\n;",
            fill: None,
        },
    ];
    const MORE_RIGHT: &[Migration] = &[
        TABLES[0],
        Migration {
            part: "test",
            version: 2,
            name: "more",
            sql: "CREATE TABLE more (a TEXT NOT NULL, b BLOB);",
            fill: Some(|sql| sql.execute("INSERT INTO more (a) VALUES ('filled')", &[]).map(drop)),
        },
    ];
    if t.db().backend() == Backend::Sqlite {
        assert_eq!(t.open_with(MORE).err().unwrap().code(), "migration_failed");
    }
    let db = t.open_with(MORE_RIGHT).unwrap();
    let rows = db.read(|r| Ok(r.query("SELECT a, b FROM more", &[])?)).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.text(0)).collect::<Vec<_>>(), [Some("filled")], "once");
    assert_eq!(t.open().err().unwrap().code(), "database_newer");
    db.close();
}

async fn a_migration_that_fails_leaves_nothing(t: TestDb) {
    const BROKEN: &[Migration] = &[
        TABLES[0],
        Migration {
            part: "test",
            version: 2,
            name: "broken",
            sql: "CREATE TABLE half (a TEXT); CREATE TABLE thing (a TEXT);",
            fill: None,
        },
    ];
    const UNFILLED: &[Migration] = &[
        TABLES[0],
        Migration {
            part: "test",
            version: 2,
            name: "broken",
            sql: "CREATE TABLE half (a TEXT);",
            fill: Some(|sql| sql.execute("INSERT INTO no_such_table (a) VALUES (1)", &[]).map(drop)),
        },
    ];
    for broken in [BROKEN, UNFILLED] {
        let error = t.open_with(broken).err().unwrap();
        assert_eq!(error.code(), "migration_failed");
        assert!(error.to_string().contains("test 2 (broken)"), "{error}");
    }
    // The old program still opens it, and the table of the failed step is not there.
    let db = t.open().unwrap();
    let half = db.read(|r| Ok(r.query("SELECT a FROM half", &[])?)).await;
    assert_eq!(half.unwrap_err().code, "internal");
    db.close();
}

#[test]
fn what_is_no_database_is_refused_with_its_code() {
    let open = |url: &str| {
        Db::open(DbOptions {
            url: url.to_owned(),
            migrations: &[],
            sealed: &[],
            secret: Arc::new(Secret::random(&crate::clock::SystemRandom)),
            clock: Arc::new(crate::clock::SystemClock::new()),
            random: Arc::new(crate::clock::SystemRandom),
        })
        .map(|_| ())
        .unwrap_err()
    };
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text");
    std::fs::write(&text, "this is a text and certainly not a database".repeat(100)).unwrap();
    for (url, code) in [
        ("mysql://nobody", "database_url"),
        ("sqlite:", "database_url"),
        ("sqlite:/no/such/folder/licentia.db", "database_unavailable"),
        (&format!("sqlite:{}", text.display()), "database_unavailable"),
        ("postgres://nobody@127.0.0.1:1/nothing", "database_unavailable"),
    ] {
        assert_eq!(open(url).code(), code, "{url}");
    }
}
