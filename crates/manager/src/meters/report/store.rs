//! `usage_bundle` and `usage_report`, and what they say of `usage_figure`.

use licentia_core::names::IssuerName;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Usage, UsageReceipt};

use super::Report;
use crate::meters::figures::{self, Figure};
use crate::state::TAMPERED;

const HOUR_MS: i64 = 60 * 60 * 1_000;

/// A bundle that was signed here.
pub(super) struct Made {
    pub(super) issuer: String,
    pub(super) nonce: String,
    pub(super) sha256: String,
    /// The number of its first figure, and of its last.
    pub(super) first: u64,
    pub(super) last: u64,
}

/// How reporting to each issuer stands; whether it is called, the caller knows.
pub(super) fn reports(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Report>, DbError> {
    let rows = sql.query(
        "SELECT f.issuer, COUNT(*), SUM(CASE WHEN f.receipted_at IS NULL THEN 1 ELSE 0 END), MAX(f.receipted_at),
           (SELECT failure FROM usage_report r WHERE r.scope = f.scope AND r.issuer = f.issuer)
         FROM usage_figure f WHERE f.scope = $1 GROUP BY f.scope, f.issuer ORDER BY f.issuer",
        &values![scope],
    )?;
    let mut reports = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(issuer) = row.text(0).and_then(|name| name.parse().ok()) else { continue };
        reports.push(Report {
            issuer,
            figures: row.get(1)?,
            waiting: row.get(2)?,
            receipted_at_ms: row.get(3)?,
            failure: row.get(4)?,
            online: false,
        });
    }
    Ok(reports)
}

/// The issuers that lack figures, each with the number of the last one.
pub(super) fn waiting(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<(IssuerName, u64)>, DbError> {
    let rows = sql.query(
        "SELECT issuer, MAX(n) FROM usage_figure WHERE scope = $1 AND receipted_at IS NULL GROUP BY issuer",
        &values![scope],
    )?;
    let mut waiting = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(issuer) = row.text(0).and_then(|name| name.parse().ok()) {
            waiting.push((issuer, row.get(1)?));
        }
    }
    Ok(waiting)
}

/// Keeps what a receipt will be compared with. Of bundles that were never receipted only the last hundred are kept.
pub(super) fn keep(w: &mut Write<'_>, usage: &Usage, sha256: &str) -> Result<(), DbError> {
    let (scope, now_ms, issuer) = (w.scope(), w.now_ms(), usage.issuer.as_str());
    let (first, last) = usage.range();
    w.execute(
        "INSERT INTO usage_bundle (scope, id, issuer, nonce, sha256, first_n, last_n, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &values![scope, &usage.id, issuer, &usage.nonce, sha256, first, last, now_ms],
    )?;
    w.execute(
        "DELETE FROM usage_bundle WHERE scope = $1 AND issuer = $2 AND receipted_at IS NULL AND id NOT IN (
           SELECT id FROM usage_bundle WHERE scope = $1 AND issuer = $2 ORDER BY made_at DESC, id DESC LIMIT 100)",
        &values![scope, issuer],
    )?;
    Ok(())
}

/// A bundle of ours.
pub(super) fn bundle(w: &mut Write<'_>, id: &str) -> Result<Option<Made>, DbError> {
    let scope = w.scope();
    let row = w.query_one(
        "SELECT issuer, nonce, sha256, first_n, last_n FROM usage_bundle WHERE scope = $1 AND id = $2",
        &values![scope, id],
    )?;
    let made = |row: Row| {
        let (issuer, nonce, sha256) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Made { issuer, nonce, sha256, first: row.get(3)?, last: row.get(4)? })
    };
    row.map(made).transpose()
}

/// Whether a receipt of this moment is newer than every one before.
pub(super) fn is_newest(w: &mut Write<'_>, issuer: &str, at_ms: i64) -> Result<bool, DbError> {
    let scope = w.scope();
    let row = w.query_one(
        "SELECT receipt_ms FROM usage_report WHERE scope = $1 AND issuer = $2",
        &values![scope, issuer],
    )?;
    let newest: i64 = row.map_or(Ok(0), |row| row.get(0))?;
    Ok(at_ms >= newest)
}

/// Keeps the newest receipt; what went wrong before is over. It counts as at most an hour ahead: an issuer whose clock was
/// wrong once is heard again soon after it is right.
pub(super) fn put_receipt(w: &mut Write<'_>, receipt: &UsageReceipt) -> Result<(), DbError> {
    let (scope, now_ms) = (w.scope(), w.now_ms());
    w.execute(
        "INSERT INTO usage_report (scope, issuer, receipt_ms) VALUES ($1, $2, $3)
         ON CONFLICT (scope, issuer) DO UPDATE SET receipt_ms = $3, failure = NULL, failed_at = NULL",
        &values![scope, receipt.issuer.as_str(), receipt.at_ms.min(now_ms.saturating_add(HOUR_MS))],
    )?;
    w.execute(
        "UPDATE usage_bundle SET receipted_at = $3 WHERE scope = $1 AND id = $2",
        &values![scope, &receipt.usage, now_ms],
    )?;
    Ok(())
}

/// Keeps what went wrong.
pub(super) fn put_failure(w: &mut Write<'_>, issuer: &str, code: &str) -> Result<(), DbError> {
    let (scope, now_ms) = (w.scope(), w.now_ms());
    w.execute(
        "INSERT INTO usage_report (scope, issuer, receipt_ms, failure, failed_at) VALUES ($1, $2, 0, $3, $4)
         ON CONFLICT (scope, issuer) DO UPDATE SET failure = $3, failed_at = $4",
        &values![scope, issuer, code, now_ms],
    )?;
    Ok(())
}

/// Takes the receipts of figures after a number back: the issuer has them no more. Returns how many there were.
pub(super) fn take_back(w: &mut Write<'_>, issuer: &IssuerName, after: u64) -> Result<u64, Problem> {
    let (scope, rev) = (w.scope(), w.revision().cast_signed());
    let gone = figures::every(w, scope)?;
    let mut set = Rows::new();
    for found in gone {
        let stored = found.map_err(|_| Problem::conflict(TAMPERED).arg("table", "usage_figure"))?;
        let figure = &stored.row;
        if figure.issuer != *issuer || figure.n <= after || figure.receipted_at.is_none() {
            continue;
        }
        stored.unseal(w)?;
        let seal = w.seal(&Figure { receipted_at: None, ..stored.row.clone() });
        set.row().revision(stored.row.n).int(seal.hi).int(seal.lo);
    }
    let count = set.len() as u64;
    if count > 0 {
        w.execute(
            "UPDATE usage_figure SET receipted_at = NULL, rev = $3, seal_hi = e.hi, seal_lo = e.lo FROM (SELECT
               CAST(value->>0 AS BIGINT) AS no, CAST(value->>1 AS BIGINT) AS hi, CAST(value->>2 AS BIGINT) AS lo
             FROM EACH($4)) AS e WHERE scope = $1 AND issuer = $2 AND n = e.no",
            &values![scope, issuer.as_str(), rev, set],
        )?;
    }
    Ok(count)
}
