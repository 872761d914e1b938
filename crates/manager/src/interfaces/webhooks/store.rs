//! `webhook`: its SQL.

use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Write, values};

use super::Webhook;

const COLUMNS: &str = "id, url, kinds, lang, secret_no, rotated_at, created_at, disabled_at, disabled_by";

/// The webhooks of an installation, the oldest first.
pub(super) fn list(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Webhook>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM webhook WHERE scope = $1 ORDER BY created_at, id");
    sql.query(&text, &values![scope])?.iter().map(webhook).collect()
}

/// One of them.
pub(super) fn find(sql: &mut dyn Sql, scope: ScopeNo, id: &str) -> Result<Option<Webhook>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM webhook WHERE scope = $1 AND id = $2");
    sql.query_one(&text, &values![scope, id])?.as_ref().map(webhook).transpose()
}

pub(super) fn insert(w: &mut Write<'_>, hook: &Webhook) -> Result<(), DbError> {
    let (scope, kinds) = (w.scope(), serde_json::Value::from(hook.kinds.clone()).to_string());
    let text =
        format!("INSERT INTO webhook (scope, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    w.execute(
        &text,
        &values![
            scope,
            hook.id.as_str(),
            hook.url.as_str(),
            kinds,
            hook.lang.as_str(),
            hook.secret_no,
            hook.rotated_at,
            hook.created_at,
            hook.disabled_at,
            hook.disabled_by.as_deref()
        ],
    )
    .map(drop)
}

/// Writes what may change.
pub(super) fn update(w: &mut Write<'_>, hook: &Webhook) -> Result<(), DbError> {
    let scope = w.scope();
    let text = "UPDATE webhook SET secret_no = $3, rotated_at = $4, disabled_at = $5, disabled_by = $6 \
                WHERE scope = $1 AND id = $2";
    w.execute(
        text,
        &values![
            scope,
            hook.id.as_str(),
            hook.secret_no,
            hook.rotated_at,
            hook.disabled_at,
            hook.disabled_by.as_deref()
        ],
    )
    .map(drop)
}

/// Whether there was one.
pub(super) fn delete(w: &mut Write<'_>, id: &str) -> Result<bool, DbError> {
    let scope = w.scope();
    Ok(w.execute("DELETE FROM webhook WHERE scope = $1 AND id = $2", &values![scope, id])? > 0)
}

fn webhook(row: &Row) -> Result<Webhook, DbError> {
    Ok(Webhook {
        id: row.get(0)?,
        url: row.get(1)?,
        // A list that was edited into something else tells of everything: the careful side.
        kinds: row.text(2).and_then(|kinds| serde_json::from_str(kinds).ok()).unwrap_or_default(),
        lang: row.get(3)?,
        secret_no: row.get(4)?,
        rotated_at: row.get(5)?,
        created_at: row.get(6)?,
        disabled_at: row.get(7)?,
        disabled_by: row.get(8)?,
    })
}
