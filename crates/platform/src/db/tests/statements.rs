//! Statements mean the same on both databases.

use super::*;
use crate::testing::both_databases;

both_databases!(start;
    parameters_are_numbers_not_names,
    every_value_comes_back,
    a_set_is_bound_as_one_array,
    rows_are_inserted_as_they_are,
    a_set_changes_and_deletes,
    a_nul_is_refused_before_it_reaches_the_database,
    texts_sort_by_their_bytes,
    sums_and_counts_are_numbers,
    the_wrong_number_of_parameters_is_a_fault,
);

async fn parameters_are_numbers_not_names(t: TestDb) {
    t.db()
        .write(ONE, &by(), |w| {
            w.execute("INSERT INTO counter (scope, n) VALUES ($1, $2)", &values![7, 1])?;
            let changed = w.execute("UPDATE counter SET n = $2 WHERE scope = $1", &values![7, 42])?;
            assert_eq!(changed, 1);
            w.record(Entry::new("test.set", 1))
        })
        .await
        .unwrap();
    assert_eq!(counter(t.db(), ScopeNo(7)).await, 42);
}

async fn every_value_comes_back(t: TestDb) {
    let odd = "tab\t nl\n cr\r \\N quote' \"dq\" Żółć 漢字 🦀 $1 EACH($1)";
    let row = t
        .db()
        .write(ONE, &by(), move |w| {
            w.record(Entry::new("test.made", 1))?;
            let rows = w.query(
                "INSERT INTO thing (id, name, note, data) VALUES ($1, $2, $3, $4)
                 RETURNING id, name, note, data, id > 5",
                &values![i64::MIN, odd, None::<&str>, vec![0_u8, 1, 255]],
            )?;
            let row = &rows[0];
            assert_eq!(row.get::<i64>(0)?, i64::MIN);
            assert_eq!(row.get::<String>(1)?, odd);
            assert_eq!(row.get::<Option<String>>(2)?, None);
            assert_eq!(row.get::<Vec<u8>>(3)?, vec![0, 1, 255]);
            assert!(!row.get::<bool>(4)?);
            assert!(row.get::<String>(0).is_err());
            assert!(row.get::<i64>(9).is_err());
            assert_eq!(row.len(), 5);
            Ok(())
        })
        .await;
    row.unwrap();
}

async fn a_set_is_bound_as_one_array(t: TestDb) {
    let mut rows = Rows::new();
    rows.row().int(1).text("a\"b\\c").null().bool(true);
    rows.row().int(i64::MAX).text("Björn 🦀\n").text("x").bool(false);
    let found = t
        .db()
        .read(move |r| {
            r.query(
                "SELECT CAST(value->>0 AS BIGINT), value->>1, value->>2, CAST(value->>3 AS BIGINT)
                 FROM EACH($1) WHERE CAST(value->>0 AS BIGINT) >= $2
                 ORDER BY CAST(value->>0 AS BIGINT)",
                &values![&rows, 0],
            )
            .map_err(Problem::from)
        })
        .await
        .unwrap();
    assert_eq!(found[0].get::<String>(1).unwrap(), "a\"b\\c");
    assert_eq!(found[0].get::<Option<String>>(2).unwrap(), None);
    assert!(found[0].get::<bool>(3).unwrap());
    assert_eq!(found[1].get::<i64>(0).unwrap(), i64::MAX);
    assert_eq!(found[1].text(1), Some("Björn 🦀\n"));
    let none = t
        .db()
        .read(|r| r.query("SELECT e.value FROM EACH($1) AS e", &values![Rows::new()]).map_err(Problem::from))
        .await
        .unwrap();
    assert!(none.is_empty());
}

/// `count` things, with every character that some format takes for its own.
fn things(count: i64) -> Rows {
    let mut rows = Rows::with_capacity(1_237, 4);
    for id in 0..count {
        let row = rows.row().int(id).text(&format!("thing\t{id}\\N\n'\"🦀"));
        let row = if id % 3 == 0 { row.null() } else { row.text("\\") };
        row.blob(&id.to_be_bytes());
    }
    rows
}

const THING: [&str; 4] = ["id", "name", "note", "data"];

async fn rows_are_inserted_as_they_are(t: TestDb) {
    // Few rows and many take different ways.
    for count in [1, 50, 64, 65, 1_237_i64] {
        let by = by();
        let inserted = t.db().write(ONE, &by, move |w| {
            w.execute("DELETE FROM thing", &[])?;
            let inserted = w.insert_rows("thing", &THING, &things(count))?;
            assert_eq!(w.insert_rows("thing", &THING, &Rows::new())?, 0);
            w.record(Entry::new("test.made", 1))?;
            Ok(i64::try_from(inserted).unwrap_or(-1))
        });
        assert_eq!(inserted.await.unwrap().value, count);
        t.db().read(move |r| are_things(r, count)).await.unwrap();
    }
    let uneven = t
        .db()
        .write(ONE, &by(), |w| {
            let mut rows = Rows::new();
            rows.row().int(1);
            Ok(w.insert_rows("thing", &THING, &rows)?)
        })
        .await;
    assert_eq!(uneven.unwrap_err().code, "internal");
    let twice = t
        .db()
        .write(ONE, &by(), |w| match w.insert_rows("thing", &THING, &things(1_237)) {
            Err(DbError::Unique(_)) => Err::<(), _>(Problem::refused(409, "taken")),
            other => panic!("{other:?}"),
        })
        .await;
    assert_eq!(twice.unwrap_err().code, "taken");
}

fn are_things(r: &mut Read<'_>, count: i64) -> Result<(), Problem> {
    let mut id = 0_i64;
    r.query_each("SELECT id, name, note, data FROM thing ORDER BY id", &[], &mut |row| {
        assert_eq!(row.get::<i64>(0)?, id);
        assert_eq!(row.get::<String>(1)?, format!("thing\t{id}\\N\n'\"🦀"));
        assert_eq!(row.get::<Option<String>>(2)?.is_none(), id % 3 == 0);
        assert_eq!(row.get::<Vec<u8>>(3)?, id.to_be_bytes());
        id += 1;
        Ok(())
    })?;
    assert_eq!(id, count);
    Ok(())
}

async fn a_set_changes_and_deletes(t: TestDb) {
    let counts = t
        .db()
        .write(ONE, &by(), |w| {
            w.insert_rows("thing", &THING, &things(1_237))?;
            let mut even = Rows::new();
            for id in (0..3_000_i64).step_by(2) {
                even.row().int(id).text("even");
            }
            let changed = w.execute_rows(
                "UPDATE thing SET name = e.value->>1 FROM EACH($1) AS e
                 WHERE thing.id = CAST(e.value->>0 AS BIGINT)",
                &even,
            )?;
            let deleted = w.execute_rows(
                "DELETE FROM thing WHERE id IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($1))",
                &even,
            )?;
            let added = w.execute_rows(
                "INSERT INTO thing (id, name) SELECT CAST(value->>0 AS BIGINT), value->>1
                 FROM EACH($1) WHERE true ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                &even,
            )?;
            w.record(Entry::new("test.changed", 1))?;
            Ok([changed, deleted, added])
        })
        .await
        .unwrap();
    assert_eq!(counts.value, [619, 619, 1_500]);
}

async fn a_nul_is_refused_before_it_reaches_the_database(t: TestDb) {
    for way in 0..3 {
        let refused = t
            .db()
            .write(ONE, &by(), move |w| {
                let mut rows = Rows::new();
                rows.row().int(1).text("a\0b");
                w.record(Entry::new("test.made", 1))?;
                match way {
                    0 => w.execute("INSERT INTO thing (id, name) VALUES (1, $1)", &values!["a\0b"])?,
                    1 => w.insert_rows("thing", &["id", "name"], &rows)?,
                    _ => w.execute_rows(
                        "INSERT INTO thing (id, name)
                         SELECT CAST(value->>0 AS BIGINT), value->>1 FROM EACH($1)",
                        &rows,
                    )?,
                };
                Ok(())
            })
            .await;
        let problem = refused.unwrap_err();
        assert_eq!((problem.status, &*problem.code), (422, "text_invalid"));
    }
}

async fn texts_sort_by_their_bytes(t: TestDb) {
    let sorted = t
        .db()
        .write(ONE, &by(), |w| {
            let mut rows = Rows::new();
            for (id, name) in (0_i64..).zip(["b", "a", "Å", "B", "ab", "a b", "é", "_", "Z"]) {
                rows.row().int(id).text(name);
            }
            w.insert_rows("thing", &["id", "name"], &rows)?;
            w.record(Entry::new("test.made", 1))?;
            let rows = w.query("SELECT name FROM thing ORDER BY name", &[])?;
            Ok(rows.iter().map(|row| row.get(0)).collect::<Result<Vec<String>, _>>()?)
        })
        .await
        .unwrap();
    assert_eq!(sorted.value, ["B", "Z", "_", "a", "a b", "ab", "b", "Å", "é"]);
}

async fn sums_and_counts_are_numbers(t: TestDb) {
    let row = t
        .db()
        .read(|r| {
            let mut rows = Rows::new();
            rows.row().int(1_234_567_i64);
            rows.row().int(-10_000_i64);
            let row = r.query_one(
                "SELECT COUNT(*), SUM(CAST(value->>0 AS BIGINT)), MIN(CAST(value->>0 AS BIGINT))
                 FROM EACH($1)",
                &values![rows],
            )?;
            Ok(row.unwrap())
        })
        .await
        .unwrap();
    let numbers: Vec<i64> = (0..3).map(|at| row.get(at).unwrap()).collect();
    assert_eq!(numbers, [2, 1_224_567, -10_000]);
}

async fn the_wrong_number_of_parameters_is_a_fault(t: TestDb) {
    for params in [&values![][..], &values![1, 2][..]] {
        let params = params.to_vec();
        let result =
            t.db().read(move |r| Ok(r.query("SELECT n FROM counter WHERE scope = $1", &params)?)).await;
        assert_eq!(result.unwrap_err().code, "internal");
    }
}
