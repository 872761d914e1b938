//! Writes one entry with its texts, its members and, every thousandth, a signed checkpoint.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::entry::Written;
use super::{Chain, Entry, Texts, checkpoint};
use crate::by::By;
use crate::db::connection::Transaction;
use crate::db::{DbError, Rows, ScopeNo, Shared, values};
use crate::problem::Problem;

/// A change whose closure has ended well.
pub(crate) struct Change<'a> {
    pub(crate) scope: ScopeNo,
    pub(crate) by: &'a By,
    pub(crate) at_ms: i64,
    pub(crate) entry: Entry,
    pub(crate) texts: Texts,
    pub(crate) sums: Vec<(&'static str, u128)>,
}

impl Change<'_> {
    /// Writes the entry; returns the chain after it.
    pub(crate) fn write(
        mut self,
        transaction: &mut dyn Transaction,
        shared: &Shared,
        before: &Chain,
    ) -> Result<Chain, Problem> {
        if let Some(fault) = &self.entry.members.fault {
            return Err(Problem::internal(format!("a member is not JSON: {fault}")));
        }
        let mut chain = before.clone();
        chain.revision += 1;
        chain.at_ms = self.at_ms;
        let address = self.by.address.as_deref().map(|address| {
            let owner = self.by.actor.reference();
            let random = shared.random.as_ref();
            self.texts.add(chain.revision, &owner, address, random)
        });
        let members = self.entry.members.close();
        self.write_members(transaction, chain.revision)?;
        self.texts.write(transaction, self.scope, chain.revision)?;

        let mut written = Written::of(self.entry, members);
        for (table, difference) in self.sums {
            if difference != 0 {
                let sum = chain.sums.entry(table.to_owned()).or_default();
                *sum = sum.wrapping_add(difference);
                written.sums.insert(table.to_owned(), format!("{sum:032x}"));
            }
        }
        written.actor = self.by.actor.reference();
        written.address = address;
        written.at = self.at_ms;
        written.origin = self.by.origin.as_str().to_owned();
        written.prev = URL_SAFE_NO_PAD.encode(before.hash);
        written.revision = chain.revision;
        written.scope = self.scope.0;
        let bytes = serde_json::to_vec(&written)
            .map_err(|error| Problem::internal(format!("an entry is not JSON: {error}")))?;
        chain.hash = Sha256::digest(&bytes).into();
        transaction.later(
            "INSERT INTO ledger (scope, revision, at, kind, actor, bytes, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &values![
                self.scope,
                chain.revision,
                chain.at_ms,
                written.kind,
                written.actor,
                bytes,
                chain.hash,
            ],
        )?;
        if chain.revision.is_multiple_of(checkpoint::EVERY) {
            checkpoint::write(transaction, &shared.secret, self.scope, &chain)?;
        }
        Ok(chain)
    }

    fn write_members(&self, transaction: &mut dyn Transaction, revision: u64) -> Result<(), DbError> {
        if self.entry.members.count == 0 {
            return Ok(());
        }
        let mut rows = Rows::new();
        for (chunk, members) in (0_u64..).zip(&self.entry.members.chunks) {
            let members = std::str::from_utf8(members)
                .map_err(|_| DbError::Failed("JSON is always UTF-8".to_owned()))?;
            rows.row().int(self.scope.0).revision(revision).revision(chunk).text(members);
        }
        transaction.insert_rows("ledger_members", &["scope", "revision", "chunk", "members"], &rows)?;
        Ok(())
    }
}
