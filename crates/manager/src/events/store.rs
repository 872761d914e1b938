//! The events' SQL.

use licentia_core::events::{Ending, Progress, Reach};
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Write, values};
use licentia_platform::ledger::{TextId, text};

use super::{Event, Events, Named, Past, Report, Source};

const COLUMNS: &str = "id, key, reach, owner, source, ending, name, message, activated_at, activated_by, finish_at, \
                       ended_at, ended_by, revision, done, total, status";

/// What stands in an event's row beside the event itself.
pub(super) struct Texts {
    /// What an application calls it.
    pub(super) name: Option<TextId>,
    /// What is told.
    pub(super) message: Option<TextId>,
}

/// The active events for a snapshot.
pub(crate) fn events(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Events, DbError> {
    let revision = "SELECT COALESCE(MAX(revision), 0) FROM system_event WHERE scope = $1";
    let revision = sql.query_one(revision, &values![scope])?.map_or(Ok(0), |row| row.get::<i64>(0))?;
    Ok(Events { active: active(sql, scope)?, revision: revision.cast_unsigned() })
}

/// The active events, the latest first.
pub(super) fn active(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Event>, DbError> {
    let select = format!(
        "SELECT {COLUMNS} FROM system_event WHERE scope = $1 AND ended_at IS NULL ORDER BY activated_at DESC, id DESC"
    );
    let rows = sql.query(&select, &values![scope])?;
    read(sql, scope, &rows)
}

/// Those that have ended, in an order, beyond a place in it.
pub(super) fn ended(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    order: Past,
    after: Option<&(i64, String)>,
    limit: u32,
) -> Result<Vec<Event>, DbError> {
    let by = if order.by_activation { "activated_at" } else { "ended_at" };
    let (beyond, way, first) =
        if order.oldest_first { (">", "ASC", i64::MIN) } else { ("<", "DESC", i64::MAX) };
    let (at, id) = after.map_or((first, ""), |(at, id)| (*at, id.as_str()));
    let select = format!(
        "SELECT {COLUMNS} FROM system_event WHERE scope = $1 AND ended_at IS NOT NULL AND ({by}, id) {beyond} ($2, $3) \
         ORDER BY {by} {way}, id {way} LIMIT $4"
    );
    let rows = sql.query(&select, &values![scope, at, id, limit])?;
    read(sql, scope, &rows)
}

/// One event.
pub(super) fn one(sql: &mut dyn Sql, scope: ScopeNo, id: &str) -> Result<Option<Event>, DbError> {
    let select = format!("SELECT {COLUMNS} FROM system_event WHERE scope = $1 AND id = $2");
    let rows = sql.query(&select, &values![scope, id])?;
    Ok(read(sql, scope, &rows)?.pop())
}

fn read(sql: &mut dyn Sql, scope: ScopeNo, rows: &[Row]) -> Result<Vec<Event>, DbError> {
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        // A row that was edited into something else is no event.
        events.extend(event(sql, scope, row)?);
    }
    Ok(events)
}

fn event(sql: &mut dyn Sql, scope: ScopeNo, row: &Row) -> Result<Option<Event>, DbError> {
    let word = |at: usize| row.get::<String>(at);
    let (key, reach) = (word(1)?.parse(), Reach::from_stored(&word(2)?, &word(3)?));
    let (Ok(key), Some(reach), Some(ending)) = (key, reach, Ending::from_name(&word(5)?)) else {
        return Ok(None);
    };
    let source = if word(4)? == Source::Application.as_str() { Source::Application } else { Source::Person };
    let ended_by = row.get::<Option<String>>(12)?.unwrap_or_default();
    let (done, total) = (row.get::<Option<i64>>(14)?, row.get::<Option<i64>>(15)?);
    let count = |count: Option<i64>| count.unwrap_or(0).max(0).cast_unsigned();
    Ok(Some(Event {
        id: row.get(0)?,
        key,
        reach,
        source,
        ending,
        name: said(sql, scope, row.get(6)?)?,
        message: said(sql, scope, row.get(7)?)?,
        activated_at: row.get(8)?,
        activated_by: row.get(9)?,
        finish_at: row.get(10)?,
        ended: row.get::<Option<i64>>(11)?.map(|at| (at, ended_by)),
        revision: row.get::<i64>(13)?.cast_unsigned(),
        progress: done.or(total).map(|_| Progress { done: count(done), total: count(total) }),
        status: row.get(16)?,
    }))
}

/// The text that stands beside the ledger; nothing where it was erased.
fn said(sql: &mut dyn Sql, scope: ScopeNo, stored: Option<String>) -> Result<Option<String>, DbError> {
    let id = stored.and_then(|stored| serde_json::from_str::<TextId>(&stored).ok());
    let said = id.map_or(Ok(None), |id| text(sql, scope, &id))?;
    Ok(said.filter(|said| !said.is_empty()))
}

fn stored(id: Option<&TextId>) -> Option<String> {
    id.and_then(|id| serde_json::to_string(id).ok())
}

/// Writes a new event.
pub(super) fn insert(w: &mut Write<'_>, event: &Event, texts: &Texts) -> Result<(), DbError> {
    let scope = w.scope();
    let insert = "INSERT INTO system_event (scope, id, key, reach, owner, source, ending, name, message, activated_at, \
                  activated_by, finish_at, revision, done, total, status) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let (done, total) = event.progress.map(|told| (count(told.done), count(told.total))).unzip();
    w.execute(
        insert,
        &values![
            scope,
            event.id.as_str(),
            event.key.as_str(),
            event.reach.as_str(),
            event.reach.owner(),
            event.source.as_str(),
            event.ending.as_str(),
            stored(texts.name.as_ref()),
            stored(texts.message.as_ref()),
            event.activated_at,
            event.activated_by.as_str(),
            event.finish_at,
            event.revision,
            done,
            total,
            event.status.as_deref(),
        ],
    )
    .map(drop)
}

/// Writes what a person may change; a text that is `None` stays as it is.
pub(super) fn change(w: &mut Write<'_>, event: &Event, texts: &Texts) -> Result<(), DbError> {
    let scope = w.scope();
    let update = "UPDATE system_event SET reach = $3, owner = $4, name = COALESCE($5, name), \
                  message = COALESCE($6, message), finish_at = $7, revision = $8 WHERE scope = $1 AND id = $2";
    w.execute(
        update,
        &values![
            scope,
            event.id.as_str(),
            event.reach.as_str(),
            event.reach.owner(),
            stored(texts.name.as_ref()),
            stored(texts.message.as_ref()),
            event.finish_at,
            event.revision,
        ],
    )
    .map(drop)
}

/// Ends an event.
pub(super) fn end(w: &mut Write<'_>, id: &str, by: &str) -> Result<(), DbError> {
    let (scope, now, revision) = (w.scope(), w.now_ms(), w.revision());
    let update =
        "UPDATE system_event SET ended_at = $3, ended_by = $4, revision = $5 WHERE scope = $1 AND id = $2";
    w.execute(update, &values![scope, id, now, by, revision]).map(drop)
}

/// Writes how far an application is; what it does not say stays. Whether the event is still active.
pub(super) fn progress(w: &mut Write<'_>, id: &str, told: &Report) -> Result<bool, DbError> {
    let (scope, now) = (w.scope(), w.now_ms());
    let (done, total) = (told.done.map(count), told.total.map(count));
    let (status, finish_at) = (told.status.as_deref(), told.finish_at);
    let update = "UPDATE system_event SET done = COALESCE($3, done), total = COALESCE($4, total), \
                  status = COALESCE($5, status), finish_at = COALESCE($6, finish_at), told_at = $7 \
                  WHERE scope = $1 AND id = $2 AND ended_at IS NULL";
    Ok(w.execute(update, &values![scope, id, done, total, status, finish_at, now])? > 0)
}

/// When an application last said how far it is, of those that are active; 0 = never.
pub(super) fn last_told(sql: &mut dyn Sql, scope: ScopeNo) -> Result<i64, DbError> {
    let select = "SELECT COALESCE(MAX(told_at), 0) FROM system_event WHERE scope = $1 AND ended_at IS NULL";
    sql.query_one(select, &values![scope])?.map_or(Ok(0), |row| row.get(0))
}

fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What whoever raised an event is called; `None` where they cannot come back: an account that is blocked or was removed,
/// a token that was revoked or has run out.
pub(super) fn raiser(sql: &mut dyn Sql, actor: &str, now_ms: i64) -> Result<Option<String>, DbError> {
    let numbered = actor.split_once(':').and_then(|(kind, no)| Some((kind, no.parse::<i64>().ok()?)));
    let row = match numbered {
        Some(("account", no)) => {
            sql.query_one("SELECT login FROM account WHERE no = $1 AND state = 'active'", &values![no])?
        }
        Some(("token", no)) => {
            let text = "SELECT label FROM api_token WHERE no = $1 AND state = 'active' \
                        AND (expires_at IS NULL OR expires_at > $2)";
            sql.query_one(text, &values![no, now_ms])?
        }
        _ => return Ok(Some(actor.to_owned())),
    };
    row.map(|row| row.get(0)).transpose()
}

/// Who `account:3` or `token:7` is.
pub(super) fn actor(sql: &mut dyn Sql, actor: &str) -> Result<Option<Named>, DbError> {
    let Some((kind, no)) = actor.split_once(':') else { return Ok(None) };
    let Ok(no) = no.parse::<i64>() else { return Ok(None) };
    let select = match kind {
        "account" => "SELECT name, login, user_id FROM account WHERE no = $1",
        "token" => "SELECT label, NULL, NULL FROM api_token WHERE no = $1",
        _ => return Ok(None),
    };
    let row = sql.query_one(select, &values![no])?;
    row.map(|row| Ok(Named { name: row.get(0)?, login: row.get(1)?, user: row.get(2)? })).transpose()
}
