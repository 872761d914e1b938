//! From the portable subset to each database's own words. The only place that knows both.

use super::Backend;

/// Rewrites one statement: `$n` to `?n` on SQLite, and `EACH($n)` to the table function of each.
///
/// SQLite numbers `$n` by first appearance, as names: `SET a=$2 WHERE id=$1` would bind the first
/// parameter to `a`. `?n` is a number on SQLite, as `$n` is on PostgreSQL.
pub(crate) fn rewrite(sql: &str, backend: Backend) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    let mut rest = sql;
    while !rest.is_empty() {
        let quoted = quoted_length(rest);
        if quoted > 0 {
            out.push_str(&rest[..quoted]);
            rest = &rest[quoted..];
        } else if let Some((parameter, after)) = each(rest, &out) {
            out.push_str(&match backend {
                Backend::Sqlite => format!("jsonb_each(?{parameter})"),
                Backend::Postgres => format!("jsonb_array_elements((${parameter})::jsonb)"),
            });
            rest = after;
        } else if backend == Backend::Sqlite && rest.starts_with('$') && starts_with_digit(&rest[1..]) {
            out.push('?');
            rest = &rest[1..];
        } else {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
        }
    }
    out
}

/// Rewrites a migration: the lines that only one database runs, and the names of types.
///
/// `-- sqlite: WORDS` and `-- postgres: WORDS` stand for WORDS on that database. On PostgreSQL BLOB is
/// BYTEA, and TEXT sorts by its bytes, as it does on SQLite.
pub(crate) fn rewrite_migration(sql: &str, backend: Backend) -> String {
    let (mine, types): (&str, &[(&str, &str)]) = match backend {
        Backend::Sqlite => ("-- sqlite:", &[]),
        Backend::Postgres => ("-- postgres:", &[("BLOB", "BYTEA"), ("TEXT", "TEXT COLLATE \"C\"")]),
    };
    let mut out = String::with_capacity(sql.len() + 256);
    for line in sql.lines() {
        let line = match line.find(mine) {
            Some(at) => format!("{}{}", &line[..at], &line[at + mine.len()..]),
            None => line.to_owned(),
        };
        out.push_str(&replace_types(&line, types));
        out.push('\n');
    }
    out
}

/// Replaces type names outside quotes, comments and `CAST(… AS TYPE)`.
fn replace_types(line: &str, types: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let mut rest = line;
    while !rest.is_empty() {
        let quoted = quoted_length(rest);
        if quoted > 0 {
            out.push_str(&rest[..quoted]);
            rest = &rest[quoted..];
            continue;
        }
        let word = rest.find(|letter: char| !is_word(letter)).unwrap_or(rest.len());
        if word == 0 {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
            continue;
        }
        let cast = out.trim_end().ends_with(" AS");
        let replaced =
            types.iter().find(|(portable, own)| *portable == &rest[..word] && !(cast && own.contains(' ')));
        out.push_str(replaced.map_or(&rest[..word], |(_, own)| own));
        rest = &rest[word..];
    }
    out
}

/// Whether a statement may change something. What begins with WITH is taken for a question: the
/// portable subset has no data-changing WITH.
pub(crate) fn changes(sql: &str) -> bool {
    let first = sql.trim_start();
    !["SELECT", "WITH", "VALUES"]
        .iter()
        .any(|word| first.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

/// The length of the string, quoted name or comment that `rest` begins with, or 0.
fn quoted_length(rest: &str) -> usize {
    let closed_by =
        |open: usize, close: &str| rest[open..].find(close).map_or(rest.len(), |at| open + at + close.len());
    match rest.as_bytes() {
        [b'\'', ..] => closed_by(1, "'"),
        [b'"', ..] => closed_by(1, "\""),
        [b'-', b'-', ..] => closed_by(2, "\n"),
        [b'/', b'*', ..] => closed_by(2, "*/"),
        _ => 0,
    }
}

/// `EACH($n)` at the start of `rest`, when what stands before is not part of the same word.
fn each<'a>(rest: &'a str, before: &str) -> Option<(&'a str, &'a str)> {
    let inside = rest.strip_prefix("EACH($")?;
    if before.ends_with(is_word) {
        return None;
    }
    let (parameter, after) = inside.split_once(')')?;
    (!parameter.is_empty() && parameter.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some((parameter, after))
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_not_named() {
        assert_eq!(
            rewrite("UPDATE t SET a=$2 WHERE id=$1", Backend::Sqlite),
            "UPDATE t SET a=?2 WHERE id=?1"
        );
        assert_eq!(
            rewrite("UPDATE t SET a=$2 WHERE id=$1", Backend::Postgres),
            "UPDATE t SET a=$2 WHERE id=$1"
        );
    }

    #[test]
    fn quotes_and_comments_stay_as_they_are() {
        let sql = "SELECT '$1''EACH($1)', \"$2\" -- $3\n/* $4 */ FROM EACH($10) AS e, REACH($1)";
        assert_eq!(
            rewrite(sql, Backend::Sqlite),
            "SELECT '$1''EACH($1)', \"$2\" -- $3\n/* $4 */ FROM jsonb_each(?10) AS e, REACH(?1)"
        );
        assert_eq!(
            rewrite("SELECT value FROM EACH($1)", Backend::Postgres),
            "SELECT value FROM jsonb_array_elements(($1)::jsonb)"
        );
        assert_eq!(rewrite("SELECT 'å$1' $", Backend::Sqlite), "SELECT 'å$1' $");
    }

    #[test]
    fn a_migration_speaks_to_each_database() {
        let sql = "CREATE TABLE t (a TEXT NOT NULL, b BLOB, c TEXTUAL) -- sqlite: WITHOUT ROWID\n;\n-- postgres: ALTER TABLE t ALTER COLUMN b SET STORAGE EXTERNAL;\nSELECT CAST(1 AS TEXT), 'TEXT';";
        assert_eq!(
            rewrite_migration(sql, Backend::Sqlite),
            "CREATE TABLE t (a TEXT NOT NULL, b BLOB, c TEXTUAL)  WITHOUT ROWID\n;\n-- postgres: ALTER TABLE t ALTER COLUMN b SET STORAGE EXTERNAL;\nSELECT CAST(1 AS TEXT), 'TEXT';\n"
        );
        assert_eq!(
            rewrite_migration(sql, Backend::Postgres),
            "CREATE TABLE t (a TEXT COLLATE \"C\" NOT NULL, b BYTEA, c TEXTUAL) -- sqlite: WITHOUT ROWID\n;\n ALTER TABLE t ALTER COLUMN b SET STORAGE EXTERNAL;\nSELECT CAST(1 AS TEXT), 'TEXT';\n"
        );
    }

    #[test]
    fn statements_that_only_ask_change_nothing() {
        assert!(!changes("  select 1"));
        assert!(!changes("WITH a AS (SELECT 1) SELECT * FROM a"));
        assert!(changes("INSERT INTO t DEFAULT VALUES RETURNING a"));
        assert!(changes("å"));
    }
}
