//! `contact`: one row per issuer. Written whole, inside a write of its installation.

use std::collections::{BTreeMap, BTreeSet};

use licentia_core::licence::Texts;
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Write, values};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Word;

const COLUMNS: &str = "issuer, state, code, failure, detail, message, hold, link, offered, new_holder, notice_package, \
                       notice_at, notice_seen, asked_at, turn, turn_until, checked_at, next_at, failures, \
                       failed_since, server_ms, head_revision, head_hash, rewound, head_given_up";

/// The package that an authority offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its id.
    pub id: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// Whom an authority takes us for from now on (rule 8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// The company's name.
    pub name: String,
    /// The serial number.
    pub serial: String,
}

/// Where the conversation about one issuer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ContactRow {
    pub(super) issuer: String,
    pub(super) state: Word,
    pub(super) code: Option<String>,
    pub(super) failure: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) message: Option<Texts>,
    pub(super) hold: Option<Texts>,
    pub(super) link: Option<String>,
    pub(super) offered: Option<Offered>,
    pub(super) new_holder: Option<Renamed>,
    pub(super) notice_package: Option<String>,
    pub(super) notice_at: Option<i64>,
    pub(super) notice_seen: bool,
    pub(super) asked_at: Option<i64>,
    pub(super) turn: Option<String>,
    pub(super) turn_until: Option<i64>,
    pub(super) checked_at: Option<i64>,
    pub(super) next_at: Option<i64>,
    pub(super) failures: u32,
    pub(super) failed_since: Option<i64>,
    pub(super) server_ms: Option<i64>,
    pub(super) head_revision: Option<u64>,
    pub(super) head_hash: Option<String>,
    pub(super) rewound: Option<u64>,
    pub(super) head_given_up: Option<u64>,
}

impl ContactRow {
    /// Nobody has asked yet.
    pub(super) fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            state: Word::NeverAsked,
            code: None,
            failure: None,
            detail: None,
            message: None,
            hold: None,
            link: None,
            offered: None,
            new_holder: None,
            notice_package: None,
            notice_at: None,
            notice_seen: true,
            asked_at: None,
            turn: None,
            turn_until: None,
            checked_at: None,
            next_at: None,
            failures: 0,
            failed_since: None,
            server_ms: None,
            head_revision: None,
            head_hash: None,
            rewound: None,
            head_given_up: None,
        }
    }
}

/// The rows of an installation, by issuer. One that cannot be read counts as never asked.
pub(super) fn all(sql: &mut dyn Sql, scope: ScopeNo) -> Result<BTreeMap<String, ContactRow>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM contact WHERE scope = $1");
    let rows = sql.query(&text, &values![scope])?;
    Ok(rows.iter().filter_map(contact).map(|row| (row.issuer.clone(), row)).collect())
}

/// The row of one issuer, or that of somebody who was never asked.
pub(super) fn one(sql: &mut dyn Sql, scope: ScopeNo, issuer: &str) -> Result<ContactRow, DbError> {
    let text = format!("SELECT {COLUMNS} FROM contact WHERE scope = $1 AND issuer = $2");
    let row = sql.query_one(&text, &values![scope, issuer])?;
    Ok(row.as_ref().and_then(contact).unwrap_or_else(|| ContactRow::new(issuer)))
}

/// The same, of the installation that is being changed.
pub(super) fn here(w: &mut Write<'_>, issuer: &str) -> Result<ContactRow, DbError> {
    let scope = w.scope();
    one(w, scope, issuer)
}

/// Whether an authority speaks of a head that is not in the chain.
pub(super) fn any_rewound(sql: &mut dyn Sql, scope: ScopeNo) -> Result<bool, DbError> {
    let text = "SELECT 1 FROM contact WHERE scope = $1 AND rewound IS NOT NULL LIMIT 1";
    Ok(sql.query_one(text, &values![scope])?.is_some())
}

/// Writes a row over what stands under its issuer.
pub(super) fn save(w: &mut Write<'_>, row: &ContactRow) -> Result<(), DbError> {
    let scope = w.scope();
    w.execute("DELETE FROM contact WHERE scope = $1 AND issuer = $2", &values![scope, &row.issuer])?;
    let text = format!(
        "INSERT INTO contact (scope, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)"
    );
    w.execute(
        &text,
        &values![
            scope,
            &row.issuer,
            row.state.as_str(),
            row.code.as_deref(),
            row.failure.as_deref(),
            row.detail.as_deref(),
            json(&row.message),
            json(&row.hold),
            row.link.as_deref(),
            json(&row.offered),
            json(&row.new_holder),
            row.notice_package.as_deref(),
            row.notice_at,
            row.notice_seen,
            row.asked_at,
            row.turn.as_deref(),
            row.turn_until,
            row.checked_at,
            row.next_at,
            i64::from(row.failures),
            row.failed_since,
            row.server_ms,
            row.head_revision.map(u64::cast_signed),
            row.head_hash.as_deref(),
            row.rewound.map(u64::cast_signed),
            row.head_given_up.map(u64::cast_signed)
        ],
    )
    .map(drop)
}

/// Packages in force that came with a receipt still to be sent: issuer and id.
pub(super) fn without_receipt(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<(String, String)>, DbError> {
    let text = "SELECT issuer, id FROM package WHERE scope = $1 AND state = 'in_force' AND receipt_at IS NULL \
        ORDER BY issuer";
    sql.query(text, &values![scope])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The ids of packages that were fetched, or came in any other way, and wait.
pub(super) fn fetched(sql: &mut dyn Sql, scope: ScopeNo) -> Result<BTreeSet<String>, DbError> {
    let text = "SELECT id FROM package WHERE scope = $1 AND state IN ('loaded', 'prepared')";
    sql.query(text, &values![scope])?.iter().map(|row| row.get(0)).collect()
}

/// Remembers when the authority took the receipt of a package.
pub(super) fn receipt_taken(w: &mut Write<'_>, package: &str, at_ms: i64) -> Result<(), DbError> {
    let text = "UPDATE package SET receipt_at = $3 WHERE scope = $1 AND id = $2";
    let scope = w.scope();
    w.execute(text, &values![scope, package, at_ms]).map(drop)
}

fn contact(row: &Row) -> Option<ContactRow> {
    Some(ContactRow {
        issuer: row.get(0).ok()?,
        state: Word::from_stored(row.text(1)?)?,
        code: row.get(2).ok()?,
        failure: row.get(3).ok()?,
        detail: row.get(4).ok()?,
        message: read(row, 5)?,
        hold: read(row, 6)?,
        link: row.get(7).ok()?,
        offered: read(row, 8)?,
        new_holder: read(row, 9)?,
        notice_package: row.get(10).ok()?,
        notice_at: row.get(11).ok()?,
        notice_seen: row.get(12).ok()?,
        asked_at: row.get(13).ok()?,
        turn: row.get(14).ok()?,
        turn_until: row.get(15).ok()?,
        checked_at: row.get(16).ok()?,
        next_at: row.get(17).ok()?,
        failures: row.get(18).ok()?,
        failed_since: row.get(19).ok()?,
        server_ms: row.get(20).ok()?,
        head_revision: row.get(21).ok()?,
        head_hash: row.get(22).ok()?,
        rewound: row.get(23).ok()?,
        head_given_up: row.get(24).ok()?,
    })
}

/// JSON that may be absent; the outer `None` is a column that holds something else.
fn read<T: DeserializeOwned>(row: &Row, index: usize) -> Option<Option<T>> {
    match row.get::<Option<String>>(index).ok()? {
        None => Some(None),
        Some(text) => serde_json::from_str(&text).ok().map(Some),
    }
}

fn json<T: Serialize>(value: &Option<T>) -> Option<String> {
    value.as_ref().map(|value| serde_json::to_string(value).expect("texts and numbers are JSON"))
}
