//! One entry: what a change says of itself, and how it stands in the ledger.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

/// How many members stand in one row of `ledger_members`.
pub(crate) const MEMBERS_PER_CHUNK: u64 = 4_096;

/// A text that stands beside the ledger: where it is, and the digest that the chain covers.
///
/// In an entry it reads `{"sha256":"…","text":"17.0"}`; put it into `before`, `after` or a member as
/// any other value ([`serde_json::to_value`] or `json!`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextId {
    /// SHA-256 over salt and bytes, base64url.
    pub sha256: String,
    /// `revision.n`.
    pub text: String,
}

impl TextId {
    pub(crate) fn place(&self) -> Option<(u64, u64)> {
        let (revision, n) = self.text.split_once('.')?;
        Some((revision.parse().ok()?, n.parse().ok()?))
    }
}

/// What a change tells the ledger. No personal data: names, log-ins, addresses, comments and free
/// reasons go through [`crate::db::Write::text`].
#[derive(Clone, Debug)]
pub struct Entry {
    pub(crate) kind: &'static str,
    version: u16,
    subjects: Vec<String>,
    before: Json,
    after: Json,
    reason: Option<TextId>,
    pub(crate) members: Members,
}

/// Members as they will be stored: JSON arrays of up to 4,096.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    pub(crate) chunks: Vec<Vec<u8>>,
    pub(crate) count: u64,
    pub(crate) fault: Option<String>,
}

impl Entry {
    /// An entry of `kind`, such as `assignments.assigned`, whose members have the shape of `version`.
    pub fn new(kind: &'static str, version: u16) -> Self {
        Self {
            kind,
            version,
            subjects: Vec::new(),
            before: Json::Null,
            after: Json::Null,
            reason: None,
            members: Members::default(),
        }
    }

    /// The id of something the change is about.
    #[must_use]
    pub fn subject(mut self, id: impl Into<String>) -> Self {
        self.subjects.push(id.into());
        self
    }

    /// What was: ids, enumerations, numbers and dates only.
    #[must_use]
    pub fn before(mut self, before: Json) -> Self {
        self.before = sorted(before);
        self
    }

    /// What is now: ids, enumerations, numbers and dates only.
    #[must_use]
    pub fn after(mut self, after: Json) -> Self {
        self.after = sorted(after);
        self
    }

    /// Why, in somebody's words.
    #[must_use]
    pub fn reason(mut self, reason: TextId) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Adds a member of a bulk change: a short JSON array of ids and numbers is best.
    pub fn member(&mut self, member: &impl Serialize) {
        let members = &mut self.members;
        if members.count.is_multiple_of(MEMBERS_PER_CHUNK) {
            members.chunks.push(Vec::with_capacity(64 * 1024));
        }
        let Some(chunk) = members.chunks.last_mut() else {
            return;
        };
        chunk.push(if chunk.is_empty() { b'[' } else { b',' });
        if let Err(error) = serde_json::to_writer(&mut *chunk, member) {
            members.fault = Some(error.to_string());
        }
        members.count += 1;
        if members.count.is_multiple_of(MEMBERS_PER_CHUNK) {
            chunk.push(b']');
        }
    }
}

impl Members {
    /// Closes the last chunk and returns the digest over all of them.
    pub(crate) fn close(&mut self) -> Option<MembersDigest> {
        let last = self.chunks.last_mut()?;
        if !self.count.is_multiple_of(MEMBERS_PER_CHUNK) {
            last.push(b']');
        }
        let mut digest = Sha256::new();
        for chunk in &self.chunks {
            digest.update(chunk);
        }
        Some(MembersDigest { count: self.count, sha256: URL_SAFE_NO_PAD.encode(digest.finalize()) })
    }
}

/// What an entry says of its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MembersDigest {
    pub(crate) count: u64,
    pub(crate) sha256: String,
}

/// The bytes of an entry: members in alphabetical order, no spaces, absent ones left out.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    pub(crate) actor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<TextId>,
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub(crate) after: Json,
    pub(crate) at: i64,
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub(crate) before: Json,
    pub(crate) kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) members: Option<MembersDigest>,
    pub(crate) origin: String,
    /// SHA-256 of the previous entry's bytes, base64url; zeros before the first.
    pub(crate) prev: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<TextId>,
    pub(crate) revision: u64,
    pub(crate) scope: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) subjects: Vec<String>,
    /// The sealed tables whose sum this change moved, with their new sums in hexadecimal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sums: BTreeMap<String, String>,
    pub(crate) version: u16,
}

impl Written {
    /// Fills in what the change itself says; the rest is the platform's.
    pub(crate) fn of(entry: Entry, members: Option<MembersDigest>) -> Self {
        Self {
            actor: String::new(),
            address: None,
            after: entry.after,
            at: 0,
            before: entry.before,
            kind: entry.kind.to_owned(),
            members,
            origin: String::new(),
            prev: String::new(),
            reason: entry.reason,
            revision: 0,
            scope: 0,
            subjects: entry.subjects,
            sums: BTreeMap::new(),
            version: entry.version,
        }
    }

    pub(crate) fn stored(self, hash: [u8; 32]) -> StoredEntry {
        StoredEntry {
            revision: self.revision,
            at_ms: self.at,
            actor: self.actor,
            origin: self.origin,
            address: self.address,
            kind: self.kind,
            version: self.version,
            subjects: self.subjects,
            before: self.before,
            after: self.after,
            reason: self.reason,
            members: self.members.map_or(0, |members| members.count),
            hash,
        }
    }
}

/// An entry as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredEntry {
    /// Counts from 1 without gaps.
    pub revision: u64,
    /// When, in milliseconds UTC.
    pub at_ms: i64,
    /// Who: `account:7`, `token:3`, `system:day`, `setup`.
    pub actor: String,
    /// From where: `page`, `api`, `cli`, `system` …
    pub origin: String,
    /// The address it came from.
    pub address: Option<TextId>,
    /// What kind of change.
    pub kind: String,
    /// The version of its shape.
    pub version: u16,
    /// Ids of what it is about.
    pub subjects: Vec<String>,
    /// What was.
    pub before: Json,
    /// What is now.
    pub after: Json,
    /// Why, in somebody's words.
    pub reason: Option<TextId>,
    /// How many members a bulk change has.
    pub members: u64,
    /// SHA-256 over its stored bytes.
    #[serde(skip)]
    pub hash: [u8; 32],
}

/// Members by name: the bytes of an entry must not depend on how a program was built (another crate may switch on
/// serde_json's insertion order).
fn sorted(mut value: Json) -> Json {
    value.sort_all_objects();
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_in_chunks_that_are_json_arrays() {
        for count in [0_u64, 1, 4_095, 4_096, 4_097, 10_000] {
            let mut entry = Entry::new("test.bulk", 1);
            for number in 0..count {
                entry.member(&(number, "a"));
            }
            let digest = entry.members.close();
            assert_eq!(digest.map_or(0, |digest| digest.count), count);
            let read: Vec<(u64, String)> = entry
                .members
                .chunks
                .iter()
                .flat_map(|chunk| serde_json::from_slice::<Vec<(u64, String)>>(chunk).unwrap())
                .collect();
            assert_eq!(read.len() as u64, count);
            assert_eq!(entry.members.chunks.len() as u64, count.div_ceil(4_096));
        }
    }

    #[test]
    fn an_entry_is_written_in_one_way_only() {
        let mut written = Written::of(
            Entry::new("a.b", 2).subject("x").after(serde_json::json!({"z": 1, "a": [true, null]})),
            None,
        );
        written.revision = 3;
        assert_eq!(
            serde_json::to_string(&written).unwrap(),
            r#"{"actor":"","after":{"a":[true,null],"z":1},"at":0,"kind":"a.b","origin":"","prev":"","revision":3,"scope":0,"subjects":["x"],"version":2}"#
        );
    }
}
