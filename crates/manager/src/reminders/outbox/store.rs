//! `outbox`: its SQL.

use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use serde::{Deserialize, Serialize};

/// How a message goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By mail, to a person.
    Mail,
    /// To a program.
    Webhook,
}

impl Way {
    /// As stored and as answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }
}

/// A message, and how it fares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The same at every try.
    pub id: String,
    /// How it goes out.
    pub way: Way,
    /// To whom: `account:1000001`, `to:licences@example.com`, `webhook:ID`.
    pub receiver: String,
    /// The subject of a mail, the type of a webhook's message.
    pub subject: String,
    /// What is sent.
    pub body: String,
    /// When it was written, in milliseconds UTC.
    pub made_at: i64,
    /// The next try; `None` when it has arrived or was given up.
    pub next_at: Option<i64>,
    /// How often it failed.
    pub tries: u32,
    /// Why it failed the last time.
    pub failure: Option<String>,
    /// The same for an expert.
    pub detail: Option<String>,
    /// When it arrived.
    pub sent_at: Option<i64>,
}

impl Message {
    /// How it stands: `waiting`, `delivered`, `given_up`.
    pub fn state(&self) -> &'static str {
        match (self.sent_at, self.next_at) {
            (Some(_), _) => "delivered",
            (None, Some(_)) => "waiting",
            (None, None) => "given_up",
        }
    }

    /// A message that is due at once.
    pub(crate) fn new(
        id: String,
        way: Way,
        receiver: String,
        subject: String,
        body: String,
        now: i64,
    ) -> Self {
        Self {
            id,
            way,
            receiver,
            subject,
            body,
            made_at: now,
            next_at: Some(now),
            tries: 0,
            failure: None,
            detail: None,
            sent_at: None,
        }
    }
}

const COLUMNS: &str = "id, kind, receiver, subject, body, made_at, next_at, tries, failure, detail, sent_at";

/// Puts messages on their way.
pub(crate) fn put(w: &mut Write<'_>, messages: &[Message]) -> Result<(), DbError> {
    let (scope, mut rows) = (w.scope(), Rows::new());
    for message in messages {
        let row =
            rows.row().int(scope.0).text(&message.id).text(message.way.as_str()).text(&message.receiver);
        row.text(&message.subject).text(&message.body).int(message.made_at).int_or_null(message.next_at);
    }
    let columns = ["scope", "id", "kind", "receiver", "subject", "body", "made_at", "next_at"];
    w.insert_rows("outbox", &columns, &rows).map(drop)
}

/// The installations with messages that are due.
pub(super) fn due(sql: &mut dyn Sql, now: i64) -> Result<Vec<ScopeNo>, DbError> {
    let text = "SELECT DISTINCT scope FROM outbox WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY scope";
    sql.query(text, &values![now])?.iter().map(|row| Ok(ScopeNo(row.get(0)?))).collect()
}

/// Takes the turn of what is due and nobody else is trying. A turn further ahead than any that is given was taken under
/// a wrong clock, and does not count.
pub(super) fn take(w: &mut Write<'_>, now: i64, until: i64, limit: u32) -> Result<Vec<Message>, DbError> {
    let scope = w.scope();
    let text = format!(
        "UPDATE outbox SET turn_until = $3 WHERE scope = $1 AND id IN (SELECT id FROM outbox WHERE scope = $1 \
         AND next_at IS NOT NULL AND next_at <= $2 AND (turn_until IS NULL OR turn_until <= $2 OR turn_until > $3) \
         ORDER BY next_at, id LIMIT $4) RETURNING {COLUMNS}"
    );
    w.query(&text, &values![scope, now, until, limit])?.iter().map(message).collect()
}

/// It has arrived. That it did is remembered, not what it said: that may name people.
pub(in crate::reminders) fn arrived(w: &mut Write<'_>, id: &str, now: i64) -> Result<(), DbError> {
    let scope = w.scope();
    let text = "UPDATE outbox SET sent_at = $3, next_at = NULL, turn_until = NULL, failure = NULL, detail = NULL, body = '' \
                WHERE scope = $1 AND id = $2";
    w.execute(text, &values![scope, id, now]).map(drop)
}

/// It has not; without a next try it is given up. Whoever took over when it took too long may have had more luck.
pub(super) fn failed(
    w: &mut Write<'_>,
    id: &str,
    code: &str,
    detail: Option<&str>,
    next: Option<i64>,
) -> Result<(), DbError> {
    let scope = w.scope();
    let text = "UPDATE outbox SET tries = tries + 1, failure = $3, detail = $4, next_at = $5, turn_until = NULL, \
                body = CASE WHEN CAST($5 AS BIGINT) IS NULL THEN '' ELSE body END \
                WHERE scope = $1 AND id = $2 AND next_at IS NOT NULL";
    w.execute(text, &values![scope, id, code, detail, next]).map(drop)
}

/// Gives up what is still on its way to somebody.
pub(crate) fn give_up(w: &mut Write<'_>, receiver: &str, code: &str) -> Result<(), DbError> {
    let scope = w.scope();
    let text = "UPDATE outbox SET next_at = NULL, turn_until = NULL, failure = $3, body = '' \
                WHERE scope = $1 AND receiver = $2 AND next_at IS NOT NULL";
    w.execute(text, &values![scope, receiver, code]).map(drop)
}

/// What is still on its way, by id.
pub(super) fn bodies(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<(String, String)>, DbError> {
    let text = "SELECT id, body FROM outbox WHERE scope = $1 AND next_at IS NOT NULL";
    sql.query(text, &values![scope])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Says something else in messages that are on their way.
pub(super) fn rewrite(w: &mut Write<'_>, bodies: &[(String, String)]) -> Result<(), DbError> {
    let (scope, mut set) = (w.scope(), Rows::new());
    for (id, body) in bodies {
        set.row().text(id).text(body);
    }
    let text = "UPDATE outbox SET body = value->>1 FROM EACH($2) WHERE scope = $1 AND outbox.id = value->>0 \
                AND next_at IS NOT NULL";
    w.execute(text, &values![scope, set]).map(drop)
}

/// How many messages were given up since `since`, those apart that nobody waits for: the receiver was removed, or somebody
/// has switched the webhook off.
pub(crate) fn given_up(sql: &mut dyn Sql, scope: ScopeNo, since: i64) -> Result<u64, DbError> {
    let text = "SELECT COUNT(*) FROM outbox WHERE scope = $1 AND made_at >= $2 AND next_at IS NULL \
                AND sent_at IS NULL AND failure NOT IN ('receiver_gone', 'webhook_disabled')";
    let row = sql.query_one(text, &values![scope, since])?;
    row.map_or(Ok(0), |row| row.get::<i64>(0).map(i64::cast_unsigned))
}

/// The newest messages.
pub(crate) fn list(sql: &mut dyn Sql, scope: ScopeNo, limit: u32) -> Result<Vec<Message>, DbError> {
    let text =
        format!("SELECT {COLUMNS} FROM outbox WHERE scope = $1 ORDER BY made_at DESC, id DESC LIMIT $2");
    sql.query(&text, &values![scope, limit])?.iter().map(message).collect()
}

/// Forgets what arrived or was given up, and was written before.
pub(crate) fn forget(w: &mut Write<'_>, before: i64) -> Result<u64, DbError> {
    let scope = w.scope();
    let text = "DELETE FROM outbox WHERE scope = $1 AND made_at < $2 AND next_at IS NULL";
    w.execute(text, &values![scope, before])
}

fn message(row: &Row) -> Result<Message, DbError> {
    let way = match row.text(1) {
        Some("mail") => Way::Mail,
        Some("webhook") => Way::Webhook,
        other => return Err(DbError::Failed(format!("a message that goes out by {other:?}"))),
    };
    Ok(Message {
        id: row.get(0)?,
        way,
        receiver: row.get(2)?,
        subject: row.get(3)?,
        body: row.get(4)?,
        made_at: row.get(5)?,
        next_at: row.get(6)?,
        tries: row.get(7)?,
        failure: row.get(8)?,
        detail: row.get(9)?,
        sent_at: row.get(10)?,
    })
}
