//! The blockers' SQL.

use licentia_platform::db::{DbError, ScopeNo, Sql, Write, values};

use super::Blocker;

/// Every blocker of a scope, by name.
pub(super) fn list(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Blocker>, DbError> {
    let text = "SELECT id, name, url, modules, created_at FROM blocker WHERE scope = $1 ORDER BY name, id";
    let rows = sql.query(text, &values![scope])?;
    rows.iter()
        .map(|row| {
            let modules: String = row.get(3)?;
            Ok(Blocker {
                id: row.get(0)?,
                name: row.get(1)?,
                url: row.get(2)?,
                // A list that was edited into something else asks about everything: the careful side.
                modules: serde_json::from_str(&modules).unwrap_or_default(),
                created_at: row.get(4)?,
            })
        })
        .collect()
}

pub(super) fn insert(w: &mut Write<'_>, blocker: &Blocker) -> Result<(), DbError> {
    let scope = w.scope();
    let modules = serde_json::Value::from(blocker.modules.clone()).to_string();
    let text =
        "INSERT INTO blocker (scope, id, name, url, modules, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let Blocker { id, name, url, created_at, .. } = blocker;
    w.execute(text, &values![scope, id.as_str(), name.as_str(), url.as_str(), modules, *created_at])?;
    Ok(())
}

/// Whether there was one.
pub(super) fn delete(w: &mut Write<'_>, id: &str) -> Result<bool, DbError> {
    let scope = w.scope();
    Ok(w.execute("DELETE FROM blocker WHERE scope = $1 AND id = $2", &values![scope, id])? > 0)
}
