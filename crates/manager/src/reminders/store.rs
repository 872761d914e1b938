//! The SQL of reminders and of what is chosen about them.

use licentia_core::reminders::{Known, Need};
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};

use super::settings::Chosen;

/// A reminder that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// What it is about, as it was then.
    pub need: Need,
    /// When, in milliseconds UTC.
    pub made_at: i64,
    /// To whom it went, as the outbox names receivers; to nobody where there was none.
    pub told_to: Vec<String>,
}

/// Every step that was told or passed.
pub(super) fn known(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Known>, DbError> {
    let text = "SELECT key, step, left_at, told_to FROM reminder WHERE scope = $1";
    let known = |row: &Row| {
        let unheard = row.text(3).is_some_and(|told_to| told_to == NOBODY);
        Ok(Known { key: row.get(0)?, step: row.get(1)?, left_at: row.get(2)?, unheard })
    };
    sql.query(text, &values![scope])?.iter().map(known).collect()
}

/// Remembers what is told now. A step that another server told meanwhile is an error of the database, never a second
/// message.
pub(super) fn insert(w: &mut Write<'_>, made: &[Made]) -> Result<(), DbError> {
    let (scope, mut rows) = (w.scope(), Rows::new());
    for Made { id, need, made_at, told_to } in made {
        let json = serde_json::to_string(need).expect("numbers, dates and names are JSON");
        let step = need.step.as_deref().unwrap_or_default();
        let told_to = serde_json::to_string(told_to).expect("texts are JSON");
        rows.row().int(scope.0).text(&need.key).text(step).text(id).text(&json).int(*made_at).text(&told_to);
    }
    w.insert_rows("reminder", &COLUMNS, &rows).map(drop)
}

const COLUMNS: [&str; 7] = ["scope", "key", "step", "id", "need", "made_at", "told_to"];

/// What stands there when nobody could be told.
const NOBODY: &str = "[]";

/// Remembers steps of which nobody is told, and whether there was anybody to tell of such a thing.
pub(super) fn pass(w: &mut Write<'_>, steps: &[(&str, &str, bool)]) -> Result<(), DbError> {
    if steps.is_empty() {
        return Ok(());
    }
    let (scope, now, mut rows) = (w.scope(), w.now_ms(), Rows::new());
    for (key, step, heard) in steps {
        let row = rows.row().int(scope.0).text(key).text(step).text("").text("").int(now);
        if *heard {
            row.null()
        } else {
            row.text(NOBODY)
        };
    }
    w.insert_rows("reminder", &COLUMNS, &rows).map(drop)
}

/// Notes since when nothing reaches steps any more; `None`: something does.
pub(super) fn leave(w: &mut Write<'_>, steps: &[&Known], left_at: Option<i64>) -> Result<(), DbError> {
    let scope = w.scope();
    for known in steps {
        let text = "UPDATE reminder SET left_at = $4 WHERE scope = $1 AND key = $2 AND step = $3";
        w.execute(text, &values![scope, known.key.as_str(), known.step.as_str(), left_at])?;
    }
    Ok(())
}

/// Forgets steps, so that they are told again when they are reached again.
pub(super) fn forget(w: &mut Write<'_>, steps: &[&Known]) -> Result<(), DbError> {
    let scope = w.scope();
    for known in steps {
        let text = "DELETE FROM reminder WHERE scope = $1 AND key = $2 AND step = $3";
        w.execute(text, &values![scope, known.key.as_str(), known.step.as_str()])?;
    }
    Ok(())
}

/// The newest reminders. One that this version cannot read is left out.
pub(super) fn list(sql: &mut dyn Sql, scope: ScopeNo, limit: u32) -> Result<Vec<Made>, DbError> {
    let text = "SELECT id, need, made_at, told_to FROM reminder WHERE scope = $1 AND need <> '' \
                ORDER BY made_at DESC, id LIMIT $2";
    let rows = sql.query(text, &values![scope, limit])?;
    let made = |row: &Row| {
        let need = serde_json::from_str(row.text(1)?).ok()?;
        let told_to = row.text(3).and_then(|told_to| serde_json::from_str(told_to).ok()).unwrap_or_default();
        Some(Made { id: row.get(0).ok()?, need, made_at: row.get(2).ok()?, told_to })
    };
    Ok(rows.iter().filter_map(made).collect())
}

/// What was chosen, and the revision that chose it.
pub(super) fn chosen(sql: &mut dyn Sql, scope: ScopeNo) -> Result<(Chosen, u64), DbError> {
    let text = "SELECT body, revision FROM reminder_settings WHERE scope = $1";
    let Some(row) = sql.query_one(text, &values![scope])? else { return Ok((Chosen::default(), 0)) };
    let chosen = row.text(0).and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    Ok((chosen, row.get::<i64>(1)?.cast_unsigned()))
}

/// Writes what was chosen.
pub(super) fn choose(w: &mut Write<'_>, chosen: &Chosen) -> Result<(), DbError> {
    let (scope, revision) = (w.scope(), w.revision().cast_signed());
    let body = serde_json::to_string(chosen).expect("numbers and texts are JSON");
    let text = "INSERT INTO reminder_settings (scope, body, revision) VALUES ($1, $2, $3) \
                ON CONFLICT (scope) DO UPDATE SET body = $2, revision = $3";
    w.execute(text, &values![scope, body, revision]).map(drop)
}

/// The mail addresses of users, by their ids.
pub(super) fn addresses(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: &[String],
) -> Result<Vec<(String, String)>, DbError> {
    let mut ids = Rows::new();
    for user in users {
        ids.row().text(user);
    }
    let text = "SELECT id, email FROM app_user WHERE scope = $1 AND state = 'active' AND email IS NOT NULL \
                AND id IN (SELECT value->>0 FROM EACH($2))";
    sql.query(text, &values![scope, ids])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// How many assignments wait, by the number of their module.
pub(super) fn waiting(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<(u32, u64)>, DbError> {
    let text = "SELECT module_no, COUNT(*) FROM assignment WHERE scope = $1 AND state = 1 \
                GROUP BY module_no ORDER BY module_no";
    let rows = sql.query(text, &values![scope])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get::<i64>(1)?.cast_unsigned()))).collect()
}

/// How many people wait for approval.
pub(super) fn approvals(sql: &mut dyn Sql, scope: ScopeNo) -> Result<u64, DbError> {
    let text =
        "SELECT COUNT(*) FROM app_user WHERE scope = $1 AND state = 'active' AND waiting_for_approval = 1";
    let row = sql.query_one(text, &values![scope])?;
    row.map_or(Ok(0), |row| row.get::<i64>(0).map(i64::cast_unsigned))
}
