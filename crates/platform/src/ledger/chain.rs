//! The head of a chain: locked, read, moved on and stored with every commit.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::db::connection::Transaction;
use crate::db::{DbError, ScopeNo, Sql, push_hex, values};
use crate::problem::Problem;
use crate::seals::{Seal, SealInput, Sealed, Sealer};

/// The head of one scope's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    pub(crate) revision: u64,
    /// SHA-256 of the newest entry's bytes.
    pub(crate) hash: [u8; 32],
    pub(crate) at_ms: i64,
    /// Per sealed table the sum of all seals modulo 2^128.
    pub(crate) sums: BTreeMap<String, u128>,
    /// The revision at which the head was found edited by somebody without the secret.
    pub(crate) suspect: Option<u64>,
}

impl Sealed for Chain {
    const TABLE: &'static str = "ledger_head";

    fn write(&self, input: &mut SealInput) {
        input.blob(&self.hash);
        input.int(self.at_ms);
        for (table, sum) in &self.sums {
            input.text(table);
            input.blob(&sum.to_be_bytes());
        }
        input.int_or_null(self.suspect.map(u64::cast_signed));
    }
}

impl Chain {
    fn new() -> Self {
        Self { revision: 0, hash: [0; 32], at_ms: 0, sums: BTreeMap::new(), suspect: None }
    }

    /// Begins a transaction with the head of `scope` locked; makes the head of a new scope.
    pub(crate) fn lock(
        transaction: &mut dyn Transaction,
        sealer: &mut Sealer,
        scope: ScopeNo,
    ) -> Result<Self, Problem> {
        let statement = select(scope);
        if let Some(columns) = transaction.begin(&statement)? {
            return Self::read(sealer, scope, &columns);
        }
        // A chain without a head was beheaded by somebody: a new head would hide that.
        let entries =
            transaction.query_one("SELECT revision FROM ledger WHERE scope = $1 LIMIT 1", &values![scope])?;
        if entries.is_some() {
            // Unless another server has made it, and written, since we looked: then it is there now.
            transaction.rollback()?;
            let columns =
                transaction.begin(&statement)?.ok_or_else(|| broken(scope, "its head is missing"))?;
            return Self::read(sealer, scope, &columns);
        }
        Self::new().insert(transaction, sealer, scope)?;
        transaction.commit()?;
        let columns =
            transaction.begin(&statement)?.ok_or_else(|| broken(scope, "its head cannot be made"))?;
        Self::read(sealer, scope, &columns)
    }

    /// The head of `scope` without a lock; `None` before its first change.
    pub(crate) fn peek(
        sql: &mut dyn Sql,
        sealer: &mut Sealer,
        scope: ScopeNo,
    ) -> Result<Option<Self>, Problem> {
        let Some(row) = sql.query_one(&select(scope), &[])? else {
            return Ok(None);
        };
        Self::read(sealer, scope, &row.texts()).map(Some)
    }

    fn read(sealer: &mut Sealer, scope: ScopeNo, columns: &[Option<String>]) -> Result<Self, Problem> {
        let (mut chain, seal) = parse(columns).ok_or_else(|| broken(scope, "its head does not read back"))?;
        if !sealer.matches(scope, chain.revision, &chain, seal) {
            tracing::error!(
                scope = scope.0,
                revision = chain.revision,
                "the head of the ledger was edited without the secret file"
            );
            // Kept until somebody accepts it: the next commit seals the head anew.
            chain.suspect.get_or_insert(chain.revision);
        }
        Ok(chain)
    }

    /// When the newest entry of any scope was written, as far as a head with its seal says so: a
    /// time that has certainly been (rule 20). `None` in a new database.
    pub(crate) fn latest_ms(sql: &mut dyn Sql, sealer: &mut Sealer) -> Result<Option<i64>, DbError> {
        let newest = sql.query(
            "SELECT scope, revision, hash, at, sums, suspect, seal_hi, seal_lo FROM ledger_head
             ORDER BY at DESC LIMIT 64",
            &[],
        )?;
        for row in newest {
            let scope = ScopeNo(row.get(0)?);
            if let Some(at_ms) = Self::certain_ms(sealer, scope, &row.texts()[1..]) {
                return Ok(Some(at_ms));
            }
        }
        Ok(None)
    }

    /// When the newest entry was written, by a head that has an entry and was edited by nobody.
    pub(crate) fn certain_ms(sealer: &mut Sealer, scope: ScopeNo, columns: &[Option<String>]) -> Option<i64> {
        let (chain, seal) = parse(columns)?;
        let sound = chain.revision > 0 && chain.suspect.is_none();
        (sound && sealer.matches(scope, chain.revision, &chain, seal)).then_some(chain.at_ms)
    }

    fn insert(
        &self,
        transaction: &mut dyn Transaction,
        sealer: &mut Sealer,
        scope: ScopeNo,
    ) -> Result<(), DbError> {
        let seal = sealer.seal(scope, self.revision, self);
        transaction.execute(
            "INSERT INTO ledger_head (scope, revision, hash, at, sums, suspect, seal_hi, seal_lo)
             VALUES ($1, 0, $2, 0, '{}', NULL, $3, $4) ON CONFLICT (scope) DO NOTHING",
            &values![scope, hex(&self.hash), seal.hi, seal.lo],
        )?;
        Ok(())
    }

    /// Writes the head with the transaction's commit.
    pub(crate) fn store(
        &self,
        transaction: &mut dyn Transaction,
        sealer: &mut Sealer,
        scope: ScopeNo,
    ) -> Result<(), DbError> {
        let seal = sealer.seal(scope, self.revision, self);
        transaction.later(
            "UPDATE ledger_head SET revision = $2, hash = $3, at = $4, sums = $5, suspect = $6,
             seal_hi = $7, seal_lo = $8 WHERE scope = $1",
            &values![
                scope,
                self.revision,
                hex(&self.hash),
                self.at_ms,
                self.sums_json(),
                self.suspect,
                seal.hi,
                seal.lo,
            ],
        )
    }

    /// The sums as JSON, sorted by table.
    pub(crate) fn sums_json(&self) -> String {
        let sums: serde_json::Map<String, Json> = self
            .sums
            .iter()
            .map(|(table, sum)| (table.clone(), Json::String(format!("{sum:032x}"))))
            .collect();
        Json::Object(sums).to_string()
    }
}

/// The statement that reads the head of `scope`, without parameters: it goes out with BEGIN.
fn select(scope: ScopeNo) -> String {
    format!(
        "SELECT revision, hash, at, sums, suspect, seal_hi, seal_lo FROM ledger_head WHERE scope = {}",
        scope.0
    )
}

fn parse(columns: &[Option<String>]) -> Option<(Chain, Seal)> {
    let text = |at: usize| columns.get(at)?.as_deref();
    let sums: BTreeMap<String, String> = serde_json::from_str(text(3)?).ok()?;
    let chain = Chain {
        revision: text(0)?.parse().ok()?,
        hash: from_hex(text(1)?)?,
        at_ms: text(2)?.parse().ok()?,
        sums: sums.into_iter().map(|(table, sum)| Some((table, parse_sum(&sum)?))).collect::<Option<_>>()?,
        suspect: match text(4) {
            Some(revision) => Some(revision.parse().ok()?),
            None => None,
        },
    };
    let seal = Seal { hi: text(5)?.parse().ok()?, lo: text(6)?.parse().ok()? };
    Some((chain, seal))
}

/// A sum as it stands in heads and entries.
pub(crate) fn parse_sum(hex: &str) -> Option<u128> {
    (hex.len() == 32).then(|| u128::from_str_radix(hex, 16).ok()).flatten()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    push_hex(&mut out, bytes);
    out
}

pub(crate) fn from_hex(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut bytes = [0_u8; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

/// A chain that takes no more changes until it is restored. Reading goes on.
fn broken(scope: ScopeNo, why: &str) -> Problem {
    tracing::error!(scope = scope.0, why, "the ledger is broken");
    Problem::refused(503, "ledger_broken").detail(format!("the ledger of scope {}: {why}", scope.0))
}
