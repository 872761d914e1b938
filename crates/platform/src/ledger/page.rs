//! A part of a chain with everything that stands beside it, as [`super::verify`] reads it.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::TextId;
use super::checkpoint::{self, SignedCheckpoint};
use super::texts::digest;
use crate::db::{DbError, Read, Row, ScopeNo, Sql, values};

/// How many entries are read at once.
const PAGE: u64 = 500;

/// Up to [`PAGE`] entries with what stands beside them.
pub(super) struct Page {
    pub(super) entries: Vec<StoredBytes>,
    pub(super) members: HashMap<u64, FoundMembers>,
    pub(super) texts: BTreeMap<(u64, u64), FoundText>,
    pub(super) checkpoints: BTreeMap<u64, SignedCheckpoint>,
}

pub(super) struct StoredBytes {
    pub(super) revision: u64,
    pub(super) at_ms: i64,
    pub(super) kind: String,
    pub(super) actor: String,
    pub(super) bytes: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

#[derive(Default)]
pub(super) struct FoundMembers {
    pub(super) digest: Sha256,
    pub(super) count: u64,
    pub(super) texts: Vec<TextId>,
}

pub(super) enum FoundText {
    Kept { sha256: String },
    Erased,
    Broken,
}

impl Page {
    pub(super) fn read(r: &mut Read<'_>, scope: ScopeNo, after: u64) -> Result<Option<Self>, DbError> {
        let rows = r.query(
            "SELECT revision, at, kind, actor, bytes, hash FROM ledger
             WHERE scope = $1 AND revision > $2 ORDER BY revision LIMIT $3",
            &values![scope, after, PAGE],
        )?;
        let entries = rows.iter().map(stored_bytes).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = entries.last().map(|entry| entry.revision) else {
            return Ok(None);
        };
        Ok(Some(Self {
            members: found_members(r, scope, after, last)?,
            texts: found_texts(r, scope, after, last)?,
            checkpoints: checkpoint::between(r, scope, after, last)?,
            entries,
        }))
    }
}

pub(super) fn stored_bytes(row: &Row) -> Result<StoredBytes, DbError> {
    Ok(StoredBytes {
        revision: row.get(0)?,
        at_ms: row.get(1)?,
        kind: row.get(2)?,
        actor: row.get(3)?,
        bytes: row.get(4)?,
        hash: row.get(5)?,
    })
}

pub(super) fn found_members(
    r: &mut Read<'_>,
    scope: ScopeNo,
    after: u64,
    until: u64,
) -> Result<HashMap<u64, FoundMembers>, DbError> {
    let mut found: HashMap<u64, FoundMembers> = HashMap::new();
    r.query_each(
        "SELECT revision, members FROM ledger_members
         WHERE scope = $1 AND revision > $2 AND revision <= $3 ORDER BY revision, chunk",
        &values![scope, after, until],
        &mut |row| {
            let chunk = row.text(1).unwrap_or_default();
            let of = found.entry(row.get(0)?).or_default();
            of.digest.update(chunk);
            // A chunk that is no array counts none: the count then differs.
            if chunk.contains("\"sha256\"") {
                let members: Vec<Json> = serde_json::from_str(chunk).unwrap_or_default();
                of.count += members.len() as u64;
                members.iter().for_each(|member| text_ids(member, &mut of.texts));
            } else {
                let members: Vec<serde::de::IgnoredAny> = serde_json::from_str(chunk).unwrap_or_default();
                of.count += members.len() as u64;
            }
            Ok(())
        },
    )?;
    Ok(found)
}

pub(super) fn found_texts(
    r: &mut Read<'_>,
    scope: ScopeNo,
    after: u64,
    until: u64,
) -> Result<BTreeMap<(u64, u64), FoundText>, DbError> {
    let mut found = BTreeMap::new();
    r.query_each(
        "SELECT revision, n, salt, bytes, erased FROM ledger_text
         WHERE scope = $1 AND revision > $2 AND revision <= $3",
        &values![scope, after, until],
        &mut |row| {
            found.insert((row.get(0)?, row.get(1)?), found_text(row)?);
            Ok(())
        },
    )?;
    Ok(found)
}

pub(super) fn found_text(row: &Row) -> Result<FoundText, DbError> {
    let (salt, bytes): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(2)?, row.get(3)?);
    Ok(match (salt, bytes, row.get::<Option<u64>>(4)?) {
        (Some(salt), Some(bytes), None) => FoundText::Kept { sha256: digest(&salt, &bytes) },
        (None, None, Some(1..)) => FoundText::Erased,
        _ => FoundText::Broken,
    })
}

/// Every text that `json` refers to.
pub(super) fn text_ids(json: &Json, found: &mut Vec<TextId>) {
    match json {
        Json::Array(values) => values.iter().for_each(|value| text_ids(value, found)),
        Json::Object(object) => {
            if let (2, Some(Json::String(sha256)), Some(Json::String(text))) =
                (object.len(), object.get("sha256"), object.get("text"))
            {
                found.push(TextId { sha256: sha256.clone(), text: text.clone() });
            }
            object.values().for_each(|value| text_ids(value, found));
        }
        _ => {}
    }
}

impl FoundText {
    pub(super) fn copy(&self) -> Self {
        match self {
            Self::Kept { sha256 } => Self::Kept { sha256: sha256.clone() },
            Self::Erased => Self::Erased,
            Self::Broken => Self::Broken,
        }
    }
}
