//! The SQL of ordinary contacts: one statement per table for a whole list of them.

use std::collections::HashSet;

use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, values};
use licentia_protocol::conversation::Offer;

use super::heard::{Heard, InForce};
use crate::customers::store::{Party, enrolment, notices};
use crate::installations::{Head, State};
use crate::packages;

/// What is known of an installation that asks, and of its customer.
pub(super) struct Standing {
    pub(super) customer: ScopeNo,
    pub(super) party: Party,
    pub(super) state: State,
    pub(super) said_at: i64,
    pub(super) head: Head,
    pub(super) rewound: bool,
    pub(super) deleted: bool,
    pub(super) newest: Option<Offer>,
    pub(super) waiting: bool,
    pub(super) ordered: bool,
}

/// The standing of each, in their order; none for a key that did not speak for the customer before.
pub(super) fn standings(sql: &mut dyn Sql, items: &[Heard]) -> Result<Vec<Option<Standing>>, DbError> {
    let mut rows = Rows::with_capacity(items.len(), 3);
    for (n, heard) in (0_i64..).zip(items) {
        rows.row().int(n).text(&heard.serial).text(&heard.kid);
    }
    let issuer = items.first().map_or("", |heard| heard.issuer.as_str());
    let mut standings: Vec<Option<Standing>> = items.iter().map(|_| None).collect();
    let found = sql.query(
        "SELECT CAST(value->>0 AS BIGINT), c.no, c.id, c.name, c.serial, c.hold, c.message, c.link, c.enrolment,
           c.replaces_name, i.state, i.said_iat, i.head_revision, i.head_hash, i.rewound_at, i.deleted_at,
           p.id, p.sequence, p.sha256, p.issued_at,
           (SELECT 1 FROM request r WHERE r.customer_no = c.no AND r.state = 'waiting' AND r.kind = 'request' LIMIT 1),
           (SELECT 1 FROM sales_order o WHERE o.customer_no = c.no AND o.state = 'waiting' LIMIT 1)
         FROM EACH($1)
         JOIN customer c ON c.serial = value->>1
         JOIN installation i ON i.customer_no = c.no AND i.kid = value->>2
         LEFT JOIN package p ON p.customer_no = c.no AND p.issuer = $2 AND p.sequence =
           (SELECT MAX(q.sequence) FROM package q WHERE q.customer_no = c.no AND q.issuer = $2)",
        &values![rows, issuer],
    )?;
    for row in &found {
        let n: usize = row.get(0)?;
        if let Some(place) = standings.get_mut(n) {
            *place = standing(row)?;
        }
    }
    Ok(standings)
}

/// One standing; none for a customer whose holder is being changed, which is nothing ordinary.
fn standing(row: &Row) -> Result<Option<Standing>, DbError> {
    let replaces: Option<String> = row.get(9)?;
    if replaces.is_some() {
        return Ok(None);
    }
    let state = row.text(10).and_then(State::from_word);
    let rewound: Option<i64> = row.get(14)?;
    let deleted: Option<i64> = row.get(15)?;
    let waiting: Option<i64> = row.get(20)?;
    let ordered: Option<i64> = row.get(21)?;
    Ok(Some(Standing {
        customer: ScopeNo(row.get(1)?),
        party: Party {
            id: row.get(2)?,
            name: row.get(3)?,
            serial: row.get(4)?,
            notices: notices(row, 5)?,
            enrolment: enrolment(row, 8)?,
            replaces: None,
            former: Vec::new(),
        },
        state: state.ok_or(DbError::Column { index: 10, wanted: "state of an installation" })?,
        said_at: row.get(11)?,
        head: Head { revision: row.get(12)?, hash: row.get(13)? },
        rewound: rewound.is_some(),
        deleted: deleted.is_some(),
        newest: packages::store::offer_of(row, 16)?,
        waiting: waiting.is_some(),
        ordered: ordered.is_some(),
    }))
}

/// Uses up the nonces of these; answers those whose nonce was new. Forgets what would be too old by now.
pub(super) fn take_nonces(
    sql: &mut dyn Sql,
    items: &[Heard],
    ordinary: &[(usize, ScopeNo)],
    until: impl Fn(&Heard) -> i64,
    now_ms: i64,
) -> Result<Vec<(usize, ScopeNo)>, DbError> {
    if ordinary.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Rows::with_capacity(ordinary.len(), 4);
    for (n, customer) in ordinary {
        let heard = &items[*n];
        let nonce = heard.nonce.as_deref().unwrap_or_default();
        rows.row().int(customer.0).text(&heard.kid).text(nonce).int(until(heard));
    }
    let taken = sql.query(
        "INSERT INTO nonce_seen (customer_no, kid, nonce, until_ms)
         SELECT CAST(value->>0 AS BIGINT), value->>1, value->>2, CAST(value->>3 AS BIGINT) FROM EACH($1)
         WHERE true ON CONFLICT (customer_no, kid, nonce) DO NOTHING RETURNING kid, nonce",
        &values![rows],
    )?;
    let mut taken: HashSet<(String, String)> =
        taken.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_, DbError>>()?;
    sql.execute("DELETE FROM nonce_seen WHERE until_ms < $1", &values![now_ms])?;
    // Of two that carry the same nonce in one list, the first has it.
    let new = |(n, _): &&(usize, ScopeNo)| {
        let heard = &items[*n];
        taken.remove(&(heard.kid.clone(), heard.nonce.clone().unwrap_or_default()))
    };
    Ok(ordinary.iter().filter(new).copied().collect())
}

/// Keeps what they said of themselves.
pub(super) fn note(
    sql: &mut dyn Sql,
    items: &[Heard],
    fresh: &[(usize, ScopeNo)],
    now_ms: i64,
) -> Result<(), DbError> {
    if fresh.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::with_capacity(fresh.len(), 9);
    let mut last = HashSet::new();
    // Of several that one installation said in the same moment, the newest counts.
    for (n, customer) in fresh.iter().rev() {
        let heard = &items[*n];
        if !last.insert((customer.0, heard.kid.as_str())) {
            continue;
        }
        let package = match &heard.package {
            InForce::Is(package) => package.as_deref(),
            InForce::Unsaid | InForce::Deleted => None,
        };
        rows.row()
            .int(customer.0)
            .text(&heard.kid)
            .int(heard.iat)
            .text_or_null(heard.version.as_deref())
            .revision(heard.sequence)
            .text_or_null(package)
            .revision(heard.keys.unwrap_or(0))
            .revision(heard.head.revision)
            .text(&heard.head.hash);
    }
    sql.execute(
        "UPDATE installation SET last_at = $2, origin = 'online', said_iat = CAST(value->>2 AS BIGINT),
           version = COALESCE(value->>3, version),
           sequence = CASE WHEN CAST(value->>4 AS BIGINT) > sequence THEN CAST(value->>4 AS BIGINT) ELSE sequence END,
           package = value->>5,
           keys_version = CASE WHEN CAST(value->>6 AS BIGINT) > keys_version
             THEN CAST(value->>6 AS BIGINT) ELSE keys_version END,
           head_revision = CAST(value->>7 AS BIGINT), head_hash = value->>8,
           told_revision = CAST(value->>7 AS BIGINT), told_hash = value->>8
         FROM EACH($1)
         WHERE customer_no = CAST(value->>0 AS BIGINT) AND kid = value->>1 AND state = 'bound'
           AND head_revision <= CAST(value->>7 AS BIGINT)",
        &values![rows, now_ms],
    )?;
    Ok(())
}
