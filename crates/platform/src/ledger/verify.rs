//! Replays a chain against everything it covers.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::chain::parse_sum;
use super::checkpoint::{self, SignedCheckpoint};
use super::entry::{MembersDigest, Written};
use super::page::{FoundMembers, FoundText, Page, StoredBytes, found_texts, text_ids};
use super::sealed::{RowsCheck, check_rows};
use super::{Chain, TextId};
use crate::db::{DbError, Read, ScopeNo};
use crate::problem::Problem;

/// How many faults are listed; one broken disk could bring millions.
const FAULTS: usize = 1_000;

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Stable: `entry_missing`, `entry_hash`, `entry_prev`, `entry_unreadable`, `entry_columns`,
    /// `members_differ`, `text_missing`, `text_differs`, `text_unknown`, `checkpoint_missing`,
    /// `checkpoint_differs`, `head_missing`, `head_edited`, `head_differs`, `row_tampered`, `table_sum`.
    pub code: &'static str,
    /// The entry it was found at, where there is one.
    pub revision: Option<u64>,
    /// What exactly, in English.
    pub detail: String,
}

/// What a replay of one chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Report {
    /// The newest revision read.
    pub revision: u64,
    /// How many entries there are.
    pub entries: u64,
    /// How many members of bulk changes there are.
    pub members: u64,
    /// How many texts stand beside the chain.
    pub texts: u64,
    /// How many more were erased.
    pub erased: u64,
    /// How many signed checkpoints there are.
    pub checkpoints: u64,
    /// How many rows of sealed tables there are.
    pub rows: u64,
    /// What does not fit, in the order it was found; at most 1,000.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Whether everything fits.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, code: &'static str, revision: Option<u64>, detail: impl Into<String>) {
        if self.faults.len() < FAULTS {
            self.faults.push(Fault { code, revision, detail: detail.into() });
        }
    }
}

/// Replays the chain of `scope`: gaps, hashes, texts, members, checkpoints, head, and every sealed
/// table that [`crate::db::DbOptions::sealed`] names, or the platform has.
///
/// # Errors
/// As any statement. What is wrong with the content is in the report.
pub fn verify(r: &mut Read<'_>, scope: ScopeNo) -> Result<Report, Problem> {
    let mut replay =
        Replay { scope, report: Report::default(), prev: [0; 32], at_ms: 0, sums: BTreeMap::new() };
    while let Some(page) = Page::read(r, scope, replay.report.revision)? {
        for entry in &page.entries {
            replay.entry(r, entry, &page)?;
        }
        replay.unknown_texts(&page);
    }
    replay.head(r)?;
    let tables = r.shared().sealed;
    for table in tables.iter().chain(crate::access::SEALED) {
        let check = check_rows(r, scope, table)?;
        replay.table(check);
    }
    Ok(replay.report)
}

/// Where the replay stands.
struct Replay {
    scope: ScopeNo,
    report: Report,
    prev: [u8; 32],
    at_ms: i64,
    sums: BTreeMap<String, u128>,
}

impl Replay {
    fn entry(&mut self, r: &mut Read<'_>, entry: &StoredBytes, page: &Page) -> Result<(), DbError> {
        let at = Some(entry.revision);
        let expected = self.report.revision + 1;
        if entry.revision != expected {
            self.report.fault(
                "entry_missing",
                Some(expected),
                format!("after {} comes {}", expected - 1, entry.revision),
            );
        }
        self.report.revision = entry.revision;
        self.report.entries += 1;
        let hash: [u8; 32] = Sha256::digest(&entry.bytes).into();
        if entry.hash != hash {
            self.report.fault("entry_hash", at, "its bytes do not have its hash");
        }
        let prev = std::mem::replace(&mut self.prev, hash);
        let Ok(written) = serde_json::from_slice::<Written>(&entry.bytes) else {
            self.report.fault("entry_unreadable", at, "its bytes are not an entry");
            return Ok(());
        };
        if written.prev != URL_SAFE_NO_PAD.encode(prev) {
            self.report.fault("entry_prev", at, "it does not follow the entry before it");
        }
        let columns = (entry.revision, entry.at_ms, &entry.kind, &entry.actor);
        let inside = (written.revision, written.at, &written.kind, &written.actor);
        if columns != inside || written.scope != self.scope.0 {
            self.report.fault("entry_columns", at, "its columns do not repeat its bytes");
        }
        self.at_ms = written.at;
        self.sums_of(&written);
        let members = page.members.get(&entry.revision);
        self.members_of(entry.revision, written.members.as_ref(), members);
        self.texts_of(r, &written, members, page)?;
        self.checkpoint_of(entry.revision, page.checkpoints.get(&entry.revision), r);
        Ok(())
    }

    fn sums_of(&mut self, written: &Written) {
        for (table, sum) in &written.sums {
            match parse_sum(sum) {
                Some(sum) => drop(self.sums.insert(table.clone(), sum)),
                None => self.report.fault(
                    "entry_unreadable",
                    Some(written.revision),
                    format!("its sum of {table} is not a number"),
                ),
            }
        }
    }

    fn members_of(&mut self, revision: u64, told: Option<&MembersDigest>, found: Option<&FoundMembers>) {
        let found = found.map(|found| MembersDigest {
            count: found.count,
            sha256: URL_SAFE_NO_PAD.encode(found.digest.clone().finalize()),
        });
        self.report.members += found.as_ref().map_or(0, |found| found.count);
        if told != found.as_ref() {
            self.report.fault(
                "members_differ",
                Some(revision),
                "its members are not those it was written with",
            );
        }
    }

    fn texts_of(
        &mut self,
        r: &mut Read<'_>,
        written: &Written,
        members: Option<&FoundMembers>,
        page: &Page,
    ) -> Result<(), DbError> {
        let mut told = Vec::new();
        text_ids(&written.before, &mut told);
        text_ids(&written.after, &mut told);
        told.extend(written.address.clone());
        told.extend(written.reason.clone());
        told.extend(members.map_or(&[][..], |members| &members.texts).iter().cloned());
        let at = Some(written.revision);
        for id in &told {
            let place = id.place();
            let found = match place {
                // An entry may speak of a text that stands at an earlier one.
                Some(place) if place.0 != written.revision => {
                    &found_texts(r, self.scope, place.0 - 1, place.0)?.remove(&place)
                }
                Some(place) => &page.texts.get(&place).map(FoundText::copy),
                None => &None,
            };
            match found {
                None => self.report.fault("text_missing", at, &*id.text),
                Some(FoundText::Erased) => {}
                Some(FoundText::Kept { sha256 }) if *sha256 == id.sha256 => {}
                Some(_) => self.report.fault("text_differs", at, &*id.text),
            }
        }
        let known: BTreeSet<(u64, u64)> = told.iter().filter_map(TextId::place).collect();
        let own = (written.revision, 0)..=(written.revision, u64::MAX);
        for place in page.texts.range(own).map(|(place, _)| place) {
            if !known.contains(place) {
                let name = format!("{}.{}", place.0, place.1);
                self.report.fault("text_unknown", at, name);
            }
        }
        Ok(())
    }

    /// Counts the page's texts, and finds those of entries that are not there.
    fn unknown_texts(&mut self, page: &Page) {
        let entries: BTreeSet<u64> = page.entries.iter().map(|entry| entry.revision).collect();
        for ((revision, n), text) in &page.texts {
            match text {
                FoundText::Erased => self.report.erased += 1,
                _ => self.report.texts += 1,
            }
            if !entries.contains(revision) {
                self.report.fault(
                    "text_unknown",
                    Some(*revision),
                    format!("{revision}.{n} belongs to no entry"),
                );
            }
        }
    }

    fn checkpoint_of(&mut self, revision: u64, found: Option<&SignedCheckpoint>, r: &Read<'_>) {
        let due = revision.is_multiple_of(checkpoint::EVERY);
        let Some(found) = found else {
            if due {
                self.report.fault("checkpoint_missing", Some(revision), "there is none");
            }
            return;
        };
        self.report.checkpoints += 1;
        let key = checkpoint::signing_key(&r.shared().secret, self.scope).verifying_key();
        let expected = checkpoint::Checkpoint::of(self.scope, &self.chain());
        if found.verified(&key) != Some(expected) {
            self.report.fault(
                "checkpoint_differs",
                Some(revision),
                "it is not what this installation signed of this chain",
            );
        }
    }

    fn chain(&self) -> Chain {
        Chain {
            revision: self.report.revision,
            hash: self.prev,
            at_ms: self.at_ms,
            sums: self.sums.clone(),
            suspect: None,
        }
    }

    fn head(&mut self, r: &mut Read<'_>) -> Result<(), Problem> {
        let mut sealer = r.sealer();
        let head = match Chain::peek(r, &mut sealer, self.scope) {
            Ok(head) => head,
            Err(problem) if problem.code == "ledger_broken" => {
                let detail = problem.detail.unwrap_or_default();
                self.report.fault("head_edited", None, detail);
                return Ok(());
            }
            Err(problem) => return Err(problem),
        };
        let Some(mut head) = head else {
            if self.report.entries > 0 {
                self.report.fault("head_missing", None, "the chain has entries and no head");
            }
            return Ok(());
        };
        if let Some(suspect) = head.suspect.take() {
            self.report.fault("head_edited", Some(suspect), "the head was edited without the secret file");
        }
        if head != self.chain() {
            self.report.fault("head_differs", Some(head.revision), "the head is not where the chain ends");
        }
        Ok(())
    }

    fn table(&mut self, check: RowsCheck) {
        self.report.rows += check.rows;
        for name in &check.wrong {
            self.report.fault("row_tampered", None, format!("{}: {name}", check.table));
        }
        if !check.sum_matches {
            self.report.fault(
                "table_sum",
                None,
                format!("{}: a row was deleted, added, or an old one put back", check.table),
            );
        }
    }
}
