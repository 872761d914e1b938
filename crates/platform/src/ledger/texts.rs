//! Personal data beside the chain, salted, so that it can be erased (rule 18).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::TextId;
use crate::clock::Random;
use crate::db::connection::Transaction;
use crate::db::{DbError, Rows, ScopeNo, Sql, Write, values};

/// Up to so many texts go along with other statements; more are inserted at once.
const FEW: usize = 16;

/// The texts of one change until it is written.
#[derive(Default)]
pub(crate) struct Texts {
    /// Where this change's salts come from; never stored.
    seed: Option<[u8; 32]>,
    texts: Vec<Text>,
}

struct Text {
    owner: String,
    salt: [u8; 16],
    bytes: Vec<u8>,
}

impl Texts {
    pub(crate) fn add(&mut self, revision: u64, owner: &str, text: &str, random: &dyn Random) -> TextId {
        let seed = self.seed.get_or_insert_with(|| {
            let mut seed = [0; 32];
            random.fill(&mut seed);
            seed
        });
        let n = self.texts.len();
        let mut salt = [0_u8; 16];
        salt.copy_from_slice(&blake3::keyed_hash(seed, &n.to_le_bytes()).as_bytes()[..16]);
        self.texts.push(Text { owner: owner.to_owned(), salt, bytes: text.as_bytes().to_vec() });
        TextId { sha256: digest(&salt, text.as_bytes()), text: format!("{revision}.{n}") }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Writes the texts of the change that becomes `revision`.
    pub(crate) fn write(
        &self,
        transaction: &mut dyn Transaction,
        scope: ScopeNo,
        revision: u64,
    ) -> Result<(), DbError> {
        if self.texts.len() > FEW {
            return self.write_many(transaction, scope, revision);
        }
        for (n, text) in self.texts.iter().enumerate() {
            transaction.later(
                "INSERT INTO ledger_text (scope, revision, n, owner, salt, bytes)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &values![scope, revision, n as u64, text.owner.as_str(), text.salt, text.bytes.as_slice(),],
            )?;
        }
        Ok(())
    }

    fn write_many(
        &self,
        transaction: &mut dyn Transaction,
        scope: ScopeNo,
        revision: u64,
    ) -> Result<(), DbError> {
        let mut rows = Rows::with_capacity(self.texts.len(), 6);
        for (n, text) in self.texts.iter().enumerate() {
            rows.row()
                .int(scope.0)
                .revision(revision)
                .revision(n as u64)
                .text(&text.owner)
                .blob(&text.salt)
                .blob(&text.bytes);
        }
        transaction.insert_rows(
            "ledger_text",
            &["scope", "revision", "n", "owner", "salt", "bytes"],
            &rows,
        )?;
        Ok(())
    }
}

/// What the chain covers of a text.
pub(crate) fn digest(salt: &[u8], bytes: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(salt);
    digest.update(bytes);
    URL_SAFE_NO_PAD.encode(digest.finalize())
}

/// The text behind `id`; `None` when it was erased.
///
/// # Errors
/// As any statement.
pub fn text(sql: &mut dyn Sql, scope: ScopeNo, id: &TextId) -> Result<Option<String>, DbError> {
    let Some((revision, n)) = id.place() else {
        return Ok(None);
    };
    let row = sql.query_one(
        "SELECT bytes FROM ledger_text WHERE scope = $1 AND revision = $2 AND n = $3",
        &values![scope, revision, n],
    )?;
    let bytes: Option<Vec<u8>> = match row {
        Some(row) => row.get(0)?,
        None => None,
    };
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

pub(crate) fn erase(w: &mut Write<'_>, texts: &[TextId]) -> Result<u64, DbError> {
    let (scope, erased) = (w.scope(), w.revision());
    let mut rows = Rows::new();
    for (revision, n) in texts.iter().filter_map(TextId::place) {
        rows.row().int(scope.0).revision(revision).revision(n);
    }
    w.execute_rows(
        &format!(
            "UPDATE ledger_text SET salt = NULL, bytes = NULL, owner = '', erased = {erased}
             WHERE bytes IS NOT NULL AND (scope, revision, n) IN (
               SELECT CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT), CAST(value->>2 AS BIGINT)
               FROM EACH($1))"
        ),
        &rows,
    )
}

pub(crate) fn erase_about(w: &mut Write<'_>, owner: &str) -> Result<u64, DbError> {
    let (scope, erased) = (w.scope(), w.revision());
    if owner.is_empty() {
        return Ok(0);
    }
    w.execute(
        "UPDATE ledger_text SET salt = NULL, bytes = NULL, owner = '', erased = $3
         WHERE scope = $1 AND owner = $2 AND bytes IS NOT NULL",
        &values![scope, owner, erased],
    )
}
