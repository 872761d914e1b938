//! The end of a question: what came of it, and when the next one is.

use licentia_core::names::IssuerName;
use licentia_platform::db::{DbError, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::{Value, json};

use super::converse::Failure;
use super::schedule::{after_answer, after_failure};
use super::store::{self, ContactRow};
use super::{Word, by};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// An answer with everything that followed from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    /// How things stand.
    pub(super) word: Word,
    /// Of a problem, or why the package waits.
    pub(super) code: Option<String>,
    /// After how many seconds the authority wants to be asked again.
    pub(super) next_check_s: u64,
}

impl Settled {
    /// The same while the package that was offered waits for somebody to decide: that matters more than words.
    pub(super) fn while_it_waits(self, why: String) -> Self {
        let word = match self.word {
            Word::UpToDate | Word::Message | Word::MessageWithLink => Word::NewLicenceAvailable,
            word => word,
        };
        Self { word, code: Some(why), ..self }
    }

    /// The same once the package that was offered is in force.
    pub(super) fn after_activation(self) -> Self {
        match self.word {
            Word::NewLicenceAvailable => Self { word: Word::UpToDate, code: None, ..self },
            _ => self,
        }
    }
}

/// Keeps what came of a question and gives the turn back. Returns when the next one is.
pub(super) async fn finish(
    manager: &Manager,
    scope: ScopeNo,
    issuer: &IssuerName,
    turn: String,
    settled: Result<Settled, Failure>,
) -> Result<i64, Problem> {
    let (now, chance, issuer) = (manager.clock().now_ms(), chance(manager), issuer.clone());
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let mut row = store::here(w, issuer.as_str())?;
        if row.turn.as_deref() != Some(&*turn) {
            // It took so long that somebody else asks now; their answer is the newer one.
            return Ok(row.turn_until.unwrap_or(now));
        }
        (row.turn, row.turn_until) = (None, None);
        let before = seen(&row);
        match settled {
            Ok(settled) => {
                row.checked_at = Some(w.now_ms());
                (row.state, row.code) = (settled.word, settled.code);
                (row.failure, row.detail, row.failures, row.failed_since) = (None, None, 0, None);
                row.next_at = Some(after_answer(now, settled.next_check_s, next_check(at, &issuer), chance));
            }
            Err(failure) => fail(w, &mut row, failure, now, chance),
        }
        store::save(w, &row)?;
        let after = seen(&row);
        if before == after {
            w.outside_chain();
        } else {
            w.record(Entry::new("contact.changed", 1).before(before).after(after))?;
        }
        Ok(row.next_at.unwrap_or(now))
    };
    Ok(manager.write(scope, &by(), write).await?.value)
}

fn fail(w: &Write<'_>, row: &mut ContactRow, failure: Failure, now: i64, chance: u64) {
    row.failures = row.failures.saturating_add(1);
    row.failed_since = row.failed_since.or(Some(w.now_ms()));
    row.next_at = Some(after_failure(now, row.failures, chance));
    // A line that is down says nothing about what was refused before.
    if failure.refused || row.failure.is_none() || !is_refusal(row.failure.as_deref()) {
        (row.failure, row.detail) = (Some(failure.code), Some(failure.detail));
    }
}

/// What the ledger says of a row: not that a line was down, but that something was refused.
fn seen(row: &ContactRow) -> Value {
    let refused = row.failure.as_deref().filter(|code| is_refusal(Some(code)));
    json!({"issuer": row.issuer, "state": row.state, "code": row.code, "refused": refused})
}

/// Whether a failure means that something came back which cannot be trusted, and not that nothing came.
fn is_refusal(code: Option<&str>) -> bool {
    const NOTHING_CAME: [&str; 2] = ["outbound_disabled", "server_trouble"];
    code.is_some_and(|code| !code.starts_with("authority_") && !NOTHING_CAME.contains(&code))
}

/// When the day of the next check begins, in milliseconds UTC.
fn next_check(at: &Snapshot, issuer: &IssuerName) -> Option<i64> {
    let package = &at.package_of(issuer)?.package;
    let zone = crate::day::zone(&at.installation().zone);
    licentia_core::time::day_begins_ms(package.dates.next_check?, &zone)
}

fn chance(manager: &Manager) -> u64 {
    let mut bytes = [0; 8];
    manager.db().random().fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

/// A package came into force by itself, inside the write that puts it there: it leaves its notice.
///
/// # Errors
/// The database's.
pub(crate) fn activated(w: &mut Write<'_>, issuer: &IssuerName, package: &str) -> Result<(), DbError> {
    let mut row = store::here(w, issuer.as_str())?;
    row.notice_package = Some(package.to_owned());
    row.notice_at = Some(w.now_ms());
    row.notice_seen = false;
    row.offered = None;
    if row.state == Word::NewLicenceAvailable {
        (row.state, row.code) = (Word::UpToDate, None);
    }
    store::save(w, &row)
}

/// Whether the authority holds the issuer's licences back: nothing then activates itself.
///
/// # Errors
/// The database's.
pub(crate) fn is_held(w: &mut Write<'_>, issuer: &IssuerName) -> Result<bool, DbError> {
    Ok(store::here(w, issuer.as_str())?.hold.is_some())
}
