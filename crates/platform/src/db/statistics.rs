//! What SQLite is told about the tables, so that a set statement looks its rows up.
//!
//! Without statistics SQLite takes `scope = $1` for a condition that few rows meet. In truth all of an
//! installation meet it, and `UPDATE … FROM EACH($2) WHERE scope = $1 AND …` then read every row of the
//! scope and the whole list for each of them: 50,000 people who wait took minutes instead of seconds.
//! Real statistics would have to be taken again whenever a table grows, so it is told once what holds for
//! a large installation; a small one is fast whatever is chosen.

use super::migrate::Scripts;
use super::{DbError, values};

/// As many rows as a large installation has of something.
const ROWS: u64 = 1_000_000;

/// Tells the planner, unless it has been told the same before.
pub(super) fn tell(sql: &mut dyn Scripts) -> Result<(), DbError> {
    let wanted = wanted(sql)?;
    // The table in which statistics stand is made by the first ANALYZE, here of a table with a row or two.
    sql.execute("ANALYZE schema_version", &[])?;
    let known = sql.query("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx", &[])?;
    let known: Result<Vec<[String; 3]>, DbError> =
        known.iter().map(|row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])).collect();
    if known? == wanted {
        return Ok(());
    }
    sql.execute("DELETE FROM sqlite_stat1", &[])?;
    for [table, index, numbers] in &wanted {
        let row = values![table.as_str(), index.as_str(), numbers.as_str()];
        sql.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", &row)?;
    }
    sql.execute("ANALYZE sqlite_schema", &[])?;
    Ok(())
}

/// Table, index and numbers of every index that begins with a scope.
fn wanted(sql: &mut dyn Scripts) -> Result<Vec<[String; 3]>, DbError> {
    let indexes = sql.query(
        "SELECT s.name, l.name, l.\"unique\" FROM sqlite_schema AS s JOIN pragma_index_list(s.name) AS l \
         WHERE s.type = 'table' ORDER BY s.name, l.name",
        &[],
    )?;
    let mut wanted = Vec::new();
    for index in &indexes {
        let (table, name, unique) = (index.get::<String>(0)?, index.get::<String>(1)?, index.get(2)?);
        let columns = sql.query(
            "SELECT name FROM pragma_index_xinfo($1) WHERE key = 1 ORDER BY seqno",
            &values![name.as_str()],
        )?;
        let first = columns.first().map(|column| column.get::<Option<String>>(0)).transpose()?.flatten();
        if first.as_deref() == Some("scope") {
            wanted.push([table, name, numbers(columns.len(), unique)]);
        }
    }
    Ok(wanted)
}

/// How many rows there are, and how many have the first column, the first two and so on in common: all of them the
/// scope, and each further column narrows it down.
fn numbers(columns: usize, unique: bool) -> String {
    let mut numbers = vec![ROWS.to_string()];
    for column in 1..=columns {
        let left = u32::try_from(columns - column).unwrap_or(u32::MAX);
        let alike = match (column, unique) {
            (1, _) if columns > 1 || !unique => ROWS,
            (_, true) => 10_u64.saturating_pow(left),
            (_, false) => 10_u64.saturating_pow(left.saturating_add(1)),
        };
        numbers.push(alike.min(ROWS).to_string());
    }
    numbers.join(" ")
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn a_scope_narrows_nothing_down_and_a_whole_key_everything() {
        assert_eq!(numbers(4, true), "1000000 1000000 100 10 1");
        assert_eq!(numbers(2, false), "1000000 1000000 10");
        assert_eq!(numbers(1, true), "1000000 1");
    }
}
