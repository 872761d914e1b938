//! The desk's SQL.

use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Write, values};

use super::{Item, Kept, Kind, Letterbox, Listing, Query, State};
use crate::installations::{self, Origin};
use crate::lists::Newest;
use crate::lists::store::{Filter, page, word};

const COLUMNS: &str =
    "r.id, c.serial, c.name, r.kid, i.state, r.kind, r.origin, r.state, r.purpose, r.version,
    r.package_id, r.received_at, r.handled_at, r.handled_by";
const JOINED: &str = "request r JOIN customer c ON c.no = r.customer_no
    LEFT JOIN installation i ON i.customer_no = r.customer_no AND i.kid = r.kid";

fn item(row: &Row) -> Result<Item, DbError> {
    Ok(Item {
        id: row.get(0)?,
        serial: row.get(1)?,
        customer_name: row.get(2)?,
        kid: row.get(3)?,
        installation: row.text(4).and_then(installations::State::from_word),
        kind: word(row, 5, Kind::from_word)?,
        origin: word(row, 6, Origin::from_word)?,
        state: word(row, 7, State::from_word)?,
        purpose: row.get(8)?,
        version: row.get(9)?,
        package: row.get(10)?,
        received_at_ms: row.get(11)?,
        handled_at_ms: row.get(12)?,
        handled_by: row.get(13)?,
    })
}

/// One page, newest first.
pub(super) fn list(sql: &mut dyn Sql, customer: Option<ScopeNo>, query: &Query) -> Result<Listing, DbError> {
    let mut filter = Filter::default();
    filter.only("r.customer_no", customer);
    filter.only("r.kind", query.kind.map(Kind::as_str));
    filter.only("r.state", query.state.map(State::as_str));
    let total = filter.count(sql, "request r")?;
    if let Some(Newest(at, id)) = &query.after {
        filter.behind("<", ["r.received_at", "r.id"], values![at, id]);
    }
    let limit = filter.one_more(query.limit);
    let statement = format!(
        "SELECT {COLUMNS} FROM {JOINED}{} ORDER BY r.received_at DESC, r.id DESC LIMIT {limit}",
        filter.sql()
    );
    let rows = sql.query(&statement, filter.values())?;
    let place = |last: &Row| Ok(Newest(last.get(11)?, last.get(0)?));
    let (items, next) = page(&rows, query.limit, item, place)?;
    Ok(Listing { items, next, total })
}

/// One thing with its bytes.
pub(super) fn by_id(sql: &mut dyn Sql, id: &str) -> Result<Option<(Item, Vec<u8>)>, DbError> {
    let statement = format!("SELECT {COLUMNS}, r.bytes FROM {JOINED} WHERE r.id = $1");
    let row = sql.query_one(&statement, &values![id])?;
    row.map(|row| Ok((item(&row)?, row.get(14)?))).transpose()
}

/// What is kept of a message that came before, under the same name from the same key.
pub(crate) fn kept(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    kid: &str,
    letter: &Letterbox,
) -> Result<Option<Kept>, DbError> {
    let row = sql.query_one(
        "SELECT id, bytes, state, package_id FROM request
         WHERE customer_no = $1 AND kid = $2 AND kind = $3 AND message = $4",
        &values![customer, kid, letter.kind.as_str(), &letter.message],
    )?;
    let Some(row) = row else { return Ok(None) };
    let bytes: Vec<u8> = row.get(1)?;
    let state = word(&row, 2, State::from_word)?;
    Ok(Some(Kept { id: row.get(0)?, same: bytes == letter.bytes, state, package: row.get(3)? }))
}

/// Keeps a message. A receipt needs no answer.
pub(crate) fn keep(
    w: &mut Write<'_>,
    customer: ScopeNo,
    kid: &str,
    origin: Origin,
    letter: &Letterbox,
) -> Result<Kept, DbError> {
    let (id, now_ms) = (w.new_id().to_string(), w.now_ms());
    let state = if letter.kind == Kind::Receipt { State::Answered } else { State::Waiting };
    w.execute(
        "INSERT INTO request (id, customer_no, kid, kind, message, origin, bytes, state, purpose, version, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values![
            &id,
            customer,
            kid,
            letter.kind.as_str(),
            &letter.message,
            origin.as_str(),
            letter.bytes.as_slice(),
            state.as_str(),
            letter.purpose,
            letter.version.clone(),
            now_ms,
        ],
    )?;
    Ok(Kept { id, same: true, state, package: None })
}

/// How many messages of a key are kept that came online since `since_ms`.
pub(crate) fn count_of(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    kid: &str,
    since_ms: i64,
) -> Result<u64, DbError> {
    let row = sql.query_one(
        "SELECT COUNT(*) FROM request
         WHERE customer_no = $1 AND kid = $2 AND origin = 'online' AND received_at >= $3",
        &values![customer, kid, since_ms],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// How many letters of other keys than this wait for a customer.
pub(crate) fn waiting_letters_besides(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    kid: &str,
) -> Result<u64, DbError> {
    let row = sql.query_one(
        "SELECT COUNT(*) FROM request
         WHERE customer_no = $1 AND kid <> $2 AND kind = 'letter' AND state = 'waiting'",
        &values![customer, kid],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Whether a request of a customer waits to be answered.
pub(crate) fn any_waiting(sql: &mut dyn Sql, customer: ScopeNo) -> Result<bool, DbError> {
    let row = sql.query_one(
        "SELECT 1 FROM request WHERE customer_no = $1 AND state = 'waiting' AND kind = 'request' LIMIT 1",
        &values![customer],
    )?;
    Ok(row.is_some())
}

/// How many requests and letters wait, with them the keys that wait for support without having sent a file, and
/// those on an older database.
/// A possible copy counts for as long as it was heard of since `since_ms`: nobody can make it go away.
pub(super) fn waiting(sql: &mut dyn Sql, since_ms: i64) -> Result<u64, DbError> {
    let row = sql.query_one(
        "SELECT (SELECT COUNT(*) FROM request WHERE state = 'waiting') +
           (SELECT COUNT(*) FROM installation i WHERE i.state IN ('waiting', 'copy') AND i.last_at >= $1
             AND NOT EXISTS (SELECT 1 FROM request r WHERE r.customer_no = i.customer_no AND r.kid = i.kid
               AND r.state = 'waiting')) +
           (SELECT COUNT(*) FROM installation i WHERE i.state = 'bound' AND i.rewound_at IS NOT NULL)",
        &values![since_ms],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// The package that answered a request.
pub(crate) fn package_of(sql: &mut dyn Sql, id: &str) -> Result<Option<String>, DbError> {
    let row = sql.query_one("SELECT package_id FROM request WHERE id = $1", &values![id])?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Marks a request as answered by a package.
pub(crate) fn answer(w: &mut Write<'_>, id: &str, package: &str) -> Result<(), DbError> {
    let (now_ms, by) = (w.now_ms(), w.by().actor.reference());
    w.execute(
        "UPDATE request SET state = 'answered', package_id = $2, handled_at = $3, handled_by = $4 WHERE id = $1",
        &values![id, package, now_ms, by],
    )?;
    Ok(())
}

/// The installation follows a change of holder: what asked for it needs no answer any more.
pub(crate) fn settle_changes(w: &mut Write<'_>, customer: ScopeNo) -> Result<(), DbError> {
    let (now_ms, by) = (w.now_ms(), w.by().actor.reference());
    w.execute(
        "UPDATE request SET state = 'answered', handled_at = $2, handled_by = $3
         WHERE customer_no = $1 AND kind = 'request' AND purpose = 'serial' AND state = 'waiting'",
        &values![customer, now_ms, by],
    )?;
    Ok(())
}

/// Puts something away; `false` when it was done with already.
pub(super) fn close(w: &mut Write<'_>, id: &str) -> Result<bool, DbError> {
    let (now_ms, by) = (w.now_ms(), w.by().actor.reference());
    let changed = w.execute(
        "UPDATE request SET state = 'closed', handled_at = $2, handled_by = $3
         WHERE id = $1 AND state = 'waiting'",
        &values![id, now_ms, by],
    )?;
    Ok(changed == 1)
}
